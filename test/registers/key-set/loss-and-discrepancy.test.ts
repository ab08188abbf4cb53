import { describe, expect, it } from 'vitest';
import { timerView } from '../../../lib/cases/timer.ts';
import { plus } from '../../../lib/kernel/clock.ts';
import { expectedInCabinet } from '../../../lib/registers/key-set/contract.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { at, lentSet, registered } from './given-keys.ts';
import { does, flagged, handed, lostSet, refused, timer, timers, toldSet, writtenOff } from './key-set-at-work.ts';

describe('loss from the cabinet 柜中丢失', () => {
  const since = at('2026-07-01T10:00');

  it('tells desk, supervisors and today’s owners at once', () => {
    expect(does('reportLost', registered(), { left: 1, note: '少一把' }).notices).toEqual([
      { type: 'key-set.lost', to: { positions: ['FRONT', 'CSM', 'ENGM', 'PM'], parties: ['C2', 'C3'] } },
    ]);
    expect(refused(() => does('reportLost', registered(), { left: 2, note: 'x' })).code).toBe('key-set.nothing-lost');
  });

  it.each([
    [{ hours: 2 }, true],
    [{ hours: 2, ms: 1 }, false],
  ])('the owner told %j later is in time: %s', (later, met) => {
    const now = plus(since, later);
    const view = timerView(timer(does('tellOwner', lostSet(), { how: '电话' }, { now }).record, 'tellOwner'), now);
    expect('metAt' in view).toBe(met);
    expect(does('tellOwner', toldSet(), { how: '微信' }, { now }).record).toEqual(toldSet());
  });

  it.each([
    [{ hours: 24 }, true],
    [{ hours: 24, ms: 1 }, false],
  ])('the lock changed %j later is in time: %s', (later, met) => {
    const now = plus(since, later);
    const replaced = does('replaceLock', toldSet(), { responsible: '物业公司' }, { now }).record;
    expect(replaced).toMatchObject({ state: 'writtenOff', writeOff: { reason: 'lockReplaced', responsible: '物业公司' } });
    expect('metAt' in timerView(timer(replaced, 'lockChange'), now)).toBe(met);
  });

  it('gives no new lock to an owner who has not been told', () => {
    expect(refused(() => does('replaceLock', lostSet(), { responsible: 'x' })).code).toBe('key-set.tell-owner-first');
    expect(refused(() => does('writeOff', lostSet(), { note: 'x' })).code).toBe('key-set.tell-owner-first');
    const publicSet = { kind: 'publicArea', unit: undefined, owner: undefined, mandate: undefined };
    expect(does('replaceLock', lostSet(publicSet), { responsible: 'x' }).record.state).toBe('writtenOff');
    expect(timers(lostSet(publicSet)).map(({ name }) => name)).toEqual(['lockChange']);
  });

  it('is over when the keys are found, and counts as lost until then', () => {
    expect(does('recover', lostSet(), { note: '抽屉里' }).record).toEqual(registered());
    const moment = { opened: since, now: since, today: '2026-07-01' };
    expect(keySetRegister.facts(lostSet(), 'K-7', moment)).toEqual([{ kpi: 'key-lost', key: 'K-7', on: '2026-07-01', met: false }]);
    expect(keySetRegister.facts(registered(), 'K-7', moment)).toEqual([]);
  });

  it('on loan is the loan’s affair', () => {
    const onLoan = does('loseOnLoan', lentSet(), { loan: 'YS-1', left: 0 }).record;
    expect(timers(onLoan)).toEqual([]);
    for (const [command, body] of [
      ['tellOwner', { how: 'x' }],
      ['replaceLock', { responsible: 'x' }],
      ['recover', { note: 'x' }],
      ['writeOff', { note: 'x' }],
    ] as const) {
      expect(refused(() => does(command, onLoan, body)).code).toBe('key-set.handled-in-loan');
    }
    expect(refused(() => does('settleLoss', onLoan, { loan: 'YS-2', outcome: 'found' })).code).toBe('key-set.other-loan');
    expect(does('settleLoss', onLoan, { loan: 'YS-1', outcome: 'found' }).record).toEqual(registered());
    expect(does('settleLoss', onLoan, { loan: 'YS-1', outcome: 'cancelled', note: '停卡' }).record).toMatchObject({
      state: 'writtenOff',
      writeOff: { reason: 'cancelled' },
    });
  });
});

describe('discrepancy 盘点异常', () => {
  it.each([
    ['in the cabinet', () => registered(), 2],
    ['out with one back', () => does('checkIn', lentSet(), { loan: 'YS-1', count: 1 }).record, 1],
    ['handed over', handed, 0],
    ['lost with one left', lostSet, 1],
    ['written off', writtenOff, 0],
    ['flagged', flagged, 2],
  ])('expects of a set %s what should hang in the cabinet', (_, set, expected) => {
    expect(expectedInCabinet(set())).toBe(expected);
  });

  it('takes the set out of circulation and remembers where it was', () => {
    const out = lentSet();
    const found = does('flagDiscrepancy', out, { keyCount: 'YP-1', seen: 2 }).record;
    expect(found).toMatchObject({ state: 'discrepancy', was: { state: 'out', loan: 'YS-1' }, finding: { seen: 2, expected: 0 } });
    expect(does('explain', found, { finding: 'restored', note: '未登记归还' }).record).toEqual(out);
    expect(refused(() => does('flagDiscrepancy', registered(), { keyCount: 'YP-1', seen: 2 })).code).toBe('key-set.count-agrees');
  });

  it('lets a borrower give back what he has while the question is open', () => {
    const found = does('flagDiscrepancy', lentSet(), { keyCount: 'YP-1', seen: 2 }).record;
    const half = does('checkIn', found, { loan: 'YS-1', count: 1 }).record;
    expect(half).toMatchObject({ state: 'discrepancy', was: { state: 'out', back: 1 } });
    const whole = does('checkIn', half, { loan: 'YS-1', count: 1 }).record;
    expect(whole).toMatchObject({ state: 'discrepancy', was: { state: 'inCabinet' } });
    expect(does('explain', whole, { finding: 'restored', note: '还来已点清' }).record).toEqual(registered());
    expect(refused(() => does('checkIn', flagged(), { loan: 'YS-1', count: 1 })).code).toBe('key-set.other-loan');
  });

  it('is explained as put right, as a wrong number, or as a loss', () => {
    expect(does('explain', flagged(), { finding: 'restored', note: '挂错钩' }).record).toEqual(registered());
    expect(does('explain', flagged(), { finding: 'corrected', keys: 1, note: '登记有误' }).record).toEqual({ ...registered(), count: 1 });
    expect(refused(() => does('explain', flagged(), { finding: 'corrected', note: 'x' }))).toMatchObject({ code: 'key-set.explain-keys', path: 'keys' });
    const lost = does('explain', flagged(), { finding: 'lost', note: '遍寻不得' });
    expect(lost.record).toMatchObject({ state: 'lost', loss: { left: 1 } });
    expect(lost.notices?.[0]?.type).toBe('key-set.lost');
    expect(timers(lost.record).map(({ name }) => name)).toEqual(['tellOwner', 'lockChange']);
  });

  it('of keys that are out is not settled over the loan’s head', () => {
    const found = does('flagDiscrepancy', lentSet(), { keyCount: 'YP-1', seen: 2 }).record;
    expect(refused(() => does('explain', found, { finding: 'lost', note: 'x' })).code).toBe('key-set.explain-first');
    expect(refused(() => does('reportLost', found, { left: 0, note: 'x' })).code).toBe('key-set.explain-first');
  });
});

it('has a sentence for whoever a clock tells', () => {
  const kinds = [registered(), lostSet()].flatMap((record) =>
    timers(record).flatMap(({ name, stages }) => stages.map((stage) => `key-set.${name}.${stage.name}`)),
  );
  expect(kinds).toHaveLength(8);
  expect(kinds.filter((kind) => !(kind in keySetRegister.notices))).toEqual([]);
});
