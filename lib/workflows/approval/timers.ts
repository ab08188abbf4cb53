import { type Stage, share, type Timer } from '../../cases/timer.ts';
import { plus } from '../../kernel/clock.ts';
import { superiorOf } from '../../kernel/position.ts';
import type { Approval, In } from './record.ts';
import { canRise } from './rules.ts';
import { awaited } from './signing.ts';

/** Minutes until a verdict that has not reached its case is carried again; doubled each time, up to a day. */
const carryMinutes = 10;
const mostDoublings = 7;

/**
 * The time limits of an approval (时限). A timeout asks, raises and at last ends without effect: it never signs.
 *
 * | timer | from → due | stages |
 * |---|---|---|
 * | `signature` | the stage opens, or rises → its hours (24) | 50 %, 90 %: those who are asked; at the end one position higher is asked as well |
 * | `validity` | the request → 7 days | a day before: all concerned; at the end it expires |
 * | `carry` | the verdict → 10 min, doubling | the carrier is told again, until the case has heard of it |
 */
export function timers(record: Approval): readonly Timer[] {
  switch (record.state) {
    case 'pending':
      return [signature(record), validity(record)];
    case 'decided':
      return [carry(record)];
    case 'executed':
    case 'notExecuted':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return [];
  }
}

function signature(record: In<'pending'>): Timer {
  const { since: from } = record;
  const due = plus(from, { hours: record.stages[record.stage]?.hours ?? 24 });
  const asked = awaited(record);
  const above = asked.map(superiorOf).filter((position) => position !== undefined);
  const stages: readonly Stage[] = [
    { name: 'remind', at: share(from, due, 0.5), tell: { positions: asked } },
    { name: 'warn', at: share(from, due, 0.9), tell: { positions: asked } },
    { name: 'breach', at: due, tell: { positions: [...asked, ...above] }, ...(canRise(record) ? { command: 'escalate' } : {}) },
  ];
  return { name: 'signature', from, due, stages };
}

function validity(record: In<'pending'>): Timer {
  const { requestedAt: from, expiresAt: due, requester } = record;
  const stages: readonly Stage[] = [
    { name: 'warn', at: plus(due, { hours: -24 }), tell: { persons: [requester], positions: awaited(record) } },
    { name: 'end', at: due, command: 'expire' },
  ];
  return { name: 'validity', from, due, stages };
}

function carry({ carriedAt: from, attempt }: In<'decided'>): Timer {
  const due = plus(from, { minutes: carryMinutes * 2 ** Math.min(attempt, mostDoublings) });
  return { name: 'carry', from, due, stages: [{ name: 'again', at: due, command: 'carryOn' }], urgent: true };
}
