import type { Run } from '../jobs/run.ts';
import type { ShareKey } from '../ledger/rating/share.ts';
import type { Table } from '../table/table.ts';
import { attemptsOf, runIdOf } from './attempts.ts';
import type { FrozenUnit } from './frozen.ts';
import { readMarkers, type UnitLine } from './marker.ts';
import { type BillingOrder, orderOf } from './order.ts';

/** What earlier runs of the month have made of its units (已出账情况). */
export interface Prior {
  /** By unit, what each run that counts has done with it, in order. */
  readonly lines: ReadonlyMap<string, readonly UnitLine[]>;
  /** Units of which nothing new can come: the last run that asked for as much as this one left nothing open and knew the same record and prices. */
  readonly settled: ReadonlyMap<string, number>;
  readonly withdrawn: readonly string[];
  /** Common costs that are shared already, by tariff. */
  readonly shares: ReadonlyMap<string, ShareKey>;
}

/** Whether a run asked for everything that another one asks for, at the same prices. */
function asksAsMuch(earlier: BillingOrder, { feeClasses, costs, editions }: BillingOrder): boolean {
  const classes = earlier.feeClasses;
  const wide = classes === undefined || (feeClasses?.every((feeClass) => classes.includes(feeClass)) ?? false);
  return (
    wide && JSON.stringify(earlier.editions) === JSON.stringify(editions) && (costs === undefined || JSON.stringify(earlier.costs) === JSON.stringify(costs))
  );
}

/** Reads one marker per chunk of the earlier runs, never a bill. */
export async function priorOf(table: Table, run: Run, order: BillingOrder): Promise<Prior> {
  const lines = new Map<string, UnitLine[]>();
  const settled = new Map<string, number>();
  const shares = new Map<string, ShareKey>();
  const earlier = order.attempt > 1 || order.dryRun ? await attemptsOf(table, run.project, { period: order.period, attempts: order.attempt - 1 }) : [];
  for (const one of earlier.filter(({ state }) => state !== 'withdrawn')) {
    const asked = asksAsMuch(orderOf(one), order);
    for (const { tariff, ...key } of orderOf(one).shares) shares.set(tariff, key);
    for (const { issued, units } of await readMarkers(table, one)) {
      if (!issued) continue;
      for (const line of units) {
        const [unit, version, , refused] = line;
        lines.set(unit, [...(lines.get(unit) ?? []), line]);
        if (asked && refused.length === 0) settled.set(unit, version);
        else settled.delete(unit);
      }
    }
  }
  return { lines, settled, shares, withdrawn: earlier.filter(({ state }) => state === 'withdrawn').map((one) => runIdOf(order.period, orderOf(one).attempt)) };
}

/** Units of which something may be missing: new ones, those that were refused, those that have changed, and all of them when prices have. */
export function missing(units: readonly FrozenUnit[], { settled }: Prior): readonly FrozenUnit[] {
  return units.filter(({ id, version }) => settled.get(id) !== version);
}
