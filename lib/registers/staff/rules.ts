import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { formatLocal, parseCivilDate } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/error.ts';
import { certificateNotices, dated } from './certificates.ts';
import type { Clocking, Leaving, StaffEnrolment, StaffInput } from './contract.ts';
import { presence, shiftAt } from './duty.ts';
import type { Certificate, StaffRecord } from './record.ts';
import { coveredBy } from './roster.ts';

type Present = Extract<StaffRecord, { state: 'onDuty' | 'offDuty' }>;
type OnDuty = Extract<StaffRecord, { state: 'onDuty' }>;
type OffDuty = Extract<StaffRecord, { state: 'offDuty' }>;
type Left = Extract<StaffRecord, { state: 'left' }>;

/** Nobody works longer in one go than the 24-hour duty (R072): a forgotten clock-off makes nobody present for a week. */
const longestDuty = { hours: 24 };
/** How far back a supervisor may enter a coming or going. */
const longestBackdating = { hours: -24 };

/** Registers a member of staff or replaces what HR keeps of him (员工登记); presence and shifts stay. */
export function putStaff(before: StaffRecord | undefined, input: z.output<typeof StaffInput>, { project }: Context): Outcome<StaffRecord> {
  const { name, phone, department, skills, certificates } = input;
  const dates = certificates.map((certificate) => dated(certificate, project.timeZone));
  checkOnce(dates);
  const { phone: _replaced, ...rest } = before ?? unknownStaff;
  return { record: { ...rest, name, department, skills: [...new Set(skills)], certificates: dates, ...(phone ? { phone } : {}) } };
}

/** Takes over what a spreadsheet row says of him (导入员工): skills and certificates are added, a certificate of the same name is renewed. */
export function enrolStaff(before: StaffRecord | undefined, input: z.output<typeof StaffEnrolment>, { project }: Context): Outcome<StaffRecord> {
  const known: StaffRecord = before ?? unknownStaff;
  const { name, phone, department, skills = [], certificates = [] } = input;
  const added = certificates.map((certificate) => dated(certificate, project.timeZone));
  checkOnce(added);
  const all = [
    ...known.certificates.map((old) => added.find((certificate) => certificate.name === old.name) ?? old),
    ...added.filter((one) => !known.certificates.some((old) => old.name === one.name)),
  ];
  if (all.length > 10) throw refusal('staff.certificates-full', 'certificates', { name });
  const allSkills = [...new Set([...known.skills, ...skills])];
  if (allSkills.length > 20) throw refusal('staff.skills-full', 'skills', { name });
  return { record: { ...known, name, department, skills: allSkills, certificates: all, ...(phone ? { phone } : {}) } };
}

const unknownStaff: OffDuty = { state: 'offDuty', name: '', department: '', skills: [], certificates: [], shifts: [] };

function checkOnce(certificates: readonly Certificate[]): void {
  const double = certificates.findIndex(({ name }, index) => certificates.findIndex((other) => other.name === name) < index);
  if (double >= 0) throw refusal('staff.certificate-twice', `certificates.${double}.name`, { certificate: certificates[double]?.name });
}

/**
 * Comes on duty (签到): himself, or entered by a supervisor or the front desk.
 *
 * @throws DomainError `staff.already-on-duty`, `staff.not-yourself`, `staff.backdating`, `staff.clock-time`.
 */
export function clockOn(record: Present, input: z.output<typeof Clocking>, context: Context): Outcome<OnDuty> {
  const { now, project, actor } = context;
  if (record.state === 'onDuty' && now < record.until) {
    throw new DomainError('conflict', 'staff.already-on-duty', { name: record.name, since: formatLocal(record.since, project.timeZone) });
  }
  const since = clockedAt(record, input.at, context);
  const before = record.state === 'onDuty' ? record.until : record.offAt;
  if (before !== undefined && since < before) throw refusal('staff.clock-time', 'at', { since: formatLocal(before, project.timeZone) });
  const person = record.state === 'onDuty' ? served(record, record.until, project.timeZone) : personOf(record);
  return { record: { state: 'onDuty', ...person, since, until: plus(since, longestDuty), clockedBy: actor.person } };
}

/**
 * Goes off duty (签退); also somebody whose shift is running and who is not there after all.
 *
 * @throws DomainError `staff.not-on-duty`, `staff.not-yourself`, `staff.backdating`, `staff.clock-time`.
 */
export function clockOff(record: Present, input: z.output<typeof Clocking>, context: Context): Outcome<OffDuty> {
  const { now, project, actor } = context;
  if (record.state === 'onDuty' && actor.system)
    return { record: { state: 'offDuty', ...served(record, record.until, project.timeZone), offAt: record.until } };
  if (record.state === 'offDuty' && presence(record, now, project.timeZone) === 'absent')
    throw new DomainError('conflict', 'staff.not-on-duty', { name: record.name });
  const offAt = clockedAt(record, input.at, context);
  const since = record.state === 'onDuty' ? record.since : shiftAt(record.shifts, now, project.timeZone)?.from;
  if (since !== undefined && offAt < since) throw refusal('staff.clock-time', 'at', { since: formatLocal(since, project.timeZone) });
  return { record: { state: 'offDuty', ...served(record, offAt, project.timeZone), offAt } };
}

/** Himself, a supervisor, or the clock. */
export function mayClock(_record: Present, actor: Actor, id: string): boolean {
  return actor.system || actor.person === id || holds(actor, 'FRONT', 'CSM', 'ENGM', 'PM');
}

/** When he came or went: now, or what a supervisor enters for the last 24 hours. The server's time decides what he enters himself. */
function clockedAt(record: Present, at: Instant | undefined, { actor, id, now, project }: Context): Instant {
  if (!mayClock(record, actor, id)) throw new DomainError('forbidden', 'staff.not-yourself', { name: record.name });
  if (at === undefined) return now;
  if (actor.person === id) throw new DomainError('forbidden', 'staff.backdating');
  const earliest = plus(now, longestBackdating);
  if (at > now || at < earliest) throw refusal('staff.clock-time', 'at', { since: formatLocal(earliest, project.timeZone) });
  return at;
}

/** Leaves the company's service here (离职); his record stays for what he did. */
export function leave(record: Present, { on }: z.output<typeof Leaving>, { today, now, project }: Context): Outcome<Left> {
  return { record: { state: 'left', ...served(record, now, project.timeZone), leftOn: on ?? today } };
}

/** Comes back (复职), off duty and off the roster: the shifts he left are covered by others by now, or by nobody. */
export function rejoin(record: Left): Outcome<OffDuty> {
  return { record: { state: 'offDuty', ...personOf(record), shifts: [] } };
}

/** Says what is due about certificates (证书到期提醒); run by the clock. */
export function remindCertificates<R extends Present>(record: R, _input: unknown, { id, today }: Context): Outcome<R> {
  return { record, notices: certificateNotices(id, record, parseCivilDate(today)) };
}

/** What he is, without where he is now. */
function personOf({ name, phone, department, skills, certificates, shifts, covered }: StaffRecord): Omit<OffDuty, 'state' | 'offAt'> {
  return { name, department, skills, certificates, shifts, ...(phone ? { phone } : {}), ...(covered ? { covered } : {}) };
}

/** The same after a duty that ended at `to`, with what of it was rostered (K24); a longer one than 24 hours was forgotten, not served. */
function served(record: Present, to: Instant, zone: string): Omit<OffDuty, 'state' | 'offAt'> {
  if (record.state === 'offDuty') return personOf(record);
  const covered = coveredBy(record, record.since, to < record.until ? to : record.until, zone);
  return { ...personOf(record), covered: [...covered] };
}

function refusal(code: string, path: string, detail: Readonly<Record<string, string | undefined>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path, code, detail: '' }]);
}
