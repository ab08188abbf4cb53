import type { Definition } from '../cases/definition.ts';
import { jobErrors } from '../jobs/errors.ts';
import { Channel, FeeClass } from '../ledger/account.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { JournalKind } from '../ledger/journal.ts';
import { balanceKinds } from '../ledger/names.ts';
import { paymentErrors } from '../payments/errors.ts';
import { PaymentInput } from '../payments/payment-input.ts';
import { moneyReaders } from '../payments/quotes.ts';
import { sheetErrors } from '../spreadsheet/sheet-errors.ts';
import { parameterRef, problemSchema, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Operation, type Placed, paging, parametersOf, refusals } from './operation.ts';
import { inputSchema, type Schema } from './schema.ts';

type Schemas = Readonly<Record<string, Schema>>;

const text: Schema = { type: 'string' };
const date: Schema = { type: 'string', format: 'date' };
const instant: Schema = { type: 'string', format: 'date-time' };
const fen: Schema = { type: 'integer', description: '分' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Schemas, required: readonly string[] = Object.keys(properties)): Schema => ({ type: 'object', properties, required });

const problem = 'PaymentProblem';
const channel: Schema = { type: 'string', enum: Channel.options };
const line = { bill: text, unit: text, period: text, feeClass: { type: 'string', enum: FeeClass.options }, principalFen: fen, lateFen: fen };
const balance = object({ balance: text, kind: { type: 'string', enum: Object.keys(balanceKinds) }, unit: text, fen }, ['balance', 'kind', 'fen']);

const receipt = {
  receiptNo: { type: 'string', description: '票据编号，账簿内连续' },
  book: text,
  kind: { type: 'string', enum: JournalKind.options },
  title: text,
  bookedOn: date,
  valueOn: { ...date, description: '到账日' },
  at: instant,
  by: text,
  payer: text,
  channel,
  externalId: text,
  note: text,
  amountFen: fen,
  amount: { type: 'string', description: '元' },
  bills: listOf(object(line)),
  balances: listOf(balance),
  reverses: text,
};
const always = ['receiptNo', 'book', 'kind', 'title', 'bookedOn', 'valueOn', 'at', 'by', 'amountFen', 'amount', 'bills', 'balances'];
const warning = object({ code: text, text: object({ zh: text, en: text }), bills: listOf(text) }, ['code', 'text']);
const quoted = object(
  {
    ...line,
    principalFen: fen,
    openFen: fen,
    title: text,
    payer: text,
    joint: listOf(text),
    issuedFen: fen,
    dueOn: date,
    disputed: { type: 'boolean' },
    late: { type: 'object' },
  },
  ['bill', 'unit', 'period', 'feeClass', 'openFen', 'lateFen', 'title', 'payer', 'issuedFen', 'dueOn', 'late'],
);
const candidate = object({ why: { type: 'string', enum: ['bill', 'household', 'name'] }, payer: text, unit: text, bills: listOf(text), openFen: fen });
const batch = object(
  {
    ...{
      id: text,
      state: { type: 'string', enum: ['requested', 'planning', 'running', 'done', 'failed'] },
      by: text,
      requestedAt: instant,
      finishedAt: instant,
      on: date,
    },
    ...{ total: { type: 'integer' }, booked: { type: 'integer' }, notCollected: { type: 'integer' }, failed: { type: 'integer' } },
    errors: listOf(object({ row: { type: 'integer' }, column: text, code: text, detail: text }, ['row', 'code', 'detail'])),
    fault: object({ code: text, detail: text }),
    outcomeFile: { type: 'string', description: '逐行结果，5 分钟内有效' },
  },
  ['id', 'state', 'by', 'requestedAt', 'total', 'booked', 'notCollected', 'failed', 'errors'],
);

/** What the operations of payments point to. */
export function paymentSchemas(): Schemas {
  return {
    [problem]: problemSchema(paymentErrors, ledgerErrors, sheetErrors, jobErrors),
    PaymentInput: inputSchema(PaymentInput),
    Receipt: { title: '收据', ...object({ ...receipt, code: { type: 'string', description: '验真码' } }, [...always]) },
    PaymentReceipt: {
      title: '收款结果',
      ...object({ ...receipt, code: text, run: { type: 'string', description: '账单过多时逐笔冲抵的批次' }, warnings: listOf(warning) }, [
        ...always,
        'code',
        'warnings',
      ]),
    },
    Quote: {
      title: '应缴金额',
      ...object(
        {
          on: date,
          units: listOf(text),
          bills: listOf(quoted),
          totalFen: fen,
          total: text,
          prepaid: listOf({ type: 'object' }),
          quote: text,
          validUntil: instant,
        },
        ['on', 'units', 'bills', 'totalFen', 'total', 'prepaid'],
      ),
    },
    BankBatch: { title: '托收回盘', ...batch },
  };
}

const query = (name: string, description: string, schema: Schema, required = false): Schema => ({ name, in: 'query', description, required, schema });
const base = '/projects/{projectId}/payments';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const bytes = { schema: { type: 'string', format: 'binary' } };

/** Taking money (收款): payments, receipts, quotes, a bank's results, proposals for unclaimed transfers. */
export function paymentOperations(suspense: Definition): readonly Placed[] {
  const tags = [suspense.name];
  const readers = moneyReaders;
  const get = (id: string, path: string, summary: string, schema: Schema, more: Partial<Operation> = {}, ...parameters: readonly Schema[]): Placed => {
    const of = parameters.length > 0 ? 'list' : 'read';
    const operation: Operation = {
      tags,
      operationId: id,
      summary,
      parameters: parametersOf(path, ...parameters),
      responses: { 200: answers(summary, schema), ...refusals(of, problem), ...(of === 'list' ? { 422: { $ref: `#/components/responses/${problem}` } } : {}) },
      'x-positions': readers,
      ...more,
    };
    return { method: 'get', path, operation };
  };
  const quotes = '/projects/{projectId}/quotes';
  const withResident = { 'x-positions': [...readers, 'RESIDENT'] } as const;
  return [
    { method: 'post', path: base, operation: payment(tags) },
    get(
      'paymentList',
      base,
      '收款流水',
      { ...object({ items: listOf(object(receipt, always)), cursor: text }, ['items']) },
      {},
      query('day', '记账日；不填为今天', date),
      query('book', '账簿；不填为本人的', text),
      ...paging,
    ),
    get('paymentRead', `${base}/{receiptNo}`, '票据', schemaRef('Receipt'), withResident),
    get(
      'quoteRead',
      quotes,
      '应缴查询',
      schemaRef('Quote'),
      withResident,
      query('units', '房屋，逗号分隔', text, true),
      query('on', '计算违约金的日期；不填为今天', date),
    ),
    { method: 'post', path: `${base}/bank-batch`, operation: batchUpload(tags) },
    get('bankBatchRead', `${base}/bank-batch/{id}`, '托收回盘进度', schemaRef('BankBatch')),
    get(
      'paymentCandidates',
      `${base}/candidates`,
      '认领建议',
      object({ items: listOf(candidate) }),
      { 'x-positions': suspense.readBy },
      query('suspense', '暂收单号', text, true),
    ),
  ];
}

function payment(tags: readonly string[]): Operation {
  return {
    tags,
    operationId: 'paymentTake',
    summary: '收款',
    description:
      '须带 Idempotency-Key 或 externalId；allocations、units、quote、prepay 填其一。多收的转入预收；超过 80 张账单时先入交费人账户，再逐笔冲抵（202）',
    parameters: parametersOf(base, parameterRef('idempotencyKey')),
    requestBody: jsonBody(schemaRef('PaymentInput'), true),
    responses: {
      201: answers('收据', schemaRef('PaymentReceipt'), locationHeader),
      202: answers('收据，账单逐笔冲抵中', schemaRef('PaymentReceipt'), locationHeader),
      ...refusals('command', problem),
    },
    'x-positions': ['CASHIER'],
  };
}

function batchUpload(tags: readonly string[]): Operation {
  const path = `${base}/bank-batch`;
  return {
    tags,
    operationId: 'bankBatchBook',
    summary: '托收回盘',
    description: '列：账单编号/房号、金额（元）、结果，可有交费人、原因、流水号；同一文件可重复上传，不会重复入账',
    parameters: parametersOf(path, query('on', '扣款日；不填为今天', date), parameterRef('idempotencyKey')),
    requestBody: { required: true, content: { [xlsx]: bytes, 'text/csv': bytes, 'application/octet-stream': bytes } },
    responses: {
      200: answers('已结束', schemaRef('BankBatch'), locationHeader),
      202: answers('处理中', schemaRef('BankBatch'), locationHeader),
      ...refusals('command', problem),
    },
    'x-positions': ['CASHIER'],
  };
}
