import * as z from 'zod';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { count } from '../kernel/schema.ts';
import { type Allocation, allocate, type InsideBill, type Owed, oldestFirst, passedOver, type Share } from './allocation.ts';
import { type Bill, openFen } from './bill.ts';
import { billStates } from './fold.ts';
import type { Posting } from './journal.ts';
import { lateFee } from './late-fee.ts';
import { BillId, balanceId, billId, billNamed } from './names.ts';

/** A bill the payer designates (指定抵充, L18), and how much of his money it gets; all it owes unless he says. */
export const Designation = z.strictObject({ bill: BillId, amountFen: count(1, 100_000_000_000).optional().meta({ title: '金额（分）' }) });
/** See the schema. */
export type Designation = z.infer<typeof Designation>;

/** What money is for (款项用途). */
export type Purpose =
  | { readonly kind: 'bills'; readonly wishes: readonly Designation[] }
  | { readonly kind: 'quoted'; readonly lines: readonly Quoted[] }
  | { readonly kind: 'units'; readonly units: readonly string[] }
  | { readonly kind: 'prepay'; readonly unit?: string | undefined };

/** A bill as it was quoted. */
export interface Quoted {
  readonly bill: string;
  readonly openFen: number;
  readonly lateFen: number;
}

/** Something a cashier is told with the receipt. */
export interface Warning {
  readonly code: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly bills?: readonly string[];
}

/** Units money is about. */
export function unitsOf(purpose: Purpose): readonly string[] {
  switch (purpose.kind) {
    case 'bills':
    case 'quoted':
      return [...new Set((purpose.kind === 'bills' ? purpose.wishes : purpose.lines).map(({ bill }) => billNamed(bill)?.unit ?? ''))];
    case 'units':
      return [...new Set(purpose.units)];
    case 'prepay':
      return purpose.unit === undefined ? [] : [purpose.unit];
  }
}

/** Where what is left over goes: the payer's prepayment for the one unit concerned, or his account over all his units. */
export function prepaidFor(payer: string, units: readonly string[]): string {
  const [unit] = units;
  return balanceId({ kind: 'prepaid', id: payer, ...(units.length === 1 && unit !== undefined ? { unit } : {}) });
}

/** The postings that settle bills: principal as paid, offset or deducted, and the late fee, recognised now. */
export function settling(shares: readonly Share[], as: 'paid' | 'offset' | 'deducted'): readonly Posting[] {
  return shares.flatMap(({ bill, principalFen, lateFen }) => {
    const id = billId(bill);
    return [
      ...(principalFen === 0 ? [] : [{ account: 'receivable', fen: -principalFen, as, bill: id } satisfies Posting]),
      ...(lateFen === 0 ? [] : [{ account: 'lateFee', fen: -lateFen, bill: id } satisfies Posting]),
    ];
  });
}

/** Money divided, and what is to be said of it. */
export interface Division extends Allocation {
  readonly warnings: readonly Warning[];
}

/** What a division has to know besides the bills. */
export interface Facts {
  readonly amountFen: number;
  readonly payer: string;
  /** Day the money counts from. */
  readonly valueOn: string;
  readonly insideBill: InsideBill;
  /** Money that has come by a channel is never refused: what a bill does not take is paid ahead. */
  readonly lenient: boolean;
}

/** What a bill owes on a day; of a settled one only the late fee that was left. */
export const owedOn = (bill: Bill, on: string): Owed => ({ bill, lateFen: bill.state === 'open' || bill.state === 'settled' ? lateFee(bill, on).openFen : 0 });
const principalOf = (bill: Bill): number => (bill.state === 'open' ? openFen(bill) : 0);
const total = ({ bill, lateFen }: Owed): number => principalOf(bill) + lateFen;

/**
 * Divides money over the bills it is for (核销分配): as the payer designates (L18), exactly as quoted, or oldest due first.
 *
 * @throws DomainError `bill.unknown`, `bill.not-open`, `payment.bill-twice`, `payment.over-designated`, `payment.more-than-owed`, `quote.changed`; none of them when lenient
 */
export function divide(purpose: Purpose, bills: ReadonlyMap<string, Bill>, facts: Facts): Division {
  switch (purpose.kind) {
    case 'bills':
      return designated(purpose.wishes, bills, facts);
    case 'quoted':
      return asQuoted(purpose.lines, bills, facts);
    case 'units':
      return oldest(bills, facts);
    case 'prepay':
      return { shares: [], excessFen: facts.amountFen, warnings: [] };
  }
}

function designated(wishes: readonly Designation[], bills: ReadonlyMap<string, Bill>, facts: Facts): Division {
  const { amountFen, insideBill, lenient, valueOn } = facts;
  const twice = wishes.find(({ bill }, at) => wishes.findIndex((other) => other.bill === bill) !== at);
  if (twice) throw new DomainError('unprocessable', 'payment.bill-twice', { id: twice.bill });
  const owed = wishes.flatMap(({ bill: id, amountFen: fen }) => {
    const bill = bills.get(id);
    if (!bill && !lenient) throw new DomainError('unprocessable', 'bill.unknown', { id });
    return bill ? [{ ...owedOn(bill, valueOn), amountFen: fen }] : [];
  });
  if (!lenient) for (const one of owed) checkOwed(one);
  const designatedFen = wishes.reduce((sum, { amountFen: fen = 0 }) => sum + fen, 0);
  if (designatedFen > amountFen && !lenient)
    throw new DomainError('unprocessable', 'payment.over-designated', { designated: yuan(designatedFen), amount: yuan(amountFen) });
  const allocation = allocate(amountFen, owed, insideBill);
  const left = wishes.map(({ bill }) => bill).filter((id) => !allocation.shares.some(({ bill }) => billId(bill) === id));
  const settled: readonly Warning[] = lenient && left.length > 0 ? [listed('payment.bill-settled', left)] : [];
  return { ...allocation, warnings: [...settled, ...skipping(allocation.shares, bills)] };
}

function checkOwed({ bill, lateFen, amountFen }: Owed & { readonly amountFen?: number | undefined }): void {
  const id = billId(bill);
  const owed = principalOf(bill) + lateFen;
  if (owed === 0) throw new DomainError('conflict', 'bill.not-open', { id, state: billStates[bill.state] });
  if (amountFen !== undefined && amountFen > owed)
    throw new DomainError('conflict', 'payment.more-than-owed', { id, owed: yuan(owed), late: yuan(lateFen), fen: yuan(amountFen) });
}

/** The late fee may have grown since; anything else that has changed makes it another bill. */
function asQuoted(lines: readonly Quoted[], bills: ReadonlyMap<string, Bill>, { amountFen, valueOn, insideBill }: Facts): Division {
  const owed = lines.map(({ bill: id, openFen: open, lateFen }): Owed => {
    const bill = bills.get(id);
    const now = bill && owedOn(bill, valueOn);
    const quoted = yuan(open + lateFen);
    if (!now || principalOf(now.bill) !== open || now.lateFen !== lateFen)
      throw new DomainError('conflict', 'quote.changed', { id, owed: yuan(now ? total(now) : 0), quoted });
    return now;
  });
  const allocation = allocate(amountFen, owed, insideBill);
  return { ...allocation, warnings: skipping(allocation.shares, bills) };
}

function oldest(bills: ReadonlyMap<string, Bill>, { amountFen, payer, valueOn, insideBill }: Facts): Division {
  const all = [...bills.values()].map((bill) => owedOn(bill, valueOn)).filter((one) => total(one) > 0);
  const own = all.filter(({ bill }) => bill.payer === payer || bill.joint?.includes(payer) === true);
  const allocation = allocate(amountFen, oldestFirst(own), insideBill);
  const others = all.filter((one) => !own.includes(one)).map(({ bill }) => billId(bill));
  const unclaimed = allocation.excessFen > 0 && others.length > 0 ? [listed('payment.bills-of-others', others)] : [];
  const empty: readonly Warning[] = allocation.shares.length === 0 ? [{ code: 'payment.all-prepaid', detail: { fen: yuan(amountFen) } }] : [];
  return { ...allocation, warnings: [...empty, ...unclaimed] };
}

/** Bills a sentence names; all of them stand beside it. */
const named = 5;

function listed(code: string, bills: readonly string[]): Warning {
  return { code, detail: { bills: `${bills.slice(0, named).join('、')}${bills.length > named ? ' …' : ''}` }, bills };
}

function skipping(shares: readonly Share[], bills: ReadonlyMap<string, Bill>): readonly Warning[] {
  const older = passedOver(shares, [...bills.values()]).map(billId);
  return older.length === 0 ? [] : [listed('payment.skips-older', older)];
}
