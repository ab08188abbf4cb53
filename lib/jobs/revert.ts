import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { endChunks, type Line, readCursors } from './cursor.ts';
import { fileName, getJson, putJson } from './files.ts';
import { type Bench, type Job, type Planned, workChunk } from './job.ts';
import { inParallel, slices } from './parallel.ts';
import { changeRun, faulted, nothing, type Run, type RunRef, runOf, sum } from './run.ts';
import { joined, namedElsewhere, touchedSince, undoing } from './undo.ts';

/** Which import is to be taken back, and the revert that was stopped half-way before this one. */
export const RevertOrder = z.strictObject({ id: z.string(), after: z.string().optional() });

const chunkSize = 400;
/** How many touched records a refusal names. */
const named = 10;

const chunkFile = (bench: Bench, run: Run, plan: string, chunk: number): string => fileName('imports', bench.desk.company, run, `${plan}/${chunk}.json`);
const importOf = (run: Run): RunRef => ({ project: run.project, job: 'import', id: RevertOrder.parse(run.order).id });

/**
 * Takes an import back (整批撤销): every record to what it was before, new ones to not being there. Only while nobody has touched any of them since,
 * because his change would be lost.
 */
export const revertJob: Job = {
  name: 'revert',
  plan: planRevert,
  chunk: async (bench, run, chunk) => {
    const lines = await getJson<readonly Line[]>(bench.files, chunkFile(bench, run, run.plan ?? '', chunk));
    await workChunk(bench, run, chunk, lines, undoing(bench, { person: run.person, project: run.project }));
  },
  close: closeRevert,
  settle: settleImport,
};

async function planRevert(bench: Bench, run: Run): Promise<Planned> {
  const undone = new Set((await earlierLines(bench, run)).map(recordOf));
  const lines = joined(await linesOf(bench, importOf(run))).filter((line) => !undone.has(recordOf(line)));
  const touched = [...(await touchedSince(bench, run.project, lines)), ...(await namedElsewhere(bench, run.project, lines))];
  if (touched.length > 0) {
    const ids = touched.slice(0, named).map(([, id]) => id);
    throw new DomainError('conflict', 'import.touched', { count: touched.length, ids: `${ids.join('、')}${touched.length > named ? ' …' : ''}` });
  }
  const plan = randomUUID().slice(0, 8);
  const chunks = slices(lines, chunkSize);
  await inParallel([...chunks.entries()], 4, ([chunk, some]) => putJson(bench.files, chunkFile(bench, run, plan, chunk), some));
  return { plan, total: lines.length, chunks: chunks.length, tally: nothing };
}

const recordOf = ([kind, id]: Line): string => `${kind} ${id}`;

async function linesOf({ desk }: Bench, run: RunRef): Promise<readonly Line[]> {
  return [...(await readCursors(desk.table, run)).values()].flatMap(({ lines }) => lines);
}

/** What reverts that were stopped before this one have taken back already. */
async function earlierLines(bench: Bench, run: Run): Promise<readonly Line[]> {
  const { after } = RevertOrder.parse(run.order);
  if (after === undefined) return [];
  const earlier = await runOf(bench.desk.table, { ...run, id: after });
  return [...(await linesOf(bench, earlier)), ...(await earlierLines(bench, earlier))];
}

async function closeRevert(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  const cursors = await endChunks(bench.desk.table, run, run.chunks);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  const ended: Run = { ...run, state: 'done', finishedAt: now(), tally, errors: cursors.flatMap((cursor) => cursor.errors).slice(0, 100) };
  return failed ? faulted(ended, new DomainError('unavailable', 'revert.stopped')) : ended;
}

/** What the end of a revert means for the import: it is taken back, or it stands as it stood. */
async function settleImport({ desk }: Bench, run: Run): Promise<void> {
  await changeRun(desk.table, importOf(run), (known) => {
    if (known.state !== 'reverting' || known.revert !== run.id) return undefined;
    return { ...known, state: run.state === 'done' ? 'reverted' : known.fault ? 'failed' : 'done' };
  });
}
