import * as z from 'zod';
import { chained } from '../kernel/canonical.ts';
import { dateText, id, storedInstant } from '../kernel/schema.ts';
import { channels } from './account.ts';
import type { Entry, Posting } from './journal.ts';

const Sums = z.record(z.string(), z.int());

/** Sums of a day (日合计) by account, cash by channel: `cash|wechat`. */
export type Sums = z.infer<typeof Sums>;

/**
 * A book (账簿) of a year: a cashier's or a channel's, whose entries are the receipts, or `system`. The one item everybody who books has to pass: it keeps number, hash
 * and day in order.
 */
export const Book = z.strictObject({
  year: z.string(),
  name: id(),
  /** Number of the latest entry; before the first one, one less than the first number. */
  seq: z.int().min(0),
  hash: z.string(),
  /** Day of the latest entry and its first number, and the day's sums so far. */
  day: dateText().optional(),
  dayFirst: z.int().optional(),
  sums: Sums,
  /** Latest day sealed by a close (日清); nothing is booked on it or before. */
  sealedThrough: dateText().optional(),
});
/** See the schema. */
export type Book = z.infer<typeof Book>;

/** A finished day of a book (日结): contiguous numbers, sums, and the hash that covers them. */
export const DaySeal = z.strictObject({
  year: z.string(),
  book: id(),
  day: dateText(),
  first: z.int(),
  last: z.int(),
  sums: Sums,
  hash: z.string(),
  sealedAt: storedInstant(),
});
/** See the schema. */
export type DaySeal = z.infer<typeof DaySeal>;

/** The book in which what nobody gets a receipt for is booked. */
export const systemBook = 'system';

/** Whether money may be booked there by hand: books of channels and of the house itself are not for the counter. */
export const isCounterBook = (name: string): boolean => name !== systemBook && !Object.hasOwn(channels, name);

export const newBook = (year: string, name: string, first = 1): Book => ({ year, name, seq: first - 1, hash: '', sums: {} });

const keyOf = ({ account, channel }: Posting): string => (channel ? `${account}|${channel}` : account);

/** Sums with further postings; what has come to zero is dropped. */
export function added(sums: Sums, postings: readonly Posting[]): Sums {
  const result = { ...sums };
  for (const posting of postings) {
    const key = keyOf(posting);
    result[key] = (result[key] ?? 0) + posting.fen;
    if (result[key] === 0) delete result[key];
  }
  return result;
}

/** The day on which an entry is booked now: today, or the day after the last sealed one. */
export function bookingDay({ sealedThrough }: Book, today: string, next: (day: string) => string): string {
  return sealedThrough !== undefined && today <= sealedThrough ? next(sealedThrough) : today;
}

/** An entry without what the book gives it. */
export type Draft = Omit<Entry, 'year' | 'book' | 'seq' | 'previous' | 'hash'>;

/**
 * Appends an entry: the next number, chained to the one before; on a new day the finished one is sealed.
 *
 * @returns the book as it then is, the numbered entry, and the seal of the day before when this entry begins a new one
 */
export function append(book: Book, draft: Draft): { book: Book; entry: Entry; seal?: DaySeal } {
  const seq = book.seq + 1;
  const numbered = { ...draft, year: book.year, book: book.name, seq, previous: book.hash };
  const hash = chained(book.hash, JSON.parse(JSON.stringify(numbered)));
  const sameDay = book.day === draft.bookedOn;
  const seal = sameDay ? undefined : sealOf(book, draft.at);
  return {
    book: {
      ...book,
      seq,
      hash,
      day: draft.bookedOn,
      dayFirst: sameDay ? book.dayFirst : seq,
      sums: added(sameDay ? book.sums : {}, draft.postings),
    },
    entry: { ...numbered, hash },
    ...(seal ? { seal } : {}),
  };
}

/** The seal of the book's current day; undefined where nothing was booked yet. */
export function sealOf(book: Book, at: DaySeal['sealedAt']): DaySeal | undefined {
  if (book.day === undefined || book.dayFirst === undefined) return undefined;
  const { year, name, day, dayFirst, seq, sums, hash } = book;
  return { year, book: name, day, first: dayFirst, last: seq, sums, hash, sealedAt: at };
}
