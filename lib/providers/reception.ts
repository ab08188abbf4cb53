import type { Desk } from '../cases/desk.ts';
import { channelsOf } from '../channels/settings.ts';
import { type Company, provenCompany } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { merchantMark } from '../registers/channel-settings/contract.ts';
import { findPartition } from '../table/keys.ts';
import { paymentOrder } from '../workflows/payment-order/contract.ts';
import { bookPayment, type Known, orderRecord, takeUnclaimed } from './book-payment.ts';
import type { MerchantDirectory } from './merchants.ts';
import { openMerchant, openProvider } from './open-provider.ts';
import type { Callback, Delivery, PayChannel, PayOperator, Success } from './provider.ts';

/** What callbacks are received with. */
export interface Reception {
  readonly directory: MerchantDirectory;
  readonly operator: PayOperator;
  readonly deskOf: (company: Company) => Desk;
}

/**
 * What became of a callback. `accepted`: what it says is true and on our books, now or before, or is nothing to be booked. `contradicts`: it is truly the provider's, and cannot
 * be true of our books.
 */
export type Received =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly why: Extract<Callback, { said: 'nothing' }>['why'] }
  | { readonly outcome: 'contradicts'; readonly company: string; readonly tradeNo: string; readonly transaction: string; readonly code: string };

/** A callback that is proven, by one account of one company. */
interface Proven {
  readonly desk: Desk;
  readonly project: string;
  readonly unclaimed: string;
  readonly success: Success;
}

/**
 * Receives a callback (渠道回调): finds whose account it may be, believes what its key proves, and books what it says of our order — once, whatever is delivered how often, and
 * nothing that differs from the order in amount, currency, account or transaction. Nothing has been changed by what is refused or contradicts.
 */
export async function receive(reception: Reception, channel: PayChannel, delivery: Delivery): Promise<Received> {
  const mark = markOf(channel, delivery);
  const candidates = mark === undefined ? [] : await reception.directory.find(channel, mark);
  const proven: Proven[] = [];
  let why: Extract<Callback, { said: 'nothing' }>['why'] = 'signature';
  for (const { company } of candidates) {
    for (const { callback, ...account } of await readAs(reception, provenCompany(company), channel, mark, delivery)) {
      if (callback.said === 'else') return { outcome: 'accepted' };
      if (callback.said === 'paid') proven.push({ ...account, success: callback.success });
      else if (callback.why !== 'signature') why = callback.why;
    }
  }
  const [first] = proven;
  if (!first) return { outcome: 'refused', why };
  for (const one of proven) {
    const order = await orderOf(one.desk, one.success.tradeNo);
    if (order) return concluded(one, () => settle(one, channel, order));
  }
  return concluded(first, () => takeUnclaimed(first.desk, first.unclaimed, channel, first.success));
}

/** Under which mark a callback's account stands in the directory. */
function markOf(channel: PayChannel, { header, body }: Delivery): string | undefined {
  const mark = channel === 'wechat' ? header('wechatpay-serial') : (new URLSearchParams(body).get('app_id') ?? undefined);
  return mark !== undefined && mark.length <= 80 ? mark : undefined;
}

/** The callback as each of a company's accounts under that mark reads it. */
async function readAs({ operator, deskOf }: Reception, company: Company, channel: PayChannel, mark: string | undefined, delivery: Delivery) {
  const desk = deskOf(company);
  const channels = await channelsOf(desk);
  const own = (channels?.settings.pay ?? []).filter((account) => account.channel === channel && merchantMark(account) === mark);
  const read = own.map(async (account) => {
    const provider = channels && openProvider(operator, await openMerchant(channels, account));
    const callback: Callback = provider?.readCallback(delivery) ?? { said: 'nothing', why: 'signature' };
    return { desk, project: account.project, unclaimed: account.unclaimed ?? account.project, callback };
  });
  return Promise.all(read);
}

/** The order behind a number of ours. */
async function orderOf(desk: Desk, tradeNo: string): Promise<Known | undefined> {
  const { items } = await desk.table.query({ pk: findPartition(desk.company, { kind: 'tradeNo', value: tradeNo }), limit: 1, consistent: true });
  const [pointer] = items;
  return pointer && { project: String(pointer['project']), id: String(pointer['id']) };
}

/** @throws DomainError `payment-order.other-account`, and what {@link bookPayment} refuses */
async function settle({ desk, project, success }: Proven, channel: PayChannel, order: Known): Promise<void> {
  const record = await orderRecord(desk, { ...order, kind: paymentOrder.name });
  const ours = record?.channel === channel && record.amountFen === success.amountFen && success.currency === 'CNY';
  if (!ours || (project !== '*' && project !== order.project)) throw new DomainError('conflict', 'payment-order.differs', { id: order.id });
  await bookPayment(desk, order, { channel, success, via: 'callback' });
}

/** Refusals by which a true callback contradicts our books; whatever else goes wrong passes, and the provider tells us again. */
const contradictions: ReadonlySet<string> = new Set(['payment-order.differs', 'payment-order.amount', 'payment-order.transaction', 'payment.external-differs']);

async function concluded({ desk, success }: Proven, book: () => Promise<void>): Promise<Received> {
  try {
    await book();
    return { outcome: 'accepted' };
  } catch (error) {
    if (!(error instanceof DomainError && contradictions.has(error.code))) throw error;
    const { tradeNo, transaction } = success;
    return { outcome: 'contradicts', company: desk.company, tradeNo, transaction, code: error.code };
  }
}
