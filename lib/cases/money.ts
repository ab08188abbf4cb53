import { randomUUID } from 'node:crypto';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { withoutUndefined } from '../kernel/canonical.ts';
import { DomainError } from '../kernel/error.ts';
import { type TakenBack, takeBack } from '../ledger/back.ts';
import type { Balance } from '../ledger/balance.ts';
import type { Bill } from '../ledger/bill.ts';
import { append, type Book, bookingDay, type DaySeal, newBook } from '../ledger/book.ts';
import { fold } from '../ledger/fold.ts';
import type { Entry, Journal } from '../ledger/journal.ts';
import { billId, entryId, entryNamed, receiptNo } from '../ledger/names.ts';
import { addTotals, type Totals, type Transition, totalsOf } from '../ledger/totals.ts';
import { bookKey, bookPartition, householdPartition, type Key, totalsKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import type { Money, MoneyWanted } from './definition.ts';
import type { BookedEvent } from './history.ts';
import { bookedEvent } from './money-event.ts';
import { balanceOf, billOf, bookOf, entryOf, keyOfBalance, keyOfBill, keysOfEntry, type Versioned } from './money-items.ts';
import { totalsOfPeriod } from './money-totals.ts';
import { byOf, fetchItems, type Work } from './work.ts';

/** Something of the ledger in a unit of work: as it was, with its version (0: absent), and as it will be. */
export interface Held<T> {
  readonly version: number;
  readonly before: T | undefined;
  readonly after: T;
}

/** An entry with what leaves the table after its commit. */
export interface Booked {
  readonly entry: Entry;
  readonly out: BookedEvent;
}

/** The money of a unit of work (账务). Never changed in place: whoever keeps it can go back to it. */
export interface Till {
  readonly bills: ReadonlyMap<string, Held<Bill>>;
  readonly balances: ReadonlyMap<string, Held<Balance>>;
  /** By year and name. */
  readonly books: ReadonlyMap<string, Held<Book> & { readonly year: string; readonly name: string }>;
  readonly entries: readonly Booked[];
  readonly seals: readonly DaySeal[];
  /** By day and book. */
  readonly totals: ReadonlyMap<string, Held<Totals> & { readonly day: string; readonly book: string }>;
  /** What was taken back, by entry. */
  readonly backs: ReadonlyMap<string, Held<TakenBack>>;
}

export const emptyTill: Till = {
  bills: new Map(),
  balances: new Map(),
  books: new Map(),
  entries: [],
  seals: [],
  totals: new Map(),
  backs: new Map(),
};

/** Loads what a command wants to know of the ledger, as this unit of work sees it. */
export async function moneyFor(work: Work, wanted: MoneyWanted): Promise<Money> {
  const { bills = [], balances = [], entries = [], units = [] } = wanted;
  const { company } = work.desk;
  const entryKeys = entries.map((id) => keysOfEntry(company, work.project, id));
  const found = (await Promise.all(units.map((unit) => household(work, unit)))).flat();
  await fetchItems(work, [
    ...bills.map((id) => keyOfBill(company, work.project, id)),
    ...balances.map((id) => keyOfBalance(company, work.project, id)),
    ...entryKeys.flatMap(({ entry, back }) => [entry, back]),
  ]);
  const ofUnits = { bills: found.filter(({ bill }) => bill !== undefined), balances: found.filter(({ balance }) => balance !== undefined) };
  const billIds = new Set([...bills, ...ofUnits.bills.map((item) => billId(billOf(item).value))]);
  const loadedBills = [...billIds].map((id) => [id, heldBill(work, id)?.after] as const);
  const loadedBalances = [...balances.map((id) => [id, heldBalance(work, id)?.after] as const), ...ofUnits.balances.map((item) => namedBalance(work, item))];
  const loadedEntries = entries.map((id) => [id, entryWithBack(work, id)] as const);
  const known = <T>(pairs: readonly (readonly [string, T | undefined])[]) =>
    new Map(pairs.filter((pair): pair is readonly [string, T] => pair[1] !== undefined));
  const money = { bills: known(loadedBills), balances: known(loadedBalances), entries: known(loadedEntries) };
  return wanted.period === undefined ? money : { ...money, totals: await totalsOfPeriod(work.desk, work.project, wanted.period) };
}

function namedBalance(work: Work, item: Item): readonly [string, Balance | undefined] {
  const { kind, unit, id } = balanceOf(item).value;
  const name = [kind, unit ?? '', id].join('~');
  return [name, heldBalance(work, name)?.after];
}

/** Bills and balances of a unit; kept among the items, so that whoever books them knows their versions. */
async function household(work: Work, unit: string): Promise<readonly Item[]> {
  const pk = householdPartition(work.desk.company, work.project, unit);
  const items: Item[] = [];
  for (const prefix of ['BALANCE#', 'BILL#']) {
    let after: Readonly<Record<string, unknown>> | undefined;
    do {
      const page = await work.desk.table.query({ pk, prefix, limit: 500, after, consistent: true });
      items.push(...page.items);
      after = page.next;
    } while (after);
  }
  for (const item of items) if (!work.items.has(keyText(item))) work.items.set(keyText(item), item);
  return items;
}

function held<T>(work: Work, key: Key, known: Held<T> | undefined, read: (item: Item) => Versioned<T>): Held<T> | undefined {
  if (known) return known;
  const item = work.items.get(keyText(key));
  if (!item) return undefined;
  const { version, value } = read(item);
  return { version, before: value, after: value };
}

export const heldBill = (work: Work, id: string) => held(work, keyOfBill(work.desk.company, work.project, id), work.till.bills.get(id), billOf);
const heldBalance = (work: Work, id: string) => held(work, keyOfBalance(work.desk.company, work.project, id), work.till.balances.get(id), balanceOf);

function heldBack(work: Work, id: string): Held<TakenBack> {
  const read = (item: Item): Versioned<TakenBack> => ({ version: Number(item['version']), value: item['back'] as TakenBack });
  const none: TakenBack = { refundedFen: 0 };
  return held(work, keysOfEntry(work.desk.company, work.project, id).back, work.till.backs.get(id), read) ?? { version: 0, before: undefined, after: none };
}

function entryWithBack(work: Work, id: string): (Entry & { readonly back: TakenBack }) | undefined {
  const item = work.items.get(keyText(keysOfEntry(work.desk.company, work.project, id).entry));
  return item && { ...entryOf(item), back: heldBack(work, id).after };
}

/** What a journal touches that has to be read first. */
function keysOfJournal(work: Work, journal: Journal): readonly Key[] {
  const { company } = work.desk;
  const named = (names: readonly (string | undefined)[]) => [...new Set(names.filter((name) => name !== undefined))];
  const year = work.today.slice(0, 4);
  return [
    bookKey(bookPartition(company, work.project, { year, book: journal.book })),
    totalsKey(company, work.project, work.today, journal.book),
    ...named([...journal.postings.map(({ bill }) => bill), ...(journal.issues ?? []).map(billId)]).map((id) => keyOfBill(company, work.project, id)),
    ...named(journal.postings.map(({ balance }) => balance)).map((id) => keyOfBalance(company, work.project, id)),
    ...named([journal.reverses, journal.refunds]).flatMap((id) => {
      const { entry, back } = keysOfEntry(company, work.project, id);
      return [entry, back];
    }),
  ];
}

/** Why something is booked: the case whose command asks for it, or the request itself. */
export interface Cause {
  readonly kind: string;
  readonly id: string;
}

/**
 * Books a journal in the unit of work (记账): the next number of its book, its bills and balances, the totals of the day. Committed with everything else or not at all.
 *
 * @throws DomainError what {@link fold} refuses, `entry.unknown`, `entry.reversed`, `entry.refunded`
 */
export async function bookJournal(work: Work, journal: Journal, cause?: Cause): Promise<Booked & { readonly transitions: readonly Transition[] }> {
  await fetchItems(work, keysOfJournal(work, journal));
  const { desk, project, today, now } = work;
  const year = today.slice(0, 4);
  const bookName = `${year}~${journal.book}`;
  const book = heldBook(work, year, journal.book);
  const bookedOn = bookingDay(book.after, today, (day) => addDays(parseCivilDate(day), 1));
  await fetchItems(work, [totalsKey(desk.company, project, bookedOn, journal.book)]);
  const valueOn = journal.valueOn ?? today;
  const source = journal.source ?? cause;
  const appended = append(
    book.after,
    withoutUndefined({
      company: desk.company,
      project,
      kind: journal.kind,
      postings: journal.postings as Entry['postings'],
      payer: journal.payer,
      bookedOn,
      valueOn,
      at: now,
      by: byOf(work) as Entry['by'],
      reason: journal.reason,
      reverses: journal.reverses,
      refunds: journal.refunds,
      external: journal.external,
      source: source && { kind: source.kind, id: source.id },
      request: cause ? `${cause.kind}:${cause.id}` : (work.request ?? randomUUID()),
    }),
  );
  const id = entryId(appended.entry);
  const backs = takenBack(work, journal, { entry: id, on: bookedOn });
  const { bills, balances, transitions } = folded(work, journal, { entry: id, bookedOn, valueOn });
  const totals = withTotals(work, bookedOn, journal, transitions);
  const booked: Booked = { entry: appended.entry, out: bookedEvent(work, appended.entry) };
  work.till = {
    bills,
    balances,
    books: new Map(work.till.books).set(bookName, { ...book, after: appended.book, year, name: journal.book }),
    entries: [...work.till.entries, booked],
    seals: appended.seal ? [...work.till.seals, appended.seal] : work.till.seals,
    totals,
    backs,
  };
  return { ...booked, transitions };
}

export function heldBook(work: Work, year: string, name: string): Held<Book> {
  const key = bookKey(bookPartition(work.desk.company, work.project, { year, book: name }));
  return held(work, key, work.till.books.get(`${year}~${name}`), bookOf) ?? { version: 0, before: undefined, after: newBook(year, name) };
}

function folded(work: Work, journal: Journal, booking: Parameters<typeof fold>[2]) {
  const billIds = [...new Set([...journal.postings.map(({ bill }) => bill), ...(journal.issues ?? []).map(billId)].filter((id) => id !== undefined))];
  const balanceIds = [...new Set(journal.postings.map(({ balance }) => balance).filter((id) => id !== undefined))];
  const knownBills = billIds.map((id) => [id, heldBill(work, id)] as const);
  const knownBalances = balanceIds.map((id) => [id, heldBalance(work, id)] as const);
  const present = <T>(pairs: readonly (readonly [string, Held<T> | undefined])[]) =>
    new Map(pairs.flatMap(([id, one]) => (one ? [[id, one.after] as const] : [])));
  const after = fold({ bills: present(knownBills), balances: present(knownBalances) }, journal, booking);
  const bills = new Map(work.till.bills);
  const transitions: Transition[] = [];
  for (const [id, one] of knownBills) {
    const value = after.bills.get(id);
    if (!value || value === one?.after) continue;
    bills.set(id, { version: one?.version ?? 0, before: one?.before, after: value });
    transitions.push({ before: one?.after, after: value });
  }
  const balances = new Map(work.till.balances);
  for (const [id, one] of knownBalances) {
    const value = after.balances.get(id);
    if (value && value !== one?.after) balances.set(id, { version: one?.version ?? 0, before: one?.before, after: value });
  }
  return { bills, balances, transitions };
}

function withTotals(work: Work, day: string, journal: Journal, transitions: readonly Transition[]): Till['totals'] {
  const name = `${day}#${journal.book}`;
  const key = totalsKey(work.desk.company, work.project, day, journal.book);
  const read = (item: Item): Versioned<Totals> => ({ version: Number(item['version']), value: item['sums'] as Totals });
  const known: Held<Totals> = held(work, key, work.till.totals.get(name), read) ?? { version: 0, before: undefined, after: {} };
  const after = addTotals(known.after, totalsOf(journal.postings, transitions));
  return new Map(work.till.totals).set(name, { ...known, after, day, book: journal.book });
}

function takenBack(work: Work, journal: Journal, by: { entry: string; on: string }): Till['backs'] {
  const id = journal.reverses ?? journal.refunds;
  if (id === undefined) return work.till.backs;
  const name = entryNamed(id);
  const original = entryWithBack(work, id);
  if (!name || !original) throw new DomainError('unprocessable', 'entry.unknown', { id: name ? receiptNo(name) : id });
  const back = heldBack(work, id);
  return new Map(work.till.backs).set(id, { ...back, after: takeBack(original, back.after, journal, by) });
}
