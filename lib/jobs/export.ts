import { randomUUID } from 'node:crypto';
import { rolesFor, sees } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import { definitionOf } from '../cases/desk.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import { openWork } from '../cases/walk.ts';
import { refFor, type Work } from '../cases/work.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { writeSheet } from '../spreadsheet/write-sheet.ts';
import { recordKey, registerPartition } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import { atStart, cursorWrite, endChunks, Overtaken, readCursor } from './cursor.ts';
import { ExportOrder } from './export-wish.ts';
import { fileName, getJson, mediaTypes, putJson } from './files.ts';
import type { Bench, Job, Planned } from './job.ts';
import { inParallel, slices } from './parallel.ts';
import { faulted, nothing, type Run, sum } from './run.ts';

type Row = Readonly<Record<string, string | number>>;

const chunkSize = 500;
/** Excel opens more, but writing them takes more memory than a function has. */
const mostXlsxRows = 50_000;

const chunkFile = (bench: Bench, run: Run, plan: string, chunk: number, what: 'ids' | 'rows'): string =>
  fileName('exports', bench.desk.company, run, `${plan}/${chunk}-${what}.json`);

/**
 * Export of a register (台账导出): its records as the rows an import would read, with the records they name. Personal data leave as their masks; to see
 * one in the clear takes a reveal of its own, with a reason.
 */
export const exportJob: Job = { name: 'export', plan: planExport, chunk: exportChunk, close: closeExport };

async function planExport(bench: Bench, run: Run): Promise<Planned> {
  const { prefix = '', ids = await idsFrom(bench, run, prefix) } = ExportOrder.parse(run.order);
  const plan = randomUUID().slice(0, 8);
  const chunks = slices(ids, chunkSize);
  await inParallel([...chunks.entries()], 4, ([chunk, some]) => putJson(bench.files, chunkFile(bench, run, plan, chunk, 'ids'), some));
  return { plan, total: ids.length, chunks: chunks.length, tally: nothing };
}

async function idsFrom({ desk }: Bench, run: Run, prefix: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await desk.table.query({ pk: registerPartition(desk.company, run.project, run.register), prefix, limit: 1000, after });
    ids.push(...page.items.filter(({ removed }) => removed !== true).map(({ sk }) => sk));
    after = page.next;
  } while (after);
  return ids;
}

async function exportChunk(bench: Bench, run: Run, chunk: number): Promise<void> {
  const { desk, files } = bench;
  const from = await readCursor(desk.table, run, chunk);
  if (from.ended) return;
  const { work } = await openWork(desk, run);
  const definition = definitionOf(desk, run.register);
  const ids = await getJson<readonly string[]>(files, chunkFile(bench, run, run.plan ?? '', chunk, 'ids'));
  const records = await visible(work, definition, ids);
  const related = await relatedTo(work, definition, records);
  const rows = records.flatMap(({ ref, record }) => definition.sheet?.write(ref.id, record, related) ?? []);
  await putJson(files, chunkFile(bench, run, run.plan ?? '', chunk, 'rows'), rows);
  const tally = { ...nothing, unchanged: ids.length };
  await desk.table.commit([cursorWrite(desk.table, run, chunk, { ...atStart, version: from.version + 1, tally, ended: true })]).catch((error: unknown) => {
    if (!(error instanceof Overtaken)) throw error;
  });
}

/** Records the person may see, in the order of the ids. */
async function visible(work: Work, definition: Definition, ids: readonly string[]): Promise<readonly Stored[]> {
  const { desk, project } = work;
  const keys = ids.map((id) => recordKey(desk.company, definition.place, refFor(definition, project, id)));
  const pages = await inParallel(slices(keys, 100), 4, (some) => desk.table.getAll(some));
  const items = new Map<string, Item>(pages.flatMap((page) => [...page]));
  const seen: Stored[] = [];
  for (const key of keys) {
    const item = items.get(keyText(key));
    const stored = item && fromItem(definition, item);
    if (!stored || stored.removed) continue;
    const roles = await rolesFor(work, definition, stored);
    if (
      sees(
        definition,
        roles.filter((role) => role !== 'RESIDENT'),
        work.actor,
      )
    )
      seen.push(stored);
  }
  return seen;
}

/** The records that these rows name, as far as the person may see them. */
async function relatedTo(work: Work, definition: Definition, records: readonly Stored[]): Promise<ReadonlyMap<string, unknown>> {
  const named = records.flatMap(({ record }) => definition.sheet?.relates?.(record) ?? []);
  const byKind = Map.groupBy(named, ([kind]) => kind);
  const related = new Map<string, unknown>();
  for (const [kind, refs] of byKind) {
    const found = await visible(work, definitionOf(work.desk, kind), [...new Set(refs.map(([, id]) => id))]);
    for (const { ref, record } of found) related.set(ref.id, record);
  }
  return related;
}

async function closeExport(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  const { desk, files } = bench;
  const cursors = await endChunks(desk.table, run, run.chunks);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  if (failed) return faulted({ ...run, tally }, new DomainError('unavailable', 'export.stopped'));
  const { format, as } = ExportOrder.parse(run.order);
  const chunks = Array.from({ length: run.chunks }, (_, chunk) => chunkFile(bench, run, run.plan ?? '', chunk, 'rows'));
  const rows = (await inParallel(chunks, 4, (name) => getJson<readonly Row[]>(files, name))).flat();
  if (format === 'xlsx' && rows.length > mostXlsxRows)
    return faulted({ ...run, tally }, new DomainError('unprocessable', 'export.too-many-rows', { limit: mostXlsxRows }));
  const definition = definitionOf(desk, run.register);
  const columns = definition.sheet?.columns ?? [];
  const file = fileName('exports', desk.company, run, `${run.register}.${format}`);
  const cells = rows.map((row) => columns.map(({ title }) => row[title] ?? null));
  await files.put(file, await writeSheet({ format, title: definition.title, columns, rows: cells }), mediaTypes[format], as);
  return { ...run, state: 'done', finishedAt: now(), tally, file };
}
