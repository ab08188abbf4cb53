import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Body, burstPipe, type Caller, type CloudProcess, type Reply } from './cloud.ts';

/** A request with its key, and what was answered, if it was. */
export interface Sent {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  answer?: { readonly status: number; readonly text: string; readonly id: string };
}

const repairs = '/projects/p1/repairs';

/** A front desk that takes repairs and moves them until the cloud is gone; it writes down what it sends before it sends it. */
export class Desk {
  readonly sent: Sent[] = [];
  readonly caller: Caller;
  readonly #name: string;

  constructor(caller: Caller, name: string) {
    this.caller = caller;
    this.#name = name;
  }

  /** Works until somebody pulls the plug. */
  async work(): Promise<void> {
    try {
      for (;;) await this.#oneRepair();
    } catch (error) {
      if (!(error instanceof TypeError || (error instanceof Error && error.message === 'terminated'))) throw error;
    }
  }

  async #oneRepair(): Promise<void> {
    const { id } = await this.#send(repairs, { ...burstPipe, description: `第 ${this.sent.length} 件 ${this.#name}` });
    const own = `${repairs}/${id}`;
    await this.#send(`${own}/comment`, { text: `已电话联系 ${this.#name} ${this.sent.length}`, audience: 'internal' });
    await this.#send(`${own}/reassign`, { to: 'wang', reason: `就近 ${this.sent.length}` });
    if (this.sent.length % 3 !== 0) return;
    await this.#send(`${own}/withdraw`, { reason: `误报 ${this.sent.length}`, word: '来电' });
  }

  async #send(path: string, body: unknown): Promise<{ readonly id: string }> {
    const one: Sent = { key: `${this.#name}-${this.sent.length}`, path, body };
    this.sent.push(one);
    const { status, text, body: answered } = await this.again(one);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    one.answer = { status, text, id: answered.id };
    return answered;
  }

  /** The same request with the same key. */
  again({ key, path, body }: Sent): Promise<Reply<Body>> {
    return this.caller.post(path, body, { 'idempotency-key': key });
  }
}

/** Commands in a case's history that say what a request said: one, if it had its effect once. */
export async function timesInHistory(caller: Caller, id: string, { body }: Sent): Promise<number> {
  const said = Object.values(body as Record<string, unknown>).filter((value) => typeof value === 'string');
  const { status, text, body: page } = await caller.get(`${repairs}/${id}/history?limit=100`);
  if (status !== 200) throw new Error(text);
  return page.items.filter((entry) => said.every((value) => Object.values(entry['input'] as object).includes(value))).length;
}

/** Processes whose command line names a folder: the engine of a cloud, and the shell that keeps it. */
function processesOf(folder: string): readonly string[] {
  if (!existsSync('/proc/self/cmdline')) {
    return execFileSync('ps', ['-Ao', 'args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(folder));
  }
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
      return line.includes(folder) ? [`${pid} ${line}`] : [];
    } catch {
      return [];
    }
  });
}

/** Engines that are left of a cloud a while after it was killed. */
export async function orphansOf({ folder }: CloudProcess): Promise<readonly string[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (processesOf(folder).length === 0) return [];
    await pause(50);
  }
  return processesOf(folder);
}

/** Engines of a running cloud. */
export const enginesOf = ({ folder }: CloudProcess): readonly string[] => processesOf(folder).filter((line) => !line.includes(' -c '));
