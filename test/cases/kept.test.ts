import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Definition } from '../../lib/cases/definition.ts';
import { definitionMap } from '../../lib/cases/desk.ts';
import { readOne } from '../../lib/cases/read.ts';
import { casePartition } from '../../lib/table/keys.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const caller = { person: 'zhao', project: 'p1' };

async function trolleys() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT']);
  await house.hire('sun', ['PM']);
  await house.by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
  return house;
}

describe('what is kept', () => {
  it('is brought up to today’s schema before it is parsed', async () => {
    const { desk, by } = await trolleys();
    const next: Definition = {
      ...trolley,
      schemaVersion: 2,
      record: z.strictObject({ state: z.literal('current'), wheels: z.int(), busy: z.boolean(), colour: z.string() }),
      upgrade: [(old) => ({ ...(old as object), colour: 'grey' })],
    };
    const later = { ...desk, definitions: definitionMap([...desk.definitions.values(), next]) };
    expect(await readOne(later, next, caller, 't1')).toMatchObject({ wheels: 4, colour: 'grey' });
    const old = { ...next, upgrade: [] };
    await expect(readOne({ ...desk, definitions: definitionMap([...desk.definitions.values(), old]) }, old, caller, 't1')).rejects.toThrow(
      'does not match its schema',
    );
    expect((await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' })).body.version).toBe(1);
  });

  it('includes what was refused because it is forbidden, and nothing of what was merely wrong', async () => {
    const { desk, by } = await trolleys();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt: '2026-07-01T10:00:00+08:00' });
    await expect(by('sun', errand, 'take', {}, { id: body.id })).rejects.toMatchObject({ kind: 'forbidden', code: 'access.forbidden' });
    await expect(by('zhao', errand, 'finish', {}, { id: body.id })).rejects.toMatchObject({ kind: 'conflict' });
    const pk = casePartition(desk.company, 'case', { project: 'p1', kind: 'errand', id: body.id });
    const { items } = await desk.table.query({ pk, prefix: 'X#', limit: 10 });
    expect(items).toMatchObject([{ by: { person: 'sun' }, command: 'take', refused: 'access.forbidden' }]);
  });

  it('keeps parts beside the case, not in it', async () => {
    const { desk, by } = await trolleys();
    const { body } = await by('zhao', errand, 'ask', { what: '大事', dueAt: '2026-07-01T10:00:00+08:00' });
    await by('zhao', errand, 'take', {}, { id: body.id });
    await by('zhao', errand, 'split', { what: '小事' }, { id: body.id });
    const pk = casePartition(desk.company, 'case', { project: 'p1', kind: 'errand', id: body.id });
    expect((await desk.table.query({ pk, prefix: 'PART#', limit: 10 })).items).toMatchObject([{ kind: 'piece', id: '1', data: { what: '小事' } }]);
  });
});
