import { describe, expect, it } from 'vitest';
import { readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';

const flat = { kind: 'residential', buildingAreaDm2: 9875 };
const code = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );

describe('registers in the walk 台账办理', () => {
  it('refuse a relation to a party nobody has registered, naming the field', async () => {
    const { by, hire } = await testHouse([]);
    await hire('front', ['FRONT']);
    const put = (relations: object[]) => by('front', unitRegister, 'put', { ...flat, relations }, { id: '1-2-301' });
    await expect(put([{ party: 'K1', role: 'owner' }])).rejects.toMatchObject({ code: 'reference.unknown', errors: [{ path: 'relations.0.party' }] });
    await by('front', partyRegister, 'put', { name: '张三', phones: ['13800001234'] }, { id: 'K1' });
    expect((await put([{ party: 'K1', role: 'owner' }])).status).toBe(201);
  });

  it('name the party in the way, and change nothing when the same form comes again', async () => {
    const { by, hire } = await testHouse([]);
    await hire('front', ['FRONT']);
    for (const [id, name] of [
      ['K1', '张三'],
      ['K2', '李四'],
    ])
      await by('front', partyRegister, 'put', { name, phones: ['13800001234'] }, { id: id ?? '' });
    const put = (party: string) => by('front', unitRegister, 'put', { ...flat, relations: [{ party, role: 'tenant', from: '2026-01-01' }] }, { id: '1-2-301' });
    const first = await put('K1');
    expect((await put('K1')).body.version).toBe(first.body.version);
    expect((await by('front', partyRegister, 'put', { name: '张三', phones: ['13800001234'] }, { id: 'K1' })).body.version).toBe(1);
    await expect(put('K2')).rejects.toMatchObject({ code: 'unit.role-taken', detail: { party: '张三', from: '2026-01-01' } });
  });

  it('give a deputy his principal’s position on the days of the deputation, and take it back', async () => {
    const { by, hire, desk } = await testHouse([]);
    await hire('adm', ['HQ-ADM'], []);
    await hire('zhao', ['ENG']);
    await hire('li', ['FRONT']);
    const front = { project: 'p1', position: 'FRONT', from: '2026-01-01' };
    const appoint = (grants: object[]) => by('adm', memberRegister, 'put', { grants }, { id: 'li', project: 'hq' });
    await appoint([{ ...front, deputy: { person: 'zhao', from: '2026-07-10', to: '2026-07-20' } }]);
    const mayOpen = (at: string) => {
      timeIs(at);
      return code(by('zhao', partyRegister, 'put', { name: at }, { id: 'K9' }));
    };
    expect(await mayOpen('2026-07-09T23:59:59+08:00')).toBe('access.forbidden');
    expect(await mayOpen('2026-07-10T00:00:00+08:00')).toBe('done');
    expect(await mayOpen('2026-07-19T23:59:59+08:00')).toBe('done');
    expect(await mayOpen('2026-07-20T00:00:00+08:00')).toBe('access.forbidden');
    await appoint([front]);
    expect(await mayOpen('2026-07-15T12:00:00+08:00')).toBe('access.forbidden');
    const zhao = (await readOne(desk, memberRegister, { person: 'adm', project: 'hq' }, 'zhao')) as { grants: unknown[] };
    expect(zhao.grants).toHaveLength(1);
  });

  it('refuse a deputy who is no member, and appoint nobody then', async () => {
    const { by, hire } = await testHouse([]);
    await hire('adm', ['HQ-ADM'], []);
    const grants = [{ project: 'p1', position: 'FRONT', deputy: { person: 'ghost', from: '2027-01-01', to: '2027-02-01' }, from: '2026-01-01' }];
    expect(await code(by('adm', memberRegister, 'put', { grants }, { id: 'li', project: 'hq' }))).toBe('reference.unknown');
    await expect(by('adm', memberRegister, 'put', { name: '李四' }, { id: 'li', project: 'hq' })).resolves.toMatchObject({ status: 201 });
  });

  it('remind of a certificate once per step, and end a forgotten duty, by the sweep alone', async () => {
    const { by, hire, desk } = await testHouse([staffRegister]);
    await hire('hr', ['HR']);
    await hire('wang', ['ENG']);
    timeIs('2026-07-01T10:00:00+08:00');
    await by('hr', staffRegister, 'put', { name: '王师傅', department: '工程', certificates: [{ name: '电工证', validTo: '2026-08-30' }] }, { id: 'wang' });
    await by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
    const ref = { project: 'p1', kind: 'staff', id: 'wang' };
    timeIs('2026-07-01T10:30:00+08:00');
    const first = await sweep(desk, staffRegister, ref);
    expect(first.fired.map((name) => name.split('#')[1])).toEqual(['电工证.60']);
    expect(first.next).toBe(instant('2026-07-02T10:00:00.001+08:00'));
    expect((await sweep(desk, staffRegister, ref)).fired).toEqual([]);
    timeIs('2026-07-03T00:00:00+08:00');
    await sweep(desk, staffRegister, ref);
    expect(await readOne(desk, staffRegister, { person: 'hr', project: 'p1' }, 'wang')).toMatchObject({
      state: 'offDuty',
      offAt: instant('2026-07-02T10:00:00+08:00'),
    });
  });
});
