import { exact, type Fen, fenOf, roundDown, times } from '../../kernel/money.ts';
import { daysIn, monthDays } from './month.ts';

/**
 * How a common cost (公摊费用) falls on units by area, to the last fen: everybody gets the floor of his part, and what is left goes fen by fen to the largest remainders
 * (最大余数法), ties to the smaller unit id. The key says who gets one more without naming everybody, so that a run freezes it and works out one unit at a time.
 */
export interface ShareKey {
  readonly wholeFen: number;
  /** Sum of the weights of all units that share. */
  readonly weights: number;
  /** Remainder from which a unit gets one fen more, as decimal digits. */
  readonly cutoff: string;
  /** Of the units with exactly this remainder, the last one that gets it. */
  readonly lastTie: string;
}

/**
 * Works the key out from everybody's weight. A unit that was not weighed must not be charged a share: the others have the whole already.
 *
 * @returns undefined when nobody has a weight
 */
export function shareKey(wholeFen: number, weighed: readonly (readonly [unit: string, weight: number])[]): ShareKey | undefined {
  const weights = weighed.reduce((sum, [, weight]) => sum + weight, 0);
  if (weights <= 0) return undefined;
  const parts = weighed.map(([unit, weight]) => ({ unit, floor: floorOf(wholeFen, weights, weight), rest: restOf(wholeFen, weights, weight) }));
  const left = wholeFen - parts.reduce((sum, { floor }) => sum + floor, 0);
  const inOrder = parts.toSorted((a, b) => (a.rest === b.rest ? (a.unit < b.unit ? -1 : 1) : a.rest > b.rest ? -1 : 1));
  const last = inOrder[left - 1];
  return { wholeFen, weights, cutoff: String(last?.rest ?? BigInt(weights)), lastTie: last?.unit ?? '' };
}

const floorOf = (wholeFen: number, weights: number, weight: number): Fen => roundDown(times(exact(wholeFen), exact(weight, weights)));
const restOf = (wholeFen: number, weights: number, weight: number): bigint => (BigInt(wholeFen) * BigInt(weight)) % BigInt(weights);

/** A unit's part, in fen. */
export function shareOf({ wholeFen, weights, cutoff, lastTie }: ShareKey, unit: string, weight: number): Fen {
  const rest = restOf(wholeFen, weights, weight);
  const from = BigInt(cutoff);
  const more = rest > from || (rest === from && unit <= lastTie);
  return fenOf(floorOf(wholeFen, weights, weight) + (more ? 1 : 0));
}

/** What of a unit's part falls on days of the month: whatever way the month is cut, the pieces add up to the part. */
export function shareOfDays(part: number, period: string, { from, to }: { readonly from: string; readonly to: string }): Fen {
  const month = monthDays(period);
  const of = daysIn(month);
  const until = (day: string): number => roundDown(times(exact(part), exact(daysIn({ from: month.from, to: day }), of)));
  return fenOf(until(to) - until(from));
}
