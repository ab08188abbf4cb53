import { alipayCallback } from './engines/alipay.ts';
import { type PayDesk, payFaults, type Trade, transactionOf } from './engines/pay-desk.ts';
import { localMerchant } from './engines/payment-keys.ts';
import { type Change, wechatCallback } from './engines/wechat.ts';

/** What our API answered to a callback. */
export interface Told {
  readonly status: number;
  readonly body: string;
}

/** What somebody wants of the payment providers of this machine. */
export interface PayWish {
  readonly order: string;
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A wish the providers cannot fulfil. */
export class NoSuchPayment extends Error {
  override readonly name = 'NoSuchPayment';
}

/** The amount of a contradicting callback: a fen more than was paid. */
const oneMore = ({ channel, amountFen }: Trade): Readonly<Record<string, unknown>> => {
  const fen = amountFen + 1;
  return channel === 'wechat' ? { amount: { total: fen, payer_total: fen, currency: 'CNY', payer_currency: 'CNY' } } : { total_amount: (fen / 100).toFixed(2) };
};

/** Sends a callback and hears what is answered. */
async function callBack(trade: Trade, change: Change = {}): Promise<Told> {
  const { headers, body } = trade.channel === 'wechat' ? wechatCallback(trade, change) : alipayCallback(trade, change);
  const answer = await fetch(trade.notifyUrl, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text() };
}

/**
 * What payers do, and what goes wrong with their providers' callbacks (支付模拟): `pay` (`{"lost": true}`: the callback never comes; `wrongSignature`, `fields`: it is not what it
 * should be), `fail`, `pay-late` after the order has ended, `duplicate` (`{"times": 10}`, all at once), `contradict` (`fields`; else a fen more), each truly signed.
 */
export async function payAs(desk: PayDesk, { order, action, body }: PayWish): Promise<Readonly<Record<string, unknown>>> {
  const trade = desk.named(order);
  if (!trade) throw new NoSuchPayment(`No provider knows the order ${order} 没有该支付单`);
  const change: Change = { ...(isFields(body['fields']) ? { fields: body['fields'] } : {}), wrongSignature: body['wrongSignature'] === true };
  switch (action) {
    case 'pay':
    case 'pay-late':
      if (action === 'pay' && (trade.state !== 'waiting' || desk.now() > trade.expiresAt))
        throw new NoSuchPayment(`The order is ${trade.state} 该支付单不能支付`);
      Object.assign(trade, { state: 'paid', paidAt: desk.now() });
      return { transaction: transactionOf(trade), told: body['lost'] === true ? [] : [await callBack(trade, change)] };
    case 'fail':
      trade.state = 'failed';
      return { told: [] };
    case 'duplicate':
      return { transaction: transactionOf(trade), told: await Promise.all(Array.from({ length: timesOf(body) }, () => callBack(trade, change))) };
    case 'contradict':
      return { transaction: transactionOf(trade), told: [await callBack(trade, { fields: change.fields ?? oneMore(trade) })] };
    default:
      throw new NoSuchPayment('pay | fail | pay-late | duplicate | contradict');
  }
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const timesOf = ({ times = 10 }: Readonly<Record<string, unknown>>): number => (typeof times === 'number' && times >= 1 && times <= 100 ? times : 10);

/** The next calls of a provider go wrong. */
export function breakPayments(desk: PayDesk, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const channel = (['wechat', 'alipay'] as const).find((known) => known === body['channel']);
  const fault = payFaults.find((known) => known === body['fault']);
  const times = body['times'] ?? 1;
  if (!channel || !fault || typeof times !== 'number') throw new NoSuchPayment(`channel: wechat | alipay; fault 故障: ${payFaults.join(' | ')}; times`);
  desk.fail(channel, fault, times);
  return { channel, fault, times };
}

/** What the providers know. */
export function tradesOf(desk: PayDesk): readonly unknown[] {
  return desk.trades.map(({ refunds, ...trade }) => ({ ...trade, transaction: transactionOf(trade), refunds: Object.fromEntries(refunds) }));
}

/** A merchant account the providers of this machine know, ready for `PUT /company/channels`. */
export function merchantOf(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const { channel, merchant = '1900000001', project = '*', unclaimed } = body;
  if ((channel !== 'wechat' && channel !== 'alipay') || typeof merchant !== 'string' || typeof project !== 'string')
    throw new NoSuchPayment('channel: wechat | alipay; merchant, project, unclaimed');
  return localMerchant(channel, merchant, { project, ...(typeof unclaimed === 'string' ? { unclaimed } : {}) });
}
