import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { provenCompany, systemActor } from '../../../lib/kernel/actor.ts';
import { parseCivilDate } from '../../../lib/kernel/calendar.ts';
import { type Instant, instant } from '../../../lib/kernel/clock.ts';
import { gapsIn, hoursOf, inBoth } from '../../../lib/registers/staff/cover.ts';
import { dutyAt, plannedDuty } from '../../../lib/registers/staff/duty.ts';
import type { Shift, StaffRecord } from '../../../lib/registers/staff/record.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const zone = 'Asia/Shanghai';
const local = (text: string): Instant => instant(`${text}+08:00`);
const person = { actor: actorOf('wang', 'ENG'), id: 'wang' };
const command = (name: string, before: StaffRecord | undefined, body: object = {}, context: Partial<Context> = {}) =>
  run<StaffRecord>(staffRegister, name, before, body, { id: 'wang', actor: actorOf('hr', 'HR'), ...context });
const hired = command('put', undefined, { name: '王师傅', department: '工程' }).record;
const rostered = (...shifts: Shift[]) => command('roster', hired, { shifts }).record;
const refused = (...shifts: Shift[]) => refusal(staffRegister, () => rostered(...shifts));
const facts = (record: StaffRecord) => staffRegister.facts(record, 'wang', { opened: local('2026-07-01T10:00'), now: local('2026-07-01T10:00'), today: '' });

const day: Shift = { date: '2026-07-01', from: '08:00', to: '17:00' };
const night: Shift = { date: '2026-07-01', from: '20:00', to: '08:00' };
const whole: Shift = { date: '2026-07-01', from: '08:00', to: '08:00' };

describe('a roster 排班', () => {
  it.each<[string, Shift, Shift]>([
    ['the same day, later', day, { date: '2026-07-01', from: '17:00', to: '20:00' }],
    ['the morning after a night', night, { date: '2026-07-02', from: '08:00', to: '12:00' }],
    ['24-hour duty on two days in a row', whole, { date: '2026-07-02', from: '08:00', to: '08:00' }],
    ['the days of the week and a Sunday', { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }, { date: '2026-07-05', from: '08:00', to: '17:00' }],
    ['24-hour duty every day', { weekdays: [1, 3, 5, 7], from: '08:00', to: '08:00' }, { weekdays: [2, 4, 6], from: '08:00', to: '08:00' }],
  ])('takes shifts that meet: %s', (_, one, other) => {
    expect(rostered(one, other).shifts).toEqual([one, other]);
    expect(rostered(other, one).shifts).toEqual([other, one]);
  });

  it.each<[string, Shift, Shift]>([
    ['a minute on one day', day, { date: '2026-07-01', from: '16:59', to: '20:00' }],
    ['a night and the morning after', night, { date: '2026-07-02', from: '07:59', to: '12:00' }],
    ['24-hour duty and the next day', whole, { date: '2026-07-02', from: '00:00', to: '08:00' }],
    ['a day of the week and its date', { weekdays: [3], from: '08:00', to: '17:00' }, { date: '2026-07-01', from: '12:00', to: '13:00' }],
    ['a weekly night and the date after', { weekdays: [2], from: '20:00', to: '08:00' }, { date: '2026-07-01', from: '07:00', to: '09:00' }],
    ['Sunday’s night and Monday’s day', { weekdays: [7], from: '20:00', to: '09:00' }, { weekdays: [1], from: '08:00', to: '17:00' }],
  ])('refuses shifts that overlap: %s', (_, one, other) => {
    expect(refused(one, other)).toMatchObject({ code: 'staff.shift-overlap', path: 'shifts.1' });
    expect(refused(other, one).code).toBe('staff.shift-overlap');
  });

  it('names both, and a shift that stands twice, whatever it is for', () => {
    expect(refused({ weekdays: [1, 3], from: '08:00', to: '17:00' }, { date: '2026-07-01', from: '12:00', to: '13:00' }).says).toBe(
      '班次“2026-07-01 12:00–13:00”与“周一三 08:00–17:00”的时间重叠，请调整后重新排班',
    );
    expect(refused(day, { ...day, position: 'ENG' }).code).toBe('staff.shift-twice');
    expect(refused({ weekdays: [1, 3], from: '08:00', to: '17:00' }, { weekdays: [3, 1], from: '08:00', to: '17:00' }).code).toBe('staff.shift-twice');
  });

  it('of who has left covers nothing, and is empty when he comes back', () => {
    const left = command('leave', rostered(whole), {}).record;
    expect(plannedDuty(left, { from: local('2026-07-01T00:00'), to: local('2026-07-03T00:00') }, local('2026-07-01T00:00'), zone)).toEqual([]);
    expect(staffRegister.commands['roster']?.from).not.toContain('left');
    expect(command('rejoin', left).record.shifts).toEqual([]);
  });
});

describe('who is there 当班', () => {
  it('is clocked on until his shift ends, or for 24 hours', () => {
    const there = command('clockOn', rostered(day), {}, { ...person, now: local('2026-07-01T07:50:00') }).record;
    expect(dutyAt(there, local('2026-07-01T07:50:00'), zone)).toMatchObject({ how: 'clockedOn', to: local('2026-07-02T07:50:00') });
    expect(dutyAt(there, local('2026-07-01T08:00:00'), zone)).toMatchObject({ from: local('2026-07-01T07:50:00'), to: local('2026-07-01T17:00:00') });
  });

  it('covers in a shift for one position that one', () => {
    expect(dutyAt(rostered({ ...day, position: 'GATE' }), local('2026-07-01T09:00:00'), zone)).toMatchObject({ how: 'rostered', position: 'GATE' });
  });

  it('is there again in a shift after the duty he forgot to end, whether or not a sweep came by', () => {
    const forgot = command(
      'clockOn',
      rostered(whole, { date: '2026-07-02', from: '20:00', to: '23:00' }),
      {},
      { ...person, now: local('2026-07-01T10:00:00') },
    ).record;
    const swept = command('clockOff', forgot, {}, { actor: systemActor(provenCompany('a')), now: local('2026-07-02T10:00:00') }).record;
    for (const record of [forgot, swept]) {
      expect(dutyAt(record, local('2026-07-02T10:00:00'), zone)).toBeUndefined();
      expect(dutyAt(record, local('2026-07-02T20:00:00'), zone)).toMatchObject({ how: 'rostered' });
    }
  });
});

describe('cover 值守', () => {
  const range = { from: local('2026-07-01T00:00'), to: local('2026-07-03T00:00') };
  const cover = (record: StaffRecord, now = range.from) => plannedDuty(record, range, now, zone).map(({ from, to }) => [from, to]);

  it('is the roster, cut to what is asked for', () => {
    expect(cover(rostered({ date: '2026-06-30', from: '20:00', to: '08:00' }, { date: '2026-07-02', from: '20:00', to: '08:00' }))).toEqual([
      [local('2026-07-01T00:00'), local('2026-07-01T08:00')],
      [local('2026-07-02T20:00'), local('2026-07-03T00:00')],
    ]);
  });

  it('ends where somebody has clocked off in his shift, and not before', () => {
    const sick = command('clockOff', rostered(day), {}, { now: local('2026-07-01T12:00:00'), actor: actorOf('boss', 'CSM') }).record;
    expect(cover(sick, local('2026-07-01T12:00:00'))).toEqual([[local('2026-07-01T08:00'), local('2026-07-01T12:00')]]);
    const there = command('clockOn', rostered(whole), {}, { ...person, now: local('2026-07-01T07:50:00') }).record;
    expect(cover(there, local('2026-07-01T09:00:00'))).toEqual([[local('2026-07-01T08:00'), local('2026-07-02T08:00')]]);
  });

  const hours = (from: string, to: string, where = zone) => hoursOf(parseCivilDate(from), parseCivilDate(to), where);

  it('is asked for hour by hour: 24 a day, 23 and 25 where clocks change', () => {
    expect(hours('2026-07-01', '2026-07-02')).toHaveLength(24);
    expect(hours('2026-07-01', '2026-07-02')[0]).toEqual({ from: '2026-06-30T16:00:00.000Z', to: '2026-06-30T17:00:00.000Z' });
    expect(hours('2026-07-01', '2026-08-01')).toHaveLength(31 * 24);
    expect(hours('2026-03-29', '2026-03-30', 'Europe/Berlin')).toHaveLength(23);
    expect(hours('2026-10-25', '2026-10-26', 'Europe/Berlin')).toHaveLength(25);
  });

  it.each([
    ['2026-07-01', '2026-07-01'],
    ['2026-07-02', '2026-07-01'],
    ['2026-07-01', '2026-08-02'],
  ])('is not asked for from %s to %s', (from, to) => {
    expect(refusal(staffRegister, () => hours(from, to))).toMatchObject({ code: 'staff.duty-range', path: 'to' });
  });

  it('lists an hour in which a minute is missing, with that minute, and none that two people share without one', () => {
    const duty = (from: string, to: string) => ({ from: local(`2026-07-01T${from}`), to: local(`2026-07-01T${to}`) });
    const one = hours('2026-07-01', '2026-07-02').slice(8, 11);
    expect(gapsIn(one, [duty('08:00', '09:30'), duty('09:30', '11:00')])).toEqual([]);
    expect(gapsIn(one, [duty('07:00', '09:30'), duty('09:31', '12:00')])).toEqual([{ ...duty('09:00', '10:00'), uncovered: [duty('09:30', '09:31')] }]);
    expect(gapsIn(one, [duty('08:10', '08:20'), duty('08:15', '08:40')])).toEqual([
      { ...duty('08:00', '09:00'), uncovered: [duty('08:00', '08:10'), duty('08:40', '09:00')] },
      { ...duty('09:00', '10:00'), uncovered: [duty('09:00', '10:00')] },
      { ...duty('10:00', '11:00'), uncovered: [duty('10:00', '11:00')] },
    ]);
    expect(gapsIn(one, [])).toHaveLength(3);
  });

  it('finds the hours somebody is wanted in two places', () => {
    const here = plannedDuty(rostered(night), range, range.from, zone);
    const there = plannedDuty(rostered({ date: '2026-07-02', from: '06:00', to: '14:00' }), range, range.from, zone);
    expect(inBoth(here, there)).toEqual([{ from: local('2026-07-02T06:00'), to: local('2026-07-02T08:00') }]);
    expect(inBoth(here, plannedDuty(rostered({ date: '2026-07-02', from: '08:00', to: '14:00' }), range, range.from, zone))).toEqual([]);
  });
});

describe('rostered and clocked on 排班并签到 (K24)', () => {
  const served = (shifts: Shift[], on: string, off: string) => {
    const there = command('clockOn', rostered(...shifts), {}, { ...person, now: local(on) }).record;
    return command('clockOff', there, {}, { ...person, now: local(off) }).record;
  };

  it('counts the part of a duty that was rostered, by its position or else the department, day by day', () => {
    expect(facts(served([{ ...whole, position: 'ENG' }], '2026-07-01T07:50:00', '2026-07-02T07:50:00'))).toEqual([
      { kpi: 'K24', key: 'ENG 2026-07-01T00:00:00.000Z/2026-07-01T16:00:00.000Z', on: '2026-07-01', met: true },
      { kpi: 'K24', key: 'ENG 2026-07-01T16:00:00.000Z/2026-07-01T23:50:00.000Z', on: '2026-07-02', met: true },
    ]);
    expect(facts(served([day], '2026-07-01T09:00:00', '2026-07-01T18:00:00'))).toMatchObject([
      { key: '工程 2026-07-01T01:00:00.000Z/2026-07-01T09:00:00.000Z' },
    ]);
  });

  it('counts neither who was there unplanned nor who was planned and not there', () => {
    expect(facts(served([], '2026-07-01T09:00:00', '2026-07-01T18:00:00'))).toEqual([]);
    const absent = command('clockOff', rostered(day), {}, { now: local('2026-07-01T12:00:00'), actor: actorOf('boss', 'CSM') }).record;
    expect(facts(absent)).toEqual([]);
    expect(facts(rostered(day))).toEqual([]);
  });

  it('counts a forgotten duty as long as it can have been, once, however it ends', () => {
    const there = command(
      'clockOn',
      rostered(whole, { date: '2026-07-02', from: '08:00', to: '08:00' }),
      {},
      { ...person, now: local('2026-07-01T08:00:00') },
    ).record;
    const swept = command('clockOff', there, {}, { actor: systemActor(provenCompany('a')), now: local('2026-07-02T12:00:00') }).record;
    const again = command('clockOn', there, {}, { ...person, now: local('2026-07-02T12:00:00') }).record;
    const gone = command('leave', there, {}, { now: local('2026-07-02T12:00:00') }).record;
    expect(facts(swept).map(({ on }) => on)).toEqual(['2026-07-01', '2026-07-02']);
    for (const record of [again, gone]) expect(facts(record)).toEqual(facts(swept));
    expect(facts(command('put', swept, { name: '王', department: '秩序' }).record)).toEqual(facts(swept));
  });
});
