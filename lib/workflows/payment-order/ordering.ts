import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds, isPermitted } from '../../kernel/actor.ts';
import { chained } from '../../kernel/canonical.ts';
import { plus } from '../../kernel/clock.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { type Owed, oldestFirst } from '../../ledger/allocation.ts';
import { type Bill, openFen } from '../../ledger/bill.ts';
import { lateFee } from '../../ledger/late-fee.ts';
import { billId, billNamed } from '../../ledger/names.ts';
import { mostBillsOrdered, type OrderInput, paymentOrder } from './contract.ts';
import { type In, type Line, type PayChannel, payChannelTitles } from './record.ts';
import { firstAskAt } from './waking.ts';

/** How long an order can be paid: on a telephone half an hour, printed on a notice a day. */
const minutesToPay = { phone: 30, printed: 24 * 60 } as const;
/** The most a provider takes at once: ¥100 000 000. */
const mostFen = 10_000_000_000;

/** Units an order is about: those named, or those of its bills. */
export function unitsOf({ unit, units, bills }: Pick<OrderInput, 'unit' | 'units' | 'bills'>): readonly string[] {
  const named = unit === undefined ? units : [unit];
  return [...new Set(named ?? (bills ?? []).map((bill) => billNamed(bill)?.unit ?? ''))];
}

type Reads = Readonly<Record<string, Loaded | undefined>>;

/**
 * Makes an order (下单): the sum is what the bills owe today, late fees included; the provider is asked for it afterwards. Two orders for one bill may stand side by side, and
 * the counter may be quicker than both: what is paid twice is the payer's prepayment.
 *
 * @throws DomainError `payment-order.units`, `payment-order.way`, `payment-order.open-id`, `payment-order.other-payer`, `payment-order.payer-missing`,
 * `payment-order.nothing-open`, `payment-order.settled`, `payment-order.too-many`, `payment-order.too-much`, `bill.unknown`
 */
export function create(input: OrderInput, context: Context<Reads>): Outcome<In<'creating'>> {
  const { channel, way, openId, printed } = input;
  const { now, today, id, project, actor } = context;
  checkWay(input);
  const payer = payerOf(input, context);
  const owed = input.bills ? designated(input, context, payer) : openOnes(context, payer);
  const lines = owed.map(lineOf);
  const amountFen = sumOf(lines.map(({ principalFen, lateFen }) => principalFen + lateFen));
  if (amountFen > mostFen) throw new DomainError('unprocessable', 'payment-order.too-much', { amount: yuan(amountFen), most: yuan(mostFen) });
  const [unit, ...others] = new Set(owed.map(({ bill }) => bill.unit));
  const tradeNo = `${today.replaceAll('-', '')}${chained('', [actor.company, project.id, id]).replaceAll('-', 'x').slice(0, 24)}`;
  return {
    record: {
      state: 'creating',
      channel,
      way,
      ...(unit === undefined || others.length > 0 ? {} : { unit }),
      payer: payer ?? payerOfAll(owed),
      bills: lines,
      amountFen,
      quotedOn: today,
      tradeNo,
      ...(openId ? { openId } : {}),
      expiresAt: plus(now, { minutes: printed ? minutesToPay.printed : minutesToPay.phone }),
      attempts: 1,
      asks: 0,
      askAt: firstAskAt(now),
    },
  };
}

/** @returns the refusal for a project that takes no money over a channel */
export function notConfigured(channel: PayChannel): DomainError {
  return new DomainError('conflict', 'payment-order.not-configured', { channel: payChannelTitles[channel] });
}

function checkWay(input: OrderInput): void {
  const { channel, way, openId, unit, units, bills } = input;
  if (unit !== undefined && units !== undefined) refuse('payment-order.units', 'units');
  if (unit === undefined && units === undefined && bills === undefined) refuse('payment-order.units', 'unit');
  if ((way === 'jsapi' && channel !== 'wechat') || (way === 'page' && channel !== 'alipay')) refuse('payment-order.way', 'way');
  if ((way === 'jsapi') !== (openId !== undefined)) refuse('payment-order.open-id', 'openId');
}

/** Whether he makes the order as the desk does; a guard who lives in the flat makes it as the resident he is. */
const isDesk = (actor: Actor): boolean => holds(actor, 'CASHIER', 'FRONT') || isPermitted(actor, `${paymentOrder.name}.create`);

/** A resident pays as himself; the desk for whom it says. */
function payerOf({ payer }: OrderInput, { actor }: Context<Reads>): string | undefined {
  if (isDesk(actor)) return payer;
  if (payer !== undefined && payer !== actor.party) refuse('payment-order.other-payer', 'payer', {}, 'forbidden');
  return actor.party;
}

const mayPay = ({ payer, joint }: Bill, party: string | undefined): boolean => party === undefined || payer === party || joint?.includes(party) === true;

/** What a bill owes today; of a settled one the late fee that was left. */
function owedToday(bill: Bill, today: string): Owed {
  const stands = bill.state === 'open' || bill.state === 'settled';
  return { bill, lateFen: stands ? lateFee(bill, today).openFen : 0 };
}

const principalOf = (bill: Bill): number => (bill.state === 'open' ? openFen(bill) : 0);
const totalOf = ({ bill, lateFen }: Owed): number => principalOf(bill) + lateFen;
const lineOf = ({ bill, lateFen }: Owed): Line => ({ bill: billId(bill), principalFen: principalOf(bill), lateFen });

/** The bills as named, in that order. A resident's own only: of others' he is not told that they are there. */
function designated(input: OrderInput, { money, today, actor }: Context<Reads>, payer: string | undefined): readonly Owed[] {
  const ids = [...new Set(input.bills)];
  const units = unitsOf(input);
  const staff = isDesk(actor);
  return ids.map((id, at) => {
    const bill = money.bills.get(id);
    const path = `bills.${at}`;
    if (!bill || !units.includes(bill.unit) || !(staff || mayPay(bill, payer))) return refuse('bill.unknown', path, { id });
    const owed = owedToday(bill, today);
    if (totalOf(owed) === 0) return refuse('payment-order.settled', path, { id }, 'conflict');
    return owed;
  });
}

/** Everything the payer owes for the units, oldest due first; what is disputed only when it is named. */
function openOnes({ money, today }: Context<Reads>, payer: string | undefined): readonly Owed[] {
  const disputed = ({ dispute }: Bill): boolean => dispute !== undefined && dispute.upheld === undefined;
  const own = [...money.bills.values()].filter((bill) => mayPay(bill, payer) && !disputed(bill));
  const owed = oldestFirst(own.map((bill) => owedToday(bill, today)).filter((one) => totalOf(one) > 0));
  if (owed.length === 0) return refuse('payment-order.nothing-open', undefined, {}, 'conflict');
  if (owed.length > mostBillsOrdered) return refuse('payment-order.too-many', undefined, { count: owed.length, most: mostBillsOrdered });
  return owed;
}

function payerOfAll(owed: readonly Owed[]): string {
  const [payer, ...others] = new Set(owed.map(({ bill }) => bill.payer));
  return payer === undefined || others.length > 0 ? refuse('payment-order.payer-missing', 'payer') : payer;
}
