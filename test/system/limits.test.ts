import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, burstPipe, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';
import { faultsOf } from '../support/refusal.ts';

const cloud = new CloudProcess();
let front: Caller;
let worker: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT', 'ARCH', 'CSM', 'HR', 'ENGM']);
  worker = await cloud.person('meihua', 'wang', ['ENG']);
  await front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 });
  for (const person of ['wang', 'guard']) {
    await front.put(`/projects/p1/staff/${person}`, { name: person, department: '工程' });
    await front.post(`/projects/p1/staff/${person}/clockOn`);
  }
}, 60_000);
afterAll(() => cloud.stop());

/** A repair whose worker is on his way. */
async function onTheWay(): Promise<string> {
  const { body } = await front.post('/projects/p1/repairs', { ...burstPipe, payer: 'paid', description: '又一处' });
  const path = `/projects/p1/repairs/${body.id}`;
  await front.post(`${path}/dispatch`, { worker: 'wang' });
  for (const command of ['accept', 'depart']) expect((await worker.post(`${path}/${command}`)).status).toBe(200);
  return path;
}

describe('what every field allows and the record does not hold', () => {
  it('a device’s time beyond all years, and a sum beyond all books, are refused', async () => {
    const path = await onTheWay();
    for (const deviceClaimedAt of ['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+14:00']) {
      const reply = await worker.post(`${path}/arrive`, { deviceClaimedAt });
      expect(faultsOf(reply)).toEqual([]);
      expect(reply.body['errors']).toMatchObject([{ path: 'deviceClaimedAt', code: 'request.instant' }]);
    }
    expect((await worker.post(`${path}/arrive`, { placeCode: '1-2-301' })).status).toBe(200);
    const line = { kind: 'labour', item: '换管', amountFen: 100_000_000_000 };
    const reply = await worker.post(`${path}/quote`, { lines: Array.from({ length: 20 }, () => line) });
    expect(faultsOf(reply)).toEqual([]);
  });

  it('keys that come back one by one all come back', async () => {
    await front.put('/projects/p1/key-sets/K-40', { count: 40, cabinet: 'A', kind: 'publicArea' });
    const { body } = await front.post('/projects/p1/key-loans', { set: 'K-40', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' });
    const path = `/projects/p1/key-loans/${body.id}`;
    const shown = { kind: 'badge', person: 'wang' };
    expect((await front.post(`${path}/lend`, { shown, witness: 'guard' })).status).toBe(200);
    for (let back = 1; back <= 40; back += 1) {
      const { status, text, body: loan } = await front.post(`${path}/giveBack`, { tag: 'K-40', count: 1, witness: 'guard' });
      expect([status, loan.state], text).toEqual([200, back < 40 ? 'out' : 'returned']);
    }
  });

  it('a count goes on, however many take part', async () => {
    await front.put('/projects/p1/key-sets/K-1', { count: 1, cabinet: 'A', kind: 'publicArea' });
    const { body } = await front.post('/projects/p1/key-counts');
    for (let at = 0; at < 25; at += 1) {
      const counter = await cloud.person('meihua', `counter${at}`, ['FRONT']);
      const { status, text } = await counter.post(`/projects/p1/key-counts/${body.id}/submit`, { lines: [{ set: 'K-1', seen: 1 }] });
      expect(status, text).toBe(200);
    }
  });

  it('what is looked for in an export is text', async () => {
    for (const q of ['\ud800', 'a\u0000', '']) {
      const reply = await front.post('/projects/p1/units/export', { format: 'csv', q });
      expect(faultsOf(reply)).toEqual([]);
      expect(reply.body['errors']).toMatchObject([{ path: 'q' }]);
    }
  });

  it('a unit’s people have an end, and it is said', async () => {
    const relations = (from: number) => Array.from({ length: 40 }, (_, at) => ({ party: `K${from + at}`, role: 'occupant' }));
    await Promise.all(Array.from({ length: 160 }, (_, at) => front.put(`/projects/p1/parties/K${at}`, { name: `住户${at}` })));
    const replies: Reply<Body>[] = [];
    for (let from = 0; from < 160; from += 40)
      replies.push(await front.put('/projects/p1/units/1-2-302', { buildingAreaDm2: 9_875, relations: relations(from) }));
    expect(replies.map(({ status }) => status)).toEqual([201, 200, 200, 422]);
    expect(faultsOf(replies[3] as Reply<Body>)).toEqual([]);
  });
});
