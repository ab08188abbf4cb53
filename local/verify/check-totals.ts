import { broken, type Finding, mapOf, noted, textOf } from './finding.ts';
import type { ProjectLedger, RawBill, RawEntry, RawSettlement } from './ledger-stock.ts';

type Sums = Readonly<Record<string, number>>;

/**
 * Totals (汇总, I7): the items of a day and book are the fold of that book's entries, those of a run the fold of its bills; what was folded of finished months is the fold of
 * those months, by month, by the bills' year and by account. Drift is not a fen.
 */
export function checkTotals(ledger: ProjectLedger): Finding[] {
  const expected = expectedOf(ledger);
  const stored = new Map<string, { sums: Sums; item: Readonly<Record<string, unknown>> }>();
  for (const { item, day, book, sums } of ledger.totals) {
    const key = `${day}#${bookOf(book)}`;
    stored.set(key, { item, sums: plus(stored.get(key)?.sums ?? {}, numbers(sums)) });
  }
  const months = new Map(ledger.folded.filter(({ what }) => what === 'MONTH').map(({ item, of }) => [of, item]));
  const days = [...new Set([...stored.keys(), ...expected.keys()])].filter((key) => !months.has(key.slice(0, 7)));
  const wrongDays = days.flatMap((key) => {
    const [own, is] = [expected.get(key), stored.get(key)];
    const difference = differenceOf(own?.sums ?? {}, is?.sums ?? {});
    if (!difference) return [];
    const says = `${key}: ${difference}`;
    return ledger.openRuns.has(key.split('#run~')[1] ?? '')
      ? [noted('totals.run-open', is?.item ?? own?.item ?? {}, says)]
      : [broken('totals.day', is?.item ?? own?.item ?? {}, says)];
  });
  const wrongMonths = [...months].flatMap(([month, item]) => {
    const of = (all: ReadonlyMap<string, { readonly sums: Sums }>) =>
      [...all].reduce<Sums>((sum, [key, one]) => (key.startsWith(`${month}-`) ? plus(sum, one.sums) : sum), {});
    const difference = differenceOf(of(expected), plus(numbers(mapOf(mapOf(item['month'])['sums'])), of(stored)));
    return [...(difference ? [broken('totals.month', item, `${month}: ${difference}`)] : []), ...checkCash(item)];
  });
  return [...wrongDays, ...wrongMonths, ...checkFolded(ledger)];
}

/** Of a run all chunks together: `run~2026-07.1`. */
const bookOf = (book: string): string => (book.startsWith('run~') ? book.split('~').slice(0, 2).join('~') : book);

const numbers = (sums: Readonly<Record<string, unknown>>): Sums =>
  Object.fromEntries(Object.entries(sums).map(([key, n]) => [key, typeof n === 'number' ? n : Number.NaN]));

function plus(a: Sums, b: Sums): Sums {
  const sums: Record<string, number> = { ...a };
  for (const [key, n] of Object.entries(b)) sums[key] = (sums[key] ?? 0) + n;
  return sums;
}

/** The first key in which two folds differ, as a sentence; undefined where they agree. Keys of nothing count as absent. */
function differenceOf(expected: Sums, stored: Sums): string | undefined {
  const key = [...new Set([...Object.keys(expected), ...Object.keys(stored)])].toSorted().find((one) => (expected[one] ?? 0) !== (stored[one] ?? 0));
  return key === undefined ? undefined : `${key} is ${expected[key] ?? 0}, the totals say ${stored[key] ?? 0}`;
}

type Expected = Map<string, { sums: Sums; item: Readonly<Record<string, unknown>> }>;

function expectedOf({ entries, bills }: ProjectLedger): Expected {
  const expected: Expected = new Map();
  const add = (day: string, book: string, sums: Sums, item: Readonly<Record<string, unknown>>): void => {
    const key = `${day}#${book}`;
    expected.set(key, { item: expected.get(key)?.item ?? item, sums: plus(expected.get(key)?.sums ?? {}, sums) });
  };
  for (const entry of entries.values()) add(entry.on, entry.book, postingSums(entry), entry.item);
  for (const bill of bills.values()) {
    if (bill.run !== undefined) add(bill.issuedOn, `run~${bill.run}`, issueSums(bill), bill.item);
    for (const { day, book, sums } of countsOf(bill, entries)) add(day, book, sums, bill.item);
  }
  return expected;
}

function postingSums({ postings }: RawEntry): Sums {
  const sums: Record<string, number> = {};
  const remits = !postings.some(({ account }) => account === 'receivable');
  for (const { account, fen, as, channel, bill, feeClass, period } of postings) {
    const [, ofBill, classOf] = bill?.split('~') ?? [];
    const name = account === 'receivable' ? as : account === 'agency' && remits ? 'remitted' : account;
    const key = account === 'cash' ? [account, channel] : [name, feeClass ?? classOf, period ?? ofBill];
    const text = key.filter((part) => part !== undefined).join('|');
    sums[text] = (sums[text] ?? 0) + fen;
  }
  return sums;
}

/** What a bill of a run adds: its receivable, and the income or the debt to others it stands for. */
function issueSums({ issuedFen, feeClass, period, says }: RawBill): Sums {
  const account = says['agency'] === true ? 'agency' : 'income';
  return { [`issued|${feeClass}|${period}`]: issuedFen, [`${account}|${feeClass}|${period}`]: -issuedFen };
}

/** When a bill began to stand, was voided, was settled, and was open again: by day and book. */
function countsOf(bill: RawBill, entries: ReadonlyMap<string, RawEntry>): readonly { day: string; book: string; sums: Sums }[] {
  const issuing =
    bill.run === undefined ? [...entries.values()].find(({ postings }) => postings.some(({ as, bill: id }) => as === 'issued' && id === bill.id)) : undefined;
  const suffix = `|${bill.feeClass}|${bill.period}`;
  const moments = [...Map.groupBy(bill.paid, ({ entry }) => entry)];
  const counts: { day: string; book: string; sums: Sums }[] = [];
  let before = { stands: 0, settled: 0 };
  let lines: readonly RawSettlement[] = [];
  const note = (day: string, book: string): void => {
    const after = standingOf(bill.issuedFen, lines);
    counts.push({ day, book, sums: { [`count.issued${suffix}`]: after.stands - before.stands, [`count.settled${suffix}`]: after.settled - before.settled } });
    before = after;
  };
  if (bill.run !== undefined) note(bill.issuedOn, `run~${bill.run}`);
  else if (issuing) note(issuing.on, issuing.book);
  for (const [id, own] of moments) {
    lines = [...lines, ...own];
    const entry = entries.get(id);
    if (entry) note(entry.on, entry.book);
  }
  return counts;
}

function standingOf(issuedFen: number, paid: readonly RawSettlement[]): { stands: number; settled: number } {
  const open = issuedFen - paid.reduce((sum, { fen }) => sum + fen, 0);
  const voided = open <= 0 && paid.findLast(({ fen }) => fen !== 0)?.as === 'voided';
  return { stands: voided ? 0 : 1, settled: !voided && open === 0 ? 1 : 0 };
}

/** The money of a folded month by day sums to its money. */
function checkCash(item: Readonly<Record<string, unknown>>): Finding[] {
  const month = mapOf(item['month']);
  const byDay = Object.values(mapOf(month['cash'])).reduce<Sums>((sum, day) => plus(sum, numbers(mapOf(day))), {});
  const cash = Object.fromEntries(Object.entries(numbers(mapOf(month['sums']))).flatMap(([key, n]) => (key.startsWith('cash|') ? [[key.slice(5), n]] : [])));
  const difference = differenceOf(cash, byDay);
  return difference ? [broken('totals.cash', item, difference)] : [];
}

const receivables = new Set(['issued', 'paid', 'offset', 'deducted', 'waived', 'writtenOff', 'voided', 'refunded']);

/** The folded items by year and by account hold what the folded months hold. */
function checkFolded({ folded }: ProjectLedger): Finding[] {
  const whole = folded.filter(({ what }) => what === 'MONTH').reduce<Sums>((sum, { item }) => plus(sum, numbers(mapOf(mapOf(item['month'])['sums']))), {});
  const years = new Map<string, Record<string, number>>();
  const accounts: Record<string, number> = {};
  for (const [key, n] of Object.entries(whole)) {
    const [head = '', , period] = key.split('|');
    const account = receivables.has(head) ? 'receivable' : head === 'remitted' ? 'agency' : head;
    if (!head.startsWith('count.')) accounts[account] = (accounts[account] ?? 0) + n;
    if (period !== undefined) years.set(period.slice(0, 4), { ...years.get(period.slice(0, 4)), [key]: n });
  }
  const stored = new Map(folded.map((one) => [`${one.what}#${one.of}`, one.item]));
  const wanted = [...[...years].map(([year, sums]) => [`BILLED#${year}`, sums] as const), ['ACCOUNTS#', accounts] as const];
  const [first] = folded;
  const missing = wanted.flatMap(([name, sums]) => {
    const item = stored.get(name);
    const difference = differenceOf(sums, numbers(mapOf(item?.['sums'])));
    return difference ? [broken('totals.folded', item ?? first?.item ?? {}, `${name}: ${difference}`)] : [];
  });
  const surplus = folded.filter(
    ({ what, of }) => what === 'BILLED' && !years.has(of) && differenceOf({}, numbers(mapOf(stored.get(`BILLED#${of}`)?.['sums']))),
  );
  return [...missing, ...surplus.map(({ item, of }) => broken('totals.folded', item, `no folded month speaks of ${textOf(of)}`))];
}
