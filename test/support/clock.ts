import { afterEach } from 'vitest';
import { type Instant, instant, setClock } from '../../lib/kernel/clock.ts';

/** Sets business time for the rest of the test; real time comes back after it. */
export function timeIs(at: string): Instant {
  const set = instant(at);
  setClock(() => Date.parse(set));
  return set;
}

afterEach(() => setClock(Date.now));
