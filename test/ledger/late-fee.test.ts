import { describe, expect, it } from 'vitest';
import { Bill } from '../../lib/ledger/bill.ts';
import { daysBetween, lateFee } from '../../lib/ledger/late-fee.ts';

type Paid = readonly (readonly [valueOn: string, fen: number, lateFen?: number])[];

/** A bill of 1 000 yuan due on 31 July, late ten days after it at 0.05 % a day, at most as much as itself. */
function bill({ paid = [], ...more }: Partial<Omit<Bill, 'paid'>> & { paid?: Paid } = {}): Bill {
  return Bill.parse({
    unit: '1-1-101',
    period: '2026-07',
    feeClass: 'property',
    charge: 'WY.K1',
    revision: 0,
    title: '物业管理费',
    payer: 'K1',
    lines: [{ text: '物业管理费', fen: 1000_00 }],
    issuedFen: 1000_00,
    issuedOn: '2026-07-05',
    dueOn: '2026-07-31',
    late: { graceDays: 10, countFrom: 'due', dailyPpm: 500, capPermille: 1000 },
    origin: { kind: 'run', id: '2026-07' },
    state: 'open',
    paid: paid.map(([valueOn, fen, lateFen]) => ({ entry: '2026~q~1', on: valueOn, valueOn, fen, ...(lateFen ? { lateFen } : {}), as: 'paid' })),
    ...more,
  });
}

const accrued = (of: Bill, on: string): number => lateFee(of, on).accruedFen;
const fromGrace = { graceDays: 10, countFrom: 'grace', dailyPpm: 500, capPermille: 1000 } as const;

describe('late fee 违约金', () => {
  it('is nothing until the grace has passed, then counts from the due date: 11 days × 1000 × 0.05 % = 5.50', () => {
    expect(accrued(bill(), '2026-07-31')).toBe(0);
    expect(accrued(bill(), '2026-08-10')).toBe(0);
    expect(accrued(bill(), '2026-08-11')).toBe(5_50);
  });

  it('counts from the end of the grace where the clause says so: 1 day × 1000 × 0.05 % = 0.50', () => {
    expect(accrued(bill({ late: fromGrace }), '2026-08-10')).toBe(0);
    expect(accrued(bill({ late: fromGrace }), '2026-08-11')).toBe(50);
  });

  it('is the sum of stretches between part payments: 20 d × 1000 + 21 d × 600 + 20 d × 300 = 38 600, × 0.05 % = 19.30', () => {
    const of = bill({
      paid: [
        ['2026-08-20', 400_00],
        ['2026-09-10', 300_00],
      ],
    });
    expect(lateFee(of, '2026-09-30')).toEqual({
      accruedFen: 19_30,
      settledFen: 0,
      openFen: 19_30,
      capped: false,
      segments: [
        { from: '2026-08-01', to: '2026-08-20', days: 20, principalFen: 1000_00 },
        { from: '2026-08-21', to: '2026-09-10', days: 21, principalFen: 600_00 },
        { from: '2026-09-11', to: '2026-09-30', days: 20, principalFen: 300_00 },
      ],
    });
  });

  it('asks nothing of what was paid within the grace: 20 d × 600 × 0.05 % = 6.00', () => {
    expect(accrued(bill({ paid: [['2026-08-05', 400_00]] }), '2026-08-20')).toBe(6_00);
    expect(accrued(bill({ paid: [['2026-08-10', 400_00]] }), '2026-08-20')).toBe(6_00);
    // On the eleventh day it was late: 11 × 1000 + 9 × 600 = 16 400.
    expect(accrued(bill({ paid: [['2026-08-11', 400_00]] }), '2026-08-20')).toBe(8_20);
  });

  it('rounds once for the bill, not stretch by stretch: 11.7515 + 11.7510 + 11.7505 fen = 35.253, not 36', () => {
    const of = bill({
      issuedFen: 235_03,
      lines: [{ text: '物业管理费', fen: 235_03 }],
      late: { ...fromGrace, graceDays: 0 },
      paid: [
        ['2026-08-01', 1],
        ['2026-08-02', 1],
      ],
    });
    expect(accrued(of, '2026-08-03')).toBe(35);
    expect(accrued(bill({ ...of, paid: [] }), '2026-08-02')).toBe(24);
  });

  it('is simple: what has accrued bears nothing itself, a hundred days are a hundred times one day', () => {
    const late = { ...fromGrace, graceDays: 0 };
    expect(accrued(bill({ late }), '2026-08-01')).toBe(50);
    expect(accrued(bill({ late }), '2026-11-08')).toBe(50_00);
  });

  it('stops at the cap: 3 % of 1000 is 30.00, reached after 60 days', () => {
    const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 30 } as const;
    expect(lateFee(bill({ late }), '2026-09-29')).toMatchObject({ accruedFen: 30_00, capped: false });
    expect(lateFee(bill({ late }), '2026-09-30')).toMatchObject({ accruedFen: 30_00, capped: true });
    expect(accrued(bill({ late }), '2030-01-01')).toBe(30_00);
  });

  it('stops when the principal is paid, and what is paid or waived of it is owed no more', () => {
    const of = bill({ paid: [['2026-08-20', 1000_00, 4_00]], state: 'settled' });
    expect(lateFee(of, '2026-12-31')).toMatchObject({ accruedFen: 10_00, settledFen: 4_00, openFen: 6_00 });
    expect(lateFee(bill({ paid: [['2026-08-20', 1000_00, 10_50]], state: 'settled' }), '2026-12-31').openFen).toBe(0);
  });

  it('is none without a recorded clause, as on agency charges, and none where a dispute was upheld', () => {
    const dispute = { complaint: 'TS-1', at: '2026-08-01T00:00:00.000Z', reason: '漏水未修' } as never as Bill['dispute'];
    expect(accrued(bill({ late: undefined, agency: true, feeClass: 'water' }), '2027-01-01')).toBe(0);
    expect(accrued(bill({ dispute: { ...(dispute as object), upheld: true } as Bill['dispute'] }), '2026-08-11')).toBe(0);
    expect(accrued(bill({ dispute: { ...(dispute as object), upheld: false } as Bill['dispute'] }), '2026-08-11')).toBe(5_50);
    expect(accrued(bill({ dispute }), '2026-08-11')).toBe(5_50);
  });

  it('asks nothing for days on which the company held the money, although the payment was taken back', () => {
    const of = bill({
      paid: [
        ['2026-08-20', 1000_00],
        ['2026-08-30', -1000_00],
      ],
    });
    // 20 days before the payment, 10 after it was taken back.
    expect(accrued(of, '2026-09-09')).toBe(15_00);
  });

  it('knows the 29th of February', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
    expect(accrued(bill({ dueOn: '2028-02-28', late: { ...fromGrace, graceDays: 0 } }), '2028-03-01')).toBe(1_00);
  });
});
