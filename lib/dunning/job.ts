import * as z from 'zod';
import type { Desk } from '../cases/desk.ts';
import { missingDays } from '../cases/plan.ts';
import { decide, openWork } from '../cases/walk.ts';
import { atStart, cursorWrite, endChunks, Overtaken, readCursor } from '../jobs/cursor.ts';
import type { Job } from '../jobs/job.ts';
import { faulted, isFinished, nothing, type Run, readRun, requestWrite, sum } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { type CivilDate, civilDate, parseCivilDate } from '../kernel/calendar.ts';
import { instant, now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { runKey } from '../table/keys.ts';
import { Contended, keyText } from '../table/table.ts';
import { runDay } from './daily.ts';

/** Name of the job, and of the schedule that starts it. */
export const dunningJobName = 'dunning';

const Order = z.strictObject({ day: z.iso.date() });

/** Rows of a run's report that say whom it could not deal with. */
const mostErrors = 100;

/** A day of collection as a job (每日催缴): one run a project and day, whose name is the day. */
export const dunningJob: Job = {
  name: dunningJobName,
  plan: async () => ({ chunks: 1, total: 1, tally: nothing }),
  chunk: async ({ desk }, run, chunk) => {
    const cursor = await readCursor(desk.table, run, chunk);
    if (cursor.ended) return;
    const { opened, looked, reminded, failed } = await runDay(desk, run.project, parseCivilDate(Order.parse(run.order).day));
    const tally = { created: opened, changed: looked, unchanged: reminded, failed: failed.length };
    const errors = failed.slice(0, mostErrors).map(({ household, code }, row) => ({ row: row + 1, code, detail: household }));
    const ended = cursorWrite(desk.table, run, chunk, { ...atStart, version: cursor.version + 1, next: 1, ended: true, tally, errors });
    await decide(() => desk.table.commit([ended])).catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error;
    });
  },
  close: async ({ desk }, run, failed) => {
    const cursors = await endChunks(desk.table, run, run.chunks);
    const ended: Run = {
      ...run,
      state: 'done',
      finishedAt: now(),
      tally: cursors.map(({ tally }) => tally).reduce(sum, nothing),
      errors: cursors.flatMap(({ errors }) => errors).slice(0, mostErrors),
    };
    return failed ? faulted(ended, new DomainError('unavailable', 'service.unavailable')) : ended;
  },
  settle: async ({ desk }, run) => {
    await startDunning(desk, run.project, now());
  },
};

/**
 * Starts the earliest day that has not been dunned yet (每日催缴排程), up to an instant; the next one follows when it has ended, because what a day opens the next one must find.
 *
 * Doubled, late and concurrent wake-ups start nothing twice: a run is named by its day, and what was started last is kept.
 *
 * @returns the days started now, one at most
 */
export async function startDunning(desk: Desk, project: string, at: string): Promise<readonly string[]> {
  const actor = systemActor(desk.company);
  const marker = runKey(desk.company, project, `schedule-${dunningJobName}`, 'last');
  const { work, items } = await openWork(desk, { person: actor.person, project, actor }, [marker]);
  const kept = items.get(keyText(marker))?.['day'];
  const last = typeof kept === 'string' ? parseCivilDate(kept) : undefined;
  const latest = last && (await readRun(desk.table, { project, job: dunningJobName, id: last }));
  if (latest && !isFinished(latest)) return [];
  const [day] = missingDays(last, civilDate(instant(at), work.policy.timeZone));
  if (day === undefined) return [];
  const started = await request(desk, project, day);
  const later = { expression: 'attribute_not_exists(pk) OR #day < :day', names: { '#day': 'day' }, values: { ':day': day } };
  await desk.table.put({ ...marker, day }, later);
  return started ? [day] : [];
}

async function request({ company, table }: Desk, project: string, day: CivilDate): Promise<boolean> {
  const { person } = systemActor(company);
  const head = { project, job: dunningJobName, id: day, person, register: 'bill', requestedAt: now() };
  const run: Run = { ...head, state: 'requested', order: { day }, chunks: 0, total: 0, tally: nothing, errors: [] };
  try {
    await table.commit([requestWrite(table, run)]);
    return true;
  } catch (error) {
    if (!(error instanceof Contended) || !(await readRun(table, run))) throw error;
    return false;
  }
}
