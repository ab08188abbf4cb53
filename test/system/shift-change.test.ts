import { afterAll, beforeAll, expect, it } from 'vitest';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let front: Caller;
let next: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T18:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT', 'CSM', 'HR']);
  next = await cloud.person('meihua', 'next', ['FRONT']);
  await front.put('/projects/p1/units/1-2-301', { kind: 'residential', buildingAreaDm2: 9_875 });
}, 60_000);
afterAll(() => cloud.stop());

it('a shift is handed over with what is open, which nobody can write himself', async () => {
  const report = await front.post('/projects/p1/repairs', burstPipe);
  await cloud.advance('PT31M');
  expect((await front.post('/projects/p1/shift-changes', { position: 'FRONT', snapshot: { kinds: [] } })).body.code).toBe('request.invalid');
  const opened = await front.post('/projects/p1/shift-changes', { position: 'FRONT' });
  expect(opened.status, opened.text).toBe(201);
  const path = `/projects/p1/shift-changes/${opened.body.id}`;
  const handed = await front.post(`${path}/handOver`, { notes: '301 爆管', to: 'next' });
  expect(handed.status, handed.text).toBe(422);
  await front.put('/projects/p1/staff/next', { name: '李', department: '客服' });
  expect((await front.post(`${path}/handOver`, { notes: '301 爆管', to: 'next' })).body).toMatchObject({
    state: 'handedOver',
    snapshot: { kinds: [{ kind: 'repair', open: 1, overdue: 1 }], overdue: [{ id: report.body.id }] },
  });
  expect((await next.post(`${path}/accept`)).body.code).toBe('shift-change.not-on-duty');
  await next.post('/projects/p1/staff/next/clockOn');
  expect((await next.post(`${path}/accept`)).body.state).toBe('accepted');
  const duty = await next.get('/projects/p1/duty');
  expect(duty.body['roundTheClock']).toEqual([
    { title: '接待', positions: ['FRONT', 'GATE'], covered: true },
    { title: '维修', positions: ['ENG', 'ENGM'], covered: false },
  ]);
  expect((await next.get('/projects/p1/duty/gaps?from=2026-07-01&to=2026-07-02')).status).toBe(200);
  expect((await next.get('/projects/p1/duty/gaps?from=2026-07-01&to=2026-09-02')).body.code).toBe('staff.duty-range');
}, 60_000);
