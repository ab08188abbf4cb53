import { addDays, type CivilDate, startOfDay } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/error.ts';
import { type Duty, within } from './duty.ts';

/** A stretch of time, half-open. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** An hour that is not covered in every minute (空岗小时), and when in it nobody is there. */
export interface Gap extends Stretch {
  readonly uncovered: readonly Stretch[];
}

/** A month's roster is looked at, not a year's. */
const mostDays = 31;

/**
 * The hours of the civil days `[from, to)` in a zone: 24 a day, 23 or 25 where its clocks change.
 *
 * @throws DomainError `staff.duty-range` for no day at all or more than 31.
 */
export function hoursOf(from: CivilDate, to: CivilDate, zone: string): readonly Stretch[] {
  if (to <= from || addDays(from, mostDays) < to) {
    throw new DomainError('invalid', 'staff.duty-range', { days: mostDays }, [{ path: 'to', code: 'staff.duty-range', detail: '' }]);
  }
  const end = startOfDay(to, zone);
  const hours: Stretch[] = [];
  for (let at = startOfDay(from, zone); at < end; at = plus(at, { hours: 1 })) hours.push(within({ from: at, to: plus(at, { hours: 1 }) }, at, end));
  return hours;
}

/** The hours in which somebody is missing at some minute, given who is there when; the others are covered. */
export function gapsIn(hours: readonly Stretch[], cover: readonly Duty[]): readonly Gap[] {
  const united = unitedOf(cover);
  return hours.flatMap((hour) => {
    const inside = united.map((duty) => within(duty, hour.from, hour.to)).filter(({ from, to }) => from < to);
    const uncovered = restOf(hour, inside);
    return uncovered.length > 0 ? [{ ...hour, uncovered }] : [];
  });
}

/** The same times as stretches that do not meet, in order. */
function unitedOf(cover: readonly Stretch[]): readonly Stretch[] {
  const united: Stretch[] = [];
  for (const { from, to } of cover.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = united.at(-1);
    if (!last || last.to < from) united.push({ from, to });
    else if (last.to < to) united[united.length - 1] = { from: last.from, to };
  }
  return united;
}

function restOf({ from, to }: Stretch, inside: readonly Stretch[]): readonly Stretch[] {
  const ends = [from, ...inside.map((stretch) => stretch.to)];
  const starts = [...inside.map((stretch) => stretch.from), to];
  return ends.flatMap((end, at) => {
    const start = starts[at] ?? to;
    return end < start ? [{ from: end, to: start }] : [];
  });
}

/** The times two rosters of one person have in common (一人两岗). */
export function inBoth(one: readonly Duty[], other: readonly Duty[]): readonly Stretch[] {
  const both = one.flatMap((duty) => other.map((there) => within({ from: there.from, to: there.to }, duty.from, duty.to)));
  return unitedOf(both.filter(({ from, to }) => from < to));
}
