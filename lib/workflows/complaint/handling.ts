import type * as z from 'zod';
import { asOf, type Loaded, type LoadedReads, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Instant } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Position } from '../../kernel/position.ts';
import { type MemberRecord, member, positionsIn } from '../../registers/member/contract.ts';
import { causeReads, findRepeatedCause } from './findings.ts';
import { forced } from './grading.ts';
import type { Assigning, Establishing, Feedback, Investigating, Naming, Planning, Progress, Replying, Upward } from './inputs.ts';
import { actsAs, complainantParties, inHand, inPlaceOf, joined, maySee, personsNamed, positionsOf, respondents, told } from './people.ts';
import type { Answered, Base, Complaint, GradedWorking, In, Working } from './record.ts';
import { only, shapes } from './record.ts';
import { causes, superiors } from './vocabulary.ts';

type Named = Readonly<Record<string, Loaded | undefined>>;

/** Who decides who handles a complaint (主管): the supervisor, and those above him where it is kept from him. */
export const supervisors: readonly Position[] = ['CSM', 'PM', 'HQ-PROJ', 'GM'];

/** The complaint is his to handle. */
export function isHandler(record: Complaint, { person }: Actor): boolean {
  return 'handler' in record && record.handler?.person === person;
}

/** The handler, or a supervisor in his place. */
export function isHandlerOrSupervisor(record: Complaint, actor: Actor): boolean {
  return isHandler(record, actor) || actsAs(record, actor).some((position) => supervisors.includes(position));
}

/** @throws DomainError `complaint.not-your-case` */
function mustHandle(record: Complaint & { readonly handler?: { readonly person: string } | undefined }, actor: Actor): void {
  if (record.handler?.person !== actor.person) forbid('complaint.not-your-case', { handler: record.handler?.person ?? '' });
}

/** Reads for {@link assign}: the handler's appointments. */
export const handlerOf = ({ handler }: z.infer<typeof Assigning>): { handler: Read<MemberRecord> } => ({ handler: asOf(member, handler, 'handler') });

/** States in which it can be given to somebody, or to somebody else. */
export const assignable = ['graded', 'assigned', 'investigating', 'planned', 'handling', 'reopened'] as const;

/**
 * Assigns a complaint (派办) to the person who handles it. From here on it is his, and no longer that of whoever registered it.
 *
 * @throws DomainError `complaint.handler-respondent` for somebody it is about, or whose desk it is about, `complaint.handler-without-position`.
 */
export function assign(
  record: In<(typeof assignable)[number]>,
  input: z.infer<typeof Assigning>,
  context: Context<LoadedReads<ReturnType<typeof handlerOf>>>,
): Outcome<In<'assigned'>> {
  const { now, today, actor, project, reads } = context;
  const { positions, custom } = positionsIn(reads.handler.record, project.id, today);
  if (positions.length === 0 && !custom) refuse('complaint.handler-without-position', 'handler', { handler: input.handler });
  const concerned = positions.length > 0 ? !maySee(record, input.handler, positions) : record.against?.persons.includes(input.handler);
  if (concerned) refuse('complaint.handler-respondent', 'handler', { handler: input.handler });
  const before = 'handler' in record ? record.handler : undefined;
  const handler = {
    person: input.handler,
    positions: [...positions],
    ...(input.department ? { department: input.department } : {}),
    at: now,
    by: actor.person,
  };
  return {
    record: { ...only(shapes.graded, record), ...sent(record, now), state: 'assigned', handler, handlers: handledBy(record, input.handler), since: now },
    notices: [
      { type: 'complaint.assigned', to: { persons: [input.handler] }, params: { by: actor.person } },
      ...(before && before.person !== input.handler ? [{ type: 'complaint.relieved', to: { persons: [before.person] } }] : []),
    ],
  };
}

/** It has been given to somebody (派出): to a handler, the repair desk or counsel; only the first time stops the limit. */
export const sent = ({ waits }: Pick<Base, 'waits'>, now: Instant): Pick<Base, 'waits'> => ({ waits: { ...waits, sentAt: waits.sentAt ?? now } });

/** Everybody who has had it in hand, the latest last. */
const handledBy = ({ handlers }: Pick<Base, 'handlers'>, person: string): string[] => [...handlers.filter((one) => one !== person), person].slice(-10);

/** Begins the investigation (调查). @throws DomainError `complaint.not-your-case` */
export function investigate(record: In<'assigned'>, { note }: z.infer<typeof Investigating>, { now, actor }: Context): Outcome<In<'investigating'>> {
  mustHandle(record, actor);
  return { record: { ...record, state: 'investigating', investigation: { at: now, by: actor.person, ...(note ? { note } : {}) }, since: now } };
}

/** Reads for {@link establish}: what this household has complained of for the same cause. */
export const sameCause = ({ cause }: z.infer<typeof Establishing>, record: Base): Readonly<Record<string, Read>> => causeReads(record, cause);

/**
 * Establishes what the complaint is really about (掌握投诉内容本质, R048). The household's second complaint of one cause is major, whatever it is called.
 *
 * @throws DomainError `complaint.not-your-case`.
 */
export function establish<R extends In<'investigating' | 'planned' | 'handling'>>(
  record: R,
  input: z.infer<typeof Establishing>,
  context: Context<Named>,
): Outcome<R> {
  const { now, actor, id, reads } = context;
  mustHandle(record, actor);
  const known = { ...record, essence: { ...input, at: now, by: actor.person } };
  return forced(known, findRepeatedCause(record, id, reads), context);
}

/** Lays down what will be done (处理方案). @throws DomainError `complaint.not-your-case`, `complaint.promise-past`. */
export function plan(record: In<'investigating' | 'planned'>, input: z.infer<typeof Planning>, { now, today, actor }: Context): Outcome<In<'planned'>> {
  mustHandle(record, actor);
  if (input.promisedOn !== undefined && input.promisedOn < today) refuse('complaint.promise-past', 'promisedOn');
  const firstAt = record.plan?.firstAt ?? now;
  return { record: { ...record, state: 'planned', plan: { ...input, firstAt, at: now, by: actor.person }, since: now } };
}

/** Begins to carry it out (处理). @throws DomainError `complaint.not-your-case`, `complaint.essence-required` (R048: nobody mends what he has not understood). */
export function handle(record: In<'planned'>, _input: unknown, { now, actor }: Context): Outcome<In<'handling'>> {
  mustHandle(record, actor);
  const { essence } = record;
  if (!essence) refuse('complaint.essence-required', undefined, {}, 'conflict');
  return { record: { ...record, state: 'handling', essence, handling: { at: now, by: actor.person }, since: now } };
}

/** States in which the handler knows enough to tell what is the matter. */
export const informed = ['investigating', 'planned', 'handling', 'transferredToRepair', 'transferredToLegal'] as const;

/**
 * Substantive feedback (实质反馈, R052): what was found and what is being done. The first one stops the 72 hours; "we are looking into it" is progress and does not.
 *
 * @throws DomainError `complaint.not-your-case`.
 */
export function feedback<R extends In<(typeof informed)[number]>>(record: R, input: z.infer<typeof Feedback>, { now, actor }: Context): Outcome<R> {
  mustBeHandlerOrSupervisor(record, actor);
  return {
    record: { ...record, feedback: { ...input, at: now, by: actor.person }, feedbackAt: record.feedbackAt ?? now, toldAt: now },
    notices: [{ type: 'complaint.feedback', to: { parties: complainantParties(record) }, params: { findings: input.findings, measures: input.measures } }],
  };
}

function mustBeHandlerOrSupervisor(record: Complaint, actor: Actor): void {
  if (!isHandlerOrSupervisor(record, actor)) forbid('complaint.not-your-case', { handler: inHand(record) ?? '' });
}

/** Tells the complainant how it stands (进展通报): every three days until a major one is closed. */
export function reportProgress<R extends In<GradedWorking | Answered>>(record: R, input: z.infer<typeof Progress>, { now }: Context): Outcome<R> {
  const progress = [...(record.progress ?? []), { at: now, text: input.text }].slice(-3);
  return {
    record: { ...record, progress, toldAt: now },
    notices: [{ type: 'complaint.progress', to: { parties: complainantParties(record) }, params: { text: input.text } }],
  };
}

/**
 * Reports a major complaint upward (上报, R048): to the project manager within an hour, to headquarters within a day of its becoming major. How it was reported is the
 * evidence; the notice the system sends proves only that it was sent.
 *
 * @throws DomainError `complaint.upward-ordinary`, `complaint.upward-done`.
 */
export function reportUpward<R extends In<GradedWorking | Answered>>(record: R, { to, how }: z.infer<typeof Upward>, { now, actor }: Context): Outcome<R> {
  if (record.grade !== 'major') refuse('complaint.upward-ordinary', undefined, {}, 'conflict');
  const { upward } = record;
  if (upward?.[to]) refuse('complaint.upward-done', 'to', { to: superiors[to] }, 'conflict');
  const position = inPlaceOf(record, to === 'manager' ? 'PM' : 'HQ-PROJ');
  return {
    record: { ...record, upward: { ...upward, [to]: { at: now, by: actor.person, how } } },
    notices: [{ type: 'complaint.reportedUpward', to: { positions: [position] }, params: { how } }],
  };
}

/**
 * Replies to the complainant (回复): what was found, what was done. The visit is due three days later; the same-day limit and the legal one stop here.
 *
 * What went to court or counsel (转法律) is replied to from there, because our own handling ends with it.
 *
 * @throws DomainError `complaint.not-your-case`, `complaint.essence-required`.
 */
export function reply(record: In<'handling' | 'transferredToLegal'>, input: z.infer<typeof Replying>, context: Context): Outcome<In<'replied'>> {
  const { now, today, actor } = context;
  if (record.state === 'handling') mustHandle(record, actor);
  else mustBeHandlerOrSupervisor(record, actor);
  const { essence } = record;
  if (!essence) refuse('complaint.essence-required', undefined, {}, 'conflict');
  const replied: In<'replied'> = {
    ...only(shapes.graded, record),
    state: 'replied',
    essence,
    reply: { ...input, on: today, at: now, by: actor.person },
    firstRepliedAt: record.firstRepliedAt ?? now,
    feedbackAt: record.feedbackAt ?? now,
    handlers: handledBy(record, actor.person),
    toldAt: now,
    since: now,
  };
  return {
    record: replied,
    notices: [
      { type: 'complaint.replied', to: { parties: complainantParties(record) }, params: { text: input.text, cause: causes[essence.cause] } },
      { type: 'complaint.toHandIn', to: { persons: [actor.person], positions: told(record, 'CSM') } },
    ],
  };
}

/** Reads for {@link nameRespondents}: the persons' appointments, and those of whom it may have to be taken from. */
export function namedLater({ persons }: z.infer<typeof Naming>, record: Complaint, { actor }: { readonly actor: Actor }): Readonly<Record<string, Read>> {
  return personsNamed([...persons, ...(record.owner ? [record.owner] : [])], actor);
}

/**
 * Names whom it is about (登记被投诉方), when that becomes clear only later: from now on they and their desks see neither the complaint nor the name. Whoever of them has
 * it in hand loses it, and it is assigned anew.
 *
 * @throws DomainError `complaint.respondent-required`, `complaint.respondent-unknown`, `complaint.too-many-respondents`.
 */
export function nameRespondents<R extends In<Working>>(record: R, input: z.infer<typeof Naming>, context: Context<Named>): Outcome<R | In<'graded'>> {
  if (input.persons.length + input.positions.length === 0) refuse('complaint.respondent-required', 'persons');
  const against = joined(record.against, respondents(undefined, input, context));
  const known = { ...record, ...(against ? { against } : {}), owner: ownerLeft(record, against, context) };
  const notices = [{ type: 'complaint.routed', to: { positions: [inPlaceOf(known, 'CSM')] }, params: { reason: input.reason } }];
  const handler = 'handler' in record ? record.handler : undefined;
  if (!handler || !isGradedState(known) || maySee(known, handler.person, handler.positions)) return { record: known, notices };
  const { handler: _, ...rest } = only(shapes.graded, known);
  return { record: { ...rest, state: 'graded', waits: { from: context.now }, since: context.now }, notices };
}

function isGradedState<R extends In<Working>>(record: R): record is R & In<GradedWorking> {
  return record.state !== 'registered';
}

function ownerLeft({ owner }: Base, against: Base['against'], context: Context<Named>): string | undefined {
  return owner !== undefined && maySee({ against }, owner, positionsOf(owner, context)) ? owner : undefined;
}
