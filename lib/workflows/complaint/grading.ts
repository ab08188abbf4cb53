import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { share } from '../../cases/timer.ts';
import type { Actor } from '../../kernel/actor.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import type { Position } from '../../kernel/position.ts';
import type { Alert, Grading, Lowering, Raising } from './inputs.ts';
import { actsAs, complainantParties, inHand, inPlaceOf, told } from './people.ts';
import type { Answered, Base, Complaint, Finding, GradedWorking, In } from './record.ts';
import { type Ground, grades, groundsText } from './vocabulary.ts';

/** When substantive feedback on a major complaint is due (R052): 72 hours after the first registration, whatever was decided since. */
export const feedbackDue = ({ registeredAt, limits }: Pick<Base, 'registeredAt' | 'limits'>): Instant => plus(registeredAt, { hours: limits.feedbackHours });

/** The manager's own hand on a major complaint is his knowledge of it: nobody reports to him what he has graded himself. */
function knownUpward(record: Base, { actor, now }: Pick<Context, 'actor' | 'now'>): Pick<Base, 'upward'> {
  const acts = actsAs(record, actor);
  const stamp = { at: now, by: actor.person, how: '本人办理' };
  const company = acts.includes('HQ-PROJ') || acts.includes('GM');
  const upward = {
    ...(company || acts.includes('PM') ? { manager: stamp } : {}),
    ...(company ? { company: stamp } : {}),
    ...record.upward,
  };
  return Object.keys(upward).length > 0 ? { upward } : {};
}

const union = (a: readonly Ground[], b: readonly Ground[]): Ground[] => [...new Set([...a, ...b])];

/** Grounds the system has found, with some more. */
export function withFindings(record: Pick<Base, 'found'>, more: readonly Finding[]): Pick<Base, 'found'> {
  const known = record.found ?? [];
  const fresh = more.filter(({ ground }) => !known.some((one) => one.ground === ground));
  const found = [...known, ...fresh];
  return found.length > 0 ? { found } : {};
}

/**
 * Grades a complaint (投诉定级); this is the first response (首次响应), due within fifteen minutes, and the complainant is told of it.
 *
 * Major (重大) when any ground applies. What the system has found by itself cannot be graded away: it is graded major, and the project manager lowers it if it proves wrong.
 *
 * @throws DomainError `complaint.grounds-required` for major without grounds, `complaint.grounds-idle` for ordinary with some, `complaint.grade-below-found`.
 */
export function grade(record: In<'registered'>, input: z.infer<typeof Grading>, context: Context): Outcome<In<'graded'>> {
  const { now, actor } = context;
  const found = (record.found ?? []).map(({ ground }) => ground);
  const grounds = union(input.grounds, found);
  if (input.grade === 'ordinary' && input.grounds.length > 0) refuse('complaint.grounds-idle', 'grounds');
  if (input.grade === 'ordinary' && found.length > 0) refuse('complaint.grade-below-found', 'grade', { grounds: groundsText(found) });
  if (input.grade === 'major' && grounds.length === 0) refuse('complaint.grounds-required', 'grounds');
  const major = input.grade === 'major';
  const graded: In<'graded'> = {
    ...record,
    ...(major ? knownUpward(record, context) : {}),
    state: 'graded',
    grade: input.grade,
    grounds: major ? grounds : [],
    ...(major ? { majorSince: now } : {}),
    gradings: [...record.gradings, { at: now, by: actor.person, to: input.grade, grounds, ...(input.reason ? { reason: input.reason } : {}) }].slice(-20),
    respondedAt: record.respondedAt ?? now,
    since: now,
    toldAt: now,
  };
  return {
    record: graded,
    notices: [
      { type: 'complaint.graded', to: { parties: complainantParties(graded) }, params: { grade: grades[input.grade] } },
      { type: 'complaint.toAssign', to: { positions: [inPlaceOf(graded, 'CSM')] }, params: { grade: grades[input.grade] } },
      ...(major ? majorNotices(graded, grounds) : []),
    ],
  };
}

/** The project manager hears of a major complaint at once; that somebody has reported it to him is recorded by `reportUpward`. */
function majorNotices(record: Base, grounds: readonly Ground[]): readonly Notice[] {
  return [{ type: 'complaint.major', to: { positions: told(record, 'PM') }, params: { grounds: groundsText(grounds) } }];
}

/** Any state with a grade that has not ended. */
type Raisable = In<GradedWorking | Answered>;

/**
 * Makes it major (升级为重大), or adds grounds. Its 72 hours count from the first registration; a same-day limit that was over by then stays broken (K06).
 *
 * @throws DomainError `complaint.already-major` when no ground is new.
 */
export function raise<R extends Raisable>(record: R, input: z.infer<typeof Raising>, context: Context): Outcome<R> {
  if (input.grounds.every((ground) => record.grounds.includes(ground))) refuse('complaint.already-major', 'grounds', {}, 'conflict');
  return raised(record, input.grounds, input.reason, context);
}

function raised<R extends Raisable>(record: R, grounds: readonly Ground[], reason: string | undefined, context: Context): Outcome<R> {
  const { now, actor } = context;
  const dayMissed = record.grade === 'ordinary' && (record.reply?.at ?? now) > record.dayEndsAt;
  const entry = { at: now, by: actor.person, to: 'major' as const, grounds: [...grounds], ...(reason ? { reason } : {}) };
  const upward = actor.system ? {} : knownUpward(record, context);
  return {
    record: {
      ...record,
      ...upward,
      grade: 'major' as const,
      grounds: union(record.grounds, grounds),
      majorSince: record.majorSince ?? now,
      gradings: [...record.gradings, entry].slice(-20),
      ...(dayMissed ? { missed: { ...record.missed, day: true as const } } : {}),
    },
    notices: [
      ...majorNotices(record, grounds),
      { type: 'complaint.raised', to: { persons: [inHand(record)], positions: [inPlaceOf(record, 'CSM')] }, params: { grounds: groundsText(grounds) } },
    ],
  };
}

/**
 * Another complaint has shown that this one is part of something larger (联动定级): a third household has reported the same.
 *
 * An ungraded one can then only be graded major; any other becomes major at once. One that the project manager has lowered stays as he judged it.
 */
export function alert<R extends In<'registered'> | Raisable>(record: R, input: z.infer<typeof Alert>, context: Context): Outcome<R> {
  const finding: Finding = input.of ? { ground: input.ground, of: [input.of] } : { ground: input.ground };
  return forced(record, [finding], context);
}

/**
 * The record with what the system has found: forced to major where it has a grade. A lowering stands against what the manager could know; `brought` are the grounds of another
 * report merged into this one, and those he has not judged raise it again: else a merger would save the signatures a major complaint needs.
 */
export function forced<R extends In<'registered'> | Raisable>(
  record: R,
  more: readonly Finding[],
  context: Context,
  brought: readonly Ground[] = [],
): Outcome<R> {
  const noted = { ...record, ...withFindings(record, more) };
  if (!isGraded(noted)) return { record: noted };
  const stands = (ground: Ground) => isLowered(noted) && (!brought.includes(ground) || hasJudged(noted, ground));
  const grounds = more.map(({ ground }) => ground).filter((ground) => !noted.grounds.includes(ground) && !stands(ground));
  return grounds.length === 0 ? { record: noted } : raised(noted, grounds, undefined, context);
}

function isGraded<R extends In<'registered'> | Raisable>(record: R): record is R & Raisable {
  return record.state !== 'registered';
}

/** The manager has looked at it and lowered it. */
const isLowered = ({ gradings }: Pick<Base, 'gradings'>): boolean => gradings.some(({ to }, at) => to === 'ordinary' && at > 0);

/** He has lowered it in spite of this ground. */
const hasJudged = ({ gradings }: Pick<Base, 'gradings'>, ground: Ground): boolean =>
  gradings.some(({ to, grounds }, at) => to === 'ordinary' && at > 0 && grounds.includes(ground));

/** From this share of the 72 hours on a lowering is late. */
const nearlyOver = 0.8;

/**
 * Makes it ordinary again (降级), by the project manager or with his approval. Its clocks stay where they began, so that it wins no time: the same-day limit counts from
 * the first registration, and 72 hours that ran out without feedback stay missed (K07). A lowering when the time is nearly over is marked and told to headquarters.
 *
 * @throws DomainError `complaint.already-ordinary`.
 */
export function lower<R extends In<GradedWorking>>(record: R, input: z.infer<typeof Lowering>, { now, actor }: Context): Outcome<R> {
  if (record.grade === 'ordinary') refuse('complaint.already-ordinary', undefined, {}, 'conflict');
  const due = feedbackDue(record);
  const late = record.feedbackAt === undefined && now > share(record.registeredAt, due, nearlyOver);
  const entry = { at: now, by: actor.person, to: 'ordinary' as const, grounds: record.grounds, reason: input.reason, ...(late ? { late: true as const } : {}) };
  const missed = (record.feedbackAt ?? now) > due;
  return {
    record: {
      ...record,
      grade: 'ordinary' as const,
      grounds: [],
      majorSince: undefined,
      gradings: [...record.gradings, entry].slice(-20),
      ...(missed ? { missed: { ...record.missed, feedback: true as const } } : {}),
    },
    notices: [
      { type: 'complaint.lowered', to: { persons: [inHand(record)], positions: told(record, 'CSM', 'PM') }, params: { reason: input.reason } },
      ...(late ? [{ type: 'complaint.loweredLate', to: { positions: told(record, 'HQ-PROJ') }, params: { reason: input.reason } }] : []),
    ],
  };
}

/** Whoever lowers needs the project manager, unless he is the one who asks (4.15: 等级变更). */
export function loweringNeeds(record: Complaint, input: z.infer<typeof Lowering>, { actor }: Pick<Context, 'actor'>): ApprovalNeed | undefined {
  const manager = inPlaceOf(record, 'PM');
  if (standsAt(record, actor, manager)) return undefined;
  return { stages: [{ need: [manager], mode: 'any' }], summary: `降为一般：${input.reason}` };
}

/** Whether the actor holds this position, or one above the project manager, in this matter. */
export function standsAt(record: Pick<Base, 'against'>, actor: Actor, position: Position): boolean {
  return actsAs(record, actor).some((own) => own === position || own === 'HQ-PROJ' || own === 'GM');
}
