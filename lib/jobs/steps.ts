import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { jobNamed } from './catalogue.ts';
import type { Bench, Job } from './job.ts';
import { changeRun, faulted, isFinished, type Run, type RunRef, runOf } from './run.ts';

/** What the job machine asks for; `failed` comes with the close, when a step before it was given up. */
export type StepEvent = { readonly company: string; readonly project: string; readonly job: string; readonly run: string } & (
  | { readonly step: 'plan' }
  | { readonly step: 'chunk'; readonly chunk: number }
  | { readonly step: 'close'; readonly failed: boolean }
);

/** One chunk as the machine hands it back. */
type ChunkOf = Pick<StepEvent, 'company' | 'project' | 'job' | 'run'> & { readonly chunk: number };

/**
 * One step of a run (作业步骤). Any of them may come twice, late or side by side: the run's own items decide what is still to be done.
 *
 * Refusals end the run and are part of its answer; what is thrown is a fault of ours, and the machine tries the step again.
 */
export async function runStep(bench: Bench, event: StepEvent): Promise<unknown> {
  const ref: RunRef = { project: event.project, job: event.job, id: event.run };
  const job = jobNamed(event.job);
  switch (event.step) {
    case 'plan':
      return { chunks: chunksOf(event, await planned(bench, job, ref)) };
    case 'chunk': {
      const run = await runOf(bench.desk.table, ref);
      if (run.state === 'running') await job.chunk(bench, run, event.chunk);
      return {};
    }
    case 'close':
      await close(bench, job, ref, event.failed);
      return {};
  }
}

function chunksOf({ company, project, job, run }: StepEvent, { state, chunks }: Run): readonly ChunkOf[] {
  return state === 'running' ? Array.from({ length: chunks }, (_, chunk) => ({ company, project, job, run, chunk })) : [];
}

/** Of plans made side by side the first one to be written counts, and the run goes on with its files. */
async function planned(bench: Bench, job: Job, ref: RunRef): Promise<Run> {
  const { table } = bench.desk;
  const begun = await changeRun(table, ref, (run) => (run.state === 'requested' ? { ...run, state: 'planning', startedAt: now() } : undefined));
  if (begun.state !== 'planning') return begun;
  try {
    const plan = await job.plan(bench, begun);
    return await changeRun(table, ref, (run) => (run.state === 'planning' ? { ...run, ...plan, state: 'running' } : undefined));
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'unavailable' || error.detail['denied'] !== undefined) throw error;
    return changeRun(table, ref, (run) => (isFinished(run) ? undefined : faulted(run, error)));
  }
}

async function close(bench: Bench, job: Job, ref: RunRef, failed: boolean): Promise<void> {
  const run = await runOf(bench.desk.table, ref);
  const ended = isFinished(run) ? run : await changeOnce(bench, await job.close(bench, run, failed || run.state !== 'running'));
  await job.settle?.(bench, ended);
}

const changeOnce = ({ desk }: Bench, ended: Run): Promise<Run> =>
  changeRun(desk.table, ended, (run) => (isFinished(run) ? undefined : { ...ended, revert: run.revert }));
