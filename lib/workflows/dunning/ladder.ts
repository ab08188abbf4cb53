import type { Context } from '../../cases/definition.ts';
import { addDays, atCivil, type CivilDate, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { ProjectPolicy } from '../../kernel/project-policy.ts';
import { daysBetween } from '../../ledger/late-fee.ts';
import type { Active, Base, In } from './record.ts';
import { type Rung, rungs, workDays } from './vocabulary.ts';

/** When the day's work on arrears begins, local time. */
export const workBegins = '08:30';

type Ladder = Base['ladder'];

/** The ladder of a project, as a case takes it along. */
export function ladderOf({ money: { ladder, demandDays, promiseDays, promises } }: Pick<ProjectPolicy, 'money'>): Ladder {
  const { phone, visit, letter, secondLetter, lawyer, litigation } = ladder;
  return { phone, visit, letter, secondLetter, lawyer, litigation, demandDays, promiseDays, promises };
}

/** Days after the due day on which a rung is reached. */
function daysTo(rung: Exclude<Rung, 'reminding'>, { phone, visit, letter, secondLetter, lawyer, litigation }: Ladder): number {
  return { phoning: phone, visiting: visit, lettering: letter, relettering: secondLetter, lawyering: lawyer, litigating: litigation }[rung];
}

/** The rung after one; none after the last. */
export function rungAfter(rung: Rung): Exclude<Rung, 'reminding'> | undefined {
  return rungs[rungs.indexOf(rung) + 1] as Exclude<Rung, 'reminding'> | undefined;
}

/** The later of two civil days. */
export function laterDay(a: string, b: string): string {
  return [a, b].toSorted().at(-1) ?? a;
}

/** Whether the case has come as far as a rung, or further. */
export const hasReached = (rung: Rung, wanted: Rung): boolean => rungs.indexOf(rung) >= rungs.indexOf(wanted);

type Counting = Pick<Base, 'basedOn' | 'heldDays' | 'ladder'>;

/** The civil day of a rung: so many days after the day the ladder counts from, later by as long as it stood still. */
export function dayOf(rung: Exclude<Rung, 'reminding'>, { basedOn, heldDays, ladder }: Counting): CivilDate {
  return addDays(parseCivilDate(basedOn), daysTo(rung, ladder) + heldDays);
}

type When = Pick<Context, 'now' | 'today' | 'project'>;

/**
 * When the next rung comes: on its day in the morning; where that day has passed already (the clock was late), as many days after today as lie between the two rungs, so that
 * nobody gets a call, a visit and a letter within an hour.
 */
export function nextAt(rung: Rung, counting: Counting, { today, project }: When): { nextAt: Instant } | Record<never, never> {
  const next = rungAfter(rung);
  if (!next) return {};
  const nominal = dayOf(next, counting);
  const gap = rung === 'reminding' ? 1 : Math.max(1, daysTo(next, counting.ladder) - daysTo(rung, counting.ladder));
  const day = nominal > today ? nominal : addDays(parseCivilDate(today), gap);
  return { nextAt: atCivil(day, workBegins, project.timeZone) };
}

/** A rung that begins now, with the time its own work may take. */
export function reachedNow(rung: Exclude<Rung, 'reminding'>, { now, today, project }: When): Base['reached'][number] {
  const dueOn = addDays(parseCivilDate(today), workDays[rung]);
  return { rung, at: now, on: today, dueAt: endOfDay(dueOn, project.timeZone), dueOn };
}

/** The entries with the work of a rung done, at the first time it is. */
export function withDone(reached: Base['reached'], rung: Rung, at: Instant): Base['reached'] {
  return reached.map((entry) => (entry.rung === rung && entry.doneAt === undefined ? { ...entry, doneAt: at } : entry));
}

/** The ladder goes on where it stood: everything that was still to come moves by the days it was held. */
export function goesOn(record: In<'paused'>, when: When): Active {
  const { pause, was, state: _, ...kept } = record;
  const held = Math.max(0, daysBetween(pause.on, when.today));
  const heldDays = kept.heldDays + held;
  const reached = kept.reached.map((entry) => (entry.rung === was && entry.doneAt === undefined ? shifted(entry, held, when) : entry));
  return { ...kept, heldDays, reached, state: was, ...nextAt(was, { ...kept, heldDays }, when) };
}

function shifted(entry: Base['reached'][number], days: number, { project }: When): Base['reached'][number] {
  const dueOn = addDays(parseCivilDate(entry.dueOn), days);
  return { ...entry, dueOn, dueAt: endOfDay(dueOn, project.timeZone) };
}
