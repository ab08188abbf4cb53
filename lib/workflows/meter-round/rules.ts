import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { atCivil, parseCivilDate } from '../../kernel/calendar.ts';
import { plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import { dayOfMonth } from '../../ledger/rating/month.ts';
import { isRead, type ListedMeter } from '../../registers/meter/contract.ts';
import { type In, namedMissing, type Progress } from './record.ts';

/** The hour by which the readings of the last day are in. */
const closingTime = '17:00';

type Meters = { readonly meters: Loaded<readonly ListedMeter[]> };

function opened(origin: 'schedule' | 'hand', period: string, { now, project }: Context): Outcome<In<'open'>> {
  const { timeZone, money } = project;
  const planned = atCivil(parseCivilDate(dayOfMonth(period, money.entryDay)), closingTime, timeZone);
  const dueAt = planned > now ? planned : plus(now, { days: 1 });
  return {
    record: { state: 'open', origin, period, dueAt },
    notices: [{ type: 'meter-round.planned', to: { positions: ['FRONT', 'ENG'] }, params: { period } }],
  };
}

/** The schedule opens the month's round (抄表任务) on the meter day. */
export function plan({ day }: { readonly day: string }, context: Context): Outcome<In<'open'>> {
  return opened('schedule', day.slice(0, 7), context);
}

/** Somebody opens a round by hand. */
export function start({ period }: { readonly period: string }, context: Context): Outcome<In<'open'>> {
  if (period > context.today.slice(0, 7)) refuse('meter-round.future', 'period', { period });
  return opened('hand', period, context);
}

function progressOf({ period }: In<'open'>, { now, actor, reads }: Context<Meters>): Progress & { readonly unread: number } {
  const meters = reads.meters.record.filter(({ record }) => record.state === 'current');
  const missing = meters.filter(({ record }) => !isRead(record, period)).map(({ id }) => id);
  return {
    at: now,
    by: actor.person,
    meters: meters.length,
    read: meters.length - missing.length,
    missing: missing.slice(0, namedMissing),
    unread: missing.length,
  };
}

/** Looks what is missing when the readings are due (录入检查): all there closes the round, else whoever reads and whoever bills is told. */
export function check(record: In<'open'>, _input: unknown, context: Context<Meters>): Outcome<In<'open' | 'closed'>> {
  const { unread, ...progress } = progressOf(record, context);
  if (unread === 0) return { record: { ...record, state: 'closed', progress, ended: { at: progress.at, by: progress.by } } };
  const params = { count: String(unread), meters: progress.missing.slice(0, 5).join('、') };
  return { record: { ...record, progress }, notices: [{ type: 'meter-round.missing', to: { positions: ['FRONT', 'ENG', 'CSM'] }, params }] };
}

/**
 * Ends the round (完成抄表). Meters that could not be read are named with a note: their units are not billed for them until they are.
 *
 * @throws DomainError `meter-round.unread`
 */
export function finish(record: In<'open'>, { note }: { readonly note?: string | undefined }, context: Context<Meters>): Outcome<In<'closed'>> {
  const { unread, ...progress } = progressOf(record, context);
  if (unread > 0 && note === undefined) refuse('meter-round.unread', 'note', { count: unread, meters: progress.missing.slice(0, 5).join('、') });
  return { record: { ...record, state: 'closed', progress, ended: { at: progress.at, by: progress.by, ...(note === undefined ? {} : { note }) } } };
}
