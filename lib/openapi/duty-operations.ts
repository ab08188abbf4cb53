import type { Definition } from '../cases/definition.ts';
import { positions, positionTitles } from '../kernel/position.ts';
import { answers, type Operation, operationId, type Placed, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';
import { problemName } from './slice-schemas.ts';

const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});

const position: Schema = { type: 'string', enum: positions, description: positions.map((name) => `${name} ${positionTitles[name]}`).join('、') };
const stretch = { from: instant, to: instant };
const post = { title: text, positions: listOf({ ...position, description: '其一在班即可' }) };

const person = object(
  {
    person: text,
    name: text,
    department: text,
    since: instant,
    until: instant,
    how: { type: 'string', enum: ['clockedOn', 'rostered'], description: 'clockedOn 已签到，rostered 排班中' },
    phone: { type: 'string', description: '已脱敏' },
  },
  ['person', 'name', 'department', 'since', 'until', 'how'],
);

const dutyList = object({
  at: instant,
  positions: listOf(object({ position, title: text, persons: listOf(person) })),
  others: { ...listOf(person), description: '在班而在本项目没有岗位的人员' },
  roundTheClock: listOf(object({ ...post, covered: { type: 'boolean' } })),
});

const warning = object(
  {
    kind: {
      type: 'string',
      enum: ['otherProject', 'notAppointed'],
      description: 'otherProject 同一时间在其他项目也有排班，notAppointed 班次指定的岗位当时并未任职',
    },
    person: text,
    name: text,
    project: text,
    position,
    ...stretch,
  },
  ['kind', 'person', 'name', 'from', 'to'],
);

const gap = object({ ...stretch, uncovered: { ...listOf(object(stretch)), description: '该小时内无人值守的时段' } });

const dutyGaps = object({
  posts: listOf(object({ ...post, hours: { type: 'integer', minimum: 0, description: '区间内的小时数' }, gaps: listOf(gap) })),
  warnings: { ...listOf(warning), description: '仅排班人员可见' },
});

const query = (name: string, description: string, schema: Schema, required: boolean): Schema => ({ name, in: 'query', description, required, schema });

/** What is asked of the roster (值班) across the staff register: who is there, and when nobody is. */
export function dutyOperations(staff: Definition): readonly Placed[] {
  const about = (what: string, path: string, summary: string, description: string, schema: Schema, ...parameters: readonly Schema[]): Placed => {
    const operation: Operation = {
      tags: [staff.name],
      operationId: operationId(staff, what),
      summary,
      description,
      parameters: parametersOf(path, ...parameters),
      responses: { 200: answers(summary, schema), ...refusals('list', problemName(staff)) },
      'x-positions': staff.readBy,
    };
    return { method: 'get', path, operation };
  };
  const day: Schema = { type: 'string', format: 'date' };
  return [
    about('duty', '/projects/{projectId}/duty', '当班人员', '各岗位现在或某一时刻的当班人员', dutyList, query('at', '时刻；不填为现在', instant, false)),
    about(
      'gaps',
      '/projects/{projectId}/duty/gaps',
      '空岗小时',
      '须 24 小时值守的岗位按排班无人值守的小时',
      dutyGaps,
      query('from', '起日', day, true),
      query('to', '止日，不含；最多 31 天', day, true),
    ),
  ];
}
