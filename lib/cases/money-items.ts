import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Company } from '../kernel/actor.ts';
import { Balance } from '../ledger/balance.ts';
import { Bill, openFen } from '../ledger/bill.ts';
import { Book } from '../ledger/book.ts';
import { Entry, type JournalKind } from '../ledger/journal.ts';
import { balanceId, balanceNamed, billId, billNamed, entryId, entryNamed } from '../ledger/names.ts';
import {
  backKey,
  balanceKey,
  balancesPartition,
  billKey,
  billShard,
  bookKey,
  bookPartition,
  entryKey,
  type Key,
  moveKey,
  openBillPartition,
} from '../table/keys.ts';
import type { Item } from '../table/table.ts';

/** What an index entry of an open bill says: enough for arrears by age, class and payer without a look at the bill. Unit, period and class stand in the id. */
export interface BillCard {
  readonly kind: 'bill';
  readonly id: string;
  readonly payer: string;
  readonly due: string;
  readonly issuedOn: string;
  readonly openFen: number;
  readonly issuedFen: number;
  /** Who is liable beside the payer (连带责任, L09). */
  readonly joint?: readonly string[];
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
    issuedOn: bill.issuedOn,
    openFen: open,
    issuedFen: bill.issuedFen,
    ...(bill.joint && bill.joint.length > 0 ? { joint: bill.joint } : {}),
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

/** What an entry did to a balance (余额变动): a line of the household's statement, which no balance keeps. */
export interface BalanceMove {
  readonly balance: string;
  readonly entry: string;
  readonly kind: JournalKind;
  readonly on: string;
  /** How much more is held after it. */
  readonly fen: number;
}

/** The lines an entry leaves beside the balances it moves; one per balance. */
export function moveItems(company: Company, project: string, entry: Entry): readonly Item[] {
  const sums = new Map<string, number>();
  for (const { balance, fen } of entry.postings) if (balance !== undefined) sums.set(balance, (sums.get(balance) ?? 0) - fen);
  const { kind, bookedOn: on } = entry;
  const id = entryId(entry);
  return [...sums].map(([balance, fen]) => {
    const name = balanceNamed(balance);
    if (!name) throw new Error(`${balance} names no balance`);
    const move: BalanceMove = { balance, entry: id, kind, on, fen };
    return { ...moveKey(company, project, name, { day: on, entry: id }), move };
  });
}

const parsed = <T>(item: Item, name: string, parse: (value: unknown) => T): Versioned<T> => ({ version: Number(item['version']), value: parse(item[name]) });

export const billOf = (item: Item): Versioned<Bill> => parsed(item, 'bill', (value) => Bill.parse(value));
export const balanceOf = (item: Item): Versioned<Balance> => parsed(item, 'balance', (value) => Balance.parse(value));
export const bookOf = (item: Item): Versioned<Book> => parsed(item, 'book', (value) => Book.parse(value));

/** Characters of JSON an entry may have before it is packed: with its key and event it then still is one write unit, and so is a receipt over twelve months. */
const plainEntry = 600;

/** The item of an entry; one with many postings is packed, for the ids of bills are much alike. */
export function entryItem(company: Company, project: string, entry: Entry): Item {
  const { entry: key } = keysOfEntry(company, project, entryId(entry));
  const json = JSON.stringify(entry);
  return json.length <= plainEntry ? { ...key, entry } : { ...key, packed: deflateRawSync(json) };
}

/** An entry as it is stored, packed or not. */
export function entryOf(item: Item): Entry {
  const packed = item['packed'] as Uint8Array | undefined;
  return Entry.parse(packed ? JSON.parse(inflateRawSync(packed).toString('utf8')) : item['entry']);
}
