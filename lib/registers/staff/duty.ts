import { addDays, atCivil, type CivilDate, civilDate, endOfDay } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Shift, StaffRecord } from './record.ts';

/** Why somebody counts as present: he clocked on, or his shift is running and he has not clocked off in it. */
export type Presence = 'clockedOn' | 'rostered' | 'absent';

/** The running shift's start and end, when `now` lies in one (排班中); of several the one that ends last. */
export function shiftAt(shifts: readonly Shift[], now: Instant, zone: string): { from: Instant; to: Instant } | undefined {
  const today = civilDate(now, zone);
  const days = [addDays(today, -1), today];
  return shifts
    .flatMap((shift) => days.filter((day) => falls(shift, day)).map((day) => hoursOn(shift, day, zone)))
    .filter(({ from, to }) => from <= now && now < to)
    .toSorted((a, b) => (a.to < b.to ? 1 : -1))[0];
}

function falls(shift: Shift, day: CivilDate): boolean {
  return 'date' in shift ? shift.date === day : shift.weekdays.includes(weekday(day));
}

/** Monday is 1. A civil day has no zone, so its midnight in UTC tells. */
function weekday(day: CivilDate): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

function hoursOn({ from, to }: Shift, day: CivilDate, zone: string): { from: Instant; to: Instant } {
  const lastDay = to > from ? day : addDays(day, 1);
  return { from: atCivil(day, from, zone), to: to === '00:00' ? endOfDay(addDays(lastDay, -1), zone) : atCivil(lastDay, to, zone) };
}

/** Why a member of staff counts as present at `now`, in the project's zone. */
export function presence(staff: StaffRecord, now: Instant, zone: string): Presence {
  switch (staff.state) {
    case 'onDuty':
      return staff.since <= now && now < staff.until ? 'clockedOn' : 'absent';
    case 'offDuty': {
      const shift = shiftAt(staff.shifts, now, zone);
      return shift && (staff.offAt === undefined || staff.offAt <= shift.from) ? 'rostered' : 'absent';
    }
    case 'left':
      return 'absent';
  }
}

/** Whether work may be given to him now (当班). */
export function isOnDuty(staff: StaffRecord, now: Instant, zone: string): boolean {
  return presence(staff, now, zone) !== 'absent';
}

/** Whether he holds the certificate on that day; an expired one counts as none from the day after (K18). */
export function isCertified(staff: StaffRecord, certificate: string, today: string): boolean {
  return staff.certificates.some(({ name, validTo }) => name === certificate && today <= validTo);
}
