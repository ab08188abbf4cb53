/**
 * Money (金额): integer fen (分) throughout. Everything between price and amount is exact, as fractions of big integers, because 98.75 × 2.38 is 235.025 and no binary
 * floating-point number; it is rounded once, at the end, half up.
 */

declare const fenBrand: unique symbol;
/** An amount in fen that has been checked or computed by this module. */
export type Fen = number & { readonly [fenBrand]: true };

/** An exact fraction `n/d`, `d > 0`. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

/** @throws RangeError for what is no safe integer */
export function fenOf(amount: number): Fen {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is no amount in fen`);
  return amount as Fen;
}

export const exact = (n: number | bigint, d: number | bigint = 1): Exact => ({ n: BigInt(n), d: BigInt(d) });

/** The product, unrounded. */
export function times(...factors: readonly Exact[]): Exact {
  return factors.reduce((a, b) => ({ n: a.n * b.n, d: a.d * b.d }), exact(1));
}

/** Rounds half up (四舍五入), away from zero for negative amounts. @throws RangeError when the result is no safe integer */
export function roundHalfUp({ n, d }: Exact): Fen {
  const size = n < 0n ? -n : n;
  const rounded = (2n * size + d) / (2n * d);
  return fenOf(Number(n < 0n ? -rounded : rounded));
}

/** The integer part (截尾), for caps that may not be exceeded. */
export function roundDown({ n, d }: Exact): Fen {
  return fenOf(Number(n / d));
}

/**
 * Divides an amount by weights so that the parts add up to it to the fen (最大余数法): each gets its floor, the fen that remain go to the largest remainders, ties to who
 * stands first. All weights zero: the first one gets all.
 */
export function split(amount: Fen, weights: readonly (number | bigint)[]): readonly Fen[] {
  if (amount < 0) return split(fenOf(-amount), weights).map((part) => fenOf(-part));
  const parts = weights.map(BigInt);
  const whole = parts.reduce((a, b) => a + b, 0n);
  if (whole === 0n) return parts.map((_, at) => fenOf(at === 0 ? amount : 0));
  const total = BigInt(amount);
  const floors = parts.map((part) => (total * part) / whole);
  const left = Number(total - floors.reduce((a, b) => a + b, 0n));
  const order = parts
    .map((part, at) => ({ at, rest: (total * part) % whole }))
    .toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  const extra = new Set(order.slice(0, left).map(({ at }) => at));
  return floors.map((floor, at) => fenOf(Number(floor) + (extra.has(at) ? 1 : 0)));
}

export const sumOf = (amounts: readonly number[]): Fen => fenOf(amounts.reduce((a, b) => a + b, 0));

/** Yuan for people, exactly two decimals: `1,234.50`. */
export function yuan(amount: number): string {
  const size = Math.abs(amount);
  const whole = Math.trunc(size / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0 ? '-' : ''}${whole}.${String(size % 100).padStart(2, '0')}`;
}
