import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let front: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT', 'ARCH', 'CSM']);
  await front.put('/projects/p1/units/1-2-301', { kind: 'residential', buildingAreaDm2: 9_875 });
}, 60_000);
afterAll(() => cloud.stop());

describe('the same request', () => {
  it('five times in parallel opens one case and is answered five times alike', async () => {
    const headers = { 'idempotency-key': 'report-1' };
    const replies = await Promise.all(Array.from({ length: 5 }, () => front.post('/projects/p1/repairs', burstPipe, headers)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(201);
    expect((await front.get('/projects/p1/repairs')).body.items).toHaveLength(1);
    expect(await front.post('/projects/p1/repairs', { ...burstPipe, description: '别的事' }, headers)).toMatchObject({
      status: 409,
      body: { code: 'idempotency.reused' },
    });
  });

  it('by two clerks with one version lets one through and tells the other the current version', async () => {
    const other = await cloud.person('meihua', 'other', ['FRONT', 'CSM']);
    const { body } = await front.post('/projects/p1/repairs', burstPipe);
    const withdraw = (clerk: Caller) => clerk.post(`/projects/p1/repairs/${body.id}/reassign`, { to: 'front', reason: '转交', version: 1 });
    const replies = await Promise.all([withdraw(front), withdraw(other)]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(replies.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'case.stale', version: 2 });
  });

  it('of two front desks for one key set lends it once, a hundred times, and names the borrower', async () => {
    const hr = await cloud.person('meihua', 'hr', ['HR', 'CSM']);
    for (const person of ['wang', 'li', 'guard']) {
      const hired = await hr.put(`/projects/p1/staff/${person}`, { name: `${person}师傅`, department: 'engineering', skills: ['water'] });
      expect(hired.status, hired.text).toBe(201);
      await hr.post(`/projects/p1/staff/${person}/clockOn`);
    }
    const set = await front.put('/projects/p1/key-sets/K-001', { count: 2, cabinet: 'A', kind: 'publicArea' });
    expect(set.status, set.text).toBe(201);
    const desk = await cloud.person('meihua', 'desk', ['FRONT', 'ARCH']);
    for (let round = 0; round < 100; round += 1) {
      const requests = await Promise.all(
        ['wang', 'li'].map((person) => front.post('/projects/p1/key-loans', { set: 'K-001', borrower: { kind: 'staff', person }, purpose: 'inspection' })),
      );
      expect(requests[0]?.status, requests[0]?.text).toBe(201);
      const [first, second] = requests.map(({ body }) => `/projects/p1/key-loans/${body.id}`) as [string, string];
      const lend = (keeper: Caller, path: string, person: string) => keeper.post(`${path}/lend`, { shown: { kind: 'badge', person }, witness: 'guard' });
      const replies = await Promise.all([lend(front, first, 'wang'), lend(desk, second, 'li')]);
      expect(
        replies.map(({ status }) => status).toSorted((a, b) => a - b),
        replies.map(({ text }) => text).join('\n'),
      ).toEqual([200, 409]);
      const winner = replies[0]?.status === 200 ? 0 : 1;
      const refused = replies[1 - winner];
      expect(refused?.body.code).toBe('key-loan.already-out');
      expect(refused?.body.detail).toContain(winner === 0 ? 'wang师傅' : 'li师傅');
      const back = await front.post(`${winner === 0 ? first : second}/giveBack`, { tag: 'K-001', count: 2, witness: 'guard' });
      expect(back.status, back.text).toBe(200);
      await front.post(`${winner === 0 ? second : first}/cancel`, {});
    }
  }, 120_000);
});
