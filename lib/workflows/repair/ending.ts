import type * as z from 'zod';
import { type Loaded, open } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { unit } from '../../registers/unit/contract.ts';
import { repair } from './contract.ts';
import type { ChildClosed, Closing, Signing, Visiting } from './inputs.ts';
import { callerParties, isResident, speaker } from './people.ts';
import { chance, entered, tomorrow } from './progress.ts';
import type { Quote, Word } from './quote.ts';
import { mustBind } from './quoting.ts';
import { rate } from './rating.ts';
import { type Base, type In, only, shapes } from './record.ts';
import { agreedWindow, urgencyOf } from './response.ts';
import { grades } from './vocabulary.ts';

type HomeLoaded = Readonly<Record<string, Loaded<NonNullable<(typeof unit)['record']>> | undefined>>;

/**
 * The household signs (业主签认), or its refusal is recorded with a witness. Common parts are accepted by the company, not by the worker.
 *
 * Here it is drawn whether the repair is visited: only now, so that nobody worked the better for knowing.
 *
 * @throws DomainError `repair.sign-once`, `repair.owner-must-agree` when a tenant signs for an amount he cannot bind the household to,
 * `repair.sign-own-work`,
 * `repair.company-signs-public`, `repair.rating-by-household`, and the speaker's own.
 */
export function sign(record: In<'finished'>, input: z.infer<typeof Signing>, context: Context<HomeLoaded>): Outcome<In<'signed'>> {
  const { now, id, project, actor, reads } = context;
  if (input.refused && input.speaker) refuse('repair.sign-once', 'refused');
  if (input.refused && isResident(actor)) refuse('repair.sign-once', 'refused');
  const signature = input.refused
    ? { kind: 'refused' as const, ...input.refused, at: now, by: actor.person }
    : { kind: 'signed' as const, ...signer(record, input, speaker(input.speaker, reads['home'], context), context) };
  const drawn = signature.kind === 'refused' || isVisited(record, `${project.id}/${id}`);
  const due = plus(now, { hours: record.limits.visitHours });
  const signed: In<'signed'> = {
    ...entered(only(shapes.done, record), now, { until: tomorrow(now) }),
    state: 'signed',
    signature,
    ...(drawn ? { visitDueAt: due } : {}),
  };
  const rated = input.rating ? rate(signed, input.rating, context) : { record: signed };
  return {
    record: rated.record,
    notices: [
      ...(signature.kind === 'refused' ? [{ type: 'repair.signRefused', to: { positions: ['CSM' as const] }, params: { reason: signature.reason } }] : []),
      { type: 'repair.toHandIn', to: { positions: ['FRONT'] } },
      ...(rated.notices ?? []),
    ],
  };
}

function signer(record: In<'finished'>, { ownerConsent }: z.infer<typeof Signing>, word: Word, { actor }: Pick<Context, 'actor'>): Word {
  const isPublic = 'publicPlace' in record.place;
  if (isPublic !== (word.role === 'company')) refuse('repair.company-signs-public', 'speaker.role');
  if (word.role === 'company' && record.workers.includes(actor.person)) forbid('repair.sign-own-work');
  const { quote, payer } = record;
  if (payer === 'paid' && quote) mustBind(word, withConsent(quote, ownerConsent), record);
  return word;
}

const withConsent = ({ totalFen, ownerConsent }: Quote, further: string | undefined) => ({ totalFen, ownerConsent: further ?? ownerConsent });

/**
 * By how many points the draw aims above the target: with a hundred repairs a month, a draw at exactly 30 % would miss "at least 30 %" every
 * other month.
 */
const drawMargin = 10;

/**
 * Whether somebody asks the household afterwards (回访抽取): every urgent repair, also one that was lowered, every rework, and of the rest a share
 * drawn from the case's own name, so that
 * nobody on the staff chooses.
 */
export function isVisited({ response, rework, limits }: Pick<Base, 'response' | 'rework' | 'limits'>, name: string): boolean {
  if (urgencyOf(response) || rework) return true;
  return limits.visitPercent > 0 && chance(name) * 100 < limits.visitPercent + drawMargin;
}

/** @throws DomainError `repair.visit-own-work`: whoever did it does not ask how it was. */
function mustBeOther({ workers, finish }: In<'awaitingVisit'>, { actor }: Pick<Context, 'actor'>): void {
  if (workers.includes(actor.person) || finish.by === actor.person) forbid('repair.visit-own-work');
}

/**
 * The return visit (回访), by somebody else than who did the work. A dissatisfied household gets a second attempt by another worker (返修), with
 * an appointment agreed in the same talk.
 *
 * @throws DomainError `repair.visit-own-work`, `repair.window-required`, `repair.window-idle`, and the window's own.
 */
export function visit(record: In<'awaitingVisit'>, input: z.infer<typeof Visiting>, context: Context): Outcome<In<'closed' | 'reworking'>> {
  mustBeOther(record, context);
  const { now, today, actor, id } = context;
  const { window, ...told } = input;
  const made = { ...told, at: now, by: actor.person, on: today };
  const signed = entered(only(shapes.signed, record), now);
  if (input.grade !== 'dissatisfied') {
    if (window) refuse('repair.window-idle', 'window');
    return { record: { ...signed, state: 'closed', visit: made, ending: 'done', ended: { at: now, by: actor.person } } };
  }
  const { from, to } = agreedWindow(window ?? refuse('repair.window-required', 'window'), context);
  const worker = record.workers.at(-1);
  const { place, category, description, payer, permissionToEnter, source, callers, callerCount } = record;
  const child = {
    of: id,
    ...place,
    category,
    description,
    payer,
    permissionToEnter,
    source,
    callers,
    callerCount,
    ...(worker ? { worker } : {}),
    window: { from, to },
  };
  return {
    record: { ...signed, state: 'reworking', visit: made },
    also: [open(repair, 'registerRework', child)],
    notices: [
      {
        type: 'repair.rework',
        to: { positions: ['CSM', 'ENGM', 'PM'], parties: callerParties(record) },
        params: { grade: grades[input.grade], worker: record.order?.name ?? '' },
      },
    ],
  };
}

const attemptsNeeded = 3;

/**
 * Nobody could be reached for the visit (回访未接通): after three attempts on different days the repair closes as not visited, which counts against
 * the visit rate.
 *
 * @throws DomainError `repair.visit-own-work`, `repair.visit-tried-today`.
 */
export function visitUnreached(record: In<'awaitingVisit'>, _input: unknown, context: Context): Outcome<In<'awaitingVisit' | 'closed'>> {
  mustBeOther(record, context);
  const { now, today, actor } = context;
  if (record.attempts.some(({ on }) => on === today)) refuse('repair.visit-tried-today', undefined, { times: record.attempts.length }, 'conflict');
  const attempts = [...record.attempts, { at: now, by: actor.person, on: today }];
  if (attempts.length < attemptsNeeded) return { record: { ...record, attempts } };
  return {
    record: { ...entered(only(shapes.signed, record), now), state: 'closed', ending: 'notVisited', ended: { at: now, by: actor.person } },
    notices: [{ type: 'repair.notVisited', to: { positions: ['CSM'] } }],
  };
}

/** The second attempt has ended, and with it the first (返修结束). */
export function endRework(record: In<'reworking'>, { child }: z.infer<typeof ChildClosed>, { now, actor }: Context): Outcome<In<'closed'>> {
  return { record: { ...entered(only(shapes.visited, record), now), state: 'closed', child, ending: 'reworked', ended: { at: now, by: actor.person } } };
}

/** Closes what the household no longer wants from us (结案): a refused quote, or a caller nobody can reach. An outsider may have done it meanwhile. */
export function close(
  record: In<'quoteRefused' | 'awaitingContact'>,
  { note, doneByOutsider }: z.infer<typeof Closing>,
  { now, actor }: Context,
): Outcome<In<'closed'>> {
  const ended = { at: now, by: actor.person, note, ...(doneByOutsider ? { doneByOutsider: true as const } : {}) };
  const ending = record.state === 'quoteRefused' ? ('quoteRefused' as const) : ('unreachable' as const);
  const kept = record.state === 'quoteRefused' ? only(shapes.anywhere, record) : only(shapes.base, record);
  return {
    record: { ...entered(kept, now), state: 'closed', ending, ended },
    notices: [{ type: 'repair.closed', to: { parties: callerParties(record) }, params: { note } }],
  };
}
