import { createHash } from 'node:crypto';
import { capacitiesOf, checkMay } from '../cases/access.ts';
import { type Answer, type Once, storedAnswer } from '../cases/idempotency.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { askOnce, runIdIn } from '../jobs/asking.ts';
import { jobErrors } from '../jobs/errors.ts';
import { fileName, mediaTypes } from '../jobs/files.ts';
import type { Bench } from '../jobs/job.ts';
import { isFinished, newRunId, nothing, type Run, readRun, refusalOf } from '../jobs/run.ts';
import { awaitEnd, patience } from '../jobs/waiting.ts';
import { DomainError, sentence } from '../kernel/error.ts';
import { dateText } from '../kernel/schema.ts';
import { onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { paymentErrors } from './errors.ts';
import { moneyReaders } from './quotes.ts';

const maxFileBytes = 4_400_000;

/**
 * Takes a bank's result file in (托收回盘): stores it, asks for the run, waits for its end. The same file may be sent again at any time.
 *
 * @throws DomainError `import.*`, `sheet.*`, `request.invalid`, `access.*`
 */
export async function requestBankBatch(
  bench: Bench,
  caller: Caller,
  { bytes, query }: { bytes: Uint8Array; query: Readonly<Record<string, string | undefined>> },
  once: Once | undefined,
): Promise<Answer> {
  const { desk, files } = bench;
  const { work, items } = await openWork(desk, caller, once ? [onceKey(desk.company, once.key)] : []);
  checkPositions(work, ['CASHIER']);
  const answered = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (answered) return batchAnswer(bench, caller, runIdIn(answered));
  if (bytes.byteLength === 0) throw new DomainError('invalid', 'import.empty');
  if (bytes.byteLength > maxFileBytes) throw new DomainError('too-large', 'import.too-large', { limitMb: maxFileBytes / 1e6 });
  const on = query['on'] ?? work.today;
  if (!dateText().safeParse(on).success) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'on', code: 'request.date', detail: '' }]);
  if (on > work.today) throw new DomainError('unprocessable', 'bank-batch.day', { on, today: work.today });
  const id = newRunId(work.today);
  const file = fileName('imports', desk.company, { project: caller.project, job: 'bank-batch', id }, 'file');
  await files.put(file, bytes, mediaTypes.csv);
  const order = { file, sha256: createHash('sha256').update(bytes).digest('hex'), on };
  const head = { project: caller.project, job: 'bank-batch', id, state: 'requested', person: caller.person, register: 'payment' } as const;
  const run: Run = { ...head, order, requestedAt: work.now, chunks: 0, total: 0, tally: nothing, errors: [] };
  return batchAnswer(bench, caller, await askOnce(desk.table, run, once));
}

async function batchAnswer(bench: Bench, { project }: Caller, id: string): Promise<Answer> {
  const run = await awaitEnd(bench.desk, { project, job: 'bank-batch', id }, patience());
  const refusal = run.plan === undefined ? refusalOf(run) : undefined;
  if (refusal && refusal.kind !== 'unavailable') throw refusal;
  const location = `/projects/${encodeURIComponent(project)}/payments/bank-batch/${encodeURIComponent(id)}`;
  return { status: isFinished(run) ? 200 : 202, body: await viewOf(bench, run), location };
}

/** How a run stands (托收结果). @throws DomainError `access.not-found` */
export async function readBankBatch(bench: Bench, caller: Caller, id: string): Promise<unknown> {
  const { work } = await openWork(bench.desk, caller);
  checkPositions(work, moneyReaders);
  const run = await readRun(bench.desk.table, { project: caller.project, job: 'bank-batch', id });
  if (!run) throw new DomainError('not-found', 'access.not-found');
  return viewOf(bench, run);
}

function checkPositions(work: Work, by: Parameters<typeof checkMay>[1]): void {
  const roles = capacitiesOf(work.actor);
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, by, work.actor, 'payment.take');
}

async function viewOf({ files }: Bench, { id, state, person, requestedAt, finishedAt, total, tally, errors, file, fault, order }: Run): Promise<unknown> {
  const why = fault && { fault: { code: fault.code, detail: sentence(fault.code, fault.detail, 'zh', { ...jobErrors, ...paymentErrors }) } };
  const { changed: booked, unchanged: notCollected, failed } = tally;
  return {
    ...{ id, state, by: person, requestedAt, finishedAt, on: order['on'], total, booked, notCollected, failed, errors },
    ...why,
    ...(file ? { outcomeFile: await files.link(file) } : {}),
  };
}
