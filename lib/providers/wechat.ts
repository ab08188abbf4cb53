import * as z from 'zod';
import { jsonOf, type Reply } from '../channels/exchange.ts';
import { withOffset } from './china-time.ts';
import type { Callback, ClosedOutcome, Created, Delivery, OpenMerchant, OrderWish, PaymentProvider, Refunded, RefundWish, TradeStatus } from './provider.ts';
import { ask, dialogue, isProven, opened, Resource, successOf, Transaction } from './wechat-wire.ts';

const Native = z.object({ code_url: z.string().min(1).max(512) });
const Jsapi = z.object({ prepay_id: z.string().min(1).max(64) });
const Failure = z.object({ code: z.string().min(1).max(64), message: z.string().max(512).optional() });
const RefundAnswer = z.object({ out_refund_no: z.string().max(64), status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']) });
const Notice = z.object({ event_type: z.string().max(64), resource: Resource });

/** Refusals that pass by themselves. */
const passing = new Set(['FREQUENCY_LIMITED', 'SYSTEM_ERROR', 'BANK_ERROR']);
/** Refusals of an order that may have been paid already: they say nothing about whether there is one. */
const perhapsPaid = new Set(['ORDERPAID', 'ORDER_PAID', 'OUT_TRADE_NO_USED']);

type Asked = Reply | 'unreachable' | undefined;

/** WeChat Pay (微信支付, API v3), with orders by code (Native) and inside WeChat (JSAPI). */
export function openWechat(baseUrl: string, merchant: OpenMerchant, callbackUrl: string): PaymentProvider {
  const post = (path: string, payload: object) => ask(baseUrl, merchant, 'POST', path, payload);
  const get = (path: string) => ask(baseUrl, merchant, 'GET', path);
  const order = (tradeNo: string) => `/v3/pay/transactions/out-trade-no/${encodeURIComponent(tradeNo)}`;
  return {
    createOrder: async (wish) =>
      created(await post(`/v3/pay/transactions/${wish.way === 'jsapi' ? 'jsapi' : 'native'}`, orderOf(merchant, wish, callbackUrl)), merchant, wish),
    queryOrder: async (tradeNo) => statusOf(await get(`${order(tradeNo)}?mchid=${merchant.merchant}`), merchant, tradeNo),
    closeOrder: async (tradeNo) => closed(await post(`${order(tradeNo)}/close`, { mchid: merchant.merchant })),
    refund: async (wish) => refunded(await post('/v3/refund/domestic/refunds', refundOf(wish)), wish),
    readCallback: (delivery) => read(merchant, delivery),
  };
}

function orderOf({ app, merchant }: OpenMerchant, { tradeNo, amountFen, title, expiresAt, way, openId }: OrderWish, callbackUrl: string): object {
  return {
    appid: app,
    mchid: merchant,
    description: title,
    out_trade_no: tradeNo,
    time_expire: withOffset(expiresAt),
    notify_url: callbackUrl,
    amount: { total: amountFen, currency: 'CNY' },
    ...(way === 'jsapi' ? { payer: { openid: openId ?? '' } } : {}),
  };
}

function created(reply: Asked, merchant: OpenMerchant, { way }: OrderWish): Created {
  if (reply === 'unreachable') return { outcome: 'refused', reason: 'unreachable', again: true };
  if (reply?.status !== 200) return refusal(reply);
  if (way === 'jsapi') {
    const answer = Jsapi.safeParse(jsonOf(reply));
    return answer.success ? { outcome: 'created', code: { kind: 'jsapi', params: dialogue(merchant, answer.data.prepay_id) } } : { outcome: 'unknown' };
  }
  const answer = Native.safeParse(jsonOf(reply));
  return answer.success ? { outcome: 'created', code: { kind: 'qr', text: answer.data.code_url } } : { outcome: 'unknown' };
}

function refusal(reply: Reply | undefined): Created {
  const failure = codeOf(reply);
  if (failure === undefined || perhapsPaid.has(failure)) return { outcome: 'unknown' };
  return { outcome: 'refused', reason: failure, again: passing.has(failure) };
}

/** The code of a refusal; undefined for what is none. */
function codeOf(reply: Reply | undefined): string | undefined {
  const failure = reply && reply.status >= 400 ? Failure.safeParse(jsonOf(reply)) : undefined;
  return failure?.success ? failure.data.code : undefined;
}

function statusOf(reply: Asked, merchant: OpenMerchant, tradeNo: string): TradeStatus {
  if (reply === undefined || reply === 'unreachable') return { status: 'unknown' };
  if (codeOf(reply) === 'ORDER_NOT_EXIST') return { status: 'never' };
  const answer = reply.status === 200 ? Transaction.safeParse(jsonOf(reply)) : undefined;
  if (!answer?.success || answer.data.out_trade_no !== tradeNo || answer.data.mchid !== merchant.merchant) return { status: 'unknown' };
  const success = successOf(answer.data);
  if (success) return { status: 'paid', success };
  switch (answer.data.trade_state) {
    case 'NOTPAY':
    case 'USERPAYING':
    case 'ACCEPT':
      return { status: 'waiting' };
    case 'CLOSED':
    case 'REVOKED':
    case 'PAYERROR':
      return { status: 'closed' };
    case 'SUCCESS':
    case 'REFUND':
      return { status: 'unknown' };
  }
}

function closed(reply: Asked): ClosedOutcome {
  if (reply === undefined || reply === 'unreachable') return 'unknown';
  if (reply.status === 204) return 'done';
  const code = codeOf(reply);
  if (code === 'ORDER_CLOSED' || code === 'ORDER_NOT_EXIST') return 'done';
  return code === undefined || passing.has(code) ? 'unknown' : 'refused';
}

function refundOf({ tradeNo, refundNo, refundFen, totalFen, reason }: RefundWish): object {
  return { out_trade_no: tradeNo, out_refund_no: refundNo, reason, amount: { refund: refundFen, total: totalFen, currency: 'CNY' } };
}

function refunded(reply: Asked, { refundNo }: RefundWish): Refunded {
  if (reply === undefined || reply === 'unreachable') return 'unknown';
  const code = codeOf(reply);
  if (code !== undefined) return passing.has(code) ? 'unknown' : 'refused';
  const answer = RefundAnswer.safeParse(jsonOf(reply));
  if (!answer.success || answer.data.out_refund_no !== refundNo) return 'unknown';
  return { SUCCESS: 'done', PROCESSING: 'accepted', CLOSED: 'refused', ABNORMAL: 'refused' }[answer.data.status] as Refunded;
}

/** A callback proves itself by its signature, and once more by the seal of its contents, which only this merchant's key opens. */
function read(merchant: OpenMerchant, delivery: Delivery): Callback {
  const proven = isProven(merchant, delivery);
  if (proven !== true) return { said: 'nothing', why: proven };
  const notice = Notice.safeParse(jsonOf({ status: 200, headers: new Headers(), text: delivery.body }));
  if (!notice.success) return { said: 'nothing', why: 'form' };
  if (notice.data.event_type !== 'TRANSACTION.SUCCESS') return { said: 'else' };
  const transaction = Transaction.safeParse(opened(merchant.apiKey ?? '', notice.data.resource));
  const success = transaction.success ? successOf(transaction.data) : undefined;
  if (!success) return { said: 'nothing', why: 'form' };
  return success.merchant === merchant.merchant && success.app === merchant.app ? { said: 'paid', success } : { said: 'nothing', why: 'merchant' };
}
