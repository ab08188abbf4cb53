import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { plan } from '../../../lib/cases/plan.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { hq } from '../../../lib/kernel/project-policy.ts';
import type { Meter } from '../../../lib/registers/meter/record.ts';
import { projectRegister } from '../../../lib/registers/project/register.ts';
import { schedules } from '../../../lib/schedules.ts';
import type { MeterRound } from '../../../lib/workflows/meter-round/record.ts';
import { meterRound } from '../../../lib/workflows/meter-round/workflow.ts';
import { meterOf } from '../../ledger/rated.ts';
import { refusal, run } from '../../registers/given.ts';
import { loaded } from '../../registers/key-set/given-keys.ts';
import { contextOf } from '../../support/context.ts';
import { memoryEngine } from '../../support/memory-engine.ts';
import { memoryDesk, project } from '../../support/world.ts';

const meter = (months: Readonly<Record<string, number>>, state: 'current' | 'removed' = 'current'): Meter =>
  ({ state, kind: 'water', unit: '1-1-101', multiplier: 1, digits: 5, readings: meterOf(months).readings }) as unknown as Meter;
const register = { A: meter({ '2026-06': 1, '2026-07': 2 }), B: meter({ '2026-06': 1 }), C: meter({ '2026-05': 1 }, 'removed'), D: meter({ '2026-07': 1 }) };
const reads = (meters: Readonly<Record<string, Meter>> = register) => ({
  meters: loaded(
    '*',
    Object.entries(meters).map(([id, record]) => ({ id, record })),
  ),
});
const does = (command: string, record: MeterRound | undefined, body: object = {}, more: Partial<Context> = {}) =>
  run<MeterRound>(meterRound, command, record, body, { id: 'CB-1', reads: reads(), ...more });
const open = () => does('plan', undefined, { day: '2026-07-01' }).record;

it.each([
  ['new', ['plan', 'start']],
  ['open', ['check', 'finish']],
  ['closed', []],
])('in %s allows %j and nothing else', (state, allowed) => {
  const names = Object.entries(meterRound.commands).filter(([, command]) => command.from.includes(state));
  expect(names.map(([name]) => name)).toEqual(allowed);
});

describe('meter round 抄表', () => {
  it('is told to whoever reads, and due on the entry day at five in the afternoon', () => {
    expect(does('plan', undefined, { day: '2026-07-01' })).toMatchObject({
      record: { period: '2026-07', dueAt: '2026-07-03T09:00:00.000Z' },
      notices: [{ to: { positions: ['FRONT', 'ENG'] } }],
    });
    expect(does('start', undefined, { period: '2026-06' }).record.dueAt).toBe('2026-07-02T02:00:00.000Z');
    expect(refusal(meterRound, () => does('start', undefined, { period: '2026-08' })).code).toBe('meter-round.future');
  });

  it('names what is missing when it is due: neither removed meters nor those that only began', () => {
    const { record, notices } = does('check', open());
    expect(record).toMatchObject({ state: 'open', progress: { meters: 3, read: 2, missing: ['B'] } });
    expect(notices).toMatchObject([{ type: 'meter-round.missing', params: { count: '1', meters: 'B' } }]);
    expect(does('check', open(), {}, { reads: reads({ A: register.A }) }).record).toMatchObject({ state: 'closed', progress: { missing: [] } });
  });

  it('is finished with every meter read, or with a word about the others', () => {
    expect(refusal(meterRound, () => does('finish', open())).says).toContain('还有 1 块表未抄（B）');
    expect(does('finish', open(), { note: '无人' }).record).toMatchObject({ state: 'closed', ended: { note: '无人' }, progress: { missing: ['B'] } });
  });

  it('lost or won by the hour it was closed at', () => {
    const facts = (now: string) =>
      meterRound.facts(does('finish', open(), { note: 'x' }, { now: instant(now) }).record, 'CB-1', {
        opened: contextOf().now,
        now: instant(now),
        today: '2026-07-03',
      });
    expect([facts('2026-07-03T17:00:00+08:00')[0]?.met, facts('2026-07-03T17:00:00.001+08:00')[0]?.met]).toEqual([true, false]);
  });
});

describe('the schedule', () => {
  const schedule = schedules.find(({ name }) => name === 'meter-round');
  it('opens one round a month on the project’s own meter day, however often and late it wakes', async () => {
    const engine = memoryEngine();
    try {
      const { desk, system } = await project(memoryDesk());
      await system(projectRegister, hq, 'p1', { name: '一号院', money: { meterDay: 2 } });
      if (!schedule || 'runs' in schedule) throw new Error('no schedule');
      const wakes = (day: string) => plan(desk, meterRound, schedule, 'p1', `${day}T00:00:00Z`);
      expect(await wakes('2026-07-01')).toEqual([]);
      expect(await wakes('2026-07-05')).toEqual(['2026-07-02']);
      expect(await wakes('2026-07-05')).toEqual([]);
      expect(await wakes('2026-08-04')).toEqual(['2026-08-02']);
    } finally {
      engine.stop();
    }
  });
});
