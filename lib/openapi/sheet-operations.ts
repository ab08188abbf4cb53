import type { Definition } from '../cases/definition.ts';
import type { Operation as SliceOperation } from '../cases/routes.ts';
import { jobErrors } from '../jobs/errors.ts';
import { ExportWish } from '../jobs/export-wish.ts';
import { ImportOrder } from '../jobs/import-order.ts';
import { RowError, Run, Tally } from '../jobs/run.ts';
import type { ErrorCatalogue } from '../kernel/error.ts';
import { sheetErrors } from '../spreadsheet/sheet-errors.ts';
import { parameterRef, problemSchema, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Operation, operationId, parametersOf, refusals } from './operation.ts';
import { answerSchema, inputSchema, type Schema } from './schema.ts';
import { sheetProblemName } from './slice-schemas.ts';

/** Routes of a register that can be imported and exported. */
export type SheetOperation = Extract<SliceOperation['op'], `${string}import` | `${string}export`>;

/** A register's import or export as an operation: 202 with `Location` while it runs, 200 when it has ended. */
export function sheetOperation(definition: Definition, op: SheetOperation, path: string): Operation {
  const { title, name } = definition;
  const common = { tags: [name], responses: responsesOf(definition, op) };
  const keepers = definition.commands['put']?.by ?? [];
  const readers = definition.readBy.filter((role) => role !== 'RESIDENT');
  const once = parameterRef('idempotencyKey');
  switch (op) {
    case 'import':
      return {
        ...common,
        operationId: operationId(definition, 'import'),
        summary: `导入${title}`,
        description: `列（* 必填）：${columnsOf(definition)}`,
        parameters: parametersOf(path, ...wishes, once),
        requestBody: { required: true, content: { [xlsx]: bytes, 'text/csv': bytes, 'application/octet-stream': bytes } },
        'x-positions': keepers,
      };
    case 'read-import':
      return {
        ...common,
        operationId: operationId(definition, 'import-status'),
        summary: `${title}导入进度`,
        parameters: parametersOf(path),
        'x-positions': keepers,
      };
    case 'revert-import':
      return {
        ...common,
        operationId: operationId(definition, 'import-revert'),
        summary: `撤销${title}导入`,
        parameters: parametersOf(path, once),
        'x-positions': keepers,
      };
    case 'export':
      return {
        ...common,
        operationId: operationId(definition, 'export'),
        summary: `导出${title}`,
        parameters: parametersOf(path, once),
        requestBody: jsonBody(schemaRef('ExportInput'), false),
        'x-positions': readers,
      };
    case 'read-export':
      return {
        ...common,
        operationId: operationId(definition, 'export-status'),
        summary: `${title}导出进度`,
        parameters: parametersOf(path),
        'x-positions': readers,
      };
  }
}

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const bytes: Schema = { schema: {} };

function columnsOf({ sheet }: Definition): string {
  return (sheet?.columns ?? []).map(({ title, required }) => `${title}${required ? '*' : ''}`).join('、');
}

const wishes: readonly Schema[] = [
  { name: 'dryRun', in: 'query', description: '只检查，不写入', schema: { type: 'string', enum: ['true', 'false'], default: 'false' } },
  {
    name: 'rows',
    in: 'query',
    description: 'all 全部导入或全部不导入，valid 只导入无误的行，或行号如 2,5,7-9',
    schema: { ...inputSchema(ImportOrder.shape.rows), maxLength: 2000, default: 'all' },
  },
  { name: 'format', in: 'query', description: '文件格式；不填则自动识别', schema: inputSchema(ImportOrder.shape.format) },
];

function responsesOf(definition: Definition, op: SheetOperation): Operation['responses'] {
  const body = schemaRef(op.endsWith('import') ? 'Import' : 'Export');
  const asks = !op.startsWith('read-');
  const started: Operation['responses'] = asks ? { 202: answers('已受理，进度见 Location', body, locationHeader) } : {};
  return {
    200: answers('进度与结果', body, asks ? locationHeader : undefined),
    ...started,
    ...refusals(asks ? 'command' : 'read', sheetProblemName(definition)),
  };
}

const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };
const count: Schema = { type: 'integer', minimum: 0 };
const address: Schema = { type: 'string', format: 'uri', description: '五分钟内有效' };

const runHead = {
  id: text,
  state: answerSchema(Run.shape.state),
  by: { ...text, description: '经办人' },
  requestedAt: instant,
  startedAt: instant,
  finishedAt: instant,
  fault: { type: 'object', description: '未能完成的原因', properties: { code: text, detail: text }, required: ['code', 'detail'] },
  register: text,
  format: answerSchema(ImportOrder.shape.format),
  done: { ...count, description: '已处理' },
  total: count,
};
const always = ['id', 'state', 'by', 'requestedAt', 'register', 'format', 'done', 'total'];
const counted = answerSchema(Tally)['properties'] as Readonly<Record<string, Schema>>;

/** Schemas of imports and exports. */
export const sheetSchemas: Readonly<Record<string, Schema>> = {
  RowError: { title: '未导入的行', ...answerSchema(RowError) },
  Import: {
    title: '导入',
    type: 'object',
    properties: {
      ...runHead,
      dryRun: { type: 'boolean' },
      rows: text,
      sha256: text,
      ...counted,
      checked: { ...count, description: '已检查的行数' },
      errors: { type: 'array', description: '前 100 条；全部见 errorFile', items: schemaRef('RowError') },
      errorFile: address,
    },
    required: [...always, 'dryRun', 'rows', 'sha256', 'errors', ...Object.keys(counted)],
  },
  Export: { title: '导出', type: 'object', properties: { ...runHead, name: { ...text, description: '文件名' }, url: address }, required: always },
  ExportInput: inputSchema(ExportWish),
};

/** Refusals of a register's imports and exports: its own, and the file's. */
export function sheetProblem(definition: Definition, ordered: readonly ErrorCatalogue[]): Schema {
  return problemSchema(definition.errors, ...ordered, jobErrors, sheetErrors);
}
