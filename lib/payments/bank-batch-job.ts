import * as z from 'zod';
import { unitRecord } from '../cases/access.ts';
import type { Also, Change } from '../cases/batch.ts';
import { decide, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { endChunks } from '../jobs/cursor.ts';
import { fileName, getJson, mediaTypes, putJson } from '../jobs/files.ts';
import { type Bench, type Job, workChunk } from '../jobs/job.ts';
import { slices } from '../jobs/parallel.ts';
import { faulted, nothing, type RowError, type Run, sum } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import { DomainError, sentence } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { dateText } from '../kernel/schema.ts';
import type { Bill } from '../ledger/bill.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { entryId, entryNamed, receiptNo } from '../ledger/names.ts';
import { relationsOn } from '../registers/unit/contract.ts';
import { readSheet } from '../spreadsheet/read-sheet.ts';
import { writeSheet } from '../spreadsheet/write-sheet.ts';
import { externalKey } from '../table/keys.ts';
import { keyText, type Write } from '../table/table.ts';
import { type BatchRow, type BatchSheet, batchRows } from './bank-batch-rows.ts';
import { paymentErrors } from './errors.ts';
import { billsOfUnits, checkNamed } from './household.ts';
import { commitOnce, earlier } from './payments.ts';
import { type Taking, take } from './taking.ts';

/** What a run of a bank's results was asked for. */
export const BatchOrder = z.strictObject({ file: z.string(), sha256: z.string(), on: dateText() });

/** Rows of one transaction; fewer where their households owe many bills. */
const rowsAtOnce = 10;

/** The channel, and the book, of what banks collect. */
const channel = 'bankBatch';

/**
 * The results of a bank's batch (银行托收回盘): what it has collected is booked row by row, what it has not is listed. Each row is a transaction of its channel, so the
 * same file again, or a run carried twice, books nothing twice.
 */
export const bankBatchJob: Job = { name: 'bank-batch', plan, chunk, close };

const planFile = (bench: Bench, run: Run, name: string): string => fileName('imports', bench.desk.company, run, name);

async function plan(bench: Bench, run: Run) {
  const { file, sha256 } = BatchOrder.parse(run.order);
  const sheet = batchRows(await readSheet(await bench.files.get(file)), sha256);
  await putJson(bench.files, planFile(bench, run, 'rows.json'), sheet);
  const { paid, refused, errors } = sheet;
  const total = paid.length + refused.length + errors.length;
  return { plan: 'rows', chunks: paid.length === 0 ? 0 : 1, total, tally: { ...nothing, unchanged: refused.length, failed: errors.length } };
}

async function chunk(bench: Bench, run: Run, number: number): Promise<void> {
  const { paid } = await getJson<BatchSheet>(bench.files, planFile(bench, run, 'rows.json'));
  await workChunk(bench, run, number, paid, {
    weigh: () => 1,
    most: rowsAtOnce,
    attempt: (rows, also) => bookRows(bench, run, rows, also),
    tally: (rows) => ({ ...nothing, changed: rows.length }),
    refused: ({ row }, { code, detail }) => ({
      tally: { ...nothing, failed: 1 },
      errors: [{ row, code, detail: sentence(code, detail, 'zh', { ...ledgerErrors, ...paymentErrors }) }],
    }),
  });
}

function bookRows({ desk }: Bench, run: Run, rows: readonly BatchRow[], also: Also): Promise<readonly Change[]> {
  const { on } = BatchOrder.parse(run.order);
  const actor = systemActor(desk.company);
  const keys = rows.map(({ externalId }) => externalKey(desk.company, channel, externalId));
  return decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: run.project, actor, request: `bank-batch:${run.id}` }, keys);
    const writes: Write[] = [];
    for (const row of rows) writes.push(...(await bookRow(work, row, on)));
    const changes = work.till.entries.map(({ entry }): Change => ({ ref: { project: run.project, kind: 'entry', id: entryId(entry) }, before: 0, after: 1 }));
    await commitOnce(work, [...writes, ...also(changes)]);
    return changes;
  });
}

async function bookRow(work: Work, row: BatchRow, on: string): Promise<readonly Write[]> {
  const { amountFen, externalId, unit, bill } = row;
  await checkNamed(work, undefined, [unit]);
  const payer = row.payer ?? payerOf(await billsOfUnits(work, [unit]), row) ?? (await ownerOf(work, unit));
  if (await earlier(work, { channel, externalId, amountFen, payer })) return [];
  await checkNamed(work, payer, []);
  const purpose = bill === undefined ? ({ kind: 'units', units: [unit] } as const) : ({ kind: 'bills', wishes: [{ bill }] } as const);
  const taking: Taking = { channel, amountFen, payer, book: channel, purpose, valueOn: on, externalId, lenient: true };
  return (await take(work, taking)).also;
}

/** Whose bill it is, or the one who owes, or has owed, anything for the unit; undefined where there never was a bill. @throws DomainError `bank-batch.payer` for several */
function payerOf(bills: ReadonlyMap<string, Bill>, { bill, unit }: BatchRow): string | undefined {
  const named = bill === undefined ? undefined : bills.get(bill)?.payer;
  const open = new Set([...bills.values()].filter(({ state }) => state === 'open').map(({ payer }) => payer));
  const all = open.size > 0 ? open : new Set([...bills.values()].map(({ payer }) => payer));
  const [only] = all;
  if (named !== undefined) return named;
  if (all.size > 1) throw new DomainError('unprocessable', 'bank-batch.payer', { unit });
  return only;
}

/** @throws DomainError `bank-batch.payer` */
async function ownerOf(work: Work, unit: string): Promise<string> {
  const record = await unitRecord(work, unit);
  const owner = record && relationsOn(record, work.today).find(({ role }) => role === 'owner');
  if (!owner) throw new DomainError('unprocessable', 'bank-batch.payer', { unit });
  return owner.party;
}

async function close(bench: Bench, run: Run, failed: boolean): Promise<Run> {
  const cursors = await endChunks(bench.desk.table, run, run.chunks);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  const sheet = run.plan === undefined ? undefined : await getJson<BatchSheet>(bench.files, planFile(bench, run, 'rows.json'));
  const errors = [...(sheet?.errors ?? []), ...cursors.flatMap((cursor) => cursor.errors)].toSorted((a, b) => a.row - b.row);
  const file = sheet && (await writeOutcome(bench, run, sheet, errors));
  const ended: Run = { ...run, state: 'done', finishedAt: now(), tally, errors: errors.slice(0, 100), ...(file ? { file } : {}) };
  return failed ? faulted(ended, new DomainError('unavailable', 'bank-batch.stopped')) : ended;
}

/** What became of every row (逐行结果): booked with its receipt, refused by the bank, or wrong. */
async function writeOutcome(bench: Bench, run: Run, { paid, refused }: BatchSheet, errors: readonly RowError[]): Promise<string> {
  const receipts = await receiptsOf(bench, paid);
  const wrong = new Map(errors.map((error) => [error.row, error.detail]));
  const rows = [
    ...paid.map(({ row, bill, unit, amountFen, externalId }) => {
      const receipt = receipts.get(externalId);
      return {
        row,
        cells: [
          bill ?? unit,
          yuan(amountFen),
          receipt ? '已入账' : '未入账',
          receipt ?? null,
          receipt ? null : (wrong.get(row) ?? '未处理，请重新上传同一文件'),
        ],
      };
    }),
    ...refused.map(({ row, target, reason }) => ({ row, cells: [target, null, '银行未扣款', null, reason] })),
    ...errors.filter(({ row }) => !paid.some((one) => one.row === row)).map(({ row, detail }) => ({ row, cells: [null, null, '未入账', null, detail] })),
  ].toSorted((a, b) => a.row - b.row);
  const columns = ['行号', '账单编号/房号', '金额（元）', '处理结果', '票据编号', '说明'].map((title) => ({ title, width: title === '行号' ? 8 : 28 }));
  const name = planFile(bench, run, 'outcome.xlsx');
  await bench.files.put(
    name,
    await writeSheet({ format: 'xlsx', title: '托收结果', columns, rows: rows.map(({ row, cells }) => [row, ...cells]) }),
    mediaTypes.xlsx,
    '托收结果.xlsx',
  );
  return name;
}

async function receiptsOf({ desk }: Bench, paid: readonly BatchRow[]): Promise<ReadonlyMap<string, string>> {
  const receipts = new Map<string, string>();
  for (const some of slices(paid, 90)) {
    const keys = some.map(({ externalId }) => ({ externalId, key: externalKey(desk.company, channel, externalId) }));
    const found = await desk.table.getAll(keys.map(({ key }) => key));
    for (const { externalId, key } of keys) {
      const item = found.get(keyText(key));
      const name = item && entryNamed(String(item['entry']));
      if (name) receipts.set(externalId, receiptNo(name));
    }
  }
  return receipts;
}
