import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudProcess } from '../support/cloud.ts';
import { killOnce } from '../support/kill-rounds.ts';
import { orphansOf } from '../support/kill-run.ts';

const cloud = new CloudProcess();
const rounds = Array.from({ length: 20 }, (_, at) => at);

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  const front = await cloud.person('meihua', 'front', ['FRONT', 'HR']);
  await front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 });
  await front.put('/projects/p1/staff/wang', { name: '王师傅', department: '工程' });
  await cloud.person('meihua', 'wang', ['ENG']);
});
afterAll(() => cloud.stop());

describe('kill -9, twenty times', () => {
  it.each(rounds)('round %i loses nothing that was acknowledged', async (round) => {
    const { readyMs } = await killOnce(cloud, round, 150 + ((round * 389) % 2_000));
    expect(readyMs).toBeLessThan(10_000);
  });

  it('in the middle of starting leaves nothing behind that a next start would stumble over', async () => {
    for (const afterMs of [20, 100, 250, 400, 600, 800, 1_000, 1_300]) {
      await cloud.kill();
      const starting = cloud.start().catch(() => undefined);
      await pause(afterMs);
      await cloud.kill();
      await starting;
      expect(await orphansOf(cloud)).toEqual([]);
    }
    expect(await cloud.start()).toBeLessThan(10_000);
    await killOnce(cloud, 99, 500);
  });
});
