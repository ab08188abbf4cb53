import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Answer } from '../cases/idempotency.ts';
import { newCase, perform } from '../cases/perform.ts';
import { fromItem } from '../cases/stored.ts';
import { decide, openWork } from '../cases/walk.ts';
import { refFor, type Work } from '../cases/work.ts';
import { systemActor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { commitOnce, earlier } from '../payments/payments.ts';
import type { Receipt } from '../payments/receipt.ts';
import { externalKey, findPartition, type Key, type Ref, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { paymentOrder } from '../workflows/payment-order/contract.ts';
import type { PaymentOrder } from '../workflows/payment-order/record.ts';
import { suspense } from '../workflows/suspense/contract.ts';
import type { PayChannel, Success } from './provider.ts';

/** Which order. */
export interface Known {
  readonly project: string;
  readonly id: string;
}

/** A proven payment, and how we have learned of it. */
export interface Proven {
  readonly channel: PayChannel;
  readonly success: Success;
  readonly via: 'callback' | 'query';
}

/** Whether the order can still be settled; otherwise it has ended. */
const settlable = ({ state }: PaymentOrder): boolean => state === 'creating' || state === 'open' || state === 'closing';

/**
 * Books a proven payment for an order (到账入账), in one transaction: the order with its bills and the entry, and the row of the channel's transaction, which makes it one payment
 * for good, whoever tells of it how often. An order that has ended gets a record of its own, and the payer a prepayment.
 *
 * What a cashier has entered under this transaction before is not booked again; the order then only learns of its receipt. Entered for another payer and none of the order's
 * bills, it contradicts: nobody is told that he has paid with what another one got.
 *
 * @throws DomainError `payment-order.amount`, `payment-order.transaction`, `payment.external-differs`, and what the ledger refuses
 */
export function bookPayment(desk: Desk, { project, id }: Known, { channel, success, via }: Proven): Promise<void> {
  const { transaction, amountFen, paidAt } = success;
  const definition = definitionOf(desk, paymentOrder);
  const ref = refFor(definition, project, id);
  const key = recordKey(desk.company, 'case', ref);
  return bookOnce(desk, project, { channel, success }, [key], async (work, before) => {
    const item = work.items.get(keyText(key));
    if (!item) throw new DomainError('unprocessable', 'reference.unknown', { title: definition.title, id });
    const stored = fromItem(definition, item).record as PaymentOrder;
    const owner = before && (await ownerOf(desk, `${channel}/${transaction}`));
    if (owner !== undefined && owner !== `${project}/${id}`) throw new DomainError('conflict', 'payment-order.transaction', { transaction, order: owner });
    if (owner !== undefined || (before && !settlable(stored))) return;
    const proof = { transaction, amountFen, paidAt, via };
    if (!settlable(stored)) {
      await perform(work, { definition, ref: await newCase(work, definition), command: 'takeLate', input: { ...proof, order: id } });
      return;
    }
    const entered = before?.body as Receipt | undefined;
    if (entered && !isFor(entered, stored))
      throw new DomainError('conflict', 'payment.external-differs', { number: transaction, receipt: entered.receiptNo, fen: yuan(entered.amountFen) });
    const receipt = entered ? { receipt: entered.receiptNo } : {};
    await perform(work, { definition, ref, command: 'settle', input: { ...proof, ...receipt } });
  });
}

/** Whether what a cashier entered is what the order was to pay. */
const isFor = (receipt: Receipt, { payer, bills }: PaymentOrder): boolean =>
  receipt.payer === payer || receipt.bills.some(({ bill }) => bills.some((line) => line.bill === bill));

/** Books a proven payment nobody here has ordered (无主款项): it is held until somebody claims it, and never lost. @throws DomainError `payment.external-differs` */
export function takeUnclaimed(desk: Desk, project: string, channel: PayChannel, success: Success): Promise<void> {
  const { transaction, amountFen, paidAt, tradeNo } = success;
  const definition = definitionOf(desk, suspense);
  return bookOnce(desk, project, { channel, success }, [], async (work, before) => {
    if (before) return;
    const paidOn = civilDate(paidAt, work.policy.timeZone);
    const [valueOn] = [paidOn, work.today].toSorted();
    const input = { amountFen, channel, valueOn, remark: tradeNo, externalId: transaction, book: channel };
    await perform(work, { definition, ref: await newCase(work, definition), command: 'receive', input });
  });
}

type Run = (work: Work, before: Answer | undefined) => Promise<void>;

/** One unit of work about one transaction of a channel, which the ledger lets be one payment only; `before`: the receipt it has become already. */
function bookOnce(desk: Desk, project: string, { channel, success }: Omit<Proven, 'via'>, keys: readonly Key[], run: Run): Promise<void> {
  const { transaction, amountFen } = success;
  const actor = systemActor(desk.company);
  const caller = { person: actor.person, project, actor, request: `${channel}:${transaction}` };
  return decide(async () => {
    const { work } = await openWork(desk, caller, [...keys, externalKey(desk.company, channel, transaction)]);
    await run(work, await earlier(work, { channel, externalId: transaction, amountFen }));
    await commitOnce(work, []);
  });
}

/** The order a transaction has paid, `project/id`; of a late one the order it was meant for. Undefined for one a cashier has entered. */
async function ownerOf(desk: Desk, value: string): Promise<string | undefined> {
  const { items } = await desk.table.query({ pk: findPartition(desk.company, { kind: 'transaction', value }), limit: 2, consistent: true });
  const [pointer] = items;
  if (!pointer) return undefined;
  const ref = { project: String(pointer['project']), kind: paymentOrder.name, id: String(pointer['id']) };
  const record = await orderRecord(desk, ref);
  return record && `${ref.project}/${record.state === 'paid' && record.lateFor !== undefined ? record.lateFor : ref.id}`;
}

/** An order's record as it stands. */
export async function orderRecord(desk: Desk, ref: Ref): Promise<PaymentOrder | undefined> {
  const key = recordKey(desk.company, 'case', ref);
  const item = (await desk.table.getAll([key])).get(keyText(key));
  const definition = definitionOf(desk, paymentOrder);
  return item && item['kind'] === definition.name ? (fromItem(definition, item).record as PaymentOrder) : undefined;
}
