import * as z from 'zod';
import { asOf, type Read } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { type Actor, holds, isPermitted } from '../../kernel/actor.ts';
import { headquarters, type Role } from '../../kernel/position.ts';
import { party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { close, declined, ended, expire, opened, poll, query, recheck, retry } from './asking.ts';
import { Declined, Late, Opened, OrderInput, paymentOrder as orderContract, Proof } from './contract.ts';
import { create, unitsOf } from './ordering.ts';
import { orderTitles, PaymentOrder, payChannelTitles } from './record.ts';
import { orderErrors, orderNotices } from './sentences.ts';
import { prepaidOf, settle, takeLate } from './settling.ts';
import { orderTimers } from './waking.ts';

const { opens, moves } = commandsOf<PaymentOrder>();
const none = z.strictObject({});

/** Who pays, and who makes an order for him. */
const payers: readonly Role[] = ['RESIDENT', 'CASHIER', 'FRONT'];
/** By the clock and the order's own function only. */
const clockwork = { by: ['SYSTEM'], internal: true } as const;
/** A resident has a say in what he is to pay himself, the desk in everything. */
const own = (record: PaymentOrder, actor: Actor): boolean =>
  holds(actor, 'CASHIER', 'FRONT', 'CSM') ||
  ['close', 'query'].some((command) => isPermitted(actor, `payment-order.${command}`)) ||
  record.payer === actor.party;

/** Commands of people. */
const people = {
  create: opens({
    title: '下单',
    by: payers,
    to: ['creating'],
    input: OrderInput,
    reads: (input): Readonly<Record<string, Read>> => ({
      ...(input.payer === undefined ? {} : { payer: asOf(party, input.payer, 'payer') }),
      ...Object.fromEntries(unitsOf(input).map((id, at) => [`unit${at}`, asOf(unit, id, input.units ? `units.${at}` : 'unit')])),
    }),
    money: (input) => ({ units: unitsOf(input) }),
    apply: create,
  }),
  close: moves({ title: '关闭支付单', by: payers, from: ['creating', 'open'], to: ['closing'], input: none, may: own, apply: close }),
  query: moves({
    title: '查询支付结果',
    by: [...payers, 'CSM'],
    from: ['creating', 'open', 'closing'],
    to: ['creating', 'open', 'closing'],
    input: none,
    may: own,
    apply: query,
  }),
};

/** Commands that follow from what the provider says, and from the clock. */
const machine = {
  opened: moves({ title: '渠道受理', ...clockwork, from: ['creating'], to: ['open'], input: Opened, apply: opened }),
  declined: moves({ title: '渠道拒绝', ...clockwork, from: ['creating'], to: ['creating', 'failed'], input: Declined, apply: declined }),
  retry: moves({ title: '重新下单', ...clockwork, from: ['creating'], to: ['creating', 'closing'], input: none, apply: retry }),
  poll: moves({ title: '定时查询', ...clockwork, from: ['open'], to: ['open'], input: none, apply: poll }),
  expire: moves({ title: '过期', ...clockwork, from: ['creating', 'open'], to: ['closing'], input: none, apply: expire }),
  recheck: moves({ title: '再次关单', ...clockwork, from: ['closing'], to: ['closing', 'expired', 'closed', 'failed'], input: none, apply: recheck }),
  ended: moves({ title: '渠道已关单', ...clockwork, from: ['closing'], to: ['expired', 'closed', 'failed'], input: none, apply: ended }),
  settle: moves({
    title: '到账核销',
    ...clockwork,
    from: ['creating', 'open', 'closing'],
    to: ['paid'],
    input: Proof,
    money: (_input, record) => ({ bills: record.bills.map(({ bill }) => bill), balances: [prepaidOf(record)] }),
    apply: settle,
  }),
  takeLate: opens({
    title: '迟到款项入账',
    ...clockwork,
    to: ['paid'],
    input: Late,
    reads: ({ order }) => ({ order: asOf(orderContract, order, 'order') }),
    apply: takeLate,
  }),
};

/**
 * A payment order (支付单): bills paid through WeChat Pay or Alipay, by a code, inside WeChat, or on a page.
 *
 *     create ─▶ creating ─opened─▶ open ─settle─▶ paid
 *                 │  ▲ retry         └─expire, close─▶ closing ─ended─▶ expired | closed
 *                 │  └────┘                              ├─recheck (asked again)
 *                 ├─declined─▶ failed                    └─settle─▶ paid
 *                 └─retry (given up), expire, close─▶ closing ─ended─▶ failed
 *
 *     takeLate ─▶ paid (money for an order that has ended: all of it prepaid)
 *
 * The provider is called between two commits: the first says what is about to be asked, the second what was answered. It knows the order by a number of ours, so that asking
 * twice makes one order; and it is asked what became of it whenever an answer or a callback is missing. Money is booked once, in the transaction in which the order learns
 * of it. An order ends only when the provider has closed it, so that money after its end is an exception, and is kept for the payer all the same.
 */
export const paymentOrder = defineWorkflow<PaymentOrder>({
  name: orderContract.name,
  title: orderContract.title,
  collection: 'payment-orders',
  numberPrefix: 'ZF',
  contract: orderContract,
  record: PaymentOrder,
  stateTitles: orderTitles,
  commands: { ...people, ...machine },
  readBy: ['CASHIER', 'FRONT', 'CSM', 'PM', ...headquarters, 'RESIDENT'],
  errors: orderErrors,
  notices: orderNotices,
  timers: orderTimers,
  subject: ({ unit: home, channel, bills }) => ({ title: `${payChannelTitles[channel]} ${bills.length} 张账单`, unit: home }),
  terms: (record) => [
    ...(record.state === 'paid' ? [{ kind: 'transaction', value: `${record.channel}/${record.paid.transaction}` }] : []),
    ...(record.state === 'paid' && record.lateFor !== undefined ? [] : [{ kind: 'tradeNo', value: record.tradeNo }]),
  ],
  // A neighbour in the flat is not told what another one pays.
  secrecy: ({ payer }) => ({ onlyParties: [payer] }),
  logged: false,
  card: ({ amountFen, channel }) => ({ amountFen, channel: payChannelTitles[channel] }),
  residentView: (record) => {
    const { channel, way, unit: home, payer, bills, amountFen, expiresAt } = record;
    const code = record.state === 'open' ? { code: record.code } : {};
    const paid = record.state === 'paid' ? { paid: record.paid } : {};
    return { state: record.state, channel, way, unit: home, payer, bills, amountFen, expiresAt, ...code, ...paid };
  },
});
