import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import type { In, MemberRecord } from '../../../lib/registers/member/record.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const administration = { actor: actorOf('adm', 'HQ-ADM'), id: 'li' };
const front = { project: 'p1', position: 'FRONT', from: '2026-01-01' } as const;
const li: In<'current'> = { state: 'current', grants: [front], warnings: [] };
const code = (h = 'c1') => ({ code: { h } });
const account = (h = 'a1') => ({ ...code(), account: { h } });

const hrOf = (...projects: string[]): Partial<Context> => ({
  actor: actorOf('hr', 'HR'),
  id: 'li',
  reads: {
    self: {
      contract: memberRegister.contract,
      id: 'hr',
      version: 1,
      record: { state: 'current', warnings: [], grants: projects.map((project) => ({ project, position: 'HR', from: '2026-01-01' })) },
    },
  },
});
const does = (command: string, record: MemberRecord | undefined, body: object = {}, who: Partial<Context> = administration) =>
  run<MemberRecord>(memberRegister, command, record, body, who);
const refused = (command: string, record: MemberRecord | undefined, body: object = {}, who: Partial<Context> = administration) =>
  refusal(memberRegister, () => does(command, record, body, who)).code;

const locked = does('lock', li, { reason: '调查' }).record;
const linked = does('accept', does('invite', li, { ...code(), via: 'screen' }).record, account()).record;

describe('whose account', () => {
  const commands: readonly (readonly [string, MemberRecord, object])[] = [
    ['invite', li, { ...code(), via: 'screen' }],
    ['lock', li, { reason: '调查' }],
    ['unlock', locked, {}],
    ['reset', li, { reason: '换手机' }],
    ['end', li, {}],
    ['rejoin', does('end', li).record, {}],
  ];

  it.each(commands)('%s is for headquarters and for HR of the member’s own projects, never for oneself', (command, record, body) => {
    expect(does(command, record, body).record.state).toBeDefined();
    expect(does(command, record, body, hrOf('p1')).record.state).toBeDefined();
    expect(refused(command, record, body, { actor: actorOf('li', 'HQ-ADM'), id: 'li' })).toBe('member.not-oneself');
  });

  it.each(commands.slice(0, 5))('%s of a member of other projects is not for HR', (command, record, body) => {
    for (const grants of [[{ ...front, project: 'p2' }], [front, { ...front, project: 'p2' }], [{ ...front, project: '*', position: 'HQ-FIN' as const }]])
      expect(refused(command, { ...record, grants }, body, hrOf('p1'))).toBe('member.other-project');
  });

  it('counts the project of the customer he is, and not what has ended', () => {
    expect(refused('lock', { ...li, grants: [], party: { project: 'p2', id: 'x' } }, { reason: '调查' }, hrOf('p1'))).toBe('member.other-project');
    expect(does('lock', { ...li, grants: [front, { ...front, project: 'p2', to: '2026-07-01' }] }, { reason: '调查' }, hrOf('p1')).record.state).toBe('locked');
    expect(refused('lock', { ...li, grants: [front, { ...front, project: 'p2', to: '2026-07-02' }] }, { reason: '调查' }, hrOf('p1'))).toBe(
      'member.other-project',
    );
  });
});

describe('an account 账号', () => {
  it('is made by an invitation, and the appointments of one that stands are left alone', () => {
    const made = does('invite', undefined, { ...code(), via: 'sms', name: '林晓' }).record;
    expect(made).toMatchObject({ state: 'current', name: '林晓', grants: [], invitation: { by: 'adm', until: '2026-07-08T02:00:00.000Z' } });
    expect(does('invite', li, { ...code(), via: 'screen' }).record.grants).toEqual(li.grants);
  });

  it('is linked once', () => {
    expect(linked).toMatchObject({ login: { account: { h: 'a1' } } });
    expect(linked).not.toHaveProperty('invitation');
    expect(does('accept', linked, account()).record).toEqual(linked);
    for (const body of [account('a2'), { ...account(), ...code('c2') }]) expect(refused('accept', linked, body)).toBe('invitation.refused');
    expect(refused('accept', li, account())).toBe('invitation.refused');
    expect(refused('invite', linked, { ...code('c2'), via: 'screen' })).toBe('member.linked');
  });

  it('is reset without losing anything but its sign-in', () => {
    const { record, notices } = does('reset', linked, { reason: '换手机' });
    expect(notices).toMatchObject([{ type: 'member.reset', to: { positions: ['HQ-ADM'] } }]);
    expect(record).toEqual({ ...li, unlinked: [{ h: 'a1' }] });
    expect(does('reset', { ...locked, login: linked.login }, { reason: '换手机' }).record.state).toBe('locked');
  });

  it('is locked with everything in it, and unlocked as it was', () => {
    expect(locked).toMatchObject({ state: 'locked', lockReason: '调查', grants: li.grants });
    expect(does('unlock', locked).record).toEqual(li);
  });

  it('keeps invitation and sign-in when HR changes the appointments, locked or not', () => {
    expect(does('put', linked, { grants: [front] }).record).toEqual(linked);
    expect(does('put', locked, { name: '李四', grants: [front] }).record).toEqual({ ...locked, name: '李四' });
  });
});

describe('a leaver 离职人员', () => {
  const deputy = { person: 'zhao', from: '2026-06-20', to: '2026-07-20' };
  const acting = { project: 'p1', position: 'ENGM', from: '2026-06-20', to: '2026-07-20', onBehalfOf: 'engm' } as const;
  const full: In<'current'> = { ...li, grants: [{ ...front, deputy }, acting], login: linked.login };

  it('holds nothing from today on, acts for nobody, and has no sign-in', () => {
    const { record, also } = does('end', full);
    expect(record).toMatchObject({ state: 'ended', endedAt: instant('2026-07-01T10:00:00+08:00'), grants: [{ ...front, to: '2026-07-01' }], warnings: [] });
    expect(record).toMatchObject({ unlinked: [{ h: 'a1' }] });
    expect(record).not.toHaveProperty('login');
    expect(also).toEqual([
      expect.objectContaining({ id: 'zhao', command: 'stopActing', input: { onBehalfOf: 'li' } }),
      expect.objectContaining({ id: 'engm', command: 'loseDeputy', input: { deputy: 'li' } }),
    ]);
  });

  it('loses appointments that were to begin, and keeps the days of those that had ended', () => {
    const grants = [
      { ...front, from: '2026-07-01' },
      { ...front, position: 'ENG' as const, from: '2025-01-01', to: '2026-01-01' },
    ];
    expect(does('end', { ...li, grants }).record.grants).toEqual([grants[1]]);
  });

  it('stays until the day he leaves', () => {
    const { record, also } = does('end', full, { on: '2026-07-10' });
    expect(record).toMatchObject({ state: 'current', leavesOn: '2026-07-10', login: linked.login });
    expect(record.grants).toEqual([
      { ...front, to: '2026-07-10', deputy: { ...deputy, to: '2026-07-10' } },
      { ...acting, to: '2026-07-10' },
    ]);
    expect(also).toEqual([expect.objectContaining({ id: 'zhao', command: 'actFor' })]);
  });

  it.each([
    ['2026-06-30', 'member.leaving-past'],
    ['2026-07-01', undefined],
  ])('on %s: %s', (on, expected) => {
    if (expected) expect(refused('end', li, { on })).toBe(expected);
    else expect(does('end', li, { on }).record.state).toBe('ended');
  });

  it('comes back without appointments and sign-in', () => {
    const { record } = does('rejoin', does('end', full).record);
    expect(record).toEqual({ state: 'current', grants: [{ ...front, to: '2026-07-01' }], warnings: [], unlinked: [{ h: 'a1' }] });
    expect(does('rejoin', does('end', li, { on: '2026-07-10' }).record).record).not.toHaveProperty('leavesOn');
    expect(refused('rejoin', li)).toBe('member.not-leaving');
  });

  it('loses his deputy pointer where he acted', () => {
    const engm: MemberRecord = { ...li, grants: [{ ...front, position: 'ENGM', deputy: { person: 'li', from: '2026-06-20', to: '2026-07-20' } }] };
    expect(does('loseDeputy', engm, { deputy: 'li' }).record.grants).toEqual([{ ...front, position: 'ENGM' }]);
    expect(does('loseDeputy', engm, { deputy: 'wang' }).record).toEqual(engm);
  });
});

describe('the customer a person is 对应客户', () => {
  const party = { project: 'p1', id: 'K1' };

  it('is one at a time', () => {
    expect(does('bind', undefined, { party }).record).toEqual({ ...li, grants: [], party });
    const bound = does('bind', li, { party }).record;
    expect(does('bind', bound, { party }).record).toEqual(bound);
    for (const other of [
      { project: 'p2', id: 'K1' },
      { project: 'p1', id: 'K2' },
    ])
      expect(refused('bind', bound, { party: other })).toBe('member.party-bound');
    expect(does('unbind', bound, { party }).record).toEqual(li);
    expect(does('unbind', bound, { party: { ...party, id: 'K2' } }).record).toEqual(bound);
  });
});
