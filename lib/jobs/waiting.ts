import { setTimeout as pause } from 'node:timers/promises';
import type { Desk } from '../cases/desk.ts';
import { isFinished, type Run, type RunRef, runOf } from './run.ts';

/** How long a request waits for its run, in all; the gateway gives up at 30 seconds. */
const patienceMs = 20_000;

/** Until when a request that begins now waits. Real time: it waits for machines. */
export const patience = (): number => Date.now() + patienceMs;

/** Looks after a run until it has ended or it is `until`. @returns the run as it then is */
export async function awaitEnd({ table }: Desk, ref: RunRef, until: number): Promise<Run> {
  for (let betweenMs = 20; ; betweenMs = Math.min(500, betweenMs * 1.5)) {
    const run = await runOf(table, ref);
    if (isFinished(run) || Date.now() + betweenMs > until) return run;
    await pause(betweenMs);
  }
}
