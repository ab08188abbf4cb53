import { createHash, randomBytes, sign, verify } from 'node:crypto';
import { type PayDesk, type PayFault, type Trade, transactionOf, wallTime } from './pay-desk.ts';
import { merchantPublicKey, platformPrivateKey } from './payment-keys.ts';
import type { Answer } from './sms.ts';
import type { Change } from './wechat.ts';

/** Alipay's gateway of this machine, written from its description, without the code it is to be compared with. */

const platform = { key: Buffer.from(platformPrivateKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
const merchant = { key: Buffer.from(merchantPublicKey, 'base64'), format: 'der', type: 'spki' } as const;

interface Content {
  readonly out_trade_no: string;
  readonly total_amount?: string;
  readonly subject?: string;
  readonly time_expire?: string;
  readonly out_request_no?: string;
  readonly refund_amount?: string;
}

type Form = Readonly<Record<string, string>>;

const sorted = (form: Form, without: readonly string[]): string =>
  Object.keys(form)
    .filter((name) => !without.includes(name) && form[name] !== '')
    .sort()
    .map((name) => `${name}=${form[name]}`)
    .join('&');

const fenOf = (yuan: string): number => Math.round(Number(yuan) * 100);
const yuanOf = (fen: number): string => (fen / 100).toFixed(2);
const wallMs = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`);

/** @param query what stands behind the question mark when the payer's own browser asks; @param body a form otherwise */
export function alipayGateway(desk: PayDesk, query: string, body: string): Answer | undefined {
  const form: Form = Object.fromEntries(new URLSearchParams(body === '' ? query : body));
  const node = `${(form['method'] ?? '').replaceAll('.', '_')}_response`;
  if (!verify('RSA-SHA256', Buffer.from(sorted(form, ['sign'])), merchant, Buffer.from(form['sign'] ?? '', 'base64')))
    return { status: 200, body: JSON.stringify({ error_response: { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature' } }) };
  const fault = desk.fault('alipay');
  if (fault === 'lostRequest') return undefined;
  const said =
    fault === 'busy' ? refusal('20000', 'aop.ACQ.SYSTEM_ERROR') : fault === 'refused' ? refusal('40004', 'ACQ.ACCESS_FORBIDDEN') : answerTo(desk, form);
  if (fault === 'lostAnswer') return undefined;
  return body === '' ? { status: 200, body: '<html>支付宝收银台</html>', headers: { 'content-type': 'text/html' } } : answered(node, said, fault);
}

const refusal = (code: string, sub: string) => ({ code, msg: 'Business Failed', sub_code: sub, sub_msg: sub });
const done = { code: '10000', msg: 'Success' };

function answerTo(desk: PayDesk, form: Form): Record<string, unknown> {
  const content = JSON.parse(form['biz_content'] ?? '{}') as Content;
  const { out_trade_no } = content;
  const trade = desk.find('alipay', out_trade_no);
  switch (form['method'] ?? '') {
    case 'alipay.trade.precreate':
    case 'alipay.trade.wap.pay':
      return take(desk, form, content, trade);
    case 'alipay.trade.query':
      return trade ? { ...done, ...stateOf(desk, trade) } : refusal('40004', 'ACQ.TRADE_NOT_EXIST');
    case 'alipay.trade.close':
      return close(trade);
    case 'alipay.trade.refund':
      return giveBack(trade, content);
    default:
      return refusal('40004', 'isv.invalid-method');
  }
}

function take(
  desk: PayDesk,
  form: Form,
  { out_trade_no, total_amount = '', subject = '', time_expire = '' }: Content,
  known: Trade | undefined,
): Record<string, unknown> {
  if (!/^\w{6,64}$/.test(out_trade_no) || !/^\d+\.\d\d$/.test(total_amount) || Number.isNaN(wallMs(time_expire)))
    return refusal('40004', 'ACQ.INVALID_PARAMETER');
  if (known?.state === 'paid') return refusal('40004', 'ACQ.TRADE_HAS_SUCCESS');
  if (known && known.amountFen !== fenOf(total_amount)) return refusal('40004', 'ACQ.CONTEXT_INCONSISTENT');
  const app = form['app_id'] ?? '';
  desk.put({
    ...{ channel: 'alipay', merchant: app.replace(/^2021/, '2088'), app, tradeNo: out_trade_no, title: subject, amountFen: fenOf(total_amount) },
    ...{ notifyUrl: form['notify_url'] ?? '', expiresAt: wallMs(time_expire), serial: '' },
  });
  return { ...done, out_trade_no, qr_code: `https://qr.alipay.com/${createHash('sha256').update(out_trade_no).digest('hex').slice(0, 16)}` };
}

function stateOf(desk: PayDesk, trade: Trade): Record<string, unknown> {
  const { tradeNo: out_trade_no, amountFen, state, expiresAt, paidAt } = trade;
  const over = state === 'closed' || state === 'failed' || desk.now() > expiresAt;
  const trade_status = state === 'paid' ? 'TRADE_SUCCESS' : over ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY';
  const paid = state === 'paid' ? { send_pay_date: wallTime(paidAt), buyer_open_id: 'local-buyer' } : {};
  return { out_trade_no, trade_no: transactionOf(trade), total_amount: yuanOf(amountFen), trade_status, ...paid };
}

function close(trade: Trade | undefined): Record<string, unknown> {
  if (!trade) return refusal('40004', 'ACQ.TRADE_NOT_EXIST');
  if (trade.state === 'paid') return refusal('40004', 'ACQ.TRADE_STATUS_ERROR');
  trade.state = 'closed';
  return { ...done, out_trade_no: trade.tradeNo, trade_no: transactionOf(trade) };
}

function giveBack(trade: Trade | undefined, { out_request_no = '', refund_amount = '' }: Content): Record<string, unknown> {
  if (trade?.state !== 'paid') return refusal('40004', 'ACQ.TRADE_NOT_EXIST');
  const before = [...trade.refunds].reduce((sum, [number, fen]) => (number === out_request_no ? sum : sum + fen), 0);
  if (before + fenOf(refund_amount) > trade.amountFen) return refusal('40004', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  trade.refunds.set(out_request_no, fenOf(refund_amount));
  return { ...done, out_trade_no: trade.tradeNo, trade_no: transactionOf(trade), fund_change: 'Y', refund_fee: refund_amount };
}

/** The answer as it goes over the wire, whole or spoilt. */
function answered(node: string, said: Record<string, unknown>, fault: PayFault | undefined): Answer {
  const spoilt: Partial<Record<PayFault, object>> = {
    huge: { ...said, padding: 'x'.repeat(1_000_000) },
    wrongTypes: { code: 10_000, qr_code: [], total_amount: true },
  };
  const text = JSON.stringify((fault && spoilt[fault]) ?? said);
  const signature = sign('RSA-SHA256', Buffer.from(fault === 'wrongSignature' ? `${text} ` : text), platform).toString('base64');
  const body = fault === 'notJson' ? '<html>502 Bad Gateway</html>' : `{"${node}":${text},"sign":"${signature}"}`;
  return { status: fault === 'error' ? 500 : 200, body, headers: { 'content-type': 'application/json' }, ...(fault === 'slow' ? { afterMs: 3500 } : {}) };
}

/** A callback (异步通知) as Alipay sends it. */
export function alipayCallback(trade: Trade, { fields = {}, wrongSignature = false }: Change): { headers: Record<string, string>; body: string } {
  const { app, merchant: seller, tradeNo, amountFen, title, paidAt } = trade;
  const paid = wallTime(paidAt);
  const form: Form = {
    ...{ notify_time: paid, notify_type: 'trade_status_sync', notify_id: randomBytes(16).toString('hex'), app_id: app, charset: 'utf-8', version: '1.0' },
    ...{
      sign_type: 'RSA2',
      trade_no: transactionOf(trade),
      out_trade_no: tradeNo,
      seller_id: seller,
      buyer_open_id: 'local-buyer',
      trade_status: 'TRADE_SUCCESS',
    },
    ...{ total_amount: yuanOf(amountFen), receipt_amount: yuanOf(amountFen), subject: title, gmt_create: paid, gmt_payment: paid },
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  };
  const signed = sorted(form, ['sign', 'sign_type']);
  const signature = sign('RSA-SHA256', Buffer.from(wrongSignature ? `${signed} ` : signed), platform).toString('base64');
  const body = new URLSearchParams({ ...form, sign: signature }).toString();
  return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body };
}
