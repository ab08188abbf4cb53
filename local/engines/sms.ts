import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Fault, Outbox } from './outbox.ts';

/** What the stand-in answers; undefined means that the connection breaks. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
}

/** The secret of an account with the provider of this machine (`docs/sms-provider.md`): everybody may know it. */
export function localSecret(account: string): string {
  return `local-${account}-secret`;
}

/** Written from the protocol's description, without the code it is to be compared with. */
function signature(secret: string, lines: readonly string[], body: string): string {
  const digest = createHash('sha256').update(body, 'utf8').digest('hex');
  return createHmac('sha256', secret)
    .update(`${[...lines, digest].join('\n')}`)
    .digest('hex');
}

interface Order {
  readonly id: string;
  readonly phone: string;
  readonly sign: string;
  readonly template: string;
  readonly params: readonly string[];
}

/** How far the clocks may differ. */
const skewSeconds = 300;

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

/**
 * The text-message provider of this machine (短信模拟器): checks what a provider checks, remembers what it has sent, and sends one message per number of ours.
 *
 * @param path below the provider's address: `/messages`, `/messages/{id}`
 */
export function smsProvider(outbox: Outbox, request: IncomingMessage, path: string, body: string): Answer | undefined {
  const [account, nonce, timestamp] = [header(request, 'x-account'), header(request, 'x-nonce'), header(request, 'x-timestamp')];
  const secret = localSecret(account);
  const own = signature(secret, [request.method ?? '', path, timestamp, nonce], body);
  const stale = Math.abs(Date.now() / 1000 - Number(timestamp)) > skewSeconds;
  if (own !== header(request, 'x-signature') || stale) return { status: 401, body: '{"error":"signature"}' };
  const fault = outbox.fault('sms');
  if (fault === 'lostRequest') return undefined;
  const said = request.method === 'POST' ? take(outbox, account, JSON.parse(body) as Order, fault) : became(outbox, decodeURIComponent(path.slice(10)), fault);
  return fault === 'lostAnswer' ? undefined : answered(secret, nonce, said, fault);
}

function take(outbox: Outbox, account: string, { id, phone, sign, template, params }: Order, fault: Fault | undefined): Record<string, unknown> {
  if (fault === 'refused') return { id, outcome: 'refused', reason: 'number is on the blacklist', again: false };
  if (fault === 'busy') return { id, outcome: 'refused', reason: 'too many requests', again: true };
  outbox.put({ way: 'sms', id, to: phone, account, sign, template, params });
  return { id, outcome: 'accepted', providerId: providerIdOf(id) };
}

const providerIdOf = (id: string): string => `sim-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;

function became(outbox: Outbox, id: string, fault: Fault | undefined): Record<string, unknown> {
  const sent = outbox.find(id);
  if (!sent) return { id, status: 'never' };
  const providerId = providerIdOf(id);
  if (fault === 'busy') return { id, status: 'accepted', providerId };
  if (fault === 'undeliverable') return { id, status: 'failed', providerId, reason: 'phone is off' };
  return { id, status: 'delivered', providerId, at: sent.at };
}

/** The answer as it goes over the wire, whole or spoilt. */
function answered(secret: string, nonce: string, said: Readonly<Record<string, unknown>>, fault: Fault | undefined): Answer {
  const spoilt: Partial<Record<Fault, string>> = {
    huge: JSON.stringify({ ...said, padding: 'x'.repeat(1_000_000) }),
    wrongTypes: JSON.stringify({ ...said, providerId: 7, again: 'yes', outcome: true, status: null }),
    notJson: '<html>502 Bad Gateway</html>',
    contradictory: JSON.stringify({ ...said, id: 'somebody else’s', providerId: 'sim-other' }),
  };
  const body = (fault && spoilt[fault]) ?? JSON.stringify(said);
  const signed = signature(fault === 'wrongSignature' ? 'not the secret' : secret, ['answer', nonce], body);
  const headers = { 'content-type': 'application/json', 'x-signature': signed };
  return { status: fault === 'error' ? 500 : 200, body, headers, ...(fault === 'slow' ? { afterMs: 3500 } : {}) };
}
