import { billingErrors } from '../billing/errors.ts';
import { payerKinds } from '../billing/marker.ts';
import { BillingWish, Nothing, RunCost, Withdrawal } from '../billing/order.ts';
import { releasedBy, shownTo, startedBy } from '../billing/positions.ts';
import type { Definition } from '../cases/definition.ts';
import { jobErrors } from '../jobs/errors.ts';
import type { Role } from '../kernel/position.ts';
import { FeeClass } from '../ledger/account.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { ratingErrors } from '../ledger/rating/errors.ts';
import { pageOf, parameterRef, problemSchema, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Method, type Operation, type Placed, paging, parametersOf, refusals } from './operation.ts';
import { inputSchema, type Schema } from './schema.ts';

const problem = 'BillingProblem';

const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };
const day: Schema = { type: 'string', format: 'date' };
const count: Schema = { type: 'integer', minimum: 0 };
const fen: Schema = { type: 'integer', description: '分' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const said = (schema: Schema, description: string): Schema => ({ ...schema, description });

const states = {
  requested: '已申请',
  planning: '准备中',
  running: '出账中',
  priced: '待复核',
  done: '已出账',
  failed: '中断',
  withdrawing: '撤回中',
  withdrawn: '已撤回',
};

const card = {
  id: said(text, '批次编号：账期.次数，如 2026-07.1'),
  period: text,
  state: {
    type: 'string',
    enum: Object.keys(states),
    description: Object.entries(states)
      .map(([name, title]) => `${name} ${title}`)
      .join('、'),
  },
  dryRun: said({ type: 'boolean' }, '试算，不出账'),
  issuedOn: day,
  by: text,
  requestedAt: instant,
  finishedAt: instant,
  bills: said(count, '账单数'),
};
const always = ['id', 'period', 'state', 'dryRun', 'issuedOn', 'by', 'requestedAt', 'bills'];

const deviation = { feeClass: text, fen, lastFen: said(fen, '上月，分') };

function schemas(): Readonly<Record<string, Schema>> {
  const feeClasses = inputSchema(FeeClass);
  const who = object({ by: text, at: instant });
  const refused = object({ unit: text, tariff: text, meter: text, from: day, to: day, code: text, detail: text }, ['unit', 'code', 'detail']);
  const amount = object({ feeClass: feeClasses, payerKind: { type: 'string', enum: payerKinds }, bills: count, fen });
  const shown = {
    startedAt: instant,
    fault: object({ code: text, detail: text }),
    feeClasses: said(listOf(feeClasses), '没有时为全部费用类别'),
    costs: listOf(inputSchema(RunCost)),
    shares: said(listOf(object({ tariff: text, wholeFen: fen, weights: count, cutoff: text, lastTie: text })), '公摊依据'),
    editions: said(listOf(object({ tariff: text, editions: listOf({ type: 'integer' }) })), '冻结的收费标准版本'),
    released: who,
    withdrawal: object({ by: text, at: instant, reason: text }),
    done: said(count, '已处理户数'),
    total: said(count, '总户数'),
    kept: said(count, '已有账单、未重复出账的数目'),
    amounts: said(listOf(amount), '按费用类别和交费人类型'),
    deviations: said(
      object({ classes: listOf(object(deviation)), units: listOf(object({ unit: text, ...deviation })), count: said(count, '异常户数，列表有上限') }),
      '与上月相比变动超过 10%',
    ),
    refused: said(object({ count, units: count, items: listOf(refused) }), '未出账清单，列表有上限'),
    errors: said(listOf(object({ row: { type: 'integer' }, column: text, code: text, detail: text }, ['row', 'code', 'detail'])), '未能抵扣的预收'),
    runs: said(listOf(schemaRef('BillingRunCard')), '同一账期的各批次'),
  };
  const optional = ['startedAt', 'fault', 'feeClasses', 'costs', 'released', 'withdrawal'];
  const required = [...always, ...Object.keys(shown).filter((name) => !optional.includes(name))];
  return {
    BillingRunCard: object(card, always),
    BillingRun: object({ ...card, ...shown }, required),
    BillingRunPage: pageOf('BillingMonth'),
    BillingMonth: object({ ...card, runs: said(count, '批次数') }, [...always, 'runs']),
    BillingWish: inputSchema(BillingWish),
    BillingWithdrawal: inputSchema(Withdrawal),
    BillingRelease: inputSchema(Nothing),
  };
}

/** What the operations on billing runs point to. A common cost is recorded on its tariff, whose rules may refuse it. */
export function billingSchemas(tariff: Definition): Readonly<Record<string, Schema>> {
  return { ...schemas(), [problem]: problemSchema(billingErrors, ratingErrors, ledgerErrors, jobErrors, tariff.errors) };
}

interface Asked {
  readonly method: Method;
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly by: readonly Role[];
  readonly body?: string;
}

const here = '/projects/{projectId}/billing-runs';

const commands: readonly Asked[] = [
  {
    ...{ method: 'post', path: here, id: 'billingStart', summary: '发起出账', by: startedBy, body: 'BillingWish' },
    description:
      '按已公示的收费标准为整个项目出账；dryRun 只试算。同一账期再次出账只补缺漏，中断的从断点继续。20 秒内完成为 200，否则 202，按 Location 查询进度。设为复核出账的项目，先试算待他人放行',
  },
  {
    ...{ method: 'post', path: `${here}/{id}/release`, id: 'billingRelease', summary: '放行出账', by: releasedBy, body: 'BillingRelease' },
    description: '由发起人以外的人放行；账单与复核时看到的一致',
  },
  {
    ...{ method: 'post', path: `${here}/{id}/withdraw`, id: 'billingWithdraw', summary: '撤回出账', by: releasedBy, body: 'BillingWithdrawal' },
    description: '全部账单均未收款时整批作废；本批自动抵扣的预收退回。再次出账时修订号加一',
  },
];

const looks: readonly Asked[] = [
  {
    ...{ method: 'get', path: here, id: 'billingRuns', summary: '出账批次', by: shownTo },
    description: '出过账的账期，最近的在前，每个账期列最近一批',
  },
  {
    ...{ method: 'get', path: `${here}/{id}`, id: 'billingRun', summary: '出账进度与结果', by: shownTo },
    description: '编号为批次编号；用账期代替时为该账期最近一批',
  },
];

/** Billing runs (出账批次): started, looked at, released, taken back. */
export function billingOperations(tariff: Definition): readonly Placed[] {
  const common = ({ id, summary, description, by }: Asked): Omit<Operation, 'responses'> => ({
    tags: [tariff.name],
    operationId: id,
    summary,
    description,
    'x-positions': by,
  });
  const run = schemaRef('BillingRun');
  return [
    ...commands.map((asked): Placed => {
      const starts = asked.path === here ? [locationHeader] : [];
      const operation: Operation = {
        ...common(asked),
        parameters: parametersOf(asked.path, parameterRef('idempotencyKey')),
        requestBody: jsonBody(schemaRef(asked.body ?? ''), asked.body !== 'BillingRelease'),
        responses: { 200: answers('已结束', run, ...starts), 202: answers('办理中', run, ...starts), ...refusals('command', problem) },
      };
      return { method: asked.method, path: asked.path, operation };
    }),
    ...looks.map((asked): Placed => {
      const isList = asked.path === here;
      const operation: Operation = {
        ...common(asked),
        parameters: parametersOf(asked.path, ...(isList ? paging : [])),
        responses: { 200: answers(asked.summary, isList ? schemaRef('BillingRunPage') : run), ...refusals(isList ? 'list' : 'read', problem) },
      };
      return { method: asked.method, path: asked.path, operation };
    }),
  ];
}
