import { describe, expect, it } from 'vitest';
import { runStep } from '../../lib/jobs/steps.ts';
import { carry, headOf } from '../jobs/machine.ts';
import { countWrites, crashing } from '../support/transport.ts';
import { memoryHouse, perArea, unitId } from './counting-house.ts';

const sides = ['before', 'after'] as const;

async function quiet(units: number, release: 'auto' | 'secondPerson' = 'auto') {
  const house = await memoryHouse({ release });
  const ids = Array.from({ length: units }, (_, n) => unitId(n));
  await house.publish('WY', perArea);
  await house.settle(ids.map((id) => [id, {}] as const));
  /** What a request asks the machine for. */
  const asked = async (request: () => Promise<unknown>) => {
    const before = house.relay.asked.length;
    request().catch(() => undefined);
    await expect.poll(() => house.relay.asked.length).toBe(before + 1);
    return headOf(house.relay.asked.at(-1) ?? expect.fail());
  };
  const billed = async () => {
    await carry(house.bench, await asked(() => house.start('zhao', { period: '2026-07' })));
  };
  const states = async () => (await house.ledger(ids)).bills.map(({ state }) => state);
  return { ...house, ids, asked, billed, states };
}

type Quiet = Awaited<ReturnType<typeof quiet>>;

/** Tries some work with a death at each of its writes, on both sides, each time from where it began. */
async function everywhere(house: Quiet, { run, again }: { run: () => Promise<unknown>; again: () => Promise<unknown> }, check: (at: string) => Promise<void>) {
  const back = house.snapshot();
  const writes = await countWrites(run);
  const verified = async (at: string) => {
    await check(at);
    expect({ at, found: house.verified() }).toEqual({ at, found: [] });
  };
  await verified('undisturbed');
  for (let nth = 1; nth <= writes; nth += 1)
    for (const side of sides) {
      back();
      await crashing({ nth, side }, run).catch(() => undefined);
      await again();
      await verified(`${side} ${nth}`);
    }
  return writes;
}

describe('a run killed at a chunk boundary', () => {
  it('leaves the bills of an undisturbed one, hash for hash', async () => {
    const hashes = new Set<string>();
    const { asked, start, bench, ledger, ids, look, totals, snapshot } = await quiet(1003);
    const head = await asked(() => start('zhao', { period: '2026-07' }));
    const back = snapshot();
    for (const done of [[], [0], [1], [1, 0]]) {
      back();
      await runStep(bench, { ...head, step: 'plan' });
      for (const chunk of done) await runStep(bench, { ...head, step: 'chunk', chunk });
      expect(await look('zhao', '2026-07')).toMatchObject({
        state: 'running',
        total: 1003,
        done: [0, ...done.map((chunk) => (chunk === 0 ? 1000 : 3))].reduce((a, b) => a + b),
      });
      await carry(bench, head);
      expect(await look('zhao', '2026-07')).toMatchObject({ state: 'done', bills: 1003, kept: 0 });
      const { hash, fold } = await ledger(ids);
      expect(await totals()).toEqual(fold);
      hashes.add(hash);
    }
    expect(hashes.size).toBe(1);
  }, 60_000);
});

describe('dying anywhere', () => {
  it('while a priced run is issued leaves every bill once', async () => {
    const house = await quiet(3, 'secondPerson');
    await house.billed();
    const head = await house.asked(() => house.release('pm', '2026-07'));
    const { bench, look, states, ledger, ids, totals } = house;
    const writes = await everywhere(house, { run: () => carry(bench, head, 1), again: () => carry(bench, head) }, async (at) => {
      expect({ at, ...(await look('zhao', '2026-07')) }).toMatchObject({ at, state: 'done', bills: 3 });
      expect({ at, states: await states() }).toEqual({ at, states: ['open', 'open', 'open'] });
      expect({ at, totals: await totals() }).toEqual({ at, totals: (await ledger(ids)).fold });
    });
    expect(writes).toBeGreaterThanOrEqual(5);
  });

  it('while what was paid ahead is offset leaves it offset once', async () => {
    const house = await quiet(3);
    await house.prepay(unitId(0), 300_00);
    await house.prepay(unitId(1), 100_00);
    const head = await house.asked(() => house.start('zhao', { period: '2026-07' }));
    const { bench, look, states, prepaid, totals, start, asked } = house;
    const writes = await everywhere(house, { run: () => carry(bench, head, 1), again: () => carry(bench, head) }, async (at) => {
      if ((await look('zhao', '2026-07')).state === 'failed') await carry(bench, await asked(() => start('zhao', { period: '2026-07' })));
      expect({ at, ...(await look('zhao', '2026-07')) }).toMatchObject({ at, state: 'done', bills: 3 });
      expect({ at, states: await states() }).toEqual({ at, states: ['settled', 'open', 'open'] });
      expect({ at, left: [await prepaid(unitId(0)), await prepaid(unitId(1))] }).toEqual({ at, left: [300_00 - 235_03, 0] });
      expect({ at, ...(await totals()) }).toMatchObject({ at, 'offset|property|2026-07': -335_03, 'count.settled|property|2026-07': 1 });
    });
    expect(writes).toBeGreaterThanOrEqual(7);
  });

  it('while a run is withdrawn leaves all of it void and the money paid ahead', async () => {
    const house = await quiet(3);
    await house.prepay(unitId(0), 300_00);
    await house.billed();
    const head = await house.asked(() => house.withdraw('pm', '2026-07'));
    const { bench, look, states, prepaid, totals, withdraw, asked } = house;
    const writes = await everywhere(house, { run: () => carry(bench, head, 1), again: () => carry(bench, head) }, async (at) => {
      if ((await look('zhao', '2026-07')).state === 'done') await carry(bench, await asked(() => withdraw('pm', '2026-07')));
      expect({ at, ...(await look('zhao', '2026-07')) }).toMatchObject({ at, state: 'withdrawn' });
      expect({ at, states: await states() }).toEqual({ at, states: ['voided', 'voided', 'voided'] });
      expect({ at, left: await prepaid(unitId(0)) }).toEqual({ at, left: 300_00 });
      expect({ at, ...(await totals()) }).toMatchObject({ at, 'issued|property|2026-07': 3 * 235_03, 'voided|property|2026-07': -3 * 235_03 });
    });
    expect(writes).toBeGreaterThanOrEqual(5);
  });
});
