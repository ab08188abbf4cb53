import { describe, expect, it } from 'vitest';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import { plus } from '../../../lib/kernel/clock.ts';
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
  giveBack,
  lent,
  lost,
  off,
  ownerReads,
  ownRequest,
  publicRequest,
  publicSet,
  refused,
  returning,
  takenSet,
  timer,
  timers,
  unmandatedSet,
} from './given-loans.ts';

const fired = (record: KeyLoan, local: string) => dueStages(timers(record), {}, at(local)).map(({ timer: { name }, stage }) => `${name}.${stage.name}`);

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
    const keys = { twoPersonCabinets: ['2号柜'] };
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

describe('overdue ladder 逾期', () => {
  it.each([
    ['2026-07-01T17:29:59.999', []],
    ['2026-07-01T17:30', ['remind']],
    ['2026-07-01T18:00', ['remind']],
    ['2026-07-01T18:00:00.001', ['remind', 'overdue']],
    ['2026-07-01T20:00', ['remind', 'overdue']],
    ['2026-07-01T20:00:00.001', ['remind', 'overdue', 'escalate']],
    ['2026-07-02T09:00', ['remind', 'overdue', 'escalate']],
    ['2026-07-02T09:00:00.001', ['remind', 'overdue', 'escalate', 'incident']],
  ])('at %s has reached %j', (local, stages) => {
    expect(fired(lent(), local).filter((name) => name.startsWith('return.'))).toEqual(stages.map((stage) => `return.${stage}`));
  });

  it('tells the borrower, then the desk too, then the supervisor, then the manager', () => {
    expect(timer(lent(), 'return').stages.map(({ tell }) => tell)).toEqual([
      { persons: ['wang'] },
      { persons: ['wang'], positions: ['FRONT'] },
      { positions: ['CSM'] },
      { positions: ['PM'] },
    ]);
  });

  it('does not remind of what is due in less than half an hour when it begins', () => {
    const late = lent('2026-07-01T17:45');
    expect(timer(late, 'return').stages.map(({ name }) => name)).toEqual(['overdue', 'escalate', 'incident']);
  });

  it.each([
    ['2026-07-01T18:00', true],
    ['2026-07-01T18:00:00.001', false],
  ])('returned at %s is in time: %s, for the clock and for the figures', (local, met) => {
    const record = giveBack(lent(), 2, { local }).record;
    expect('metAt' in timerView(timer(record, 'return'), at('2026-07-05T10:00'))).toBe(met);
    const moment = { opened: at('2026-07-01T10:00'), now: at('2026-07-05T10:00'), today: '2026-07-05' };
    expect(keyLoan.facts(record, 'YS-1', moment)).toEqual([{ kpi: 'key-returned-on-time', key: 'YS-1', on: '2026-07-01', met }]);
    expect(fired(record, '2026-08-01T00:00').filter((name) => name.endsWith('escalate'))).toEqual([]);
  });
});

describe('return 归还', () => {
  it('puts the keys back when tag and count are right', () => {
    const { record, also } = giveBack(lent());
    expect(record).toMatchObject({ state: 'returned', returnedAt: at('2026-07-01T10:00'), back: 2, returns: [{ count: 2, by: 'front.1', witness: 'qian' }] });
    expect(also).toEqual([expect.objectContaining({ command: 'checkIn', input: { loan: 'YS-1', count: 2 } })]);
    expect(keyLoan.claims(record, 'YS-1')).toEqual([]);
  });

  it('of one of two keys is written down, and the loan stays out for the other', () => {
    const { record, notices } = giveBack(lent(), 1);
    expect(record).toMatchObject({ state: 'out', back: 1 });
    expect(notices).toEqual([{ type: 'key-loan.partly-back', to: { persons: ['wang'], positions: ['FRONT'] }, params: { missing: '1' } }]);
    expect(keyLoan.claims(record, 'YS-1')).toHaveLength(1);
    expect(fired(record, '2026-07-01T18:00:00.001')).toContain('return.overdue');
    expect(refused(() => giveBack(record, 2))).toMatchObject({ code: 'key-loan.too-many', path: 'count' });
    expect(giveBack(record, 1).record).toMatchObject({ state: 'returned', back: 2 });
  });

  it('of another key, or of more keys than were lent, is refused', () => {
    expect(refused(() => does('giveBack', lent(), { tag: 'K-8', count: 2, witness: 'qian' }, { reads: returning() }))).toMatchObject({
      code: 'key-loan.other-key',
      path: 'tag',
      says: expect.stringContaining('K-8'),
    });
    expect(refused(() => giveBack(lent(), 3)).code).toBe('key-loan.too-many');
    expect(() => giveBack(lent(), 0)).toThrow('request.invalid');
  });

  it('is not taken in by the borrower himself, nor without a witness', () => {
    expect(refused(() => giveBack(lent(), 2, { actor: actorOf('wang', 'FRONT') })).code).toBe('key-loan.keeper-borrows');
    expect(refused(() => does('giveBack', lent(), { tag: 'K-7', count: 2 }, { reads: returning() })).code).toBe('key-loan.witness-needed');
  });
});

describe('loss 丢失', () => {
  const told = (record = lost(), local = '2026-07-01T10:00') => does('tellOwner', record, { how: '电话' }, { local }).record;
  const since = at('2026-07-01T10:00');

  it('keeps the claim, ends the return clock, and starts those of owner and lock', () => {
    const { record, also, notices } = does('reportLost', giveBack(lent(), 1).record, { note: '途中遗失' }, { reads: returning() });
    expect(record).toMatchObject({ state: 'lost', loss: { left: 1 } });
    expect(also).toMatchObject([{ command: 'loseOnLoan', input: { loan: 'YS-1', left: 1 } }]);
    expect(notices).toMatchObject([{ type: 'key-loan.lost', to: { positions: ['FRONT', 'CSM', 'ENGM', 'PM'], parties: ['C2', 'C3'] } }]);
    expect(keyLoan.claims(record, 'YS-1')).toHaveLength(1);
    expect(timer(record, 'return').stop).toBe(since);
    expect([timer(record, 'tellOwner').due, timer(record, 'lockChange').due]).toEqual([plus(since, { hours: 2 }), plus(since, { hours: 24 })]);
  });

  it.each([
    ['2026-07-01T12:00', true],
    ['2026-07-01T12:00:00.001', false],
  ])('of which the owner is told at %s is in time: %s', (local, met) => {
    expect('metAt' in timerView(timer(told(lost(), local), 'tellOwner'), at(local))).toBe(met);
    expect(fired(lost(), local).includes('tellOwner.breach')).toBe(!met);
  });

  it('counts the first telling only', () => {
    expect(told(told(), '2026-07-01T15:00')).toEqual(told());
  });

  it.each([
    ['2026-07-02T10:00', true],
    ['2026-07-02T10:00:00.001', false],
  ])('ends with a new lock at %s in time: %s, at the cost of whoever is responsible', (local, met) => {
    const { record, also } = does('replaceLock', told(), { responsible: '王师傅' }, { local });
    expect(record).toMatchObject({ state: 'lockReplaced', settled: { responsible: '王师傅' } });
    expect(also).toMatchObject([{ command: 'settleLoss', input: { loan: 'YS-1', outcome: 'lockReplaced', responsible: '王师傅' } }]);
    expect('metAt' in timerView(timer(record, 'lockChange'), at('2026-07-05T10:00'))).toBe(met);
    const facts = keyLoan.facts(record, 'YS-1', { opened: since, now: at(local), today: '2026-07-02' });
    expect(facts).toEqual([
      { kpi: 'key-returned-on-time', key: 'YS-1', on: '2026-07-01', met: false },
      { kpi: 'key-lost', key: 'YS-1', on: '2026-07-01', met: false },
      { kpi: 'key-loss-owner-told', key: 'YS-1', on: '2026-07-01', met: true },
      { kpi: 'key-loss-lock-changed', key: 'YS-1', on: '2026-07-01', met },
    ]);
  });

  it('gives no new lock before the owner is told; public keys have nobody to tell', () => {
    expect(refused(() => does('replaceLock', lost(), { responsible: 'x' })).code).toBe('key-loan.tell-owner-first');
    expect(refused(() => does('writeOff', lost(), { note: 'x' })).code).toBe('key-loan.tell-owner-first');
    const reads = around({ set: publicSet, household: undefined });
    const publicLoss = does('reportLost', does('lend', publicRequest(), badge, { reads }).record, { note: 'x' }, { reads }).record;
    expect(timers(publicLoss).map(({ name }) => name)).toEqual(['return', 'lockChange']);
    expect(does('writeOff', publicLoss, { note: '停用' }).record.state).toBe('writtenOff');
    expect(() => does('replaceLock', told(), {})).toThrow('request.invalid');
  });

  it('is undone when the keys are found', () => {
    const { record, also } = does('recover', lost(), { note: '车座下' }, { local: '2026-07-01T10:30' });
    expect(record).toMatchObject({ state: 'returned', back: 2, loss: { note: '途中遗失' }, found: { note: '车座下' } });
    expect(also).toMatchObject([{ command: 'settleLoss', input: { outcome: 'found' } }]);
    const facts = keyLoan.facts(record, 'YS-1', { opened: since, now: since, today: '2026-07-01' });
    expect(facts.map(({ kpi }) => kpi)).not.toContain('key-lost');
    expect(fired(record, '2026-08-01T00:00')).toEqual([]);
  });
});

it('leaves a whole story to its owner and nothing to others of the household', () => {
  const seen = keyLoan.residentView(giveBack(lent()).record, 'C2');
  expect(seen).toMatchObject({ keys: 2, borrower: '王师傅', purpose: 'repair', lentAt: at('2026-07-01T10:00'), returnedAt: at('2026-07-01T10:00') });
  expect(JSON.stringify(seen)).not.toMatch(/identity|witness|requestedBy/);
  for (const party of ['C1', 'C4', undefined]) expect(keyLoan.residentView(lent(), party)).toEqual({});
});

it('asks the archive for the papers behind the loan', () => {
  expect(keyLoan.archive(lent())).toEqual([
    { name: '钥匙借用登记', present: true },
    { name: '业主委托书或业主确认记录', present: false },
  ]);
});
