import { describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/cases/desk.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { search } from '../../lib/lists/search.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { memoryDesk } from '../support/world.ts';

const limit = 20;

async function counter(desk?: Desk) {
  timeIs('2026-07-01T09:10:00+08:00');
  const at = await testHouse([], desk);
  await at.hire('zhao', ['FRONT']);
  await at.hire('qian', ['FRONT']);
  await at.system(partyRegister, 'p1', 'owner', { name: '张三', phones: ['13800009999'] });
  return at;
}

/** The same at a table in memory, where ten thousand tries take seconds. */
async function inMemory(work: (at: Awaited<ReturnType<typeof counter>>) => Promise<void>): Promise<void> {
  const engine = memoryEngine();
  try {
    await work(await counter(memoryDesk()));
  } finally {
    engine.stop();
  }
}

const phoneOf = (n: number): string => `1380000${String(n).padStart(4, '0')}`;

describe('trying out the numbers of people', () => {
  it('is stopped at the 61st of an hour, and the 60th still finds', async () => {
    const { desk } = await counter();
    for (let n = 0; n < 59; n += 1) expect((await search(desk, 'zhao', { q: phoneOf(n), limit })).parties).toEqual([]);
    expect((await search(desk, 'zhao', { q: '13800009999', limit })).parties).toMatchObject([{ id: 'owner' }]);
    const { result, requests } = await counted(() => search(desk, 'zhao', { q: '13800009999', limit }).catch((error: unknown) => error));
    expect(result).toMatchObject({
      kind: 'too-many',
      code: 'search.too-many',
      detail: { hour: 60, day: 300, until: '2026-07-01 10:00', retryAfterSeconds: 3000 },
    });
    expect(requests['Query']).toBeUndefined();
  });

  it('counts one person’s numbers of all kinds together, and nobody else’s with them', () =>
    inMemory(async ({ desk }) => {
      const numbers = [phoneOf(1), '京A12345', '110101199003071234'];
      for (let n = 0; n < 60; n += 1) await search(desk, 'zhao', { q: numbers[n % 3], limit });
      for (const q of numbers) await expect(search(desk, 'zhao', { q, limit })).rejects.toMatchObject({ code: 'search.too-many' });
      const caller = { person: 'zhao', project: 'p1' };
      for (const register of [partyRegister, unitRegister])
        await expect(searchRegister(desk, register, caller, { q: phoneOf(1), limit })).rejects.toMatchObject({ code: 'search.too-many' });
      expect((await search(desk, 'qian', { q: '13800009999', limit })).parties).toHaveLength(1);
    }));

  it('counts the registers’ own lists as well', () =>
    inMemory(async ({ desk }) => {
      const caller = { person: 'zhao', project: 'p1' };
      for (let n = 0; n < 60; n += 1) await searchRegister(desk, n % 2 ? partyRegister : unitRegister, caller, { q: phoneOf(n), limit });
      await expect(search(desk, 'zhao', { q: phoneOf(1), limit })).rejects.toMatchObject({ code: 'search.too-many' });
    }));

  it('leaves rooms and names alone', () =>
    inMemory(async ({ desk }) => {
      for (let n = 0; n < 60; n += 1) await search(desk, 'zhao', { q: phoneOf(n), limit });
      for (const q of ['张三', '1-2-301', '301']) await expect(search(desk, 'zhao', { q, limit })).resolves.toBeDefined();
      expect((await search(desk, 'zhao', { q: '9999', limit })).parties).toMatchObject([{ id: 'owner' }]);
    }));

  it('may go on in the next hour, but not beyond the day', () =>
    inMemory(async ({ desk }) => {
      for (let hour = 9; hour < 14; hour += 1) {
        timeIs(`2026-07-01T${String(hour).padStart(2, '0')}:59:59+08:00`);
        for (let n = 0; n < 60; n += 1) await search(desk, 'zhao', { q: phoneOf(n), limit });
      }
      timeIs('2026-07-01T23:59:59+08:00');
      await expect(search(desk, 'zhao', { q: phoneOf(1), limit })).rejects.toMatchObject({ detail: { until: '2026-07-02 00:00', retryAfterSeconds: 1 } });
      timeIs('2026-07-02T00:00:00+08:00');
      await expect(search(desk, 'zhao', { q: phoneOf(1), limit })).resolves.toBeDefined();
    }));

  it.each([
    { what: 'ten thousand phone numbers', times: 10_000, q: phoneOf, answered: 60, queries: 60 },
    { what: 'a thousand last digits', times: 1_000, q: (n: number) => String(n).padStart(4, '0'), answered: 200, queries: 400 },
  ])('asks the table no more than is allowed for $what', { timeout: 60_000 }, ({ times, q, answered, queries }) =>
    inMemory(async ({ desk }) => {
      let resolved = 0;
      const { requests } = await counted(async () => {
        for (let n = 0; n < times; n += 1)
          await search(desk, 'zhao', { q: q(n), limit }).then(
            () => (resolved += 1),
            () => undefined,
          );
      });
      expect([resolved, requests['Query']]).toEqual([answered, queries]);
    }),
  );
});
