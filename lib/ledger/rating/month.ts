import { addMonths, type CivilDate, parseCivilDate } from '../../kernel/calendar.ts';

/** How often a fee is billed (计费周期). */
export const cycles = { month: '按月', quarter: '按季', half: '按半年', year: '按年' } as const;
export type Cycle = keyof typeof cycles;

const lengths: Readonly<Record<Cycle, number>> = { month: 1, quarter: 3, half: 6, year: 12 };

export const monthsOf = (cycle: Cycle): number => lengths[cycle];

/** Civil days `[from, to)`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Number of a civil day on one endless line, by integers alone, because a run asks for it millions of times. */
function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  // The year begins in March here, so that the leap day is its last one.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day;
  return 365 * marchYear + Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400) + dayOfYear;
}

/** Days from one civil day to another; half-open. */
export const daysIn = ({ from, to }: Days): number => dayNumber(to) - dayNumber(from);

export const firstDay = (period: string): CivilDate => `${period}-01` as CivilDate;

/** The month `n` months later: `2026-11` + 3 = `2027-02`. */
export function later(period: string, n: number): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const index = year * 12 + month - 1 + n;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The days of a month. */
export const monthDays = (period: string): Days => ({ from: firstDay(period), to: firstDay(later(period, 1)) });

/** The months of the cycle in which a month lies, first to last: quarters begin in January, April, July, October. */
export function cycleOf(cycle: Cycle, period: string): readonly string[] {
  const length = monthsOf(cycle);
  const first = later(period, -((Number(period.slice(5)) - 1) % length));
  return Array.from({ length }, (_, n) => later(first, n));
}

/** That day of a month, or its last one where the month is shorter or no day is given. */
export function dayOfMonth(period: string, day: number | undefined): string {
  const last = daysIn(monthDays(period));
  return `${period}-${String(Math.min(day ?? last, last)).padStart(2, '0')}`;
}

/** The same day, `n` months later, or the month's last one. @throws RangeError for what is no day */
export const monthsAfter = (date: string, n: number): string => addMonths(parseCivilDate(date), n);

/** Cuts days at every one of these days that lies inside. */
export function cut({ from, to }: Days, at: readonly string[]): readonly Days[] {
  const inside = [...new Set(at.filter((day) => from < day && day < to))].toSorted();
  const bounds = [from, ...inside, to];
  return bounds.slice(1).map((end, index) => ({ from: bounds[index] ?? from, to: end }));
}

/** Whether a dated interval, open while it has no end, holds on that day. */
export const holdsOn = ({ from, to }: { readonly from: string; readonly to?: string | undefined }, date: string): boolean =>
  from <= date && (to === undefined || date < to);
