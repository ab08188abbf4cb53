import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { moves, routesOf } from '../../lib/cases/routes.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { operationsOf } from './operations.ts';

const document = openApi();
const text = JSON.stringify(document);
const operations = operationsOf(document);
const slices = [...workflows, ...registers];

/** What a JSON pointer of the document leads to. */
function target(pointer: string): unknown {
  const names = pointer
    .slice(2)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
}

const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference));

describe('the API description', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(text) as Record<string, unknown>)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('points nowhere in vain, and keeps nothing nobody points to', () => {
    expect([...references].filter((reference) => target(reference) === undefined)).toEqual([]);
    const { securitySchemes: _schemes, ...components } = document.components;
    const kept = Object.entries(components).flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
    expect(kept.filter((pointer) => !references.has(pointer))).toEqual([]);
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]*$/.test(id))).toEqual([]);
  });

  it('describes every route of the slices, those above them, and no other', () => {
    const above = [
      'GET /company',
      'PUT /company',
      'GET /company/channels',
      'PUT /company/channels',
      'GET /projects',
      'POST /projects',
      'GET /projects/{projectId}',
      'PUT /projects/{projectId}',
      ...moves(projectRegister).map(([name]) => `POST /projects/{projectId}/${name}`),
      'GET /members',
      'GET /members/{person}',
      'PUT /members/{person}',
      'GET /members/{person}/history',
      ...moves(memberRegister).map(([name]) => `POST /members/{person}/${name}`),
      'POST /invitations/accept',
      'GET /bindings',
      'POST /bindings',
      'POST /bindings/{id}/confirm',
      'POST /bindings/{id}/unbind',
      'GET /approvals',
      'GET /approvals/{number}',
      'POST /approvals/{number}/decision',
      'POST /approvals/{number}/withdraw',
      'GET /inbox',
      'GET /search',
      'GET /cases',
      'GET /projects/{projectId}/cases',
      'GET /projects/{projectId}/units/{unitId}/file',
      'GET /projects/{projectId}/units/{unitId}/bills',
      'GET /projects/{projectId}/units/{unitId}/statement',
      'GET /projects/{projectId}/parties/{partyId}/statement',
      'GET /projects/{projectId}/bills/{billId}',
      'GET /projects/{projectId}/totals',
      'GET /projects/{projectId}/arrears',
      'GET /projects/{projectId}/payments',
      'POST /projects/{projectId}/payments',
      'GET /projects/{projectId}/payments/{receiptNo}',
      'GET /projects/{projectId}/payments/candidates',
      'POST /projects/{projectId}/payments/bank-batch',
      'GET /projects/{projectId}/payments/bank-batch/{id}',
      'GET /projects/{projectId}/quotes',
      'GET /projects/{projectId}/billing-runs',
      'POST /projects/{projectId}/billing-runs',
      'GET /projects/{projectId}/billing-runs/{id}',
      'POST /projects/{projectId}/billing-runs/{id}/release',
      'POST /projects/{projectId}/billing-runs/{id}/withdraw',
      'GET /projects/{projectId}/go-live',
      'POST /projects/{projectId}/go-live',
      'GET /projects/{projectId}/go-live/{id}',
      'GET /projects/{projectId}/limitation',
      'GET /projects/{projectId}/calls',
      'GET /projects/{projectId}/print/receipts/{receiptNo}',
      'GET /projects/{projectId}/print/units/{unitId}/notice',
      'GET /projects/{projectId}/print/units/{unitId}/statement',
      'GET /projects/{projectId}/print/units/{unitId}/clearance',
      'GET /projects/{projectId}/print/dunnings/{id}/letter',
      'GET /projects/{projectId}/units/{unitId}/litigation-pack',
      'GET /receipts/{code}',
      'POST /callbacks/{channel}',
      'POST /projects/{projectId}/bills',
      'POST /projects/{projectId}/bills/{billId}/void',
      'POST /projects/{projectId}/bills/{billId}/dispute',
      'POST /projects/{projectId}/bills/{billId}/resolveDispute',
      'POST /projects/{projectId}/units/{unitId}/restrict',
      'POST /projects/{projectId}/payments/{receiptNo}/void',
      'POST /projects/{projectId}/payments/{receiptNo}/reverse',
      'POST /projects/{projectId}/payments/{receiptNo}/refund',
      'GET /projects/{projectId}/duty',
      'GET /projects/{projectId}/duty/gaps',
      'GET /health',
      'GET /openapi.json',
    ];
    const routes = slices.flatMap(routesOf).map(({ method, path }) => `${method} ${path}`);
    expect(operations.map(({ route }) => route).toSorted()).toEqual([...above, ...routes].toSorted());
  });

  it('asks for a token everywhere but where a load balancer, a newcomer and the bearer of a receipt look, and a payment provider tells us something', () => {
    const without = operations.filter(({ operation }) => operation.security?.length === 0);
    expect(without.map(({ route }) => route)).toEqual(['GET /health', 'GET /openapi.json', 'POST /callbacks/{channel}', 'GET /receipts/{code}']);
    expect(operations.filter((one) => !without.includes(one) && !one.operation['x-positions']?.length)).toEqual([]);
  });

  it('has a Chinese title for every operation', () => {
    expect(operations.filter(({ operation }) => !/\p{Script=Han}/u.test(operation.summary)).map(({ route }) => route)).toEqual([]);
  });

  it('carries the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(document.info.version).toBe(version);
  });

  it('is computed once', () => {
    expect(openApi()).toBe(document);
  });
});
