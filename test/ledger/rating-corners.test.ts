import { describe, expect, it } from 'vitest';
import { recompute } from '../../lib/ledger/rating/recompute.ts';
import { shareKey, shareOf } from '../../lib/ledger/rating/share.ts';
import { editions, flatOf, meterOf, paid, rate, soldOn, tariffOf } from './rated.ts';

describe('meters', () => {
  const water = (method: object, edition: object) =>
    tariffOf({ feeClass: 'water', title: '水费', method, agency: true, editions: editions({ from: '2024-01-01', ...edition }) });

  it('a rollover from 99 998 to 3 is what the register worked out: 5 t × 4.50 = 22.50', () => {
    const meter = meterOf({ '2026-06': 99_998 });
    const rolled = {
      kind: 'regular',
      period: '2026-07',
      on: '2026-07-01',
      value: 3_000,
      usage: 5_000,
      rollover: true,
      reader: 'w',
      at: '2026-07-01T00:00:00.000Z',
    };
    const meters = [{ ...meter, readings: [...meter.readings, rolled as (typeof meter.readings)[number]] }];
    expect(paid({ tariff: water({ kind: 'metered', meter: 'water' }, { priceE4: 45_000 }), meters })).toEqual({ K1: 22_50 });
  });

  it('steps of the year go on where the month before left off: 8 t to 20 t = 4 × 3.50 + 8 × 5.00 = 54.00', () => {
    const steps = [{ upTo: 12_000, priceE4: 35_000 }, { priceE4: 50_000 }];
    const tariff = water({ kind: 'stepped', meter: 'water', window: 'year' }, { steps });
    const meters = [meterOf({ '2025-12': 500, '2026-05': 508, '2026-07': 520 })];
    expect(paid({ tariff, meters })).toEqual({ K1: 54_00 });
  });

  it('what two payers used is divided by their days and nothing is lost: 31 t of June, 10 of 30 days and 20 of 30', () => {
    const relations = [
      { party: 'K1', role: 'owner', from: '2020-01-01', to: '2026-06-11' },
      { party: 'K2', role: 'owner', from: '2026-06-11' },
    ];
    const { bills } = rate({
      unit: flatOf({ relations }),
      tariff: water({ kind: 'metered', meter: 'water' }, { priceE4: 10_000 }),
      meters: [meterOf({ '2026-06': 0, '2026-07': 31 })],
    });
    expect(bills.map(({ payer, lines }) => [payer, lines[0]?.quantity])).toEqual([
      ['K1', 10_333],
      ['K2', 20_667],
    ]);
  });

  it('used before a tariff ended is charged, though it is read on the day after', () => {
    const ended = { state: 'ended', until: '2026-07-01', ended: { at: '2026-01-01T00:00:00.000Z', by: 'pm', reason: '移交自来水公司' } };
    const tariff = tariffOf({ ...water({ kind: 'metered', meter: 'water' }, { priceE4: 10_000 }), ...ended });
    expect(paid({ tariff, meters: [meterOf({ '2026-06': 0, '2026-07': 31 })] })).toEqual({ K1: 31_00 });
    expect(rate({ tariff, meters: [meterOf({ '2026-07': 0, '2026-08': 31 })], period: '2026-08' }).bills).toEqual([]);
  });

  it('an unread meter, a unit without one, and a meter that only began are told apart', () => {
    const tariff = water({ kind: 'metered', meter: 'water' }, { priceE4: 45_000 });
    expect(rate({ tariff, meters: [meterOf({ '2026-05': 1, '2026-06': 2 })] }).refused).toMatchObject([
      { code: 'rating.no-reading', meter: 'W1', tariff: 'WY' },
    ]);
    expect(rate({ tariff, meters: [meterOf({ '2026-07': 2 }, { kind: 'power' })] }).refused).toMatchObject([{ code: 'rating.no-meter' }]);
    expect(rate({ tariff, meters: [meterOf({ '2026-07': 2 })] })).toEqual({ bills: [], refused: [] });
    expect(rate({ tariff, meters: [meterOf({ '2026-06': 2, '2026-07': 2 })] })).toEqual({ bills: [], refused: [] });
  });
});

describe('what is not charged', () => {
  it.each([undefined, 0, -1, Number.NaN, 98.5])('an area of %s is refused, and stops no other tariff', (buildingAreaDm2) => {
    const fixed = tariffOf({ method: { kind: 'fixed' }, feeClass: 'special', title: '专项管理费' });
    const tariffs = new Map([
      ['WY', tariffOf()],
      ['ZX', fixed],
    ]);
    const { bills, refused } = rate({ unit: { ...flatOf(), buildingAreaDm2 }, tariffs });
    expect(refused).toEqual([{ unit: '1-1-101', tariff: 'WY', code: 'rating.no-area' }]);
    expect(bills.map(({ charge, issuedFen }) => [charge, issuedFen])).toEqual([['ZX.K1', 2_38]]);
  });

  it('a draft charges nothing, and a unit with nothing else is listed', () => {
    const { state: _state, editions: _editions, ...lasting } = tariffOf();
    const draft = { from: '2024-01-01', priceE4: 1, drafted: { at: '2026-01-01T00:00:00.000Z', by: 'pm' } };
    const tariff = tariffOf({ ...lasting, state: 'draft', draft, editions: [] });
    expect(rate({ tariff })).toEqual({ bills: [], refused: [{ unit: '1-1-101', code: 'rating.no-tariff' }] });
  });

  it('an ended tariff charges until its last day', () => {
    const ended = { state: 'ended', until: '2026-07-11', ended: { at: '2026-01-01T00:00:00.000Z', by: 'pm', reason: '合同到期' } };
    expect(paid({ tariff: tariffOf(ended) })).toEqual({ K1: 75_81 });
    expect(rate({ tariff: tariffOf(ended), period: '2026-08' }).refused).toMatchObject([{ code: 'rating.no-tariff' }]);
  });

  it('days nobody is on record to pay for are listed with their dates', () => {
    const { bills, refused } = rate({ unit: flatOf({ relations: [{ party: 'K1', role: 'owner', from: '2026-07-10' }] }) });
    expect(refused).toEqual([{ unit: '1-1-101', tariff: 'WY', code: 'rating.no-payer', from: '2026-07-01', to: '2026-07-10' }]);
    expect(bills).toMatchObject([{ payer: 'K1', issuedFen: 166_79 }]);
  });

  it('an amount beyond all reason is refused, not rounded', () => {
    const tariff = tariffOf({ editions: editions({ from: '2024-01-01', priceE4: 10_000_000_000 }) });
    expect(rate({ tariff, unit: flatOf({ buildingAreaDm2: 100_000_000 }) }).refused).toMatchObject([{ code: 'rating.too-large' }]);
    expect(rate({ tariff, unit: flatOf({ buildingAreaDm2: Number.MAX_SAFE_INTEGER }) }).refused).toMatchObject([{ code: 'rating.too-large' }]);
  });

  it('units beyond the scope, and those a rule leaves out, are not charged; those a rule adds are', () => {
    const shops = tariffOf({ editions: editions({ from: '2024-01-01', priceE4: 23_800, scope: { kinds: ['shop'] } }) });
    expect(rate({ tariff: shops }).bills).toEqual([]);
    const rule = { tariff: 'WY', from: '2026-07-16', reason: '协议' };
    expect(paid({ tariff: shops, unit: flatOf({ charging: { tariffs: [{ ...rule, mode: 'add' }] } }) })).toEqual({ K1: 121_30 });
    expect(paid({ unit: flatOf({ charging: { tariffs: [{ ...rule, mode: 'exclude' }] } }) })).toEqual({ K1: 113_72 });
  });

  it('only the classes asked for', () => {
    expect(rate({ feeClasses: ['water'] })).toEqual({ bills: [], refused: [] });
  });
});

describe('who pays', () => {
  it('the developer for what is not sold (L10), and goes on where the contract is silent', () => {
    expect(paid({ unit: flatOf({ relations: [{ party: 'DEV', role: 'developer', from: '2024-01-01' }] }) })).toEqual({ DEV: 235_03 });
    const accrual = { on: '2026-03-01', developerPays: true } as const;
    expect(paid({ unit: { ...soldOn('2026-03-01'), charging: { accrual } } })).toEqual({ DEV: 235_03 });
  });

  it('the developer until the keys, even if the flat was sold long before; the unit may have its own policy', () => {
    const unit = { ...soldOn('2026-01-01'), charging: { accrual: { on: '2026-07-10', policy: 'DAILY' as const } } };
    expect(paid({ unit, policy: { accrualStart: 'NEXT_MONTH' } })).toEqual({ DEV: 68_23, K1: 166_79 });
  });

  it('of co-owners the one with the largest share; the others are liable beside him', () => {
    const relations = [
      { party: 'K1', role: 'owner', share: { n: 1, d: 3 }, from: '2020-01-01' },
      { party: 'K2', role: 'owner', share: { n: 2, d: 3 }, from: '2020-01-01' },
    ];
    expect(rate({ unit: flatOf({ relations }) }).bills).toMatchObject([{ payer: 'K2', joint: ['K1'] }]);
  });
});

describe('terms of a bill', () => {
  it('carry the clause only where the contract has one, for collected money only where it agrees', () => {
    const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000, clause: '第9条' };
    const withLate = (more: object, agency?: true) =>
      rate({
        tariff: tariffOf({ ...(agency ? { agency } : {}), editions: editions({ from: '2024-01-01', priceE4: 23_800, late: { ...late, ...more } } as never) }),
      }).bills[0]?.late;
    const { clause: _clause, ...carried } = late;
    expect(withLate({})).toEqual(carried);
    expect(withLate({}, true)).toBeUndefined();
    expect(withLate({ agencyAgreed: true }, true)).toEqual(carried);
    expect(rate().bills[0]?.late).toBeUndefined();
  });

  it('are due as the tariff says, and never before they are issued', () => {
    const due = (rule: object, issuedOn = '2026-07-05') =>
      rate({ issuedOn, tariff: tariffOf({ cycle: 'quarter', editions: editions({ from: '2024-01-01', priceE4: 1_0000, due: rule } as never) }) }).bills[0]
        ?.dueOn;
    expect(due({ month: 'first', day: 20 })).toBe('2026-07-20');
    expect(due({ month: 'last', day: 31 })).toBe('2026-09-30');
    expect(due({ month: 'next' })).toBe('2026-10-31');
    expect(due({ month: 'first', day: 20 }, '2026-07-25')).toBe('2026-07-25');
  });
});

describe('a bill worked out again 重算', () => {
  it('differs when a fen, a price or an edition was tampered with', () => {
    const tariffs = new Map([['WY', tariffOf()]]);
    const bill = rate().bills[0];
    const [line] = bill?.lines ?? [];
    if (!bill || !line) throw new Error('no bill');
    expect(recompute(bill, tariffs)).toEqual({ fen: 235_03, differs: [], same: true });
    const changed = (part: object) => recompute({ ...bill, lines: [{ ...line, ...part }] }, tariffs);
    expect(changed({ fen: 235_02 })).toMatchObject({ differs: [0], same: false });
    expect(changed({ priceE4: 23_801 })).toMatchObject({ differs: [0], same: false });
    expect(changed({ edition: 2 })).toMatchObject({ differs: [0], same: false });
    expect(recompute({ ...bill, issuedFen: 235_04 }, tariffs).same).toBe(false);
    expect(recompute(bill, new Map()).same).toBe(false);
  });

  it('proves a share by the key of its run, and to one fen without it', () => {
    const tariff = tariffOf({ feeClass: 'shared', method: { kind: 'shared' }, editions: editions({ from: '2024-01-01' }) });
    const key = shareKey(100, [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    if (!key) throw new Error('no key');
    expect(['a', 'b', 'c'].map((unit) => shareOf(key, unit, 1))).toEqual([34, 33, 33]);
    const shares = new Map([['WY', key]]);
    const bill = rate({ tariff, unitId: 'a', unit: flatOf({ buildingAreaDm2: 1 }), shares }).bills[0];
    if (!bill) throw new Error('no bill');
    expect(recompute(bill, new Map([['WY', tariff]]), shares)).toMatchObject({ fen: 34, same: true });
    expect(recompute({ ...bill, unit: 'b' }, new Map([['WY', tariff]]), shares).same).toBe(false);
    expect(recompute(bill, new Map([['WY', tariff]])).same).toBe(true);
  });
});
