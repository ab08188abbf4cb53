import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Order } from './flat-store.ts';
import { compare, line, type Spread, spreadText } from './measure.ts';

/** Records before the last thousand. */
const before = 14_000;
const measured = 1000;

/** Starts a store and waits until it is ready. */
async function openStore(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'flat-store.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  await answerOf(child);
  return child;
}

/** What a store answers next. @throws Error when it ends instead */
function answerOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const ended = (code: number | null) => reject(new Error(`a store ended with ${code}`));
  child.once('message', resolve).once('exit', ended);
  return promise.finally(() => child.off('exit', ended));
}

function put(child: ChildProcess, order: Order): Promise<number> {
  child.send(order);
  return answerOf(child);
}

/**
 * Whether writing stays flat: the records 14 001 to 15 000 of a full store against the first thousand of an empty one, in turn, some fifty at a time.
 *
 * @returns the ratio
 */
export async function measureFlatness(rounds: number): Promise<Spread> {
  const [full, empty] = await Promise.all([openStore(), openStore()]);
  try {
    await put(full, { from: 0, to: before, atOnce: 8 });
    const each = Math.floor(measured / (rounds + 3));
    const some = (store: ChildProcess, base: number) => (round: number) => put(store, { from: base + round * each, to: base + (round + 1) * each, atOnce: 1 });
    const { ratio, subject, yardstick } = await compare(rounds, some(full, before), some(empty, 0));
    line(`Records ${before + 1}–${before + measured} over records 1–${measured}`);
    line('  put a unit', `× ${spreadText(ratio)}`, `${(subject.median / each).toFixed(2)} ms`, `first ${(yardstick.median / each).toFixed(2)} ms`);
    return ratio;
  } finally {
    full.disconnect();
    empty.disconnect();
  }
}
