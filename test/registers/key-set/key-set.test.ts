import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { dueStages } from '../../../lib/cases/timer.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { run } from '../given.ts';
import { at, client, described, lentSet, loaded, registered } from './given-keys.ts';
import { does, handed, receipt, recipient, refused, timer, timers, writtenOff } from './key-set-at-work.ts';

describe('key set 钥匙', () => {
  it.each([
    ['inCabinet', ['put', 'enrol', 'handOver', 'reportLost', 'writeOff', 'checkOut', 'flagDiscrepancy']],
    ['out', ['put', 'enrol', 'checkIn', 'loseOnLoan', 'flagDiscrepancy']],
    ['handedOver', ['put', 'enrol', 'deposit', 'flagDiscrepancy']],
    ['lost', ['put', 'enrol', 'tellOwner', 'replaceLock', 'writeOff', 'recover', 'settleLoss', 'flagDiscrepancy']],
    ['writtenOff', ['put', 'enrol']],
    ['discrepancy', ['put', 'enrol', 'checkIn', 'reportLost', 'explain']],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(keySetRegister.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });

  it('has no command that copies a key, and none of its custody commands has a route', () => {
    expect(Object.keys(keySetRegister.commands)).not.toContain('copyKey');
    const hidden = Object.entries(keySetRegister.commands).filter(([, command]) => command.internal);
    expect(hidden.map(([name]) => name).toSorted()).toEqual(['checkIn', 'checkOut', 'explain', 'flagDiscrepancy', 'loseOnLoan', 'settleLoss']);
  });

  it.each([
    ['1-2-301', true],
    ['K-1-2-301', true],
    ['K.1.2.301', true],
    ['１－２－３０１', true],
    ['A_1-2_301x', true],
    ['K-301', false],
    ['K-7', false],
  ])('with the tag %s shows the flat: %s', (tag, shows) => {
    const put = () => run<KeySet>(keySetRegister, 'put', undefined, described, { id: tag });
    if (shows) expect(refused(put)).toMatchObject({ code: 'key-set.tag-shows-unit', path: 'unit' });
    else expect(put().record.state).toBe('inCabinet');
  });

  it('is registered in the cabinet, with the instants of its mandate in the project’s zone', () => {
    expect(registered()).toMatchObject({
      state: 'inCabinet',
      mandate: { remindAt: at('2026-12-01T09:00'), lastDayAt: at('2026-12-31T09:00'), endsAt: at('2027-01-01T00:00') },
    });
  });

  it('wants to know who entrusted the keys, and has a mandate for no other kind', () => {
    const { unit: _unit, owner: _owner, ...nobody } = described;
    expect(refused(() => does('put', undefined, nobody)).code).toBe('key-set.entrusted-by-whom');
    expect(refused(() => does('put', undefined, { ...described, kind: 'publicArea' })).code).toBe('key-set.mandate-kind');
    expect(() => does('put', undefined, { ...described, mandate: { from: '2026-07-02', to: '2026-07-01', document: 'x' } })).toThrow();
  });

  it('stays out when it is put again: custody is never typed in', () => {
    const out = lentSet();
    expect(does('put', out, { ...described, cabinet: '2号柜' }).record).toEqual({ ...out, cabinet: '2号柜' });
    expect(refused(() => does('put', out, { ...described, unit: '1-2-302' })).code).toBe('key-set.away');
    expect(() => does('put', out, { ...described, state: 'inCabinet' })).toThrow();
  });

  it('changes its count by no form, because a missing or copied key could hide behind one', () => {
    expect(refused(() => does('put', registered(), { ...described, count: 3 }))).toMatchObject({ code: 'key-set.count-fixed', path: 'count' });
    expect(refused(() => does('enrol', registered(), { ...described, count: 1 })).code).toBe('key-set.count-fixed');
  });

  it('takes nothing away when a row is imported again, and everything unstated with put', () => {
    const noted = does('put', registered(), { ...described, note: '防盗门' }).record;
    const { mandate: _mandate, owner: _owner, ...row } = described;
    expect(does('enrol', noted, row).record).toEqual(noted);
    expect(does('put', noted, row).record).not.toHaveProperty('mandate');
    expect(does('put', noted, row).record).not.toHaveProperty('note');
  });

  it('keeps the reminders of a mandate that is sent again, and begins anew with another', () => {
    const later = { now: at('2026-08-01T10:00'), today: '2026-08-01' };
    expect(does('put', registered(), described, later).record).toEqual(registered());
    const renewed = does('put', registered(), { ...described, mandate: { ...described.mandate, to: '2027-12-31' } }, later).record;
    expect(renewed.mandate).toMatchObject({ recordedAt: at('2026-08-01T10:00'), remindAt: at('2027-12-01T09:00') });
  });

  it('is as it was when written off, whatever is sent', () => {
    expect(does('put', writtenOff(), described).record).toEqual(writtenOff());
    expect(refused(() => does('put', writtenOff(), { ...described, cabinet: '2号柜' })).code).toBe('key-set.closed');
  });
});

describe('mandate expiry 委托到期', () => {
  const fired = (record: KeySet, now: Context['now']) => dueStages(timers(record), {}, now).map(({ stage }) => stage.name);

  it('tells archive and front desk 30 days before and on the day, at nine', () => {
    expect(fired(registered(), at('2026-12-01T08:59:59.999'))).toEqual([]);
    expect(fired(registered(), at('2026-12-01T09:00'))).toEqual(['month']);
    expect(fired(registered(), at('2026-12-31T08:59:59.999'))).toEqual(['month']);
    expect(fired(registered(), at('2026-12-31T09:00'))).toEqual(['month', 'lastDay']);
    expect(timer(registered(), 'mandate').stages.map(({ tell }) => tell?.positions)).toEqual([
      ['ARCH', 'FRONT'],
      ['ARCH', 'FRONT'],
    ]);
  });

  it('says nothing of what lay behind when the mandate was recorded, and nothing once the keys are the owner’s', () => {
    expect(fired(registered({ mandate: { from: '2026-07-01', to: '2026-07-20', document: 'x' } }), at('2026-07-20T10:00'))).toEqual(['lastDay']);
    expect(timers(handed())).toEqual([]);
  });
});

describe('custody 保管', () => {
  const back = (count: number, record = lentSet(), loan = 'YS-1') => does('checkIn', record, { loan, count }).record;

  it('is the loan’s from checkout until every key is back', () => {
    expect(lentSet()).toMatchObject({ state: 'out', loan: 'YS-1', borrower: '王师傅', since: at('2026-07-01T10:00'), back: 0 });
    expect(back(1)).toMatchObject({ state: 'out', back: 1 });
    expect(back(1, back(1))).toEqual(registered());
    expect(refused(() => back(3)).code).toBe('key-set.too-many');
    expect(refused(() => back(2, back(1)))).toMatchObject({ code: 'key-set.too-many', says: expect.stringContaining('1 把') });
    expect(refused(() => back(1, lentSet(), 'YS-2'))).toMatchObject({ kind: 'conflict', code: 'key-set.other-loan' });
  });

  it('ends with a hand-over to a present owner, who signs; a former owner and a tenant get nothing', () => {
    expect(handed()).toMatchObject({ state: 'handedOver', receipt: { recipient: 'C2', name: '李四', at: at('2026-07-01T10:00') } });
    for (const who of ['C1', 'C4']) {
      expect(
        refused(() => does('handOver', registered(), { ...receipt, recipient: who }, { reads: { ...recipient, recipient: loaded(who, client('张三')) } })).code,
      ).toBe('key-set.not-the-owner');
    }
    expect(
      refused(() =>
        does('handOver', registered({ kind: 'publicArea', owner: undefined, mandate: undefined, unit: undefined }), receipt, {
          reads: { ...recipient, household: undefined },
        }),
      ).code,
    ).toBe('key-set.no-owner');
  });

  it.each([
    ['2026-07-01', true],
    ['2026-06-30', false],
  ])('goes to a mandated recipient whose mandate ends on %s: %s', (to, given) => {
    const attempt = () =>
      does(
        'handOver',
        registered(),
        { ...receipt, recipient: 'A1', capacity: 'mandated', mandate: { from: '2026-06-01', to, document: '委托书' } },
        { reads: recipient },
      );
    if (given) expect(attempt().record).toMatchObject({ state: 'handedOver', receipt: { capacity: 'mandated', mandate: '委托书' } });
    else expect(refused(attempt).code).toBe('key-set.mandate-expired');
    expect(refused(() => does('handOver', registered(), { ...receipt, capacity: 'mandated' }, { reads: recipient })).code).toBe('key-set.mandate-needed');
  });

  it.each([
    ['2026-07-01T09:59:59.999', true],
    ['2026-07-01T10:00:00', false],
    ['2026-07-01T10:00:00.001', false],
  ])('of an undelivered flat is handed over at 10:00 after a signature at %s: %s', (signedAt, given) => {
    const undelivered = registered({ kind: 'undelivered', mandate: undefined });
    const attempt = () =>
      does('handOver', undelivered, { ...receipt, unitHandover: { document: '交付书', signedAt: `${signedAt}+08:00` } }, { reads: recipient });
    if (given) expect(attempt().record.state).toBe('handedOver');
    else expect(refused(attempt).code).toBe('key-set.handover-unsigned');
    expect(refused(() => does('handOver', undelivered, receipt, { reads: recipient })).code).toBe('key-set.handover-unsigned');
  });

  it('returns when the owner deposits keys again, with no more of them than there were', () => {
    const deposit = { owner: 'C2', count: 1, cabinet: '3号柜', mandate: described.mandate };
    expect(does('deposit', handed(), deposit).record).toMatchObject({ state: 'inCabinet', count: 1, cabinet: '3号柜', kind: 'ownerEntrusted' });
    expect(refused(() => does('deposit', handed(), { ...deposit, count: 3 })).code).toBe('key-set.too-many');
    expect(refused(() => does('deposit', handed(), { ...deposit, owner: 'C1' })).code).toBe('key-set.not-the-owner');
  });
});
