import type { DatabaseSync } from 'node:sqlite';
import type { ScheduleModel } from '../cloud-model.ts';
import { AwsError } from './aws-error.ts';
import { nextRun } from './cron.ts';
import type { Deliveries } from './deliveries.ts';

/** The template's schedules on the travelled clock. */
export interface Schedules {
  /** The next instant of any schedule but the sweep, in ms. */
  next(): number | null;
  /** The next minute of the sweep strictly after `after`. */
  nextSweep(after: number): number | null;
  /** Sends every schedule but the sweep whose instant has come; one that missed several is sent once, for the last of them. */
  runDue(now: number): void;
  /** Like {@link runDue}, for the sweep. */
  sweepDue(now: number): void;
  /** Sends the sweep for this instant, be it a full minute or not: a travel goes from due instant to due instant. */
  sweep(at: number): void;
  /** Sends one schedule, as if its instant were `at`. @throws AwsError when there is no such schedule */
  fire(name: string, at: number): void;
  names(): string[];
  /** Starts counting from this instant: first start, reset. */
  restart(now: number): void;
}

const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** Scheduler writes instants in whole seconds. */
const written = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');

/**
 * Keeps per schedule the last instant it was sent for. Sending is one commit with that instant: a crash neither loses
 * nor doubles a run. What was missed while the cloud was down is caught up at the next look.
 *
 * @param isSweep tells the every-minute sweep from the other schedules
 */
export function openSchedules(
  models: ScheduleModel[],
  isSweep: (model: ScheduleModel) => boolean,
  { state, deliveries, now }: { state: DatabaseSync; deliveries: Deliveries; now: number },
): Schedules {
  state.exec('CREATE TABLE IF NOT EXISTS schedule (name TEXT PRIMARY KEY, last INTEGER NOT NULL)');
  const entries = models.map((model) => ({ model, next: nextRun(model.expression, model.zone), sweep: isSweep(model) }));
  const lastOf = (name: string): number => (state.prepare('SELECT last FROM schedule WHERE name = ?').get(name) as { last: number }).last;
  const mark = state.prepare('INSERT INTO schedule VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last');
  const keep = state.prepare('INSERT INTO schedule VALUES (?, ?) ON CONFLICT DO NOTHING');
  for (const { model } of entries) keep.run(model.name, now);

  function earliest(wanted: boolean, after?: number): number | null {
    const instants = entries
      .filter(({ sweep }) => sweep === wanted)
      .map(({ model, next }) => next(after ?? lastOf(model.name)))
      .filter((at) => at !== null);
    return instants.length > 0 ? Math.min(...instants) : null;
  }

  function send(model: ScheduleModel, at: number, also?: () => void): void {
    const payload: unknown = JSON.parse(model.input.replaceAll(SCHEDULED_TIME, written(at)));
    deliveries.accept([{ functionName: model.functionName, payload }], also);
  }

  /** The last instant in (after, until], found by steps that double so that years are no loop of minutes. */
  function lastRun(next: (after: number) => number | null, after: number, until: number): number | null {
    const first = next(after);
    if (first === null || first > until) return null;
    let found = first;
    for (let step = 86_400_000; step >= 1_000; step /= 2) {
      for (let at = next(found + step); at !== null && at <= until; at = next(found + step)) found = at;
    }
    return found;
  }

  function runMissed(wanted: boolean, until: number): void {
    for (const { model, next, sweep } of entries) {
      const at = sweep === wanted ? lastRun(next, lastOf(model.name), until) : null;
      if (at !== null) send(model, at, () => mark.run(model.name, at));
    }
  }

  return {
    next: () => earliest(false),
    nextSweep: (after) => earliest(true, after),
    runDue: (until) => runMissed(false, until),
    sweepDue: (until) => runMissed(true, until),
    sweep(at) {
      for (const { model, sweep } of entries) if (sweep) send(model, at, () => mark.run(model.name, at));
    },
    fire(name, at) {
      const entry = entries.find(({ model }) => model.name === name);
      if (!entry) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
      send(entry.model, at);
    },
    names: () => entries.map(({ model }) => model.name),
    restart(at) {
      for (const { model } of entries) mark.run(model.name, at);
    },
  };
}
