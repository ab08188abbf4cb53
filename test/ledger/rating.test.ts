import { describe, expect, it } from 'vitest';
import { Bill } from '../../lib/ledger/bill.ts';
import { shareKey } from '../../lib/ledger/rating/share.ts';
import { editions, flatOf, meterOf, paid, rate, soldOn, tariffOf } from './rated.ts';

describe('twelve bills worked out by hand', () => {
  it('1 a whole month: 98.75 ㎡ × 2.38 = 235.025 → 235.03', () => {
    const { bills } = rate();
    expect(bills).toHaveLength(1);
    expect(bills[0]).toMatchObject({ charge: 'WY.K1', payer: 'K1', issuedFen: 235_03, dueOn: '2026-07-31', issuedOn: '2026-07-05', state: 'open' });
    expect(bills[0]?.lines).toEqual([
      {
        text: '98.75㎡ × 2.38元',
        from: '2026-07-01',
        to: '2026-08-01',
        days: { of: 31, charged: 31 },
        quantity: 98_75,
        scale: 100,
        unitName: '㎡',
        priceE4: 23_800,
        tariff: 'WY',
        edition: 1,
        fen: 235_03,
      },
    ]);
    expect(Bill.parse({ ...bills[0], origin: { kind: 'run', id: '2026-07' } })).toBeDefined();
  });

  it('2 handed over on the 10th, by the day: developer 9/31 = 68.2330… → 68.23, owner 22/31 = 166.7919… → 166.79', () => {
    expect(paid({ unit: soldOn('2026-07-10') })).toEqual({ DEV: 68_23, K1: 166_79 });
  });

  it('3 the same from the next month: the developer pays all of July, the owner August', () => {
    const policy = { accrualStart: 'NEXT_MONTH' } as const;
    expect(paid({ unit: soldOn('2026-07-10'), policy })).toEqual({ DEV: 235_03 });
    expect(paid({ unit: soldOn('2026-07-10'), policy, period: '2026-08' })).toEqual({ K1: 235_03 });
    expect(paid({ unit: soldOn('2026-07-01'), policy })).toEqual({ DEV: 235_03 });
  });

  it('4 by the half month: on the 15th the owner pays 17/31 = 128.8846… → 128.88 and the developer 14/31 = 106.1403… → 106.14, on the 16th nothing', () => {
    const policy = { accrualStart: 'HALF_MONTH' } as const;
    expect(paid({ unit: soldOn('2026-07-15'), policy })).toEqual({ DEV: 106_14, K1: 128_88 });
    expect(paid({ unit: soldOn('2026-07-02'), policy })).toEqual({ DEV: 106_14, K1: 128_88 });
    expect(paid({ unit: soldOn('2026-07-16'), policy })).toEqual({ DEV: 235_03 });
  });

  it('5 a new price on the 16th: 15/31 × 98.75 × 2.38 = 113.7217… → 113.72 and 16/31 × 98.75 × 2.80 = 142.7096… → 142.71, in two lines', () => {
    const tariff = tariffOf({ editions: editions({ from: '2024-01-01', priceE4: 23_800 }, { from: '2026-07-16', priceE4: 28_000 }) });
    const { bills } = rate({ tariff });
    expect(bills[0]?.lines.map(({ fen, edition, days }) => [fen, edition, days?.charged])).toEqual([
      [113_72, 1, 15],
      [142_71, 2, 16],
    ]);
    expect(paid({ tariff })).toEqual({ K1: 256_43 });
  });

  it('6 a common cost of 1000.00 by 100.00, 100.00 and 100.00 ㎡: 333.34 + 333.33 + 333.33, the last fen to the first', () => {
    const tariff = tariffOf({ feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' }, editions: editions({ from: '2024-01-01' }) });
    const key = shareKey(1000_00, [
      ['1-1-103', 100_00],
      ['1-1-101', 100_00],
      ['1-1-102', 100_00],
    ]);
    const shares = new Map(key ? [['WY', key]] : []);
    const unit = flatOf({ buildingAreaDm2: 100_00 });
    const of = (unitId: string) => paid({ tariff, unit, unitId, shares })['K1'];
    expect([of('1-1-101'), of('1-1-102'), of('1-1-103')]).toEqual([333_34, 333_33, 333_33]);
  });

  it('7 February: 14 of 28 days in 2026 = 117.5125 → 117.51, 14 of 29 in the leap year 2028 = 113.4603… → 113.46', () => {
    const unit = (year: number) =>
      flatOf({
        relations: [
          { party: 'K1', role: 'owner', from: '2020-01-01', to: `${year}-02-15` },
          { party: 'K2', role: 'owner', from: `${year}-02-15` },
        ],
      });
    expect(paid({ unit: unit(2026), period: '2026-02', issuedOn: '2026-02-05' })).toEqual({ K1: 117_51, K2: 117_51 });
    expect(paid({ unit: unit(2028), period: '2028-02', issuedOn: '2028-02-05' })).toEqual({ K1: 113_46, K2: 121_56 });
  });

  it('8 sold on from owner to owner on the 21st, whatever the policy: 20/31 = 151.6290… → 151.63 and 11/31 = 83.3959… → 83.40', () => {
    const relations = [
      { party: 'DEV', role: 'developer', from: '2019-01-01', to: '2020-01-01' },
      { party: 'K1', role: 'owner', from: '2020-01-01', to: '2026-07-21' },
      { party: 'K2', role: 'owner', from: '2026-07-21' },
    ];
    expect(paid({ unit: flatOf({ relations }), policy: { accrualStart: 'NEXT_MONTH' } })).toEqual({ K1: 151_63, K2: 83_40 });
  });

  it('9 empty from the 16th, 60 % still paid: 15/31 = 113.7217… → 113.72 and 16/31 × 60 % = 72.7819… → 72.78', () => {
    const unit = flatOf({ charging: { vacancies: [{ from: '2026-07-16', permille: 600, approvedBy: 'KZ-1' }] } });
    const { bills } = rate({ unit });
    expect(bills[0]?.lines.map(({ fen, text }) => [fen, text])).toEqual([
      [113_72, '98.75㎡ × 2.38元 × 15/31天'],
      [72_78, '98.75㎡ × 2.38元 × 16/31天 × 60%'],
    ]);
    expect(paid({ unit })).toEqual({ K1: 186_50 });
  });

  it('10 water by steps: 30 t = 12 × 3.50 + 13 × 4.60 + 5 × 5.80 = 42.00 + 59.80 + 29.00 = 130.80', () => {
    const steps = [{ upTo: 12_000, priceE4: 35_000 }, { upTo: 25_000, priceE4: 46_000 }, { priceE4: 58_000 }];
    const tariff = tariffOf({
      feeClass: 'water',
      title: '水费',
      method: { kind: 'stepped', meter: 'water' },
      agency: true,
      editions: editions({ from: '2024-01-01', steps }),
    });
    const { bills } = rate({ tariff, meters: [meterOf({ '2026-06': 100, '2026-07': 130 })] });
    expect(bills[0]).toMatchObject({ charge: 'WY.K1.W1', agency: true, issuedFen: 130_80 });
    expect(bills[0]?.lines.map(({ quantity, fen, text }) => [quantity, fen, text])).toEqual([
      [12_000, 42_00, '12吨 × 3.50元'],
      [13_000, 59_80, '13吨 × 4.60元'],
      [5_000, 29_00, '5吨 × 5.80元'],
    ]);
  });

  it('11 a half-year cycle, in January for all of it: 98.75 × 2.38 × 6 = 1410.15, due in June; other months bill nothing', () => {
    const tariff = tariffOf({ cycle: 'half' });
    const { bills } = rate({ tariff, period: '2026-01', issuedOn: '2026-01-05' });
    expect(bills[0]).toMatchObject({ issuedFen: 1_410_15, dueOn: '2026-06-30', period: '2026-01' });
    expect(bills[0]?.lines).toMatchObject([{ months: 6, text: '98.75㎡ × 2.38元 × 6个月' }]);
    expect(rate({ tariff, period: '2026-02' })).toEqual({ bills: [], refused: [] });
    expect(paid({ tariff, period: '2026-07' })).toEqual({ K1: 1_410_15 });
  });

  it('12 a tenant pays by agreement with the owner liable beside him, until his lease ends: 14/31 = 106.1403… → 106.14, the owner 128.88', () => {
    const unit = flatOf({
      relations: [
        { party: 'K1', role: 'owner', from: '2020-01-01' },
        { party: 'T1', role: 'tenant', from: '2025-07-15', to: '2026-07-15' },
      ],
      charging: { payers: [{ party: 'T1', from: '2025-07-15', agreement: '租赁合同第8条' }] },
    });
    const { bills } = rate({ unit });
    expect(bills.map(({ payer, joint, issuedFen }) => ({ payer, joint, issuedFen }))).toEqual([
      { payer: 'T1', joint: ['K1'], issuedFen: 106_14 },
      { payer: 'K1', joint: undefined, issuedFen: 128_88 },
    ]);
  });
});
