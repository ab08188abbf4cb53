import { randomUUID } from 'node:crypto';
import { definitionOf } from '../cases/desk.ts';
import { DomainError } from '../kernel/error.ts';
import { resolveParties } from '../registers/row-entry.ts';
import { readSheet } from '../spreadsheet/read-sheet.ts';
import { workThrough } from './batches.ts';
import { atStart } from './cursor.ts';
import { fileName, putJson } from './files.ts';
import { type Group, groupsOf } from './import-groups.ts';
import { columnsOf } from './import-header.ts';
import { chosenRows, importOrder, isStrict } from './import-order.ts';
import { findParties } from './import-parties.ts';
import { readRows } from './import-rows.ts';
import { importDoing } from './import-work.ts';
import type { Bench, Planned } from './job.ts';
import { inParallel, slices } from './parallel.ts';
import { changeRun, doneOf, nothing, type RowError, type Run } from './run.ts';

/**
 * Records (with what they name) in a chunk: some 2 200 write units, so that forty chunks at once stay far from a chunk's limit of a minute even in a new
 * table, which gives 4 000 a second. The machine carries the list of chunks in its state, so there are at most {@link mostChunks}.
 */
const chunkSize = 100;
const mostChunks = 400;

/** How many rows lie between two words of progress while everything is checked first. */
const wordEvery = 1000;

/** File of a plan: its chunks by number, and the errors it found itself. */
export const planFile = (bench: Bench, run: Run, plan: string, name: number | 'errors'): string =>
  fileName('imports', bench.desk.company, run, `${plan}/${name}.json`);

/**
 * Reads the file, finds out what each row asks for, joins the rows that belong together and lays them down in chunks (导入准备).
 *
 * Where one refused row refuses all, everything is tried here before the first chunk writes: then there are no chunks.
 */
export async function planImport(bench: Bench, run: Run): Promise<Planned> {
  const order = importOrder(run);
  const { groups, errors, total } = await rowsOf(bench, run);
  const strict = isStrict(order);
  const checked = strict && !order.dryRun;
  const all = checked ? [...errors, ...(await checkAll(bench, run, groups))] : errors;
  const plan = randomUUID().slice(0, 8);
  const chunks = checked && all.length > 0 ? [] : slices(groups, Math.max(chunkSize, Math.ceil(groups.length / mostChunks)));
  await putJson(bench.files, planFile(bench, run, plan, 'errors'), all);
  await inParallel([...chunks.entries()], 4, ([chunk, some]) => putJson(bench.files, planFile(bench, run, plan, chunk), some));
  return { plan, total, chunks: chunks.length, tally: { ...nothing, failed: failedRows(all) } };
}

async function rowsOf(bench: Bench, run: Run): Promise<{ groups: readonly Group[]; errors: readonly RowError[]; total: number }> {
  const { desk, files } = bench;
  const order = importOrder(run);
  const definition = definitionOf(desk, run.register);
  const sheet = await readSheet(await files.get(order.file));
  const titles = columnsOf(definition.sheet?.columns ?? [], sheet);
  const isChosen = chosenRows(order);
  const rows = sheet.rows.filter(({ number }) => isChosen(number));
  if (rows.length === 0) throw new DomainError('unprocessable', 'import.no-rows');
  const read = readRows(desk, definition, titles, rows);
  const known = await findParties(desk, run.project, read.entries);
  const { groups, errors } = groupsOf(desk, definition, resolveParties(read.entries, known));
  return { groups, errors: [...read.errors, ...errors], total: rows.length };
}

/** Decides every group without writing. */
async function checkAll(bench: Bench, run: Run, groups: readonly Group[]): Promise<readonly RowError[]> {
  const doing = importDoing(bench, run, { dryRun: true });
  let cursor = atStart;
  for (const some of slices(groups, wordEvery)) {
    cursor = await workThrough({ ...cursor, next: 0 }, some, doing);
    const checked = doneOf(cursor.tally);
    await changeRun(bench.desk.table, run, (current) => (current.state === 'planning' ? { ...current, checked } : undefined));
  }
  return cursor.errors;
}

const failedRows = (errors: readonly RowError[]): number => new Set(errors.map(({ row }) => row)).size;
