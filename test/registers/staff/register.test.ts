import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { dueStages, firesAt, pendingStages } from '../../../lib/cases/timer.ts';
import { provenCompany, systemActor } from '../../../lib/kernel/actor.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import { isCertified, isOnDuty, presence } from '../../../lib/registers/staff/contract.ts';
import { shiftAt } from '../../../lib/registers/staff/duty.ts';
import type { Shift, StaffRecord } from '../../../lib/registers/staff/record.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { readStaffRow, writeStaffRows } from '../../../lib/registers/staff/sheet.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const zone = 'Asia/Shanghai';
const local = (text: string) => instant(`${text}+08:00`);
const wang = { name: '王师傅', phone: '13800001234', department: '工程', skills: ['水电'] };
const person = { actor: actorOf('wang', 'ENG'), id: 'wang' };
const command = (name: string, before: StaffRecord | undefined, body: object = {}, context: Partial<Context> = {}) =>
  run<StaffRecord>(staffRegister, name, before, body, { id: 'wang', actor: actorOf('hr', 'HR'), ...context });
const hired = command('put', undefined, wang).record;
const refused = (attempt: () => unknown) => refusal(staffRegister, attempt);
const rostered = (...shifts: Shift[]) => command('roster', hired, { shifts }).record;

describe('shifts 班次', () => {
  const day: Shift = { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' };
  const night: Shift = { weekdays: [3], from: '20:00', to: '08:00' };
  const whole: Shift = { date: '2026-07-01', from: '08:00', to: '08:00' };
  const tillMidnight: Shift = { date: '2026-07-01', from: '16:00', to: '00:00' };

  it.each([
    ['2026-07-01T07:59:59.999', day, false],
    ['2026-07-01T08:00:00', day, true],
    ['2026-07-01T16:59:59.999', day, true],
    ['2026-07-01T17:00:00', day, false],
    ['2026-07-04T10:00:00', day, false],
    ['2026-07-01T19:59:59', night, false],
    ['2026-07-01T20:00:00', night, true],
    ['2026-07-02T07:59:59', night, true],
    ['2026-07-02T08:00:00', night, false],
    ['2026-07-02T20:00:00', night, false],
    ['2026-07-01T07:59:59', whole, false],
    ['2026-07-02T07:59:59', whole, true],
    ['2026-07-02T08:00:00', whole, false],
    ['2026-07-01T23:59:59', tillMidnight, true],
    ['2026-07-02T00:00:00', tillMidnight, false],
  ])('at %s local time %j runs: %s', (at, shift, runs) => {
    expect(shiftAt([shift], local(at), zone) !== undefined).toBe(runs);
  });
});

describe('staff 员工', () => {
  it('keeps presence, shifts and what HR does not state apart', () => {
    const there = command('clockOn', rostered({ weekdays: [1], from: '08:00', to: '17:00' }), {}, person).record;
    const moved = command('put', there, { name: '王师傅', department: '秩序' }).record;
    expect(moved).toMatchObject({ state: 'onDuty', department: '秩序', skills: [], shifts: there.shifts });
    expect(moved).not.toHaveProperty('phone');
  });

  it('is on duty from clocking on until clocking off', () => {
    const now = local('2026-07-01T10:00:00');
    const there = command('clockOn', hired, {}, { ...person, now }).record;
    expect(presence(there, now, zone)).toBe('clockedOn');
    const gone = command('clockOff', there, {}, { ...person, now: local('2026-07-01T18:00:00') }).record;
    expect(isOnDuty(gone, local('2026-07-01T18:00:00'), zone)).toBe(false);
  });

  it('is not present for longer than 24 hours because he forgot to clock off', () => {
    const there = command('clockOn', hired, {}, { ...person, now: local('2026-07-01T10:00:00') }).record;
    expect(isOnDuty(there, local('2026-07-02T09:59:59'), zone)).toBe(true);
    expect(isOnDuty(there, local('2026-07-02T10:00:00'), zone)).toBe(false);
    const [duty] = staffRegister.timers(there, local('2026-06-01T00:00:00'));
    expect(duty).toMatchObject({ name: 'duty', due: local('2026-07-02T10:00:00'), stages: [{ command: 'clockOff' }] });
    const swept = command('clockOff', there, {}, { actor: systemActor(provenCompany('a')), now: local('2026-07-03T00:00:00') }).record;
    expect(swept).toMatchObject({ state: 'offDuty', offAt: local('2026-07-02T10:00:00') });
  });

  it('counts as there while his shift runs, unless he was clocked off in it', () => {
    const now = local('2026-07-01T10:00:00');
    const planned = rostered({ weekdays: [3], from: '08:00', to: '17:00' });
    expect(presence(planned, now, zone)).toBe('rostered');
    const sick = command('clockOff', planned, {}, { now, actor: actorOf('front.1', 'FRONT') }).record;
    expect(presence(sick, now, zone)).toBe('absent');
    expect(presence(sick, local('2026-07-08T10:00:00'), zone)).toBe('rostered');
  });

  it('cannot clock on twice, nor off when not there', () => {
    const there = command('clockOn', hired, {}, { ...person, now: local('2026-07-01T10:00:00') }).record;
    const again = refused(() => command('clockOn', there, {}, { ...person, now: local('2026-07-02T09:59:59') }));
    expect(again).toMatchObject({
      kind: 'conflict',
      code: 'staff.already-on-duty',
      says: '王师傅 已于 2026-07-01 10:00 签到，无需重复签到；如要重新签到请先签退',
    });
    expect(command('clockOn', there, {}, { ...person, now: local('2026-07-02T10:00:00') }).record.state).toBe('onDuty');
    expect(refused(() => command('clockOff', hired, {}, person)).code).toBe('staff.not-on-duty');
  });

  it('is clocked by himself, the front desk or a supervisor, and by nobody else', () => {
    expect(refused(() => command('clockOn', hired, {}, { actor: actorOf('li', 'ENG') }))).toMatchObject({ kind: 'forbidden', code: 'staff.not-yourself' });
    for (const position of ['FRONT', 'CSM', 'ENGM', 'PM'] as const) {
      expect(command('clockOn', hired, {}, { actor: actorOf('boss', position) }).record).toMatchObject({ state: 'onDuty', clockedBy: 'boss' });
    }
  });

  it.each([
    ['2026-06-30T10:00:00', true],
    ['2026-06-30T09:59:59', false],
    ['2026-07-01T10:00:00', true],
    ['2026-07-01T10:00:01', false],
  ])('may be entered by a supervisor at 10:00 on 1 July as of %s: %s', (at, taken) => {
    const attempt = () => command('clockOn', hired, { at: `${at}+08:00` }, { actor: actorOf('boss', 'ENGM'), now: local('2026-07-01T10:00:00') });
    if (taken) expect(attempt().record).toMatchObject({ since: local(at) });
    else expect(refused(attempt).code).toBe('staff.clock-time');
  });

  it('takes the server’s time for himself, and never goes before he came', () => {
    const now = local('2026-07-01T10:00:00');
    expect(refused(() => command('clockOn', hired, { at: '2026-07-01T09:00:00+08:00' }, { ...person, now })).code).toBe('staff.backdating');
    const there = command('clockOn', hired, {}, { ...person, now }).record;
    const boss = { actor: actorOf('boss', 'ENGM'), now: local('2026-07-01T12:00:00') };
    expect(refused(() => command('clockOff', there, { at: '2026-07-01T09:59:59+08:00' }, boss)).code).toBe('staff.clock-time');
    expect(command('clockOff', there, { at: '2026-07-01T10:00:00+08:00' }, boss).record.state).toBe('offDuty');
  });

  it('leaves, is then neither on duty nor reminded, and may come back', () => {
    const left = command('leave', rostered({ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }), {}).record;
    expect(left).toMatchObject({ state: 'left', leftOn: '2026-07-01' });
    expect(isOnDuty(left, local('2026-07-01T10:00:00'), zone)).toBe(false);
    expect(staffRegister.timers(left, local('2026-07-01T10:00:00'))).toEqual([]);
    expect(command('rejoin', left).record.state).toBe('offDuty');
  });

  it('is listed for dispatch only while on duty', () => {
    const there = command('clockOn', hired, {}, person).record;
    expect(staffRegister.terms(there, 'wang')).toContainEqual({ kind: 'duty', value: '工程' });
    expect(staffRegister.terms(hired, 'wang').map(({ kind }) => kind)).not.toContain('duty');
  });
});

describe('certificates 证书', () => {
  const certified = command('put', undefined, {
    ...wang,
    certificates: [
      { name: '电工证', validTo: '2026-12-31' },
      { name: '电梯证', validTo: '2026-10-31' },
    ],
  }).record;
  const opened = local('2026-07-01T10:00:00');
  const timer = staffRegister.timers(certified, opened)[0];
  const told = (today: string) =>
    command('remindCertificates', certified, {}, { today, actor: systemActor(provenCompany('a')) }).notices?.map(
      ({ type, params }) => `${type} ${params?.['certificate']} ${params?.['days']}`,
    );

  it('hold through their last day', () => {
    expect(isCertified(certified, '电工证', '2026-12-31')).toBe(true);
    expect(isCertified(certified, '电工证', '2027-01-01')).toBe(false);
    expect(isCertified(certified, '司炉证', '2026-07-01')).toBe(false);
  });

  it('remind at nine in the morning 60, 30 and 7 days before and once they have lapsed', () => {
    if (!timer) throw new Error('no timer');
    expect(pendingStages(timer, {}).map(({ stage, at }) => [stage.name, at])).toEqual([
      ['电梯证.60', local('2026-09-01T09:00:00')],
      ['电梯证.30', local('2026-10-01T09:00:00')],
      ['电梯证.7', local('2026-10-24T09:00:00')],
      ['电梯证.lapsed', local('2026-11-01T00:00:00')],
      ['电工证.60', local('2026-11-01T09:00:00')],
      ['电工证.30', local('2026-12-01T09:00:00')],
      ['电工证.7', local('2026-12-24T09:00:00')],
      ['电工证.lapsed', firesAt(timer, { name: '', at: local('2027-01-01T00:00:00') })],
    ]);
    expect(dueStages([timer], {}, local('2026-09-01T08:59:59'))).toEqual([]);
  });

  it.each([
    ['2026-08-31', []],
    ['2026-09-01', ['staff.certificate-expiring 电梯证 60']],
    ['2026-10-01', ['staff.certificate-expiring 电梯证 30']],
    ['2026-10-31', ['staff.certificate-expiring 电梯证 0']],
    ['2026-11-01', ['staff.certificate-expiring 电工证 60', 'staff.certificate-lapsed 电梯证 0']],
  ])('say on %s: %j', (today, expected) => expect(told(today)?.toSorted()).toEqual(expected));

  it('have one notice per step however often the clock comes by, with a sentence', () => {
    const periods = (today: string) => command('remindCertificates', certified, {}, { today }).notices?.map(({ period }) => period);
    expect(periods('2026-09-01')).toEqual(periods('2026-09-30'));
    expect(periods('2026-09-30')).not.toEqual(periods('2026-10-01'));
    expect(Object.keys(staffRegister.notices)).toEqual(['staff.certificate-expiring', 'staff.certificate-lapsed']);
  });

  it('stay fewer stages than one sweep may fire, however many a person has', () => {
    const ten = command('put', undefined, { ...wang, certificates: Array.from({ length: 10 }, (_, n) => ({ name: `证${n}`, validTo: '2020-01-01' })) }).record;
    const there = command('clockOn', ten, {}, person).record;
    expect(dueStages(staffRegister.timers(there, opened), {}, local('2027-01-01T00:00:00')).length).toBeLessThan(50);
    expect(() =>
      command('put', undefined, { ...wang, certificates: Array.from({ length: 11 }, (_, n) => ({ name: `证${n}`, validTo: '2020-01-01' })) }),
    ).toThrow(DomainError);
  });

  it('of one name occur once, and a file renews them', () => {
    const two = [
      { name: '电工证', validTo: '2026-12-31' },
      { name: '电工证', validTo: '2027-12-31' },
    ];
    expect(refused(() => command('put', undefined, { ...wang, certificates: two })).code).toBe('staff.certificate-twice');
    const renewed = command('enrol', certified, { name: '王师傅', department: '工程', certificates: [{ name: '电工证', validTo: '2029-12-31' }] }).record;
    expect(renewed.certificates.map(({ name, validTo }) => [name, validTo])).toEqual([
      ['电工证', '2029-12-31'],
      ['电梯证', '2026-10-31'],
    ]);
  });
});

describe('staff spreadsheet 花名册导入', () => {
  it('reads a row, and reads its own export as no change', () => {
    const [entry] = readStaffRow({
      工号: 'wang',
      姓名: '王师傅',
      部门: '工程',
      电话: '13800001234',
      技能: '水电、管道',
      证书: '电工证',
      证书有效期: '2026-12-31',
    });
    const enrolled = command('enrol', undefined, entry?.input ?? {}).record;
    expect(enrolled).toMatchObject({ state: 'offDuty', skills: ['水电', '管道'], certificates: [{ name: '电工证' }] });
    const again = readStaffRow(writeStaffRows('wang', enrolled)[0] ?? {})[0];
    expect(command('enrol', enrolled, again?.input ?? {}).record).toEqual(enrolled);
  });

  it('wants a day for a certificate and a certificate for a day', () => {
    const columns = (cells: Record<string, string>) => {
      try {
        readStaffRow({ 工号: 'wang', 姓名: '王师傅', 部门: '工程', ...cells });
      } catch (error) {
        if (error instanceof DomainError) return error.errors.map(({ path, code }) => `${path} ${code}`);
      }
      return [];
    };
    expect(columns({ 证书: '电工证' })).toEqual(['证书有效期 cell.missing']);
    expect(columns({ 证书有效期: '2026-12-31' })).toEqual(['证书 cell.missing']);
    expect(columns({ 证书: '电工证', 证书有效期: '长期' })).toEqual(['证书有效期 cell.date']);
    expect(columns({ 工号: '' })).toEqual(['工号 cell.missing']);
  });

  it('does not list who left', () => {
    expect(writeStaffRows('wang', command('leave', hired, {}).record)).toEqual([]);
  });
});
