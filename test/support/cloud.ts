import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../local/engines/dynoxide.ts';

/** An HTTP answer, opened. */
export interface Reply<B = Record<string, unknown>> {
  readonly status: number;
  readonly body: B;
  /** As sent, for comparing byte by byte. */
  readonly text: string;
  readonly headers: Headers;
}

/** Anything an answer may hold; system tests look at what they expect. */
export interface Body extends Record<string, unknown> {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly version: number;
  readonly code: string;
  readonly detail: string;
  readonly items: readonly Body[];
  readonly cursor: string;
  readonly token: string;
  readonly commands: readonly string[];
  readonly timers: readonly { readonly name: string; readonly dueAt: string; readonly stage: string; readonly metAt?: string; readonly breachedAt?: string }[];
}

/** A cloud of its own for one test file, as `npm start -- --empty` makes it: a process, a folder, an address. */
export class CloudProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'wuyun-'));
  #child: ChildProcess | undefined;
  #port = 0;
  #said = '';
  readonly #tokens = new Map<string, string>();

  /** Everything it has printed, in all its lives. */
  get output(): string {
    return this.#said;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts, or starts again on the same folder. Answers how long it took to be ready. */
  async start(): Promise<number> {
    const began = performance.now();
    this.#port ||= await freePort();
    const child = spawn(process.execPath, ['local/start.ts', '--empty'], {
      env: { ...process.env, WUYUN_DATA: this.folder, PORT: String(this.#port), VITEST: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const earlier = this.#said.length;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.#said += chunk.toString();
        if (this.#said.slice(earlier).includes(`Wuyun is ready at http://127.0.0.1:${this.#port}`)) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code) => reject(new Error(`the cloud ended with ${code}: ${this.#said.slice(-2000)}`)));
    });
    return performance.now() - began;
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async call<B = Body>(
    method: string,
    path: string,
    body?: unknown,
    options: { token?: string | undefined; headers?: Record<string, string> } = {},
  ): Promise<Reply<B>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method,
      headers: {
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new TypeError(`${method} ${path} was not answered (${String(this.#child?.exitCode)}): ${this.#said.slice(-2000)}`, { cause });
    });
    const text = await answer.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not JSON; the text is the body.
    }
    return { status: answer.status, body: parsed as B, text, headers: answer.headers };
  }

  /** Somebody who can call: a token for a person with these positions. */
  async person(
    company: string,
    person: string,
    positions: readonly string[] = [],
    projects: readonly string[] = ['p1'],
    units: readonly string[] = [],
  ): Promise<Caller> {
    const { body, text } = await this.call('POST', '/local/token', { company, person, positions, projects, units });
    if (!body.token) throw new Error(`no token: ${text}`);
    this.#tokens.set(`${company}/${person}`, body.token);
    return new Caller(this, body.token);
  }

  async setClock(now: string): Promise<void> {
    const { status, text } = await this.call('POST', '/local/clock', { now });
    if (status !== 200) throw new Error(text);
  }

  async advance(advance: string): Promise<void> {
    const { status, text } = await this.call('POST', '/local/clock', { advance });
    if (status !== 200) throw new Error(text);
  }

  async idle(): Promise<void> {
    await this.call('POST', '/local/idle', {});
  }
}

/** A person at the API. */
export class Caller {
  readonly #cloud: CloudProcess;
  readonly token: string;

  constructor(cloud: CloudProcess, token: string) {
    this.#cloud = cloud;
    this.token = token;
  }

  get = (path: string): Promise<Reply<Body>> => this.#cloud.call('GET', path, undefined, { token: this.token });
  put = (path: string, body: unknown): Promise<Reply<Body>> => this.#cloud.call('PUT', path, body, { token: this.token });
  post = (path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Reply<Body>> =>
    this.#cloud.call('POST', path, body, { token: this.token, headers });
}

/** An urgent repair as the front desk takes it. */
export const burstPipe = {
  unit: '1-2-301',
  category: 'water',
  description: '厨房水管爆裂',
  urgent: true,
  urgentKind: 'burstPipe',
  source: 'phone',
  payer: 'public',
  caller: { name: '演示业主', phone: '13800000001' },
};
