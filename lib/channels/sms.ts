import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { realSeconds } from '../kernel/clock.ts';
import { type Breaker, openBreaker } from './breaker.ts';
import { exchange, jsonOf, providerUrl, type Reply } from './exchange.ts';
import type { Outcome, Status } from './outcome.ts';

/** A company's account with the text-message provider. */
export interface SmsAccount {
  readonly account: string;
  readonly secret: string;
  /** What stands in brackets before the text (短信签名). */
  readonly sign: string;
}

/** A text message (短信): a registered template and what fills it. */
export interface TextMessage {
  /** Ours, the same for every attempt: the provider sends one message for it, however often it is handed in. */
  readonly id: string;
  readonly phone: string;
  readonly template: string;
  readonly params: readonly string[];
}

/** The text-message provider as we know it. */
export interface SmsProvider {
  readonly send: (message: TextMessage) => Promise<Outcome>;
  /** What became of a message, by our id. */
  readonly ask: (id: string) => Promise<Status>;
}

const providerId = z.string().min(1).max(128);
const reason = z.string().min(1).max(200);

/** Answers of the provider (`docs/sms-provider.md`); anything else is no answer. */
const Sent = z.discriminatedUnion('outcome', [
  z.strictObject({ id: z.string(), outcome: z.literal('accepted'), providerId }),
  z.strictObject({ id: z.string(), outcome: z.literal('refused'), reason, again: z.boolean() }),
]);
const at = z.iso.datetime({ offset: true }).optional();
const Became = z.discriminatedUnion('status', [
  z.strictObject({ id: z.string(), status: z.literal('never') }),
  z.strictObject({ id: z.string(), status: z.literal('accepted'), providerId }),
  z.strictObject({ id: z.string(), status: z.literal('refused'), reason, again: z.boolean() }),
  z.strictObject({ id: z.string(), status: z.literal('delivered'), providerId, at }),
  z.strictObject({ id: z.string(), status: z.literal('failed'), providerId, at, reason: reason.optional() }),
]);

/** One breaker for the provider: when it is down, it is down for every company. */
const breakers = new Map<string, Breaker>();

/** Opens the provider at the operator's address under a company's account. */
export function openSms(baseUrl: string, account: SmsAccount): SmsProvider {
  const breaker = breakers.get(baseUrl) ?? openBreaker();
  breakers.set(baseUrl, breaker);
  return {
    send: (message) => breaker.run(() => send(baseUrl, account, message), { outcome: 'refused', reason: 'provider down', again: true } as const, isUnknown),
    ask: (id) => breaker.run(() => ask(baseUrl, account, id), { status: 'unknown' } as const, isUnknown),
  };
}

const isUnknown = (answer: Outcome | Status): boolean => ('outcome' in answer ? answer.outcome : answer.status) === 'unknown';

async function send(baseUrl: string, account: SmsAccount, { id, phone, template, params }: TextMessage): Promise<Outcome> {
  const reply = await signed(baseUrl, account, 'POST', '/messages', { id, phone, sign: account.sign, template, params });
  if (reply === 'unreachable') return { outcome: 'refused', reason: 'provider unreachable', again: true };
  const answer = reply && Sent.safeParse(jsonOf(reply));
  if (!answer?.success || answer.data.id !== id) return { outcome: 'unknown' };
  const { id: _, ...outcome } = answer.data;
  return outcome;
}

async function ask(baseUrl: string, account: SmsAccount, id: string): Promise<Status> {
  const reply = await signed(baseUrl, account, 'GET', `/messages/${encodeURIComponent(id)}`);
  const answer = reply && reply !== 'unreachable' ? Became.safeParse(jsonOf(reply)) : undefined;
  if (!answer?.success || answer.data.id !== id) return { status: 'unknown' };
  const { data } = answer;
  if (data.status === 'delivered' || data.status === 'failed')
    return { status: data.status, providerId: data.providerId, at: data.at, reason: 'reason' in data ? data.reason : undefined };
  const { id: _, ...status } = data;
  return status;
}

/**
 * Asks under the account's signature, and believes only what is signed in turn over the same nonce: whoever can answer for the provider could else make us believe that
 * nothing was sent.
 */
async function signed(
  baseUrl: string,
  { account, secret }: SmsAccount,
  method: 'GET' | 'POST',
  path: string,
  payload?: object,
): Promise<Reply | 'unreachable' | undefined> {
  const body = payload === undefined ? '' : JSON.stringify(payload);
  const [timestamp, nonce] = [String(realSeconds()), randomBytes(16).toString('hex')];
  const headers = {
    accept: 'application/json',
    ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    'x-account': account,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': signatureOf(secret, [method, path, timestamp, nonce, body]),
  };
  const reply = await exchange({ url: providerUrl(baseUrl, path), method, headers, ...(payload === undefined ? {} : { body }) });
  if (reply === undefined || reply === 'unreachable') return reply;
  const own = signatureOf(secret, ['answer', nonce, reply.text]);
  return reply.status === 200 && same(own, reply.headers.get('x-signature') ?? '') ? reply : undefined;
}

/** The signature over parts of a request or an answer: HMAC-SHA256 in hex over the parts' lines, the last one as its SHA-256. */
export function signatureOf(secret: string, parts: readonly string[]): string {
  const body = createHash('sha256')
    .update(parts.at(-1) ?? '')
    .digest('hex');
  return createHmac('sha256', secret)
    .update([...parts.slice(0, -1), body].join('\n'))
    .digest('hex');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
