import type { Definition } from '../cases/definition.ts';
import { letterKinds } from '../dunning/letter.ts';
import type { Role } from '../kernel/position.ts';
import { printErrors } from '../print/errors.ts';
import { litigators } from '../print/litigators.ts';
import { paperSizes } from '../print/paper.ts';
import { receiptStates } from '../print/receipt-facts.ts';
import { arrearsReaders, billReaders } from '../statements/readers.ts';
import { parameterRef, problemSchema, schemaRef } from './components.ts';
import { answers, type Operation, type Placed, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';

type Schemas = Readonly<Record<string, Schema>>;

const problem = 'PrintProblem';
const text: Schema = { type: 'string' };
const date: Schema = { type: 'string', format: 'date' };
const month: Schema = { type: 'string', pattern: '^\\d{4}-\\d{2}$' };
const fen: Schema = { type: 'integer', description: '分' };

const checked: Schemas = {
  company: text,
  project: text,
  receiptNo: text,
  title: { ...text, description: '收据、押金收据、退款凭证……' },
  date,
  amountFen: { ...fen, description: '分；付出的为负数' },
  amount: { ...text, description: '元' },
  channel: text,
  state: {
    type: 'string',
    enum: Object.keys(receiptStates),
    description: Object.entries(receiptStates)
      .map(([name, title]) => `${name} ${title}`)
      .join('、'),
  },
  stateTitle: text,
  refundedFen: fen,
  takenBackBy: { ...text, description: '冲销它的票据' },
};

/** What the operations of printing point to. */
export function printSchemas(): Schemas {
  const required = Object.keys(checked).filter((name) => name !== 'takenBackBy');
  return { [problem]: problemSchema(printErrors), CheckedReceipt: { title: '票据验真', type: 'object', properties: checked, required } };
}

const query = (name: string, description: string, schema: Schema): Schema => ({ name, in: 'query', description, schema });

/** A file as an answer: shown by the browser, or saved under its Chinese name. */
function file(description: string, type: string): Schema {
  const headers = { 'Content-Disposition': { required: true, schema: { type: 'string' } } };
  return { description, headers, content: { [type]: { schema: { type: 'string', contentMediaType: type } } } };
}

const pdf = 'application/pdf';

interface Printed {
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly by: readonly Role[];
  readonly parameters?: readonly Schema[];
  readonly type?: string;
}

/** The papers below a project. */
const papers: readonly Printed[] = [
  {
    id: 'printReceipt',
    path: 'print/receipts/{receiptNo}',
    summary: '打印票据',
    description: '员工首次打印为正本，再次打印注明“补打”及次数、时间；住户得到自助件',
    by: billReaders,
    parameters: [query('paper', 'a4，或 80 毫米小票 roll', { type: 'string', enum: [...paperSizes], default: 'a4' })],
  },
  {
    id: 'printNotice',
    path: 'print/units/{unitId}/notice',
    summary: '打印缴费通知单',
    description: '逐项写明计费依据；有未过期的“用于通知单”的支付单时印付款码',
    by: billReaders,
    parameters: [query('period', '账期；不填为全部未缴', month)],
  },
  {
    id: 'printStatement',
    path: 'print/units/{unitId}/statement',
    summary: '打印对账单',
    by: billReaders,
    parameters: [query('from', '起日；不填为本年 1 月 1 日', date), query('to', '止日，不含', date)],
  },
  {
    id: 'printClearance',
    path: 'print/units/{unitId}/clearance',
    summary: '打印结清证明',
    description: '有任何未结清的费用时拒绝',
    by: billReaders,
    parameters: [query('party', '只证明这位客户；住户只能为本人', text)],
  },
  {
    id: 'printLetter',
    path: 'print/dunnings/{id}/letter',
    summary: '打印催缴函',
    description: '送达后再打印的，为送达当日的内容',
    by: arrearsReaders,
    parameters: [query('step', '函件；不填为当前阶段的', { type: 'string', enum: Object.keys(letterKinds) })],
  },
  {
    id: 'litigationPack',
    path: 'units/{unitId}/litigation-pack',
    summary: '诉讼材料包',
    description: '目录、欠费明细与时效、催缴记录、账务流水、数据和附件；取出的附件逐一留痕',
    by: litigators,
    type: 'application/zip',
  },
];

/** What is printed (打印): papers as PDF, the litigation pack as zip, and the public check of a receipt. */
export function printOperations(unit: Definition): readonly Placed[] {
  const placed = ({ id, path: below, by, parameters = [], type = pdf, ...said }: Printed): Placed => {
    const path = `/projects/{projectId}/${below}`;
    const responses = { 200: file(said.summary, type), ...refusals('list', problem), 422: { $ref: `#/components/responses/${problem}` } };
    return {
      method: 'get',
      path,
      operation: { tags: [unit.name], operationId: id, ...said, parameters: parametersOf(path, ...parameters), responses, 'x-positions': by },
    };
  };
  return [...papers.map(placed), { method: 'get', path: '/receipts/{code}', operation: receiptCheck(unit) }];
}

function receiptCheck(unit: Definition): Operation {
  const { 404: unknown, 429: busy, 500: faulty, 503: away } = refusals('read', problem);
  const json = answers('票据现状，不含个人信息', schemaRef('CheckedReceipt')) as { readonly content: Schemas };
  return {
    tags: [unit.name],
    operationId: 'receiptCheck',
    summary: '票据验真',
    description: '凭票据上的二维码，任何人可查；Accept 为 text/html 时为网页。错误和他人的验真码答复相同',
    parameters: [parameterRef('code'), parameterRef('acceptLanguage')],
    responses: {
      200: { ...json, content: { ...json.content, 'text/html': { schema: { type: 'string' } } } },
      ...Object.fromEntries(
        Object.entries({ 404: unknown, 429: busy, 500: faulty, 503: away }).flatMap(([status, schema]) => (schema ? [[status, schema]] : [])),
      ),
    },
    security: [],
  };
}
