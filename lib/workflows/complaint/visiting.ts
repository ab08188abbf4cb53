import type * as z from 'zod';
import type { ApprovalNeed, ApprovalStage } from '../../cases/approval-need.ts';
import { asOf, type Loaded, maybe, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import type { Actor } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Position } from '../../kernel/position.ts';
import { repair } from '../repair/contract.ts';
import type { Closing, Visiting } from './inputs.ts';
import { actsAs, complainantParties, inHand, inPlaceOf, isContactable, told } from './people.ts';
import { type Base, type Complaint, type In, only, shapes } from './record.ts';
import { opinions } from './vocabulary.ts';

/** Hands the case over for the visit (交回访). @throws DomainError `complaint.no-contact` when there is nobody to ask: it is closed instead. */
export function handIn(record: In<'replied'>, _input: unknown, { now }: Context): Outcome<In<'awaitingVisit'>> {
  if (!isContactable(record)) refuse('complaint.no-contact', undefined, {}, 'conflict');
  return {
    record: { ...record, state: 'awaitingVisit', attempts: [], since: now },
    notices: [{ type: 'complaint.toVisit', to: { positions: [visitorOf(record)] } }],
  };
}

/** Who makes the visit: the supervisor, for a major one the project manager; where it is kept from them, those above. */
export function visitorOf(record: Pick<Base, 'against'> & { readonly grade?: string | undefined }): Position {
  return inPlaceOf(record, record.grade === 'major' ? 'PM' : 'CSM');
}

const visitors: readonly Position[] = ['CSM', 'PM', 'HQ-PROJ', 'GM'];
const visitorsOfMajor: readonly Position[] = ['PM', 'HQ-PROJ', 'GM'];

/** Whether he may ask how it was: in position, and nobody who has handled it or whom it is about. */
export function mayVisit(record: In<'awaitingVisit' | 'unreachable'>, actor: Actor): boolean {
  const wanted = record.grade === 'major' ? visitorsOfMajor : visitors;
  return !record.handlers.includes(actor.person) && actsAs(record, actor).some((position) => wanted.includes(position));
}

/** Reads for {@link visit}: the repairs it led to, because their workers do not visit either. */
export function repairsOf(_input: unknown, { repairs = [] }: Base): Readonly<Record<string, Read>> {
  return Object.fromEntries(repairs.map((id) => [`repair/${id}`, maybe(asOf(repair, id))]));
}

type Repairs = Readonly<Record<string, Loaded | undefined>>;

function mustBeOther(record: In<'awaitingVisit' | 'unreachable'>, { actor, reads }: Pick<Context<Repairs>, 'actor' | 'reads'>): void {
  if (record.handlers.includes(actor.person)) forbid('complaint.visit-own-case');
  const workers = Object.values(reads).flatMap((read) => (read?.record as NonNullable<(typeof repair)['record']> | undefined)?.workers ?? []);
  if (workers.includes(actor.person)) forbid('complaint.visit-own-case');
  if (!mayVisit(record, actor)) forbid(record.grade === 'major' ? 'complaint.visit-by-manager' : 'complaint.visit-by-supervisor');
}

/** From this reopening on the general manager is told. */
const reopeningsToManager = 3;

/**
 * The return visit (回访, R050, R053): an ordinary complaint by the supervisor, a major one by the project manager, never by the respondent, the handler or the worker.
 *
 * A satisfied complainant closes an ordinary one; a major one is closed with two signatures. A dissatisfied one reopens it: every clock keeps its first registration, the
 * handler is chosen anew, and the third time the general manager hears of it.
 *
 * @throws DomainError `complaint.visit-own-case`, `complaint.visit-by-manager`, `complaint.visit-by-supervisor`, `complaint.opinion-needed`.
 */
export function visit(
  record: In<'awaitingVisit' | 'unreachable'>,
  input: z.infer<typeof Visiting>,
  context: Context<Repairs>,
): Outcome<In<'closed' | 'visited' | 'reopened'>> {
  mustBeOther(record, context);
  const { now, today, actor } = context;
  const made = { ...input, at: now, by: actor.person, on: today };
  if (input.opinion === 'dissatisfied') {
    if (input.word === undefined) refuse('complaint.opinion-needed', 'word');
    return reopen(record, made, context);
  }
  const visited = { ...only(shapes.replied, record), visit: made, since: now };
  if (record.grade === 'ordinary') return { record: { ...visited, state: 'closed', ending: 'done', ended: { at: now, by: actor.person } } };
  return { record: { ...visited, state: 'visited' }, notices: [{ type: 'complaint.toClose', to: { positions: told(record, 'CSM', 'PM') } }] };
}

function reopen(record: In<'awaitingVisit' | 'unreachable'>, visit: In<'reopened'>['visit'], { now }: Pick<Context, 'now'>): Outcome<In<'reopened'>> {
  const { handler: _handler, investigation: _investigation, plan: _plan, handling: _handling, reply: _reply, ...kept } = only(shapes.graded, record);
  const reopens = record.reopens + 1;
  const params = { times: String(reopens), opinion: opinions[visit.opinion] };
  return {
    record: { ...kept, state: 'reopened', visit, reopens, reopenedAt: now, waits: { from: now }, since: now },
    notices: [
      { type: 'complaint.reopened', to: { persons: [inHand(record)], positions: told(record, 'CSM', 'PM') }, params },
      ...(reopens >= reopeningsToManager ? [{ type: 'complaint.reopenedAgain', to: { positions: ['GM' as const] }, params }] : []),
    ],
  };
}

const attemptsNeeded = 3;

/**
 * Nobody could be reached for the visit (回访未接通). Three attempts on three different days make it 无法联系, which counts as not visited (K05).
 *
 * @throws DomainError `complaint.visit-own-case`, `complaint.visit-by-manager`, `complaint.visit-by-supervisor`, `complaint.visit-tried-today`.
 */
export function visitUnreached(record: In<'awaitingVisit'>, _input: unknown, context: Context<Repairs>): Outcome<In<'awaitingVisit' | 'unreachable'>> {
  mustBeOther(record, context);
  const { now, today, actor } = context;
  if (record.attempts.some(({ on }) => on === today)) refuse('complaint.visit-tried-today', undefined, { times: record.attempts.length }, 'conflict');
  const attempts = [...record.attempts, { at: now, by: actor.person, on: today }];
  if (attempts.length < attemptsNeeded) return { record: { ...record, attempts } };
  return {
    record: { ...record, state: 'unreachable', attempts, since: now },
    notices: [{ type: 'complaint.unreachable', to: { positions: told(record, 'CSM') } }],
  };
}

/**
 * Closes a complaint (结案): after the visit of a major one, when nobody could be reached, or when there is nobody to visit. A major one needs the project manager's and
 * then headquarters' signature.
 *
 * @throws DomainError `complaint.visit-first` when there is somebody to ask.
 */
export function close(record: In<'replied' | 'visited' | 'unreachable'>, { note }: z.infer<typeof Closing>, { now, actor }: Context): Outcome<In<'closed'>> {
  if (record.state === 'replied' && isContactable(record)) refuse('complaint.visit-first', undefined, {}, 'conflict');
  const ending = record.state === 'visited' ? 'done' : record.state === 'replied' ? 'noContact' : 'notVisited';
  return {
    record: { ...only(shapes.replied, record), state: 'closed', ending, ended: { at: now, by: actor.person, note }, since: now },
    notices: closingNotices(record),
  };
}

const closingNotices = (record: Base): readonly Notice[] => [{ type: 'complaint.closed', to: { parties: complainantParties(record) } }];

/** Signatures for closing (结案审批): project manager, then headquarters; whoever asks in one of these positions is not asked himself. */
export function closingNeeds(
  record: In<'replied' | 'visited' | 'unreachable'>,
  { note }: z.infer<typeof Closing>,
  { actor }: Pick<Context, 'actor'>,
): ApprovalNeed | undefined {
  if (record.grade === 'ordinary') return undefined;
  return signatures(record, actor, ['PM', 'HQ-PROJ'], `重大投诉结案：${note}`);
}

/**
 * One stage for each position, in order, with its stand-in where it is kept from it. The requester's own position is left out, as his asking is his word; at least one
 * other person signs.
 */
export function signatures(record: Complaint, actor: Actor, positions: readonly Position[], summary: string): ApprovalNeed {
  const wanted = distinct(record, positions);
  const others = wanted.filter((position) => !actsAs(record, actor).includes(position));
  const need = others.length > 0 ? others : wanted.slice(-1);
  return { stages: need.map((position): ApprovalStage => ({ need: [position], mode: 'any' })), summary };
}

/** Stand-ins may fall together; then the second one is the position above. */
function distinct(record: Complaint, positions: readonly Position[]): readonly Position[] {
  const taken: Position[] = [];
  for (const position of positions) {
    const kept = { persons: [], positions: [], desks: [...(record.against?.desks ?? []), ...taken] };
    const signer = inPlaceOf({ against: kept }, position);
    if (!taken.includes(signer)) taken.push(signer);
  }
  return taken;
}
