import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let front: Caller;
let worker: Caller;
let lead: Caller;
let manager: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T23:50:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT']);
  lead = await cloud.person('meihua', 'lead', ['ENGM', 'CSM']);
  worker = await cloud.person('meihua', 'worker', ['ENG']);
  manager = await cloud.person('meihua', 'manager', ['PM']);
  await front.put('/projects/p1/units/1-2-301', { kind: 'residential', buildingAreaDm2: 9_875 });
}, 60_000);
afterAll(() => cloud.stop());

async function breaches(): Promise<readonly string[]> {
  const { body } = await manager.get('/inbox?limit=100');
  return body.items.filter((notice) => notice['type'] === 'repair.arrival.breach').map((notice) => String(notice['caseId']));
}

describe('an urgent repair reported at 23:50', () => {
  it('is met at 00:20:00 and breached at 00:20:01, and the manager hears of it within one sweep, also after a restart', async () => {
    const hr = await cloud.person('meihua', 'hr', ['HR', 'CSM']);
    for (const person of ['worker', 'worker2']) {
      const hired = await hr.put(`/projects/p1/staff/${person}`, { name: person, department: 'engineering', skills: ['water'] });
      expect(hired.status, hired.text).toBe(201);
      expect((await lead.post(`/projects/p1/staff/${person}/clockOn`)).status).toBe(200);
    }
    const second = await cloud.person('meihua', 'worker2', ['ENG']);
    const reports = await Promise.all([
      front.post('/projects/p1/repairs', burstPipe),
      front.post('/projects/p1/repairs', { ...burstPipe, description: '另一处' }),
    ]);
    const [inTime, late] = reports.map(({ body }) => `/projects/p1/repairs/${body.id}`) as [string, string];
    for (const [path, who, caller] of [
      [inTime, 'worker', worker],
      [late, 'worker2', second],
    ] as const) {
      const dispatched = await lead.post(`${path}/dispatch`, { worker: who });
      expect(dispatched.status, dispatched.text).toBe(200);
      expect((await caller.post(`${path}/accept`)).status).toBe(200);
      expect((await caller.post(`${path}/depart`)).status).toBe(200);
    }
    await cloud.setClock('2026-07-02T00:20:00+08:00');
    const arrival = { placeCode: '1-2-301' };
    const arrived = await worker.post(`${inTime}/arrive`, arrival);
    expect(arrived.status, arrived.text).toBe(200);
    expect(arrived.body.timers.find(({ name }) => name === 'arrival')).toMatchObject({ stage: 'met' });
    await cloud.kill();
    await cloud.start();
    await cloud.setClock('2026-07-02T00:20:01+08:00');
    const tooLate = await second.post(`${late}/arrive`, arrival);
    expect(tooLate.body.timers.find(({ name }) => name === 'arrival')).toMatchObject({ stage: 'breach', breachedAt: '2026-07-01T16:20:00.000Z' });
    await cloud.advance('PT1M');
    expect(await breaches()).toEqual([late.split('/').at(-1)]);
    await cloud.advance('PT10M');
    await cloud.call('POST', '/local/schedules/timers', { at: '2026-07-02T00:25:00+08:00' });
    expect(await breaches()).toHaveLength(1);
  }, 60_000);

  it('lets the clerk’s open form through when a timer fires meanwhile', async () => {
    const { body } = await front.post('/projects/p1/repairs', burstPipe);
    await cloud.advance('PT31M');
    const seen = await front.get(`/projects/p1/repairs/${body.id}`);
    expect(seen.body.timers.find(({ name }) => name === 'arrival')).toMatchObject({ stage: 'breach' });
    expect(
      (await front.post(`/projects/p1/repairs/${body.id}/withdraw`, { reason: '业主自行处理', word: '来电，通话录音', version: body.version })).status,
    ).toBe(200);
  });
});
