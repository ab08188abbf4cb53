import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
const here = '/projects/p1';
const flat = '1-2-301';
const arrears = { kind: 'arrears', unit: flat, payer: 'K0001', feeClass: 'property', fen: 235_03 };

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
}, 60_000);
afterAll(() => cloud.stop());

/** A project that has just taken over its old books, and calls four days after the due day: a fee of last month, and one whose limitation is near. */
async function takenOver() {
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM', 'HQ-FIN'], ['p1']);
  const pm = await cloud.person('meihua', 'pm', ['PM', 'CSM']);
  const front = await cloud.person('meihua', 'front', ['FRONT', 'CASHIER']);
  await admin.post('/projects', { id: 'p1', name: '一号院', money: { ladder: { phone: 4 } } });
  await front.put(`${here}/parties/K0001`, { name: '张三', phones: ['13800001234'] });
  await front.put(`${here}/units/${flat}`, { buildingAreaDm2: 9_875, relations: [{ party: 'K0001', role: 'owner', from: '2020-01-01' }] });
  await pm.put(`${here}/openings/QF.1`, { item: { ...arrears, period: '2026-06', dueOn: '2026-06-28' } });
  await pm.put(`${here}/openings/QF.2`, { item: { ...arrears, period: '2023-08', dueOn: '2023-08-31' } });
  const booked = await admin.post(`${here}/go-live`, { arrears: [{ feeClass: 'property', fen: 470_06 }] });
  expect(booked.status, booked.text).toBeLessThan(300);
  await cloud.idle();
  return { pm, front };
}

const typesOf = async (who: Caller) => (await who.get('/inbox?limit=100')).body.items.map((notice) => notice['type']);

it('the morning’s run reminds, opens the case and warns; the ladder climbs with the clock; what is paid is left alone', { timeout: 120_000 }, async () => {
  const { pm, front } = await takenOver();
  const resident = await cloud.person('meihua', 'zhang', [], ['p1'], [flat]);
  await cloud.setClock('2026-07-02T08:31:00+08:00');
  await cloud.idle();

  const [open] = (await pm.get(`${here}/dunnings?state=open`)).body.items;
  expect(open).toMatchObject({ state: 'reminding', unit: flat, payer: 'K0001', openFen: 470_06 });
  expect(await typesOf(pm)).toContain('dunning.limitation');
  const limitation = await pm.get(`${here}/limitation?within=P90D`);
  expect(limitation.body).toMatchObject({ expiring: { count: 1, openFen: 235_03 }, items: [{ expiresOn: '2026-08-31', daysLeft: 60 }] });

  const id = open?.id ?? '';
  await cloud.setClock('2026-07-03T09:00:00+08:00');
  await cloud.idle();
  expect((await front.get(`${here}/calls`)).body.items).toMatchObject([{ id, phones: ['138****1234'] }]);
  expect(await typesOf(front)).toContain('dunning.phoning.begin');
  expect((await front.post(`${here}/dunnings/${id}/call`, { result: 'reached', evidence: '录音 1' })).status).toBe(200);
  expect((await front.get(`${here}/calls`)).body.items).toEqual([]);
  expect((await pm.get(`${here}/limitation`)).body).toMatchObject({ expiring: { count: 0 } });

  const cut = await front.post(`${here}/dunnings/${id}/suspend`, { supply: 'power', reason: '欠费' });
  expect([cut.status, cut.body.code]).toEqual([422, 'law.suspension']);
  const suit = { forum: 'court', before: '朝阳法院', filedOn: '2026-07-03', evidence: ['受理通知书'] };
  const sued = await pm.post(`${here}/dunnings/${id}/litigate`, suit);
  expect([sued.status, sued.body.code]).toEqual([422, 'law.litigation-without-demand']);
  expect((await resident.get(`${here}/dunnings/${id}`)).status).toBe(404);

  const paid = await front.post(`${here}/payments`, { channel: 'cash', payer: 'K0001', amountFen: 470_06, units: [flat] }, { 'idempotency-key': 'cash-1' });
  expect(paid.status, paid.text).toBe(201);
  await cloud.setClock('2026-07-04T08:31:00+08:00');
  await cloud.idle();
  expect((await pm.get(`${here}/dunnings/${id}`)).body).toMatchObject({ state: 'paid' });
});
