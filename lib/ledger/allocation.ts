import { sumOf } from '../kernel/money.ts';
import { type Bill, openFen } from './bill.ts';
import { billId } from './names.ts';

/** A bill with what it owes at the moment of paying. */
export interface Owed {
  readonly bill: Bill;
  /** Late fee owed, of today or as quoted. */
  readonly lateFen: number;
}

/** What a payment settles of one bill. */
export interface Share {
  readonly bill: Bill;
  readonly principalFen: number;
  readonly lateFen: number;
}

/** Order inside a bill (L19): the principal first by a clause of the contract, else the law's order, late fee before principal. */
export type InsideBill = 'PRINCIPAL_FIRST' | 'STATUTORY';

/** A payment divided over bills (核销分配). */
export interface Allocation {
  readonly shares: readonly Share[];
  /** What is left for the prepayment. */
  readonly excessFen: number;
}

/** The order the parties have agreed on (L18): oldest due first, ties by name so that two cashiers divide alike. */
export function oldestFirst<T extends { readonly bill: Bill }>(owed: readonly T[]): readonly T[] {
  const key = ({ bill }: T) => `${bill.dueOn} ${billId(bill)}`;
  return owed.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What one bill takes of an amount, at most what it owes. */
export function shareOf({ bill, lateFen }: Owed, amountFen: number, inside: InsideBill): Share {
  const open = bill.state === 'open' ? openFen(bill) : 0;
  if (inside === 'PRINCIPAL_FIRST') {
    const principalFen = Math.min(open, amountFen);
    return { bill, principalFen, lateFen: Math.min(lateFen, amountFen - principalFen) };
  }
  const late = Math.min(lateFen, amountFen);
  return { bill, principalFen: Math.min(open, amountFen - late), lateFen: late };
}

/** What a share takes of the money. */
export const totalOf = ({ principalFen, lateFen }: Pick<Share, 'principalFen' | 'lateFen'>): number => sumOf([principalFen, lateFen]);

/** A bill that is to get money, and how much the payer says (指定抵充, L18); all it owes where he names no sum. */
export interface Designated extends Owed {
  readonly amountFen?: number | undefined;
}

/**
 * Divides an amount over bills in the order given, each as far as the money reaches and its payer has said. A sum above what a bill owes is not taken from it but left
 * over; shares of nothing are left out.
 */
export function allocate(amountFen: number, owed: readonly Designated[], inside: InsideBill): Allocation {
  let left = amountFen;
  const shares: Share[] = [];
  for (const one of owed) {
    const share = shareOf(one, Math.min(one.amountFen ?? left, left), inside);
    const taken = totalOf(share);
    if (taken === 0) continue;
    shares.push(share);
    left -= taken;
  }
  return { shares, excessFen: left };
}

/**
 * Older debts of the same unit and payer that stay behind while a younger bill is paid (跳月交费): allowed by L18, but whoever pays February hears of January.
 */
export function passedOver(shares: readonly Share[], open: readonly Bill[]): readonly Bill[] {
  const paid = new Map(shares.map(({ bill, principalFen }) => [billId(bill), principalFen]));
  const left = open.filter((bill) => bill.state === 'open' && openFen(bill) > (paid.get(billId(bill)) ?? 0));
  return left.filter((older) => shares.some(({ bill }) => bill.unit === older.unit && bill.payer === older.payer && bill.dueOn > older.dueOn));
}
