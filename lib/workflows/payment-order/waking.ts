import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { PaymentOrder } from './record.ts';

/** Pauses before the provider is asked again for an order whose answer is not on record, in minutes. */
const createMinutes: readonly number[] = [1, 2, 5, 15];
/** Pauses before the provider is asked whether an open order was paid: its callback may be lost. */
const pollMinutes: readonly number[] = [2, 8, 20, 60, 120, 240];
/** Pauses before the provider is asked again to close an order. */
const closeMinutes: readonly number[] = [1, 5, 30, 60, 120, 240];
/** After so many questions without an answer an order that is to end has ended; money that comes all the same is taken as late. */
export const mostCloseAsks = 12;
/** How often an order is handed to the provider before it is given up. */
export const mostAttempts = createMinutes.length;

const at = (pauses: readonly number[], n: number): number => pauses[n] ?? pauses.at(-1) ?? 60;

export const firstAskAt = (now: Instant): Instant => plus(now, { minutes: at(createMinutes, 0) });
export const attemptAskAt = (now: Instant, attempts: number): Instant => plus(now, { minutes: at(createMinutes, attempts - 1) });
export const pollAskAt = (now: Instant, asks: number): Instant => plus(now, { minutes: at(pollMinutes, asks) });
export const closeAskAt = (now: Instant, asks: number): Instant => plus(now, { minutes: at(closeMinutes, asks) });

/** The clocks of an order: its expiry, and the next question to the provider, so that whatever breaks in between, somebody asks. */
export function orderTimers(record: PaymentOrder, opened: Instant): readonly Timer[] {
  switch (record.state) {
    case 'creating':
      return [expiry(record, opened), wake('answer', opened, record.askAt, 'retry')];
    case 'open':
      return [expiry(record, opened), wake('poll', opened, record.askAt, 'poll')];
    case 'closing':
      return [wake('closing', opened, record.askAt, 'recheck')];
    case 'paid':
    case 'expired':
    case 'closed':
    case 'failed':
      return [];
  }
}

function expiry({ expiresAt }: PaymentOrder, opened: Instant): Timer {
  return { name: 'pay', from: opened, due: expiresAt, stages: [{ name: 'over', at: expiresAt, command: 'expire' }] };
}

function wake(name: string, from: Instant, due: Instant, command: string): Timer {
  return { name, from, due, stages: [{ name: command, at: due, command }] };
}
