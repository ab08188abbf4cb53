import { DomainError } from '../kernel/error.ts';
import type { Bill } from '../ledger/bill.ts';
import { newBook } from '../ledger/book.ts';
import { bookKey, bookPartition } from '../table/keys.ts';
import type { BillNote } from './contract.ts';
import { heldBill, heldBook } from './money.ts';
import { keyOfBill } from './money-items.ts';
import { fetchItems, type Work } from './work.ts';

/** Lets this year's book of that name begin with a number of its own. @throws DomainError `book.begun` */
export async function beginNumbers(work: Work, name: string, next: number): Promise<void> {
  const year = work.today.slice(0, 4);
  await fetchItems(work, [bookKey(bookPartition(work.desk.company, work.project, { year, book: name }))]);
  const book = heldBook(work, year, name);
  if (book.version > 0 || book.after.seq > 0) throw new DomainError('conflict', 'book.begun', { book: name });
  const held = { ...book, after: newBook(year, name, next), year, name };
  work.till = { ...work.till, books: new Map(work.till.books).set(`${year}~${name}`, held) };
}

/** Notes something on bills without moving money. @throws DomainError `bill.unknown` */
export async function noteBills(work: Work, notes: readonly BillNote[]): Promise<void> {
  const keys = notes.map(({ bill }) => keyOfBill(work.desk.company, work.project, bill));
  await fetchItems(work, keys);
  const bills = new Map(work.till.bills);
  for (const { bill: id, interruption, dispute } of notes) {
    const known = bills.get(id) ?? heldBill(work, id);
    if (!known) throw new DomainError('unprocessable', 'bill.unknown', { id });
    const { dispute: disputed, ...rest } = known.after;
    const after: Bill = {
      ...rest,
      ...(dispute === undefined ? (disputed ? { dispute: disputed } : {}) : dispute === null ? {} : { dispute }),
      ...(interruption ? { interruptions: [...(rest.interruptions ?? []), interruption].slice(-60) } : {}),
    };
    bills.set(id, { version: known.version, before: known.before, after });
  }
  work.till = { ...work.till, bills };
}
