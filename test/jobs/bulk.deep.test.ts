import { describe, expect, it } from 'vitest';
import { household, office, sheetOf } from './office.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const room = `${1 + Math.floor(index / 200)}-${1 + (Math.floor(index / 50) % 4)}-${100 + (index % 50)}`;
    return household(room, `业主${index}`, String(13_800_000_000 + index));
  });

describe('a whole project', () => {
  it('10 000 rows go in, and find themselves the second time, within 512 MB', { timeout: 600_000 }, async () => {
    const { bring, look, relay } = await office();
    const file = await sheetOf(rows(10_000), 'xlsx');
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const run = async () => {
      const from = performance.now();
      const { body } = await bring(file);
      await relay.settled();
      const ended = await look(body.id);
      return { ...ended, seconds: Math.round((performance.now() - from) / 100) / 10 };
    };
    const first = await run();
    console.info('first', first.seconds, 's', Math.round(10_000 / first.seconds), 'rows/s, peak', Math.round(peak / 1e6), 'MB');
    expect(first).toMatchObject({ state: 'done', created: 10_000, failed: 0 });
    const again = await run();
    console.info('again', again.seconds, 's, peak', Math.round(peak / 1e6), 'MB');
    clearInterval(watch);
    expect(again).toMatchObject({ state: 'done', unchanged: 10_000, created: 0, changed: 0 });
    expect(peak).toBeLessThan(512e6);
  });
});
