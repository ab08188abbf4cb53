import * as z from 'zod';
import { providerUrl } from '../channels/exchange.ts';
import { ask as askGateway, formOf, inFen, inYuan, signedFields, signedForm } from './alipay-wire.ts';
import { fromWall, wallTime } from './china-time.ts';
import type { Callback, ClosedOutcome, Created, Delivery, OpenMerchant, OrderWish, PaymentProvider, Refunded, Success, TradeStatus } from './provider.ts';
import { rsaProves } from './rsa.ts';

const code = z.string().max(16);
const subCode = z.string().max(64).optional();
const Answer = z.object({ code, sub_code: subCode, out_trade_no: z.string().max(64).optional() });
const Precreated = Answer.extend({ qr_code: z.string().min(1).max(1024) });
const amount = z.string().max(16);
const tradeStates = z.enum(['WAIT_BUYER_PAY', 'TRADE_CLOSED', 'TRADE_SUCCESS', 'TRADE_FINISHED']);
const Trade = Answer.extend({
  trade_no: z.string().min(1).max(64),
  trade_status: tradeStates,
  total_amount: amount,
  send_pay_date: z.string().max(19).optional(),
});
/** A callback (异步通知) as far as it is looked at. */
const Notice = z.object({
  app_id: z.string().max(32),
  seller_id: z.string().max(28),
  out_trade_no: z.string().min(6).max(64),
  trade_no: z.string().min(1).max(64),
  trade_status: tradeStates,
  total_amount: amount,
  gmt_payment: z.string().max(19).optional(),
  sign: z.string().max(1400),
  sign_type: z.literal('RSA2'),
  charset: z.literal('utf-8'),
});

const succeeded = '10000';
/** Answers after which nobody knows more than before. */
const unsure = new Set(['10003', '20000']);
const notThere = 'ACQ.TRADE_NOT_EXIST';

/** Alipay (支付宝), with orders by code (precreate) and by a page the payer is led to. */
export function openAlipay(gateway: string, merchant: OpenMerchant, callbackUrl: string): PaymentProvider {
  const ask = (method: string, content: object, more?: Readonly<Record<string, string>>) =>
    askGateway(gateway, merchant, `alipay.trade.${method}`, content, more);
  return {
    createOrder: async (wish) => {
      if (wish.way !== 'qr') return page(gateway, merchant, wish, callbackUrl);
      return created(await ask('precreate', orderOf(wish), { notify_url: callbackUrl }), wish);
    },
    queryOrder: async (tradeNo) => statusOf(await ask('query', { out_trade_no: tradeNo }), merchant, tradeNo),
    closeOrder: async (tradeNo) => closed(await ask('close', { out_trade_no: tradeNo }), tradeNo),
    refund: async ({ tradeNo, refundNo, refundFen, reason }) => {
      const content = { out_trade_no: tradeNo, out_request_no: refundNo, refund_amount: inYuan(refundFen), refund_reason: reason };
      return refunded(await ask('refund', content), tradeNo);
    },
    readCallback: (delivery) => read(merchant, delivery),
  };
}

function orderOf({ tradeNo, amountFen, title, expiresAt }: OrderWish): object {
  return { out_trade_no: tradeNo, total_amount: inYuan(amountFen), subject: title, time_expire: wallTime(expiresAt) };
}

/** The payer's own device brings this form to Alipay; nothing is asked before. */
function page(gateway: string, merchant: OpenMerchant, wish: OrderWish, callbackUrl: string): Created {
  const form = signedForm(merchant, 'alipay.trade.wap.pay', { ...orderOf(wish), product_code: 'QUICK_WAP_WAY' }, { notify_url: callbackUrl });
  return { outcome: 'created', code: { kind: 'page', url: `${providerUrl(gateway, '')}?${new URLSearchParams(form).toString()}` } };
}

function created(answer: unknown, { tradeNo }: OrderWish): Created {
  if (answer === 'unreachable') return { outcome: 'refused', reason: 'unreachable', again: true };
  const made = Precreated.safeParse(answer);
  if (made.success && made.data.code === succeeded)
    return made.data.out_trade_no === tradeNo ? { outcome: 'created', code: { kind: 'qr', text: made.data.qr_code } } : { outcome: 'unknown' };
  const refused = Answer.safeParse(answer);
  if (!refused.success || refused.data.code === succeeded || unsure.has(refused.data.code)) return { outcome: 'unknown' };
  const { sub_code: reason } = refused.data;
  return reason === 'ACQ.TRADE_HAS_SUCCESS'
    ? { outcome: 'unknown' }
    : { outcome: 'refused', reason: reason ?? refused.data.code, again: reason === 'ACQ.SYSTEM_ERROR' };
}

function statusOf(answer: unknown, { merchant, app }: OpenMerchant, tradeNo: string): TradeStatus {
  const plain = Answer.safeParse(answer);
  if (plain.success && plain.data.sub_code === notThere) return { status: 'never' };
  const trade = Trade.safeParse(answer);
  if (!trade.success || trade.data.code !== succeeded || trade.data.out_trade_no !== tradeNo) return { status: 'unknown' };
  const { trade_status, trade_no, total_amount, send_pay_date } = trade.data;
  if (trade_status === 'WAIT_BUYER_PAY') return { status: 'waiting' };
  if (trade_status === 'TRADE_CLOSED') return { status: 'closed' };
  const success = successOf({ merchant, app, tradeNo, transaction: trade_no, total: total_amount, at: send_pay_date });
  return success ? { status: 'paid', success } : { status: 'unknown' };
}

interface Said {
  readonly merchant: string;
  readonly app: string;
  readonly tradeNo: string;
  readonly transaction: string;
  readonly total: string;
  readonly at: string | undefined;
}

function successOf({ total, at, ...said }: Said): Success | undefined {
  const [amountFen, paidAt] = [inFen(total), fromWall(at ?? '')];
  return amountFen && paidAt ? { ...said, amountFen, currency: 'CNY', paidAt } : undefined;
}

function closed(answer: unknown, tradeNo: string): ClosedOutcome {
  const said = Answer.safeParse(answer);
  if (!said.success || unsure.has(said.data.code)) return 'unknown';
  if (said.data.sub_code === notThere) return 'done';
  if (said.data.code !== succeeded) return 'refused';
  return said.data.out_trade_no === tradeNo ? 'done' : 'unknown';
}

function refunded(answer: unknown, tradeNo: string): Refunded {
  const said = Answer.safeParse(answer);
  if (!said.success || unsure.has(said.data.code)) return 'unknown';
  if (said.data.code !== succeeded) return said.data.sub_code === 'ACQ.SYSTEM_ERROR' ? 'unknown' : 'refused';
  return said.data.out_trade_no === tradeNo ? 'done' : 'unknown';
}

/** A callback proves itself by the signature over all its fields. It carries no nonce; what it says is acted upon once, whenever it comes. */
function read(merchant: OpenMerchant, { body }: Delivery): Callback {
  const form = formOf(body);
  if (!form) return { said: 'nothing', why: 'form' };
  if (!rsaProves(merchant.platformKey, signedFields(form, ['sign', 'sign_type']), form['sign'] ?? '')) return { said: 'nothing', why: 'signature' };
  const notice = Notice.safeParse(form);
  if (!notice.success) return { said: 'nothing', why: 'form' };
  const { app_id, seller_id, out_trade_no, trade_no, trade_status, total_amount, gmt_payment } = notice.data;
  if (app_id !== merchant.app || seller_id !== merchant.merchant) return { said: 'nothing', why: 'merchant' };
  if (trade_status === 'WAIT_BUYER_PAY' || trade_status === 'TRADE_CLOSED') return { said: 'else' };
  const success = successOf({ merchant: seller_id, app: app_id, tradeNo: out_trade_no, transaction: trade_no, total: total_amount, at: gmt_payment });
  return success ? { said: 'paid', success } : { said: 'nothing', why: 'form' };
}
