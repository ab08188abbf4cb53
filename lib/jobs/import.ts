import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { writeSheet } from '../spreadsheet/write-sheet.ts';
import { workThrough } from './batches.ts';
import { atStart, type Cursor, endChunks } from './cursor.ts';
import { fileName, getJson, mediaTypes } from './files.ts';
import type { Group } from './import-groups.ts';
import { importOrder, isStrict } from './import-order.ts';
import { planFile, planImport } from './import-plan.ts';
import { importDoing } from './import-work.ts';
import { type Bench, type Job, tryChunk, workChunk } from './job.ts';
import { faulted, nothing, type RowError, type Run, sum, type Tally } from './run.ts';
import { joined, namedElsewhere, undoing } from './undo.ts';

/** Errors shown with the run itself; all of them are in its file. */
const shownErrors = 100;

/**
 * Import of a register's spreadsheet (台账导入).
 *
 * All rows or none, unless only the good ones were asked for: everything is tried before anything is written, and should a row still be refused
 * while others are in (somebody changed a record in between), those are taken out again.
 */
export const importJob: Job = {
  name: 'import',
  plan: planImport,
  chunk: async (bench, run, chunk) => {
    const { dryRun } = importOrder(run);
    const groups = await getJson<readonly Group[]>(bench.files, planFile(bench, run, run.plan ?? '', chunk));
    await (dryRun ? tryChunk : workChunk)(bench, run, chunk, groups, importDoing(bench, run, { dryRun }));
  },
  close: closeImport,
};

async function closeImport(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  const order = importOrder(run);
  const cursors = await endChunks(bench.desk.table, run, run.chunks);
  const planned = run.plan === undefined ? [] : await getJson<readonly RowError[]>(bench.files, planFile(bench, run, run.plan, 'errors'));
  const errors = [...planned, ...cursors.flatMap((cursor) => cursor.errors)].toSorted((a, b) => a.row - b.row);
  const refused = isStrict(order) && (errors.length > 0 || failed);
  if (refused) await takeOut(bench, run, cursors);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  const ended: Run = {
    ...run,
    state: refused || isNothing(tally) ? 'failed' : 'done',
    finishedAt: now(),
    tally: refused ? { ...nothing, failed: tally.failed } : tally,
    errors: errors.slice(0, shownErrors),
    ...(errors.length > 0 ? { file: await writeErrors(bench, run, errors) } : {}),
  };
  return failed ? faulted(ended, new DomainError('unavailable', refused ? 'import.stopped-undone' : 'import.stopped')) : ended;
}

/** Only refused rows. */
const isNothing = ({ created, changed, unchanged, failed }: Tally): boolean => failed > 0 && created + changed + unchanged === 0;

/**
 * Done in the job's own name, because the person's appointment may have ended meanwhile. What is already out, was changed by somebody since, or is named by
 * others is passed over: the close may be repeated.
 */
async function takeOut(bench: Bench, { project }: Run, cursors: readonly Cursor[]): Promise<void> {
  const actor = systemActor(bench.desk.company);
  const lines = joined(cursors.flatMap((cursor) => cursor.lines));
  const kept = new Set(await namedElsewhere(bench, project, lines));
  const out = lines.filter((line) => !kept.has(line));
  await workThrough(atStart, out, undoing(bench, { person: actor.person, project, actor }));
}

async function writeErrors({ desk, files }: Bench, run: Run, errors: readonly RowError[]): Promise<string> {
  const name = fileName('imports', desk.company, run, 'errors.xlsx');
  const columns = [
    { title: '行号', width: 8 },
    { title: '列', width: 16 },
    { title: '说明', width: 70 },
    { title: '错误代码', width: 24 },
  ];
  const rows = errors.map(({ row, column, code, detail }) => [row, column ?? null, detail, code]);
  await files.put(name, await writeSheet({ format: 'xlsx', title: '导入错误', columns, rows }), mediaTypes.xlsx, '导入错误.xlsx');
  return name;
}
