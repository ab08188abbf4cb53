import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import { plus } from '../../../lib/kernel/clock.ts';
import { expectedInCabinet } from '../../../lib/registers/key-set/contract.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { refusal, run } from '../given.ts';
import { at, client, flat, lentSet, loaded, registered } from './given-keys.ts';

const does = (name: string, record: KeySet | undefined, body: object = {}, context: Partial<Context> = {}) =>
  run<KeySet>(keySetRegister, name, record, body, { id: 'K-7', reads: { household: loaded('1-2-301', flat) }, ...context });
const refused = (attempt: () => unknown) => refusal(keySetRegister, attempt);
const timers = (record: KeySet) => keySetRegister.timers(record, at('2026-07-01T10:00'));
const timer = (record: KeySet, name: string) => timers(record).find((one) => one.name === name) ?? expect.fail(`no timer ${name}`);
const described = {
  count: 2,
  cabinet: '1号柜',
  kind: 'ownerEntrusted',
  unit: '1-2-301',
  owner: 'C2',
  mandate: { from: '2026-07-01', to: '2026-12-31', document: '委托书' },
};
const lostSet = (changes: object = {}) => does('reportLost', registered(changes), { left: 1, note: '钩上少一把' }).record;
const toldSet = (changes: object = {}) => does('tellOwner', lostSet(changes), { how: '电话' }).record;
const flagged = (seen = 1) => does('flagDiscrepancy', registered(), { keyCount: 'YP-1', seen }).record;
const receipt = { recipient: 'C2', capacity: 'owner', signature: '移交签收表' };
const recipient = { household: loaded('1-2-301', flat), recipient: loaded('C2', client('李四')) };
const handed = () => does('handOver', registered(), receipt, { reads: recipient }).record;
const writtenOff = () => does('replaceLock', toldSet(), { responsible: '物业公司' }).record;

describe('key set 钥匙', () => {
  it.each([
    ['inCabinet', ['put', 'enrol', 'handOver', 'reportLost', 'writeOff', 'checkOut', 'flagDiscrepancy']],
    ['out', ['put', 'enrol', 'checkIn', 'loseOnLoan', 'flagDiscrepancy']],
    ['handedOver', ['put', 'enrol', 'deposit', 'flagDiscrepancy']],
    ['lost', ['put', 'enrol', 'tellOwner', 'replaceLock', 'writeOff', 'recover', 'settleLoss', 'flagDiscrepancy']],
    ['writtenOff', ['put', 'enrol']],
    ['discrepancy', ['put', 'enrol', 'reportLost', 'explain']],
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

describe('key ledger 钥匙总台账', () => {
  const sheet = keySetRegister.sheet ?? expect.fail('no sheet');
  const row = {
    钥匙牌号: 'K-7',
    数量: '2',
    钥匙柜: '1号柜',
    类别: '业主委托',
    房号: '1-2-301',
    委托起: '2026/7/1',
    委托止: '2026-12-31',
    业主编号: 'C2',
    委托书: '',
  };
  const read = (cells: Record<string, string>) => sheet.read({ ...row, ...cells });

  it('reads a row and writes the set back as the same row', () => {
    const [entry] = read({});
    expect(entry).toMatchObject({ id: 'K-7', command: 'enrol', input: described });
    expect(sheet.write('K-7', does('enrol', undefined, entry?.input ?? {}).record, new Map())).toEqual([
      { ...row, 数量: 2, 委托起: '2026-07-01', 委托书: '委托书' },
    ]);
    expect(sheet.write('K-7', writtenOff(), new Map())).toEqual([]);
  });

  it.each([
    [{ 钥匙牌号: '' }, '钥匙牌号'],
    [{ 钥匙牌号: 'K#7' }, '钥匙牌号'],
    [{ 数量: '0' }, '数量'],
    [{ 数量: '1.5' }, '数量'],
    [{ 数量: '100' }, '数量'],
    [{ 类别: '万能' }, '类别'],
    [{ 钥匙柜: '' }, '钥匙柜'],
    [{ 委托止: '2026-02-30' }, '委托止'],
    [{ 委托起: '' }, '委托起'],
  ])('complains of %j in its column', (cells, column) => {
    expect(refused(() => read(cells as Record<string, string>))).toMatchObject({ code: 'cell.row-invalid', path: column });
  });
});

describe('what an owner sees', () => {
  it('is his own set, and nothing of another’s', () => {
    expect(keySetRegister.residentView(registered(), 'C2')).toMatchObject({ state: 'inCabinet', count: 2 });
    expect(keySetRegister.residentView(registered(), 'C4')).toEqual({});
  });
});
