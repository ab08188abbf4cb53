import type { Definition } from '../cases/definition.ts';
import { callLists } from '../dunning/calls.ts';
import { pageOf } from './components.ts';
import { answers, operationId, type Placed, paging, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';
import { answerName, problemName } from './slice-schemas.ts';

const text: Schema = { type: 'string' };
const day: Schema = { type: 'string', format: 'date' };
const count: Schema = { type: 'integer', minimum: 0 };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const query = (name: string, description: string, schema: Schema): Schema => ({ name, in: 'query', description, schema });

const sums = object({ count, openFen: { ...count, description: '欠费本金，分' } });
const row = object(
  {
    ...{ bill: text, unit: text, payer: text, title: text, dueOn: day, openFen: count },
    expiresOn: { ...day, description: '时效届满日：当日催告或起诉仍为及时' },
    daysLeft: { type: 'integer', description: '剩余天数；已过的为负数' },
    since: { ...object({ on: day, by: text }), description: '最近一次中断时效的事由' },
  },
  ['bill', 'unit', 'payer', 'title', 'dueOn', 'openFen', 'expiresOn', 'daysLeft'],
);
const limitation = object({
  ...{ asOf: day, until: day, expiring: sums, expired: sums },
  items: { type: 'array', items: row },
  more: { type: 'boolean', description: '清单最多列出 500 笔，合计为全部' },
});

/** What is asked of the arrears of a project (催缴): whose limitation is near, whom to call today, who has broken a promise. */
export function dunningOperations(dunning: Definition): readonly Placed[] {
  const about = (what: string, path: string, summary: string, description: string, schema: Schema, parameters: readonly Schema[]): Placed => ({
    method: 'get',
    path,
    operation: {
      tags: [dunning.name],
      operationId: operationId(dunning, what),
      summary,
      description,
      parameters: parametersOf(path, ...parameters),
      responses: { 200: answers(summary, schema), ...refusals('list', problemName(dunning)) },
      'x-positions': dunning.readBy,
    },
  });
  const list = query('list', 'due 今日应致电，broken 承诺未兑现', { type: 'string', enum: [...callLists], default: 'due' });
  return [
    about('limitation', '/projects/{projectId}/limitation', '诉讼时效清单', '若干天内将过诉讼时效的账单及金额合计，已过的另计', limitation, [
      query('within', '天数', { type: 'string', pattern: '^P\\d{1,4}D$', default: 'P90D' }),
    ]),
    about(
      'calls',
      '/projects/{projectId}/calls',
      '催缴电话',
      '今日应致电的催缴单，等待最久的在前；或承诺未兑现的催缴单。电话为脱敏号码',
      pageOf(answerName(dunning)),
      [list, ...paging],
    ),
  ];
}
