import type { Desk } from '../cases/desk.ts';
import { type BillCard, billOf, entryOf, keyOfBill } from '../cases/money-items.ts';
import { type Bill, openFen as openThen } from '../ledger/bill.ts';
import type { MonthTotals } from '../ledger/folded-totals.ts';
import { monthOf } from '../ledger/folded-totals.ts';
import { billId } from '../ledger/names.ts';
import { bookPartition, monthTotalsKey, totalsPartition } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Owing } from './ageing.ts';
import { openDays } from './read-totals.ts';

/**
 * What was open on a day, as it was known then (时点欠费): bills nothing has happened to since stand as they stand today; what entries booked after the day have touched — settled
 * ones, too — is taken from the bill itself, which keeps on which day what settled it; what was issued after the day was not known.
 *
 * @param cards the bills open today
 */
export async function knownOn(desk: Desk, project: string, day: string, today: string, cards: readonly BillCard[]): Promise<readonly Owing[]> {
  const touched = await touchedAfter(desk, project, day, today);
  const untouched = cards.filter(({ id, issuedOn }) => !touched.has(id) && issuedOn <= day);
  const bills = await billsNamed(desk, project, [...touched.keys()]);
  return [...untouched, ...bills.flatMap((bill) => (touched.get(billId(bill)) === 'issued' ? [] : (owingOn(bill, day) ?? [])))];
}

/** What a bill owed on a day, by the days its settlements were booked on; undefined when it owed nothing or was not there. */
export function owingOn(bill: Bill, day: string): Owing | undefined {
  const openFen = openThen({ issuedFen: bill.issuedFen, paid: bill.paid.filter(({ on }) => on <= day) });
  if (bill.issuedOn > day || openFen <= 0) return undefined;
  return { id: billId(bill), payer: bill.payer, joint: bill.joint, due: bill.dueOn, openFen };
}

/** Bills that entries booked after the day name, and whether one of them issued the bill. */
async function touchedAfter(desk: Desk, project: string, day: string, today: string): Promise<ReadonlyMap<string, 'issued' | 'settled'>> {
  const touched = new Map<string, 'issued' | 'settled'>();
  const books = await booksAfter(desk, project, day);
  for (let year = Number(day.slice(0, 4)); year <= Number(today.slice(0, 4)); year += 1) {
    for (const book of books) await readBack(desk, bookPartition(desk.company, project, { year: String(year), book }), day, touched);
  }
  return touched;
}

/** Books in which something was booked after the day: the totals name them. */
async function booksAfter(desk: Desk, project: string, day: string): Promise<readonly string[]> {
  const { company, table } = desk;
  const { days } = await openDays(desk, company, project, `${day}~`);
  const months = await table.query({
    pk: totalsPartition(company, project),
    from: monthTotalsKey(company, project, monthOf(day)).sk,
    to: monthTotalsKey(company, project, '9999').sk,
    limit: 1000,
  });
  const names = [...days.map(({ book }) => book), ...months.items.flatMap(({ month }) => (month as MonthTotals).books)];
  // A run's own items among the days are no books; what it issued says so itself.
  return [...new Set(names.filter((name) => !name.includes('~')))];
}

/** Reads a book from its end until the day is reached. */
async function readBack({ table }: Desk, pk: string, day: string, touched: Map<string, 'issued' | 'settled'>): Promise<void> {
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await table.query({ pk, prefix: 'E#', limit: 500, backwards: true, after });
    for (const item of page.items) {
      const { bookedOn, postings } = entryOf(item);
      if (bookedOn <= day) return;
      for (const { bill, as } of postings) {
        if (bill !== undefined && as !== undefined && touched.get(bill) !== 'issued') touched.set(bill, as === 'issued' ? 'issued' : 'settled');
      }
    }
    after = page.next;
  } while (after);
}

async function billsNamed({ table, company }: Desk, project: string, ids: readonly string[]): Promise<readonly Bill[]> {
  const bills: Bill[] = [];
  for (let from = 0; from < ids.length; from += 100) {
    const keys = ids.slice(from, from + 100).map((id) => keyOfBill(company, project, id));
    const found = await table.getAll(keys);
    for (const key of keys) {
      const item = found.get(keyText(key));
      if (item) bills.push(billOf(item).value);
    }
  }
  return bills;
}
