import type { RatedMeter, RatedUnit, Rating } from '../../lib/ledger/rating/rate.ts';
import { rateUnit } from '../../lib/ledger/rating/rate.ts';
import { Reading } from '../../lib/ledger/rating/reading.ts';
import { recompute } from '../../lib/ledger/rating/recompute.ts';
import { type Edition, Tariff } from '../../lib/ledger/rating/tariff.ts';

const stamp = { at: '2026-01-01T00:00:00.000Z', by: 'pm' };

/** Editions as the register stores them: published before they take effect. */
export const editions = (...terms: readonly (Partial<Edition> & { readonly from: string })[]) =>
  terms.map((term, at) => ({ number: at + 1, drafted: stamp, publication: { ...stamp, place: '公示栏', on: term.from, evidence: '照片' }, ...term }));

/** A published property fee of 2.38 yuan, unless told otherwise. */
export function tariffOf(overrides: object = {}): Tariff {
  const usual = { state: 'published', feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, cycle: 'month' };
  return Tariff.parse({ ...usual, editions: editions({ from: '2024-01-01', priceE4: 23_800 }), ...overrides });
}

/** A flat of 98.75 ㎡ that K1 has owned since 2020. */
export function flatOf(overrides: Partial<RatedUnit> = {}): RatedUnit {
  return { kind: 'residential', building: '1', buildingAreaDm2: 98_75, relations: [{ party: 'K1', role: 'owner', from: '2020-01-01' }], ...overrides };
}

/** The same flat, the developer's until that day and K1's from it on. */
export const soldOn = (on: string): RatedUnit =>
  flatOf({
    relations: [
      { party: 'DEV', role: 'developer', from: '2024-01-01', to: on },
      { party: 'K1', role: 'owner', from: on },
    ],
  });

/** A water meter read on the first of each month, from these values in whole units on. */
export function meterOf(values: Readonly<Record<string, number>>, overrides: Partial<RatedMeter> = {}): RatedMeter {
  const months = Object.entries(values);
  const readings = months.map(([period, value], at) =>
    Reading.parse({
      kind: at === 0 ? 'start' : 'regular',
      period,
      on: `${period}-01`,
      value: value * 1000,
      usage: at === 0 ? 0 : (value - (months[at - 1]?.[1] ?? 0)) * 1000,
      reader: 'wang',
      at: stamp.at,
    }),
  );
  return { id: 'W1', kind: 'water', readings, ...overrides };
}

/** Rates a flat for July 2026 by the tariff WY. */
export function rate(overrides: Partial<Rating> & { readonly tariff?: Tariff } = {}) {
  const { tariff = tariffOf(), ...others } = overrides;
  const tariffs = new Map([['WY', tariff]]);
  return rateUnit({
    unitId: '1-1-101',
    unit: flatOf(),
    tariffs,
    meters: [],
    period: '2026-07',
    policy: { accrualStart: 'DAILY' },
    issuedOn: '2026-07-05',
    ...others,
  });
}

/** What everybody pays, by payer, after every bill has been worked out again. */
export function paid(overrides: Parameters<typeof rate>[0] = {}): Readonly<Record<string, number>> {
  const { bills, refused } = rate(overrides);
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  const tariffs = overrides?.tariffs ?? new Map([['WY', overrides?.tariff ?? tariffOf()]]);
  for (const bill of bills) if (!recompute(bill, tariffs, overrides?.shares).same) throw new Error(`${bill.charge} is worked out differently`);
  return Object.fromEntries(bills.map((bill) => [bill.payer, bill.issuedFen]));
}
