import { describe, expect, it } from 'vitest';
import { allocate, oldestFirst } from '../../lib/ledger/allocation.ts';
import { divide, type Facts, type Purpose } from '../../lib/ledger/division.ts';
import { billId } from '../../lib/ledger/names.ts';
import { monthlyIssue, prepaymentCap } from '../../lib/ledger/prepayment.ts';
import { feeOf } from '../payments/till.ts';
import { codeOf } from '../support/refusal-code.ts';

const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;
const [may, june, july] = [feeOf('2026-05', { late }), feeOf('2026-06', { late }), feeOf('2026-07', { late })] as const;
const bills = new Map([july, may, june].map((bill) => [billId(bill), bill]));
const facts: Facts = { amountFen: 0, payer: 'K1', valueOn: '2026-07-20', insideBill: 'PRINCIPAL_FIRST', lenient: false };
const given = (purpose: Purpose, more: Partial<Facts>) => {
  const { shares, excessFen, warnings } = divide(purpose, bills, { ...facts, ...more });
  return {
    shares: shares.map(({ bill, principalFen, lateFen }) => [bill.period, principalFen, lateFen]),
    excessFen,
    warnings: warnings.map(({ code, bills: named }) => [code, named?.length]),
  };
};
const units: Purpose = { kind: 'units', units: ['1-1-101'] };

describe('allocation 核销分配', () => {
  it('goes oldest due first, the principal of a bill before its late fee where the contract says so (L18, L19)', () => {
    // May is 53 days late on 20 July, June 22: 235.03 × 0.0005 × 53 = 6.228…, × 22 = 2.585….
    expect(given(units, { amountFen: 500_00 })).toEqual({
      shares: [
        ['2026-05', 235_03, 6_23],
        ['2026-06', 235_03, 2_59],
        ['2026-07', 21_12, 0],
      ],
      excessFen: 0,
      warnings: [],
    });
    expect(given(units, { amountFen: 240_00 }).shares).toEqual([['2026-05', 235_03, 4_97]]);
  });

  it('puts the late fee before the principal by the law’s own order', () => {
    expect(given(units, { amountFen: 240_00, insideBill: 'STATUTORY' }).shares).toEqual([['2026-05', 233_77, 6_23]]);
    expect(given(units, { amountFen: 6_00, insideBill: 'STATUTORY' }).shares).toEqual([['2026-05', 0, 6_00]]);
  });

  it('leaves what no bill takes, and everything where nothing is owed', () => {
    expect(given(units, { amountFen: 800_00 })).toMatchObject({ excessFen: 800_00 - 3 * 235_03 - 6_23 - 2_59 });
    expect(given(units, { amountFen: 100, payer: 'K9' })).toEqual({
      shares: [],
      excessFen: 100,
      warnings: [
        ['payment.all-prepaid', undefined],
        ['payment.bills-of-others', 3],
      ],
    });
  });

  it('takes the bills the payer designates in his order, and warns of January when he pays February', () => {
    const wishes = [{ bill: billId(july) }, { bill: billId(june), amountFen: 100_00 }];
    expect(given({ kind: 'bills', wishes }, { amountFen: 335_03 })).toEqual({
      shares: [
        ['2026-07', 235_03, 0],
        ['2026-06', 100_00, 0],
      ],
      excessFen: 0,
      warnings: [['payment.skips-older', 2]],
    });
    expect(given({ kind: 'bills', wishes: [{ bill: billId(may) }] }, { amountFen: 241_26 }).warnings).toEqual([]);
  });

  it('refuses a designation of more than a bill owes, twice the same, or more than was paid', () => {
    const refusal = (wishes: readonly { bill: string; amountFen?: number }[], amountFen = 1000_00, lenient = false) =>
      codeOf(() => given({ kind: 'bills', wishes }, { amountFen, lenient }));
    expect(refusal([{ bill: billId(may), amountFen: 241_27 }])).toBe('payment.more-than-owed');
    expect(refusal([{ bill: billId(may) }, { bill: billId(may) }])).toBe('payment.bill-twice');
    expect(refusal([{ bill: billId(may), amountFen: 100_00 }], 99_99)).toBe('payment.over-designated');
    expect(refusal([{ bill: '1-1-101~2026-04~property~WY.K1~0' }])).toBe('bill.unknown');
    expect(refusal([{ bill: '1-1-101~2026-04~property~WY.K1~0' }], 1, true)).toBeUndefined();
  });

  it('orders bills of one day by their names, so that two cashiers divide alike', () => {
    const twins = ['WY.K2', 'WY.K1'].map((charge) => ({ bill: feeOf('2026-07', { charge }), lateFen: 0 }));
    expect(oldestFirst(twins).map(({ bill }) => bill.charge)).toEqual(['WY.K1', 'WY.K2']);
    expect(allocate(0, oldestFirst(twins), 'STATUTORY')).toEqual({ shares: [], excessFen: 0 });
  });
});

describe('prepayment 预收', () => {
  it('is capped at so many months of what is charged a month, never more than twelve (L21)', () => {
    const quarter = feeOf('2026-04', { charge: 'CW.K1', feeClass: 'parking', issuedFen: 900_00, lines: [{ text: '车位费', months: 3, fen: 900_00 }] });
    const mended = feeOf('2026-07', { charge: 'BX-1', feeClass: 'repair', issuedFen: 80_00, origin: { kind: 'repair', id: 'BX-1' } });
    expect(monthlyIssue([may, june, july, quarter, mended], 'K1')).toBe(235_03 + 300_00);
    expect(monthlyIssue([may], 'K2')).toBe(0);
    expect(prepaymentCap(535_03, 3)).toBe(1605_09);
    expect(prepaymentCap(100, 24)).toBe(1200);
  });
});
