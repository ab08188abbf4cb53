import type { CivilDate } from '../../kernel/calendar.ts';

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

const yearOf = (date: string): number => Number(date.slice(0, 4));
const monthOf = (date: string): number => Number(date.slice(5, 7));
const dayOf = (date: string): number => Number(date.slice(8, 10));

/** Number of a civil day on one endless line, by integers alone, because a run asks for it millions of times. */
function dayNumber(date: string): number {
  const [year, month, day] = [yearOf(date), monthOf(date), dayOf(date)];
  // The year begins in March here, so that the leap day is its last one.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day;
  return 365 * marchYear + Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400) + dayOfYear;
}

/** Days from one civil day to another; half-open. */
export const daysIn = ({ from, to }: Days): number => (from.slice(0, 7) === to.slice(0, 7) ? dayOf(to) - dayOf(from) : dayNumber(to) - dayNumber(from));

export const firstDay = (period: string): CivilDate => `${period}-01` as CivilDate;

/** The month `n` months later: `2026-11` + 3 = `2027-02`. */
export function later(period: string, n: number): string {
  if (n === 0) return period;
  const index = yearOf(period) * 12 + monthOf(period) - 1 + n;
  const month = (index % 12) + 1;
  return `${Math.floor(index / 12)}-${month < 10 ? '0' : ''}${month}`;
}

const lengthsOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** How many days a month has. */
export function lengthOf(period: string): number {
  const [year, month] = [yearOf(period), monthOf(period)];
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (lengthsOfMonths[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** The days of a month. */
export const monthDays = (period: string): Days => ({ from: firstDay(period), to: firstDay(later(period, 1)) });

/** The months of the cycle in which a month lies, first to last: quarters begin in January, April, July, October. */
export function cycleOf(cycle: Cycle, period: string): readonly string[] {
  const length = monthsOf(cycle);
  if (length === 1) return [period];
  const first = later(period, -((Number(period.slice(5)) - 1) % length));
  return Array.from({ length }, (_, n) => later(first, n));
}

/** That day of a month, or its last one where the month is shorter or no day is given. */
export function dayOfMonth(period: string, day: number | undefined): string {
  const last = lengthOf(period);
  const shown = Math.min(day ?? last, last);
  return `${period}-${shown < 10 ? '0' : ''}${shown}`;
}

/** Cuts days at every one of these days that lies inside. */
export function cut({ from, to }: Days, at: readonly string[]): readonly Days[] {
  const between = at.filter((day) => from < day && day < to);
  if (between.length === 0) return [{ from, to }];
  const inside = [...new Set(between)].toSorted();
  const bounds = [from, ...inside, to];
  return bounds.slice(1).map((end, index) => ({ from: bounds[index] ?? from, to: end }));
}

/** Whether a dated interval, open while it has no end, holds on that day. */
export const holdsOn = ({ from, to }: { readonly from: string; readonly to?: string | undefined }, date: string): boolean =>
  from <= date && (to === undefined || date < to);
