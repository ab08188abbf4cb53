import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudProcess } from '../support/cloud.ts';
import { killOnce } from '../support/kill-rounds.ts';

const cloud = new CloudProcess();
/** What the engine was given up for. */
const readyWithinMs = 10_000;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  const front = await cloud.person('meihua', 'front', ['FRONT', 'HR']);
  await front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 });
  await front.put('/projects/p1/staff/wang', { name: '王师傅', department: '工程' });
  await cloud.person('meihua', 'wang', ['ENG']);
}, 60_000);
afterAll(() => cloud.stop());

describe('kill -9 of the cloud while eight desks are at work', () => {
  it.each([1, 2, 3])(
    'round %i: what was acknowledged is there, once, and is answered the same again',
    async (round) => {
      const { acknowledged, readyMs } = await killOnce(cloud, round, 500 + 300 * round);
      expect(acknowledged).toBeGreaterThanOrEqual(8);
      expect(readyMs).toBeLessThan(readyWithinMs);
    },
    60_000,
  );
});
