import type * as z from 'zod';
import type { Definition } from '../cases/definition.ts';
import { moves, openings } from '../cases/routes.ts';
import { standingCommands } from '../cases/standing.ts';
import type { ErrorCatalogue } from '../kernel/error.ts';
import { pageOf, problemSchema, schemaRef } from './components.ts';
import { pascal } from './operation.ts';
import { inputSchema, recordFields, type Schema, withProperty } from './schema.ts';

/** Name of the schema with which a slice's records are answered. */
export function answerName(definition: Definition): string {
  return pascal(definition.name);
}

/** Name of the schema of a slice's refusals, and of the response that carries it. */
export function problemName(definition: Definition): string {
  return `${pascal(definition.name)}Problem`;
}

/** The same for a register's imports and exports, which can also be refused because of the file. */
export function sheetProblemName(definition: Definition): string {
  return `${pascal(definition.name)}SheetProblem`;
}

/** Name of the schema of a command's body. */
export function inputName(definition: Definition | 'case', command: string): string {
  return `${pascal(typeof definition === 'string' ? definition : definition.name)}${pascal(command)}Input`;
}

const version: Schema = { type: 'integer', minimum: 1, description: '所见版本；已被他人更新时为 409' };

/** A command's body: its input, and for a record that exists the version its caller has seen. */
export function bodySchema(input: z.ZodType, versioned: boolean): Schema {
  const schema = inputSchema(input);
  return versioned ? withProperty(schema, 'version', version) : schema;
}

/** Everything of a slice that operations point to: its record as answered, its pages, its commands' bodies, its refusals. */
export function sliceSchemas(definition: Definition, ordered: readonly ErrorCatalogue[]): Readonly<Record<string, Schema>> {
  const name = answerName(definition);
  return {
    [name]: recordAnswer(definition),
    ...(isListed(definition) ? { [`${name}Page`]: pageOf(name) } : {}),
    ...Object.fromEntries(bodiesOf(definition)),
    [problemName(definition)]: problemSchema(definition.errors, ...ordered),
  };
}

/** Cases are listed as cards, companies and members not at all. */
const isListed = ({ place }: Definition): boolean => place === 'register' || place === 'project';

function bodiesOf(definition: Definition): readonly (readonly [string, Schema])[] {
  const opening = definition.place === 'case' ? openings(definition) : [];
  const put = Object.entries(definition.commands).filter(([command]) => definition.place !== 'case' && command === 'put');
  return [
    ...opening.map(([command, { input }]) => [inputName(definition, command), bodySchema(input, false)] as const),
    ...[...put, ...moves(definition)].map(([command, { input }]) => [inputName(definition, command), bodySchema(input, true)] as const),
  ];
}

/** Bodies of the commands every case has. */
export function standingSchemas(): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(standingCommands).map(([name, { input, counts }]) => [inputName('case', name), bodySchema(input, counts === 'version')]),
  );
}

function recordAnswer(definition: Definition): Schema {
  const isCase = definition.place === 'case';
  const head = schemaRef(isCase ? 'CaseHead' : 'RecordHead');
  const life = lifeOf(definition);
  return {
    title: definition.title,
    allOf: [head, { type: 'object', properties: { ...withoutHead(recordFields(definition.record), isCase), ...life }, required: Object.keys(life) }],
  };
}

/** Fields of a case the walk answers itself, whatever the record calls by these names. */
const headFields = new Set([
  'id',
  'number',
  'project',
  'stateTitle',
  'version',
  'unit',
  'openedAt',
  'updatedAt',
  'closedAt',
  'parent',
  'children',
  'approval',
  'urged',
  'documents',
  'timers',
]);
const recordHeadFields = new Set(['id', 'version', 'timers', 'openedAt', 'updatedAt']);

function withoutHead(own: Readonly<Record<string, Schema>>, isCase: boolean): Readonly<Record<string, Schema>> {
  const taken = isCase ? headFields : recordHeadFields;
  return Object.fromEntries(Object.entries(own).filter(([name]) => !taken.has(name)));
}

/** What it is, its state and next steps, for what has a life of its own. */
function lifeOf(definition: Definition): Readonly<Record<string, Schema>> {
  if (definition.place !== 'case' && definition.states.length === 1) return {};
  const commands = [...moves(definition).map(([name]) => name), ...put(definition), ...(definition.place === 'case' ? Object.keys(standingCommands) : [])];
  return {
    ...(definition.place === 'case' ? { kind: { const: definition.name } } : {}),
    state: { type: 'string', enum: definition.states, 'x-titles': definition.stateTitles },
    commands: { type: 'array', description: '当前经办人下一步可办理的事项', items: { type: 'string', enum: commands } },
  };
}

const put = (definition: Definition): readonly string[] => (definition.place !== 'case' && 'put' in definition.commands ? ['put'] : []);
