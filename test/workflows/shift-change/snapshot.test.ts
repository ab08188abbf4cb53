import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../lib/cases/definition.ts';
import { workflows } from '../../../lib/catalogue.ts';
import { takeSnapshot } from '../../../lib/lists/hand-over.ts';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { shiftChange } from '../../../lib/workflows/shift-change/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testDesk } from '../../support/engine.ts';
import { counted } from '../../support/transport.ts';
import { allDefinitions, project } from '../../support/world.ts';

const at = (time: string) => `2026-07-01T${time}:00+08:00`;
const burst = {
  unit: '1-2-301',
  category: 'water',
  description: '爆管',
  urgent: true,
  urgentKind: 'burstPipe',
  source: 'phone',
  caller: { name: '刘', party: 'liu' },
};

/** A project at half past six, with a late repair, one in time, keys out and a count that has begun. */
async function evening() {
  const house = await project(await testDesk(allDefinitions));
  const take = (position: 'FRONT' | 'GATE' | 'ENG', person = 'zhao', kinds: readonly Definition[] = workflows) =>
    takeSnapshot(house.desk, { person, project: 'p1' }, position, kinds);
  const { id: late } = (await house.by('zhao', repair, 'register', burst)).body;
  timeIs(at('18:20'));
  const window = { from: at('19:00'), to: at('21:00') };
  await house.by('zhao', repair, 'register', { ...burst, unit: '1-2-401', urgent: false, urgentKind: undefined, window });
  const { id: loan } = (await house.by('zhao', keyLoan, 'request', { set: 'K-2', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' })).body;
  await house.by('zhao', keyLoan, 'lend', { shown: { kind: 'badge', person: 'wang' }, witness: 'qian' }, { id: loan });
  const { id: count } = (await house.by('zhao', keyCount, 'start', { kind: 'daily' })).body;
  timeIs(at('18:30'));
  return { ...house, take, late, loan, count };
}

describe('what is open when a shift is handed over 交接清单', () => {
  it('is counted by kind, the late ones named with keys out and the key count, as far as the position works with it, in one query', async () => {
    const { take, late, loan, count } = await evening();
    const snapshot = await take('FRONT');
    expect(snapshot).toMatchObject({
      at: new Date(at('18:30')).toISOString(),
      kinds: [
        { kind: 'repair', title: '报修', open: 2, overdue: 1 },
        { kind: 'key-loan', title: '钥匙领用', open: 1, overdue: 0 },
        { kind: 'key-count', title: '钥匙盘点', open: 1, overdue: 0 },
      ],
      overdueMore: 0,
      keysOut: [{ loan, set: 'K-2', borrower: 'wang师傅', due: new Date('2026-07-02T10:00:00+08:00').toISOString() }],
      keyCounts: [{ id: count, state: 'open' }],
    });
    expect(snapshot.overdue.map(({ id }) => id)).toEqual([late]);
    expect(snapshot.truncated).toBeUndefined();
    expect((await counted(() => take('FRONT'))).requests).toEqual({ BatchGetItem: 1, Query: 1 });
    expect((await take('GATE')).kinds.map(({ kind }) => kind)).not.toContain('key-count');
    expect((await take('GATE')).keyCounts).toEqual([]);
  });

  it('leaves out what is kept from somebody: the one who comes may be he', async () => {
    const { take, by } = await evening();
    await by('zhao', { ...repair, secrecy: () => ({ persons: ['qian'] }) }, 'register', burst);
    expect((await take('FRONT')).kinds.find(({ kind }) => kind === 'repair')).toMatchObject({ open: 2 });
  });
});

describe('a hand-over through the walk', () => {
  it('is open once per person and position, and taken over by somebody who is there', async () => {
    const { by } = await evening();
    const { id } = (await by('zhao', shiftChange, 'open', { position: 'FRONT' })).body;
    await expect(by('zhao', shiftChange, 'open', { position: 'FRONT' })).rejects.toMatchObject({
      code: 'shift-change.already-open',
      detail: { role: '前台', number: id },
    });
    await by('qian', shiftChange, 'open', { position: 'FRONT' });
    await expect(by('zhao', shiftChange, 'handOver', { to: 'nobody' }, { id })).rejects.toMatchObject({ code: 'reference.unknown' });
    await by('zhao', shiftChange, 'handOver', { to: 'qian' }, { id });
    await expect(by('csm', shiftChange, 'accept', {}, { id })).rejects.toMatchObject({ code: 'shift-change.not-on-duty' });
    await expect(by('zhao', shiftChange, 'accept', {}, { id })).rejects.toMatchObject({ code: 'shift-change.own', kind: 'forbidden' });
    expect((await by('qian', shiftChange, 'accept', {}, { id })).body).toMatchObject({ state: 'accepted' });
  });
});
