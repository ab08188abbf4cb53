import { createHash } from 'node:crypto';
import type { RowError } from '../jobs/run.ts';
import { DomainError } from '../kernel/error.ts';
import { idPattern } from '../kernel/schema.ts';
import { billNamed } from '../ledger/names.ts';
import type { Sheet } from '../spreadsheet/sheet.ts';
import { ExternalId } from './payment-input.ts';

/** Columns of a bank's result file (托收结果), and other headings banks give them. */
const columns = {
  target: ['账单编号/房号', '账单编号', '房号', '用户号', '用户编号'],
  payer: ['交费人', '客户编号'],
  amount: ['金额', '扣款金额', '实扣金额', '金额(元)', '金额（元）'],
  result: ['结果', '扣款结果', '状态', '处理结果'],
  reason: ['原因', '失败原因', '返回信息', '说明'],
  number: ['流水号', '交易流水号', '银行流水号'],
} as const;
type Column = keyof typeof columns;
const required: readonly Column[] = ['target', 'amount', 'result'];

/** A row on which the bank has collected money. */
export interface BatchRow {
  readonly row: number;
  readonly bill?: string | undefined;
  readonly unit: string;
  readonly payer?: string | undefined;
  readonly amountFen: number;
  /** Its number as a transaction of the channel: the same row of the same file, or the same number of the bank for the same household, is the same money. */
  readonly externalId: string;
}

/** A row on which the bank has collected nothing, and why. */
export interface RefusedRow {
  readonly row: number;
  readonly target: string;
  readonly reason: string;
}

/** A bank's file, read. */
export interface BatchSheet {
  readonly paid: readonly BatchRow[];
  readonly refused: readonly RefusedRow[];
  readonly errors: readonly RowError[];
}

/** Rows of one file: they pass through one book one after another. */
const mostRows = 5000;

const good = new Set(['成功', '扣款成功', '成功扣款', '已扣款', 'ok', 'success', 's', '0', '00', '000', '0000']);
const bad = new Set(['失败', '扣款失败', '未扣款', 'fail', 'failed', 'f', 'error']);

/**
 * Reads the rows of a bank's result file.
 *
 * @param sha256 of the file: rows without a number of the bank are told apart by it
 * @throws DomainError `import.missing-columns`, `import.no-rows`, `sheet.too-many-rows`
 */
export function batchRows({ header, rows }: Pick<Sheet, 'header' | 'rows'>, sha256: string): BatchSheet {
  const at = positions(header);
  if (rows.length === 0) throw new DomainError('unprocessable', 'import.no-rows');
  if (rows.length > mostRows) throw new DomainError('too-large', 'sheet.too-many-rows', { limit: mostRows });
  const sheet: { paid: BatchRow[]; refused: RefusedRow[]; errors: RowError[] } = { paid: [], refused: [], errors: [] };
  for (const { number: row, cells } of rows) {
    const cell = (column: Column): string => cells[at.get(column) ?? -1] ?? '';
    const wrong = (column: Column, code: string, detail: string) => sheet.errors.push({ row, column: header[at.get(column) ?? -1] ?? '', code, detail });
    const [target, result] = [cell('target').normalize('NFC'), cell('result').toLowerCase()];
    const bill = billNamed(target);
    const amountFen = fenOf(cell('amount'));
    const number = cell('number');
    if (bad.has(result) || (!good.has(result) && /失败|不足|拒|错/.test(result))) sheet.refused.push({ row, target, reason: cell('reason') || cell('result') });
    else if (!good.has(result)) wrong('result', 'bank-batch.result', '结果须为“成功”或“失败”');
    else if (!bill && !idPattern.test(target)) wrong('target', 'request.id', '请填写账单编号或房号');
    else if (amountFen === undefined) wrong('amount', 'bank-batch.amount', '金额须为大于 0、至多两位小数的元数');
    else if (number !== '' && !ExternalId.max(60).safeParse(number).success) wrong('number', 'bank-batch.number', '流水号须为 1–60 位字母、数字');
    else if (cell('payer') !== '' && !idPattern.test(cell('payer'))) wrong('payer', 'request.id', '请填写客户编号');
    else {
      const externalId = number === '' ? `${sha256.slice(0, 24)}.${row}` : `${number}.${hash(target)}`;
      sheet.paid.push({
        row,
        unit: bill?.unit ?? target,
        amountFen,
        externalId,
        ...(bill ? { bill: target } : {}),
        ...(cell('payer') === '' ? {} : { payer: cell('payer') }),
      });
    }
  }
  return sheet;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

function positions(header: readonly string[]): ReadonlyMap<Column, number> {
  const found = new Map<Column, number>();
  for (const name of Object.keys(columns) as Column[]) {
    const position = header.findIndex((title) => columns[name].some((known) => known === title.trim()));
    if (position >= 0) found.set(name, position);
  }
  const missing = required.filter((name) => !found.has(name)).map((name) => columns[name][0]);
  if (missing.length > 0) throw new DomainError('unprocessable', 'import.missing-columns', { columns: missing.join('、') });
  return found;
}

/** Yuan of a file, exactly: `1,234.5` is 123450. */
function fenOf(text: string): number | undefined {
  const [, yuan, cents = ''] = /^¥?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (yuan === undefined) return undefined;
  const fen = Number(yuan.replaceAll(',', '')) * 100 + Number(cents.padEnd(2, '0'));
  return fen > 0 ? fen : undefined;
}
