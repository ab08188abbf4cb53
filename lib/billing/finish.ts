import type { Bench } from '../jobs/job.ts';
import { changeRun, faulted, type Run, runOf, sum } from '../jobs/run.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { readMarkers } from './marker.ts';
import { offsetPrepaid } from './offset.ts';
import { issues, orderOf } from './order.ts';

/** Errors shown with the run itself. */
const shownErrors = 100;

/**
 * Brings a billing run to its end (出账结束): when all its chunks are done, what was paid ahead is offset and the run is done, or stands priced until it is released. Where a chunk was
 * given up the run has failed; what is in stays, and the next request for the month goes on where it stopped.
 *
 * @returns the run as it ends
 */
export async function finished(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  // A close that comes again after the end finds somebody taking the run back.
  if (run.state === 'withdrawing') return run;
  const order = orderOf(run);
  const issued = issues(order);
  const markers = (await readMarkers(bench.desk.table, run)).filter((marker) => marker.issued || !issued);
  const tally = markers.reduce((all, marker) => sum(all, marker.tally), run.tally);
  const ended = { ...run, finishedAt: now(), tally };
  if (failed || markers.length < run.chunks) return faulted(ended, new DomainError('unavailable', 'billing.stopped'));
  const errors = issued && run.chunks > 0 ? await offsetPrepaid(bench, run) : [];
  const { fault: _fault, ...good } = ended;
  return { ...good, state: order.dryRun || issued ? 'done' : 'priced', errors: errors.slice(0, shownErrors) };
}

/** The same for a run that another execution has carried on; only what is not ended yet, or had failed. */
export async function finishAgain(bench: Bench, ref: Pick<Run, 'project' | 'job' | 'id'>, failed: boolean): Promise<Run> {
  const run = await runOf(bench.desk.table, ref);
  if (run.state !== 'running' && run.state !== 'failed') return run;
  const ended = await finished(bench, { ...run, tally: { created: 0, changed: 0, unchanged: 0, failed: 0 } }, failed);
  return changeRun(bench.desk.table, run, (known) =>
    known.state === 'running' || known.state === 'failed' ? { ...ended, order: known.order, revert: known.revert } : undefined,
  );
}
