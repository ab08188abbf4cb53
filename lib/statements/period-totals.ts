import { channels, feeClasses, type Measure } from '../ledger/account.ts';
import { accountOf, accountSums, type DayTotals, type MonthTotals, monthOf, ofPeriod, periodOf } from '../ledger/folded-totals.ts';
import { addTotals, type Totals } from '../ledger/totals.ts';
import { type ClassTotals, collectedFen, dueFen, type IndicatorRate, type Rate, rate, ratesOf } from './rates.ts';

/** One class of fees in the totals (类别汇总). */
export interface ClassShown extends ClassTotals {
  readonly feeClass: string;
  readonly title: string;
  readonly dueFen: number;
  readonly collectedFen: number;
  readonly rate: Rate;
}

/** What was booked in the calendar month, whatever months the bills are of (当月记账): what K01 must not count stands here. */
export interface MonthShown {
  readonly collected: { readonly currentFen: number; readonly oldArrearsFen: number; readonly laterPeriodsFen: number };
  readonly prepaid: { readonly receivedFen: number; readonly offsetFen: number; readonly changeFen: number };
  readonly depositChangeFen: number;
  readonly lateFeeFen: number;
  readonly cashFen: number;
  readonly cash: readonly {
    readonly channel: string;
    readonly title: string;
    readonly fen: number;
    readonly days: readonly { readonly day: string; readonly fen: number }[];
  }[];
}

/** The totals of a month (月度汇总). */
export interface PeriodTotals {
  readonly period: string;
  readonly classes: readonly ClassShown[];
  readonly sum: ClassTotals;
  readonly rates: readonly IndicatorRate[];
  /** The same when the month had ended: later reversals and late payments change only what is above (结账时数). Absent while it runs. */
  readonly asClosed?: { readonly classes: readonly ClassShown[]; readonly rates: readonly IndicatorRate[] };
  readonly month: MonthShown;
  /** Held for others at this moment. */
  readonly held: { readonly prepaidFen: number; readonly depositFen: number; readonly suspenseFen: number };
}

/** What the table holds of a project's totals, as far as a month needs it. */
export interface TotalsRead {
  /** Days that are not folded yet. */
  readonly days: readonly DayTotals[];
  /** Folded: of the year of the bills, of the month of booking, of all accounts. */
  readonly billed: Totals;
  readonly month: MonthTotals | undefined;
  readonly accounts: Totals;
}

const zero: ClassTotals = {
  issuedFen: 0,
  paidFen: 0,
  offsetFen: 0,
  deductedFen: 0,
  waivedFen: 0,
  writtenOffFen: 0,
  voidedFen: 0,
  refundedFen: 0,
  openFen: 0,
  bills: 0,
  billsSettled: 0,
  agencyFen: 0,
  remittedFen: 0,
};

/** Reckons the totals of a month; `today` tells whether it has ended. */
export function periodTotals(period: string, read: TotalsRead, today: string): PeriodTotals {
  const all = read.days.reduce<Totals>((sum, { sums }) => addTotals(sum, sums), {});
  const classes = classesOf(addTotals(ofPeriod(read.billed, period), ofPeriod(all, period)));
  const held = addTotals(read.accounts, accountSums(all));
  const ended = monthOf(today) > period;
  const closed = ended ? closedSums(period, read) : undefined;
  const closedClasses = closed && classesOf(closed);
  return {
    period,
    classes: shown(classes),
    sum: [...classes.values()].reduce(plus, zero),
    rates: ratesOf(classes),
    ...(closedClasses ? { asClosed: { classes: shown(closedClasses), rates: ratesOf(closedClasses) } } : {}),
    month: monthShown(period, read),
    held: { prepaidFen: 0 - (held['prepaid'] ?? 0), depositFen: 0 - (held['deposit'] ?? 0), suspenseFen: 0 - (held['suspense'] ?? 0) },
  };
}

/** What stood for the month's bills at its end: kept when the month was folded, with the days of it that are still to be folded. */
function closedSums(period: string, { days, month, billed }: TotalsRead): Totals {
  const open = days.filter(({ day }) => monthOf(day) <= period).reduce<Totals>((sum, { sums }) => addTotals(sum, sums), {});
  const unfolded = days.some(({ day }) => monthOf(day) <= period);
  return addTotals(month?.closed ?? (unfolded ? ofPeriod(billed, period) : {}), ofPeriod(open, period));
}

function plus(a: ClassTotals, b: ClassTotals): ClassTotals {
  return Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n + b[key as keyof ClassTotals]])) as unknown as ClassTotals;
}

const taken: Readonly<Partial<Record<Measure, keyof ClassTotals>>> = {
  paid: 'paidFen',
  offset: 'offsetFen',
  deducted: 'deductedFen',
  waived: 'waivedFen',
  writtenOff: 'writtenOffFen',
  voided: 'voidedFen',
};

/** By class, of keys without their month: `issued|property`. */
function classesOf(sums: Totals): ReadonlyMap<string, ClassTotals> {
  const classes = new Map<string, Record<keyof ClassTotals, number>>();
  for (const [key, n] of Object.entries(sums)) {
    const [head = '', feeClass = ''] = key.split('|');
    const own = classes.get(feeClass) ?? { ...zero };
    const off = taken[head as Measure];
    if (off) own[off] -= n;
    else if (head === 'issued') own.issuedFen += n;
    else if (head === 'refunded') own.refundedFen += n;
    else if (head === 'count.issued') own.bills += n;
    else if (head === 'count.settled') own.billsSettled += n;
    else if (head === 'agency') own.agencyFen -= n;
    else if (head === 'remitted') own.remittedFen += n;
    if (accountOf(key) === 'receivable') own.openFen += n;
    classes.set(feeClass, own);
  }
  return classes;
}

/** Classes in the order people know them. */
function shown(classes: ReadonlyMap<string, ClassTotals>): readonly ClassShown[] {
  return Object.entries(feeClasses).flatMap(([feeClass, title]) => {
    const own = classes.get(feeClass);
    return own ? [{ feeClass, title, ...own, dueFen: dueFen(own), collectedFen: collectedFen(own), rate: rate(collectedFen(own), dueFen(own), 100) }] : [];
  });
}

const collecting: readonly string[] = ['paid', 'offset', 'deducted', 'refunded'] satisfies readonly Measure[];

function monthShown(period: string, { days, month }: TotalsRead): MonthShown {
  const own = days.filter(({ day }) => monthOf(day) === period);
  const sums = own.reduce<Totals>((sum, one) => addTotals(sum, one.sums), month?.sums ?? {});
  const of = (wanted: (head: string, of: string | undefined) => boolean): number =>
    Object.entries(sums).reduce((sum, [key, n]) => (wanted(key.split('|')[0] ?? '', periodOf(key)) ? sum + n : sum), 0);
  const collected = (fits: (bills: string) => boolean): number => 0 - of((head, bills) => collecting.includes(head) && bills !== undefined && fits(bills));
  const changeFen = 0 - of((head) => head === 'prepaid');
  const offsetFen = 0 - of((head) => head === 'offset');
  const cash = cashShown(own, month);
  return {
    collected: {
      currentFen: collected((bills) => bills === period),
      oldArrearsFen: collected((bills) => bills < period),
      laterPeriodsFen: collected((bills) => bills > period),
    },
    prepaid: { receivedFen: changeFen + offsetFen, offsetFen, changeFen },
    depositChangeFen: 0 - of((head) => head === 'deposit'),
    lateFeeFen: 0 - of((head) => head === 'lateFee'),
    cashFen: cash.reduce((sum, { fen }) => sum + fen, 0),
    cash,
  };
}

/** Money by channel and day. */
function cashShown(days: readonly DayTotals[], month: MonthTotals | undefined): MonthShown['cash'] {
  const byDay = new Map<string, Totals>(Object.entries(month?.cash ?? {}));
  for (const { day, sums } of days) byDay.set(day, addTotals(byDay.get(day) ?? {}, ofCash(sums)));
  return Object.entries(channels).flatMap(([channel, title]) => {
    const own = [...byDay]
      .flatMap(([day, sums]) => (sums[channel] === undefined ? [] : [{ day, fen: sums[channel] }]))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1));
    return own.length === 0 ? [] : [{ channel, title, fen: own.reduce((sum, { fen }) => sum + fen, 0), days: own }];
  });
}

const ofCash = (sums: Totals): Totals =>
  Object.fromEntries(Object.entries(sums).flatMap(([key, n]) => (key.startsWith('cash|') ? [[key.slice(5), n] as const] : [])));
