import { type Bill, openFen } from './bill.ts';
import type { Posting } from './journal.ts';
import { billNamed } from './names.ts';

/**
 * Totals (汇总): one small item per day and book, added to in the transaction that books. Keys are `measure|class|period` for receivables, `account|class|period` or
 * `account` for the rest, `cash|channel` for money, and `count.issued|class|period`, `count.settled|class|period` for households.
 */
export type Totals = Readonly<Record<string, number>>;

/** A household (户) is a payer of a unit; the count follows the bill. */
export interface Transition {
  readonly before: Bill | undefined;
  readonly after: Bill;
}

export function totalsKey({ account, as, channel, feeClass, period, bill }: Posting): string {
  const named = bill === undefined ? undefined : billNamed(bill);
  const parts = account === 'cash' ? [account, channel] : [as ?? account, feeClass ?? named?.feeClass, period ?? named?.period];
  return parts.filter((part) => part !== undefined).join('|');
}

/** What postings and bills add to the totals; keys whose sum is zero are left out. */
export function totalsOf(postings: readonly Posting[], transitions: readonly Transition[]): Totals {
  const sums: Record<string, number> = {};
  const add = (key: string, n: number): void => {
    sums[key] = (sums[key] ?? 0) + n;
  };
  for (const posting of postings) add(totalsKey(posting), posting.fen);
  for (const { before, after } of transitions) {
    const suffix = `${after.feeClass}|${after.period}`;
    const counts = (bill: Bill | undefined): number => (bill && bill.state !== 'voided' ? 1 : 0);
    const settled = (bill: Bill | undefined): number => (bill && bill.state !== 'voided' && openFen(bill) === 0 ? 1 : 0);
    add(`count.issued|${suffix}`, counts(after) - counts(before));
    add(`count.settled|${suffix}`, settled(after) - settled(before));
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

export function addTotals(a: Totals, b: Totals): Totals {
  const sums: Record<string, number> = { ...a };
  for (const [key, n] of Object.entries(b)) sums[key] = (sums[key] ?? 0) + n;
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}
