import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headquarters, positions } from '../../lib/kernel/position.ts';
import { type Caller, CloudProcess } from '../support/cloud.ts';
import { type Endpoint, endpoints, opensRecord, pathTo, shortTitle } from '../support/endpoints.ts';
import { changesBetween, type Furnished, furnish, pictureOf } from '../support/furnished.ts';

const cloud = new CloudProcess();
let house: Furnished;
/** Holds every position of another company, in a project of the same id. */
let foreigner: Caller;
/** Holds every position of a project in the same company, but in another project. */
let neighbour: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  house = await furnish(cloud, 'alpha');
  await house.all.post('/projects', { id: 'p2', name: '二号院' });
  const here = positions.filter((position) => !headquarters.includes(position));
  neighbour = await cloud.person('alpha', 'neighbour', here, ['p2']);
  foreigner = await cloud.person('beta', 'foreigner', [...positions], ['p1']);
  await foreigner.post('/projects', { id: 'p1', name: 'beta 一号院' });
  await cloud.idle();
}, 60_000);
afterAll(() => cloud.stop());

/** Jobs have ids of their own; what may be imported and exported stands in the tests of jobs. */
const ofJobs = ['read-import', 'revert-import', 'read-export'];
const ofRecords = endpoints.filter(
  (endpoint) => /\{(id|number|person|unitId)\}/.test(endpoint.path) && !opensRecord(endpoint) && !ofJobs.includes(endpoint.operation),
);
const named = ofRecords.map((endpoint) => ({ endpoint, title: shortTitle(endpoint) }));

/** An id like this one under which there is nothing, in either company. */
const nothingLike = (id: string): string => (/\d{4}$/.test(id) ? id.replace(/\d{4}$/, '9876') : `${id}x`);

const knock = (caller: Caller, endpoint: Endpoint, path: string) =>
  cloud.call(endpoint.method, path, endpoint.body && { ...endpoint.body.sample, ...atHome(endpoint) }, { token: caller.token });

/** Where a body names the project, it is the one in question. */
const atHome = ({ path }: Endpoint): object => (path.startsWith('/bindings') ? { project: 'p1' } : {});

const alphas = () => new Map([...pictureOf(cloud)].filter(([key]) => key.startsWith('T#alpha')));

/** Where nothing is furnished: papers of what is not owed, runs that were not made. */
const unfurnished = /\/print\/|litigation-pack|billing-runs\/\{id\}|go-live\/\{id\}/;

describe('a record of others', () => {
  it.each(named)('$title: cannot be told from one that is not there, and stays as it is', async ({ endpoint }) => {
    const id = house.idFor(endpoint);
    if (endpoint.method === 'GET' && !unfurnished.test(endpoint.path)) expect((await house.all.get(pathTo(endpoint, id))).status).toBe(200);
    const before = alphas();
    const strangers = /\{projectId\}|\{number\}|^\/bindings/.test(endpoint.path) ? [foreigner, neighbour] : [foreigner];
    for (const stranger of strangers) {
      const [theirs, nobodys] = [await knock(stranger, endpoint, pathTo(endpoint, id)), await knock(stranger, endpoint, pathTo(endpoint, nothingLike(id)))];
      expect([theirs.status, theirs.text]).toEqual([404, nobodys.text]);
    }
    expect(changesBetween(before, alphas())).toEqual([]);
  });
});

const lists = endpoints.filter(({ operation, path }) => operation === 'list' && !/\{unitId\}|\{partyId\}|\/duty|\/quotes|\/candidates/.test(path));
const asked = (endpoint: Endpoint): string => `${pathTo(endpoint, '')}${endpoint.path === '/search' ? '?q=301' : ''}`;

/** Colleagues know each other, in whichever project they work. */
const ofTheCompany = '/members';

/** Everything that is known of the company and of nobody else. */
const ofAlpha = (text: string): readonly string[] => text.match(/[A-Z]{2}-20260701-\d{4}|1-2-301|K0001|JX-1|张三|王师傅|"all"|alpha/g) ?? [];

describe('a list', () => {
  it.each(lists.map((endpoint) => ({ endpoint, title: shortTitle(endpoint) })))('$title shows a stranger nothing', async ({ endpoint }) => {
    const reply = await foreigner.get(asked(endpoint));
    expect([reply.status, ofAlpha(reply.text)], reply.text).toEqual([200, []]);
    const { status, text } = await neighbour.get(asked(endpoint));
    if (endpoint.path.includes('{projectId}')) expect([status, ofAlpha(text)]).toEqual([404, []]);
    else if (endpoint.path !== ofTheCompany) expect(ofAlpha(text), `${status} ${text}`).toEqual([]);
  });

  it('by what it is found by shows a stranger nothing either', async () => {
    const id = (collection: string): string => house.idFor(endpoints.find(({ path }) => path.endsWith(`/${collection}/{id}`)) as Endpoint);
    const [repair, none] = [id('repairs'), nothingLike(id('repairs'))];
    const pairs = [
      [`documents?on=repair:${repair}`, `documents?on=repair:${none}`],
      ['disclosures?of=party:K0001', 'disclosures?of=party:K0009'],
      ['disclosures?person=all', 'disclosures?person=nobody'],
      ['messages?party=K0001', 'messages?party=K0009'],
      [`messages?case=repair/${repair}`, `messages?case=repair/${none}`],
    ] as const;
    for (const [theirs, nobodys] of pairs) {
      for (const stranger of [foreigner, neighbour]) {
        const [one, other] = [await stranger.get(`/projects/p1/${theirs}`), await stranger.get(`/projects/p1/${nobodys}`)];
        expect([one.status, one.text], theirs).toEqual([other.status, other.text]);
        expect(ofAlpha(one.text), theirs).toEqual([]);
      }
    }
    const told = await house.all.get('/projects/p1/messages?party=K0001');
    expect(told.body.items).toHaveLength(1);
  });
});

describe('a record named in a body', () => {
  it.each([
    ['documents', (id: string) => ({ name: '照片', type: 'image/jpeg', bytes: 10, sha256: 'a'.repeat(64), on: { kind: 'repair', id } }), 'BX-20260701-0001'],
    ['disclosures', (id: string) => ({ on: { kind: 'party', id }, reason: '联系业主' }), 'K0001'],
    ['messages', (id: string) => ({ party: id, way: 'phone', text: '停水' }), 'K0001'],
    ['key-loans', (id: string) => ({ set: id, borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' }), 'JX-1'],
  ] as const)('%s: reaches nothing of another company’s', async (collection, body, id) => {
    const before = alphas();
    const open = (named: string) => foreigner.post(`/projects/p1/${collection}`, body(named));
    const [theirs, nobodys] = [await open(id), await open(nothingLike(id))];
    expect(theirs.status).toBeGreaterThanOrEqual(400);
    expect(theirs.text.replaceAll(id, '…')).toBe(nobodys.text.replaceAll(nothingLike(id), '…'));
    expect(changesBetween(before, alphas())).toEqual([]);
  });
});
