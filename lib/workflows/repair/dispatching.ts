import type * as z from 'zod';
import { asOf, type Loaded, maybe, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { isOnDuty, staff } from '../../registers/staff/contract.ts';
import type { Dispatch, Reason } from './inputs.ts';
import { callerParties, mustBeWorker } from './people.ts';
import { entered, residentCode } from './progress.ts';
import { mayDispatch } from './reception.ts';
import { type Base, type In, type Order, only, shapes } from './record.ts';
import { isRushing, type Response } from './response.ts';
import { canDo, neededSkill } from './vocabulary.ts';

/** The staff register's record as this slice reads it. */
type Staff = Loaded<NonNullable<(typeof staff)['record']>>;
type StaffReads = Readonly<Record<string, Read<Staff['record']>>>;
type StaffMaybe = Readonly<Record<string, Read<Staff['record'] | undefined>>>;

type AtDesk = 'registered' | 'rescheduled';
type Underway = 'dispatched' | 'accepted' | 'enRoute';

/**
 * The worker and his standbys. Looked at, not pinned: if he clocks off in this second he will not accept, and the next is asked.
 */
export function crewOf({ worker, standby }: z.infer<typeof Dispatch>): StaffReads {
  return { worker: asOf(staff, worker, 'worker'), ...Object.fromEntries(standby.map((person, at) => [`standby${at}`, asOf(staff, person, `standby.${at}`)])) };
}

/** Those who are asked when he does not take it; somebody who has left the register is passed over. */
export function standbyOf(_input: unknown, { order }: { readonly order: Order }): StaffMaybe {
  return Object.fromEntries(order.standby.map((person, at) => [`standby${at}`, maybe(asOf(staff, person))]));
}

/**
 * Sends a worker (派单), or another one instead.
 *
 * He must be on duty and able to do it; whether he is free is decided by the claim on his time when the repair is urgent.
 *
 * @throws DomainError `repair.dispatch-by-supervisor` for the front desk unless it is urgent, `repair.worker-off-duty`, `repair.worker-
 * unskilled`, `repair.rework-same-worker`,
 * `repair.standby-double`, and `repair.worker-busy` by the claim.
 */
export function dispatch(
  record: In<AtDesk | Underway>,
  input: z.infer<typeof Dispatch>,
  context: Context<Readonly<Record<string, Staff | undefined>>>,
): Outcome<In<'dispatched'>> {
  const { actor, now, project, reads } = context;
  if (!mayDispatch(record, actor)) forbid('repair.dispatch-by-supervisor');
  const { worker, standby } = input;
  if (new Set([worker, ...standby]).size <= standby.length) refuse('repair.standby-double', 'standby');
  for (const person of [worker, ...standby]) if (person === record.rework?.worker) forbid('repair.rework-same-worker', { worker: person });
  const chosen = reads['worker'] ?? refuse('repair.worker-off-duty', 'worker', { worker });
  for (const [at, person] of [worker, ...standby].entries()) {
    const known = at === 0 ? chosen : reads[`standby${at - 1}`];
    if (known && !canDo(known.record, record.category)) {
      refuse('repair.worker-unskilled', at === 0 ? 'worker' : `standby.${at - 1}`, {
        worker: known.record.name || person,
        skill: neededSkill(record.category),
      });
    }
  }
  if (!isOnDuty(chosen.record, now, project.timeZone)) refuse('repair.worker-off-duty', 'worker', { worker: chosen.record.name });
  const before = 'order' in record ? record.order : undefined;
  const order: Order = {
    worker,
    name: chosen.record.name,
    standby: [...standby],
    waitedSince: before?.waitedSince ?? record.since,
    sentAt: before?.sentAt ?? now,
    at: now,
    by: actor.person,
  };
  return {
    record: { ...entered(only(shapes.base, record), now), state: 'dispatched', order },
    notices: [...assigned(record, order), ...stoodDown(before, worker)],
  };
}

/**
 * Takes the order (接单).
 *
 * @throws DomainError `repair.not-your-order`, and `repair.worker-busy` by the claim when it came to him from the standby list.
 */
export function accept(record: In<'dispatched'>, _input: unknown, { actor, now, project }: Context): Outcome<In<'accepted'>> {
  mustBeWorker(record, actor);
  const { offered: _, ...order } = record.order;
  const accepted = { ...entered(only(shapes.base, record), now), state: 'accepted' as const, order: { ...order, acceptedAt: now } };
  return { record: accepted, notices: [onHisWay(accepted, project.timeZone)] };
}

function onHisWay(record: In<'accepted'>, zone: string): Notice {
  const due = formatLocal(arrivalDue(record), zone);
  const params = { worker: record.order.name, due, code: residentCode(record) };
  return { type: 'repair.accepted', to: { parties: callerParties(record) }, params, emergency: isRushing(record.response) };
}

/** By when somebody has to stand at the door (到达时限): 急修 30 minutes from the earliest urgent report, else the end of the agreed window, inclusive. */
export function arrivalDue({ response, limits }: Pick<Base, 'response' | 'limits'>): Instant {
  return response.kind === 'urgent' ? plus(response.urgency.since, { minutes: limits.urgent.arrival }) : response.window.to;
}

/** Does not take the order, with the reason; the next on the list is asked at once. @throws DomainError `repair.not-your-order`. */
export function decline(
  record: In<'dispatched' | 'accepted'>,
  input: z.infer<typeof Reason>,
  context: Context<Readonly<Record<string, Staff | undefined>>>,
): Outcome<In<'dispatched' | 'registered'>> {
  mustBeWorker(record, context.actor);
  return handedOn(record, context, input.reason);
}

/** Nobody accepted in time (超时未接): the clock asks the next on the list, and at its end gives the case back to the desk. */
export function passOn(
  record: In<'dispatched'>,
  _input: unknown,
  context: Context<Readonly<Record<string, Staff | undefined>>>,
): Outcome<In<'dispatched' | 'registered'>> {
  return handedOn(record, context, '超时未接单');
}

/** To the first standby who is on duty; without one, back to the desk with the head of engineering told. */
function handedOn(
  record: In<'dispatched' | 'accepted'>,
  context: Context<Readonly<Record<string, Staff | undefined>>>,
  reason: string,
): Outcome<In<'dispatched' | 'registered'>> {
  const { now, project, reads, actor } = context;
  const { order } = record;
  const next = order.standby.findIndex((_, at) => {
    const person = reads[`standby${at}`];
    return person !== undefined && isOnDuty(person.record, now, project.timeZone);
  });
  const [worker, name] = [order.standby[next], reads[`standby${next}`]?.record.name];
  const common = only(shapes.base, record);
  if (worker === undefined || name === undefined) {
    const back: In<'registered'> = { ...entered(common, now), state: 'registered' };
    return {
      record: back,
      notices: [
        { type: 'repair.returned', to: { positions: ['ENGM', 'CSM', 'FRONT'] }, params: { worker: order.name, reason }, emergency: isRushing(record.response) },
      ],
    };
  }
  const passed: Order = {
    worker,
    name,
    standby: order.standby.slice(next + 1),
    waitedSince: order.waitedSince,
    sentAt: order.sentAt,
    offered: true,
    at: now,
    by: actor.person,
  };
  return { record: { ...entered(common, now), state: 'dispatched', order: passed }, notices: [...assigned(record, passed), ...stoodDown(order, worker)] };
}

/** Leaves for the place (出发). @throws DomainError `repair.not-your-order`. */
export function depart(record: In<'accepted'>, _input: unknown, { actor, now }: Context): Outcome<In<'enRoute'>> {
  mustBeWorker(record, actor);
  return { record: { ...entered(only(shapes.accepted, record), now), state: 'enRoute', order: { ...record.order, departedAt: now } } };
}

function assigned(record: { readonly response: Response }, order: Order): readonly Notice[] {
  return [{ type: 'repair.assigned', to: { persons: [order.worker] }, emergency: isRushing(record.response) }];
}

/** Tells a worker that the order is no longer his. */
export function stoodDown(before: { readonly worker: string } | undefined, worker?: string): readonly Notice[] {
  return before && before.worker !== worker ? [{ type: 'repair.stoodDown', to: { persons: [before.worker] } }] : [];
}
