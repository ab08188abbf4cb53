import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { moves } from '../../lib/cases/routes.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { operationsOf } from '../openapi/operations.ts';
import { type BadBody, badBodies, badVersions } from '../support/bad-bodies.ts';
import { badQueries } from '../support/bad-queries.ts';
import { type Body, CloudProcess, type Reply } from '../support/cloud.ts';
import { checksVersion, type Endpoint, endpoints, opensRecord, pathTo, shortTitle, takesVersion, titleOf } from '../support/endpoints.ts';
import { changesBetween, type Furnished, furnish, pictureOf } from '../support/furnished.ts';
import { inParallel, some } from '../support/portion.ts';
import { faultsOf } from '../support/refusal.ts';

const cloud = new CloudProcess();
let house: Furnished;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  house = await furnish(cloud, 'meihua');
  before = pictureOf(cloud);
}, 60_000);
afterAll(() => cloud.stop());
afterEach(() => {
  const [was, is] = [before, pictureOf(cloud)];
  before = is;
  expect(changesBetween(was, is)).toEqual([]);
});

const named = endpoints.map((endpoint, at) => ({ endpoint, at, title: shortTitle(endpoint) }));
const withBody = named.flatMap(({ endpoint, ...rest }) => (endpoint.body ? [{ endpoint, ...rest, body: endpoint.body }] : []));
const addressed = (endpoint: Endpoint) => pathTo(endpoint, house.idFor(endpoint));

/** What somebody says, and what should be said back. */
interface Said {
  readonly what: string;
  readonly path?: string;
  readonly body?: string | Uint8Array | undefined;
  readonly headers?: Record<string, string>;
  readonly refused: (reply: Reply<Body>) => boolean;
}

/** Says all of it to an address; every fifth in English. @returns what was answered wrongly */
async function refusals(endpoint: Endpoint, said: readonly Said[]): Promise<readonly string[]> {
  const wrong = await inParallel(said, 8, async ({ what, path, body, headers, refused }, at) => {
    const language = at % 5 === 4 ? 'en' : 'zh';
    const spoken = { ...(language === 'en' ? { 'accept-language': 'en-GB,zh;q=0.5' } : {}), 'content-type': 'application/json', ...headers };
    const reply = await cloud.call(endpoint.method, path ?? addressed(endpoint), body, { token: house.callerFor(endpoint).token, headers: spoken });
    return [...faultsOf(reply, language), ...(refused(reply) ? [] : [`${reply.status} ${reply.text.slice(0, 300)}`])].map((fault) => `${what}: ${fault}`);
  });
  return wrong.flat();
}

const fieldsOf = (reply: Reply<Body>) => (reply.body['errors'] ?? []) as readonly { readonly path: string; readonly code: string }[];
const names = (path: string, code?: string) => (reply: Reply<Body>) => fieldsOf(reply).some((field) => field.path === path && (!code || field.code === code));
const coded = (code: string) => (reply: Reply<Body>) => reply.body.code === code;

function ofBody({ what, bytes, code, field }: BadBody): Said {
  return { what, body: bytes, refused: (reply) => reply.body.code === code && (!field || names(field.path, field.code)(reply)) };
}

function ofVersion(endpoint: Endpoint, sample: object, at: number): readonly Said[] {
  const sent = (version: unknown) => JSON.stringify({ ...sample, version });
  const opening: Said = { what: 'a version of what is not yet', body: sent(1), refused: names('version', 'request.unknown-field') };
  if (!takesVersion(endpoint)) return [opening];
  const none = some(badVersions, at, 3).map(
    (version): Said => ({ what: `version ${JSON.stringify(version)}`, body: sent(version), refused: names('version', 'request.type') }),
  );
  const stale = (reply: Reply<Body>) => reply.status === 409 && reply.body.code === 'case.stale' && reply.body.version > 0;
  return [...none, ...(checksVersion(endpoint) ? [{ what: 'a version that is not', body: sent(999), refused: stale }] : [])];
}

const badKeys = ['', 'a b', 'a#b', 'x'.repeat(129), 'ä', '{}', 'a,b', '\t'];

it('knows every address that is described', () => {
  const described = operationsOf(openApi()).filter(({ operation }) => operation.security?.length !== 0);
  expect(endpoints.map(titleOf).toSorted()).toEqual(described.map(({ route }) => route).toSorted());
});

describe('a body that is wrong', () => {
  it.each(withBody)('$title refuses it, names the field and writes nothing', async ({ endpoint, body: { schema, sample }, at }) => {
    const keys = endpoint.path === '/company' ? [] : some(badKeys, at, 2);
    const said = [
      ...badBodies(schema, sample, at).map(ofBody),
      ...ofVersion(endpoint, sample, at),
      ...keys.map(
        (key): Said => ({ what: `key “${key}”`, body: JSON.stringify(sample), headers: { 'idempotency-key': key }, refused: coded('request.idempotency-key') }),
      ),
    ];
    expect(await refusals(endpoint, said)).toEqual([]);
  });
});

const afterEnd = ['comment', 'attach', 'watch', 'unwatch'];
const ended = withBody.filter(
  ({ endpoint: { operation, definition, command = '' } }) => operation === 'command' && definition?.place === 'case' && !afterEnd.includes(command),
);

describe('a case that has ended', () => {
  it.each(ended)('$title is refused, naming the state', async ({ endpoint, body }) => {
    const { body: seen } = await house.all.get(addressed(endpoint).split('/').slice(0, -1).join('/'));
    expect(endpoint.definition?.commands[endpoint.command ?? '']?.from ?? []).not.toContain(seen.state);
    const refused = (reply: Reply<Body>) => coded('case.wrong-state')(reply) && reply.body.detail.includes(String(seen['stateTitle']));
    expect(await refusals(endpoint, [{ what: 'the sample', body: JSON.stringify(body.sample), refused }])).toEqual([]);
  });
});

/** Ids no record can have, as they come in paths. */
const badIds = ['a%23b', 'a%00', 'a%2Fb', '..%2F..', '%20', 'x'.repeat(65), '__proto__', '%F0%9F%94%91', '*', 'T%23other', '%ef%bb%bfx', '-x', "'", 'missing'];

describe('an id that cannot be', () => {
  it.each(named.filter(({ endpoint: { path } }) => path.includes('{')))('$title finds nothing under it', async ({ endpoint, at }) => {
    const refused = ({ status, body: { code } }: Reply<Body>) => status === 404 && code === 'access.not-found';
    const body = endpoint.body && JSON.stringify(endpoint.body.sample);
    const inProject = endpoint.path.includes('{projectId}');
    const said = some(badIds, at, 4).flatMap((id): readonly Said[] => {
      const foreign = inProject && !(id === 'missing' && endpoint.path === '/projects/{projectId}') ? [pathTo(endpoint, house.idFor(endpoint), id)] : [];
      const own = /\{(?!projectId)/.test(endpoint.path) && !(id === 'missing' && opensRecord(endpoint)) ? [pathTo(endpoint, id)] : [];
      return [...foreign, ...own].map((path) => ({ what: path, path, body, refused }));
    });
    expect(await refusals(endpoint, said)).toEqual([]);
  });

  it('is refused by the gateway when it cannot be read at all, in its own words', async () => {
    for (const id of ['%', '%ZZ', '%C3%28', '%ED%A0%80', 'x'.repeat(5_000), 'x'.repeat(20_000)]) {
      const { status, text } = await house.all.get(`/projects/p1/repairs/${id}`);
      expect(status >= 400 && status < 500, text).toBe(true);
    }
  });
});

describe('a query that means nothing', () => {
  it.each(named.filter(({ endpoint: { operation } }) => ['list', 'history', 'parts'].includes(operation)))('$title refuses it', async ({ endpoint, at }) => {
    const said = badQueries(endpoint, at).map(({ name, query }): Said => {
      const path = `${addressed(endpoint)}?${query}`;
      return { what: path, path, refused: names(name) };
    });
    expect(said).not.toEqual([]);
    expect(await refusals(endpoint, said)).toEqual([]);
  });

  it('the case log knows its own kinds and cursors only', async () => {
    const overdue = ['x', '-1', '1e9', '99', '0!x'].map((at) => `overdue=true&cursor=repair~${at}`);
    for (const query of ['kind=nothing', 'cursor=repair~x', 'cursor=x~', 'cursor=~', ...overdue]) {
      expect(faultsOf(await house.all.get(`/projects/p1/cases?${query}`)), query).toEqual([]);
    }
  });
});

/** No command of anybody. */
const noCommands = ['explode', 'constructor', '__proto__', 'toString', 'put', 'hasOwnProperty', 'checkOut', 'a%23b', ''];
/** Those that only the clock and other records give. */
const internalOf = ({ commands }: Definition): readonly string[] => Object.keys(commands).filter((name) => commands[name]?.internal);
const slices = [...workflows, ...registers].map((definition) => ({ definition, collection: definition.collection }));

describe('what there is not', () => {
  it('only the clock and other records give some commands', () => {
    expect([...workflows, ...registers].flatMap(internalOf)).toEqual(
      expect.arrayContaining(['endRework', 'passOn', 'absorb', 'checkOut', 'settleLoss', 'expire']),
    );
  });

  it.each(slices)('$collection has no such command and no such method', async ({ definition, collection }) => {
    const base = `/projects/p1/${collection}`;
    const id = house.idFor(endpoints.find(({ path }) => path.includes(`/${collection}/{id}`)) as Endpoint);
    const tries = [
      ...[...noCommands.filter((command) => !moves(definition).some(([name]) => name === command)), ...internalOf(definition)].map(
        (command) => ['POST', `${base}/${id}/${command}`] as const,
      ),
      ...['DELETE', 'PATCH', 'OPTIONS'].flatMap((method) => [base, `${base}/${id}`, `${base}/${id}/history`].map((path) => [method, path] as const)),
      ['PUT', base] as const,
      ...([`GET /${id}/nothing`, `GET /${id}/history/1/2`, 'POST /plan'] as const)
        .map((known) => known.split(' '))
        .map(([method = '', path = '']) => [method, base + path] as const),
    ];
    for (const [method, path] of tries) {
      const reply = await cloud.call(method, path, method === 'GET' ? undefined : '{}', { token: house.all.token });
      expect(faultsOf(reply), `${method} ${path}`).toEqual([]);
      expect(reply.status, `${method} ${path}`).toBe(404);
    }
  });

  it.each(['units', 'repairs', 'cases'])('the company’s own place holds no %s', async (collection) => {
    const reply = await house.all.get(`/projects/hq/${collection}`);
    expect([...faultsOf(reply), reply.status]).toEqual([404]);
  });
});
