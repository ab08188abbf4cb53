import { describe, expect, it } from 'vitest';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import { plus } from '../../../lib/kernel/clock.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';
import { around, asked, badge, does, entered, giveBack, lent, lost, publicRequest, publicSet, refused, returning, timer, timers } from './given-loans.ts';

const fired = (record: KeyLoan, local: string) => dueStages(timers(record), {}, at(local)).map(({ timer: { name }, stage }) => `${name}.${stage.name}`);

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

it('has a sentence for whoever a clock tells', () => {
  const told = does('tellOwner', lost(), { how: '电话' }).record;
  const kinds = [asked(), publicRequest(), lent(), told, entered().record].flatMap((record) =>
    timers(record).flatMap(({ name, stages }) => stages.map((stage) => `key-loan.${name}.${stage.name}`)),
  );
  expect(kinds.filter((kind) => !(kind in keyLoan.notices))).toEqual([]);
});
