import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { household, office, sheetOf } from './office.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const room = `${1 + Math.floor(index / 200)}-${1 + (Math.floor(index / 50) % 4)}-${100 + (index % 50)}`;
    return household(room, `业主${index}`, String(13_800_000_000 + index));
  });

/** Watches what is alive, garbage aside: how much garbage lies about says only how much memory the machine has. */
function watchHeap(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let mostMb = 0;
  const timer = setInterval(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    mostMb = Math.max(mostMb, Math.round((heapUsed + external) / 1e6));
  }, 1000);
  return () => {
    clearInterval(timer);
    return mostMb;
  };
}

describe('a whole project', () => {
  it('10 000 rows go in, and find themselves the second time, far within the 512 MB of a small machine', async () => {
    const { bring, look, relay } = await office();
    const file = await sheetOf(rows(10_000), 'xlsx');
    const stop = watchHeap();
    const run = async () => {
      const { body } = await bring(file);
      await relay.settled();
      return look(body.id);
    };
    expect(await run()).toMatchObject({ state: 'done', created: 10_000, failed: 0 });
    expect(await run()).toMatchObject({ state: 'done', unchanged: 10_000, created: 0, changed: 0 });
    expect(stop()).toBeLessThan(256);
  });
});
