import { describe, expect, it } from 'vitest';
import { listCases, readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

const dueAt = '2026-07-01T10:00:00+08:00';

async function errands() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT']);
  return house;
}

describe('what an operation costs', () => {
  it('opens a case in one transaction of at most 12 write units, besides the number', async () => {
    const { by } = await errands();
    const { requests, writeUnits } = await counted(() => by('zhao', errand, 'ask', { what: '送信', dueAt }, { once: { key: 'a', bind: 'b' } }));
    expect(requests).toEqual({ BatchGetItem: 1, UpdateItem: 1, TransactWriteItems: 1 });
    // record 2 + history 2 + answer 2, queue 1, due 1; and the number 1.
    expect(writeUnits).toBeLessThanOrEqual(12 + 1);
  });

  it('moves a case with at most two batch reads and one transaction, pins and orders included', async () => {
    const { by } = await errands();
    await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const { requests } = await counted(() => by('zhao', errand, 'look', { trolley: 't1', mode: 'pin' }, { id: body.id, once: { key: 'c', bind: 'd' } }));
    expect(requests).toEqual({ BatchGetItem: 2, TransactWriteItems: 1 });
  });

  it('does not condition the commit on what is only looked at', async () => {
    const { by } = await errands();
    await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const checks = async (mode: 'pin' | 'asOf') => {
      const { calls } = await counted(() => by('zhao', errand, 'look', { trolley: 't1', mode }, { id: body.id }));
      const items = calls.find(({ op }) => op === 'TransactWriteItems')?.input['TransactItems'] as Record<string, unknown>[];
      return items.filter((item) => 'ConditionCheck' in item).length;
    };
    expect(await checks('asOf')).toBe(0);
    expect(await checks('pin')).toBe(1);
  });

  it('reads a record in one request, and a list page in one query', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const caller = { person: 'zhao', project: 'p1' };
    expect((await counted(() => readOne(desk, errand, caller, body.id))).requests).toEqual({ BatchGetItem: 1 });
    expect((await counted(() => listCases(desk, errand, caller, { limit: 50 }))).requests).toEqual({ BatchGetItem: 1, Query: 1 });
  });

  it('sweeps a record that is not due without writing, and a due one in one transaction', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const run = () => sweep(desk, errand, { project: 'p1', kind: 'errand', id: body.id });
    expect((await counted(run)).requests).toEqual({ BatchGetItem: 1 });
    timeIs('2026-07-01T12:00:00+08:00');
    expect((await counted(run)).requests).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
  });

  it('leaves the indexes alone when the card has not changed', async () => {
    const { by } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const { writeUnits } = await counted(() => by('zhao', errand, 'watch', {}, { id: body.id }));
    // record 2 (4 when it is over 1 KB before or after) + history 2, no index arm.
    expect(writeUnits).toBeLessThanOrEqual(6);
  });
});
