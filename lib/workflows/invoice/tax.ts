import { exact, type Fen, fenOf, roundDown, roundHalfUp, sumOf } from '../../kernel/money.ts';

/** An amount with the tax contained in it at a rate of so many thousandths. */
export interface Taxed {
  readonly fen: number;
  readonly taxPermille: number;
}

/**
 * The tax contained in each amount (价税分离): `fen × rate ÷ (1000 + rate)`, exactly. The sum of the exact taxes is rounded once, half up, and divided among the lines by largest
 * remainder, so that the lines add up to the tax of the whole to the fen.
 */
export function taxOf(lines: readonly Taxed[]): readonly Fen[] {
  // One denominator for all rates makes the taxes comparable as integers.
  const whole = lines.reduce((product, { taxPermille }) => product * BigInt(1000 + taxPermille), 1n);
  const shares = lines.map(({ fen, taxPermille }) => BigInt(fen) * BigInt(taxPermille) * (whole / BigInt(1000 + taxPermille)));
  const total = roundHalfUp(
    exact(
      shares.reduce((a, b) => a + b, 0n),
      whole,
    ),
  );
  const floors = shares.map((share) => roundDown(exact(share, whole)));
  const left = total - sumOf(floors);
  const byRest = shares.map((share, at) => ({ at, rest: share % whole })).toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  const raised = new Set(byRest.slice(0, left).map(({ at }) => at));
  return floors.map((floor, at) => fenOf(raised.has(at) ? floor + 1 : floor));
}

/** Lines of the same class and rate are one; the first one keeps its place. */
export function grouped<T extends Taxed & { readonly feeClass: string }>(lines: readonly T[]): readonly T[] {
  const groups = Map.groupBy(lines, ({ feeClass, taxPermille }) => `${feeClass} ${taxPermille}`);
  return [...groups.values()].flatMap(([first, ...more]) => (first ? [{ ...first, fen: fenOf(sumOf([first.fen, ...more.map(({ fen }) => fen)])) }] : []));
}
