import { type Bill, openFen } from './bill.ts';
import type { Posting } from './journal.ts';
import { billNamed } from './names.ts';

/**
 * Totals (汇总): one small item per day and book, added to in the transaction that books; a run of bills adds its own. Keys:
 *
 * | key | what |
 * |---|---|
 * | `issued\|class\|period` and the other measures of a receivable | what was issued and what settled it, with the sign of its posting; their sum is what is open |
 * | `income\|class\|period`, `agency\|class\|period`, `lateFee\|class\|period` … | other accounts, as far as the posting names class and period |
 * | `remitted\|class\|period` | agency money handed on (代缴): on `agency`, in an entry that moves no receivable |
 * | `cash\|channel` | money |
 * | `prepaid`, `deposit`, `suspense` … | accounts without more |
 * | `count.issued\|class\|period`, `count.settled\|class\|period` | households: bills that stand, bills without an open fen |
 *
 * **Folding** (折叠). A finished month would leave an item per day and book for ever, and a dashboard would read more each year. So what a month's days hold is moved, in
 * transactions that remove the days and add to three kinds of items, each conditioned on its version: `MONTH#2026-07` by month of booking (with the money by day and channel,
 * the names of the books, and `closed`, what stood for the bills of that month when it ended), `BILLED#2026` by the bills' own months, `ACCOUNTS` by account since the
 * beginning. Days and folded items together are always the whole, at every moment and however often it is tried: a day somebody still adds to is a condition that fails, and one
 * that comes later is folded later. A dashboard is then one query of the days that are left, with the two or three folded items it wants in the request that loads its caller.
 */
export type Totals = Readonly<Record<string, number>>;

/** A household (户) is a payer of a unit; the count follows the bill. */
export interface Transition {
  readonly before: Bill | undefined;
  readonly after: Bill;
}

/** @param remits whether the entry hands agency money on, rather than making or voiding a bill for it */
export function totalsKey({ account, as, channel, feeClass, period, bill }: Posting, remits = false): string {
  const named = bill === undefined ? undefined : billNamed(bill);
  const name = account === 'receivable' ? (as ?? account) : account === 'agency' && remits ? 'remitted' : account;
  const parts = account === 'cash' ? [account, channel] : [name, feeClass ?? named?.feeClass, period ?? named?.period];
  return parts.filter((part) => part !== undefined).join('|');
}

/** What postings and bills add to the totals; keys whose sum is zero are left out. */
export function totalsOf(postings: readonly Posting[], transitions: readonly Transition[]): Totals {
  const sums: Record<string, number> = {};
  const add = (key: string, n: number): void => {
    sums[key] = (sums[key] ?? 0) + n;
  };
  const remits = !postings.some(({ account }) => account === 'receivable');
  for (const posting of postings) add(totalsKey(posting, remits), posting.fen);
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

/** Bills whose last fen has just been settled, or that have just opened again. */
export function turned(transitions: readonly Transition[]): readonly { readonly bill: Bill; readonly settled: boolean }[] {
  return transitions.flatMap(({ before, after }) => {
    const was = before !== undefined && openFen(before) === 0;
    const is = openFen(after) === 0;
    return before === undefined || was === is ? [] : [{ bill: after, settled: is }];
  });
}
