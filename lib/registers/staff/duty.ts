import { addDays, atCivil, type CivilDate, civilDate, endOfDay } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { Position } from '../../kernel/position.ts';
import type { Shift, StaffRecord } from './record.ts';

/** Why somebody counts as present: he clocked on, or his shift is running and he has not clocked off in it. */
export type Presence = 'clockedOn' | 'rostered' | 'absent';

/** A time of duty, half-open. `position`: what he is rostered for, when the shift says so. */
export interface Duty {
  readonly from: Instant;
  readonly to: Instant;
  readonly position?: Position | undefined;
}

/** How somebody is present, since when, and until when at the latest. */
export interface OnDuty extends Duty {
  readonly how: Exclude<Presence, 'absent'>;
}

/** The running shift, when `now` lies in one (排班中); of several the one that ends last. */
export function shiftAt(shifts: readonly Shift[], now: Instant, zone: string): Duty | undefined {
  return shiftsBetween(shifts, now, plus(now, { ms: 1 }), zone).toSorted((a, b) => (a.to < b.to ? 1 : -1))[0];
}

/** Every shift that runs at some time in `[from, to)`, in full, in the order of their beginnings. */
export function shiftsBetween(shifts: readonly Shift[], from: Instant, to: Instant, zone: string): readonly Duty[] {
  const days: CivilDate[] = [];
  for (let day = addDays(civilDate(from, zone), -1); day <= civilDate(to, zone); day = addDays(day, 1)) days.push(day);
  return shifts
    .flatMap((shift) => days.filter((day) => falls(shift, day)).map((day): Duty => ({ ...hoursOn(shift, day, zone), position: shift.position })))
    .filter((duty) => duty.from < to && from < duty.to)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

function falls(shift: Shift, day: CivilDate): boolean {
  return 'date' in shift ? shift.date === day : shift.weekdays.includes(weekday(day));
}

/** Monday is 1. A civil day has no zone, so its midnight in UTC tells. */
export function weekday(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

function hoursOn({ from, to }: Shift, day: CivilDate, zone: string): { from: Instant; to: Instant } {
  const lastDay = to > from ? day : addDays(day, 1);
  return { from: atCivil(day, from, zone), to: to === '00:00' ? endOfDay(addDays(lastDay, -1), zone) : atCivil(lastDay, to, zone) };
}

/**
 * How a member of staff is present at `at` in the project's zone, if he is. A forgotten clock-off ends after 24 hours, whether or not a sweep has come by since; a shift
 * that begins after it counts again.
 */
export function dutyAt(staff: StaffRecord, at: Instant, zone: string): OnDuty | undefined {
  if (staff.state === 'left') return undefined;
  const shift = shiftAt(staff.shifts, at, zone);
  if (staff.state === 'onDuty' && staff.since <= at && at < staff.until)
    return { how: 'clockedOn', from: staff.since, to: shift && shift.to < staff.until ? shift.to : staff.until, position: shift?.position };
  const gone = staff.state === 'onDuty' ? staff.until : staff.offAt;
  return shift && !wasLeft(shift, gone, at) ? { how: 'rostered', ...shift } : undefined;
}

/** He has clocked off in this shift before `at`: what is left of it he does not serve. */
function wasLeft({ from, to }: Duty, gone: Instant | undefined, at: Instant): boolean {
  return gone !== undefined && from < gone && gone < to && gone <= at;
}

/** Why a member of staff counts as present at `now`, in the project's zone. */
export function presence(staff: StaffRecord, now: Instant, zone: string): Presence {
  return dutyAt(staff, now, zone)?.how ?? 'absent';
}

/** Whether work may be given to him now (当班). */
export function isOnDuty(staff: StaffRecord, now: Instant, zone: string): boolean {
  return presence(staff, now, zone) !== 'absent';
}

/** What the roster says he serves in `[from, to)` (排班), cut to it; the rest of a shift he has clocked off in by `now` is not served. */
export function plannedDuty(staff: StaffRecord, { from, to }: Duty, now: Instant, zone: string): readonly Duty[] {
  if (staff.state === 'left') return [];
  const gone = staff.state === 'onDuty' ? staff.until : staff.offAt;
  return shiftsBetween(staff.shifts, from, to, zone)
    .map((duty) => (gone !== undefined && wasLeft(duty, gone, now) ? { ...duty, to: gone } : duty))
    .map((duty) => within(duty, from, to))
    .filter((duty) => duty.from < duty.to);
}

/** The part of a duty in `[from, to)`; empty when it ends before it begins. */
export function within<D extends Duty>(duty: D, from: Instant, to: Instant): D {
  return { ...duty, from: duty.from < from ? from : duty.from, to: duty.to > to ? to : duty.to };
}

/** Whether he holds the certificate on that day; an expired one counts as none from the day after (K18). */
export function isCertified(staff: StaffRecord, certificate: string, today: string): boolean {
  return staff.certificates.some(({ name, validTo }) => name === certificate && today <= validTo);
}
