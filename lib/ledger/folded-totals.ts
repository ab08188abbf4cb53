import { type Account, measures } from './account.ts';
import { addTotals, type Totals } from './totals.ts';

/** Totals of one day and book as they are stored. */
export interface DayTotals {
  readonly day: string;
  readonly book: string;
  readonly sums: Totals;
}

/** A finished month by booking (记账月合计). */
export interface MonthTotals {
  readonly sums: Totals;
  /** Money by day, then by channel. */
  readonly cash: Readonly<Record<string, Totals>>;
  readonly books: readonly string[];
  /** What stood for the bills of this month when it ended (结账时数): later reversals and arrears do not change it. */
  readonly closed: Totals;
}

/** What has been folded (已折叠): by month of booking, by year of the bills' months, by account. */
export interface Folded {
  readonly months: ReadonlyMap<string, MonthTotals>;
  readonly billed: ReadonlyMap<string, Totals>;
  readonly accounts: Totals;
}

export const monthOf = (day: string): string => day.slice(0, 7);

/** The bills' month a key speaks of; undefined where it speaks of none. */
export const periodOf = (key: string): string | undefined => key.split('|')[2];

/** Keys of one bills' month, without it: `issued|property`. */
export function ofPeriod(sums: Totals, period: string): Totals {
  const suffix = `|${period}`;
  return Object.fromEntries(Object.entries(sums).flatMap(([key, n]) => (key.endsWith(suffix) ? [[key.slice(0, -suffix.length), n] as const] : [])));
}

/** The account a key adds to; undefined for counts. */
export function accountOf(key: string): Account | undefined {
  const [head = ''] = key.split('|');
  if (head.startsWith('count.')) return undefined;
  if (head === 'remitted') return 'agency';
  return Object.hasOwn(measures, head) ? 'receivable' : (head as Account);
}

/** Sums by account. */
export function accountSums(sums: Totals): Totals {
  const result: Record<string, number> = {};
  for (const [key, n] of Object.entries(sums)) {
    const account = accountOf(key);
    if (account !== undefined) result[account] = (result[account] ?? 0) + n;
  }
  return result;
}

const cashOf = (sums: Totals): Totals =>
  Object.fromEntries(Object.entries(sums).flatMap(([key, n]) => (key.startsWith('cash|') ? [[key.slice('cash|'.length), n] as const] : [])));

/**
 * Folds days of one month into what has been folded. Days of earlier months have to be folded before, so that `closed` knows what stood when the month ended; a day that comes
 * late adds to it.
 */
export function foldDays(folded: Folded, month: string, days: readonly DayTotals[]): Folded {
  const batch = days.reduce<Totals>((sum, { sums }) => addTotals(sum, sums), {});
  const year = month.slice(0, 4);
  const before = folded.months.get(month) ?? { sums: {}, cash: {}, books: [], closed: ofPeriod(folded.billed.get(year) ?? {}, month) };
  const cash = { ...before.cash };
  for (const { day, sums } of days) {
    const known = addTotals(cash[day] ?? {}, cashOf(sums));
    if (Object.keys(known).length > 0) cash[day] = known;
  }
  const after: MonthTotals = {
    sums: addTotals(before.sums, batch),
    cash,
    books: [...new Set([...before.books, ...days.flatMap(({ book }) => (book.includes('~') ? [] : [book]))])].toSorted(),
    closed: addTotals(before.closed, ofPeriod(batch, month)),
  };
  const billed = new Map(folded.billed);
  for (const touched of yearsIn(days)) {
    const own = Object.fromEntries(Object.entries(batch).filter(([key]) => periodOf(key)?.startsWith(`${touched}-`)));
    billed.set(touched, addTotals(billed.get(touched) ?? {}, own));
  }
  return { months: new Map(folded.months).set(month, after), billed, accounts: addTotals(folded.accounts, accountSums(batch)) };
}

/** Years of the bills the days speak of. */
export function yearsIn(days: readonly DayTotals[]): readonly string[] {
  return [...new Set(days.flatMap(({ sums }) => Object.keys(sums).flatMap((key) => periodOf(key)?.slice(0, 4) ?? [])))].toSorted();
}
