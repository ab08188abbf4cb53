import * as z from 'zod';
import type { Definition } from '../cases/definition.ts';
import { openers } from '../openings/requests.ts';
import { TrialBalance } from '../openings/trial-balance.ts';
import { parameterRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Operation, operationId, type Placed, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';
import { problemName } from './slice-schemas.ts';

const count: Schema = { type: 'integer', minimum: 0 };
const fen: Schema = { ...count, description: '分' };
const text: Schema = { type: 'string' };
const sum = { rows: count, fen };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});

const trial = object({
  staged: { ...count, description: '待入账行数' },
  booked: { ...count, description: '已入账行数' },
  arrears: { type: 'array', items: object({ feeClass: text, ...sum }) },
  prepaid: object(sum),
  deposit: object(sum),
  numbers: { ...count, description: '设定起始票号的账簿数' },
});

const booking = object(
  {
    id: text,
    state: { type: 'string', enum: ['requested', 'planning', 'running', 'done', 'failed'] },
    by: text,
    requestedAt: { type: 'string', format: 'date-time' },
    finishedAt: { type: 'string', format: 'date-time' },
    total: count,
    booked: count,
    failed: count,
    errors: { type: 'array', items: object({ id: text, code: text, detail: text }) },
  },
  ['id', 'state', 'by', 'requestedAt', 'total', 'booked', 'failed', 'errors'],
);

/** Going live (上线): the trial balance of what is staged, and its booking. */
export function goLiveOperations(opening: Definition): readonly Placed[] {
  const about = (
    what: string,
    path: string,
    summary: string,
    by: Operation['x-positions'] = opening.commands['put']?.by ?? [],
  ): Omit<Operation, 'responses'> => ({
    tags: [opening.name],
    operationId: operationId(opening, what),
    summary,
    parameters: parametersOf(path),
    ...(by ? { 'x-positions': by } : {}),
  });
  const path = '/projects/{projectId}/go-live';
  const run = `${path}/{id}`;
  return [
    {
      method: 'get',
      path,
      operation: { ...about('trial', path, '期初试算'), responses: { 200: answers('试算表', trial), ...refusals('list', problemName(opening)) } },
    },
    {
      method: 'post',
      path,
      operation: {
        ...about('book-all', path, '期初入账', openers),
        parameters: parametersOf(path, parameterRef('idempotencyKey')),
        description: '试算与旧系统余额相等时，全部待入账数据一次入账；由录入人之外的公司财务部办理',
        requestBody: jsonBody(z.toJSONSchema(TrialBalance, { io: 'input', unrepresentable: 'any' }), true),
        responses: { 200: answers('已结束', booking), 202: answers('入账中', booking, locationHeader), ...refusals('command', problemName(opening)) },
      },
    },
    {
      method: 'get',
      path: run,
      operation: {
        ...about('booking', run, '期初入账进度'),
        responses: { 200: answers('入账进度', booking), ...refusals('read', problemName(opening)) },
      },
    },
  ];
}
