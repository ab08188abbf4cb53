import { describe, expect, it } from 'vitest';
import { readCursors } from '../../lib/jobs/cursor.ts';
import { requestImport } from '../../lib/jobs/requests.ts';
import { runStep } from '../../lib/jobs/steps.ts';
import { joined } from '../../lib/jobs/undo.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { Crash, countWrites, crashing } from '../support/transport.ts';
import { carry, headOf } from './machine.ts';
import { household, office, sheetOf } from './office.ts';

/** Nine households of a building: three units of work. */
const building = (number: number) =>
  Array.from({ length: 9 }, (_, index) => household(`${number}-1-${101 + index}`, `业主${index}`, String(13_800_000_000 + number * 100 + index)));

/** An office where runs are only asked for, and the test carries them step by step. */
async function quietOffice() {
  const { request, relay, ...rest } = await office({ hold: true });
  const ask = async (rows: readonly Record<string, string>[], query: Record<string, string> = {}) => {
    const bytes = await sheetOf(rows);
    await Promise.race([requestImport(request(unitRegister), { query, bytes }, undefined), new Promise((resolve) => setTimeout(resolve, 150))]);
    const asked = relay.asked.at(-1);
    if (!asked) throw new Error('nothing was asked for');
    return headOf(asked);
  };
  const latest = async (job: string, but?: string) => {
    for (;;) {
      const asked = relay.asked.at(-1);
      if (asked?.data.job === job && asked.data.run !== but) return headOf(asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { ...rest, ask, latest };
}

const refOf = ({ project, job, run }: ReturnType<typeof headOf>) => ({ project, job, id: run });

describe('a job that is interrupted', () => {
  it('does every row once and knows what it did, wherever it dies and on whichever side of the write', async () => {
    const { ask, bench, look, desk } = await quietOffice();
    const whole = await ask(building(1));
    const writes = await countWrites(() => carry(bench, whole));
    let next = 2;
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const side of ['before', 'after'] as const) {
        const head = await ask(building(next));
        next += 1;
        await crashing({ nth, side }, () => carry(bench, head, 1)).catch(() => undefined);
        await carry(bench, head);
        expect({ nth, side, ...(await look(head.run)) }).toMatchObject({ nth, side, state: 'done', done: 9, created: 9, changed: 0, unchanged: 0, failed: 0 });
        const lines = [...(await readCursors(desk.table, refOf(head))).values()].flatMap((cursor) => cursor.lines);
        expect(lines.map(([, , before, after]) => [before, after])).toEqual(Array.from({ length: 18 }, () => [0, 1]));
      }
    }
    expect(writes).toBeGreaterThanOrEqual(7);
  }, 60_000);

  it('does every row once when two workers have the same chunk', async () => {
    const { ask, bench, look } = await quietOffice();
    const head = await ask(building(1));
    await runStep(bench, { ...head, step: 'plan' });
    await Promise.all([1, 2, 3].map(() => runStep(bench, { ...head, step: 'chunk', chunk: 0 })));
    await runStep(bench, { ...head, step: 'close', failed: false });
    expect(await look(head.run)).toMatchObject({ state: 'done', created: 9, unchanged: 0, failed: 0 });
  });

  it('writes nothing once it is closed: a worker the machine has given up on comes too late', async () => {
    const { ask, bench, look, unit } = await quietOffice();
    const head = await ask(building(1), { rows: 'valid' });
    await runStep(bench, { ...head, step: 'plan' });
    let closed = false;
    const stop = useLayer((next) => async (call) => {
      if (call.op === 'TransactWriteItems' && !closed) {
        closed = true;
        await runStep(bench, { ...head, step: 'close', failed: true });
      }
      return next(call);
    });
    await runStep(bench, { ...head, step: 'chunk', chunk: 0 });
    stop();
    expect(await look(head.run)).toMatchObject({ state: 'failed', created: 0, fault: { code: 'import.stopped' } });
    await expect(unit('1-1-101')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('goes by the plan that was written first when two were made', async () => {
    const { ask, bench, look } = await quietOffice();
    const head = await ask(building(1));
    await Promise.all([runStep(bench, { ...head, step: 'plan' }), runStep(bench, { ...head, step: 'plan' })]);
    await carry(bench, head);
    expect(await look(head.run)).toMatchObject({ state: 'done', created: 9 });
  });

  it('takes all rows out again when one is refused after all were found good, because somebody was faster; even when who asked has left', async () => {
    const { ask, bench, look, unit, by, hire } = await quietOffice();
    const head = await ask(building(1));
    await runStep(bench, { ...head, step: 'plan' });
    await by('zhao', unitRegister, 'put', { buildingAreaDm2: 5000, note: '他人登记' }, { id: '1-1-105' });
    await by('zhao', partyRegister, 'put', { name: '孙七' }, { id: 'K7' });
    await by('zhao', unitRegister, 'relate', { party: 'K7', role: 'owner' }, { id: '1-1-105' });
    await runStep(bench, { ...head, step: 'chunk', chunk: 0 });
    await hire('qian', []);
    await runStep(bench, { ...head, step: 'close', failed: false });
    const ended = await look(head.run, unitRegister, 'zhao');
    expect(ended).toMatchObject({ state: 'failed', created: 0, changed: 0, failed: 1, errors: [{ row: 6, column: '业主姓名', code: 'unit.owner-stands' }] });
    await hire('qian', ['FRONT']);
    await expect(unit('1-1-101')).rejects.toMatchObject({ code: 'access.not-found' });
    expect((await unit('1-1-105')).relations).toHaveLength(1);
  });

  it('keeps what is in when only good rows were wanted and a chunk is given up, and says so; with all or none nothing stays', async () => {
    const { ask, bench, look, unit, files } = await quietOffice();
    const rows = (number: number) => Array.from({ length: 205 }, (_, index) => household(`${number}-1-${101 + index}`, '', '', { 接房日期: '' }));
    for (const [number, wanted] of [
      [1, 'valid'],
      [2, 'all'],
    ] as const) {
      const head = await ask(rows(number), { rows: wanted });
      await runStep(bench, { ...head, step: 'plan' });
      for (const name of files.stored.keys()) if (name.endsWith('/2.json')) files.stored.delete(name);
      await runStep(bench, { ...head, step: 'chunk', chunk: 0 });
      expect(await look(head.run)).toMatchObject({ state: 'running', done: 100, total: 205 });
      await runStep(bench, { ...head, step: 'chunk', chunk: 1 });
      expect(await look(head.run)).toMatchObject({ state: 'running', done: 200, total: 205 });
      await expect(runStep(bench, { ...head, step: 'chunk', chunk: 2 })).rejects.toThrow('no file');
      await runStep(bench, { ...head, step: 'close', failed: true });
      const ended = await look(head.run);
      const kept = wanted === 'valid';
      expect(ended).toMatchObject({ state: 'failed', created: kept ? 200 : 0, fault: { code: kept ? 'import.stopped' : 'import.stopped-undone' } });
      const first = unit(`${number}-1-101`);
      if (kept) await expect(first).resolves.toMatchObject({ version: 1 });
      else await expect(first).rejects.toMatchObject({ code: 'access.not-found' });
    }
  }, 60_000);

  it('can be reverted although a first revert stopped half-way', async () => {
    const { ask, bench, look, revert, unit, latest } = await quietOffice();
    const head = await ask(building(1));
    await carry(bench, head);
    const refused = expect(revert(head.run)).rejects.toMatchObject({ code: 'revert.stopped' });
    const first = await latest('revert');
    await runStep(bench, { ...first, step: 'plan' });
    await expect(crashing({ nth: 2, side: 'before' }, () => runStep(bench, { ...first, step: 'chunk', chunk: 0 }))).resolves.toBeInstanceOf(Crash);
    await runStep(bench, { ...first, step: 'close', failed: true });
    await refused;
    expect(await look(head.run)).toMatchObject({ state: 'done' });
    const reverted = revert(head.run);
    const second = await latest('revert', first.run);
    await carry(bench, second);
    expect((await reverted).body.state).toBe('reverted');
    for (const { 房号: room = '' } of building(1)) await expect(unit(room)).rejects.toMatchObject({ code: 'access.not-found' });
  });
});

describe('changes of one record joined', () => {
  it('are one from the first to the last', () => {
    expect(
      joined([
        ['unit', 'a', 1, 2],
        ['party', 'b', 0, 1],
        ['unit', 'a', 2, 3],
      ]),
    ).toEqual([
      ['unit', 'a', 1, 3],
      ['party', 'b', 0, 1],
    ]);
  });
  it('end in no version when somebody else changed it in between', () => {
    expect(
      joined([
        ['unit', 'a', 3, 4],
        ['unit', 'a', 1, 2],
      ]),
    ).toEqual([['unit', 'a', 1, -1]]);
  });
});
