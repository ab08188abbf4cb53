import { systemActor } from '../kernel/actor.ts';
import { addDays, type CivilDate, civilDate, parseCivilDate } from '../kernel/calendar.ts';
import { instant } from '../kernel/clock.ts';
import type { MoneyPolicy } from '../kernel/project-policy.ts';
import { runKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Definition } from './definition.ts';
import type { Desk } from './desk.ts';
import { houseKey } from './idempotency.ts';
import { parseInput } from './parse.ts';
import { commandNamed } from './perform.ts';
import { openWork, walk } from './walk.ts';

/** A wake-up of the planner (排程): when, and for which function. */
interface Waking {
  readonly name: string;
  /** AWS cron expression in `zone`. */
  readonly cron: string;
  readonly zone: string;
  /** Name of the workflow, or of the job, whose function plans a project. */
  readonly job: string;
}

/** A schedule that opens one case per day by a command of its workflow. */
export interface CaseSchedule extends Waking {
  /** Opening command, run by the clock. */
  readonly command: string;
  /** The command's input for a civil day. */
  readonly input: (day: CivilDate) => unknown;
  /** On which days of a project it opens one; every day unless given. */
  readonly isDay?: (day: CivilDate, money: MoneyPolicy) => boolean;
}

/** A schedule that starts long work: the job itself knows which periods are due in a project and which have been started. */
export interface RunSchedule extends Waking {
  readonly runs: true;
}

/** See the two kinds. */
export type Schedule = CaseSchedule | RunSchedule;

/** How many missed days are made up for. */
const memoryDays = 31;

/**
 * Starts every period of a schedule that is missing in a project up to an instant, in order.
 *
 * What was started last is kept per project; each period is one idempotent request, so doubled and concurrent wake-ups start nothing twice.
 *
 * @returns the days started now.
 */
export async function plan(desk: Desk, definition: Definition, schedule: Schedule, project: string, at: string): Promise<readonly string[]> {
  if ('runs' in schedule) throw new Error(`${schedule.name} opens no cases`);
  const actor = systemActor(desk.company);
  const caller = { person: actor.person, project, actor };
  const marker = runKey(desk.company, project, `schedule-${schedule.name}`, 'last');
  const { work, items } = await openWork(desk, caller, [marker]);
  const day = civilDate(instant(at), work.policy.timeZone);
  const last = items.get(keyText(marker))?.['day'];
  const days = missingDays(typeof last === 'string' ? parseCivilDate(last) : undefined, day);
  const started: string[] = [];
  for (const each of days) {
    if (schedule.isDay?.(each, work.policy.money) ?? true) {
      const input = parseInput(commandNamed(definition, schedule.command).input, schedule.input(each));
      const once = { key: houseKey('plan', project, schedule.name, each), bind: 'plan' };
      await walk(desk, { ...caller, definition, command: schedule.command, input, once });
      started.push(each);
    }
    // Day by day: answers to repeated requests are kept for a week only, and a day that cannot be started must not start the earlier ones again after that.
    const later = { expression: 'attribute_not_exists(pk) OR #day < :day', names: { '#day': 'day' }, values: { ':day': each } };
    await desk.table.put({ ...marker, day: each }, later);
  }
  return started;
}

/** Days after `last` up to and including `day`; a schedule that never ran begins with `day`. */
export function missingDays(last: CivilDate | undefined, day: CivilDate): readonly CivilDate[] {
  if (last === undefined) return [day];
  const days: CivilDate[] = [];
  const earliest = addDays(day, 1 - memoryDays);
  for (let each = addDays(last, 1); each <= day; each = addDays(each, 1)) if (each >= earliest) days.push(each);
  return days;
}
