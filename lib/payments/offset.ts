import { moneyFor } from '../cases/money.ts';
import { book } from '../cases/perform.ts';
import type { Work } from '../cases/work.ts';
import { sumOf } from '../kernel/money.ts';
import { allocate, oldestFirst, type Share, totalOf } from '../ledger/allocation.ts';
import type { Balance } from '../ledger/balance.ts';
import type { Bill } from '../ledger/bill.ts';
import { systemBook } from '../ledger/book.ts';
import { owedOn, settling } from '../ledger/division.ts';
import type { Entry, Journal } from '../ledger/journal.ts';
import { balanceId } from '../ledger/names.ts';

/** Bills one unit of work settles at most: with their balances, the book and the totals they stay within one transaction. */
export const mostBills = 80;

/** An offset (预收抵扣) to be booked: prepaid money becomes the payment of these bills, and late fees stop on the day it counts from. */
export function offsetJournal(balance: Pick<Balance, 'kind' | 'unit' | 'id' | 'party'>, shares: readonly Share[], more: Partial<Journal> = {}): Journal {
  const fen = sumOf(shares.map(totalOf));
  return {
    kind: 'offset',
    book: systemBook,
    postings: [{ account: 'prepaid', fen, balance: balanceId(balance) }, ...settling(shares, 'offset')],
    payer: balance.party,
    ...more,
  };
}

/** Bills prepaid money may settle by itself: those of its owner that nobody disputes. */
const settlable = (bill: Bill, party: string): boolean => bill.state === 'open' && bill.payer === party && !(bill.dispute && bill.dispute.upheld === undefined);

/**
 * Settles a household's open bills out of what was paid ahead (预收抵扣), oldest due first, each party's money its own bills only: first what he has paid ahead for this
 * unit, then his account over all units. Booked in the unit of work given; several households may share one. Nothing prepaid, nothing booked.
 *
 * @param most bills it may settle; what remains is for the next time
 * @param source what wants it, for who takes it back
 * @returns the entries booked
 */
export async function offsetHousehold(work: Work, unit: string, most = mostBills, source?: Journal['source']): Promise<readonly Entry[]> {
  const known = await moneyFor(work, { units: [unit] });
  const payers = [...new Set([...known.bills.values()].filter(({ state }) => state === 'open').map(({ payer }) => payer))];
  const names = payers.flatMap((id) => [balanceId({ kind: 'prepaid', unit, id }), balanceId({ kind: 'prepaid', id })]);
  const { balances } = await moneyFor(work, { balances: names });
  const entries: Entry[] = [];
  let left = most;
  for (const name of names) {
    const balance = balances.get(name);
    if (!balance || balance.fen === 0 || left <= 0) continue;
    const { bills } = await moneyFor(work, { bills: [...known.bills.keys()] });
    const owed = oldestFirst([...bills.values()].filter((bill) => settlable(bill, balance.id)).map((bill) => owedOn(bill, work.today))).slice(0, left);
    const { shares } = allocate(balance.fen, owed, work.policy.money.insideBill);
    if (shares.length === 0) continue;
    entries.push(await book(work, offsetJournal(balance, shares, { source })));
    left -= shares.length;
  }
  return entries;
}
