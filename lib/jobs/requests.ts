import { createHash } from 'node:crypto';
import { checkMay, rolesFor } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { parseInput } from '../cases/parse.ts';
import { commandNamed } from '../cases/perform.ts';
import { checkLists } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { searchRegister } from '../lists/register-search.ts';
import { onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { askOnce, runIdIn } from './asking.ts';
import { type ExportOrder, ExportWish } from './export-wish.ts';
import { fileName, mediaTypes } from './files.ts';
import { type ImportOrder, type ImportWish, importOrder, importWish } from './import-order.ts';
import type { Bench } from './job.ts';
import { changeRun, isFinished, newRunId, nothing, type Run, type RunRef, readRun, refusalOf, requestWrite } from './run.ts';
import { exportView, importView } from './run-view.ts';
import { awaitEnd } from './waiting.ts';

/** A request about a register's spreadsheets: who asks, for which register, and until when he waits for the end. */
export interface SheetRequest {
  readonly bench: Bench;
  readonly definition: Definition;
  readonly caller: Caller;
  /** Milliseconds of the real clock, see `waiting.ts`. */
  readonly until: number;
}

/**
 * The gateway takes 10 MB, but hands a function 6 MB at most, and a file travels in base64 with some headers beside it: 4.4 MB remain.
 * Larger ones need an upload of their own to the bucket, which a later issue adds.
 */
export const maxFileBytes = 4_400_000;

/**
 * Takes a file in (导入): stores it, asks for the run, and waits for its end. A file the plan cannot read as this register's table is refused as if it had been
 * read here; only the job reads it, because what reads spreadsheets is half as large again as all the rest.
 *
 * The same request again, by its key, is the same run. The same file again is a new run that finds everything as it should be.
 *
 * @throws DomainError `import.*`, `sheet.*`, `request.invalid`, `access.*`
 */
export async function requestImport(
  request: SheetRequest,
  asked: { query: Readonly<Record<string, string | undefined>>; bytes: Uint8Array },
  once: Once | undefined,
): Promise<Answer> {
  const { bench, caller, definition } = request;
  const { work, earlier } = await enter(request, once);
  await checkKeeper(work, definition);
  const ref = { project: caller.project, job: 'import' };
  if (earlier) return importAnswer(request, { ...ref, id: earlier });
  const wish = importWish(asked.query);
  const format = formatOf(asked.bytes, wish);
  const id = newRunId(work.today);
  const file = fileName('imports', bench.desk.company, { ...ref, id }, `file.${format}`);
  await bench.files.put(file, asked.bytes, mediaTypes[format]);
  const order: ImportOrder = { dryRun: wish.dryRun, rows: wish.rows, format, file, sha256: createHash('sha256').update(asked.bytes).digest('hex') };
  return importAnswer(request, { ...ref, id: await askOnce(bench.desk.table, newRun(request, { job: 'import', id, order }), once) });
}

/** How an import stands. @throws DomainError `access.not-found` */
export async function readImport(request: SheetRequest, id: string): Promise<Answer> {
  const { bench, definition, caller } = request;
  const { work } = await openWork(bench.desk, caller);
  await checkKeeper(work, definition);
  return { status: 200, body: await importView(bench, await ownRun(request, 'import', id)) };
}

/** Takes an import back (撤销导入). @throws DomainError `import.running`, `import.already-reverted`, `import.nothing-to-revert`, `import.touched` */
export async function revertImport(request: SheetRequest, id: string, once: Once | undefined): Promise<Answer> {
  const { bench, definition, caller } = request;
  const { work, earlier } = await enter(request, once);
  await checkKeeper(work, definition);
  const run = await ownRun(request, 'import', id);
  const revert = earlier ?? (run.state === 'reverting' && run.revert ? run.revert : await askRevert(request, run, newRunId(work.today), once));
  const ended = await awaitEnd(bench.desk, { project: caller.project, job: 'revert', id: revert }, request.until);
  const refusal = refusalOf(ended);
  if (refusal) throw refusal;
  return importAnswer(request, run);
}

async function askRevert(request: SheetRequest, run: Run, id: string, once: Once | undefined): Promise<string> {
  const { company, table } = request.bench.desk;
  const order = { id: run.id, ...(run.revert ? { after: run.revert } : {}) };
  const asked = requestWrite(table, newRun(request, { job: 'revert', id, order }));
  const reverting = (known: Run): Run | undefined => {
    if (known.state === 'reverted') throw new DomainError('conflict', 'import.already-reverted');
    if (known.state === 'reverting') return undefined;
    if (!isFinished(known)) throw new DomainError('conflict', 'import.running');
    if (importOrder(known).dryRun || known.tally.created + known.tally.changed === 0) throw new DomainError('conflict', 'import.nothing-to-revert');
    return { ...known, state: 'reverting', revert: id };
  };
  try {
    const changed = await changeRun(table, run, reverting, [asked, ...(once ? [answerWrite(company, once, { status: 202, body: { id } })] : [])]);
    return changed.revert ?? id;
  } catch (error) {
    if (!(error instanceof Answered)) throw error;
    return runIdIn(error.answer);
  }
}

/** Writes a register, or what the list would show for `q`, into a file (导出). @throws DomainError `request.invalid`, `access.not-found` */
export async function requestExport(request: SheetRequest, body: unknown, once: Once | undefined): Promise<Answer> {
  const { bench, definition, caller } = request;
  const { work, earlier } = await enter(request, once);
  checkLists(definition, work);
  const ref = { project: caller.project, job: 'export' };
  if (earlier) return exportAnswer(request, { ...ref, id: earlier });
  const { format, q } = parseInput(ExportWish, body) as ExportWish;
  const order: ExportOrder = { format, as: `${definition.title}-${work.today}.${format}`, ...(q === undefined ? {} : await found(request, q)) };
  return exportAnswer(request, { ...ref, id: await askOnce(bench.desk.table, newRun(request, { job: 'export', id: newRunId(work.today), order }), once) });
}

/** What the list would show: the beginning of an id is followed to its end, anything else finds few. */
async function found({ bench, definition, caller }: SheetRequest, q: string): Promise<Pick<ExportOrder, 'prefix' | 'ids'>> {
  const { items } = await searchRegister(bench.desk, definition, caller, { q, limit: 100 });
  const ids = items.map((item) => (item as { readonly id: string }).id);
  return ids.length > 0 && ids.every((id) => id.startsWith(q)) ? { prefix: q } : { ids: ids.toSorted() };
}

/** How an export stands, with its address when it is there. @throws DomainError `access.not-found` */
export async function readExport(request: SheetRequest, id: string): Promise<Answer> {
  const { work } = await openWork(request.bench.desk, request.caller);
  checkLists(request.definition, work);
  return { status: 200, body: await exportView(request.bench, await ownRun(request, 'export', id)) };
}

async function enter({ bench, caller }: SheetRequest, once: Once | undefined): Promise<{ work: Work; earlier: string | undefined }> {
  const key = once && onceKey(bench.desk.company, once.key);
  const { work, items } = await openWork(bench.desk, caller, key ? [key] : []);
  const answered = once && key && storedAnswer(once, items.get(keyText(key)));
  return { work, earlier: answered && runIdIn(answered) };
}

/** Who may `put` a register may import it. @throws DomainError `access.*` */
async function checkKeeper(work: Work, definition: Definition): Promise<void> {
  const roles = await rolesFor(work, definition, undefined);
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, commandNamed(definition, 'put').by, work.actor, `${definition.name}.put`);
}

/** What can be told of a file without reading it. @throws DomainError `import.empty`, `import.too-large`, `import.format-differs` */
function formatOf(bytes: Uint8Array, { format }: ImportWish): ImportOrder['format'] {
  if (bytes.byteLength === 0) throw new DomainError('invalid', 'import.empty');
  if (bytes.byteLength > maxFileBytes) throw new DomainError('too-large', 'import.too-large', { limitMb: maxFileBytes / 1e6 });
  const actual = bytes[0] === 0x50 && bytes[1] === 0x4b ? 'xlsx' : 'csv';
  if (format && format !== actual) throw new DomainError('unprocessable', 'import.format-differs', { actual, format });
  return actual;
}

function newRun({ definition, caller }: SheetRequest, { job, id, order }: Pick<Run, 'job' | 'id' | 'order'>): Run {
  return {
    project: caller.project,
    job,
    id,
    order,
    state: 'requested',
    person: caller.person,
    register: definition.name,
    requestedAt: now(),
    chunks: 0,
    total: 0,
    tally: nothing,
    errors: [],
  };
}

/** A run of this register. @throws DomainError `access.not-found` */
async function ownRun({ bench, definition, caller }: SheetRequest, job: string, id: string): Promise<Run> {
  const run = await readRun(bench.desk.table, { project: caller.project, job, id });
  if (run?.register !== definition.name) throw new DomainError('not-found', 'access.not-found');
  return run;
}

const addressOf = ({ definition, caller }: SheetRequest, kind: string, id: string): string =>
  `/projects/${encodeURIComponent(caller.project)}/${definition.collection}/${kind}/${encodeURIComponent(id)}`;

async function importAnswer(request: SheetRequest, ref: RunRef): Promise<Answer> {
  const run = await awaitEnd(request.bench.desk, ref, request.until);
  const refusal = run.plan === undefined ? refusalOf(run) : undefined;
  if (refusal && refusal.kind !== 'unavailable') throw refusal;
  return { status: isFinished(run) ? 200 : 202, body: await importView(request.bench, run), location: addressOf(request, 'imports', run.id) };
}

async function exportAnswer(request: SheetRequest, ref: RunRef): Promise<Answer> {
  const run = await awaitEnd(request.bench.desk, ref, request.until);
  return {
    status: isFinished(run) ? 200 : 202,
    body: await exportView(request.bench, run),
    location: addressOf(request, 'exports', run.id),
  };
}
