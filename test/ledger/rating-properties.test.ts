import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenOf, split } from '../../lib/kernel/money.ts';
import { accrualStarts } from '../../lib/kernel/project-policy.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import { daysIn, later, monthDays } from '../../lib/ledger/rating/month.ts';
import type { RatedUnit } from '../../lib/ledger/rating/rate.ts';
import { recompute } from '../../lib/ledger/rating/recompute.ts';
import { shareKey, shareOf } from '../../lib/ledger/rating/share.ts';
import { editions, flatOf, meterOf, rate, tariffOf } from './rated.ts';

const month = fc.tuple(fc.integer({ min: 2024, max: 2029 }), fc.integer({ min: 1, max: 12 })).map(([year, n]) => `${year}-${String(n).padStart(2, '0')}`);
const dayOf = (period: string) => fc.integer({ min: 1, max: daysIn(monthDays(period)) }).map((day) => `${period}-${String(day).padStart(2, '0')}`);

/** A month, a flat that is sold once or twice in it or has been, discounts and prices that change in it. */
const scene = month.chain((period) =>
  fc.record({
    period: fc.constant(period),
    area: fc.integer({ min: 1, max: 1_000_00 }),
    prices: fc.uniqueArray(dayOf(period), { maxLength: 2 }),
    price: fc.integer({ min: 1, max: 200_000 }),
    sold: fc.option(dayOf(period), { nil: undefined }),
    resold: fc.option(dayOf(later(period, 0)), { nil: undefined }),
    vacantFrom: fc.option(dayOf(period), { nil: undefined }),
    lease: fc.option(dayOf(period), { nil: undefined }),
    policy: fc.constantFrom(...accrualStarts),
    permille: fc.integer({ min: 0, max: 999 }),
  }),
);

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function unitOf({ area, sold, resold, lease, vacantFrom, permille }: Scene): RatedUnit {
  const since = sold ?? '2020-01-01';
  const again = resold !== undefined && resold > since ? resold : undefined;
  const relations: RatedUnit['relations'] = [
    { party: 'DEV', role: 'developer', from: '2019-01-01', to: since },
    { party: 'K1', role: 'owner', from: since, ...(again ? { to: again } : {}) },
    ...(again ? [{ party: 'K2', role: 'owner', from: again }] : []),
    ...(lease ? [{ party: 'T1', role: 'tenant', from: lease }] : []),
    { party: 'G', role: 'visitor', from: `${since.slice(0, 7)}-11`, to: `${since.slice(0, 7)}-12` },
  ];
  const vacancies = vacantFrom ? [{ from: vacantFrom, permille, approvedBy: 'KZ' }] : [];
  return flatOf({ buildingAreaDm2: area, relations, charging: { vacancies, payers: [{ party: 'T1', from: '2020-01-01', agreement: '租约' }] } });
}

const rated = (given: Scene) => {
  const terms = ['2019-01-01', ...given.prices.filter((day) => !day.endsWith('-01')).toSorted()];
  const tariff = tariffOf({ editions: editions(...terms.map((from, at) => ({ from, priceE4: given.price + at * 1000 }))) });
  const { period, policy } = given;
  const result = rate({ tariff, unit: unitOf(given), period, issuedOn: `${period}-05`, policy: { accrualStart: policy } });
  return { ...result, tariff };
};

describe('whatever changes in a month', () => {
  it('every day is charged once, to somebody, and no line is negative', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { bills, refused } = rated(given);
        const lines = bills.flatMap((bill) => bill.lines);
        expect(refused).toEqual([]);
        expect(lines.every(({ fen }) => fen >= 0)).toBe(true);
        // What comes to nothing is not written: days may only be missing then.
        const days = lines.flatMap(({ from = '', to = '' }) => Array.from({ length: daysIn({ from, to }) }, (_, n) => Number(from.slice(8)) + n));
        expect(new Set(days).size).toBe(days.length);
        if (given.vacantFrom === undefined && given.price * given.area > 200_000_0) expect(days).toHaveLength(daysIn(monthDays(given.period)));
      }),
      { numRuns: 500 },
    );
  });

  it('every bill is one the ledger takes, and comes to the same fen when it is worked out again', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { bills, tariff } = rated(given);
        for (const bill of bills) {
          expect(Bill.safeParse({ ...bill, origin: { kind: 'run', id: 'x' } }).error).toBeUndefined();
          expect(recompute(bill, new Map([['WY', tariff]])).same).toBe(true);
        }
        expect(new Set(bills.map(({ charge }) => charge)).size).toBe(bills.length);
      }),
      { numRuns: 300 },
    );
  });

  it('all payers together pay the month’s fee, but for half a fen a line', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { bills } = rated({ ...given, prices: [], vacantFrom: undefined });
        const lines = bills.flatMap((bill) => bill.lines);
        const exactFen = (given.area * given.price) / 10_000;
        const sum = lines.reduce((total, { fen }) => total + fen, 0);
        expect(Math.abs(sum - exactFen)).toBeLessThanOrEqual((lines.length + 4) / 2);
      }),
      { numRuns: 300 },
    );
  });
});

const weights = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 100_000 })), {
  selector: ([unit]) => unit,
  minLength: 1,
  maxLength: 60,
});

describe('a common cost', () => {
  it('is shared to the last fen, as the largest remainders say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_00 }), weights, (wholeFen, weighed) => {
        const key = shareKey(wholeFen, weighed);
        if (!key) throw new Error('somebody has a weight');
        const inOrder = weighed.toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(inOrder.map(([unit, weight]) => shareOf(key, unit, weight))).toEqual(
          split(
            fenOf(wholeFen),
            inOrder.map(([, weight]) => weight),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('stays whole when its units change hands in the month', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 1, max: 100_000_00 }), (given, wholeFen) => {
        const tariff = tariffOf({ feeClass: 'shared', method: { kind: 'shared' }, editions: editions({ from: '2019-01-01' }) });
        const units = ['a', 'b', 'c'].map((id, at) => ({ id, unit: unitOf({ ...given, area: given.area + at }) }));
        const key = shareKey(
          wholeFen,
          units.map(({ id, unit }) => [id, unit.buildingAreaDm2 ?? 0]),
        );
        const shares = new Map(key ? [['WY', key]] : []);
        const fens = units.flatMap(({ id, unit }) =>
          rate({ tariff, unitId: id, unit, shares, period: given.period, policy: { accrualStart: given.policy } }).bills.map((bill) => {
            expect(recompute(bill, new Map([['WY', tariff]]), shares).same).toBe(true);
            return bill.issuedFen;
          }),
        );
        expect(fens.reduce((a, b) => a + b, 0)).toBe(wholeFen);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a meter measured', () => {
  it('is charged whole, over payers, prices and steps', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 60 }), (given, before, usage) => {
        const steps = [{ upTo: 12_500, priceE4: 35_000 }, { upTo: 30_000, priceE4: 46_000 }, { priceE4: 58_000 }];
        const method = { kind: 'stepped', meter: 'water', window: 'year' };
        const terms = ['2019-01-01', ...given.prices].map((from) => ({ from, steps }));
        const tariff = tariffOf({ feeClass: 'water', title: '水费', method, agency: true, editions: editions(...terms) });
        const next = later(given.period, 1);
        const { bills, refused } = rate({
          tariff,
          unit: unitOf(given),
          meters: [meterOf({ [given.period]: before, [next]: before + usage })],
          period: next,
          policy: { accrualStart: given.policy },
        });
        expect(refused).toEqual([]);
        const quantity = bills.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.quantity ?? 0), 0);
        expect(quantity).toBe(usage * 1000);
        for (const bill of bills) expect(recompute(bill, new Map([['WY', tariff]])).same).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('months and days', () => {
  it('are counted as the calendar counts them', () => {
    expect(daysIn(monthDays('2028-02'))).toBe(29);
    expect(daysIn(monthDays('2100-02'))).toBe(28);
    expect(daysIn(monthDays('2000-02'))).toBe(29);
    fc.assert(
      fc.property(month, fc.integer({ min: -30, max: 30 }), (period, n) => {
        expect(later(later(period, n), -n)).toBe(period);
        const { from, to } = monthDays(period);
        expect(daysIn({ from, to })).toBe((Date.parse(to) - Date.parse(from)) / 86_400_000);
      }),
    );
  });
});
