import type * as z from 'zod';
import { asOf, type Loaded, order as ordered } from '../../cases/contract.ts';
import type { Context, Outcome, Part } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { repair } from './contract.ts';
import { arrivalDue, stoodDown } from './dispatching.ts';
import type { Absorption, Lowering, Merging, Raising, Rescheduling, Withdrawing } from './inputs.ts';
import type { Limits } from './limits.ts';
import { callerParties, householdsWord, isResident } from './people.ts';
import { entered, suspect } from './progress.ts';
import { type Base, callersOnRecord, type In, only, type Repair, shapes } from './record.ts';
import { absorbed, agreedWindow, isMissed, isRushing, movedTo, type Urgency, urgencyOf, type Window } from './response.ts';

/** States in which nobody has been there yet and the desk still decides how fast somebody goes. */
export const open = ['registered', 'rescheduled', 'dispatched', 'accepted', 'enRoute'] as const;
export type Open = (typeof open)[number];

/**
 * Makes an ordinary repair urgent (升级为急修): the drip has become a burst.
 *
 * The 30 minutes count from now; if it was urgent once and was lowered, or reached too late, they count from then: lowering and raising again
 * wins no time.
 *
 * @throws DomainError `repair.already-urgent`, and `repair.worker-busy` by the claim when its worker is on another urgent repair.
 */
export function raise<R extends In<Open>>(record: R, input: z.infer<typeof Raising>, { now, today }: Context): Outcome<R> {
  const { response } = record;
  if (response.kind === 'urgent') refuse('repair.already-urgent', undefined, {}, 'conflict');
  const { was } = response;
  const kept = was && (was.lowered || isLate(was, record.limits)) ? was : { since: now, on: today };
  const { since, on } = kept;
  const completeFrom = record.completeFrom < now ? record.completeFrom : now;
  return {
    record: { ...record, response: { kind: 'urgent', urgency: { danger: input.urgentKind, since, on } }, completeFrom, ...missedBy(record, now) },
    notices: [{ type: 'repair.raised', to: { persons: workersOf(record), positions: ['ENGM', 'CSM'] }, params: { reason: input.reason }, emergency: true }],
  };
}

/**
 * Takes the urgency away (急修降级) from what proved to be none; the visit is agreed like any other.
 *
 * It stays in K10 with its 30 minutes, and the project manager is told: else every late arrival would have been no emergency.
 *
 * @throws DomainError `repair.not-urgent` and the window's own.
 */
export function lower<R extends In<Open>>(record: R, input: z.infer<typeof Lowering>, context: Context): Outcome<R> {
  const { response, limits } = record;
  if (response.kind !== 'urgent') refuse('repair.not-urgent', undefined, {}, 'conflict');
  const { now, actor } = context;
  const window = agreedWindow(input.window, context);
  const late = now > plus(arrivalDue(record), { minutes: -Math.round(limits.urgent.arrival / 3) });
  const was = { ...response.urgency, lowered: { at: now, by: actor.person, reason: input.reason } };
  return {
    record: suspect({ ...record, response: { kind: 'appointed' as const, window, was }, completeFrom: window.to }, late && 'lateLowering'),
    notices: [{ type: 'repair.lowered', to: { persons: workersOf(record), positions: ['PM', 'CSM'] }, params: { reason: input.reason } }],
  };
}

function isLate({ since, reachedAt }: Urgency, { urgent }: Limits): boolean {
  return reachedAt !== undefined && reachedAt > plus(since, { minutes: urgent.arrival });
}

/** States in which no work has begun: the appointment may still move, and the caller may take it back. */
export const interruptible = [...open, 'nobodyHome', 'awaitingContact', 'arrived', 'paused'] as const;
type Interruptible = (typeof interruptible)[number];

/**
 * Agrees another appointment (改期). The old one stays missed when it had ended with nobody there.
 *
 * @throws DomainError `repair.urgent-not-movable`, `repair.word-needed`, `repair.work-begun`, and the window's own.
 */
export function reschedule(record: In<Interruptible>, input: z.infer<typeof Rescheduling>, context: Context): Outcome<In<'rescheduled'>> {
  householdsWord(input.word, context.actor);
  if (record.state === 'paused' && record.resumeTo === 'working') refuse('repair.work-begun', undefined, {}, 'conflict');
  const { now, project } = context;
  const window = agreedWindow(input.window, context);
  const params = { from: formatLocal(window.from, project.timeZone), to: formatLocal(window.to, project.timeZone), reason: input.reason };
  return {
    record: { ...appointedAnew(record, window, context), state: 'rescheduled' },
    notices: [
      { type: 'repair.rescheduled', to: { parties: callerParties(record), positions: ['CSM', 'ENGM'] }, params },
      ...stoodDown('order' in record ? record.order : undefined),
      ...(isMissed(record.response, waitedUntil(record, now)) ? [{ type: 'repair.windowMissed', to: { positions: ['PM'] as const } }] : []),
    ],
  };
}

/** The fields of a repair back at the desk with another window; the promise of completion moves with it unless we had missed the old one. */
export function appointedAnew(record: Base, window: Window, { now }: Pick<Context, 'now'>): Base {
  const missed = missedBy(record, now);
  return {
    ...entered(only(shapes.base, record), now),
    response: movedTo(record.response, window),
    reschedules: record.reschedules + 1,
    completeFrom: missed.windowMissed ? record.completeFrom : window.to,
    ...missed,
  };
}

/** Keeps that we failed an appointment which is about to be replaced. */
export function missedBy(record: Base, now: Instant): Pick<Base, 'windowMissed'> {
  return isMissed(record.response, waitedUntil(record, now)) ? { windowMissed: true } : {};
}

/** Up to when an appointment could be missed: while a pause lasted nobody was expected. */
export function waitedUntil({ pause }: Pick<Base, 'pause'>, now: Instant): Instant {
  return pause?.from ?? now;
}

/** The report it is merged into: looked at for its place; whether it can take one in it decides itself. */
export function survivor({ into }: z.infer<typeof Merging>) {
  return { into: asOf(repair, into, 'into') };
}

/** Two reports of one place, as they were written down. */
function samePlace(one: Base['place'], other: Base['place']): boolean {
  return 'unit' in one ? 'unit' in other && one.unit === other.unit : 'publicPlace' in other && one.publicPlace === other.publicPlace;
}

/**
 * Merges a duplicate into another report of the same fault (重复报修合并): that one keeps all callers and the earliest time, this one ends. One leak shows in the flat
 * below too; that two places have one fault is for the head of customer service to say, with the reason.
 *
 * @throws DomainError `repair.merge-self`, `repair.rework-not-merged` (a second attempt answers for the first), `repair.too-many-callers` when
 * the smaller one should be merged instead, `repair.merge-by-supervisor` and `repair.merge-reason` for different places.
 */
export function merge(
  record: In<'registered' | 'rescheduled' | 'dispatched'>,
  { into, reason }: z.infer<typeof Merging>,
  { actor, id, now, reads }: Context<{ into: Loaded<Repair> }>,
): Outcome<In<'merged'>> {
  if (into === id) refuse('repair.merge-self', 'into');
  if (!samePlace(record.place, reads.into.record.place)) {
    if (!holds(actor, 'CSM')) forbid('repair.merge-by-supervisor');
    if (reason === undefined) refuse('repair.merge-reason', 'reason');
  }
  if (record.rework) refuse('repair.rework-not-merged', undefined, {}, 'conflict');
  if (record.callerCount > callersOnRecord) refuse('repair.too-many-callers', 'into', { callers: record.callerCount }, 'conflict');
  const { callers, registeredAt, registeredOn, response } = record;
  const urgency = urgencyOf(response);
  return {
    record: { ...entered(only(shapes.base, record), now), state: 'merged', into, ended: { at: now, by: actor.person, ...(reason ? { note: reason } : {}) } },
    also: [ordered(repair, into, 'absorb', { from: id, callers, registeredAt, registeredOn, ...(urgency ? { urgency } : {}) })],
    notices: [{ type: 'repair.merged', to: { parties: callerParties(record) }, params: { into } }, ...stoodDown('order' in record ? record.order : undefined)],
  };
}

/** States in which a repair can take in a duplicate: until its work is finished. A fault that shows after that is a new one. */
export const absorbing = [...interruptible, 'quoted', 'quoteRefused', 'working', 'waitingParts', 'outsourced', 'developerWarranty'] as const;
type Absorbing = (typeof absorbing)[number];

/** States in which somebody is on his way or can be sent at once, or stands there now. */
const answering: readonly Absorbing[] = [...open, 'arrived', 'quoted', 'working'];

/**
 * Takes in a duplicate: all its callers, the earliest registration, and the earliest urgent report.
 *
 * @throws DomainError `repair.merge-unanswered` for an urgent duplicate when nobody is there or going: who came yesterday has not reached
 * today's burst.
 */
export function absorb<R extends In<Absorbing>>(record: R, input: z.infer<typeof Absorption>, { now }: Context): Outcome<R> {
  if (input.urgency && !input.urgency.lowered && !answering.includes(record.state)) refuse('repair.merge-unanswered', 'into', {}, 'conflict');
  const room = callersOnRecord - record.callers.length;
  const beyond = input.callers.slice(room);
  const first = record.registeredAt <= input.registeredAt ? record : input;
  const response = absorbed(record.response, input.urgency);
  const parts = beyond.map(
    (caller, at): Part => ({ kind: 'caller', id: String(record.callerCount + room + at + 1).padStart(6, '0'), data: { ...caller, from: input.from } }),
  );
  const completeFrom = response.kind === 'urgent' && response.urgency.since < record.completeFrom ? response.urgency.since : record.completeFrom;
  return {
    record: {
      ...record,
      callers: [...record.callers, ...input.callers.slice(0, room)],
      callerCount: record.callerCount + input.callers.length,
      registeredAt: first.registeredAt,
      registeredOn: first.registeredOn,
      response,
      completeFrom,
      ...missedBy(record, now),
      merged: [...(record.merged ?? []), input.from].slice(-50),
    },
    parts,
    notices: [
      {
        type: 'repair.absorbed',
        to: { persons: workersOf(record), positions: ['CSM'], parties: callerParties(record) },
        params: { from: input.from, callers: String(record.callerCount + input.callers.length) },
        emergency: isRushing(response),
      },
    ],
  };
}

function workersOf(record: object): readonly string[] {
  const { order } = record as { order?: { worker: string } };
  return order ? [order.worker] : [];
}

/** The desk, or one of the callers himself. */
export function mayWithdraw({ callers }: Pick<Base, 'callers'>, actor: Actor): boolean {
  return !isResident(actor) || callers.some(({ party }) => party === actor.party);
}

/**
 * The caller takes it back (撤销报修), himself or through the desk. An open pause stays on the record: nobody missed an appointment during it.
 * Before the 30 minutes are over a withdrawn urgent repair does not count in K10.
 *
 * @throws DomainError `repair.not-your-report`, `repair.other-callers` when neighbours wait for the same repair, `repair.word-needed`,
 * `repair.work-begun`.
 */
export function withdraw(record: In<Interruptible>, input: z.infer<typeof Withdrawing>, { actor, now }: Context): Outcome<In<'cancelled'>> {
  householdsWord(input.word, actor);
  if (!mayWithdraw(record, actor)) forbid('repair.not-your-report');
  if (record.callerCount > 1 && (isResident(actor) || !input.allCallersAgree))
    refuse('repair.other-callers', undefined, { callers: record.callerCount }, 'conflict');
  if (record.state === 'paused' && record.resumeTo === 'working') refuse('repair.work-begun', undefined, {}, 'conflict');
  const { order } = record as { order?: In<'accepted'>['order'] };
  const { until: _, ...kept } = record.state === 'arrived' || record.state === 'paused' ? only(shapes.anywhere, record) : only(shapes.base, record);
  return {
    record: { ...kept, since: now, state: 'cancelled', ended: { at: now, by: actor.person, note: input.reason } },
    notices: [{ type: 'repair.withdrawn', to: { persons: order ? [order.worker] : [], positions: ['CSM', 'ENGM'] }, params: { reason: input.reason } }],
  };
}
