import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { provenCompany, systemActor } from '../../../lib/kernel/actor.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import { standardSla } from '../../../lib/kernel/project-policy.ts';
import { policyOf } from '../../../lib/registers/project/policy.ts';
import type { ProjectRecord } from '../../../lib/registers/project/record.ts';
import { projectRegister } from '../../../lib/registers/project/register.ts';
import { actorOf, project } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const administration = { actor: actorOf('adm', 'HQ-ADM') };
const manager = { actor: actorOf('pm', 'PM') };
const put = (body: object, before?: ProjectRecord, who: Partial<Context> = administration, id = 'p1') =>
  run<ProjectRecord>(projectRegister, 'put', before, body, { id, project, ...who }).record;
const founded = put({ name: '一号院' });
const refused = (attempt: () => unknown) => refusal(projectRegister, attempt);

describe('project 项目', () => {
  it('begins with the handbook’s standards, Chinese time and the announced holidays', () => {
    const policy = policyOf('p1', 7, founded);
    expect(policy).toMatchObject({
      id: 'p1',
      version: 7,
      name: '一号院',
      timeZone: 'Asia/Shanghai',
      sla: standardSla,
      quietHours: { from: '21:00', to: '08:00' },
    });
    expect(Object.keys(policy.calendar.years)).toContain('2026');
  });

  it('is founded by headquarters administration or the system, not by a project', () => {
    expect(refused(() => put({ name: '一号院' }, undefined, manager))).toMatchObject({ kind: 'forbidden', code: 'project.founder' });
    expect(refused(() => put({ name: '一号院' }, undefined, { actor: actorOf('x', 'HQ-PROJ') })).code).toBe('project.founder');
    expect(put({ name: '一号院' }, undefined, { actor: systemActor(provenCompany('a')) }).name).toBe('一号院');
  });

  it('cannot take the id of headquarters', () => {
    expect(refused(() => put({ name: '本部' }, undefined, administration, 'hq'))).toMatchObject({
      code: 'project.reserved',
      says: '项目编号“hq”为公司本部专用，请换一个编号',
    });
  });

  it('keeps what a form does not state, and replaces a settings block as a whole', () => {
    const sharp = put({ name: '一号院', sla: { urgentArrivalMinutes: 20, dispatchMinutes: 10 } }, founded);
    expect(policyOf('p1', 1, sharp).sla).toEqual({ ...standardSla, urgentArrivalMinutes: 20, dispatchMinutes: 10 });
    expect(put({ name: '二号院' }, sharp)).toEqual({ ...sharp, name: '二号院' });
    expect(policyOf('p1', 1, put({ name: '一号院', sla: { dispatchMinutes: 12 } }, sharp)).sla).toEqual({ ...standardSla, dispatchMinutes: 12 });
  });

  it.each([
    [{ urgentArrivalMinutes: 30 }, true],
    [{ urgentArrivalMinutes: 31 }, false],
    [{ urgentArrivalMinutes: 0 }, false],
    [{ repairVisitPercent: 30 }, true],
    [{ repairVisitPercent: 29 }, false],
    [{ repairVisitPercent: 101 }, false],
    [{ dispatchMinutes: 480 }, true],
    [{ dispatchMinutes: 481 }, false],
    [{ repairDays: 30 }, true],
    [{ repairDays: 31 }, false],
    [{ keyDueTime: '23:59' }, true],
    [{ keyDueTime: '24:00' }, false],
    [{ unknown: 1 }, false],
  ])('takes the standard %j: %s', (sla, taken) => {
    const attempt = () => put({ name: '一号院', sla }, founded);
    if (taken) expect(attempt().sla).toEqual(sla);
    else expect(attempt).toThrow(DomainError);
  });

  it('wants next morning’s key time before the evening’s', () => {
    expect(refused(() => put({ name: '一', sla: { keyDueTime: '10:00' } }, founded))).toMatchObject({ code: 'project.key-times', path: 'sla.keyNextMorning' });
    expect(put({ name: '一', sla: { keyDueTime: '10:01' } }, founded).sla.keyDueTime).toBe('10:01');
  });

  it.each(['Asia/Shanghai', 'Asia/Urumqi', 'UTC'])('knows the zone %s', (timeZone) => expect(put({ name: '一', timeZone }).timeZone).toBe(timeZone));
  it.each(['Mars/Olympus', '', '+08:00', 'Asia/Shanghai '])('does not know the zone “%s”', (timeZone) =>
    expect(() => put({ name: '一', timeZone })).toThrow(DomainError),
  );

  it('lets its manager change its settings, but neither its clock nor another project', () => {
    expect(put({ name: '一号院', timeZone: 'Asia/Shanghai', quietHours: { from: '22:00', to: '07:00' } }, founded, manager).quietHours.from).toBe('22:00');
    expect(refused(() => put({ name: '一号院', timeZone: 'UTC' }, founded, manager))).toMatchObject({
      kind: 'forbidden',
      code: 'project.time-zone-headquarters',
    });
    expect(refused(() => put({ name: '二号院' }, founded, manager, 'p2'))).toMatchObject({ kind: 'forbidden', code: 'project.other' });
    expect(put({ name: '二号院' }, founded, { actor: actorOf('x', 'HQ-PROJ') }, 'p2').name).toBe('二号院');
  });

  it('adopts a year of announced holidays, and no year nobody has announced', () => {
    const bare = put({ name: '一', calendar: { years: {}, hours: [{ from: '09:00', to: '17:00' }] } }, founded);
    const adopted = run<ProjectRecord>(projectRegister, 'adoptCalendar', bare, { year: '2026' }, { id: 'p1', project, ...manager }).record;
    expect(adopted.calendar.years['2026']?.holidays).toContain('2026-10-01');
    expect(adopted.calendar.hours).toEqual(bare.calendar.hours);
    for (const year of ['2035', '1999']) {
      expect(refused(() => run(projectRegister, 'adoptCalendar', bare, { year }, { id: 'p1', project, ...manager }))).toMatchObject({
        code: 'project.calendar-unknown',
        path: 'year',
      });
    }
  });
});
