import { setTimeout as pause } from 'node:timers/promises';

/** A refusal or a failure of the demo's own request. */
export class DemoRefused extends Error {
  override readonly name = 'DemoRefused';
  readonly code: string;

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request} → ${status} ${code} ${detail}`);
    this.code = code;
  }
}

/** Where and how the bytes of a document go. */
export interface Upload {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends the bytes of an announced document. @throws DemoRefused when the bucket does not take them */
export async function send({ method, url, headers }: Upload, bytes: Uint8Array): Promise<void> {
  const answer = await fetch(url, { method, headers, body: bytes as NonNullable<RequestInit['body']> });
  if (!answer.ok) throw new DemoRefused(`${method} document`, answer.status, '', await answer.text());
}

/** An answer's body, as far as the demo looks at it. */
export interface Body {
  readonly id: string;
  readonly state: string;
  readonly openedAt: string;
  readonly token: string;
  readonly code: string;
  readonly detail: string;
  readonly payer: string;
  readonly payableFen: number;
  readonly items: readonly Body[];
  readonly upload?: Upload;
  readonly fault?: { readonly detail: string };
  readonly errors?: readonly { readonly row?: number; readonly path?: string; readonly detail: string }[];
}

/** Whom a token is for. */
export interface Holder {
  readonly company: string;
  readonly person: string;
  readonly positions: readonly string[];
  readonly projects: readonly string[];
  readonly units: readonly string[];
}

/** Somebody who can call. */
export interface Session {
  readonly get: (path: string) => Promise<Body>;
  readonly put: (path: string, body: unknown) => Promise<Body>;
  /** With an idempotency key: a demo that was interrupted goes on where it stopped. */
  readonly post: (path: string, body: unknown, once: string) => Promise<Body>;
  /** Sends a spreadsheet and waits for its import. @throws DemoRefused with the first complaint */
  readonly importSheet: (path: string, bytes: Uint8Array, once: string) => Promise<void>;
}

async function answered(request: string, answer: Response): Promise<Body> {
  const body = (await answer.json()) as Body;
  if (answer.ok) return body;
  throw new DemoRefused(request, answer.status, body.code, [body.detail, ...(body.errors ?? []).map(({ path, detail }) => `${path}: ${detail}`)].join(' '));
}

/** Signs somebody in at a cloud, as the one with these positions. */
export async function signIn(baseUrl: string, holder: Holder): Promise<Session> {
  const json = { 'content-type': 'application/json' };
  const asked = await fetch(`${baseUrl}/local/token`, { method: 'POST', headers: json, body: JSON.stringify(holder) });
  const { token } = await answered('POST /local/token', asked);
  const call = async (method: string, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}): Promise<Body> => {
    const options = {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']> }),
    };
    return answered(`${method} ${path}`, await fetch(`${baseUrl}${path}`, options));
  };
  const get = (path: string) => call('GET', path);
  return {
    get,
    put: (path, body) => call('PUT', path, JSON.stringify(body), json),
    post: (path, body, once) => call('POST', path, JSON.stringify(body), { ...json, 'idempotency-key': once }),
    importSheet: async (path, bytes, once) => {
      let run = await call('POST', `${path}/import`, bytes, { 'content-type': 'application/octet-stream', 'idempotency-key': once });
      while (run.state !== 'done' && run.state !== 'failed') {
        await pause(200);
        run = await get(`${path}/imports/${run.id}`);
      }
      const [first] = run.errors ?? [];
      if (run.state === 'failed')
        throw new DemoRefused(`POST ${path}/import`, 200, run.state, first ? `row ${first.row}: ${first.detail}` : (run.fault?.detail ?? ''));
    },
  };
}
