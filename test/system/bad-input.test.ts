import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApi } from '../../lib/openapi/document.ts';
import { operationsOf } from '../openapi/operations.ts';
import { badBodies, badVersions } from '../support/bad-bodies.ts';
import { type Caller, CloudProcess } from '../support/cloud.ts';
import { checksVersion, type Endpoint, endpoints, pathTo, takesVersion, titleOf } from '../support/endpoints.ts';
import { type Furnished, furnish, pictureOf } from '../support/furnished.ts';
import { faultsOf } from '../support/refusal.ts';

const cloud = new CloudProcess();
let house: Furnished;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  house = await furnish(cloud, 'meihua');
}, 60_000);
afterAll(() => cloud.stop());
beforeEach(() => {
  before = pictureOf(cloud);
});
afterEach(() => expect(pictureOf(cloud)).toEqual(before));

const say = (caller: Caller, { method }: Pick<Endpoint, 'method'>, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}) =>
  cloud.call(method, path, body, { token: caller.token, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } });
const addressed = (endpoint: Endpoint) => pathTo(endpoint, house.idFor(endpoint));
const named = endpoints.map((endpoint) => ({ endpoint, title: titleOf(endpoint) }));
const withBody = named.flatMap(({ endpoint, title }) => (endpoint.body ? [{ endpoint, title, body: endpoint.body }] : []));
const lists = named.filter(({ endpoint: { operation } }) => operation === 'list' || operation === 'history');

it('knows every address that is described', () => {
  const described = operationsOf(openApi()).filter(({ operation }) => operation.security?.length !== 0);
  expect(endpoints.map(titleOf).toSorted()).toEqual(described.map(({ route }) => route).toSorted());
});

describe.each(withBody)('$title', ({ endpoint, body }) => {
  it('refuses every bad body, names the field, and writes nothing', async () => {
    const wrong: string[] = [];
    for (const [at, bad] of badBodies(body.schema, body.sample).entries()) {
      const language = at % 5 === 4 ? 'en' : 'zh';
      const reply = await say(house.all, endpoint, addressed(endpoint), bad.bytes, language === 'en' ? { 'accept-language': 'en-GB,zh;q=0.5' } : {});
      const fields = (reply.body['errors'] ?? []) as readonly { path: string; code: string }[];
      const { field } = bad;
      const told = !field || fields.some(({ path, code }) => code === field.code && (field.path === undefined || path === field.path));
      wrong.push(...faultsOf(reply, language).map((fault) => `${bad.what}: ${fault}`));
      if (reply.body.code !== bad.code || !told) wrong.push(`${bad.what}: ${reply.text.slice(0, 300)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.runIf(takesVersion(endpoint))('refuses what is no version, and a version that has passed', async () => {
    for (const version of badVersions) {
      const reply = await say(house.all, endpoint, addressed(endpoint), JSON.stringify({ ...body.sample, version }));
      expect(faultsOf(reply)).toEqual([]);
      expect(reply.body).toMatchObject({ code: 'request.invalid', errors: [{ path: 'version', code: 'request.type' }] });
    }
    if (!checksVersion(endpoint)) return;
    const reply = await say(house.all, endpoint, addressed(endpoint), JSON.stringify({ ...body.sample, version: 999 }));
    expect(faultsOf(reply)).toEqual([]);
    expect(reply.body).toMatchObject({ status: 409, code: 'case.stale', version: expect.any(Number) as number });
  });

  it.runIf(endpoint.operation === 'open')('takes no version for what nobody has seen yet', async () => {
    const reply = await say(house.all, endpoint, addressed(endpoint), JSON.stringify({ ...body.sample, version: 1 }));
    expect(faultsOf(reply)).toEqual([]);
    expect(reply.body).toMatchObject({ errors: [{ path: 'version', code: 'request.unknown-field' }] });
  });

  it.runIf(endpoint.path !== '/company')('refuses an Idempotency-Key that is none', async () => {
    for (const key of ['', ' ', 'a b', 'a#b', 'x'.repeat(129), 'ä', '{}', 'a,b']) {
      const reply = await say(house.all, endpoint, addressed(endpoint), JSON.stringify(body.sample), { 'idempotency-key': key });
      expect(faultsOf(reply)).toEqual([]);
      expect(reply.body.code).toBe('request.idempotency-key');
    }
  });
});

const ended = withBody.filter(({ endpoint: { operation, definition } }) => operation === 'command' && definition?.place === 'case');

describe('a case that has ended', () => {
  it.each(ended)('$title is refused unless it is for ended cases too', async ({ endpoint, body }) => {
    const { command = '', definition } = endpoint;
    if (['comment', 'attach', 'watch', 'unwatch'].includes(command)) return;
    const { body: seen } = await house.all.get(addressed(endpoint).split('/').slice(0, -1).join('/'));
    expect(definition?.commands[command]?.from ?? []).not.toContain(seen.state);
    const reply = await say(house.all, endpoint, addressed(endpoint), JSON.stringify(body.sample));
    expect(faultsOf(reply)).toEqual([]);
    expect(reply.body).toMatchObject({ status: 409, code: 'case.wrong-state' });
    expect(reply.body.detail).toContain(String(seen['stateTitle']));
  });
});

/** Ids no record can have, as they come in paths; the gateway itself refuses what it cannot decode, in its own words. */
const badIds = ['a%23b', 'a%00', 'a%2Fb', '..%2F..', '%20', 'x'.repeat(65), '__proto__', '%F0%9F%94%91', '*', 'T%23other', '%ef%bb%bfx', '-x', "'", 'missing'];

describe('ids in paths', () => {
  it.each(named.filter(({ endpoint: { path } }) => path.includes('{')))('$title finds nothing under an id that cannot be', async ({ endpoint }) => {
    const body = endpoint.body && JSON.stringify(endpoint.body.sample);
    const slots = endpoint.path.match(/\{\w+\}/g) ?? [];
    for (const id of badIds) {
      if (id === 'missing' && endpoint.method === 'PUT') continue;
      const paths = [pathTo(endpoint, house.idFor(endpoint), id), ...(slots.length > 1 || !slots.includes('{projectId}') ? [pathTo(endpoint, id)] : [])];
      for (const path of paths) {
        const reply = await say(house.all, endpoint, path, body);
        expect(faultsOf(reply), path).toEqual([]);
        expect(reply.status, path).toBe(404);
      }
    }
  });

  it('the gateway refuses what is no path', async () => {
    for (const id of ['%', '%ZZ', '%C3%28', '%ED%A0%80', 'x'.repeat(5_000), 'x'.repeat(20_000)]) {
      const { status, text } = await house.all.get(`/projects/p1/repairs/${id}`);
      expect(status >= 400 && status < 500, text).toBe(true);
    }
  });
});

const badQueries: readonly (readonly [string, string])[] = [
  ...['0', '101', '-1', '1.5', '1e1', '0x10', 'NaN', '', ' 5', '５', '9007199254740993', '20,30'].map(
    (limit) => [`limit=${encodeURIComponent(limit)}`, 'limit'] as const,
  ),
  ...['x', '', '..', 'x'.repeat(2_001), '1.2.3', '%00'].map((cursor) => [`cursor=${cursor}`, 'cursor'] as const),
  [`q=${'x'.repeat(101)}`, 'q'],
];
const caseQueries: readonly (readonly [string, string])[] = [
  ...['nowhere', '__proto__', '', 'closed%23'].map((state) => [`state=${state}`, 'state'] as const),
  ...['%23', '', 'x'.repeat(65), 'a b', '%ED%A0%80'].map((unit) => [`unit=${unit}`, 'unit'] as const),
];

describe('queries', () => {
  it.each(lists)('$title refuses a page it cannot mean', async ({ endpoint }) => {
    const ofCases = endpoint.operation === 'list' && endpoint.definition?.place === 'case';
    for (const [query, path] of [...badQueries, ...(ofCases ? caseQueries : [])]) {
      const reply = await say(house.all, endpoint, `${addressed(endpoint)}?${query}`);
      expect(faultsOf(reply), query).toEqual([]);
      expect(reply.body['errors'], query).toMatchObject([{ path }]);
    }
  });

  it('the case log knows its own cursors only', async () => {
    for (const query of [
      'kind=nothing',
      'cursor=repair~x',
      'cursor=x~',
      'cursor=~',
      ...['x', '-1', '1e9', '99', '0!x'].map((at) => `overdue=true&cursor=repair~${at}`),
    ]) {
      const reply = await house.all.get(`/projects/p1/cases?${query}`);
      expect(faultsOf(reply), query).toEqual([]);
    }
  });
});

describe('what there is not', () => {
  const collections = ['repairs', 'key-loans', 'key-counts', 'units', 'parties', 'staff', 'key-sets'];
  it.each(collections)('%s has no such command and no such method', async (collection) => {
    const base = `/projects/p1/${collection}`;
    const id = house.idFor(endpoints.find(({ path }) => path.includes(`/${collection}/{id}`)) as Endpoint);
    const tries = [
      ...['explode', 'constructor', '__proto__', 'toString', 'put', 'hasOwnProperty', 'endRework', 'checkOut', 'expire', 'a%23b'].map((command) => [
        'POST',
        `${base}/${id}/${command}`,
      ]),
      ...['DELETE', 'PATCH', 'OPTIONS'].flatMap((method) => [base, `${base}/${id}`, `${base}/${id}/history`].map((path) => [method, path])),
      ['PUT', base],
      ['POST', `${base}/${id}`],
      ['GET', `${base}/${id}/nothing`],
      ['GET', `${base}/${id}/history/1/2/3`],
    ];
    for (const [method = '', path = ''] of tries) {
      const reply = await cloud.call(method, path, method === 'GET' ? undefined : '{}', { token: house.all.token });
      expect(faultsOf(reply), `${method} ${path}`).toEqual([]);
      expect(reply.status, `${method} ${path}`).toBe(404);
    }
  });
});
