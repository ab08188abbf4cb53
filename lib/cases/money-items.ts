import type { Company } from '../kernel/actor.ts';
import { Balance } from '../ledger/balance.ts';
import { Bill, openFen } from '../ledger/bill.ts';
import { Book } from '../ledger/book.ts';
import { Entry } from '../ledger/journal.ts';
import { balanceId, balanceNamed, billId, billNamed, entryNamed } from '../ledger/names.ts';
import { backKey, balanceKey, balancesPartition, billKey, billShard, bookKey, bookPartition, entryKey, type Key, openBillPartition } from '../table/keys.ts';
import type { Item } from '../table/table.ts';

/** What an index entry of an open bill says: enough for arrears by age, class and payer without a look at the bill. Unit, period and class stand in the id. */
export interface BillCard {
  readonly kind: 'bill';
  readonly id: string;
  readonly payer: string;
  readonly due: string;
  readonly openFen: number;
  readonly issuedFen: number;
  readonly disputed?: true;
}

/** A bill with the version its next change is conditioned on. */
export interface Versioned<T> {
  readonly version: number;
  readonly value: T;
}

/** @throws Error for what names no bill; ids from outside are checked by their schema */
export function keyOfBill(company: Company, project: string, id: string): Key {
  const name = billNamed(id);
  if (!name) throw new Error(`${id} names no bill`);
  return billKey(company, project, name);
}

/** @throws Error for what names no balance */
export function keyOfBalance(company: Company, project: string, id: string): Key {
  const name = balanceNamed(id);
  if (!name) throw new Error(`${id} names no balance`);
  return balanceKey(company, project, name);
}

/** Keys of an entry and of what was taken back of it. @throws Error for what names no entry */
export function keysOfEntry(company: Company, project: string, id: string): { entry: Key; back: Key; book: Key } {
  const name = entryNamed(id);
  if (!name) throw new Error(`${id} names no entry`);
  const pk = bookPartition(company, project, name);
  return { entry: entryKey(pk, name.seq), back: backKey(pk, name.seq), book: bookKey(pk) };
}

/** The item of a bill. An open one stands in the index, oldest due date first; a settled one leaves it. */
export function billItem(company: Company, project: string, bill: Bill, version: number): Item {
  const id = billId(bill);
  const open = openFen(bill);
  const card: BillCard = {
    kind: 'bill',
    id,
    payer: bill.payer,
    due: bill.dueOn,
    openFen: open,
    issuedFen: bill.issuedFen,
    ...(bill.dispute && bill.dispute.upheld === undefined ? { disputed: true } : {}),
  };
  return {
    ...billKey(company, project, bill),
    version,
    bill,
    ...(bill.state === 'open' ? { qpk: openBillPartition(company, project, billShard(bill.unit)), qsk: `open#${bill.dueOn}#${id}`, card } : {}),
  };
}

/** The item of a balance; one without money leaves the index. */
export function balanceItem(company: Company, project: string, balance: Balance, version: number): Item {
  const id = balanceId(balance);
  const { kind, unit, party, title, fen } = balance;
  return {
    ...balanceKey(company, project, balance),
    version,
    balance,
    ...(fen === 0
      ? {}
      : { qpk: balancesPartition(company, project, kind), qsk: `open#${unit ?? ''}#${balance.id}`, card: { kind: 'balance', id, unit, party, title, fen } }),
  };
}

const parsed = <T>(item: Item, name: string, parse: (value: unknown) => T): Versioned<T> => ({ version: Number(item['version']), value: parse(item[name]) });

export const billOf = (item: Item): Versioned<Bill> => parsed(item, 'bill', (value) => Bill.parse(value));
export const balanceOf = (item: Item): Versioned<Balance> => parsed(item, 'balance', (value) => Balance.parse(value));
export const bookOf = (item: Item): Versioned<Book> => parsed(item, 'book', (value) => Book.parse(value));
export const entryOf = (item: Item): Entry => Entry.parse(item['entry']);
