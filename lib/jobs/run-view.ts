import { sentence } from '../kernel/error.ts';
import { readCursors } from './cursor.ts';
import { ExportOrder } from './export-wish.ts';
import { importOrder } from './import-order.ts';
import { type Bench, catalogueOf } from './job.ts';
import { doneOf, isFinished, type Run, sum, type Tally } from './run.ts';

/** How far a run is: while it runs, what its chunks say. */
async function progress({ desk }: Bench, run: Run): Promise<{ done: number; total: number } & Tally> {
  const { total } = run;
  if (run.state !== 'running') return { done: isFinished(run) && !run.fault ? total : doneOf(run.tally), total, ...run.tally };
  const cursors = [...(await readCursors(desk.table, run)).values()];
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  return { done: doneOf(tally), total, ...tally };
}

function head({ desk }: Bench, { id, state, person, requestedAt, startedAt, finishedAt, fault }: Run): Readonly<Record<string, unknown>> {
  const why = fault && { fault: { code: fault.code, detail: sentence(fault.code, fault.detail, 'zh', catalogueOf(desk)) } };
  return { id, state, by: person, requestedAt, startedAt, finishedAt, ...why };
}

/** An import as its caller sees it (导入结果): state, figures in rows, the first errors, and where all of them are. */
export async function importView(bench: Bench, run: Run): Promise<unknown> {
  const { dryRun, rows, format, sha256 } = importOrder(run);
  return {
    ...head(bench, run),
    register: run.register,
    dryRun,
    rows,
    format,
    sha256,
    ...(await progress(bench, run)),
    ...(run.state === 'planning' && run.checked !== undefined ? { checked: run.checked } : {}),
    errors: run.errors,
    ...(run.file ? { errorFile: await bench.files.link(run.file) } : {}),
  };
}

/** An export as its caller sees it (导出结果): how far it is, and at the end an address good for five minutes. */
export async function exportView(bench: Bench, run: Run): Promise<unknown> {
  const { format, as } = ExportOrder.parse(run.order);
  const { done, total } = await progress(bench, run);
  return {
    ...head(bench, run),
    register: run.register,
    format,
    done,
    total,
    ...(run.state === 'done' && run.file ? { name: as, url: await bench.files.link(run.file) } : {}),
  };
}
