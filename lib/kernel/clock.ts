/**
 * The clock of business time (业务时钟).
 *
 * Rules never ask it: time reaches them through their context. Only the edges read it, and the local cloud and tests may move it,
 * because a thirty-minute limit has to be tried without waiting thirty minutes. Tokens, signatures and TTL use the real clock instead.
 */

declare const instantBrand: unique symbol;

/** A UTC instant as ISO 8601 with milliseconds and `Z`; sorts as text. */
export type Instant = string & { readonly [instantBrand]: true };

let source: () => number = Date.now;

/** Replaces the source of business time; the local cloud and tests travel with it. */
export function setClock(next: () => number): void {
  source = next;
}

/** The current business time. */
export function now(): Instant {
  return instant(source());
}

/** Real seconds since the epoch, which nobody moves: for what machines keep (TTL, cursors), never for business. */
export function realSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Milliseconds since the epoch, or any ISO 8601 text with an offset, as an instant. @throws RangeError for anything else. */
export function instant(at: number | string): Instant {
  return new Date(at).toISOString() as Instant;
}

/** Length of time; parts add up. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly ms?: number;
}

/** `at` moved by exact time (a day is 24 hours). Civil days are in `calendar.ts`. */
export function plus(at: Instant, { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }: Duration): Instant {
  return instant(Date.parse(at) + ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000 + ms);
}

/** Milliseconds from `a` to `b`; negative when `b` is earlier. */
export function msBetween(a: Instant, b: Instant): number {
  return Date.parse(b) - Date.parse(a);
}
