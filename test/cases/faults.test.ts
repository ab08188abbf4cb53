import { describe, expect, it } from 'vitest';
import { readHistory, readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { Crash, countWrites, crashing, unreliable } from '../support/transport.ts';

const dueAt = '2026-07-01T10:00:00+08:00';
const caller = { person: 'zhao', project: 'p1' };

async function errands() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT']);
  await house.hire('qian', ['FRONT']);
  await house.by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
  return house;
}

describe('faults', () => {
  it.each(['before', 'after'] as const)('a process that dies %s any write of an opening leaves one case after the retry', async (side) => {
    const dry = await errands();
    const ask = (house: typeof dry) => house.by('zhao', errand, 'ask', { what: '送信', dueAt }, { once: { key: 'k', bind: 'b' } });
    const writes = await countWrites(() => ask(dry));
    expect(writes).toBeGreaterThan(1);
    for (let nth = 1; nth <= writes; nth += 1) {
      const house = await errands();
      expect(await crashing({ nth, side }, () => ask(house))).toBeInstanceOf(Crash);
      const { body } = await ask(house);
      expect(await ask(house)).toMatchObject({ body: { id: body.id } });
      expect((await readHistory(house.desk, errand, caller, body.id, { limit: 10 })).items).toHaveLength(1);
    }
  });

  it.each(['before', 'after'] as const)('a process that dies %s the commit of an order leaves both records moved or neither', async (side) => {
    const house = await errands();
    const { body } = await house.by('zhao', errand, 'ask', { what: '送信', dueAt });
    const take = () => house.by('zhao', errand, 'take', { trolley: 't1' }, { id: body.id, once: { key: 't', bind: 'b' } });
    await crashing({ nth: 1, side }, take);
    const [now, cart] = [await readOne(house.desk, errand, caller, body.id), await readOne(house.desk, trolley, caller, 't1')] as [
      { state: string },
      { busy: boolean },
    ];
    expect([now.state, cart.busy]).toEqual(side === 'before' ? ['open', false] : ['taken', true]);
    expect((await take()).body.state).toBe('taken');
  });

  it('a sweep that dies and comes again fires each stage once', async () => {
    for (const side of ['before', 'after'] as const) {
      const { desk, by } = await errands();
      const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
      timeIs('2026-07-01T10:01:00+08:00');
      const run = () => sweep(desk, errand, { project: 'p1', kind: 'errand', id: body.id });
      await crashing({ nth: 1, side }, run);
      await run();
      const { items } = await readHistory(desk, errand, caller, body.id, { limit: 10 });
      expect(items.map((item) => (item as { command: string }).command)).toEqual(['ask', 'finish.half', 'finish.late']);
    }
  });

  it('works through throttling, conflicts and lost answers without doing anything twice', async () => {
    const { by, desk } = await errands();
    const done = await unreliable(7, 0.3, () =>
      Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          by('zhao', errand, 'ask', { what: `第${n}件`, dueAt }, { once: { key: `k${n}`, bind: 'b' } }).catch((error: unknown) => error),
        ),
      ),
    );
    const answered = done.filter((answer): answer is Awaited<ReturnType<typeof by>> => !(answer instanceof Error));
    expect(answered.length).toBeGreaterThan(6);
    for (const { body } of answered) expect((await readHistory(desk, errand, caller, body.id, { limit: 10 })).items).toHaveLength(1);
    const again = await Promise.all(
      Array.from({ length: 12 }, (_, n) => by('zhao', errand, 'ask', { what: `第${n}件`, dueAt }, { once: { key: `k${n}`, bind: 'b' } })),
    );
    expect(new Set(again.map(({ body }) => body.id)).size).toBe(12);
    for (const answer of answered) expect(again.map(({ body }) => body.id)).toContain(answer.body.id);
  });

  it('lets one of two clerks with the same version through, a hundred times', async () => {
    const { by } = await errands();
    for (let round = 0; round < 100; round += 1) {
      const { body } = await by('zhao', errand, 'ask', { what: `件${round}`, dueAt });
      const both = await Promise.allSettled([
        by('zhao', errand, 'take', {}, { id: body.id, version: 1 }),
        by('qian', errand, 'take', {}, { id: body.id, version: 1 }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = both.find((one) => one.status === 'rejected');
      expect(refused?.reason).toMatchObject({ code: 'case.stale', detail: { version: 2 } });
    }
  }, 60_000);
});
