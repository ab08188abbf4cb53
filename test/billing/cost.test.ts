import { describe, expect, it } from 'vitest';
import { requestRun } from '../../lib/billing/requests.ts';
import { carry, headOf } from '../jobs/machine.ts';
import { counted } from '../support/transport.ts';
import { countingHouse, perArea, unitId } from './counting-house.ts';

async function houseOf(households: number) {
  const house = await countingHouse({ hold: true });
  await house.publish('WY', { ...perArea, late: { graceDays: 30, countFrom: 'grace', dailyPpm: 300, capPermille: 1000, clause: '合同第八条' } });
  await house.settle(Array.from({ length: households }, (_, n) => [unitId(n), {}] as const));
  const { relay, desk, bench } = house;
  // Nobody waits for the end: looking after it is not the run.
  const request = { desk, caller: { person: 'zhao', project: 'p1' }, until: 0 };
  const run = async () => {
    expect(await requestRun(request, { period: '2026-07' }, undefined)).toMatchObject({ status: 202 });
    return counted(() => carry(bench, headOf(relay.asked.at(-1) ?? expect.fail())));
  };
  return { ...house, run };
}

const sum = (requests: Readonly<Record<string, number>>): number => Object.values(requests).reduce((all, n) => all + n, 0);

describe('what a billing run costs', () => {
  it('is one write unit and one index arm a household, 25 to a request, and next to nothing besides', async () => {
    const empty = sum((await (await houseOf(0)).run()).requests);
    for (const households of [500, 5000]) {
      const { run } = await houseOf(households);
      const { requests, writeUnits } = await run();
      const inserts = Math.ceil(households / 25);
      const chunks = Math.ceil(households / 1000);
      expect(requests['BatchExecuteStatement']).toBe(inserts);
      expect(requests['BatchWriteItem']).toBeUndefined();
      const minimum = households + households;
      expect({ households, within: writeUnits <= 1.05 * minimum, writeUnits }).toMatchObject({ within: true });
      // Read once, page by page; a marker each; what the run itself costs, however large it is, is the cost of an empty one.
      const least = inserts + Math.ceil(households / 2000) + 2 * chunks;
      expect({ households, within: sum(requests) - empty <= 1.1 * least, requests }).toMatchObject({ within: true });
    }
  }, 60_000);

  it('of a further run with nothing to do is no bill, and one read per chunk at most', async () => {
    const { run, look } = await houseOf(1500);
    await run();
    const again = await run();
    expect(again.requests['BatchExecuteStatement']).toBeUndefined();
    expect(await look('zhao', '2026-07')).toMatchObject({ id: '2026-07.2', state: 'done', bills: 0 });
    const empty = await (await houseOf(0)).run();
    expect(sum(again.requests) - sum(empty.requests)).toBeLessThanOrEqual(2);
    expect(again.writeUnits).toBe(empty.writeUnits);
  }, 60_000);
});
