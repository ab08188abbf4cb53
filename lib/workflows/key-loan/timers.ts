import type { Addressees } from '../../cases/notice.ts';
import { type Stage, share, type Timer, usualStages } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { hasOwner } from './loss.ts';
import type { Borrower, Handed, In, KeyLoan } from './record.ts';
import { decidersOf } from './rights.ts';

type Unlent = In<'requested' | 'awaitingApproval' | 'approved' | 'refused' | 'cancelled' | 'expired'>;
type Lent = Exclude<KeyLoan, Unlent>;

/** The clocks of a loan: approval and pickup before, return after, and what a loss or an emergency entry owes. */
export function loanTimers(record: KeyLoan): readonly Timer[] {
  switch (record.state) {
    case 'requested':
    case 'awaitingApproval':
    case 'approved':
    case 'refused':
    case 'cancelled':
    case 'expired':
      return [...approvalTimer(record), ...pickupTimer(record)];
    case 'out':
    case 'lost':
    case 'underReview':
    case 'returned':
    case 'lockReplaced':
    case 'writtenOff':
      return [...approvalTimer(record), returnTimer(record), ...lossTimers(record), ...emergencyTimers(record)];
  }
}

/** An approval is due within 24 hours: reminders at 50 and 90 %, then one position up, and after another day the request lapses. It is never granted by time. */
function approvalTimer(record: KeyLoan): readonly Timer[] {
  const { needs, requestedAt: from } = record;
  if (!needs) return [];
  const due = plus(from, { hours: 24 });
  const [decider] = decidersOf(needs);
  const positions = decider ? [decider] : [];
  const stages: readonly Stage[] = [
    { name: 'remind', at: share(from, due, 0.5), tell: { positions } },
    { name: 'warn', at: share(from, due, 0.9), tell: { positions } },
    { name: 'escalate', at: due, tell: { positions: ['PM'] } },
    { name: 'lapse', at: plus(due, { hours: 24 }), tell: { persons: [record.requestedBy] }, command: 'expire' },
  ];
  const decidedAt = 'approval' in record && record.approval ? record.approval.at : undefined;
  return [{ name: 'approval', from, due, stop: decidedAt ?? closedAt(record), stages }];
}

/** When a request ended without keys. */
function closedAt(record: KeyLoan): Instant | undefined {
  if (record.state === 'refused') return record.refusal.at;
  return record.state === 'cancelled' || record.state === 'expired' ? record.ended.at : undefined;
}

/** Keys that nobody fetches within 24 hours are free for others: the request lapses. */
function pickupTimer(record: Unlent): readonly Timer[] {
  if (record.state === 'awaitingApproval' || (record.needs && !('approval' in record && record.approval))) return [];
  const from = 'approval' in record && record.approval ? record.approval.at : record.requestedAt;
  const due = plus(from, { hours: 24 });
  return [
    { name: 'pickup', from, due, stop: closedAt(record), stages: [{ name: 'lapse', at: due, tell: { persons: [record.requestedBy] }, command: 'expire' }] },
  ];
}

/**
 * The return (归还): the borrower is reminded 30 minutes before; overdue begins at the due instant; two hours later it is the supervisor's, at 09:00 the next day
 * an incident for the project manager. A loss ends it, because its own clocks begin.
 */
function returnTimer(record: Lent): Timer {
  const { lentAt: from, dueAt: due, borrower, incidentAt } = record;
  const stages: readonly Stage[] = [
    { name: 'remind', at: plus(due, { minutes: -30 }), tell: borrowerTold(borrower) },
    { name: 'overdue', at: due, tell: { ...borrowerTold(borrower), positions: ['FRONT'] } },
    { name: 'escalate', at: plus(due, { hours: 2 }), tell: { positions: ['CSM'] } },
    { name: 'incident', at: incidentAt, tell: { positions: ['PM'] } },
  ];
  return { name: 'return', from, due, stop: lossOf(record)?.at ?? returnedAt(record), stages: stages.filter(({ at }) => at > from) };
}

/** An outsider has no inbox: the front desk calls him. */
function borrowerTold(borrower: Borrower): Addressees {
  switch (borrower.kind) {
    case 'staff':
      return { persons: [borrower.person] };
    case 'party':
      return { parties: [borrower.party] };
    case 'outsider':
      return { positions: ['FRONT'] };
  }
}

const endingOf = (record: Lent) => (record.state === 'underReview' ? record.ending : record.state === 'out' || record.state === 'lost' ? undefined : record);

/** The loss of a loan, whether or not it has been dealt with. */
export function lossOf(record: Lent): In<'lost'>['loss'] | undefined {
  return record.state === 'lost' ? record.loss : endingOf(record)?.loss;
}

/** When the last key was back in the cabinet. */
export function returnedAt(record: Lent): Instant | undefined {
  const ending = endingOf(record);
  return ending?.state === 'returned' ? ending.returnedAt : undefined;
}

/** When a loss was dealt with: new lock, cancelled card, or found. */
export function settledAt(record: Lent): Instant | undefined {
  const ending = endingOf(record);
  if (!ending) return undefined;
  return ending.state === 'returned' ? ending.found?.at : ending.settled.at;
}

/** A loss: the owner told within 2 hours, the lock changed within 24. Neither waits for anybody. */
function lossTimers(record: Lent): readonly Timer[] {
  const loss = lossOf(record);
  if (!loss) return [];
  const [toldBy, changedBy, settled] = [plus(loss.at, { hours: 2 }), plus(loss.at, { hours: 24 }), settledAt(record)];
  const tellOwner: Timer = {
    name: 'tellOwner',
    from: loss.at,
    due: toldBy,
    stop: loss.told?.at ?? settled,
    stages: usualStages(loss.at, toldBy, { remind: { positions: ['FRONT'] }, warn: { positions: ['CSM'] }, breach: { positions: ['CSM', 'PM'] } }),
  };
  const lockChange: Timer = {
    name: 'lockChange',
    from: loss.at,
    due: changedBy,
    stop: settled,
    stages: usualStages(loss.at, changedBy, { remind: { positions: ['FRONT', 'ENGM'] }, warn: { positions: ['CSM', 'ENGM'] }, breach: { positions: ['PM'] } }),
  };
  return [...(hasOwner(record) ? [tellOwner] : []), lockChange];
}

/** An emergency entry owes a report and a judgement within 24 hours, whatever has become of the keys. */
function emergencyTimers({ emergency, lentAt: from, borrower }: Handed): readonly Timer[] {
  if (!emergency) return [];
  const due = plus(from, { hours: 24 });
  const entered = { persons: [...(borrower.kind === 'staff' ? [borrower.person] : []), emergency.second.person] };
  return [
    {
      name: 'report',
      from,
      due,
      stop: emergency.report?.at,
      stages: usualStages(from, due, { remind: entered, warn: { ...entered, positions: ['CSM'] }, breach: { positions: ['PM'] } }),
    },
    {
      name: 'ratify',
      from,
      due,
      stop: emergency.decision?.at,
      stages: [
        { name: 'remind', at: share(from, due, 0.5), tell: { positions: ['PM'] } },
        { name: 'warn', at: share(from, due, 0.9), tell: { positions: ['PM'] } },
        { name: 'breach', at: due, tell: { positions: ['HQ-PROJ'] } },
      ],
    },
  ];
}
