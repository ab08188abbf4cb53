import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { provenCompany, systemActor } from '../../../lib/kernel/actor.ts';
import type { MemberRecord } from '../../../lib/registers/member/record.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const administration = { actor: actorOf('adm', 'HQ-ADM') };
const hrOf = (...projects: string[]): Partial<Context> => ({
  actor: actorOf('hr', 'HR'),
  reads: {
    self: {
      contract: memberRegister.contract,
      id: 'hr',
      version: 1,
      record: { state: 'current', warnings: [], grants: projects.map((project) => ({ project, position: 'HR', from: '2026-01-01' })) },
    },
  },
});
const put = (body: object, before?: MemberRecord, who: Partial<Context> = administration, id = 'li') =>
  run<MemberRecord>(memberRegister, 'put', before, body, { id, ...who });
const refused = (attempt: () => unknown) => refusal(memberRegister, attempt);
const front = { project: 'p1', position: 'FRONT', from: '2026-07-01' };
const deputy = { person: 'zhao', from: '2026-07-10', to: '2026-07-20' };

describe('member 成员', () => {
  it('is appointed from today unless a day is given, and the same form tomorrow changes nothing', () => {
    const { record } = put({ name: '李四', grants: [{ project: 'p1', position: 'FRONT' }] });
    expect(record.grants).toEqual([front]);
    expect(put({ name: '李四', grants: [{ project: 'p1', position: 'FRONT' }] }, record, { ...administration, today: '2026-07-02' }).record).toEqual(record);
  });

  it('loses what the new list does not have, but not what he holds for somebody', () => {
    const before = put({ grants: [front] }).record;
    const acting = run<MemberRecord>(
      memberRegister,
      'actFor',
      before,
      { onBehalfOf: 'chen', grants: [{ project: 'p1', position: 'PM', from: '2026-07-10', to: '2026-07-20' }] },
      { id: 'li' },
    );
    expect(put({ grants: [] }, acting.record).record.grants).toEqual([
      { project: 'p1', position: 'PM', from: '2026-07-10', to: '2026-07-20', onBehalfOf: 'chen' },
    ]);
  });

  it.each<[string, object[], string | undefined]>([
    ['a headquarters position in a project', [{ project: 'p1', position: 'HQ-FIN' }], 'member.headquarters-scope'],
    ['a headquarters position everywhere', [{ project: '*', position: 'HQ-FIN' }], undefined],
    ['every project, but only building 1', [{ project: '*', position: 'HQ-FIN', buildings: ['1'] }], 'member.buildings-everywhere'],
    ['an interval of one day', [{ ...front, to: '2026-07-02' }], undefined],
    ['an interval without a day', [{ ...front, to: '2026-07-01' }], 'member.interval-empty'],
    [
      'the same position twice, one after the other',
      [
        { ...front, to: '2026-07-10' },
        { ...front, from: '2026-07-10' },
      ],
      undefined,
    ],
    [
      'the same position twice at one time',
      [
        { ...front, to: '2026-07-11' },
        { ...front, from: '2026-07-10' },
      ],
      'member.grant-overlaps',
    ],
    ['the same position here and everywhere', [{ ...front, project: '*' }, front], 'member.grant-overlaps'],
    ['two positions, one limited to a building', [front, { ...front, position: 'ENG', buildings: ['1'] }], 'member.buildings-differ'],
    [
      'two positions, limited alike',
      [
        { ...front, buildings: ['2', '1'] },
        { ...front, position: 'ENG', buildings: ['1', '2'] },
      ],
      undefined,
    ],
    ['himself as deputy', [{ ...front, deputy: { ...deputy, person: 'li' } }], 'member.deputy-self'],
    ['a deputy within the appointment', [{ ...front, to: '2026-07-20', deputy }], undefined],
    ['a deputy longer than the appointment', [{ ...front, to: '2026-07-19', deputy }], 'member.deputy-interval'],
    ['a deputy before the appointment', [{ ...front, from: '2026-07-11', deputy }], 'member.deputy-interval'],
    ['a deputy for no day', [{ ...front, deputy: { ...deputy, to: '2026-07-10' } }], 'member.deputy-interval'],
  ])('takes or refuses %s', (_, grants, code) => {
    if (code === undefined) expect(put({ grants }).record.grants).toHaveLength(grants.length);
    else expect(refused(() => put({ grants }))).toMatchObject({ kind: 'unprocessable', code });
  });

  it('says which appointment is in the way', () => {
    const { says, path } = refused(() =>
      put({
        grants: [
          { ...front, to: '2026-07-11' },
          { ...front, from: '2026-07-10' },
        ],
      }),
    );
    expect(says).toBe('前台在“p1”的任职与已有任职（2026-07-01 至 2026-07-11）重叠，请调整日期或合并为一条');
    expect(path).toBe('grants.1.from');
  });

  it('notes incompatible positions and refuses none of them', () => {
    const { record } = put({
      grants: [
        { ...front, position: 'CASHIER' },
        { ...front, position: 'CSM' },
      ],
    });
    expect(record.warnings).toEqual([{ project: 'p1', positions: ['CASHIER', 'CSM'] }]);
  });
});

describe('segregation of appointments 任职回避', () => {
  const himself = { actor: actorOf('li', 'HQ-ADM') };
  const before = put({ grants: [{ ...front, to: '2026-08-01' }] }).record;

  it.each<[string, object[], boolean]>([
    [
      'another position',
      [
        { ...front, to: '2026-08-01' },
        { ...front, position: 'PM', to: '2026-08-01' },
      ],
      false,
    ],
    ['a longer appointment', [{ ...front, to: '2026-08-02' }], false],
    ['an endless appointment', [front], false],
    ['an earlier start', [{ ...front, from: '2026-06-30', to: '2026-08-01' }], false],
    ['the same', [{ ...front, to: '2026-08-01' }], true],
    ['a shorter appointment', [{ ...front, to: '2026-07-31' }], true],
    ['nothing', [], true],
  ])('lets nobody give himself %s: %s', (_, grants, allowed) => {
    if (allowed) expect(put({ grants }, before, himself).record.grants).toHaveLength(grants.length);
    else expect(refused(() => put({ grants }, before, himself))).toMatchObject({ kind: 'forbidden', code: 'member.grant-to-self' });
  });

  it('nor make himself somebody’s deputy', () => {
    const grants = [{ ...front, deputy: { ...deputy, person: 'adm' } }];
    expect(refused(() => put({ grants })).code).toBe('member.grant-to-self');
    const named = put({ grants }, undefined, { actor: actorOf('adm2', 'HQ-ADM') }).record;
    expect(put({ grants, name: '李四' }, named).record.name).toBe('李四');
  });

  it('except in the founding of the company, which acts as the clock', () => {
    const founding = { actor: systemActor(provenCompany('a')) };
    expect(put({ grants: [{ project: '*', position: 'HQ-ADM' }] }, undefined, founding, 'adm').record.grants).toHaveLength(1);
  });

  it('lets HR of a project touch that project only', () => {
    expect(put({ grants: [front] }, undefined, hrOf('p1')).record.grants).toHaveLength(1);
    expect(refused(() => put({ grants: [front] }, undefined, hrOf('p2')))).toMatchObject({ kind: 'forbidden', code: 'member.other-project' });
    expect(refused(() => put({ grants: [{ project: '*', position: 'GM' }] }, undefined, hrOf('p1')))).toMatchObject({
      code: 'member.other-project',
      says: expect.stringContaining('公司本部'),
    });
    const both = put({ grants: [front, { ...front, project: 'p2' }] }).record;
    expect(put({ grants: [{ ...front, project: 'p2' }] }, both, hrOf('p1')).record.grants).toHaveLength(1);
    expect(refused(() => put({ grants: [front] }, both, hrOf('p1'))).code).toBe('member.other-project');
    expect(refused(() => put({ grants: [front, { ...front, project: 'p2', to: '2026-07-09' }] }, both, hrOf('p1'))).code).toBe('member.other-project');
    expect(refused(() => put({ grants: [], party: { project: 'p2', id: 'K1' } }, undefined, hrOf('p1'))).code).toBe('member.other-project');
    expect(refused(() => put({ grants: [front] }, undefined, { actor: actorOf('hr', 'HR'), reads: {} })).code).toBe('member.other-project');
  });
});

describe('deputies 代理', () => {
  const ordered = (body: object, before?: MemberRecord) =>
    put(body, before).also?.map((effect) => ('id' in effect ? [effect.id, effect.command, effect.input] : effect));

  it('are told to act, told anew when it changes, told to stop, and not told when nothing changes', () => {
    const acting = { project: 'p1', position: 'FRONT', from: deputy.from, to: deputy.to };
    expect(ordered({ grants: [{ ...front, deputy }] })).toEqual([['zhao', 'actFor', { onBehalfOf: 'li', grants: [acting] }]]);
    const before = put({ grants: [{ ...front, deputy }] }).record;
    expect(ordered({ grants: [{ ...front, deputy }] }, before)).toEqual([]);
    expect(ordered({ grants: [{ ...front, deputy: { ...deputy, to: '2026-07-15' } }] }, before)).toEqual([
      ['zhao', 'actFor', { onBehalfOf: 'li', grants: [{ ...acting, to: '2026-07-15' }] }],
    ]);
    expect(ordered({ grants: [front] }, before)).toEqual([['zhao', 'stopActing', { onBehalfOf: 'li' }]]);
    expect(ordered({ grants: [{ ...front, deputy: { ...deputy, person: 'qian' } }] }, before)?.map((effect) => (effect as unknown[]).slice(0, 2))).toEqual([
      ['zhao', 'stopActing'],
      ['qian', 'actFor'],
    ]);
  });

  it('hold what they were given in place of what they held before, with a notice', () => {
    const zhao = put({ grants: [{ ...front, position: 'ENG' }] }, undefined, administration, 'zhao').record;
    const actFor = (before: MemberRecord, to: string) =>
      run<MemberRecord>(
        memberRegister,
        'actFor',
        before,
        { onBehalfOf: 'li', grants: [{ project: 'p1', position: 'FRONT', from: '2026-07-10', to }] },
        { id: 'zhao' },
      );
    const first = actFor(zhao, '2026-07-20');
    expect(first.notices).toMatchObject([
      { type: 'member.acting', to: { persons: ['zhao'] }, params: { principal: 'li', positions: '前台', from: '2026-07-10' } },
    ]);
    expect(actFor(first.record, '2026-07-15').record.grants).toHaveLength(2);
    const { record } = run<MemberRecord>(memberRegister, 'stopActing', first.record, { onBehalfOf: 'li' }, { id: 'zhao' });
    expect(record).toEqual(zhao);
  });

  it('need the same buildings as they work in', () => {
    const zhao = put({ grants: [{ ...front, position: 'ENG', buildings: ['1'] }] }, undefined, administration, 'zhao').record;
    const act = () =>
      run(
        memberRegister,
        'actFor',
        zhao,
        { onBehalfOf: 'li', grants: [{ project: 'p1', position: 'FRONT', from: '2026-07-10', to: '2026-07-20' }] },
        { id: 'zhao' },
      );
    expect(refused(act).code).toBe('member.buildings-differ');
  });
});
