import type { Relation, Share } from './record.ts';
import { holdsOn } from './relations.ts';

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The share in lowest terms: 50/100 and 1/2 are the same share and must be stored the same. */
export function reduced({ n, d }: Share): Share {
  const by = gcd(n, d);
  return { n: n / by, d: d / by };
}

/** Whether the shares add up to exactly one; a third three times does, 33.3 % three times does not. */
export function isWhole(shares: readonly Share[]): boolean {
  const [n, d] = sum(shares);
  return n === d;
}

/** Exact, because twenty owners' denominators multiply beyond what a number holds. */
function sum(shares: readonly Share[]): readonly [bigint, bigint] {
  return shares.reduce<readonly [bigint, bigint]>(([n, d], share) => [n * BigInt(share.d) + BigInt(share.n) * d, d * BigInt(share.d)], [0n, 1n]);
}

/** The shares together, in lowest terms; undefined when no share can say it. */
export function sumOf(shares: readonly Share[]): Share | undefined {
  const [n, d] = sum(shares);
  const by = gcdOf(n, d);
  return checked(Number(n / by), Number(d / by));
}

const gcdOf = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcdOf(b, a % b));

/** What is wrong with the owners' shares, and from which day. */
export interface ShareProblem {
  readonly code: 'unit.shares-mixed' | 'unit.shares-not-whole';
  readonly date: string;
  /** Sum in percent, two decimals, for people. */
  readonly sum: string;
}

/**
 * The owners of every day either have no shares on record (共同共有, or not known) or have all of them, adding up to exactly one (按份共有).
 *
 * Who owns changes only where some relation begins or ends, so those days stand for all.
 */
export function shareProblem(relations: readonly Relation[]): ShareProblem | undefined {
  const owners = relations.filter(({ role }) => role === 'owner');
  const days = [...new Set(owners.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))].toSorted();
  for (const date of days) {
    const shares = owners.filter((owner) => holdsOn(owner, date)).map(({ share }) => share);
    const given = shares.filter((share) => share !== undefined);
    if (given.length === 0) continue;
    if (given.length < shares.length) return { code: 'unit.shares-mixed', date, sum: percent(given) };
    if (!isWhole(given)) return { code: 'unit.shares-not-whole', date, sum: percent(given) };
  }
  return undefined;
}

function percent(shares: readonly Share[]): string {
  const [n, d] = sum(shares);
  const hundredths = (n * 10_000n) / d;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}%`;
}

/** A share as people write it: `50%`, `33.33%`, `0.5`, `1/3`. */
export function shareOf(cell: string): Share | undefined {
  const text = cell.normalize('NFKC').replaceAll(/\s/g, '').replace('⁄', '/');
  const fraction = /^(\d{1,7})\/(\d{1,7})$/.exec(text);
  if (fraction) return checked(Number(fraction[1]), Number(fraction[2]));
  const percentage = /^(\d{1,3})(?:\.(\d{1,4}))?%$/.exec(text);
  if (percentage) return decimal(percentage[1], percentage[2], 100);
  const plain = /^([01])(?:\.(\d{1,6}))?$/.exec(text);
  return plain ? decimal(plain[1], plain[2], 1) : undefined;
}

function decimal(whole = '', decimals = '', of: number): Share | undefined {
  return checked(Number(whole + decimals), of * 10 ** decimals.length);
}

function checked(n: number, d: number): Share | undefined {
  return n >= 1 && d <= 1_000_000 && n <= d ? reduced({ n, d }) : undefined;
}

/** A share for a spreadsheet: percent where it is exact, because `1/2` becomes the second of January in a CSV. */
export function shareText({ n, d }: Share): string {
  const parts = (n * 1_000_000) / d;
  if (!Number.isInteger(parts)) return `${n}/${d}`;
  const decimals = String(parts % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return `${Math.trunc(parts / 10_000)}${decimals ? `.${decimals}` : ''}%`;
}
