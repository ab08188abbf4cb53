import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, taxOf } from '../../../lib/workflows/invoice/tax.ts';

const tax = (...lines: readonly (readonly [fen: number, taxPermille: number])[]) => taxOf(lines.map(([fen, taxPermille]) => ({ fen, taxPermille })));

describe('tax split 价税分离', () => {
  it('takes 13.30 out of 235.03 at 6 %: 23503 × 60 ÷ 1060 = 1330.358…', () => {
    expect(tax([235_03, 60])).toEqual([13_30]);
  });

  it('takes 6.00 out of 106.00, and 9.00 out of 109.00', () => {
    expect(tax([106_00, 60], [109_00, 90])).toEqual([6_00, 9_00]);
  });

  it('rounds the whole once and gives the fen left over to the largest remainder: 1330.358 + 825.688 = 2156.046 → 2156 = 1330 + 826', () => {
    expect(tax([235_03, 60], [100_00, 90])).toEqual([13_30, 8_26]);
  });

  it('keeps half a fen: three times 0.09 at 6 % is 3 × 0.509… = 1.528 → 2 fen, to the first two', () => {
    expect(tax([9, 60], [9, 60], [9, 60])).toEqual([1, 1, 0]);
  });

  it('is nothing at a rate of nothing', () => {
    expect(tax([235_03, 0], [100_00, 0])).toEqual([0, 0]);
    expect(tax()).toEqual([]);
  });

  it('adds up to the rounded whole, and is nowhere a fen away from the exact tax', () => {
    const line = fc.record({ fen: fc.integer({ min: 1, max: 100_000_000_00 }), taxPermille: fc.constantFrom(0, 10, 15, 30, 50, 60, 90, 130) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        const taxes = taxOf(lines);
        lines.forEach(({ fen, taxPermille }, at) => {
          const exact = (fen * taxPermille) / (1000 + taxPermille);
          expect(Math.abs((taxes[at] ?? Number.NaN) - exact)).toBeLessThan(1.001);
        });
        const whole = lines.reduce((sum, { fen, taxPermille }) => sum + (fen * taxPermille) / (1000 + taxPermille), 0);
        expect(Math.abs(taxes.reduce((a, b) => a + b, 0) - whole)).toBeLessThan(0.501);
      }),
    );
  });

  it('makes one line of those of a class and rate', () => {
    const of = (feeClass: string, taxPermille: number, fen: number) => ({ feeClass, taxPermille, fen });
    expect(grouped([of('property', 60, 1), of('parking', 90, 2), of('property', 60, 3), of('property', 50, 4)])).toEqual([
      of('property', 60, 4),
      of('parking', 90, 2),
      of('property', 50, 4),
    ]);
  });
});
