import { describe, expect, it } from 'vitest';
import { runStep } from '../../lib/jobs/steps.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { carry, headOf } from '../jobs/machine.ts';
import { Crash, countWrites, crashing, unreliable } from '../support/transport.ts';
import { memoryHouse, perArea, unitId } from './counting-house.ts';

const units = Array.from({ length: 60 }, (_, n) => [unitId(n), {}] as const);
const ids = units.map(([id]) => id);

/** A house of sixty households whose jobs the test carries; `ask` requests a run and does not wait for it. */
async function quiet() {
  const house = await memoryHouse();
  await house.publish('WY', perArea);
  await house.settle(units);
  const ask = async (period = '2026-07', person = 'zhao') => {
    const before = house.relay.asked.length;
    house.start(person, { period }).catch(() => undefined);
    await expect.poll(() => house.relay.asked.length).toBe(before + 1);
    return headOf(house.relay.asked.at(-1) ?? expect.fail());
  };
  const undisturbed = async () => (await house.ledger(ids)).hash;
  return { ...house, ask, undisturbed };
}

/** What the undisturbed run leaves. */
async function reference(): Promise<string> {
  const { ask, bench, undisturbed } = await quiet();
  await carry(bench, await ask());
  return undisturbed();
}

describe('a billing run that is disturbed leaves the bills of an undisturbed one, hash for hash', () => {
  it('when it dies before or after any write, and is carried again', async () => {
    const expected = await reference();
    const house = await quiet();
    const head = await house.ask();
    const back = house.snapshot();
    const writes = await countWrites(() => carry(house.bench, head));
    expect(writes).toBeGreaterThanOrEqual(7);
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const side of ['before', 'after'] as const) {
        back();
        await crashing({ nth, side }, () => carry(house.bench, head, 1)).catch(() => undefined);
        await carry(house.bench, head);
        const told = await house.look('zhao', '2026-07');
        if (told.state === 'failed') await carry(house.bench, await house.ask());
        expect({ nth, side, ...(await house.look('zhao', '2026-07')) }).toMatchObject({ nth, side, state: 'done', done: 60, bills: 60, kept: 0 });
        const { hash, fold } = await house.ledger(ids);
        expect({ nth, side, hash }).toEqual({ nth, side, hash: expected });
        expect({ nth, side, totals: await house.totals() }).toEqual({ nth, side, totals: fold });
      }
    }
  }, 120_000);

  it('when two workers have every step', async () => {
    const expected = await reference();
    const { ask, bench, undisturbed, totals, ledger, look } = await quiet();
    const head = await ask();
    await Promise.all([carry(bench, head), carry(bench, head), carry(bench, head)]);
    expect(await undisturbed()).toBe(expected);
    expect(await totals()).toEqual((await ledger(ids)).fold);
    expect(await look('zhao', '2026-07')).toMatchObject({ state: 'done', bills: 60 });
  });

  it('when two people start the same month together: they get one run, or who comes late finds nothing to do', async () => {
    const expected = await reference();
    for (let round = 0; round < 5; round += 1) {
      const { start, relay, bench, undisturbed, ledger, totals } = await quiet();
      let ended = false;
      const both = Promise.all([start('zhao', { period: '2026-07' }), start('fin', { period: '2026-07' })]).finally(() => {
        ended = true;
      });
      for (let carried = 0; !ended; ) {
        const event = relay.asked[carried];
        if (event) await carry(bench, headOf(event));
        else await new Promise((resolve) => setTimeout(resolve, 5));
        if (event) carried += 1;
      }
      const [first, second] = await both;
      expect([first, second].map(({ body }) => body.bills).toSorted((a, b) => a - b)).toEqual(first.body.id === second.body.id ? [60, 60] : [0, 60]);
      expect(await undisturbed()).toBe(expected);
      expect(await totals()).toEqual((await ledger(ids)).fold);
    }
  });

  it('when the table is busy, loses answers and takes batches in part', async () => {
    const expected = await reference();
    const house = await quiet();
    const head = await house.ask();
    const back = house.snapshot();
    for (const seed of Array.from({ length: 12 }, (_, n) => n)) {
      back();
      await unreliable(seed, 0.15, () => carry(house.bench, head, 8));
      if ((await house.look('zhao', '2026-07')).state === 'failed') await carry(house.bench, await house.ask());
      expect({ seed, hash: await house.undisturbed() }).toEqual({ seed, hash: expected });
      expect({ seed, totals: await house.totals() }).toEqual({ seed, totals: (await house.ledger(ids)).fold });
    }
  }, 60_000);

  it('when a chunk was given up: the run says so, and the next request goes on with it', async () => {
    const expected = await reference();
    const { ask, bench, undisturbed, look, start, relay } = await quiet();
    const head = await ask();
    await runStep(bench, { ...head, step: 'plan' });
    await crashing({ nth: 2, side: 'after' }, () => runStep(bench, { ...head, step: 'chunk', chunk: 0 }));
    await runStep(bench, { ...head, step: 'close', failed: true });
    expect(await look('zhao', '2026-07')).toMatchObject({ state: 'failed', done: 0, total: 60, fault: { code: 'billing.stopped' } });
    const again = start('pm', { period: '2026-07' });
    await expect.poll(() => relay.asked.length).toBe(2);
    await carry(bench, headOf(relay.asked[1] ?? expect.fail()));
    expect((await again).body).toMatchObject({ id: '2026-07.1', state: 'done', bills: 60 });
    expect(await undisturbed()).toBe(expected);
  });

  it('when a worker the machine has given up on comes back after the end', async () => {
    const { ask, bench, undisturbed, totals, ledger } = await quiet();
    const head = await ask();
    await runStep(bench, { ...head, step: 'plan' });
    let late: Promise<unknown> | undefined;
    const stop = useLayer((next) => async (call) => {
      if (call.op !== 'BatchExecuteStatement' || late) return next(call);
      late = next(call);
      throw new Crash('given up');
    });
    await runStep(bench, { ...head, step: 'chunk', chunk: 0 }).catch(() => undefined);
    stop();
    await carry(bench, head);
    const before = await undisturbed();
    await runStep(bench, { ...head, step: 'chunk', chunk: 0 });
    await runStep(bench, { ...head, step: 'close', failed: false });
    expect(await undisturbed()).toBe(before);
    expect(await totals()).toEqual((await ledger(ids)).fold);
  });
});
