import { DomainError } from '../kernel/error.ts';
import type { Command, Definition } from './definition.ts';
import { standingCommands } from './standing.ts';

/** What a route of a slice does. */
export type Operation =
  | { readonly op: 'open'; readonly command: string }
  | { readonly op: 'list' }
  | { readonly op: 'read' | 'history' | 'parts'; readonly id: string }
  | { readonly op: 'command'; readonly id: string; readonly command: string }
  | { readonly op: 'import' | 'export' }
  | { readonly op: 'read-import' | 'revert-import' | 'read-export'; readonly id: string };

/** A route as OpenAPI, the router's tests and the position table list it; `{id}` and `{command}` are filled. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly operation: Operation['op'];
  readonly command?: string;
}

/** Commands that open a record and have a route: the first one answers `POST` on the collection, further ones `POST …/{command}`. */
export function openings(definition: Definition): readonly [string, Command][] {
  return Object.entries(definition.commands).filter(([, command]) => command.from.includes('new') && !command.internal);
}

/** Commands of existing records with a route. */
export function moves(definition: Definition): readonly [string, Command][] {
  return Object.entries(definition.commands).filter(([name, command]) => !command.internal && name !== 'put' && command.from.some((state) => state !== 'new'));
}

/** Kinds of parts a slice keeps beside its records. */
export function partKinds(definition: Definition): readonly string[] {
  return [...new Set(Object.values(definition.commands).flatMap(({ parts }) => parts))];
}

/** Every route of a slice. */
export function routesOf(definition: Definition): readonly Route[] {
  const base = `/projects/{projectId}/${definition.collection}`;
  const common: Route[] = [
    { method: 'GET', path: base, operation: 'list' },
    { method: 'GET', path: `${base}/{id}`, operation: 'read' },
    { method: 'GET', path: `${base}/{id}/history`, operation: 'history' },
    ...(partKinds(definition).length > 0 ? [{ method: 'GET', path: `${base}/{id}/parts`, operation: 'parts' } satisfies Route] : []),
    ...moves(definition).map(([command]): Route => ({ method: 'POST', path: `${base}/{id}/${command}`, operation: 'command', command })),
  ];
  if (definition.place === 'case') {
    const [first, ...others] = openings(definition).map(([command]) => command);
    return [
      ...(first ? [{ method: 'POST', path: base, operation: 'open', command: first } satisfies Route] : []),
      ...others.map((command): Route => ({ method: 'POST', path: `${base}/${command}`, operation: 'open', command })),
      ...common,
      ...Object.keys(standingCommands).map((command): Route => ({ method: 'POST', path: `${base}/{id}/${command}`, operation: 'command', command })),
    ];
  }
  return [
    { method: 'PUT', path: `${base}/{id}`, operation: 'command', command: 'put' },
    ...common,
    ...(definition.sheet
      ? ([
          { method: 'POST', path: `${base}/import`, operation: 'import' },
          { method: 'GET', path: `${base}/imports/{id}`, operation: 'read-import' },
          { method: 'POST', path: `${base}/imports/{id}/revert`, operation: 'revert-import' },
          { method: 'POST', path: `${base}/export`, operation: 'export' },
          { method: 'GET', path: `${base}/exports/{id}`, operation: 'read-export' },
        ] satisfies Route[])
      : []),
  ];
}

/**
 * What a request to a slice asks for; `rest` is the path below the collection.
 *
 * @throws DomainError `access.not-found` where there is no such address
 */
export function matchRoute(definition: Definition, method: string, rest: readonly string[]): Operation {
  const [first, second, third, ...more] = rest;
  const found = more.length > 0 ? undefined : (sheetRoute(definition, method, rest) ?? recordRoute(definition, method, first, second, third));
  if (!found) throw new DomainError('not-found', 'access.not-found');
  return found;
}

function recordRoute(definition: Definition, method: string, first?: string, second?: string, third?: string): Operation | undefined {
  if (third !== undefined) return undefined;
  if (first === undefined) return method === 'GET' ? { op: 'list' } : opening(definition, method, undefined);
  if (second === undefined) {
    if (method === 'GET') return { op: 'read', id: first };
    return definition.place === 'case' ? opening(definition, method, first) : method === 'PUT' ? { op: 'command', id: first, command: 'put' } : undefined;
  }
  if (method === 'GET') {
    if (second === 'history') return { op: 'history', id: first };
    return second === 'parts' && partKinds(definition).length > 0 ? { op: 'parts', id: first } : undefined;
  }
  return method === 'POST' && second !== 'put' ? { op: 'command', id: first, command: second } : undefined;
}

function opening(definition: Definition, method: string, name: string | undefined): Operation | undefined {
  if (method !== 'POST' || definition.place !== 'case') return undefined;
  const [first, ...others] = openings(definition).map(([command]) => command);
  const command = name === undefined ? first : others.find((other) => other === name);
  return command ? { op: 'open', command } : undefined;
}

function sheetRoute(definition: Definition, method: string, [first, second, third]: readonly string[]): Operation | undefined {
  if (!definition.sheet) return undefined;
  if (method === 'POST' && second === undefined && (first === 'import' || first === 'export')) return { op: first };
  if (second === undefined) return undefined;
  if (first === 'imports' && method === 'GET' && third === undefined) return { op: 'read-import', id: second };
  if (first === 'imports' && method === 'POST' && third === 'revert') return { op: 'revert-import', id: second };
  if (first === 'exports' && method === 'GET' && third === undefined) return { op: 'read-export', id: second };
  return undefined;
}
