import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import type { In, MemberGrant, MemberRecord } from '../../../lib/registers/member/record.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const himself: Partial<Context> = {
  actor: actorOf('pm', 'PM'),
  id: 'pm',
  reads: { deputy: { contract: memberRegister.contract, id: 'csm', version: 1, record: {} } },
};
const pm: MemberGrant = { project: 'p1', position: 'PM', from: '2026-01-01' };
const csm: MemberGrant = { project: 'p1', position: 'CSM', from: '2026-01-01', to: '2026-07-20' };
const acting: MemberGrant = { project: 'p1', position: 'ENGM', from: '2026-07-01', to: '2026-08-01', onBehalfOf: 'engm' };
const record = (...grants: MemberGrant[]): In<'current'> => ({ state: 'current', grants, warnings: [] });
const wish = { to: 'csm', from: '2026-07-10', until: '2026-07-20', reason: '年休假' };
const deputy = { person: 'csm', from: '2026-07-10', to: '2026-07-20' };

const does = (command: string, before: MemberRecord, body: object, who = himself) => run<MemberRecord>(memberRegister, command, before, body, who);
const refused = (command: string, before: MemberRecord, body: object, who = himself) => refusal(memberRegister, () => does(command, before, body, who));

describe('delegation 委托代理', () => {
  it('hands all one’s own appointments to a colleague, who is told to act', () => {
    const { record: after, also } = does('delegate', record(pm, csm, acting), wish);
    expect(after.grants).toEqual([{ ...pm, deputy }, { ...csm, deputy }, acting]);
    expect(also).toEqual([expect.objectContaining({ id: 'csm', command: 'actFor', input: expect.objectContaining({ onBehalfOf: 'pm' }) as unknown })]);
  });

  it('hands over what is named, and begins today unless a day is given', () => {
    const { record: after } = does('delegate', record(pm, csm), { to: 'csm', until: '2026-07-05', positions: ['PM'], project: 'p1', reason: '病假' });
    expect(after.grants).toEqual([{ ...pm, deputy: { person: 'csm', from: '2026-07-01', to: '2026-07-05' } }, csm]);
  });

  it.each<[string, object, string]>([
    ['a position one does not hold', { positions: ['CASHIER'] }, 'member.delegate-nothing'],
    ['what one holds for somebody else', { positions: ['ENGM'] }, 'member.delegate-nothing'],
    ['in a project in which one holds nothing', { project: 'p2' }, 'member.delegate-nothing'],
    ['for a day after the appointment’s last', { positions: ['CSM'], until: '2026-07-21' }, 'member.deputy-interval'],
    ['after the appointment', { positions: ['CSM'], from: '2026-07-20', until: '2026-07-21' }, 'member.delegate-nothing'],
    ['yesterday', { from: '2026-06-30' }, 'member.delegate-past'],
    ['no day', { until: '2026-07-10' }, 'member.deputy-interval'],
    ['to oneself', { to: 'pm' }, 'member.deputy-self'],
  ])('does not hand over %s', (_, body, expected) => {
    const { code, says } = refused('delegate', record(pm, csm, acting), { ...wish, ...body });
    expect({ code, says }).toMatchObject({ code: expected });
  });

  it('is one’s own business', () => {
    expect(refused('delegate', record(pm), wish, { ...himself, actor: actorOf('hq', 'HQ-ADM') })).toMatchObject({ kind: 'forbidden', code: 'member.own-only' });
    expect(refused('revokeDelegation', record({ ...pm, deputy }), {}, { ...himself, actor: actorOf('hq', 'HQ-ADM') }).code).toBe('member.own-only');
  });

  it('does not replace one that stands, but one that has run out', () => {
    const standing = record({ ...pm, deputy: { person: 'engm', from: '2026-06-01', to: '2026-07-02' } });
    expect(refused('delegate', standing, wish).says).toContain('engm');
    const over = record({ ...pm, deputy: { person: 'engm', from: '2026-06-01', to: '2026-07-01' } });
    expect(does('delegate', over, wish).record.grants).toEqual([{ ...pm, deputy }]);
    expect(does('delegate', record({ ...pm, deputy }), wish).record.grants).toEqual([{ ...pm, deputy }]);
  });

  it('is taken back from one deputy or from all, who are told to stop', () => {
    const other = { ...deputy, person: 'engm' };
    const before = record({ ...pm, deputy }, { ...csm, deputy: other });
    const { record: after, also } = does('revokeDelegation', before, { to: 'csm' });
    expect(after.grants).toEqual([pm, { ...csm, deputy: other }]);
    expect(also).toEqual([expect.objectContaining({ id: 'csm', command: 'stopActing' })]);
    expect(does('revokeDelegation', before, {}).also).toHaveLength(2);
    expect(refused('revokeDelegation', record(pm), {}).code).toBe('member.delegate-none');
    expect(refused('revokeDelegation', before, { to: 'wang' }).code).toBe('member.delegate-none');
  });
});
