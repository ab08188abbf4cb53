import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
/** What a resident may say: who pays is for the desk to decide. */
const { payer: _payer, ...asked } = burstPipe;
const ours: Record<string, Caller> = {};

/** Two companies with the same ids in everything. */
async function furnish(company: string): Promise<{ front: Caller; id: string }> {
  const admin = await cloud.person(company, 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: `${company} 一号院` });
  const front = await cloud.person(company, 'front', ['FRONT', 'CSM', 'ARCH']);
  await front.put('/projects/p1/units/1-2-301', { kind: 'residential', buildingAreaDm2: 9_875 });
  const { body } = await front.post('/projects/p1/repairs', burstPipe);
  return { front, id: body.id };
}

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const a = await furnish('alpha');
  ours['a'] = a.front;
  expect(a.id).toBe('BX-20260701-0001');
  const admin = await cloud.person('beta', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: 'beta 一号院' });
  ours['b'] = await cloud.person('beta', 'front', ['FRONT', 'CSM', 'ARCH']);
}, 60_000);
afterAll(() => cloud.stop());

describe('between companies', () => {
  it.each([
    ['/projects/p1/repairs/BX-20260701-0001', '/projects/p1/repairs/BX-20260701-0002'],
    ['/projects/p1/repairs/BX-20260701-0001/history', '/projects/p1/repairs/BX-20260701-0002/history'],
    ['/projects/p1/units/1-2-301', '/projects/p1/units/1-2-302'],
    ['/projects/p1/units/1-2-301/file', '/projects/p1/units/1-2-302/file'],
    ['/projects/p1/units/1-2-301/history', '/projects/p1/units/1-2-302/history'],
    ['/projects/p1/units/imports/x1', '/projects/p1/units/imports/x2'],
  ])('%s answers like a missing one, byte for byte', async (foreign, missing) => {
    expect((await ours['a']?.get(foreign))?.status).toBe(foreign.includes('imports') ? 404 : 200);
    const [theirs, nobodys] = await Promise.all([ours['b']?.get(foreign), ours['b']?.get(missing)]);
    expect(theirs?.status).toBe(404);
    expect(theirs?.text).toBe(nobodys?.text);
  });

  it('commands reach nothing either', async () => {
    const urge = async (id: string) => ours['b']?.post(`/projects/p1/repairs/${id}/urge`);
    const [theirs, nobodys] = await Promise.all(['BX-20260701-0001', 'BX-20260701-0002'].map(urge));
    expect([theirs?.status, theirs?.text]).toEqual([404, nobodys?.text]);
    const { body } = (await ours['a']?.get('/projects/p1/repairs/BX-20260701-0001')) ?? { body: { urged: 'unread' } };
    expect(body['urged']).toBeUndefined();
  });

  it('a cursor of one company is refused by the other, and by another person', async () => {
    await ours['a']?.post('/projects/p1/repairs', burstPipe);
    const { body } = (await ours['a']?.get('/projects/p1/repairs?limit=1')) ?? { body: { cursor: '' } };
    expect(body.cursor).toBeTruthy();
    const other = await cloud.person('alpha', 'other', ['FRONT']);
    for (const caller of [ours['b'], other])
      expect(await caller?.get(`/projects/p1/repairs?limit=1&cursor=${body.cursor}`)).toMatchObject({ status: 400, body: { code: 'request.cursor' } });
    expect((await ours['a']?.get(`/projects/p1/repairs?limit=1&cursor=${body.cursor}`))?.status).toBe(200);
  });

  it('an inbox shows nothing of the other company', async () => {
    const manager = await cloud.person('beta', 'manager', ['PM']);
    await cloud.advance('PT31M');
    expect((await manager.get('/inbox')).body.items).toEqual([]);
  });
});

describe('within a company', () => {
  it('a position in one project gives nothing in another', async () => {
    const admin = await cloud.person('alpha', 'admin', ['HQ-ADM']);
    await admin.post('/projects', { id: 'p2', name: '二号院' });
    const elsewhere = await cloud.person('alpha', 'elsewhere', ['FRONT', 'CSM', 'PM'], ['p2']);
    const [theirs, nobodys] = await Promise.all(['0001', '0009'].map((n) => elsewhere.get(`/projects/p1/repairs/BX-20260701-${n}`)));
    expect([theirs?.status, theirs?.text]).toEqual([404, nobodys?.text]);
    expect((await elsewhere.post('/projects/p1/repairs', burstPipe)).status).toBe(404);
    expect((await elsewhere.get('/projects/p1/repairs')).status).toBe(404);
    expect((await elsewhere.get('/projects')).body.items.map(({ id }) => id)).toEqual(['p2']);
  });

  it('a grant that ends, ends at once', async () => {
    const leaver = await cloud.person('alpha', 'leaver', ['FRONT']);
    expect((await leaver.post('/projects/p1/repairs', burstPipe)).status).toBe(201);
    const admin = await cloud.person('alpha', 'admin', ['HQ-ADM']);
    const ended = await admin.put('/members/leaver', { grants: [] });
    expect(ended.status, ended.text).toBe(200);
    expect((await leaver.post('/projects/p1/repairs', burstPipe)).status).toBe(404);
    expect((await leaver.get('/projects/p1/repairs/BX-20260701-0001')).status).toBe(404);
  });

  it('residents reach the unit they hold now; a former owner keeps what belongs to his time', async () => {
    const front = ours['a'] as Caller;
    await front.put('/projects/p1/units/1-2-401', { kind: 'residential', buildingAreaDm2: 9_875 });
    const first = await cloud.person('alpha', 'first', [], ['p1'], ['1-2-401']);
    const reported = await first.post('/projects/p1/repairs', { ...asked, unit: '1-2-401', source: 'app' });
    expect(reported.status, reported.text).toBe(201);
    expect((await first.get('/projects/p1/units/1-2-301')).status).toBe(404);
    expect((await first.post('/projects/p1/repairs', { ...asked, unit: '1-2-301', source: 'app' })).status).toBe(404);
    await cloud.advance('P2D');
    const ended = await front.post('/projects/p1/units/1-2-401/endRelation', { party: 'first', role: 'occupant', to: '2026-07-03' });
    expect(ended.status, ended.text).toBe(200);
    const second = await cloud.person('alpha', 'second', [], ['p1'], ['1-2-401']);
    const theirs = await second.post('/projects/p1/repairs', { ...asked, unit: '1-2-401', source: 'app' });
    expect(theirs.status, theirs.text).toBe(201);
    expect((await first.get('/projects/p1/units/1-2-401')).status).toBe(404);
    expect((await first.get(`/projects/p1/repairs/${reported.body.id}`)).status).toBe(200);
    expect((await first.get(`/projects/p1/repairs/${theirs.body.id}`)).status).toBe(404);
    expect((await second.get(`/projects/p1/repairs/${reported.body.id}`)).status).toBe(404);
    for (const list of ['/projects/p1/repairs?unit=1-2-401', '/projects/p1/repairs']) {
      expect((await second.get(list)).body.items.map(({ id }) => id)).toEqual([theirs.body.id]);
    }
  });
});
