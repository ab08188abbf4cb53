import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { exact, type Fen, fenOf, roundDown, roundHalfUp, sumOf, times } from '../kernel/money.ts';
import { type Bill, lateSettledFen } from './bill.ts';

/** A stretch of days in which one principal was outstanding: what it adds is `principalFen × days × dailyPpm ÷ 1 000 000`, unrounded. */
export interface LateSegment {
  /** Days from `from` on, `to` the last one counted. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly principalFen: number;
}

/** The late fee of a bill on a day, explained (违约金). */
export interface LateFee {
  /** All that has accrued, rounded once, half up, and never above the cap. */
  readonly accruedFen: Fen;
  /** Paid or waived of it. */
  readonly settledFen: Fen;
  /** What is still owed of it; never negative. */
  readonly openFen: Fen;
  readonly capped: boolean;
  readonly segments: readonly LateSegment[];
}

const none: LateFee = { accruedFen: fenOf(0), settledFen: fenOf(0), openFen: fenOf(0), capped: false, segments: [] };

/** Whole days from one civil day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/**
 * The late fee (违约金) of a bill on a civil day, by the clause it carries; zero without one, so never on an agency charge whose contract does not say so (L11, L17).
 *
 * Nothing is late until `graceDays` after the due date have passed; from the day after, days count from the due date or from the end of the grace, as the clause says. Each
 * stretch between two changes counts days × the principal outstanding then, simple and never compounded; what is paid within the grace bears nothing, what is paid on a day
 * bears that day. The exact sum of all stretches is rounded once per bill, half up, and cut at the cap (a share of the issued principal, rounded down because it may not be
 * exceeded). A dispute that was upheld excludes the bill; one that is open or was rejected does not stop the count.
 *
 * Days on which the company held the money bear nothing, even if the payment was taken back later: settlements count from their own value day.
 */
export function lateFee(bill: Bill, on: string): LateFee {
  const { late, dispute } = bill;
  const settledFen = fenOf(lateSettledFen(bill));
  if (!late || dispute?.upheld === true) return { ...none, settledFen };
  const graceEnd = addDays(parseCivilDate(bill.dueOn), late.graceDays);
  if (on <= graceEnd) return { ...none, settledFen };
  const segments = segmentsOf(bill, late.countFrom === 'due' ? bill.dueOn : graceEnd, graceEnd, on);
  const fenDays = segments.reduce((sum, { days, principalFen }) => sum + BigInt(days) * BigInt(principalFen), 0n);
  const uncapped = roundHalfUp(times(exact(fenDays), exact(late.dailyPpm, 1_000_000)));
  const cap = roundDown(times(exact(bill.issuedFen), exact(late.capPermille, 1000)));
  const accruedFen = fenOf(Math.min(uncapped, cap));
  return { accruedFen, settledFen, openFen: fenOf(Math.max(0, sumOf([accruedFen, -settledFen]))), capped: uncapped > cap, segments };
}

/** What moves the principal: a bill that was voided or written off is none any more from that day. */
function segmentsOf(bill: Bill, start: string, graceEnd: string, on: string): readonly LateSegment[] {
  const moves = bill.paid
    .filter(({ fen, valueOn }) => fen !== 0 && valueOn < on)
    .toSorted((a, b) => (a.valueOn < b.valueOn ? -1 : a.valueOn > b.valueOn ? 1 : 0));
  let principalFen = bill.issuedFen;
  let from = start;
  const segments: LateSegment[] = [];
  const until = (to: string): void => {
    const days = daysBetween(from, to);
    if (days > 0 && principalFen > 0) segments.push({ from: addDays(parseCivilDate(from), 1), to, days, principalFen });
    if (days > 0) from = to;
  };
  for (const { valueOn, fen } of moves) {
    if (valueOn > graceEnd) until(valueOn);
    principalFen -= fen;
  }
  until(on);
  return segments;
}
