import { sharedNotices } from '../cases/entry.ts';
import { coreErrors } from '../kernel/error-catalogue.ts';
import { positionTitles } from '../kernel/position.ts';
import { fault, statusOf } from '../kernel/problem.ts';
import type { Schema } from './schema.ts';

/** Points to a schema of the description. */
export function schemaRef(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Points to a parameter of the description. */
export function parameterRef(name: keyof typeof parameters): Schema {
  return { $ref: `#/components/parameters/${name}` };
}

const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const count = { type: 'integer', minimum: 0 };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const page = (items: Schema): Schema => object({ items: listOf(items), cursor: { type: 'string', description: '下一页的标记；没有时即为末页' } }, ['items']);

/** A page of records of one schema. */
export function pageOf(name: string): Schema {
  return page(schemaRef(name));
}

const reference = object({ kind: text, id: text });

const fieldError = object({ path: { type: 'string', description: '字段路径，如 relations.0.party' }, code: text, detail: text });

const problem: Schema = {
  title: '拒绝（RFC 9457）',
  ...object(
    {
      type: { type: 'string', description: 'urn:wuyun:error:<code>' },
      title: { type: 'string', enum: [...Object.values(statusOf), fault].map(({ title }) => title) },
      status: { type: 'integer', enum: [...Object.values(statusOf), fault].map(({ status }) => status) },
      code: { type: 'string', description: '稳定的错误编号，不会改变' },
      detail: { type: 'string', description: '给经办人看的说明；Accept-Language: en 时为英文' },
      version: { type: 'integer', description: '版本冲突时的最新版本' },
      errors: listOf(schemaRef('FieldError')),
    },
    ['type', 'title', 'status', 'code', 'detail'],
  ),
};

const timer: Schema = {
  title: '时限',
  ...object(
    {
      name: text,
      dueAt: instant,
      stage: { type: 'string', description: '已到的阶段；running、paused、met 或该时限的阶段名' },
      metAt: { ...instant, description: '按时完成的时间' },
      breachedAt: { ...instant, description: '超时的时间，即应完成的时间' },
    },
    ['name', 'dueAt', 'stage'],
  ),
};

/** What every case answers whatever its workflow. */
const caseHead = object(
  {
    id: text,
    number: { type: 'string', description: '单号：项目-编号' },
    project: text,
    stateTitle: text,
    version: { type: 'integer', minimum: 1, description: '办理时随请求发回，过期即 409' },
    unit: text,
    openedAt: instant,
    updatedAt: instant,
    closedAt: instant,
    parent: reference,
    children: listOf(reference),
    openedBy: text,
    assignee: text,
    watchers: listOf(text),
    postponed: { type: 'object', additionalProperties: object({ until: instant, reason: text, by: text }) },
    approval: { ...object({ number: text, approval: text, command: text, title: text, by: text, at: instant }), description: '正在审批的办理事项' },
    urged: { ...count, description: '催单次数' },
    documents: listOf(object({ name: text, required: { type: 'boolean' }, present: { type: 'boolean' } })),
    timers: listOf(schemaRef('Timer')),
  },
  ['id', 'number', 'project', 'stateTitle', 'version', 'openedAt', 'updatedAt', 'documents', 'timers'],
);

const recordHead = object({ id: text, version: { type: 'integer', minimum: 1 }, openedAt: instant, updatedAt: instant, timers: listOf(schemaRef('Timer')) }, [
  'id',
  'version',
  'openedAt',
  'updatedAt',
]);

const card: Schema = {
  title: '列表中的一行',
  ...object({ kind: text, id: text, state: text, title: text, openedAt: instant, unit: text, due: instant, project: text }, [
    'kind',
    'id',
    'state',
    'title',
    'openedAt',
    'project',
  ]),
};

const searchCard: Schema = {
  title: '查询命中',
  ...object(
    {
      kind: text,
      project: text,
      id: text,
      title: text,
      number: { type: 'string', description: '单据：项目-编号' },
      unit: text,
      state: text,
      stateTitle: text,
      openedAt: instant,
      due: instant,
      phone: { type: 'string', description: '客户：电话掩码' },
    },
    ['kind', 'project', 'id', 'title'],
  ),
};

const found = listOf(schemaRef('SearchCard'));
const searchAnswer: Schema = {
  title: '查询结果',
  ...object({ units: found, parties: found, cases: found, cursor: { type: 'string', description: '下一页的标记；没有时即为末页' } }, [
    'units',
    'parties',
    'cases',
  ]),
};

const historyEntry: Schema = {
  title: '操作记录',
  ...object(
    {
      seq: count,
      at: instant,
      by: object({
        person: text,
        positions: listOf({
          anyOf: [
            { type: 'string', enum: [...Object.keys(positionTitles), 'RESIDENT', 'SYSTEM'] },
            { type: 'string', pattern: '^X-' },
          ],
        }),
      }),
      command: text,
      from: text,
      to: text,
      version: count,
      tick: count,
      input: { description: '提交的内容；个人信息为掩码' },
      fired: { ...listOf(text), description: '触发的时限阶段：timer#stage#due' },
      facts: listOf(object({ kpi: text, key: text, on: { type: 'string', format: 'date' }, met: { type: 'boolean' } }, ['kpi', 'key', 'on'])),
      after: { description: '台账：变更后的记录' },
    },
    ['seq', 'at', 'by', 'command', 'from', 'to', 'version', 'tick'],
  ),
};

const notice: Schema = {
  title: '通知',
  description: `类型为 <业务>.<事由>；各业务共有：${Object.keys(sharedNotices).join('、')}`,
  ...object({ id: text, type: text, at: instant, project: text, kind: text, caseId: text, title: text, text: object({ zh: text, en: text }) }),
};

/** Schemas every slice shares, by component name. */
export const sharedSchemas: Readonly<Record<string, Schema>> = {
  Problem: problem,
  FieldError: fieldError,
  CoreProblem: problemSchema(coreErrors),
  Timer: timer,
  CaseHead: caseHead,
  RecordHead: recordHead,
  Card: card,
  CardPage: page(schemaRef('Card')),
  HistoryEntry: historyEntry,
  HistoryPage: page(schemaRef('HistoryEntry')),
  PartPage: page({
    type: 'object',
    properties: { kind: { type: 'string' }, id: { type: 'string' }, data: { type: 'object' } },
    required: ['kind', 'id', 'data'],
  }),
  SearchCard: searchCard,
  SearchAnswer: searchAnswer,
  Notice: notice,
  NoticePage: page(schemaRef('Notice')),
};

/** A refusal with one of these codes, or one of those every slice shares. */
export function problemSchema(...catalogues: readonly Readonly<Record<string, unknown>>[]): Schema {
  const codes = [...new Set([...catalogues.flatMap((catalogue) => Object.keys(catalogue)), ...Object.keys(coreErrors), fault.code])].toSorted();
  return { allOf: [schemaRef('Problem'), { type: 'object', properties: { code: { type: 'string', enum: codes } } }] };
}

const id = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}$' };

/** Parameters several operations share, by component name. */
export const parameters = {
  projectId: { name: 'projectId', in: 'path', required: true, description: '项目编号', schema: id },
  unitId: { name: 'unitId', in: 'path', required: true, description: '房屋编号：楼栋-单元-房间，如 1-2-301', schema: id },
  partyId: { name: 'partyId', in: 'path', required: true, description: '客户编号', schema: id },
  billId: {
    name: 'billId',
    in: 'path',
    required: true,
    description: '账单编号：房屋~账期~费用类别~收费项~修订号，如 1-2-301~2026-07~property~WY.K1~0',
    schema: { type: 'string', maxLength: 320 },
  },
  person: { name: 'person', in: 'path', required: true, description: '人员编号', schema: id },
  id: { name: 'id', in: 'path', required: true, description: '记录编号', schema: id },
  number: { name: 'number', in: 'path', required: true, description: '单号：项目编号-SP-年月日-序号', schema: { type: 'string', maxLength: 100 } },
  code: { name: 'code', in: 'path', required: true, description: '票据上的验真码', schema: { type: 'string', maxLength: 600 } },
  receiptNo: { name: 'receiptNo', in: 'path', required: true, description: '票据编号，如 2026-front1-000012', schema: { type: 'string', maxLength: 80 } },
  limit: { name: 'limit', in: 'query', description: '每页条数', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
  cursor: { name: 'cursor', in: 'query', description: '上一页返回的 cursor', schema: { type: 'string', maxLength: 2000 } },
  unit: { name: 'unit', in: 'query', description: '只看这套房屋', schema: id },
  q: {
    name: 'q',
    in: 'query',
    description: '查找：编号的开头，或完整的姓名、房号、电话（或后四位）、车牌、证件号码',
    schema: { type: 'string', maxLength: 2000 },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: '同一编号、同一内容只办理一次，重发得到同样的答复；内容不同为 409',
    schema: { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
  },
  acceptLanguage: { name: 'Accept-Language', in: 'header', description: '以 en 开头时说明为英文', schema: { type: 'string' } },
} as const;
