import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../../../lib/cases/permission.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { CompanyRecord } from '../../../lib/registers/company/record.ts';
import { companyRegister } from '../../../lib/registers/company/register.ts';
import { actorOf } from '../../support/context.ts';
import { allDefinitions } from '../../support/world.ts';
import { refusal, run } from '../given.ts';

const permissions = () => permissionsOf(allDefinitions);
const adm = actorOf('adm', 'HQ-ADM');
const put = (positions: readonly object[], before?: CompanyRecord, reads: object = {}) =>
  run<CompanyRecord>(companyRegister, 'put', before, { legalName: '物业公司', positions }, { actor: adm, permissions, reads: reads as never });
const refused = (...given: Parameters<typeof put>) => refusal(companyRegister, () => put(...given));
const night = { id: 'X-NIGHT', title: '夜班值班', includes: ['FRONT'], permissions: ['repair.dispatch'] };

describe('positions of the company’s own 自定义岗位', () => {
  it('stand in the company’s record, and everybody above hears of them', () => {
    const { record, notices } = put([night]);
    expect(record.positions).toEqual([night]);
    expect(notices).toMatchObject([
      { type: 'company.positions-changed', to: { positions: ['HQ-ADM', 'HQ-SUP', 'GM'] }, params: { changes: '新增夜班值班（X-NIGHT）' } },
    ]);
    expect(put([night], record).notices).toEqual([]);
    expect(put([{ ...night, title: '夜班' }], record).notices).toMatchObject([{ params: { changes: '修改夜班（X-NIGHT）' } }]);
    expect(put([], record)).toMatchObject({ record: { state: 'current' }, notices: [{ params: { changes: '删除夜班值班（X-NIGHT）' } }] });
    expect(put([]).record).not.toHaveProperty('positions');
  });

  it.each([
    [{ id: 'NIGHT', title: '夜班', includes: ['FRONT'] }],
    [{ id: 'X-夜', title: '夜班', includes: ['FRONT'] }],
    [{ id: 'X-', title: '夜班', includes: ['FRONT'] }],
    [{ id: 'X-A', title: '', includes: ['FRONT'] }],
    [{ id: 'X-A', title: '夜'.repeat(31), includes: ['FRONT'] }],
    [{ id: 'X-A', title: '夜班', includes: ['HQ-ADM'] }],
    [{ id: 'X-A', title: '夜班', includes: ['GM'] }],
    [{ id: 'X-A', title: '夜班', includes: ['HR'] }],
    [{ id: 'X-A', title: '夜班', includes: ['RESIDENT'] }],
    [{ id: 'X-A', title: '夜班', permissions: ['repair'] }],
    [{ id: 'X-A', title: '夜班', permissions: ['repair.*'] }],
    [{ id: 'X-A', title: '夜班', includes: ['FRONT'], project: 'p1' }],
  ])('cannot be %j', (position) => {
    expect(() => put([position])).toThrow(DomainError);
  });

  it('are thirty at most', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `X-${at}`, title: `岗位${at}`, includes: ['FRONT'] }));
    expect(put(many(30)).record.positions).toHaveLength(30);
    expect(() => put(many(31))).toThrow(DomainError);
  });

  it('have ids and titles of their own, and something to do', () => {
    expect(refused([night, { ...night, title: '值夜' }])).toMatchObject({ code: 'company.position-twice', path: 'positions.1.id' });
    expect(refused([night, { ...night, id: 'X-N' }])).toMatchObject({ code: 'company.position-twice', path: 'positions.1.title' });
    expect(refused([{ id: 'X-A', title: '闲' }])).toMatchObject({ code: 'company.position-empty', path: 'positions.0' });
    expect(refused([{ id: 'X-A', title: '闲', includes: [], permissions: [] }])).toMatchObject({ code: 'company.position-empty' });
  });

  it.each(['member.put', 'member.invite', 'company.put', 'project.put', 'binding.request', 'repair.put', 'nothing.read', 'repair.constructor'])(
    'are not permitted %s',
    (permission) => {
      expect(refused([{ ...night, permissions: ['repair.read', permission] }])).toMatchObject({
        code: 'company.unknown-permission',
        path: 'positions.0.permissions.1',
      });
    },
  );

  it('are permitted what some position of a project does, standing commands among it', () => {
    for (const permission of ['repair.dispatch', 'repair.read', 'repair.reassign', 'party.read', 'unit.relate', 'disclosure.disclose'])
      expect(put([{ ...night, permissions: [permission] }]).record.positions?.[0]?.permissions).toEqual([permission]);
  });

  it('name three hundred permissions together at most', () => {
    const some = permissions().slice(0, 60);
    const with60 = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `X-${at}`, title: `岗位${at}`, permissions: some }));
    expect(put(with60(5)).record.positions).toHaveLength(5);
    expect(refused([...with60(5), { id: 'X-MORE', title: '再多', permissions: ['repair.read'] }])).toMatchObject({ code: 'company.permissions-full' });
    expect(() => put([{ ...night, permissions: permissions().slice(0, 61) }])).toThrow(DomainError);
  });

  it('stay while somebody is appointed to them, today or later', () => {
    const before = put([night]).record;
    const holder = (grant: object) => ({
      'X-NIGHT': { record: [{ id: 'ye', record: { state: 'current', grants: [{ project: 'p1', position: 'X-NIGHT', from: '2026-01-01', ...grant }] } }] },
    });
    expect(refused([], before, holder({}))).toMatchObject({ code: 'company.position-in-use', says: expect.stringContaining('1 人') });
    expect(refused([], before, holder({ to: '2026-07-02' }))).toMatchObject({ code: 'company.position-in-use' });
    expect(refused([], before, holder({ from: '2027-01-01' }))).toMatchObject({ code: 'company.position-in-use' });
    expect(put([], before, holder({ to: '2026-07-01' })).record).not.toHaveProperty('positions');
  });

  it('are not widened by who holds one, and may be narrowed by him', () => {
    const before = put([night]).record;
    const self = { self: { record: { state: 'current', grants: [{ project: 'p1', position: 'X-NIGHT', from: '2026-01-01' }] } } };
    expect(refused([{ ...night, permissions: ['repair.dispatch', 'repair.close'] }], before, self)).toMatchObject({
      kind: 'forbidden',
      code: 'company.position-own',
    });
    expect(refused([{ ...night, includes: ['FRONT', 'CSM'] }], before, self)).toMatchObject({ code: 'company.position-own' });
    expect(put([{ ...night, permissions: [] }], before, self).record.positions?.[0]?.permissions).toEqual([]);
    expect(put([night, { id: 'X-B', title: '另一岗位', includes: ['CSM'] }], before, self).record.positions).toHaveLength(2);
  });
});
