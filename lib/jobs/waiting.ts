import { setTimeout as pause } from 'node:timers/promises';
import type { Desk } from '../cases/desk.ts';
import { isFinished, type Run, type RunRef, readRun } from './run.ts';

/** How long a request waits for its run; the gateway gives up at 30 seconds. */
const patienceMs = 20_000;

/** Looks after a run until it has ended or the caller has waited long enough, in real time: it waits for machines. @returns the run as it then is */
export async function awaitEnd({ table }: Desk, ref: RunRef, ms = patienceMs): Promise<Run> {
  const until = Date.now() + ms;
  for (let between = 20; ; between = Math.min(500, between * 1.5)) {
    const run = await readRun(table, ref);
    if (!run) throw new Error(`there is no run ${ref.job} ${ref.id}`);
    if (isFinished(run) || Date.now() + between > until) return run;
    await pause(between);
  }
}
