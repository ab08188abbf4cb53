import type { Addressees } from '../../cases/notice.ts';
import { type Stage, share, type Timer, usualStages } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { Position } from '../../kernel/position.ts';
import { arrivalDue } from './dispatching.ts';
import { completionDue, isPaused } from './progress.ts';
import type { Repair } from './record.ts';
import { reachedAt } from './response.ts';

/**
 * The time limits of a repair (时限).
 *
 * | timer | from → due | stops at | stages |
 * |---|---|---|---|
 * | `dispatch` | at the desk → 5 / 15 min | dispatch | warn, breach: ENGM, CSM |
 * | `accept` | dispatch → 5 / 30 min | acceptance | remind the worker; breach: the next on the list |
 * | `arrival` (急修, R073, K10) | earliest urgent report → 30 min | first arrival | 10, 20, 30 min; no pause, no delay |
 * | `arrival` (预约, R074, K11) | window → its end, inclusive | first arrival | worker, ENGM, CSM |
 * | `urgentArrival` | what was urgent once → its 30 min | first arrival | none: it only keeps the verdict |
 * | `completion` | agreed arrival → 1 / 3 days and the pauses | finish | 50 %, 80 %, 100 % |
 * | `followUp` | a state that waits for somebody → the promise, else a day | leaving it | breach, a day later PM |
 * | `visit` | signature → 48 h | visit | FRONT, CSM |
 *
 * When the case has ended, what was still in time is dropped and what was late stays late.
 */
export function timers(record: Repair): readonly Timer[] {
  const all = [
    dispatchTimer(record),
    acceptTimer(record),
    arrivalTimer(record),
    urgentArrival(record),
    completion(record),
    followUp(record),
    visitTimer(record),
  ];
  return all.filter((timer) => timer !== undefined).flatMap((timer) => ('ended' in record ? atEnd(timer, record.ended.at) : [timer]));
}

function atEnd(timer: Timer, ended: Instant): readonly Timer[] {
  if (timer.stop !== undefined) return [timer];
  return timer.paused || ended <= timer.due ? [] : [{ ...timer, stop: ended }];
}

const workerOf = (record: Repair): string | undefined => ('order' in record ? record.order?.worker : undefined);

const isUrgent = ({ response }: Repair): boolean => response.kind === 'urgent';

/** The limits of sending somebody are shown until he has arrived. */
const sending: readonly Repair['state'][] = ['dispatched', 'accepted', 'enRoute', 'arrived'];

function dispatchTimer(record: Repair): Timer | undefined {
  const { limits, response, state } = record;
  const order = 'order' in record && sending.includes(state) ? record.order : undefined;
  if (!order && state !== 'registered' && state !== 'rescheduled') return undefined;
  const waited = order?.waitedSince ?? record.since;
  const from = response.kind === 'urgent' && response.urgency.since > waited ? response.urgency.since : waited;
  const due = plus(from, { minutes: isUrgent(record) ? limits.urgent.dispatch : limits.dispatch });
  const tell: Addressees = { positions: isUrgent(record) ? ['ENGM', 'CSM', 'FRONT'] : ['CSM', 'ENGM'] };
  const stages: readonly Stage[] = [
    { name: 'warn', at: share(from, due, 0.8), tell },
    { name: 'breach', at: due, tell },
  ];
  return { name: 'dispatch', from, due, stop: order?.sentAt, stages, urgent: isUrgent(record) };
}

function acceptedAt(record: Repair): Instant | undefined {
  return record.state === 'accepted' || record.state === 'enRoute' || record.state === 'arrived' ? record.order.acceptedAt : undefined;
}

function acceptTimer(record: Repair): Timer | undefined {
  const order = 'order' in record && sending.includes(record.state) ? record.order : undefined;
  if (!order) return undefined;
  const { at: from, worker } = order;
  const due = plus(from, { minutes: isUrgent(record) ? record.limits.urgent.accept : record.limits.accept });
  const stages: readonly Stage[] = [
    { name: 'remind', at: share(from, due, 0.5), tell: { persons: [worker] } },
    { name: 'breach', at: due, command: 'passOn' },
  ];
  return { name: 'accept', from, due, stop: acceptedAt(record), stages, urgent: isUrgent(record) };
}

/** States in which somebody is expected at the door. */
const expecting: readonly Repair['state'][] = ['registered', 'rescheduled', 'dispatched', 'accepted', 'enRoute', 'paused', 'cancelled'];

function arrivalTimer(record: Repair): Timer | undefined {
  const { response } = record;
  const stop = reachedAt(response);
  if (stop === undefined && !expecting.includes(record.state)) return undefined;
  const due = arrivalDue(record);
  if (response.kind === 'urgent') {
    const { since } = response.urgency;
    return { name: 'arrival', from: since, due, stop, stages: urgentLadder(since, due, workerOf(record)), urgent: true, postponable: false };
  }
  const { from } = response.window;
  const paused = record.pause !== undefined && record.pause.from <= due;
  const worker = workerOf(record);
  const tell = {
    remind: { persons: [worker] },
    warn: { persons: [worker], positions: ['ENGM'] },
    breach: { persons: [worker], positions: ['ENGM', 'CSM'] },
  } as const;
  return { name: 'arrival', from, due, stop, stages: usualStages(from, due, tell), paused };
}

/** 10, 20 and 30 minutes of thirty: who is on it, then the head of engineering, then the project manager. */
function urgentLadder(since: Instant, due: Instant, worker: string | undefined): readonly Stage[] {
  return [
    { name: 'remind', at: share(since, due, 1 / 3), tell: { persons: [worker], positions: ['ENGM', 'CSM'] } },
    { name: 'warn', at: share(since, due, 2 / 3), tell: { persons: [worker], positions: ['ENGM'] } },
    { name: 'breach', at: due, tell: { positions: ['PM', 'ENGM', 'CSM'] } },
  ];
}

/** Lowered, or met by a closed door and appointed anew: the 30 minutes are judged all the same. */
function urgentArrival({ response, limits, state }: Repair): Timer | undefined {
  if (response.kind === 'urgent' || !response.was || state === 'merged') return undefined;
  const { since, reachedAt: atDoor } = response.was;
  const stop = atDoor ?? response.window.reachedAt;
  return { name: 'urgentArrival', from: since, due: plus(since, { minutes: limits.urgent.arrival }), stop, stages: [], postponable: false };
}

function completion(record: Repair): Timer | undefined {
  const finish = 'finish' in record ? record.finish : undefined;
  if (record.state === 'developerWarranty' || finish?.doneBy === 'developer') return undefined;
  if ('ended' in record && !finish) return undefined;
  const { completeFrom: from } = record;
  const due = completionDue(record);
  const worker = workerOf(record);
  const tell = {
    remind: { persons: [worker] },
    warn: { persons: [worker], positions: ['ENGM'] },
    breach: { persons: [worker], positions: ['ENGM', 'PM'] },
  } as const;
  return { name: 'completion', from, due, stop: finish?.at, stages: usualStages(from, due, tell), paused: isPaused(record) };
}

/** Whom the clock asks when a waiting state has waited too long; so none is forgotten. Where nothing stands here it is the desk. */
const asked: Partial<Record<Repair['state'], { readonly worker?: true; readonly positions: readonly Position[] }>> = {
  quoted: { positions: ['FRONT'] },
  waitingParts: { worker: true, positions: ['WH', 'ENGM'] },
  paused: { worker: true, positions: ['ENGM'] },
  outsourced: { positions: ['ENGM'] },
  developerWarranty: { positions: ['ENGM'] },
  finished: { worker: true, positions: ['FRONT'] },
  awaitingPayment: { positions: ['CASHIER', 'CSM'] },
};

function waitingFor(record: Repair): Addressees {
  const { worker, positions } = asked[record.state] ?? { positions: ['FRONT', 'CSM'] };
  return { persons: worker ? [workerOf(record)] : [], positions };
}

function followUp(record: Repair): Timer | undefined {
  const { since: from, until: due } = record;
  if (due === undefined) return undefined;
  const stages: readonly Stage[] = [
    { name: 'breach', at: due, tell: waitingFor(record) },
    { name: 'escalate', at: plus(due, { hours: 24 }), tell: { positions: ['PM', 'CSM'] } },
  ];
  return { name: 'followUp', from, due, stages, postponable: true };
}

function visitTimer(record: Repair): Timer | undefined {
  if (!('signature' in record) || !record.signature || record.visitDueAt === undefined) return undefined;
  const { at: from } = record.signature;
  const due = record.visitDueAt;
  const stop = 'visit' in record ? record.visit?.at : undefined;
  const tell = { remind: { positions: ['FRONT'] }, warn: { positions: ['FRONT', 'CSM'] }, breach: { positions: ['CSM', 'PM'] } } as const;
  return { name: 'visit', from, due, stop, stages: usualStages(from, due, tell) };
}
