import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let manager: Caller;
let supervisor: Caller;
let cashier: Caller;

const units = ['1-1-101', '1-1-102', '1-1-103'];

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-05T05:30:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  const front = await cloud.person('meihua', 'front', ['FRONT']);
  supervisor = await cloud.person('meihua', 'supervisor', ['CSM']);
  manager = await cloud.person('meihua', 'manager', ['PM']);
  cashier = await cloud.person('meihua', 'cashier', ['CASHIER']);
  for (const [at, unit] of units.entries()) {
    await front.put(`/projects/p1/parties/K${at}`, { name: `业主${at}` });
    const put = await front.put(`/projects/p1/units/${unit}`, { buildingAreaDm2: 9875, relations: [{ party: `K${at}`, role: 'owner', from: '2024-01-01' }] });
    expect(put.status, put.text).toBe(201);
  }
  const tariff = { feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, priceE4: 23_800, from: '2026-07-01' };
  const drafted = await supervisor.put('/projects/p1/tariffs/WY', tariff);
  expect(drafted.status, drafted.text).toBe(201);
  const published = await manager.post('/projects/p1/tariffs/WY/publish', { place: '大堂公告栏', on: '2026-07-01', evidence: '照片' });
  expect(published.status, published.text).toBe(200);
}, 60_000);
afterAll(() => cloud.stop());

it('bills a month on its billing day by the clock, once', async () => {
  await cloud.setClock('2026-07-05T05:59:00+08:00');
  expect((await cashier.get('/projects/p1/billing-runs/2026-07')).status).toBe(404);
  await cloud.setClock('2026-07-05T06:01:00+08:00');
  await cloud.call('POST', '/local/idle', {});
  const run = await cashier.get('/projects/p1/billing-runs/2026-07');
  expect(run.status, run.text).toBe(200);
  expect(run.body).toMatchObject({ id: '2026-07.1', state: 'done', by: 'system', issuedOn: '2026-07-05', bills: 3, done: 3, total: 3 });
  expect(run.body).toMatchObject({ amounts: [{ feeClass: 'property', payerKind: 'owner', bills: 3, fen: 3 * 235_03 }] });
  await cloud.call('POST', '/local/schedules/billing', { at: '2026-07-05T06:00:00+08:00' });
  await cloud.call('POST', '/local/idle', {});
  expect((await cashier.get('/projects/p1/billing-runs')).body.items).toMatchObject([{ id: '2026-07.1', runs: 1 }]);
  const bills = await cashier.get('/projects/p1/units/1-1-101/bills');
  expect(bills.status, bills.text).toBe(200);
  expect(bills.text).toContain('23503');
}, 60_000);

it('bills by hand, dry or not, and refuses who may not and what is no month', async () => {
  const dry = await supervisor.post('/projects/p1/billing-runs', { period: '2026-08', dryRun: true });
  expect(dry.status, dry.text).toBe(200);
  expect(dry.body).toMatchObject({ state: 'done', dryRun: true, bills: 3 });
  expect((await cashier.post('/projects/p1/billing-runs', { period: '2026-08' })).status).toBe(403);
  expect((await supervisor.post('/projects/p1/billing-runs', { period: '2026-13' })).status).toBe(400);
  const run = await supervisor.post('/projects/p1/billing-runs', { period: '2026-08' });
  expect(run.status, run.text).toBe(200);
  expect(run.headers.get('location')).toBe('/projects/p1/billing-runs/2026-08.1');
  expect(run.body).toMatchObject({ state: 'done', bills: 3, deviations: { count: 0 } });
  expect((await supervisor.post('/projects/p1/billing-runs', { period: '2026-08' })).body).toMatchObject({ id: '2026-08.2', state: 'done', bills: 0 });
  expect((await cashier.get('/projects/p1/billing-runs/2026-06')).status).toBe(404);
}, 60_000);

it('withdraws a run and issues the next revision', async () => {
  expect((await supervisor.post('/projects/p1/billing-runs/2026-07/withdraw', { reason: '单价有误' })).status).toBe(403);
  const withdrawn = await manager.post('/projects/p1/billing-runs/2026-07/withdraw', { reason: '单价有误' });
  expect(withdrawn.status, withdrawn.text).toBe(200);
  expect(withdrawn.body).toMatchObject({ state: 'withdrawn' });
  expect((await supervisor.post('/projects/p1/billing-runs', { period: '2026-07' })).body).toMatchObject({ id: '2026-07.2', state: 'done', bills: 3 });
}, 60_000);
