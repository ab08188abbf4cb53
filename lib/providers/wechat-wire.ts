import { createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { exchange, providerUrl, type Reply } from '../channels/exchange.ts';
import { instant, realSeconds } from '../kernel/clock.ts';
import type { OpenMerchant, Success } from './provider.ts';
import { rsaProves, rsaSign } from './rsa.ts';

/** How WeChat Pay (API v3) is spoken to: signatures of requests, answers and callbacks; the sealed part of a callback; a transaction's shape. */

/** How far clocks may differ; what is older may be a repetition by somebody else. */
const skewSeconds = 300;

/** The text WeChat Pay signs: what it says between its time and its nonce. */
const signedText = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

interface Signed {
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** Whether it is really WeChat Pay who says this, and says it now. */
export function isProven({ platformKey, platformKeyId }: OpenMerchant, { header, body }: Signed): true | 'signature' | 'stale' {
  const [timestamp = '', nonce = '', signature = '', serial = ''] = ['timestamp', 'nonce', 'signature', 'serial'].map((name) => header(`wechatpay-${name}`));
  if (serial !== platformKeyId || !/^\d{10}$/.test(timestamp) || !/^[\x21-\x7e]{8,64}$/.test(nonce)) return 'signature';
  if (!rsaProves(platformKey, signedText(timestamp, nonce, body), signature)) return 'signature';
  return Math.abs(realSeconds() - Number(timestamp)) <= skewSeconds ? true : 'stale';
}

/** Asks under the merchant's signature, and hands on only answers signed in turn. */
export async function ask(
  baseUrl: string,
  merchant: OpenMerchant,
  method: 'GET' | 'POST',
  path: string,
  payload?: object,
): Promise<Reply | 'unreachable' | undefined> {
  const body = payload === undefined ? '' : JSON.stringify(payload);
  const [timestamp, nonce] = [String(realSeconds()), randomBytes(16).toString('hex')];
  const signature = rsaSign(merchant.privateKey, signedText(method, path, timestamp, nonce, body));
  const parts = { mchid: merchant.merchant, nonce_str: nonce, signature, timestamp, serial_no: merchant.keySerial ?? '' };
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`;
  const headers = {
    accept: 'application/json',
    authorization,
    'user-agent': 'wuyun',
    'wechatpay-serial': merchant.platformKeyId ?? '',
    ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const reply = await exchange({ url: providerUrl(baseUrl, path), method, headers, ...(payload === undefined ? {} : { body }) });
  if (reply === undefined || reply === 'unreachable') return reply;
  const proven = isProven(merchant, { header: (name) => reply.headers.get(name) ?? undefined, body: reply.text });
  return proven === true ? reply : undefined;
}

/** What WeChat's own dialogue is called with on the payer's telephone (调起支付). */
export function dialogue({ app, privateKey }: OpenMerchant, prepayId: string): Readonly<Record<string, string>> {
  const [timeStamp, nonceStr, packed] = [String(realSeconds()), randomBytes(16).toString('hex'), `prepay_id=${prepayId}`];
  return { appId: app, timeStamp, nonceStr, package: packed, signType: 'RSA', paySign: rsaSign(privateKey, signedText(app, timeStamp, nonceStr, packed)) };
}

/** The sealed part of a callback. */
export const Resource = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.string().min(24).max(12_000),
  associated_data: z.string().max(64).optional(),
  nonce: z.string().length(12),
});

/** @returns undefined when it was sealed with another key, or altered */
export function opened(apiKey: string, { ciphertext, associated_data, nonce }: z.output<typeof Resource>): unknown {
  try {
    const sealed = Buffer.from(ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiKey, 'utf8'), Buffer.from(nonce, 'utf8'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(associated_data ?? '', 'utf8'));
    decipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A transaction (交易) as far as it is looked at; further fields come and go. */
export const Transaction = z.object({
  appid: z.string().max(32),
  mchid: z.string().max(32),
  out_trade_no: z.string().min(6).max(32),
  transaction_id: z.string().min(1).max(32).optional(),
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR', 'ACCEPT']),
  success_time: z.iso.datetime({ offset: true }).optional(),
  amount: z.object({ total: z.int().min(1).max(100_000_000_000), currency: z.string().max(16) }).optional(),
});

/** @returns undefined for what is no payment */
export function successOf({
  appid,
  mchid,
  out_trade_no,
  transaction_id,
  trade_state,
  success_time,
  amount,
}: z.output<typeof Transaction>): Success | undefined {
  if (trade_state !== 'SUCCESS' || transaction_id === undefined || success_time === undefined || amount === undefined) return undefined;
  return {
    transaction: transaction_id,
    tradeNo: out_trade_no,
    merchant: mchid,
    app: appid,
    amountFen: amount.total,
    currency: amount.currency,
    paidAt: instant(success_time),
  };
}
