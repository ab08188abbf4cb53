import { describe, expect, it } from 'vitest';
import { exact, fenOf, roundHalfUp, split, times, yuan } from '../../lib/kernel/money.ts';
import { Bill, openFen } from '../../lib/ledger/bill.ts';
import { fold, type Holdings } from '../../lib/ledger/fold.ts';
import type { Journal } from '../../lib/ledger/journal.ts';
import { billId, billNamed, receiptNamed, receiptNo } from '../../lib/ledger/names.ts';
import { codeOf } from '../support/refusal-code.ts';

const bill = Bill.parse({
  unit: '1-1-101',
  period: '2026-07',
  feeClass: 'property',
  charge: 'WY.K1',
  revision: 0,
  title: '物业管理费',
  payer: 'K1',
  lines: [{ text: '物业管理费', quantity: 9875, scale: 100, priceE4: 23_800, fen: 235_03 }],
  issuedFen: 235_03,
  issuedOn: '2026-07-05',
  dueOn: '2026-07-31',
  origin: { kind: 'run', id: '2026-07' },
  state: 'open',
});
const id = billId(bill);
const prepaid = 'prepaid~1-1-101~K1';
const start: Holdings = { bills: new Map([[id, bill]]), balances: new Map() };
const at = { entry: '2026~front~1', bookedOn: '2026-07-10', valueOn: '2026-07-10' };
const pay = (fen: number, over = 0): Journal => ({
  kind: 'payment',
  book: 'front',
  postings: [
    { account: 'cash', fen: fen + over, channel: 'cash' },
    { account: 'receivable', fen: -fen, as: 'paid', bill: id },
    ...(over ? [{ account: 'prepaid' as const, fen: -over, balance: prepaid }] : []),
  ],
});

describe('exact money 金额', () => {
  it('98.75 ㎡ × 2.38 元 = 235.03 元, where floating point says 235.02', () => {
    expect(roundHalfUp(times(exact(9875, 100), exact(23_800, 10_000), exact(100)))).toBe(235_03);
    expect(yuan(-1_234_567_89)).toBe('-1,234,567.89');
  });
  it('divides to the fen, the rest to the largest remainders', () => {
    expect(split(fenOf(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(split(fenOf(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(split(fenOf(10), [0, 0])).toEqual([10, 0]);
  });
});

describe('names', () => {
  it('say what they name, and nothing else is a name', () => {
    expect(billNamed(id)).toEqual({ unit: '1-1-101', period: '2026-07', feeClass: 'property', charge: 'WY.K1', revision: 0 });
    for (const bad of ['', 'x', `${id}~1`, id.replace('2026-07', '2026-13'), id.replace('~0', '~-1')]) expect(billNamed(bad)).toBeUndefined();
    expect(receiptNamed(receiptNo({ year: '2026', book: 'a-b', seq: 12 }))).toEqual({ year: '2026', book: 'a-b', seq: 12 });
  });
});

describe('booking 过账', () => {
  it('settles a bill in part, then whole, the excess to the prepayment, and takes it back', () => {
    const part = fold(start, pay(100_00), at);
    expect(openFen(part.bills.get(id) as Bill)).toBe(135_03);
    const whole = fold(part, pay(135_03, 50_00), { ...at, entry: '2026~front~2' });
    expect(whole.bills.get(id)?.state).toBe('settled');
    expect(whole.balances.get(prepaid)?.fen).toBe(50_00);
    const back: Journal = { ...pay(135_03, 50_00), kind: 'reversal', postings: pay(135_03, 50_00).postings.map((one) => ({ ...one, fen: -one.fen })) };
    const reversed = fold(whole, back, { ...at, entry: '2026~front~3' });
    expect(reversed.bills.get(id)?.state).toBe('open');
    expect(reversed.balances.get(prepaid)?.fen).toBe(0);
  });
  it('refuses to settle more than is owed, what is settled, and to draw more than is held', () => {
    expect(codeOf(() => fold(start, pay(235_04), at))).toBe('bill.overpaid');
    const settled = fold(start, pay(235_03), at);
    expect(codeOf(() => fold(settled, pay(1), at))).toBe('bill.not-open');
    const draw: Journal = {
      kind: 'offset',
      book: 'system',
      postings: [
        { account: 'prepaid', fen: 1, balance: prepaid },
        { account: 'receivable', fen: -1, as: 'offset', bill: id },
      ],
    };
    expect(codeOf(() => fold(start, draw, at))).toBe('balance.short');
  });
  it('takes no journal that does not sum to zero', () => {
    expect(() => fold(start, { ...pay(1), postings: pay(1).postings.slice(1) }, at)).toThrow(/sums to/);
  });
});
