import type { Definition } from '../cases/definition.ts';
import type { Role } from '../kernel/position.ts';
import { groupings } from '../statements/ageing.ts';
import { arrearsReaders, billReaders, totalsReaders } from '../statements/readers.ts';
import { schemaRef } from './components.ts';
import { answers, type Placed, paging, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';

const query = (name: string, description: string, schema: Schema): Schema => ({ name, in: 'query', description, schema });
const day: Schema = { type: 'string', format: 'date' };
const stretch = [query('from', '起日；不填为当年首日', day), query('to', '止日，不含；不填为今日之后', day)];
const state = query('state', 'open 未结清，all 全部', { type: 'string', enum: ['open', 'all'], default: 'open' });

/** An operation that only looks. */
interface Look {
  readonly tag: string;
  readonly id: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: string;
  readonly by: readonly Role[];
  readonly parameters?: readonly Schema[];
}

const here = '/projects/{projectId}';

const ofHouseholds: readonly Omit<Look, 'tag'>[] = [
  {
    id: 'unitBills',
    path: `${here}/units/{unitId}/bills`,
    summary: '房屋账单',
    description: '最近的账期在前，每行写明计算；住户看到由本人交纳或负连带责任的账单',
    answer: 'BillShownPage',
    by: billReaders,
    parameters: [state, ...paging],
  },
  {
    id: 'unitStatement',
    path: `${here}/units/{unitId}/statement`,
    summary: '房屋对账单',
    description: '期初、逐笔变动、期末：账单、收款、抵扣、减免、退款、押金',
    answer: 'UnitStatement',
    by: billReaders,
    parameters: stretch,
  },
  {
    id: 'partyStatement',
    path: `${here}/parties/{partyId}/statement`,
    summary: '客户对账单',
    description: '一个交费人的全部房屋和本人账户',
    answer: 'PartyStatement',
    by: billReaders,
    parameters: stretch,
  },
  {
    id: 'bill',
    path: `${here}/bills/{billId}`,
    summary: '查看账单',
    description: '明细、今日状态和违约金、核销记录',
    answer: 'BillShown',
    by: billReaders,
  },
];

const ofProjects: readonly Omit<Look, 'tag'>[] = [
  {
    id: 'totals',
    path: `${here}/totals`,
    summary: '收缴汇总',
    description: '按费用类别的应收、实收、减免和欠费，K01–K04、K17 的精确比率；收回的以前欠费和预收另列',
    answer: 'PeriodTotals',
    by: totalsReaders,
    parameters: [query('period', '账期，如 2026-07；不填为本月', { type: 'string', pattern: '^\\d{4}-\\d{2}$' })],
  },
  {
    id: 'arrears',
    path: `${here}/arrears`,
    summary: '欠费账龄',
    description: '现在的欠费，或以前某日当时已知的欠费；按费用类别、楼栋、交费人或房屋分组，欠得多的在前',
    answer: 'Arrears',
    by: arrearsReaders,
    parameters: [query('asOf', '截至该日；不填为今日', day), query('by', '分组', { type: 'string', enum: groupings, default: 'class' }), ...paging],
  },
];

/** What is read from the ledger (对账、汇总、账龄): bills, statements, totals, arrears. */
export function statementOperations(unit: Definition, project: Definition): readonly Placed[] {
  const placed = ({ tag, id, path, summary, description, answer, by, parameters = [] }: Look): Placed => ({
    method: 'get',
    path,
    operation: {
      tags: [tag],
      operationId: id,
      summary,
      description,
      parameters: parametersOf(path, ...parameters),
      responses: { 200: answers(summary, schemaRef(answer)), ...refusals('list', 'CoreProblem') },
      'x-positions': by,
    },
  });
  return [...ofHouseholds.map((one) => placed({ ...one, tag: unit.name })), ...ofProjects.map((one) => placed({ ...one, tag: project.name }))];
}
