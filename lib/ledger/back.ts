import { DomainError } from '../kernel/error.ts';
import { sumOf, yuan } from '../kernel/money.ts';
import { cashOf, type Entry, type Journal } from './journal.ts';
import { entryNamed, receiptNo } from './names.ts';

/** What has been taken back of an entry (冲销情况). */
export interface TakenBack {
  readonly reversedBy?: string;
  readonly refundedFen: number;
}

/**
 * Takes an entry back (冲销): once as a whole, or refunded in parts that stay within the money it brought; voided only on the day it was booked, while that is open.
 *
 * @throws DomainError `entry.day-over`, `entry.reversed`, `entry.refunded`
 */
export function takeBack(
  original: Entry,
  back: TakenBack,
  { kind, reverses, postings }: Journal,
  by: { readonly entry: string; readonly on: string },
): TakenBack {
  const id = receiptNo(original);
  if (kind === 'void' && original.bookedOn !== by.on) throw new DomainError('conflict', 'entry.day-over', { id, on: original.bookedOn });
  if (back.reversedBy !== undefined) {
    const other = entryNamed(back.reversedBy);
    throw new DomainError('conflict', 'entry.reversed', { id, by: other ? receiptNo(other) : back.reversedBy });
  }
  const most = cashOf(original);
  const refundedFen = reverses === undefined ? sumOf([back.refundedFen, -cashOf({ postings: postings as Entry['postings'] })]) : back.refundedFen;
  if (reverses === undefined ? refundedFen > most : back.refundedFen > 0)
    throw new DomainError('conflict', 'entry.refunded', { id, refunded: yuan(back.refundedFen), left: yuan(sumOf([most, -back.refundedFen])) });
  return { refundedFen, ...(reverses === undefined ? {} : { reversedBy: by.entry }) };
}
