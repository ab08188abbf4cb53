import type { Desk } from '../cases/desk.ts';
import { civilDate, endOfDay, formatLocal } from '../kernel/calendar.ts';
import { type Instant, instant, msBetween, now, realSeconds } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { companyZone } from '../kernel/project-policy.ts';
import { guessKey } from '../table/keys.ts';
import type { Guess } from './search-words.ts';

/**
 * How often one person may look for people by a number (电话、证件、车牌): enough for the busiest counter, too little to try numbers out one after the other. The last four digits
 * may also be a room number, so there is more of them; all ten thousand are still out of reach.
 */
const most: Readonly<Record<Guess, { readonly hour: number; readonly day: number }>> = { whole: { hour: 60, day: 300 }, end: { hour: 200, day: 1000 } };

/** Counters are of no use after their day. */
const keptSeconds = 3 * 24 * 3600;

/**
 * Counts a search for a number before anything is looked up: after the last one allowed no further question reaches the table.
 *
 * @throws DomainError `search.too-many` with the time from which it is possible again
 */
export async function countGuess(desk: Desk, person: string, guess: Guess | undefined): Promise<void> {
  if (guess === undefined) return;
  const at = now();
  const { hour, day } = most[guess];
  const today = civilDate(at, companyZone);
  const clock = formatLocal(at, companyZone).slice(11, 13);
  const refuse = (until: Instant): DomainError => {
    const detail = { hour, day, until: formatLocal(until, companyZone), retryAfterSeconds: Math.max(1, Math.ceil(msBetween(at, until) / 1000)) };
    return new DomainError('too-many', 'search.too-many', detail);
  };
  const count = (period: string) => desk.table.nextNumber(guessKey(desk.company, person, guess, period), realSeconds() + keptSeconds);
  // What is refused by the hour does not use up the day.
  if ((await count(`${today}T${clock}`)) > hour) throw refuse(nextHour(at));
  if ((await count(today)) > day) throw refuse(endOfDay(today, companyZone));
}

const nextHour = (at: Instant): Instant => instant((Math.floor(Date.parse(at) / 3_600_000) + 1) * 3_600_000);
