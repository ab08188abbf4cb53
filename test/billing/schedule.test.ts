import { describe, expect, it } from 'vitest';
import { runRefOf } from '../../lib/billing/attempts.ts';
import { duePeriods, startDue } from '../../lib/billing/due.ts';
import { changeRun } from '../../lib/jobs/run.ts';
import { timeIs } from '../support/clock.ts';
import { countingHouse, perArea, unitId } from './counting-house.ts';

async function house(...args: Parameters<typeof countingHouse>) {
  const at = await countingHouse(...args);
  await at.publish('WY', perArea);
  await at.settle([[unitId(0), {}]]);
  const wake = (day: string, project = 'p1') => {
    const instant = `${day}T06:00:00+08:00`;
    timeIs(instant);
    return startDue(at.desk, project, instant);
  };
  const periods = async () => (await at.list('zhao')).items.map((item) => (item as { period: string }).period).toReversed();
  return { ...at, wake, periods };
}

describe('months that are due', () => {
  it.each([
    [undefined, '2026-07-04', 5, []],
    [undefined, '2026-07-05', 5, ['2026-07']],
    [undefined, '2026-07-31', 5, ['2026-07']],
    ['2026-07', '2026-07-31', 5, []],
    ['2026-07', '2026-08-04', 5, []],
    ['2026-07', '2026-08-05', 5, ['2026-08']],
    ['2026-05', '2026-08-04', 5, ['2026-06', '2026-07']],
    ['2025-12', '2026-02-28', 31, ['2026-01', '2026-02']],
    ['2025-12', '2026-02-27', 31, ['2026-01']],
    [
      '2020-01',
      '2026-07-05',
      5,
      ['2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07'],
    ],
  ])('after %s, on %s, for the day %i: %j', (last, today, day, due) => {
    expect(duePeriods(last, today, day)).toEqual(due);
  });
});

describe('the schedule of billing 出账排程', () => {
  it('bills on the billing day, not before, and once, however often it wakes', async () => {
    const { wake, relay, billsOf, periods, look } = await house();
    expect(await wake('2026-07-04')).toEqual([]);
    expect(await wake('2026-07-05')).toEqual(['2026-07']);
    await relay.settled();
    expect(await Promise.all([wake('2026-07-05'), wake('2026-07-05'), wake('2026-07-06')])).toEqual([[], [], []]);
    await relay.settled();
    expect(await billsOf(unitId(0))).toHaveLength(1);
    expect(await look('zhao', '2026-07')).toMatchObject({ state: 'done', by: 'system', issuedOn: '2026-07-05' });
    expect(await periods()).toEqual(['2026-07']);
  });

  it('makes up for missed months in order, one after the other has ended', async () => {
    const { wake, relay, billsOf, periods } = await house();
    await wake('2026-07-05');
    await relay.settled();
    expect(await wake('2026-10-06')).toEqual(['2026-08']);
    for (let known = 0; known < relay.asked.length; ) {
      known = relay.asked.length;
      await relay.settled();
    }
    expect(await periods()).toEqual(['2026-07', '2026-08', '2026-09', '2026-10']);
    expect((await billsOf(unitId(0))).map(({ period, issuedOn }) => [period, issuedOn])).toEqual([
      ['2026-07', '2026-07-05'],
      ['2026-08', '2026-10-06'],
      ['2026-09', '2026-10-06'],
      ['2026-10', '2026-10-06'],
    ]);
  });

  it('waits while an earlier month runs, and leaves a month alone that was billed by hand', async () => {
    const { wake, relay, start, desk, periods } = await house({ hold: true });
    await wake('2026-07-05');
    expect(await wake('2026-08-05')).toEqual([]);
    await changeRun(desk.table, runRefOf('p1', '2026-07.1'), (run) => ({ ...run, state: 'done' }));
    start('zhao', { period: '2026-08' }).catch(() => undefined);
    await expect.poll(() => relay.asked.length).toBe(2);
    expect(await wake('2026-08-05')).toEqual([]);
    await changeRun(desk.table, runRefOf('p1', '2026-08.1'), (run) => ({ ...run, state: 'done' }));
    expect(await wake('2026-08-06')).toEqual([]);
    expect(await periods()).toEqual(['2026-07', '2026-08']);
  });

  it('starts nothing where no tariff is published, and begins with the month in which one is', async () => {
    const at = await countingHouse();
    await at.settle([[unitId(0), {}]]);
    expect(await startDue(at.desk, 'p1', '2026-07-05T06:00:00+08:00')).toEqual([]);
    expect((await at.list('zhao')).items).toEqual([]);
  });

  it('survives dying between the run and the note of it', async () => {
    const { wake, relay, periods, desk } = await house();
    const put = desk.table.put.bind(desk.table);
    Object.assign(desk.table, { put: () => Promise.reject(new Error('dead')) });
    await expect(wake('2026-07-05')).rejects.toThrow('dead');
    Object.assign(desk.table, { put });
    await relay.settled();
    expect(await wake('2026-07-05')).toEqual([]);
    expect(await wake('2026-08-05')).toEqual(['2026-08']);
    await relay.settled();
    expect(await periods()).toEqual(['2026-07', '2026-08']);
  });
});
