import type { Marker } from './marker.ts';

/** What deviates (环比异常): more than a tenth against the month before. */
export interface Deviations {
  readonly classes: readonly Deviation[];
  readonly units: readonly (Deviation & { readonly unit: string })[];
  /** Units in all; the list ends earlier. */
  readonly count: number;
}

interface Deviation {
  readonly feeClass: string;
  readonly fen: number;
  readonly lastFen: number;
}

/** Units shown, the largest deviations first. */
const shown = 100;

/** Fen by unit and class. */
export type Sums = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What markers say was billed, by unit and class. */
export function sumsOf(markers: readonly Marker[]): Sums {
  const sums = new Map<string, Map<string, number>>();
  for (const { units } of markers)
    for (const [unit, , bills] of units) {
      const own = sums.get(unit) ?? new Map<string, number>();
      for (const [, feeClass, , , fen] of bills) own.set(feeClass, (own.get(feeClass) ?? 0) + fen);
      sums.set(unit, own);
    }
  return sums;
}

/** More than a tenth up or down: compared as whole numbers, so that exactly a tenth is none. */
export const deviates = (fen: number, lastFen: number): boolean => 10 * Math.abs(fen - lastFen) > lastFen;

/**
 * Compares a month with the one before. A class that was not billed in one of them (a quarter's fee, a new tariff) is no deviation of every unit, so it is shown once, as a class; where
 * there is no month before there is nothing to compare with.
 */
export function compared(now: Sums, before: Sums): Deviations {
  if (before.size === 0) return { classes: [], units: [], count: 0 };
  const [sumNow, sumBefore] = [byClass(now), byClass(before)];
  const feeClasses = [...new Set([...sumNow.keys(), ...sumBefore.keys()])].toSorted();
  const all = feeClasses.map((feeClass) => ({ feeClass, fen: sumNow.get(feeClass) ?? 0, lastFen: sumBefore.get(feeClass) ?? 0 }));
  const common = feeClasses.filter((feeClass) => sumNow.has(feeClass) && sumBefore.has(feeClass));
  const units = [...new Set([...now.keys(), ...before.keys()])].flatMap((unit) =>
    common
      .map((feeClass) => ({ unit, feeClass, fen: now.get(unit)?.get(feeClass) ?? 0, lastFen: before.get(unit)?.get(feeClass) ?? 0 }))
      .filter(({ fen, lastFen }) => deviates(fen, lastFen)),
  );
  const size = ({ fen, lastFen }: Deviation) => Math.abs(fen - lastFen);
  return {
    classes: all.filter(({ fen, lastFen }) => deviates(fen, lastFen)),
    units: units.toSorted((a, b) => size(b) - size(a) || (a.unit < b.unit ? -1 : 1)).slice(0, shown),
    count: units.length,
  };
}

function byClass(sums: Sums): ReadonlyMap<string, number> {
  const classes = new Map<string, number>();
  for (const own of sums.values()) for (const [feeClass, fen] of own) classes.set(feeClass, (classes.get(feeClass) ?? 0) + fen);
  return classes;
}
