import { describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

async function errands(slice: Definition = errand) {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([slice, trolley]);
  for (const [person, positions] of Object.entries({ zhao: ['FRONT'], pm: ['PM'], li: ['FRONT'], hr: ['HR'] })) await house.hire(person, positions);
  const { id } = (await house.by('zhao', slice, 'ask', { what: '送信', dueAt: '2026-07-01T12:00:00+08:00' })).body;
  const give = (to: string) => house.by('pm', slice, 'reassign', { to, reason: '休假' }, { id });
  return { ...house, give };
}

const refused = { code: 'case.not-assignable', kind: 'unprocessable', errors: [{ path: 'to' }] };

describe('a case is given to somebody', () => {
  it('who holds a position here in which he reads such cases', async () => {
    const { give } = await errands();
    expect((await give('li')).body['assignee']).toBe('li');
  });

  it.each(['nobody', 'liu', 'elsewhere', 'gone'])('and not to %s', async (person) => {
    const { give, hire, by } = await errands();
    await hire('liu', [], ['p1'], ['1-2-301']);
    await hire('elsewhere', ['FRONT'], ['p2']);
    await hire('gone', ['FRONT']);
    await by(
      'hr',
      memberRegister,
      'put',
      { grants: [{ project: 'p1', position: 'FRONT', from: '2026-01-01', to: '2026-07-01' }] },
      { id: 'gone', anywhere: true },
    );
    await expect(give(person)).rejects.toMatchObject(refused);
  });

  it('by the command of the workflow itself, where it has one', async () => {
    const { give } = await errands({ ...errand, assignedBy: 'take' });
    await expect(give('li')).rejects.toMatchObject({ code: 'case.assigned-otherwise', detail: { command: '接单' } });
  });

  it('and not to somebody from whom it is kept', async () => {
    const { give } = await errands({ ...errand, secrecy: () => ({ persons: ['li'] }) });
    await expect(give('li')).rejects.toMatchObject(refused);
  });
});
