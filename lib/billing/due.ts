import type { Desk } from '../cases/desk.ts';
import { openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { isFinished, readRun } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { instant } from '../kernel/clock.ts';
import { dayOfMonth, later } from '../ledger/rating/month.ts';
import { registerPartition, runKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { readBilled, runIdOf, runRefOf } from './attempts.ts';
import { openRun } from './open-run.ts';

/** How many missed months are made up for. */
const memoryMonths = 12;

/**
 * Starts the earliest month that is due and has not been billed (到期出账): on the project's billing day, and for every day that was missed, in order. The next one follows when
 * this one has ended, because what was paid ahead settles the older month first.
 *
 * What was started last is kept per project, and a month that has any run is not started again: doubled, late and concurrent wake-ups start nothing twice. A project that has
 * published no tariff is not billed.
 *
 * @returns the months started now, one at most
 */
export async function startDue(desk: Desk, project: string, at: string): Promise<readonly string[]> {
  const actor = systemActor(desk.company);
  const marker = runKey(desk.company, project, 'schedule-billing', 'last');
  const { work, items } = await openWork(desk, { person: actor.person, project, actor }, [marker]);
  const last = items.get(keyText(marker))?.['day'];
  const before = typeof last === 'string' ? last.slice(0, 7) : undefined;
  const today = civilDate(instant(at), work.policy.timeZone);
  const periods = duePeriods(before, today, work.policy.money.billingDay);
  if (periods.length === 0 || !(await hasPublished(work)) || (before !== undefined && (await isOpen(work, before)))) return [];
  for (const period of periods) {
    const started = (await readBilled(desk.table, project, period)).attempts === 0;
    if (started) await openRun(work, { period, dryRun: false });
    const day = `${period}-01`;
    const onward = { expression: 'attribute_not_exists(pk) OR #day < :day', names: { '#day': 'day' }, values: { ':day': day } };
    await desk.table.put({ ...marker, day }, onward);
    if (started) return [period];
  }
  return [];
}

/** Months after `last` whose billing day has come; a project that was never billed by the clock begins with this month. */
export function duePeriods(last: string | undefined, today: string, billingDay: number): readonly string[] {
  const now = today.slice(0, 7);
  const latest = today >= dayOfMonth(now, billingDay) ? now : later(now, -1);
  if (last === undefined) return latest === now ? [now] : [];
  const periods: string[] = [];
  const earliest = later(now, 1 - memoryMonths);
  for (let each = later(last, 1); each <= latest; each = later(each, 1)) if (each >= earliest) periods.push(each);
  return periods;
}

async function isOpen({ desk: { table }, project }: Work, period: string): Promise<boolean> {
  const { attempts } = await readBilled(table, project, period);
  const run = attempts === 0 ? undefined : await readRun(table, runRefOf(project, runIdOf(period, attempts)));
  return run !== undefined && !isFinished(run);
}

async function hasPublished({ desk, project }: Work): Promise<boolean> {
  const { items } = await desk.table.query({ pk: registerPartition(desk.company, project, 'tariff'), limit: 100 });
  return items.some((item) => item['removed'] !== true && (item['record'] as { readonly state?: string }).state === 'published');
}
