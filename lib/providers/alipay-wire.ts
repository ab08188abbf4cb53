import { exchange, jsonOf, providerUrl } from '../channels/exchange.ts';
import { now } from '../kernel/clock.ts';
import { wallTime } from './china-time.ts';
import type { OpenMerchant } from './provider.ts';
import { rsaProves, rsaSign } from './rsa.ts';

/** How Alipay's open gateway is spoken to: signed forms out, signed nodes of JSON back, signed forms in callbacks. */

type Form = Readonly<Record<string, string>>;

/** The text Alipay signs: every field that has a value, by name, as it reads before it is escaped. */
export function signedFields(form: Form, left: readonly string[] = ['sign']): string {
  return Object.entries(form)
    .filter(([name, value]) => value !== '' && !left.includes(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** A request as a signed form. */
export function signedForm({ app, privateKey }: OpenMerchant, method: string, content: object, more: Form = {}): Form {
  const form: Form = {
    app_id: app,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: wallTime(now()),
    version: '1.0',
    biz_content: JSON.stringify(content),
    ...more,
  };
  return { ...form, sign: rsaSign(privateKey, signedFields(form)) };
}

/** Asks the gateway. @returns the answer's node, when Alipay has signed it; `unreachable` when nobody was asked */
export async function ask(gateway: string, merchant: OpenMerchant, method: string, content: object, more: Form = {}): Promise<unknown> {
  const body = new URLSearchParams(signedForm(merchant, method, content, more)).toString();
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };
  const reply = await exchange({ url: providerUrl(gateway, ''), method: 'POST', headers, body });
  if (reply === undefined || reply === 'unreachable') return reply;
  const answer = reply.status === 200 ? jsonOf(reply) : undefined;
  const signature = typeof answer === 'object' && answer !== null && 'sign' in answer ? answer.sign : undefined;
  const node = rawNode(reply.text, `${method.replaceAll('.', '_')}_response`);
  if (node === undefined || typeof signature !== 'string' || !rsaProves(merchant.platformKey, node, signature)) return undefined;
  return jsonOf({ ...reply, text: node });
}

/** The characters of one member of an object, which are what is signed: from its brace to the one that closes it. */
export function rawNode(text: string, name: string): string | undefined {
  const [before, ...behind] = text.split(`"${name}":`);
  if (before === undefined || behind.length !== 1) return undefined;
  const rest = behind[0]?.trimStart() ?? '';
  if (!rest.startsWith('{')) return undefined;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest[at];
    if (inText && character === '\\') at += 1;
    else if (character === '"') inText = !inText;
    else if (!inText && character === '{') depth += 1;
    else if (!inText && character === '}') depth -= 1;
    if (depth === 0) return rest.slice(0, at + 1);
  }
  return undefined;
}

/** The fields of a callback; undefined when one stands there twice, for then nobody knows which was meant. */
export function formOf(body: string): Form | undefined {
  const pairs = [...new URLSearchParams(body)];
  return new Set(pairs.map(([name]) => name)).size === pairs.length && pairs.length > 0 && pairs.length <= 60 ? Object.fromEntries(pairs) : undefined;
}

/** Yuan with two decimals, as Alipay writes amounts. */
export const inYuan = (amountFen: number): string => {
  const digits = String(amountFen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Fen of an amount in yuan, exactly; undefined for what is none. */
export function inFen(text: string): number | undefined {
  const [, whole, cents = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(`${whole}${cents.padEnd(2, '0')}`);
}
