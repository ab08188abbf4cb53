import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { addDays, endOfDay, formatLocal, parseCivilDate } from '../../kernel/calendar.ts';
import { type Instant, msBetween, plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Arriving, Diagnosis, Finishing, Materials, Pausing, Reason, Waiting } from './inputs.ts';
import { callerParties, isWorkerOrHead, mustBeWorker } from './people.ts';
import { completionDue, entered, residentCode, suspect, tomorrow } from './progress.ts';
import { type Base, type In, only, shapes } from './record.ts';
import { isRushing, reached } from './response.ts';
import type { Open } from './triage.ts';
import { pauseReasons } from './vocabulary.ts';

/** A device's clock may be off by this much before it looks odd. */
const deviceToleranceMs = 5 * 60_000;

/** Somebody is at the door: the evidence he has, and what is odd about it. The server's time counts, whatever the device says. */
function atTheDoor<B extends Base>(
  record: B,
  { placeCode, residentCode: code, deviceClaimedAt }: Arriving,
  { now, actor }: Context,
): { record: B; arrival: In<'arrived'>['arrival'] } {
  const right = code !== undefined && code === residentCode(record);
  const arrival = {
    at: now,
    evidence: right ? ('residentCode' as const) : placeCode === undefined ? ('none' as const) : ('placeCode' as const),
    ...(placeCode === undefined ? {} : { placeCode }),
    ...(deviceClaimedAt === undefined ? {} : { deviceAt: deviceClaimedAt }),
  };
  const odd = suspect(
    record,
    code === undefined && placeCode === undefined && 'noCode',
    code !== undefined && !right && 'wrongCode',
    deviceClaimedAt !== undefined && Math.abs(msBetween(deviceClaimedAt, now)) > deviceToleranceMs && 'deviceClock',
  );
  const workers = [...odd.workers.filter((person) => person !== actor.person), actor.person].slice(-10);
  return { arrival, record: { ...odd, response: reached(odd.response, now), journeys: odd.journeys + 1, workers } };
}

/**
 * Arrives (到达): the arrival limit stops here.
 *
 * The place's code or the resident's shows that he is there. Without one, or with a wrong one, he is believed and the arrival is marked: a
 * refused entry would only teach people to enter something.
 *
 * @throws DomainError `repair.not-your-order`.
 */
export function arrive(record: In<'accepted' | 'enRoute'>, input: Arriving, context: Context): Outcome<In<'arrived'>> {
  mustBeWorker(record, context.actor);
  const { record: there, arrival } = atTheDoor(only(shapes.accepted, record), input, context);
  return { record: { ...entered(there, context.now), state: 'arrived', arrival } };
}

/**
 * Nobody opens (无人在家). He was there, so the arrival counts; after the second time the desk has to reach the caller first (待联系).
 *
 * @throws DomainError `repair.not-your-order`, `repair.absence-early` before the agreed window begins: nobody has to wait at home for us then.
 */
export function reportAbsence(record: In<'accepted' | 'enRoute'>, input: Arriving, context: Context): Outcome<In<'nobodyHome' | 'awaitingContact'>> {
  mustBeWorker(record, context.actor);
  const { now, project } = context;
  const { response } = record;
  if (response.kind === 'appointed' && now < response.window.from)
    refuse('repair.absence-early', undefined, { from: formatLocal(response.window.from, project.timeZone) }, 'conflict');
  const { record: there } = atTheDoor(only(shapes.base, record), input, context);
  const absences = record.absences + 1;
  const waiting = { ...entered(there, now, { pause: 'owner', until: tomorrow(now) }), absences };
  return {
    record: absences < 2 ? { ...waiting, state: 'nobodyHome' } : { ...waiting, state: 'awaitingContact' },
    notices: [{ type: 'repair.nobodyHome', to: { parties: callerParties(record), positions: ['FRONT', 'CSM'] }, params: { times: String(absences) } }],
  };
}

/**
 * Finds out what is wrong (诊断). Warranty and common parts are worked on at once; what the household pays waits for a quote.
 *
 * Only the head of engineering makes a paid repair free of charge. A repair that is not small gets the longer promise, unless the short one is
 * broken already.
 *
 * @throws DomainError `repair.not-your-order`, `repair.free-by-head`, `repair.public-not-paid`.
 */
export function diagnose(record: In<'arrived'>, input: z.infer<typeof Diagnosis>, { actor, now }: Context): Outcome<In<'arrived' | 'working'>> {
  if (!isWorkerOrHead(record, actor)) mustBeWorker(record, actor);
  const payer = input.payer ?? record.payer;
  if (payer === 'paid' && 'publicPlace' in record.place) refuse('repair.public-not-paid', 'payer');
  if (record.payer === 'paid' && payer !== 'paid' && !holds(actor, 'ENGM')) forbid('repair.free-by-head');
  const longer = !input.small && now <= completionDue(record);
  const found = { ...record, payer, finding: input.finding, completeDays: longer ? record.limits.otherDays : record.completeDays };
  if (payer === 'paid') return { record: found };
  return { record: { ...entered(only(shapes.onSite, found), now), state: 'working' } };
}

const mostMaterials = 20;

/** Books material used (领料). @throws DomainError `repair.not-your-order`, `repair.too-many-materials`. */
export function bookMaterials(record: In<'working'>, { materials }: z.infer<typeof Materials>, { actor }: Context): Outcome<In<'working'>> {
  if (!isWorkerOrHead(record, actor)) mustBeWorker(record, actor);
  const all = [...(record.materials ?? []), ...materials];
  if (all.length > mostMaterials) refuse('repair.too-many-materials', 'materials', { limit: mostMaterials });
  return { record: { ...record, materials: all } };
}

/**
 * Waits for a part (等待配件); the household sees which and until when. Again with another day when it is late.
 *
 * @throws DomainError `repair.not-your-order`, `repair.promise-past`, `repair.promise-far`.
 */
export function wait(
  record: In<'working' | 'waitingParts'>,
  input: z.infer<typeof Waiting>,
  { actor, now, today, project }: Context,
): Outcome<In<'waitingParts'>> {
  if (!isWorkerOrHead(record, actor)) mustBeWorker(record, actor);
  const until = promisedUntil(input.promisedOn, today, project.timeZone);
  return {
    record: { ...entered(only(shapes.onSite, record), now, { pause: 'parts', until }), state: 'waitingParts', ...input },
    notices: [
      { type: 'repair.partsAwaited', to: { parties: callerParties(record), positions: ['WH', 'ENGM'] }, params: { part: input.part, date: input.promisedOn } },
    ],
  };
}

/** Nobody can promise for longer than this; a household would wait for a slip of the pen. */
const farthestDays = 180;

/** The end of a promised day (承诺日期). @throws DomainError `repair.promise-past` for a day that is over, `repair.promise-far` for one beyond 180 days. */
export function promisedUntil(promisedOn: string, today: string, zone: string): Instant {
  if (promisedOn < today) refuse('repair.promise-past', 'promisedOn');
  const latest = addDays(parseCivilDate(today), farthestDays);
  if (promisedOn > latest) refuse('repair.promise-far', 'promisedOn', { latest });
  return endOfDay(parseCivilDate(promisedOn), zone);
}

/**
 * Pauses with a reason of the closed list (暂停), until tomorrow unless it says when; a long one is approved first (`pauseApproval`). While the 30 minutes of an
 * urgent repair run there is none.
 *
 * @throws DomainError `repair.urgent-no-pause`, `repair.until-past`, `repair.until-far`.
 */
export function pause(record: In<Open | 'arrived' | 'working'>, input: z.infer<typeof Pausing>, { now, project }: Context): Outcome<In<'paused'>> {
  if (isRushing(record.response)) refuse('repair.urgent-no-pause', undefined, {}, 'conflict');
  if (input.until && input.until <= now) refuse('repair.until-past', 'until');
  if (input.until && input.until > plus(now, { days: farthestDays })) refuse('repair.until-far', 'until', { days: farthestDays });
  const until = input.until ?? tomorrow(now);
  const begun = record.state === 'arrived' || record.state === 'working';
  const kept = begun ? only(shapes.onSite, record) : only(shapes.base, record);
  const params = { reason: pauseReasons[input.reason], until: formatLocal(until, project.timeZone) };
  return {
    record: { ...entered(kept, now, { pause: input.reason, until }), state: 'paused', resumeTo: begun ? record.state : 'desk', note: input.note },
    notices: [{ type: 'repair.paused', to: { parties: callerParties(record), positions: ['CSM', 'ENGM'] }, params }],
  };
}

/**
 * Goes on (恢复) with the visit or the work that was interrupted; a repair that was paused before anybody came goes back to the desk with its
 * appointment, or with another
 * one by `reschedule` when that is over.
 *
 * @throws DomainError `repair.reschedule-first` when the agreed window is over.
 */
export function resume(record: In<'waitingParts' | 'paused'>, _input: unknown, { now }: Context): Outcome<In<'working' | 'arrived' | 'registered'>> {
  if (record.state === 'waitingParts') return { record: { ...entered(only(shapes.onSite, record), now), state: 'working' } };
  const { order, arrival, resumeTo, response } = record;
  if (resumeTo !== 'desk' && order && arrival) return { record: { ...entered({ ...only(shapes.anywhere, record), order, arrival }, now), state: resumeTo } };
  if (response.kind === 'appointed' && response.window.to <= now) refuse('repair.reschedule-first', undefined, {}, 'conflict');
  return { record: { ...entered(only(shapes.base, record), now), state: 'registered' } };
}

/** Whoever finishes within this time of arriving has either been lucky or not been there. */
const hastyMs = 60_000;

/** The work is done (完工). @throws DomainError `repair.not-your-order`, `repair.quote-first` when the household pays and has not agreed. */
export function finish(record: In<'working'>, { result }: z.infer<typeof Finishing>, { actor, now, today }: Context): Outcome<In<'finished'>> {
  mustBeWorker(record, actor);
  mustBeAgreed(record);
  const hasty = msBetween(record.arrival.at, now) <= hastyMs;
  const done = { at: now, by: actor.person, on: today, doneBy: 'worker' as const, result };
  return {
    record: { ...suspect(entered(only(shapes.onSite, record), now, { until: tomorrow(now) }), hasty && 'hastyFinish'), state: 'finished', finish: done },
    notices: [{ type: 'repair.finished', to: { parties: callerParties(record) }, params: { result } }],
  };
}

/** Nothing the household pays is done without its yes (先报价后施工). @throws DomainError `repair.quote-first`. */
export function mustBeAgreed({ payer, quote }: Pick<In<'paused'>, 'payer' | 'quote'>): void {
  if (payer === 'paid' && !quote?.agreed) refuse('repair.quote-first', undefined, {}, 'conflict');
}

/**
 * Not done after all (复工): the household shows what is left before it signs. The promise of completion runs on.
 *
 * @throws DomainError `repair.not-ours` when another firm did it.
 */
export function redo(record: In<'finished'>, _input: z.infer<typeof Reason>, { now }: Context): Outcome<In<'working'>> {
  const { order, arrival } = record;
  if (record.finish.doneBy !== 'worker' || !order || !arrival) refuse('repair.not-ours', undefined, {}, 'conflict');
  return { record: { ...entered(only(shapes.onSite, { ...record, order, arrival }), now), state: 'working' } };
}
