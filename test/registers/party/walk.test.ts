import { describe, expect, it } from 'vitest';
import { listRegister, readHistory, readOne } from '../../../lib/cases/read.ts';
import { hq } from '../../../lib/kernel/project-policy.ts';
import { searchRegister } from '../../../lib/lists/register-search.ts';
import { deliver } from '../../../lib/notices/deliver.ts';
import { readInbox } from '../../../lib/notices/inbox.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { counted } from '../../support/transport.ts';

const merging = { into: 'K1', reason: '同一人登记两次', evidence: '证件原件' };
const at = (person: string, project = 'p1') => ({ person, project });
const code = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

/** One owner registered twice, each with a flat; the double has an account. */
async function twice() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([]);
  await house.hire('front', ['FRONT']);
  await house.hire('csm', ['CSM']);
  await house.hire('adm', ['HQ-ADM'], []);
  const party = (id: string, body: object) => house.by('front', partyRegister, 'put', { name: '张三', ...body }, { id });
  await party('K1', { phones: ['13800001234'] });
  await party('K2', { phones: ['13900005678'], documents: [{ kind: 'identityCard', number: '11010119900307123X' }] });
  for (const [unit, owner] of [
    ['1-1-101', 'K1'],
    ['1-1-102', 'K2'],
  ])
    await house.system(unitRegister, 'p1', unit ?? '', { buildingAreaDm2: 9000, relations: [{ party: owner, role: 'owner', from: '2024-01-01' }] });
  await house.by('adm', memberRegister, 'put', { party: { project: 'p1', id: 'K2' } }, { id: 'zhang', project: hq });
  return { ...house, party };
}

describe('merging a double in the walk 客户合并', () => {
  it('moves flats, logins and words in one transaction; the double points to the survivor', async () => {
    const { by, desk } = await twice();
    expect(await code(readOne(desk, unitRegister, at('zhang'), '1-1-101'))).toBe('access.not-found');
    const { requests, calls } = await counted(() => by('csm', partyRegister, 'merge', merging, { id: 'K2', once: { key: 'm', bind: 'b' } }));
    // The request's own records; the survivor; and for each word that leads to somebody a question and what it leads to.
    expect(requests).toEqual({ BatchGetItem: 4, Query: 3, TransactWriteItems: 1 });
    const actions = calls.find(({ op }) => op === 'TransactWriteItems')?.input['TransactItems'] as readonly unknown[];
    expect(actions.length).toBeLessThanOrEqual(90);
    expect(await readOne(desk, partyRegister, at('front'), 'K2')).toMatchObject({ state: 'merged', into: 'K1', name: '张三', phones: [] });
    expect(await readOne(desk, partyRegister, at('front'), 'K1')).toMatchObject({ state: 'current', phones: ['138****1234', '139****5678'], documents: [{}] });
    for (const flat of ['1-1-101', '1-1-102']) expect(await readOne(desk, unitRegister, at('zhang'), flat)).toMatchObject({ relations: [{ party: 'K1' }] });
    const found = async (q: string) =>
      ((await searchRegister(desk, partyRegister, at('front'), { q, limit: 10 })).items as { id: string }[]).map(({ id }) => id);
    expect(await found('13900005678')).toEqual(['K1']);
    expect(await found('张三')).toEqual(['K1']);
    // What the double was told is still read by whoever it was.
    const told = { project: 'p1', data: { to: { parties: ['K2'] }, type: 'repair.closed', quietHours: { from: '21:00', to: '08:00' }, zone: 'Asia/Shanghai' } };
    await deliver(desk.table, { ...told, id: 'n1', at: '2026-07-01T00:00:00.000Z', kind: 'repair', caseId: 'BX-1' } as never);
    expect((await readInbox(desk, 'zhang', { limit: 5 })).items).toMatchObject([{ type: 'repair.closed' }]);
    expect((await listRegister(desk, partyRegister, at('front'), { limit: 10 })).items).toHaveLength(2);
  });

  it('is answered once, and shows in the history of both', async () => {
    const { by, desk } = await twice();
    const again = () => by('csm', partyRegister, 'merge', merging, { id: 'K2', once: { key: 'm', bind: 'b' } });
    expect(await again()).toEqual(await again());
    const history = async (id: string) =>
      (await readHistory(desk, partyRegister, at('front'), id, { limit: 10 })).items as { command: string; input: unknown }[];
    expect((await history('K2')).map(({ command }) => command)).toEqual(['put', 'merge']);
    expect((await history('K1')).at(-1)).toMatchObject({ command: 'absorb', input: { from: 'K2', phones: ['139****5678'] } });
  });

  it('is for managers, within one project and one company', async () => {
    const { by, desk, system } = await twice();
    expect(await code(by('front', partyRegister, 'merge', merging, { id: 'K2' }))).toBe('access.forbidden');
    await system(partyRegister, 'p2', 'K9', { name: '张三' });
    expect(await code(by('csm', partyRegister, 'merge', { ...merging, into: 'K9' }, { id: 'K2' }))).toBe('reference.unknown');
    expect(await code(by('csm', partyRegister, 'merge', merging, { id: 'K2', project: 'p2' }))).toBe('access.not-found');
    const other = await testHouse([]);
    await other.hire('csm', ['CSM']);
    expect(await code(other.by('csm', partyRegister, 'merge', merging, { id: 'K2' }))).toBe('access.not-found');
    expect(await readOne(desk, partyRegister, at('front'), 'K2')).toMatchObject({ state: 'current' });
  });

  it('ends the double: no command changes it, no flat may name it, nothing is merged into it', async () => {
    const { by, party } = await twice();
    await party('K3', {});
    await by('csm', partyRegister, 'merge', merging, { id: 'K2' });
    expect(await code(party('K2', { phones: ['13900005678'] }))).toBe('case.wrong-state');
    expect(await code(by('csm', partyRegister, 'merge', merging, { id: 'K2' }))).toBe('case.wrong-state');
    expect(await code(by('csm', partyRegister, 'merge', { ...merging, into: 'K2' }, { id: 'K3' }))).toBe('party.merged');
    const relate = by('front', unitRegister, 'relate', { party: 'K2', role: 'occupant' }, { id: '1-1-101' });
    await expect(relate).rejects.toMatchObject({ code: 'unit.party-merged', detail: { into: 'K1' }, errors: [{ path: 'party' }] });
  });

  it('lets earlier doubles point to the last survivor', async () => {
    const { by, desk, party } = await twice();
    await party('K3', {});
    await by('csm', partyRegister, 'merge', merging, { id: 'K2' });
    await by('csm', partyRegister, 'merge', { ...merging, into: 'K3' }, { id: 'K1' });
    expect(await readOne(desk, partyRegister, at('front'), 'K2')).toMatchObject({ into: 'K3' });
    expect(await readOne(desk, unitRegister, at('zhang'), '1-1-102')).toMatchObject({ relations: [{ party: 'K3' }] });
  });

  it('and a relation given to the double in the same moment: one of them asks again', async () => {
    const { by, desk } = await twice();
    const outcomes = await Promise.all([
      code(by('csm', partyRegister, 'merge', merging, { id: 'K2' })),
      code(by('front', unitRegister, 'relate', { party: 'K2', role: 'occupant' }, { id: '1-1-101' })),
    ]);
    expect(outcomes[0]).toBe('done');
    expect(['done', 'unit.party-merged']).toContain(outcomes[1]);
    const { relations } = (await readOne(desk, unitRegister, at('front'), '1-1-101')) as { relations: { party: string; role: string }[] };
    // A relation that came first and was not seen yet is the one thing left behind; it can be named again for the survivor.
    expect(relations.filter(({ party }) => party === 'K2').length).toBe(outcomes[1] === 'done' && relations.some(({ party }) => party === 'K2') ? 1 : 0);
  });
});

describe('a registered phone in the walk 变更登记电话', () => {
  const change = { old: '13900005678', new: '13700000001', identityShown: { kind: 'identityCard', number: '11010119900307123X' }, reason: '换号' };

  it('tells both numbers, sealed, and is found under the new one', async () => {
    const { by, desk } = await twice();
    await by('front', partyRegister, 'changePhone', change, { id: 'K2' });
    const { items } = await desk.table.query({ pk: `T#${desk.company}#P#p1#C#party:K2`, prefix: 'H#000002', limit: 1 });
    const out = items[0]?.['out'] as { data: { to?: { phones?: { m: string; c: string }[] }; text?: { zh: string } } }[];
    expect(out[1]?.data).toMatchObject({
      to: { parties: ['K2'], phones: [{ m: '139****5678' }] },
      text: { zh: expect.stringContaining('由 139****5678 变更为 137****0001') },
    });
    expect(JSON.stringify(items)).not.toMatch(/13900005678|13700000001|11010119900307123X/);
    const found = async (q: string) => (await searchRegister(desk, partyRegister, at('front'), { q, limit: 10 })).items.length;
    expect([await found('13700000001'), await found('13900005678')]).toEqual([1, 0]);
  });

  it('leaves a line in the history when the document is not the one on record', async () => {
    const { by, desk } = await twice();
    const wrong = { ...change, identityShown: { kind: 'identityCard', number: '110101199003071999' } };
    expect(await code(by('front', partyRegister, 'changePhone', wrong, { id: 'K2' }))).toBe('party.identity-differs');
    const { items } = await desk.table.query({ pk: `T#${desk.company}#P#p1#C#party:K2`, prefix: 'X#', limit: 5 });
    expect(items).toMatchObject([{ command: 'changePhone', refused: 'party.identity-differs', by: { person: 'front' } }]);
  });

  it('is not changed by an ordinary correction once somebody signs in by it', async () => {
    const { party } = await twice();
    const same = { phones: ['13900005678'], documents: [{ kind: 'identityCard', number: '11010119900307123X' }] };
    expect(await code(party('K2', same))).toBe('done');
    expect(await code(party('K2', { ...same, phones: ['13700000001'] }))).toBe('party.phone-bound');
    expect(await code(party('K2', { ...same, documents: [] }))).toBe('party.document-bound');
    expect(await code(party('K1', { phones: ['13700000001'] }))).toBe('done');
  });
});
