import { createCipheriv, createHash, randomBytes, sign, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type PayDesk, type PayFault, type Trade, transactionOf, wallTime } from './pay-desk.ts';
import { localApiKey, merchantPublicKey, platformPrivateKey } from './payment-keys.ts';
import type { Answer } from './sms.ts';

/** WeChat Pay of this machine, written from its description, without the code it is to be compared with. */

const platform = { key: Buffer.from(platformPrivateKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
const merchant = { key: Buffer.from(merchantPublicKey, 'base64'), format: 'der', type: 'spki' } as const;
const lines = (...parts: readonly string[]): Buffer => Buffer.from(parts.map((part) => `${part}\n`).join(''));

/** How far the clocks may differ. */
const skewSeconds = 300;

interface Order {
  readonly appid: string;
  readonly mchid: string;
  readonly description: string;
  readonly out_trade_no: string;
  readonly time_expire: string;
  readonly notify_url: string;
  readonly amount: { readonly total: number; readonly currency: string };
  readonly payer?: { readonly openid: string };
}

interface Refund {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly amount: { readonly refund: number; readonly total: number };
}

interface Said {
  readonly status: number;
  readonly body?: object;
}

const failure = (status: number, code: string): Said => ({ status, body: { code, message: code } });

/** @param path below the provider's address, with its query */
export function wechatPay(desk: PayDesk, request: IncomingMessage, path: string, body: string): Answer | undefined {
  if (!isSigned(request, path, body)) return { status: 401, body: '{"code":"SIGN_ERROR","message":"signature"}' };
  const fault = desk.fault('wechat');
  if (fault === 'lostRequest') return undefined;
  const serial = String(request.headers['wechatpay-serial'] ?? '');
  const said =
    fault === 'busy'
      ? failure(429, 'FREQUENCY_LIMITED')
      : fault === 'refused'
        ? failure(400, 'PARAM_ERROR')
        : answerTo(desk, request.method ?? '', path, body, serial);
  return fault === 'lostAnswer' ? undefined : answered(said, serial, fault);
}

function isSigned({ method = '', headers }: IncomingMessage, path: string, body: string): boolean {
  const [, fields = ''] = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(headers.authorization ?? '') ?? [];
  const {
    nonce_str = '',
    timestamp = '',
    signature = '',
  } = Object.fromEntries([...fields.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const stale = Math.abs(Date.now() / 1000 - Number(timestamp)) > skewSeconds;
  return !stale && verify('RSA-SHA256', lines(method, path, timestamp, nonce_str, body), merchant, Buffer.from(signature, 'base64'));
}

function answerTo(desk: PayDesk, method: string, path: string, body: string, serial: string): Said {
  const [route = ''] = path.split('?');
  const [, tradeNo = '', close] = /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(route) ?? [];
  if (method === 'POST' && /^\/v3\/pay\/transactions\/(native|jsapi)$/.test(route))
    return take(desk, route.endsWith('jsapi'), JSON.parse(body) as Order, serial);
  if (method === 'POST' && route === '/v3/refund/domestic/refunds') return giveBack(desk, JSON.parse(body) as Refund);
  const trade = desk.find('wechat', decodeURIComponent(tradeNo));
  if (!trade) return failure(404, 'ORDER_NOT_EXIST');
  if (close) return closed(trade);
  return { status: 200, body: transactionFor(desk, trade) };
}

function take(desk: PayDesk, inside: boolean, order: Order, serial: string): Said {
  const { appid, mchid, out_trade_no, amount, notify_url, description, time_expire, payer } = order;
  const odd = !/^[\w|*-]{6,32}$/.test(out_trade_no) || amount.currency !== 'CNY' || !(amount.total >= 1) || Buffer.byteLength(description) > 127;
  if (odd || (inside && !payer?.openid) || notify_url.includes('?')) return failure(400, 'PARAM_ERROR');
  const known = desk.find('wechat', out_trade_no);
  if (known?.state === 'paid') return failure(400, 'ORDERPAID');
  if (known && (known.amountFen !== amount.total || known.merchant !== mchid)) return failure(403, 'OUT_TRADE_NO_USED');
  if (known && known.state !== 'waiting') return failure(400, 'ORDER_CLOSED');
  desk.put({
    ...{ channel: 'wechat', merchant: mchid, app: appid, tradeNo: out_trade_no, title: description, amountFen: amount.total, notifyUrl: notify_url },
    ...{ expiresAt: Date.parse(time_expire), serial },
  });
  const id = createHash('sha256').update(out_trade_no).digest('base64url').slice(0, 12);
  return { status: 200, body: inside ? { prepay_id: `wx${id}` } : { code_url: `weixin://wxpay/bizpayurl?pr=${id}` } };
}

function closed(trade: Trade): Said {
  if (trade.state === 'paid') return failure(400, 'ORDERPAID');
  trade.state = 'closed';
  return { status: 204 };
}

function giveBack(desk: PayDesk, { out_trade_no, out_refund_no, amount }: Refund): Said {
  const trade = desk.find('wechat', out_trade_no);
  if (trade?.state !== 'paid') return failure(404, 'RESOURCE_NOT_EXISTS');
  const before = [...trade.refunds].reduce((sum, [number, fen]) => (number === out_refund_no ? sum : sum + fen), 0);
  if (before + amount.refund > trade.amountFen) return failure(403, 'NOT_ENOUGH');
  trade.refunds.set(out_refund_no, amount.refund);
  return { status: 200, body: { refund_id: `50${out_refund_no}`, out_refund_no, out_trade_no, status: 'SUCCESS', amount } };
}

function transactionFor(desk: PayDesk, trade: Trade): object {
  const { app: appid, merchant: mchid, tradeNo: out_trade_no, state, expiresAt } = trade;
  const head = { appid, mchid, out_trade_no, attach: '' };
  if (state === 'paid') return paidTransaction(trade);
  if (state === 'failed') return { ...head, trade_state: 'PAYERROR', trade_state_desc: '支付失败' };
  const over = state === 'closed' || desk.now() > expiresAt;
  return { ...head, trade_state: over ? 'CLOSED' : 'NOTPAY', trade_state_desc: over ? '订单已关闭' : '订单未支付' };
}

/** A payment as it stands in queries and, sealed, in callbacks. */
export function paidTransaction(trade: Trade): Record<string, unknown> {
  const { app: appid, merchant: mchid, tradeNo: out_trade_no, amountFen: total, paidAt } = trade;
  return {
    ...{ appid, mchid, out_trade_no, transaction_id: transactionOf(trade), trade_type: 'NATIVE', trade_state: 'SUCCESS', trade_state_desc: '支付成功' },
    ...{ bank_type: 'OTHERS', attach: '', success_time: `${wallTime(paidAt).replace(' ', 'T')}+08:00`, payer: { openid: 'oLocalPayer0000000000000001' } },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  };
}

function signedHeaders(serial: string, body: string, spoilt: boolean): Record<string, string> {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(16).toString('hex')];
  const signature = sign('RSA-SHA256', lines(timestamp, nonce, spoilt ? `${body} ` : body), platform).toString('base64');
  return { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-signature': signature, 'wechatpay-serial': serial };
}

/** The answer as it goes over the wire, whole or spoilt. */
function answered({ status, body }: Said, serial: string, fault: PayFault | undefined): Answer {
  const spoilt: Partial<Record<PayFault, string>> = {
    huge: JSON.stringify({ ...body, padding: 'x'.repeat(1_000_000) }),
    wrongTypes: JSON.stringify({ code_url: 7, prepay_id: [], trade_state: true, amount: 'much' }),
    notJson: '<html>502 Bad Gateway</html>',
  };
  const text = (fault && spoilt[fault]) ?? (body === undefined ? '' : JSON.stringify(body));
  const headers = { 'content-type': 'application/json', ...signedHeaders(serial, text, fault === 'wrongSignature') };
  return { status: fault === 'error' ? 500 : status, body: text, headers, ...(fault === 'slow' ? { afterMs: 3500 } : {}) };
}

/** How a callback differs from the truth, for tests of those who receive it. */
export interface Change {
  /** Fields of the transaction, sealed and signed as if they were true. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly wrongSignature?: boolean;
}

/** A callback (支付通知) as WeChat Pay sends it. */
export function wechatCallback(trade: Trade, { fields = {}, wrongSignature = false }: Change): { headers: Record<string, string>; body: string } {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(localApiKey(trade.merchant)), Buffer.from(nonce));
  cipher.setAAD(Buffer.from('transaction'));
  const text = JSON.stringify({ ...paidTransaction(trade), ...fields });
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  const body = JSON.stringify({
    ...{ id: `EV-${randomBytes(10).toString('hex')}`, create_time: `${wallTime(trade.paidAt).replace(' ', 'T')}+08:00`, resource_type: 'encrypt-resource' },
    ...{ event_type: 'TRANSACTION.SUCCESS', summary: '支付成功' },
    resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: 'transaction', nonce },
  });
  return { headers: { 'content-type': 'application/json', ...signedHeaders(trade.serial, body, wrongSignature) }, body };
}
