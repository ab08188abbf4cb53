import * as z from 'zod';
import { type Instant, instant } from './clock.ts';
import type { CustomId } from './position.ts';

/**
 * The words every schema is made of. Each bounds its length, because a record has to stay far below the table's 400 KB, and
 * each refuses what cannot be stored or shown (lone surrogates, NUL).
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function printable(value: string): boolean {
  return value.isWellFormed() && !unprintable.test(value);
}

/** Free text of up to `max` characters, trimmed, in NFC; never empty. */
export function text(max: number): z.ZodType<string, string> {
  return z
    .string()
    .max(max)
    .refine(printable, { params: { code: 'request.text' } })
    .transform((value) => value.trim().normalize('NFC'))
    .pipe(z.string().min(1));
}

/** The beginning of a text, at most `max` UTF-16 units of it: a character of two units is not cut in half. */
export function shortened(value: string, max: number): string {
  const cut = value.slice(0, max);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Letters, digits and `. _ -`, 1–64 characters, NFC: what users may choose as an id. No `#`: it divides our keys. */
export const idPattern: RegExp = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** An id given by users (编号): project, unit, party, key set, person. */
export function id(): z.ZodType<string, string> {
  return z
    .string()
    .max(64)
    .refine((value) => value.isWellFormed() && idPattern.test(value.normalize('NFC')), { params: { code: 'request.id' } })
    .transform((value) => value.normalize('NFC'));
}

/** Id of a position of the company's own (自定义岗位): `X-` and up to 30 capital letters, digits and dashes. */
export function customId(): z.ZodType<CustomId> {
  return z.string().regex(/^X-[A-Z0-9][A-Z0-9-]{0,29}$/) as unknown as z.ZodType<CustomId>;
}

/** An instant with an offset, in; UTC, out. Years 1900–2999: beyond them a date is a slip of the finger, and sorts wrongly. */
export function instantText(): z.ZodType<Instant, string> {
  return z.iso
    .datetime({ offset: true })
    .refine((value) => Date.parse(value) >= earliest && Date.parse(value) < latest, { params: { code: 'request.instant' } })
    .transform((value) => instant(value));
}

const earliest = Date.UTC(1900, 0);
const latest = Date.UTC(3000, 0);

/** A stored instant. */
export function storedInstant(): z.ZodType<Instant> {
  return z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as z.ZodType<Instant>;
}

/** A civil day `YYYY-MM-DD` that exists. */
export function dateText(): z.ZodType<string, string> {
  return z.iso.date();
}

/** Money in integer fen (分), never negative, up to 1 000 000 000 yuan. */
export function fen(): z.ZodType<number, number> {
  return z.int().min(0).max(100_000_000_000);
}

/** A whole count from `min` to `max`. */
export function count(min: number, max: number): z.ZodType<number, number> {
  return z.int().min(min).max(max);
}

/** Area in dm² (1/100 ㎡, 平方分米), up to 1 000 000 ㎡. */
export function areaDm2(): z.ZodType<number, number> {
  return z.int().min(1).max(100_000_000);
}

/** The keys of a table of titles, as an enumeration takes them. */
export function keysOf<T extends object>(titles: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(titles) as [keyof T & string, ...(keyof T & string)[]];
}

/** A list of at most `max` entries. */
export function list<T extends z.ZodType>(entry: T, max: number): z.ZodArray<T> {
  return z.array(entry).max(max);
}
