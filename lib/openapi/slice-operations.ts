import type { Command, Definition } from '../cases/definition.ts';
import { type Route, routesOf } from '../cases/routes.ts';
import { standingCommands } from '../cases/standing.ts';
import type { Role } from '../kernel/position.ts';
import { parameterRef, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Method, type Operation, operationId, type Placed, paging, parametersOf, refusals } from './operation.ts';
import { answerSchema, nothingRequired, type Schema } from './schema.ts';
import { sheetOperation } from './sheet-operations.ts';
import { answerName, inputName, problemName } from './slice-schemas.ts';

/** Every route of a slice as an operation. */
export function sliceOperations(definition: Definition, schemas: Readonly<Record<string, Schema>>): readonly Placed[] {
  return routesOf(definition).map((route) => ({
    method: route.method.toLowerCase() as Method,
    path: route.path,
    operation: describe(definition, route, schemas),
  }));
}

function describe(definition: Definition, route: Route, schemas: Readonly<Record<string, Schema>>): Operation {
  switch (route.operation) {
    case 'list':
      return listed(definition, route);
    case 'read':
      return read(definition, route);
    case 'history':
      return history(definition, route);
    case 'parts':
      return parts(definition, route);
    case 'open':
    case 'command':
      return commanded(definition, route, schemas);
    case 'import':
    case 'export':
    case 'read-import':
    case 'revert-import':
    case 'read-export':
      return sheetOperation(definition, route.operation, route.path);
  }
}

const staffOf = ({ readBy }: Definition): readonly Role[] => readBy.filter((role) => role !== 'RESIDENT');

function listed(definition: Definition, { path }: Route): Operation {
  const isCase = definition.place === 'case';
  const state: Schema = {
    name: 'state',
    in: 'query',
    description: 'open 全部在办（默认），closed 全部办结，或某一状态',
    schema: { type: 'string', enum: ['open', 'closed', ...definition.states] },
  };
  return {
    tags: [definition.name],
    operationId: operationId(definition, 'list'),
    summary: `${definition.title}列表`,
    ...(isCase ? { description: '住户须指定 unit，只看到自己持有期间的单据' } : {}),
    parameters: parametersOf(path, ...(isCase ? [state, parameterRef('unit')] : [parameterRef('q')]), ...(pointers[definition.name] ?? []), ...paging),
    responses: { 200: answers('一页', schemaRef(isCase ? 'CardPage' : `${answerName(definition)}Page`)), ...refusals('list', problemName(definition)) },
    'x-positions': isCase ? definition.readBy : staffOf(definition),
  };
}

const record = (name: string, description: string, mark: ':' | '/', example: string): Schema => ({
  name,
  in: 'query',
  description: `${description}：类别${mark}编号，如 ${example}`,
  schema: { type: 'string', pattern: `^[a-z][a-z-]{0,29}${mark}.{1,64}$` },
});
const one = (name: string, description: string): Schema => ({ name, in: 'query', description, schema: { type: 'string', minLength: 1, maxLength: 64 } });

/** By what else the records of a slice are found: those that belong to another record, or to a person. */
const pointers: Readonly<Record<string, readonly Schema[]>> = {
  document: [record('on', '只看这一记录的', ':', 'repair:BX-20260701-0001')],
  disclosure: [one('person', '只看此人查阅的'), record('of', '只看对这一记录的查阅；不与 person 同用', ':', 'party:K0001')],
  message: [one('party', '只看发给此客户的'), record('case', '只看关于这一单据的；不与 party 同用', '/', 'repair/BX-20260701-0001')],
};

function read(definition: Definition, { path }: Route): Operation {
  const { readBy, title } = definition;
  return {
    tags: [definition.name],
    operationId: operationId(definition, 'read'),
    summary: `查看${title}`,
    ...(readBy.includes('RESIDENT') ? { description: '住户只看到与本人有关的字段' } : {}),
    parameters: parametersOf(path),
    responses: { 200: answers(title, schemaRef(answerName(definition))), ...refusals('read', problemName(definition)) },
    'x-positions': readBy,
  };
}

function history(definition: Definition, { path }: Route): Operation {
  return {
    tags: [definition.name],
    operationId: operationId(definition, 'history'),
    summary: `${definition.title}操作记录`,
    parameters: parametersOf(path, ...paging),
    responses: { 200: answers('一页，最早的在前', schemaRef('HistoryPage')), ...refusals('list', problemName(definition)) },
    'x-positions': staffOf(definition),
  };
}

function parts(definition: Definition, { path }: Route): Operation {
  return {
    tags: [definition.name],
    operationId: operationId(definition, 'parts'),
    summary: `${definition.title}分项`,
    parameters: parametersOf(path, ...paging),
    responses: { 200: answers('一页', schemaRef('PartPage')), ...refusals('list', problemName(definition)) },
    'x-positions': staffOf(definition),
  };
}

function commanded(definition: Definition, { path, command: name = '', operation }: Route, schemas: Readonly<Record<string, Schema>>): Operation {
  const own = definition.commands[name];
  const standing = own ? undefined : standingCommands[name];
  const command = own ?? standing;
  if (!command) throw new Error(`${definition.name} has a route for ${name} and no such command`);
  const input = inputName(standing ? 'case' : definition, name);
  const record = schemaRef(answerName(definition));
  const schema = own?.adds ? { allOf: [record, answerSchema(own.adds)] } : record;
  return {
    tags: [definition.name],
    operationId: operationId(definition, name),
    summary: command.title,
    parameters: parametersOf(path, parameterRef('idempotencyKey')),
    requestBody: jsonBody(schemaRef(input), !nothingRequired(schemas[input] ?? {})),
    responses: { ...done(operation === 'open', own, definition.title, schema), ...refusals('command', problemName(definition)) },
    'x-positions': command.by,
    ...(own ? { 'x-from': own.from, 'x-to': own.to } : {}),
  };
}

/** What opens answers 201; a command of a register may create or change; one that may need signatures may wait for them. */
function done(opens: boolean, command: Command | undefined, title: string, schema: Schema): Readonly<Record<string, Schema>> {
  const created = { 201: answers(`新的${title}`, schema, locationHeader) };
  if (opens) return created;
  const parked = { 202: answers(`已提交审批，${title}待审批通过后办理`, schema) };
  return { 200: answers(`办理后的${title}`, schema), ...(command?.from.includes('new') ? created : {}), ...(command?.approval ? parked : {}) };
}
