import { randomUUID } from 'node:crypto';
import { runSteps } from '../cases/batch.ts';
import { definitionOf } from '../cases/desk.ts';
import { endChunks } from '../jobs/cursor.ts';
import { fileName, getJson, putJson } from '../jobs/files.ts';
import { type Bench, catalogueOf, type Job, type Planned, workChunk } from '../jobs/job.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import { faulted, nothing, type RowError, type Run, sum } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import { DomainError, sentence } from '../kernel/error.ts';
import { opening } from '../registers/opening/contract.ts';
import { linesOf } from './trial-balance.ts';

/** Lines to a chunk, and to a transaction: a line is a record, its history, an entry and a bill or balance. */
const chunkSize = 500;
const most = 15;

const chunkFile = (bench: Bench, run: Run, plan: string, chunk: number): string => fileName('imports', bench.desk.company, run, `${plan}/${chunk}.json`);
/** Every chunk has a book of its own: chunks side by side would wait for one another at a common one. */
const bookOf = (chunk: number): string => `opening-${chunk + 1}`;

/**
 * Books all staged lines of the old system (期初入账) for who asked for it, and was let in then; a line that is booked stays booked, so the run may be repeated.
 */
export const openingJob: Job = {
  name: 'opening',
  plan: planBooking,
  chunk: async (bench, run, chunk) => {
    const ids = await getJson<readonly string[]>(bench.files, chunkFile(bench, run, run.plan ?? '', chunk));
    const definition = definitionOf(bench.desk, opening);
    const actor = systemActor(bench.desk.company);
    const caller = { person: actor.person, project: run.project, actor };
    await workChunk(bench, run, chunk, ids, {
      weigh: () => 1,
      most,
      attempt: (batch, also) =>
        runSteps(
          bench.desk,
          caller,
          batch.map((id) => ({ definition, id, command: 'book', input: { book: bookOf(chunk), by: run.person } })),
          { dryRun: false, also },
        ),
      tally: (batch, changes) => ({ ...nothing, created: changes.length, unchanged: batch.length - Math.min(batch.length, changes.length) }),
      refused: (id, error) => ({ tally: { ...nothing, failed: 1 }, errors: [refusedLine(bench, id, error)] }),
    });
  },
  close: closeBooking,
};

/** Lines have no rows any more: the sentence names the line. */
function refusedLine({ desk }: Bench, id: string, { code, detail }: DomainError): RowError {
  return { row: 0, column: id, code, detail: sentence(code, detail, 'zh', catalogueOf(desk)) };
}

async function planBooking(bench: Bench, run: Run): Promise<Planned> {
  const lines = await linesOf(bench.desk, run.project);
  const ids = lines.filter(({ record }) => record.state === 'staged').map(({ id }) => id);
  const plan = randomUUID().slice(0, 8);
  const chunks = slices(ids, chunkSize);
  await inParallel([...chunks.entries()], 4, ([chunk, some]) => putJson(bench.files, chunkFile(bench, run, plan, chunk), some));
  return { plan, total: ids.length, chunks: chunks.length, tally: nothing };
}

async function closeBooking(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  const cursors = await endChunks(bench.desk.table, run, run.chunks);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  const errors = cursors.flatMap((cursor) => cursor.errors).slice(0, 100);
  const ended: Run = { ...run, state: tally.failed > 0 ? 'failed' : 'done', finishedAt: now(), tally, errors };
  return failed ? faulted(ended, new DomainError('unavailable', 'import.stopped')) : ended;
}
