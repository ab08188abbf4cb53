import { describe, expect, it } from 'vitest';
import { dueOf } from '../../../lib/workflows/key-loan/due.ts';
import { needsWitness } from '../../../lib/workflows/key-loan/policy.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at, client, colleague, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf, project } from '../../support/context.ts';
import {
  agent,
  approved,
  around,
  badge,
  document,
  does,
  entrustedRequest,
  equipmentSet,
  off,
  ownerReads,
  ownRequest,
  publicRequest,
  refused,
  takenSet,
  unmandatedSet,
} from './given-loans.ts';

describe('lending 借出', () => {
  const lend = (overrides: Parameters<typeof does>[3] = {}, body: object = badge, record: KeyLoan = approved()) => does('lend', record, body, overrides);

  it('takes the set out of the cabinet, claims it under the borrower’s name, and tells its owners', () => {
    const { record, also, notices } = lend();
    expect(record).toMatchObject({ state: 'out', lentBy: 'front.1', witness: 'qian', dueAt: at('2026-07-01T18:00'), back: 0 });
    expect(also).toEqual([
      expect.objectContaining({ effect: 'order', id: 'K-7', command: 'checkOut', input: { loan: 'YS-1', borrower: '王师傅', due: at('2026-07-01T18:00') } }),
    ]);
    expect(keyLoan.claims(record, 'YS-1')).toEqual([
      { claim: 'hold', name: 'key-set/K-7', label: { borrower: '王师傅', at: '2026-07-01 10:00' }, error: 'key-loan.already-out' },
    ]);
    expect(notices).toEqual([
      { type: 'key-loan.used', to: { parties: ['C2', 'C3'] }, params: { borrower: '王师傅', purpose: '维修', at: '2026-07-01 10:00' } },
    ]);
  });

  it('is refused with the other borrower’s name and time', () => {
    expect(refused(() => lend({ reads: around({ set: takenSet }) }))).toEqual({
      kind: 'conflict',
      code: 'key-loan.already-out',
      path: undefined,
      says: '该钥匙已借出（借用人 王师傅，2026-07-01 10:00），请先办理归还',
    });
  });

  it('is never done by the borrower, nor witnessed by keeper or borrower or a stranger', () => {
    expect(refused(() => lend({ actor: actorOf('wang', 'FRONT') }))).toMatchObject({ kind: 'forbidden', code: 'key-loan.keeper-borrows' });
    expect(keyLoan.commands['lend']?.may(approved(), actorOf('wang', 'FRONT'))).toBe(false);
    for (const witness of ['front.1', 'wang'])
      expect(refused(() => lend({}, { ...badge, witness }))).toMatchObject({ kind: 'forbidden', code: 'key-loan.witness-same' });
    expect(refused(() => lend({}, { shown: badge.shown }))).toMatchObject({ code: 'key-loan.witness-needed', path: 'witness' });
    for (const witness of [undefined, loaded('qian', colleague('钱', '客服', 'left'))])
      expect(refused(() => lend({ reads: around({ witness }) })).code).toBe('key-loan.witness-unknown');
  });

  it('needs no witness at a cabinet the project opens alone', () => {
    const keys = { twoPersonCabinets: ['2号柜'], shiftEnd: '18:30' };
    expect([needsWitness('1号柜', { ...project, keys }), needsWitness('2号柜', { ...project, keys }), needsWitness('1号柜', project)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('gives nothing for a borrowed badge or another’s document', () => {
    expect(refused(() => lend({}, { ...badge, shown: { kind: 'badge', person: 'liu' } }))).toMatchObject({
      kind: 'forbidden',
      code: 'key-loan.badge-of-another',
    });
    expect(refused(() => lend({}, document())).code).toBe('key-loan.badge-needed');
    const viewing = does(
      'request',
      undefined,
      { ...entrustedRequest, borrower: agent, purpose: 'viewing', ticket: undefined },
      { reads: around(), actor: actorOf('eng.1', 'ENG') },
    ).record;
    const agreed = does('approve', viewing, {}, { actor: actorOf('csm.1', 'CSM') }).record;
    expect(refused(() => lend({}, badge, agreed)).code).toBe('key-loan.document-needed');
    expect(refused(() => lend({}, document('999999199001011234'), agreed))).toMatchObject({ kind: 'forbidden', code: 'key-loan.other-person' });
    expect(lend({}, document(), agreed).notices?.[0]?.params).toMatchObject({ borrower: '赵经纪（安居房产）' });
  });

  it.each([
    ['2026-12-31T23:59:59.999', true],
    ['2027-01-01T00:00', false],
  ])('under a mandate until 31 December at %s happens: %s', (local, happens) => {
    if (happens) expect(lend({ local }).record.state).toBe('out');
    else expect(refused(() => lend({ local }))).toMatchObject({ code: 'key-loan.mandate-expired', says: expect.stringContaining('2026-12-31') });
  });

  it('looks again at what was true at the request: mandate, owner, kind, colleague', () => {
    expect(refused(() => lend({ reads: around({ set: unmandatedSet }) })).code).toBe('key-loan.mandate-needed');
    expect(refused(() => lend({ reads: around({ set: loaded('K-7', registered({ owner: 'C1' })) }) })).code).toBe('key-loan.mandate-needed');
    expect(refused(() => lend({ reads: around() }, badge, publicRequest())).code).toBe('key-loan.approval-needed');
    expect(refused(() => lend({ reads: around({ colleague: loaded('wang', colleague('王师傅', '工程', 'left')) }) })).code).toBe('key-loan.staff-left');
    const discrepancy = loaded('K-7', { ...registered(), state: 'discrepancy' });
    expect(refused(() => lend({ reads: around({ set: discrepancy }) }))).toMatchObject({
      code: 'key-loan.set-unavailable',
      says: expect.stringContaining('盘点异常'),
    });
  });

  it('of an equipment room is for a colleague on duty now', () => {
    const reads = around({ set: equipmentSet });
    const inspection = does(
      'request',
      undefined,
      { ...entrustedRequest, purpose: 'inspection', ticket: undefined },
      { reads, actor: actorOf('eng.1', 'ENG') },
    ).record;
    const agreed = does('approve', inspection, {}, { reads, actor: actorOf('engm', 'ENGM') }).record;
    expect(lend({ reads }, badge, agreed).record.state).toBe('out');
    expect(refused(() => lend({ reads: around({ set: equipmentSet, colleague: off('王师傅') }) }, badge, agreed))).toMatchObject({
      code: 'key-loan.not-on-duty',
      says: expect.stringContaining('王师傅'),
    });
  });
});

describe('the owner’s own keys', () => {
  it.each(['2026-07-01T00:00', '2026-07-01T02:30', '2026-07-01T23:59'])('are given at %s on sight of his document', (local) => {
    const { record } = does('lend', ownRequest(local), document('A1111'), { local, reads: ownerReads('A1111') });
    expect(record).toMatchObject({ state: 'out', shown: 'document', identity: { h: 'h(A1111)' } });
  });

  it('are not given to somebody else with his name, and his co-owner hears of it', () => {
    expect(refused(() => does('lend', ownRequest(), document('B2222'), { reads: ownerReads('A1111') })).code).toBe('key-loan.other-person');
    expect(does('lend', ownRequest(), document('A1111'), { reads: ownerReads() }).notices).toMatchObject([{ to: { parties: ['C3'] } }]);
  });

  it('need no mandate, and after he has sold they are no longer his', () => {
    const reads = around({ set: unmandatedSet, client: loaded('C2', client('李四')) });
    expect(does('lend', ownRequest(), document(), { reads }).record.state).toBe('out');
    const sold = { ...reads, household: loaded('1-2-301', { relations: [{ party: 'C9', role: 'owner', from: '2026-07-01' }] }) };
    expect(refused(() => does('lend', ownRequest(), document(), { reads: sold })).code).toBe('key-loan.approval-needed');
  });

  it('are not handed to a colleague who is himself that owner and the keeper', () => {
    expect(refused(() => does('lend', ownRequest(), document(), { reads: ownerReads(), actor: { ...actorOf('front.1', 'FRONT'), party: 'C2' } })).code).toBe(
      'key-loan.keeper-borrows',
    );
  });
});

describe('due time 应还时间', () => {
  it.each([
    ['2026-07-01T00:00', undefined, '2026-07-01T18:00'],
    ['2026-07-01T17:59:59.999', undefined, '2026-07-01T18:00'],
    ['2026-07-01T18:00:00.000', undefined, '2026-07-02T10:00'],
    ['2026-07-01T18:00:00.001', undefined, '2026-07-02T10:00'],
    ['2026-07-01T23:59:59.999', undefined, '2026-07-02T10:00'],
    ['2026-07-01T19:00', '2026-07-01T22:00', '2026-07-01T22:00'],
    ['2026-07-01T19:00', '2026-07-02T18:00', '2026-07-02T18:00'],
    ['2026-07-01T10:00', '2026-07-01T12:00', '2026-07-01T12:00'],
    ['2026-12-31T20:00', undefined, '2027-01-01T10:00'],
  ])('lent at %s, agreed %s, is due at %s', (lentAt, agreed, due) => {
    expect(dueOf(at(lentAt), agreed === undefined ? undefined : at(agreed), project).dueAt).toBe(at(due));
  });

  it.each([
    ['2026-07-01T10:00', '2026-07-01T10:00', 'key-loan.due-past'],
    ['2026-07-01T10:00', '2026-07-01T18:00:00.001', 'key-loan.due-late'],
    ['2026-07-01T19:00', '2026-07-02T18:00:00.001', 'key-loan.due-late'],
  ])('lent at %s cannot be agreed for %s', (lentAt, agreed, code) => {
    expect(refused(() => dueOf(at(lentAt), at(agreed), project))).toMatchObject({ code, path: 'dueAt' });
  });

  it('follows the project’s own hours', () => {
    const early = { ...project, sla: { ...project.sla, keyDueTime: '17:00', keyNextMorning: '09:00' } };
    expect(dueOf(at('2026-07-01T17:00'), undefined, early).dueAt).toBe(at('2026-07-02T09:00'));
  });
});
