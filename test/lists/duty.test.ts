import { describe, expect, it } from 'vitest';
import { hq } from '../../lib/kernel/project-policy.ts';
import { onDuty } from '../../lib/lists/duty.ts';
import { dutyGaps } from '../../lib/lists/duty-gaps.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import type { Shift } from '../../lib/registers/staff/record.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

const morning = '2026-07-01T10:00:00+08:00';
const local = (text: string) => new Date(`2026-07-${text}+08:00`).toISOString();

/** A project whose staff and roster are made by hand. */
async function office() {
  timeIs(morning);
  const house = await testHouse([staffRegister]);
  await house.hire('hr', ['HR']);
  const employ = async (person: string, positions: readonly string[], shifts: readonly Shift[], projects: readonly string[] = ['p1']) => {
    await house.hire(person, positions, projects);
    for (const project of projects) {
      await house.system(staffRegister, project, person, { name: `${person}师傅`, department: '工程', phone: '13800001234' });
      if (project === 'p1' && shifts.length > 0) await house.by('hr', staffRegister, 'roster', { shifts }, { id: person });
    }
  };
  const now = (at?: string, person = 'hr') => onDuty(house.desk, { person, project: 'p1' }, { at });
  const gaps = (from: string, to: string, person = 'hr') => dutyGaps(house.desk, { person, project: 'p1' }, { from, to });
  return { ...house, employ, now, gaps };
}

const always: readonly Shift[] = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '08:00' }];
const missing = (gaps: Awaited<ReturnType<typeof dutyGaps>>, title: string) => gaps.posts.find((post) => post.title === title)?.gaps ?? [];
const persons = (list: Awaited<ReturnType<typeof onDuty>>, position: string) =>
  list.positions.find((one) => one.position === position)?.persons.map(({ person }) => person);

describe('who is on duty 当班表', () => {
  it('shows per position who is there, how, since when, and his phone masked', async () => {
    const { employ, by, now } = await office();
    await employ('wang', ['ENG'], []);
    await employ('li', ['ENG', 'GATE'], [{ date: '2026-07-01', from: '08:00', to: '20:00', position: 'GATE' }]);
    await employ('sun', ['ENG'], [{ date: '2026-07-01', from: '20:00', to: '08:00' }]);
    await employ('cleaner', [], [{ date: '2026-07-01', from: '08:00', to: '20:00' }]);
    await by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
    const list = await now();
    expect(list.at).toBe(local('01T10:00:00'));
    expect(list.positions.find(({ position }) => position === 'ENG')).toEqual({
      position: 'ENG',
      title: '工程',
      persons: [
        {
          person: 'wang',
          name: 'wang师傅',
          department: '工程',
          since: local('01T10:00:00'),
          until: local('02T10:00:00'),
          how: 'clockedOn',
          phone: '138****1234',
        },
      ],
    });
    expect(list.positions.find(({ position }) => position === 'GATE')?.persons).toMatchObject([{ person: 'li', how: 'rostered', until: local('01T20:00:00') }]);
    expect(list.others).toMatchObject([{ person: 'cleaner' }]);
    expect(list.roundTheClock).toEqual([
      { title: '接待', positions: ['FRONT', 'GATE'], covered: true },
      { title: '维修', positions: ['ENG', 'ENGM'], covered: true },
    ]);
    expect(JSON.stringify(list)).not.toContain('13800001234');
  });

  it('shows another instant, and who has the position on that day', async () => {
    const { employ, now } = await office();
    await employ('sun', ['ENG'], [{ date: '2026-07-01', from: '20:00', to: '08:00' }]);
    expect(persons(await now('2026-07-01T19:59:59+08:00'), 'ENG')).toEqual([]);
    expect(persons(await now('2026-07-02T02:00:00+08:00'), 'ENG')).toEqual(['sun']);
    expect(persons(await now('2026-07-02T08:00:00+08:00'), 'ENG')).toEqual([]);
    await expect(now('gestern')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('asks the table three times, however many are there', async () => {
    const { employ, now } = await office();
    for (let n = 0; n < 12; n += 1) await employ(`p${n}`, ['ENG'], always);
    expect((await counted(() => now())).requests).toEqual({ BatchGetItem: 2, Query: 1 });
  });

  it('is for colleagues: neither for residents nor for strangers', async () => {
    const { now, hire } = await office();
    await hire('liu', [], ['p1'], ['1-2-301']);
    for (const person of ['liu', 'nobody']) await expect(now(undefined, person)).rejects.toMatchObject({ code: 'access.not-found' });
  });
});

describe('hours without cover 空岗 (R072)', () => {
  it('are all of them when nobody is rostered, and none when the roster closes', async () => {
    const { employ, gaps } = await office();
    expect((await gaps('2026-07-01', '2026-07-02')).posts.map((post) => [post.title, post.hours, post.gaps.length])).toEqual([
      ['接待', 24, 24],
      ['维修', 24, 24],
    ]);
    await employ('wang', ['ENG'], [{ weekdays: [3, 5, 7, 2], from: '08:00', to: '08:00' }]);
    await employ('boss', ['ENGM'], [{ weekdays: [4, 6, 1], from: '08:00', to: '08:00' }]);
    const month = await gaps('2026-07-01', '2026-08-01');
    expect(month.posts.map((post) => [post.title, post.hours, post.gaps.length])).toEqual([
      ['接待', 744, 744],
      ['维修', 744, 0],
    ]);
  });

  it('are named with the minutes that are missing, over midnight too', async () => {
    const { employ, gaps } = await office();
    await employ('day', ['GATE'], [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:30', to: '20:00' }]);
    await employ('night', ['GATE'], [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '07:15' }]);
    expect(missing(await gaps('2026-07-01', '2026-07-02'), '接待')).toEqual([
      { from: local('01T07:00:00'), to: local('01T08:00:00'), uncovered: [{ from: local('01T07:15:00'), to: local('01T07:30:00') }] },
    ]);
  });

  it('begin on the day somebody is relieved of the position, or has left', async () => {
    const { employ, gaps, by, hire } = await office();
    await employ('wang', ['ENG'], always);
    expect(missing(await gaps('2026-07-03', '2026-07-04'), '维修')).toEqual([]);
    await hire('wang', ['GATE']);
    expect(missing(await gaps('2026-07-03', '2026-07-04'), '维修')).toHaveLength(24);
    expect(missing(await gaps('2026-07-03', '2026-07-04'), '接待')).toEqual([]);
    await by('hr', staffRegister, 'leave', {}, { id: 'wang' });
    expect(missing(await gaps('2026-07-03', '2026-07-04'), '接待')).toHaveLength(24);
  });

  it('follow what the project says must be covered', async () => {
    const { employ, gaps, system } = await office();
    await employ('wang', ['ENG'], [{ date: '2026-07-01', from: '00:00', to: '00:00', position: 'ENG' }]);
    await system(projectRegister, hq, 'p1', { name: '一号院', duty: { roundTheClock: [{ title: '水泵房', positions: ['ENG'] }] } });
    expect((await gaps('2026-07-01', '2026-07-02')).posts).toEqual([{ title: '水泵房', positions: ['ENG'], hours: 24, gaps: [] }]);
    expect(missing(await gaps('2026-07-01', '2026-07-03'), '水泵房')).toHaveLength(24);
  });

  it('come with what looks wrong: rostered in two projects at once, or for a position he does not hold', async () => {
    const { employ, gaps, by, hire } = await office();
    await hire('hr', ['HR'], ['p1', 'p2']);
    await employ('wang', ['ENG'], [{ date: '2026-07-01', from: '08:00', to: '17:00', position: 'FRONT' }], ['p1', 'p2']);
    expect((await gaps('2026-07-01', '2026-07-02')).warnings).toEqual([
      { kind: 'notAppointed', person: 'wang', name: 'wang师傅', position: 'FRONT', from: local('01T08:00:00'), to: local('01T17:00:00') },
    ]);
    await by('hr', staffRegister, 'roster', { shifts: [{ date: '2026-07-01', from: '16:00', to: '02:00' }] }, { id: 'wang', project: 'p2' });
    const { warnings } = await gaps('2026-07-01', '2026-07-02');
    expect(warnings).toContainEqual({
      kind: 'otherProject',
      person: 'wang',
      name: 'wang师傅',
      project: 'p2',
      from: local('01T16:00:00'),
      to: local('01T17:00:00'),
    });
    await employ('zhao', ['FRONT'], []);
    expect((await gaps('2026-07-01', '2026-07-02', 'zhao')).warnings).toEqual([]);
  });

  it('are asked for in days, at most 31 of them', async () => {
    const { gaps } = await office();
    await expect(gaps('2026-07-01', '2026-08-02')).rejects.toMatchObject({ code: 'staff.duty-range' });
    await expect(gaps('2026-02-30', '2026-03-02')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
