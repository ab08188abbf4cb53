import { type Effect, type Loaded, order } from '../../cases/contract.ts';
import type { Context, Outcome, Part } from '../../cases/definition.ts';
import { addDays, atCivil, parseCivilDate } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import type { ProjectPolicy } from '../../kernel/project-policy.ts';
import { expectedInCabinet, keySet } from '../../registers/key-set/contract.ts';
import type { PlanInput } from './contract.ts';
import { type CountKind, type Difference, differencesOnRecord, type In, type Line } from './record.ts';

export type KeySetRecord = NonNullable<typeof keySet.record>;

/** The count belongs to the shift change (交接班). */
function shiftEnd(period: string, { timeZone, keys }: ProjectPolicy): Instant {
  return atCivil(parseCivilDate(period), keys.shiftEnd, timeZone);
}

function opened(origin: In<'open'>['origin'], kind: CountKind, period: string, dueAt: Instant, zone: string): Outcome<In<'open'>> {
  const nextDayAt = atCivil(addDays(parseCivilDate(period), 1), '09:00', zone);
  return { record: { state: 'open', origin, kind, period, dueAt, nextDayAt, sheets: 0, counters: [], differences: [] } };
}

/** The schedule opens the day's count (盘点计划), due at the end of the shift of that day, even when the schedule itself comes late. */
export function plan({ period, kind }: PlanInput, { project }: Context): Outcome<In<'open'>> {
  const monthEnd = addDays(parseCivilDate(period), 1).endsWith('-01');
  const outcome = opened('schedule', kind ?? (monthEnd ? 'monthly' : 'daily'), period, shiftEnd(period, project), project.timeZone);
  return { ...outcome, notices: [{ type: 'key-count.planned', to: { positions: ['FRONT', 'ARCH'] } }] };
}

/** Somebody opens a count by hand (临时盘点) for today; after the shift has ended there is an hour for it. */
export function start({ kind }: { readonly kind: CountKind }, { now, today, project }: Context): Outcome<In<'open'>> {
  const end = shiftEnd(today, project);
  return opened('hand', kind, today, now < end ? end : plus(now, { hours: 1 }), project.timeZone);
}

/**
 * A sheet of the count is handed in (盘点登记): each line is judged at once against the set as it is now, and what differs is taken out of circulation until
 * somebody else explains it. A set may stand on several sheets; the last one holds, but a difference once seen stays to be explained.
 *
 * @throws DomainError `key-count.twice` for a set named twice on one sheet, `key-count.too-many-differences`.
 */
export function submit(
  record: In<'open' | 'counting'>,
  { lines: seenLines }: { readonly lines: readonly { readonly set: string; readonly seen: number }[] },
  { id, actor, now, reads }: Context<Readonly<Record<string, Loaded<KeySetRecord>>>>,
): Outcome<In<'counting'>> {
  const lines: Line[] = [];
  const also: Effect[] = [];
  const differences = new Map(record.differences.map((difference) => [difference.set, difference]));
  for (const [index, { set, seen }] of seenLines.entries()) {
    if (lines.some((line) => line.set === set)) refuse('key-count.twice', `lines.${index}.set`, { set });
    const found = reads[set]?.record ?? refuse('key-count.unread', `lines.${index}.set`, { set });
    const line = lineOf(set, seen, found);
    lines.push(line);
    const difference = differenceOf(line, differences.get(set));
    if (difference) differences.set(set, difference);
    if (seen !== line.expected && found.state !== 'discrepancy' && found.state !== 'writtenOff')
      also.push(order(keySet, set, 'flagDiscrepancy', { keyCount: id, seen }));
  }
  if (differences.size > differencesOnRecord) refuse('key-count.too-many-differences', 'lines', { limit: differencesOnRecord });
  const sheets = record.sheets + 1;
  const sheet: Part = { kind: 'sheet', id: String(sheets).padStart(5, '0'), data: { at: now, by: actor.person, lines } };
  return {
    record: { ...record, state: 'counting', sheets, counters: [...new Set([...record.counters, actor.person])], differences: [...differences.values()] },
    parts: [sheet],
    also,
  };
}

function lineOf(set: string, seen: number, record: KeySetRecord): Line {
  const custody = record.state === 'discrepancy' ? record.was.state : record.state;
  return { set, seen, expected: expectedInCabinet(record), keys: record.count, custody };
}

/** The difference a line makes, or the one it updates; an explained one that agrees again stays explained. */
function differenceOf({ set, seen, expected }: Line, before: Difference | undefined): Difference | undefined {
  if (seen === expected) return before && (before.explained ? before : { ...before, seen, expected });
  return { set, seen, expected };
}
