import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { matchRoute, moves, routesOf } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { functionOf as hostOf, registers, workflows } from '../../lib/catalogue.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { loadModel } from '../../local/template.ts';
import { operationsOf } from '../openapi/operations.ts';

const slices = [...workflows, ...registers];
const described = operationsOf(openApi()).map(({ route }) => route);
const reviewed = Object.keys(JSON.parse(readFileSync(join(import.meta.dirname, '../golden/positions.json'), 'utf8')) as object);
const model = await loadModel();

/** What the router makes of a request to a slice, as the function then does it: a command must be one with a route. */
function answers(definition: Definition, method: string, rest: readonly string[]): string | undefined {
  try {
    const operation = matchRoute(definition, method, rest);
    if (operation.op !== 'command') return operation.op;
    const known = [...moves(definition).map(([name]) => name), 'put', ...(definition.place === 'case' ? Object.keys(standingCommands) : [])];
    return known.includes(operation.command) ? operation.op : undefined;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'access.not-found') return undefined;
    throw error;
  }
}

/** What lies below a register's record and is another function's to answer. */
const elsewhere = /\/(file|bills|statement|restrict|litigation-pack)$/;

/** Every word that stands in a path of some slice, and some that stand in none. */
const words = [...new Set([...slices.flatMap((slice) => Object.keys(slice.commands)), ...Object.keys(standingCommands)])];
const segments = ['{id}', 'history', 'parts', 'import', 'imports', 'export', 'exports', 'revert', 'put', 'constructor', '__proto__', 'local', ...words];

/** All addresses below a collection that somebody might try. */
function tries(): readonly (readonly string[])[] {
  const second = segments.map((segment) => ['{id}', segment]);
  const sheets = ['import', 'imports', 'export', 'exports'].flatMap((first) => [
    [first, '{id}'],
    ...['revert', 'history', 'put', '{id}'].map((third) => [first, '{id}', third]),
  ]);
  return [[], ...segments.map((segment) => [segment]), ...second, ...sheets, ['{id}', 'history', '{id}'], ['imports', '{id}', 'revert', '{id}']];
}

describe.each(slices.map((slice) => [slice.name, slice] as const))('the routes of %s', (_, slice) => {
  const base = `/projects/{projectId}/${slice.collection}`;

  it('are answered by the router where the API describes them, and nowhere else', () => {
    const answered = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
      tries().flatMap((rest) => (answers(slice, method, rest) ? [`${method} ${[base, ...rest].join('/')}`] : [])),
    );
    const own = described.filter((route) => `${route}/`.includes(` ${base}/`) && !elsewhere.test(route));
    // An id is any word, so a word in its place is the same route.
    const asId = (route: string) => route.replace(new RegExp(`(${base.replaceAll(/[{}]/g, '\\$&')})/[^/]+`), '$1/{id}');
    const named = new Set(answered.map((route) => (own.includes(route) ? route : asId(route))));
    expect([...named].toSorted()).toEqual(own.toSorted());
  });

  it('are answered by the operation they describe', () => {
    for (const { method, path, operation } of routesOf(slice))
      expect({ path, op: answers(slice, method, path.slice(base.length).split('/').filter(Boolean)) }).toEqual({ path, op: operation });
  });
});

describe('every route', () => {
  it('of the API is in the reviewed table of positions, and the other way round', () => {
    expect(described.toSorted()).toEqual(reviewed.toSorted());
  });

  it('leads in the template to the function that serves it', () => {
    const entryOf = new Map(model.functions.map(({ name, entry }) => [name, entry]));
    for (const route of described) {
      const [method = '', path = ''] = route.split(' ');
      const found = model.routes
        .filter((one) => (one.method === 'ANY' || one.method === method) && covers(one.path, path))
        .toSorted((a, b) => b.path.length - a.path.length)[0];
      expect({ route, entry: entryOf.get(found?.functionName ?? '') }).toEqual({ route, entry: `functions/${functionOf(path)}.ts` });
    }
  });

  it('of the template is there for something the API describes', () => {
    const idle = model.routes.filter(({ path }) => !described.some((route) => covers(path, route.split(' ')[1] ?? '')));
    expect(idle).toEqual([]);
  });

  it('of the local cloud alone is in neither', () => {
    expect([...described, ...model.routes.map(({ path }) => path)].filter((route) => route.includes('/local'))).toEqual([]);
  });
});

/** Whether a gateway path takes a path of the API: placeholders match one segment, `{proxy+}` all that follow. */
function covers(gateway: string, path: string): boolean {
  const pattern = gateway.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** What the function of bills answers for a whole project. */
const billing = ['billing-runs', 'bills', 'totals', 'arrears', 'go-live'];

/** Which function answers: a workflow's own, the registers', or the company's. */
function functionOf(path: string): string {
  const [, first = '', , collection, , last] = path.split('/');
  if (['members', 'invitations', 'bindings'].includes(first)) return 'people';
  if (first === 'approvals') return 'approval';
  if (last === 'file') return 'company';
  if (first === 'receipts' || collection === 'print' || last === 'litigation-pack') return 'print';
  if (first === 'callbacks' || collection === 'payments' || collection === 'quotes') return 'payment';
  if (collection === 'limitation' || collection === 'calls') return 'dunning';
  if (billing.includes(collection ?? '') || ['bills', 'statement', 'restrict'].includes(last ?? '')) return 'billing';
  const workflow = workflows.find((one) => one.collection === collection);
  if (workflow) return hostOf(workflow.name);
  return registers.some((one) => one.collection === collection) ? 'registers' : 'company';
}
