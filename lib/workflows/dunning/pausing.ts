import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { inDispute } from './bills.ts';
import { spareDay } from './clockwork.ts';
import type { Flagging, Objecting, Resuming, Sparing } from './inputs.ts';
import { goesOn } from './ladder.ts';
import { mustBeAsked, type PayerKnown, pausedAt, pauseOf, type Settled, seen } from './progress.ts';
import type { Active, In } from './record.ts';

/**
 * The payer objects (费用异议): the ladder waits until the objection has been decided. It needs a complaint, or a bill that is under an objection already.
 *
 * @throws DomainError `dunning.no-objection`
 */
export function object(before: Active, { complaint, note }: z.output<typeof Objecting>, context: Context): Outcome<In<'paused'> | Settled> {
  const { record, owed, settled } = seen(before, context);
  if (settled) return { record: settled };
  if (complaint === undefined && !owed.bills.some(inDispute)) refuse('dunning.no-objection', 'complaint');
  const ref = complaint === undefined ? {} : { ref: complaint };
  return {
    record: pausedAt(record, pauseOf('dispute', context, { note, ...ref })),
    notices: [{ type: 'dunning.objected', to: { positions: ['CSM', 'PM'] }, params: { note } }],
  };
}

/** A household in hardship (困难家庭) is not pressed until the project manager has decided. */
export function flag(before: Active, { reason }: z.output<typeof Flagging>, context: Context): Outcome<In<'paused'>> {
  const { now, actor } = context;
  const record = { ...before, vulnerable: { at: now, by: actor.person, reason } };
  return {
    record: pausedAt(record, pauseOf('vulnerable', context, { note: reason })),
    notices: [{ type: 'dunning.vulnerable', to: { positions: ['PM'] }, params: { reason } }],
  };
}

/**
 * The project manager spares a household in hardship until a day (暂缓催缴), half a year at most at a time; on that day he is asked again.
 *
 * @throws DomainError `dunning.not-vulnerable`, `dunning.spare-day`
 */
export function spare(before: In<'paused'>, { until, note }: z.output<typeof Sparing>, context: Context): Outcome<In<'paused'>> {
  const { pause } = before;
  if (pause.reason !== 'vulnerable') refuse('dunning.not-vulnerable', undefined, {}, 'conflict');
  const day = parseCivilDate(spareDay(until, context.today));
  return { record: { ...before, pause: { ...pause, until: day, endsAt: endOfDay(day, context.project.timeZone), note } } };
}

/**
 * The ladder goes on (恢复催缴). What the pause waited for must be over: an objection decided, a plan ended, the payer one who can be asked; a household in hardship only the
 * project manager gives back.
 *
 * @throws DomainError `dunning.manager-decides` (forbidden), `dunning.plan-runs`, `dunning.still-objected`, and those of {@link mustBeAsked}
 */
export function resume(before: In<'paused'>, { note: _note }: z.output<typeof Resuming>, context: Context<PayerKnown>): Outcome<Active | Settled> {
  const { actor, reads } = context;
  mustBeAsked(reads);
  const { record, owed, settled } = seen(before, context);
  if (settled) return { record: settled };
  const { reason, ref = '' } = record.pause;
  if (reason === 'vulnerable' && !holds(actor, 'PM')) forbid('dunning.manager-decides');
  if (reason === 'instalment') refuse('dunning.plan-runs', undefined, { plan: ref }, 'conflict');
  if (owed.disputed) refuse('dunning.still-objected', undefined, { count: owed.bills.length }, 'conflict');
  return { record: goesOn(record, context) };
}

/** Who may resume what: the button is not shown to whom it is refused. */
export const mayResume = ({ pause }: In<'paused'>, actor: Context['actor']): boolean =>
  pause.reason !== 'instalment' && (pause.reason !== 'vulnerable' || holds(actor, 'PM'));
