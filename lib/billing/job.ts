import type { Desk } from '../cases/desk.ts';
import type { Job } from '../jobs/job.ts';
import { faulted, nothing, type Run, type RunRef, runOf } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { runRefOf } from './attempts.ts';
import { billChunk } from './chunk.ts';
import { startDue } from './due.ts';
import { finishAgain, finished } from './finish.ts';
import { About, BillingOrder, jobs } from './order.ts';
import { planBilling } from './plan.ts';

/**
 * Billing run (出账批次): a month of a project, from published tariffs to bills.
 *
 *     requested ─▶ planning ─▶ running ─▶ done ─▶ withdrawing ─▶ withdrawn
 *                                  └─▶ priced ─release─▶ running        (where a second person looks at it first)
 *
 * Plan: everything a price follows from is frozen. Chunks: priced, inserted, marked. Close: what was paid ahead is offset.
 */
export const billingJob: Job = {
  name: jobs.run,
  plan: planBilling,
  chunk: billChunk,
  close: finished,
  settle: async ({ desk }, run) => {
    if (isScheduled(desk, run)) await startDue(desk, run.project, now());
  },
};

/** Runs of the clock follow each other: the next missed month begins when this one has ended. */
const isScheduled = ({ company }: Desk, { person, order }: Run): boolean => person === systemActor(company).person && !BillingOrder.parse(order).dryRun;

const mainOf = ({ project, order }: Run): RunRef => runRefOf(project, About.parse(order).id);

/** Takes a billing run up again (继续出账): after its release, or after a fault. It has the run's own chunks and adds to its own markers. */
export const billingOnJob: Job = {
  name: jobs.on,
  plan: async ({ desk }, run) => {
    const { chunks, total } = await runOf(desk.table, mainOf(run));
    return { chunks, total, tally: nothing };
  },
  chunk: async (bench, run, chunk) => {
    const main = await runOf(bench.desk.table, mainOf(run));
    if (main.state === 'running') await billChunk(bench, main, chunk);
  },
  close: async (_bench, run, failed) => {
    const ended: Run = { ...run, state: 'done', finishedAt: now() };
    return failed ? faulted(ended, new DomainError('unavailable', 'billing.stopped')) : ended;
  },
  settle: async (bench, run) => {
    const main = await finishAgain(bench, mainOf(run), run.state !== 'done');
    if (isScheduled(bench.desk, main)) await startDue(bench.desk, run.project, now());
  },
};
