import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, civilDate, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/error.ts';
import type { Roster } from './contract.ts';
import { shiftsBetween, weekday, within } from './duty.ts';
import { type Covered, mostCovered, type Shift, type StaffRecord } from './record.ts';

type Present = Extract<StaffRecord, { state: 'onDuty' | 'offDuty' }>;

/**
 * Sets his shifts (排班). Times that meet are two shifts, times that overlap are a slip: nobody serves twice at once.
 *
 * @throws DomainError `staff.shift-twice` when the same shift stands twice, `staff.shift-overlap`.
 */
export function setRoster<R extends Present>(record: R, { shifts }: z.output<typeof Roster>, _context: Context): Outcome<R> {
  for (const [index, shift] of shifts.entries()) {
    for (const other of shifts.slice(0, index)) {
      if (sameTime(shift, other)) throw refusal('staff.shift-twice', index, {});
      if (overlap(shift, other)) throw refusal('staff.shift-overlap', index, { shift: shiftTitle(shift), other: shiftTitle(other) });
    }
  }
  return { record: { ...record, shifts } };
}

const sameTime = (one: Shift, other: Shift): boolean => shiftTitle(one) === shiftTitle(other);

const weekdayTitles = ['一', '二', '三', '四', '五', '六', '日'] as const;

/** A shift as people read it: `2026-07-18 18:00–08:00`, `周一二三 08:30–18:00`. */
function shiftTitle(shift: Shift): string {
  const days = 'date' in shift ? shift.date : `周${weekdayTitles.filter((_, at) => shift.weekdays.includes(at + 1)).join('')}`;
  return `${days} ${shift.from}–${shift.to}`;
}

const minutesOfDay = 24 * 60;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Minutes from the beginning of its day to its end. */
function span({ from, to }: Shift): readonly [number, number] {
  return [minuteOf(from), minuteOf(to) + (to > from ? 0 : minutesOfDay)];
}

/** Whether the two ever run at the same time. Both by the clock on the wall, so days count as equally long; a shift reaches into the next day at most. */
function overlap(one: Shift, other: Shift): boolean {
  const [from, to] = span(one);
  const [otherFrom, otherTo] = span(other);
  return [-1, 0, 1].some((days) => meets(one, other, days) && from < otherTo + days * minutesOfDay && otherFrom + days * minutesOfDay < to);
}

/** Whether the other falls `days` after the one, at some time. */
function meets(one: Shift, other: Shift, days: number): boolean {
  if ('date' in one) {
    const day = addDays(parseCivilDate(one.date), days);
    return 'date' in other ? other.date === day : other.weekdays.includes(weekday(day));
  }
  if ('date' in other) return one.weekdays.includes(weekday(addDays(parseCivilDate(other.date), -days)));
  return one.weekdays.some((day) => other.weekdays.includes(((day - 1 + days + 7) % 7) + 1));
}

function refusal(code: string, index: number, detail: Readonly<Record<string, string>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path: `shifts.${index}`, code, detail: '' }]);
}

/** The rostered part of a duty that has ended (值守记录), cut at midnights, latest last. */
export function coveredBy({ shifts, department }: StaffRecord, from: Instant, to: Instant, zone: string): readonly Covered[] {
  const pieces: Covered[] = [];
  for (const duty of shiftsBetween(shifts, from, to, zone).map((shift) => within(shift, from, to))) {
    for (let start = duty.from; start < duty.to; ) {
      const on = civilDate(start, zone);
      const { to: end } = within(duty, start, endOfDay(on, zone));
      pieces.push({ post: duty.position ?? department, on, from: start, to: end });
      start = end;
    }
  }
  return pieces.slice(-mostCovered);
}
