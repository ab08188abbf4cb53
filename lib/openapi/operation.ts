import type { ErrorKind } from '../kernel/error.ts';
import type { Role } from '../kernel/position.ts';
import { fault, type ProblemKind, statusOf } from '../kernel/problem.ts';
import { parameterRef, schemaRef } from './components.ts';
import type { Schema } from './schema.ts';

/** Methods our routes use, as OpenAPI spells them. */
export type Method = 'get' | 'put' | 'post';

/** An operation of the description. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  /** Chinese title. */
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Schema[];
  readonly requestBody?: Schema;
  readonly responses: Readonly<Record<string, Schema>>;
  readonly security?: readonly Schema[];
  /** Who may ask; absent where no token is asked for. */
  readonly 'x-positions'?: readonly Role[];
  /** States a command may start from, and those it may end in. */
  readonly 'x-from'?: readonly string[];
  readonly 'x-to'?: readonly string[];
}

/** Operations by method, by path. */
export type Paths = Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>;

/** One operation with its place. */
export interface Placed {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
}

/** Operations under their paths, in the order given. @throws Error when two share a method and a path */
export function toPaths(placed: readonly Placed[]): Paths {
  const paths: Record<string, Partial<Record<Method, Operation>>> = {};
  for (const { method, path, operation } of placed) {
    if (paths[path]?.[method]) throw new Error(`two operations answer ${method} ${path}`);
    paths[path] = { ...paths[path], [method]: operation };
  }
  return paths;
}

/** `key-loan`, `giveBack` → `KeyLoan`, `GiveBack`. */
export function pascal(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `keyLoan` + `Lend`: operations of a slice stand together wherever names are sorted. */
export function operationId(slice: { readonly name: string }, what: string): string {
  const name = pascal(slice.name);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}${pascal(what)}`;
}

/** Parameters of a path, out of its `{placeholders}`, and further ones. */
export function parametersOf(path: string, ...further: readonly Schema[]): readonly Schema[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameterRef(name as Parameters<typeof parameterRef>[0]));
  return [...names, ...further, parameterRef('acceptLanguage')];
}

/** Query parameters of a list. */
export const paging: readonly Schema[] = [parameterRef('limit'), parameterRef('cursor')];

/** An answer in JSON. */
export function answers(description: string, schema: Schema, headers?: Schema): Schema {
  return { description, ...(headers ? { headers } : {}), content: { 'application/json': { schema } } };
}

/** Where what was created stands. */
export const locationHeader: Schema = { Location: { required: true, schema: { type: 'string' } } };

/** A body in JSON. */
export function jsonBody(schema: Schema, required: boolean): Schema {
  return { required, content: { 'application/json': { schema } } };
}

const ofReads: readonly ErrorKind[] = ['unauthenticated', 'forbidden', 'not-found', 'too-many', 'unavailable'];
const ofLists: readonly ErrorKind[] = ['invalid', ...ofReads];

/** Refusals of a read, of a list, of a command: which statuses, all with the slice's own codes. */
export function refusals(of: 'read' | 'list' | 'command', problem: string): Readonly<Record<string, Schema>> {
  const kinds: readonly ProblemKind[] = of === 'command' ? Object.values(statusOf) : (of === 'list' ? ofLists : ofReads).map((kind) => statusOf[kind]);
  return Object.fromEntries([...kinds, fault].map(({ status }) => [String(status), { $ref: `#/components/responses/${problem}` }]));
}

/** The response component behind {@link refusals}. */
export function refusalResponse(problem: string): Schema {
  return {
    description: '拒绝',
    headers: { 'Retry-After': { description: '429 与 503：多少秒后重试', schema: { type: 'integer' } } },
    content: { 'application/problem+json': { schema: schemaRef(problem) } },
  };
}
