import type { Definition } from '../cases/definition.ts';
import { moves } from '../cases/routes.ts';
import { positions, type Role } from '../kernel/position.ts';
import { parameterRef, schemaRef } from './components.ts';
import { dutyOperations } from './duty-operations.ts';
import { answers, jsonBody, locationHeader, type Operation, operationId, type Placed, paging, parametersOf, refusals } from './operation.ts';
import { nothingRequired, type Schema } from './schema.ts';
import { answerName, inputName, problemName } from './slice-schemas.ts';

/** Registers above the projects, which have routes of their own. */
export interface CompanyRegisters {
  readonly company: Definition;
  readonly project: Definition;
  readonly member: Definition;
  readonly channels?: Definition;
}

type Schemas = Readonly<Record<string, Schema>>;

const everybody: readonly Role[] = [...positions, 'RESIDENT'];
const coreProblem = 'CoreProblem';
/** A list that may ask for more than a filter: to name one project of many. */
const unprocessable = { 422: { $ref: `#/components/responses/${coreProblem}` } };

/** The routes above the slices: the company, its projects and members, and what looks across all slices. */
export function companyOperations({ company, project, channels }: CompanyRegisters, slices: readonly Definition[], schemas: Schemas): readonly Placed[] {
  const workflows = slices.filter(({ place }) => place === 'case');
  const unit = slices.find(({ name }) => name === 'unit');
  return [
    ...recordOperations(company, '/company', schemas),
    ...(channels ? recordOperations(channels, '/company/channels', schemas) : []),
    ...projectOperations(project, schemas),
    { method: 'get', path: '/inbox', operation: inbox },
    { method: 'get', path: '/search', operation: search },
    { method: 'get', path: '/cases', operation: ownCases(workflows) },
    { method: 'get', path: '/projects/{projectId}/cases', operation: caseLog(workflows) },
    ...(unit ? [{ method: 'get', path: householdPath, operation: householdFile(unit) } satisfies Placed] : []),
    ...slices.filter(({ name }) => name === 'staff').flatMap(dutyOperations),
    {
      method: 'get',
      path: '/health',
      operation: open('health', '运行状态', { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] }),
    },
    { method: 'get', path: '/openapi.json', operation: open('openapi', '本说明', { type: 'object' }) },
  ];
}

/** `GET` and `PUT` of a record that stands above the projects. */
export function recordOperations(definition: Definition, path: string, schemas: Schemas): readonly Placed[] {
  const problem = problemName(definition);
  const answer = schemaRef(answerName(definition));
  const { title, name, readBy } = definition;
  const read: Operation = {
    tags: [name],
    operationId: operationId(definition, 'read'),
    summary: `查看${title}`,
    parameters: parametersOf(path),
    responses: { 200: answers(title, answer), ...refusals('read', problem) },
    'x-positions': readBy,
  };
  return [
    { method: 'get', path, operation: read },
    { method: 'put', path, operation: command(definition, 'put', path, schemas) },
  ];
}

/** A command of such a record; `put` may create it. */
export function command(definition: Definition, name: string, path: string, schemas: Schemas): Operation {
  const { title, by, from, to } = commandOf(definition, name);
  const body = inputName(definition, name);
  const answer = schemaRef(answerName(definition));
  return {
    tags: [definition.name],
    operationId: operationId(definition, name),
    summary: title,
    parameters: parametersOf(path, parameterRef('idempotencyKey')),
    requestBody: jsonBody(schemaRef(body), !nothingRequired(schemas[body] ?? {})),
    responses: {
      200: answers(`办理后的${definition.title}`, answer),
      ...(from.includes('new') ? { 201: answers(`新的${definition.title}`, answer, definition.place === 'company' ? undefined : locationHeader) } : {}),
      ...refusals('command', problemName(definition)),
    },
    'x-positions': by,
    'x-from': from,
    'x-to': to,
  };
}

function commandOf(definition: Definition, name: string): Definition['commands'][string] {
  const found = definition.commands[name];
  if (!found) throw new Error(`${definition.name} has no command ${name}`);
  return found;
}

/** Name of the body with which a project is founded: its settings and its id. */
export const foundingName = 'ProjectFoundingInput';

/** Body of `POST /projects`: a project's settings with the id the company gives it. */
export function foundingSchema(put: Schema, id: Schema): Schema {
  const { version: _version, ...settings } = put['properties'] as Record<string, Schema>;
  return { ...put, properties: { id, ...settings }, required: ['id', ...((put['required'] ?? []) as readonly string[])] };
}

function projectOperations(project: Definition, schemas: Schemas): readonly Placed[] {
  const name = answerName(project);
  const problem = problemName(project);
  const list: Operation = {
    tags: [project.name],
    operationId: operationId(project, 'list'),
    summary: '项目列表',
    description: '任职或居住的项目；公司本部看到全部',
    parameters: parametersOf('/projects', ...paging),
    responses: { 200: answers('一页', schemaRef(`${name}Page`)), ...refusals('list', problem) },
    'x-positions': everybody,
  };
  const founding: Operation = {
    ...command(project, 'put', '/projects', schemas),
    operationId: operationId(project, 'found'),
    summary: '设立项目',
    requestBody: jsonBody(schemaRef(foundingName), true),
    responses: { 201: answers('新的项目', schemaRef(name), locationHeader), ...refusals('command', problem) },
    'x-from': ['new'],
  };
  const own = moves(project).map(([move]): Placed => {
    const path = `/projects/{projectId}/${move}`;
    return { method: 'post', path, operation: command(project, move, path, schemas) };
  });
  return [
    { method: 'get', path: '/projects', operation: list },
    { method: 'post', path: '/projects', operation: founding },
    ...recordOperations(project, '/projects/{projectId}', schemas),
    ...own,
  ];
}

const inbox: Operation = {
  tags: ['company'],
  operationId: 'inbox',
  summary: '收件箱',
  description: '本人及所任岗位的通知，最新的在前',
  parameters: parametersOf('/inbox', ...paging),
  responses: { 200: answers('一页', schemaRef('NoticePage')), ...refusals('list', coreProblem) },
  'x-positions': everybody,
};

const search: Operation = {
  tags: ['company'],
  operationId: 'search',
  summary: '综合查询',
  description:
    '按房号、姓名、电话（全部号码或后四位）、车牌、证件号码或单号查找房屋、客户和单据；只在本人任职的项目内查找，公司本部查找全部项目。按号码查找每小时、每天有次数上限，超过为 429',
  parameters: parametersOf(
    '/search',
    { name: 'q', in: 'query', required: true, description: '查找内容', schema: { type: 'string', minLength: 2, maxLength: 100 } },
    { name: 'project', in: 'query', description: '只在这个项目内查找', schema: { type: 'string', maxLength: 64 } },
    ...paging,
  ),
  responses: { 200: answers('按房屋、客户、单据分组', schemaRef('SearchAnswer')), ...refusals('list', coreProblem), ...unprocessable },
  'x-positions': positions,
};

const flag = (name: string, description: string): Schema => ({ name, in: 'query', description, schema: { type: 'boolean', default: false } });
const kindOf = (workflows: readonly Definition[]): Schema => ({
  name: 'kind',
  in: 'query',
  description: '只看一种业务',
  schema: { type: 'string', enum: workflows.filter(({ logged }) => logged).map(({ name }) => name) },
});

function ownCases(workflows: readonly Definition[]): Operation {
  return {
    tags: ['company'],
    operationId: 'ownCases',
    summary: '我的待办',
    description: '由我办理的在办单据，各项目合在一起，最早到期的在前',
    parameters: parametersOf('/cases', kindOf(workflows), flag('overdue', '只看已超时的'), flag('mine', '可写明 mine；不能为 false'), ...paging),
    responses: { 200: answers('一页', schemaRef('CardPage')), ...refusals('list', coreProblem) },
    'x-positions': positions,
  };
}

function caseLog(workflows: readonly Definition[]): Operation {
  const path = '/projects/{projectId}/cases';
  const readers = new Set(workflows.flatMap(({ readBy }) => readBy));
  const filters: readonly Schema[] = [
    kindOf(workflows),
    { name: 'state', in: 'query', description: '只看一种状态；open 与 closed 之外的状态须同时指定 kind', schema: { type: 'string', maxLength: 100 } },
    parameterRef('unit'),
    flag('overdue', '只看已超时的在办单据'),
    flag('closed', '只看已办结的，最近办结的在前'),
    flag('mine', '只看由我办理的在办单据'),
  ];
  return {
    tags: ['company'],
    operationId: 'cases',
    summary: '业务总台账',
    description: '各项业务的单据，已超时的和最早到期的在前；住户须指定 unit',
    parameters: parametersOf(path, ...filters, ...paging),
    responses: { 200: answers('一页', schemaRef('CardPage')), ...refusals('list', coreProblem) },
    'x-positions': everybody.filter((role) => readers.has(role)),
  };
}

const householdPath = '/projects/{projectId}/units/{unitId}/file';

function householdFile(unit: Definition): Operation {
  return {
    tags: [unit.name],
    operationId: operationId(unit, 'file'),
    summary: '一户一档',
    description: '房屋、相关客户及全部单据；住户看不到其他客户',
    parameters: parametersOf(householdPath, ...paging),
    responses: { 200: answers('一户一档', schemaRef('HouseholdFile')), ...refusals('list', problemName(unit)) },
    'x-positions': unit.readBy,
  };
}

/** What is answered without a token. */
function open(id: string, summary: string, schema: Schema): Operation {
  return { tags: ['company'], operationId: id, summary, responses: { 200: answers(summary, schema) }, security: [] };
}
