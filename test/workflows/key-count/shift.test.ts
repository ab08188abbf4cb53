import { describe, expect, it } from 'vitest';
import { plan } from '../../../lib/cases/plan.ts';
import { readOne } from '../../../lib/cases/read.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { schedules } from '../../../lib/schedules.ts';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';

/** A desk, a supervisor, and two sets of public keys, on the real engine. */
async function evening() {
  timeIs('2026-07-01T17:30:00+08:00');
  const house = await testHouse([keyCount, keySetRegister]);
  await Promise.all([house.hire('front.1', ['FRONT']), house.hire('csm', ['CSM'])]);
  for (const id of ['K-1', 'K-2']) await house.system(keySetRegister, 'p1', id, { count: 2, cabinet: '1号柜', kind: 'publicArea' });
  const read = async (definition: typeof keyCount, id: string) =>
    (await readOne(house.desk, definition, { person: 'csm', project: 'p1' }, id)) as { state: string; count?: number };
  return { ...house, read };
}

const seen = (...counts: readonly (readonly [string, number])[]) => ({ lines: counts.map(([set, number]) => ({ set, seen: number })) });

describe('at the change of shift', () => {
  it('counts the cabinets against the whole register and closes when all of it was seen', async () => {
    const { by } = await evening();
    const { id } = (await by('front.1', keyCount, 'start', {})).body;
    await by('front.1', keyCount, 'submit', seen(['K-1', 2]), { id });
    await expect(by('front.1', keyCount, 'finish', {}, { id })).rejects.toMatchObject({ code: 'key-count.uncounted', detail: { count: 1, sets: 'K-2' } });
    await expect(by('front.1', keyCount, 'submit', seen(['K-9', 1]), { id })).rejects.toMatchObject({
      code: 'reference.unknown',
      errors: [{ path: 'lines.0.set' }],
    });
    await by('front.1', keyCount, 'submit', seen(['K-2', 2]), { id });
    expect((await by('front.1', keyCount, 'finish', {}, { id })).body).toMatchObject({ state: 'closed', tally: { registered: 4, seen: 4 } });
  });

  it('holds a missing key back until somebody else has explained it', async () => {
    const { by, read } = await evening();
    const { id } = (await by('front.1', keyCount, 'start', {})).body;
    await by('front.1', keyCount, 'submit', seen(['K-1', 1], ['K-2', 2]), { id });
    expect((await read(keySetRegister, 'K-1')).state).toBe('discrepancy');
    expect((await by('front.1', keyCount, 'finish', {}, { id })).body.state).toBe('mismatch');
    await by('csm', keyCount, 'explain', { set: 'K-1', finding: 'corrected', keys: 1, note: '登记有误' }, { id });
    expect(await read(keySetRegister, 'K-1')).toMatchObject({ state: 'inCabinet', count: 1 });
    expect((await by('front.1', keyCount, 'close', {}, { id })).body.state).toBe('closed');
  });

  it('fits a sheet on which every line differs into one transaction', async () => {
    const { by, system } = await evening();
    const sets = Array.from({ length: 40 }, (_, index) => `S-${index}`);
    for (const set of sets) await system(keySetRegister, 'p1', set, { count: 2, cabinet: '2号柜', kind: 'publicArea' });
    const { id } = (await by('front.1', keyCount, 'start', {})).body;
    const { body } = await by('front.1', keyCount, 'submit', seen(...sets.map((set) => [set, 1] as const)), { id });
    expect(body['differences']).toHaveLength(40);
  });

  it('is opened once a day by the schedule, in spite of a count somebody began by hand', async () => {
    const { by, desk } = await evening();
    await by('front.1', keyCount, 'start', {});
    await expect(by('front.1', keyCount, 'start', {})).rejects.toMatchObject({ code: 'key-count.already-open', detail: { number: 'YP-20260701-0001' } });
    const schedule = schedules.find(({ name }) => name === 'key-count') ?? expect.fail('no schedule');
    const wake = () => plan(desk, keyCount, schedule, 'p1', '2026-07-01T09:30:00Z');
    expect(await wake()).toEqual(['2026-07-01']);
    expect(await wake()).toEqual([]);
  });
});
