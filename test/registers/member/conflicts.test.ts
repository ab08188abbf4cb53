import { describe, expect, it } from 'vitest';
import { hq } from '../../../lib/kernel/project-policy.ts';
import { listMembers } from '../../../lib/lists/members.ts';
import { companyRegister } from '../../../lib/registers/company/register.ts';
import { incompatibleGrants } from '../../../lib/registers/member/grants.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { counted } from '../../support/transport.ts';

const grant = (position: string, more: object = {}) => ({ project: 'p1', position, from: '2026-01-01', ...more });
const both = { id: 'X-BOTH', title: '收费主管', includes: ['CASHIER', 'CSM'] };

async function office() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([]);
  await house.hire('adm', ['HQ-ADM'], []);
  await house.hire('hr', ['HR']);
  const { company } = house.desk;
  await house.by('adm', companyRegister, 'put', { legalName: '物业公司', positions: [both] }, { id: company, project: hq });
  const appoint = (person: string, ...grants: object[]) => house.by('adm', memberRegister, 'put', { grants }, { id: person, project: hq });
  return { ...house, appoint };
}

/** Types of the notices the last entry of a member's history sends. */
async function told({ desk }: Awaited<ReturnType<typeof office>>, person: string, seq: number) {
  const { items } = await desk.table.query({ pk: `T#${desk.company}#P#hq#C#member:${person}`, prefix: `H#${String(seq).padStart(6, '0')}`, limit: 1 });
  const out = (items[0]?.['out'] ?? []) as { type: string; data: { type: string; to: unknown; text: { zh: string } } }[];
  return out.filter(({ type }) => type === 'notice').map(({ data }) => data);
}

describe('incompatible positions 岗位冲突', () => {
  it('may lie within one position of the company’s own, or between it and another', () => {
    const defined = [both as never];
    expect(incompatibleGrants([grant('X-BOTH') as never], defined)).toEqual([{ project: 'p1', positions: ['CASHIER', 'CSM'] }]);
    expect(incompatibleGrants([grant('X-BOTH') as never, grant('PM') as never], defined)).toContainEqual({ project: 'p1', positions: ['CASHIER', 'PM'] });
    expect(incompatibleGrants([grant('X-BOTH') as never])).toEqual([]);
  });

  it('are told to headquarters when they begin, and not again', async () => {
    const at = await office();
    await at.appoint('li', grant('CASHIER'));
    expect(await told(at, 'li', 1)).toEqual([]);
    await at.appoint('li', grant('CASHIER'), grant('PM'));
    expect(await told(at, 'li', 2)).toMatchObject([
      { type: 'member.conflict', to: { positions: ['HQ-ADM', 'HQ-SUP'] }, text: { zh: 'li 兼任不相容岗位：p1 收费员＋项目经理，请核实是否必要' } },
    ]);
    await at.appoint('li', grant('CASHIER'), grant('PM'), grant('ENG'));
    expect(await told(at, 'li', 3)).toEqual([]);
    await at.appoint('wang', grant('X-BOTH'));
    expect(await told(at, 'wang', 1)).toMatchObject([{ type: 'member.conflict' }]);
  });

  it('are listed by project and for the whole company, each in one query', async () => {
    const at = await office();
    await at.appoint('li', grant('CASHIER'), grant('PM'));
    await at.appoint('sun', grant('CASHIER', { project: 'p2' }), grant('CSM', { project: 'p2' }));
    await at.appoint('wang', grant('ENG'));
    const list = async (query: object, person = 'adm') =>
      ((await listMembers(at.desk, { person, project: hq }, { limit: 10, conflicts: true, ...query })).items as { id: string }[]).map(({ id }) => id);
    expect(await list({})).toEqual(['li', 'sun']);
    expect(await list({ project: 'p1' })).toEqual(['li']);
    await at.appoint('li', grant('CASHIER'));
    expect(await list({})).toEqual(['sun']);
    await expect(list({}, 'wang')).rejects.toMatchObject({ code: 'access.not-found' });
    const { requests } = await counted(() => list({}));
    expect(requests['Query']).toBe(1);
  });
});
