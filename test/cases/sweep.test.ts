import { describe, expect, it } from 'vitest';
import { order } from '../../lib/cases/contract.ts';
import type { Command, Definition } from '../../lib/cases/definition.ts';
import { readHistory, readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { type Told, testHouse } from '../support/house.ts';

const dueAt = '2026-07-01T10:00:00+08:00';
const caller = { person: 'zhao', project: 'p1' };

async function oneErrand() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT']);
  await house.hire('sun', ['PM']);
  const { body } = await house.by('zhao', errand, 'ask', { what: '送信', dueAt });
  const at = (time: string) => timeIs(`2026-07-01T${time}+08:00`);
  const run = () => sweep(house.desk, errand, { project: 'p1', kind: 'errand', id: body.id });
  const read = () =>
    readOne(house.desk, errand, caller, body.id) as Promise<Told['body'] & { timers: { stage: string; metAt?: string; breachedAt?: string }[] }>;
  return { ...house, id: body.id, at, run, read };
}

describe('the sweep', () => {
  it('fires a stage once, however often and however late it comes', async () => {
    const { at, run } = await oneErrand();
    at('09:29:59');
    expect((await run()).fired).toEqual([]);
    at('09:30:00');
    expect((await run()).fired).toEqual(['finish#half#2026-07-01T02:00:00.000Z']);
    expect((await run()).fired).toEqual([]);
  });

  it('counts what comes at the due instant as in time, and breaches a millisecond later', async () => {
    const { at, run, read } = await oneErrand();
    at('10:00:00');
    await run();
    expect((await read()).timers[0]).toMatchObject({ stage: 'half' });
    timeIs('2026-07-01T10:00:00.001+08:00');
    expect((await run()).fired).toEqual(['finish#late#2026-07-01T02:00:00.000Z']);
    expect((await read()).timers[0]).toMatchObject({ stage: 'late', breachedAt: '2026-07-01T02:00:00.000Z' });
  });

  it('folds all that is due into one write, in order, and runs the stage’s command', async () => {
    const { at, run, read, desk, id } = await oneErrand();
    at('11:30:00');
    expect((await run()).fired.map((fired) => fired.split('#')[1])).toEqual(['half', 'late', 'gone']);
    expect(await read()).toMatchObject({ state: 'expired', version: 2 });
    const { items } = await readHistory(desk, errand, caller, id, { limit: 20 });
    expect(items.map((entry) => (entry as { command: string }).command)).toEqual(['ask', 'finish.half', 'finish.late', 'finish.gone', 'expire']);
  });

  it('lets a clerk’s open form through a firing', async () => {
    const { at, run, by, id } = await oneErrand();
    at('10:01:00');
    await run();
    expect((await by('zhao', errand, 'take', {}, { id, version: 1 })).body.state).toBe('taken');
  });

  it('fires nothing twice when several sweeps meet', async () => {
    const { at, run, desk, id } = await oneErrand();
    at('10:01:00');
    const swept = await Promise.all([run(), run(), run(), run()]);
    expect(swept.flatMap(({ fired }) => fired)).toHaveLength(2);
    expect((await readHistory(desk, errand, caller, id, { limit: 20 })).items).toHaveLength(3);
  });

  it('gives the same verdict whether a sweep ever ran', async () => {
    const { at, by, id, read } = await oneErrand();
    await by('zhao', errand, 'take', {}, { id });
    at('10:00:00');
    await by('zhao', errand, 'finish', {}, { id });
    at('23:00:00');
    expect((await read()).timers[0]).toMatchObject({ stage: 'met', metAt: '2026-07-01T02:00:00.000Z' });
  });

  it('still tells of a breach whose stop came before the sweep', async () => {
    const { at, by, id, run } = await oneErrand();
    await by('zhao', errand, 'take', {}, { id });
    at('10:00:30');
    await by('zhao', errand, 'finish', {}, { id });
    at('12:00:00');
    expect((await run()).fired.map((fired) => fired.split('#')[1])).toEqual(['half', 'late']);
  });

  it('moves the ladder with a postponement, and shows who moved it', async () => {
    const { at, by, id, run, read } = await oneErrand();
    const moved = await by('sun', errand, 'postpone', { timer: 'finish', until: '2026-07-01T12:00:00+08:00', reason: '等业主' }, { id });
    expect(moved.body).toMatchObject({ version: 2, postponed: { finish: { reason: '等业主', by: 'sun' } } });
    at('10:30:00');
    expect((await run()).fired).toEqual([]);
    at('12:00:01');
    await run();
    expect((await read()).timers[0]).toMatchObject({ dueAt: '2026-07-01T04:00:00.000Z', breachedAt: '2026-07-01T04:00:00.000Z' });
  });
});

describe('a stage whose command is refused', () => {
  it('has been fired all the same, and leaves no half of the command behind', async () => {
    timeIs('2026-07-01T08:00:00+08:00');
    const half: Definition = {
      ...errand,
      name: 'errand',
      commands: {
        ...errand.commands,
        expire: {
          ...(errand.commands['expire'] as Command),
          apply: () => ({
            record: { state: 'expired', what: 'x', dueAt: instant('2026-07-01T02:00:00Z'), pieces: 0 } as never,
            also: [order(trolley.contract, 'none', 'load', {})],
          }),
        },
      },
    };
    const house = await testHouse([half, trolley]);
    await house.hire('zhao', ['FRONT']);
    const { body } = await house.by('zhao', half, 'ask', { what: '送信', dueAt });
    timeIs('2026-07-01T11:30:00+08:00');
    expect((await sweep(house.desk, half, { project: 'p1', kind: 'errand', id: body.id })).fired).toHaveLength(3);
    expect(await readOne(house.desk, half, caller, body.id)).toMatchObject({ state: 'open', version: 1 });
    expect((await sweep(house.desk, half, { project: 'p1', kind: 'errand', id: body.id })).fired).toEqual([]);
  });
});
