/** What a provider sent back: its bytes, and how it says it is meant. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One question to a provider. */
export interface Question {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How long a provider may take, from the first byte sent to the last byte received. */
const patienceMs = 3000;
/** More than this is no answer to anything we ask. */
const mostBytes = 16 * 1024;

/** Where nothing can have been done, because nobody was there to do it. */
export type Unheard = 'unreachable';

/**
 * Asks a provider, with three limits that no answer can stretch: 3 seconds, 16 KB, no redirect.
 *
 * @returns the reply; `unreachable` when the connection was not even made; undefined when nobody knows what the provider has done.
 */
export async function exchange({ url, method, headers, body }: Question): Promise<Reply | Unheard | undefined> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const answer = await fetch(url, { method, headers: { ...headers }, redirect: 'error', signal, ...(body === undefined ? {} : { body }) });
    const text = await limited(answer);
    return text === undefined ? undefined : { status: answer.status, headers: answer.headers, text };
  } catch (error) {
    return wasRefused(error) ? 'unreachable' : undefined;
  }
}

/** The body, unless it is too long; what is too long is not read to its end. */
async function limited(answer: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body: ReadableStream<Uint8Array> | null = answer.body;
  if (!body) return '';
  for await (const bytes of body) {
    length += bytes.byteLength;
    if (length > mostBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The connection was refused, or the name leads nowhere: the request has not left. */
function wasRefused(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND';
}

/**
 * An address of a provider: `https`, or this machine itself for a stand-in. The operator alone sets it; no company's word is ever fetched.
 *
 * @throws Error for anything else
 */
export function providerUrl(base: string, path: string): string {
  const url = new URL(`${base.replace(/\/+$/, '')}${path}`);
  const here = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !here) throw new Error('a provider is asked by https');
  return url.href;
}

/** The reply as JSON; undefined when it is none. */
export function jsonOf({ text }: Reply): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
