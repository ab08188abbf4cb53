import type { Loaded, Read } from '../../cases/contract.ts';
import { asOf } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { repair } from './contract.ts';
import type { Reception, Registration, Rework } from './inputs.ts';
import { limitsOf } from './limits.ts';
import { callerParties, isResident } from './people.ts';
import type { Base, Caller, In, Repair } from './record.ts';
import { agreedWindow, isRushing, type Response } from './response.ts';
import { categories, type Payer } from './vocabulary.ts';

/**
 * What a report names: the unit, the caller's party, the repair it does again. Looked at, not pinned: a unit's record is what every
 * clerk reads, and a change of owner in this second changes nothing about the leak.
 */
export function namedIn({ unit: home, caller, reworkOf }: Registration): Readonly<Record<string, Read>> {
  return {
    ...(home ? { unit: asOf(unit, home, 'unit') } : {}),
    ...(caller?.unit ? { callerUnit: asOf(unit, caller.unit, 'caller.unit') } : {}),
    ...(caller?.party ? { party: asOf(party, caller.party, 'caller.party') } : {}),
    ...(reworkOf ? { reworkOf: asOf(repair, reworkOf, 'reworkOf') } : {}),
  };
}

/**
 * Registers a report (受理报修), day and night (R072).
 *
 * An urgent one (急修) has no window, because somebody leaves at once; any other has one, because that is what K11 measures. A household's report is
 * paid unless staff know better, and nothing is charged before a quote was agreed.
 *
 * @throws DomainError `repair.place-required`, `repair.place-twice`, `repair.urgent-kind-required`, `repair.urgent-kind-idle`, `repair.urgent-
 * has-window`,
 * `repair.window-required` and the window's own, `repair.caller-required`, `repair.anonymous-name`, `repair.caller-not-you`, `repair.source-
 * app`, `repair.payer-by-desk`,
 * `repair.public-not-paid`, `repair.rework-mismatch`.
 */
export function register(input: Registration, context: Context): Outcome<In<'registered'>> {
  const { now, today, project } = context;
  const callers = callersOf(input, context);
  const response = responseOf(input, context);
  const limits = limitsOf(project);
  const record: In<'registered'> = {
    state: 'registered',
    place: placeOf(input),
    category: input.category,
    description: input.description,
    source: sourceOf(input, context),
    payer: payerOf(input, context),
    permissionToEnter: input.permissionToEnter ?? false,
    callers,
    callerCount: callers.length,
    registeredAt: now,
    registeredOn: today,
    response,
    limits,
    completeFrom: response.kind === 'urgent' ? now : response.window.to,
    completeDays: limits.smallDays,
    since: now,
    journeys: 0,
    absences: 0,
    reschedules: 0,
    workers: [],
    ...reworkOf(input, context),
  };
  return { record, notices: registrationNotices(record) };
}

/** Registers what came in earlier as something else (转入): whoever asked before he reported has waited since then. */
export function receive({ receivedAt, receivedOn, ...input }: Reception, context: Context): Outcome<In<'registered'>> {
  return register(input, { ...context, now: receivedAt, today: receivedOn });
}

/** Opens the second attempt after a dissatisfied visit (返修): the same household and fault, and never the same worker. */
export function registerRework(input: Rework, context: Context): Outcome<In<'registered'>> {
  const { of, worker, window, callers, callerCount, unit: home, publicPlace, ...told } = input;
  const { now, today, project } = context;
  const limits = limitsOf(project);
  const agreed = agreedWindow(window, context);
  const record: In<'registered'> = {
    state: 'registered',
    ...told,
    place: placeOf({ unit: home, publicPlace }),
    callers,
    callerCount,
    registeredAt: now,
    registeredOn: today,
    response: { kind: 'appointed', window: agreed },
    limits,
    completeFrom: agreed.to,
    completeDays: limits.smallDays,
    since: now,
    journeys: 0,
    absences: 0,
    reschedules: 0,
    workers: [],
    rework: { of, ...(worker ? { worker } : {}) },
  };
  return { record, notices: registrationNotices(record) };
}

function placeOf({ unit: home, publicPlace }: { unit?: string | undefined; publicPlace?: string | undefined }): Base['place'] {
  if (home !== undefined && publicPlace !== undefined) refuse('repair.place-twice', 'publicPlace');
  if (home !== undefined) return { unit: home };
  return publicPlace === undefined ? refuse('repair.place-required', 'unit') : { publicPlace };
}

function responseOf({ urgent, urgentKind, window }: Registration, context: Context): Response {
  if (urgent) {
    if (window) refuse('repair.urgent-has-window', 'window');
    return { kind: 'urgent', urgency: { danger: urgentKind ?? refuse('repair.urgent-kind-required', 'urgentKind'), since: context.now, on: context.today } };
  }
  if (urgentKind) refuse('repair.urgent-kind-idle', 'urgentKind');
  return { kind: 'appointed', window: agreedWindow(window ?? refuse('repair.window-required', 'window'), context) };
}

/** Staff who find a fault themselves are no callers. */
const foundByStaff: readonly Registration['source'][] = ['patrol', 'inspection', 'emergency'];

function callersOf({ caller, source }: Registration, { actor, now }: Context): Caller[] {
  if (isResident(actor)) {
    if (caller?.party !== undefined && caller.party !== actor.party) forbid('repair.caller-not-you');
    const { anonymous: _, ...told } = caller ?? {};
    return [{ ...told, ...(actor.party ? { party: actor.party } : {}), at: now }];
  }
  if (!caller) return foundByStaff.includes(source) ? [] : refuse('repair.caller-required', 'caller');
  const { anonymous, ...told } = caller;
  if (anonymous && told.name !== undefined) refuse('repair.anonymous-name', 'caller.name');
  if (!anonymous && told.name === undefined && told.phone === undefined && told.party === undefined) refuse('repair.caller-required', 'caller');
  return [{ ...told, ...(anonymous ? { anonymous: true as const } : {}), at: now }];
}

function sourceOf({ source }: Registration, { actor }: Context): Registration['source'] {
  if (isResident(actor) && source !== 'app') refuse('repair.source-app', 'source');
  return source;
}

function payerOf({ payer, publicPlace }: Registration, { actor }: Context): Payer {
  if (publicPlace !== undefined) return payer === 'paid' ? refuse('repair.public-not-paid', 'payer') : (payer ?? 'public');
  if (isResident(actor) && payer !== undefined && payer !== 'paid') forbid('repair.payer-by-desk');
  return payer ?? 'paid';
}

/** A repair whose work has been done: only that can be done again. */
const doneStates: readonly Repair['state'][] = ['signed', 'awaitingVisit', 'closed'];

function reworkOf({ reworkOf: of, unit: home, publicPlace }: Registration, { reads }: Context): Pick<Base, 'rework'> {
  if (of === undefined) return {};
  const { record } = reads['reworkOf'] as Loaded<Repair>;
  const samePlace = 'unit' in record.place ? record.place.unit === home : record.place.publicPlace === publicPlace;
  if (!samePlace || !doneStates.includes(record.state)) refuse('repair.rework-mismatch', 'reworkOf');
  const worker = record.workers.at(-1);
  return { rework: { of, ...(worker ? { worker } : {}) } };
}

function registrationNotices(record: In<'registered'>) {
  const rushing = isRushing(record.response);
  const params = { category: categories[record.category] };
  return [
    { type: 'repair.registered', to: { parties: callerParties(record) }, emergency: rushing },
    { type: 'repair.toDispatch', to: { positions: rushing ? (['ENGM', 'CSM', 'FRONT'] as const) : (['CSM', 'ENGM'] as const) }, params, emergency: rushing },
  ];
}

/** Whoever is allowed to send somebody: the supervisors, and the front desk where every minute counts. */
export function mayDispatch(record: Pick<Base, 'response'>, actor: Context['actor']): boolean {
  return holds(actor, 'CSM', 'ENGM') || isRushing(record.response);
}
