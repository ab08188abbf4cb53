import type { Desk } from '../cases/desk.ts';
import { type DayTotals, type Folded, foldDays, type MonthTotals, monthOf, yearsIn } from '../ledger/folded-totals.ts';
import type { Totals } from '../ledger/totals.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { accountTotalsKey, billedTotalsKey, type Key, monthTotalsKey } from '../table/keys.ts';
import { Contended, type Item, keyText, rank, type Write } from '../table/table.ts';
import { openDays } from './read-totals.ts';

/** Days folded in one transaction: with the month, the years of their bills and the accounts well below what one may hold. */
const atOnce = 40;

type OpenDay = DayTotals & { readonly item: Item };

/**
 * Folds the days of every month that has ended (月度折叠), oldest first; see the doc comment of `lib/ledger/totals.ts`. Whoever comes between stops it until the next time.
 *
 * @param today the civil day by which months have ended
 * @returns how many items were folded
 */
export async function foldFinishedMonths(desk: Desk, project: string, today: string): Promise<number> {
  const { days } = await openDays(desk, desk.company, project);
  const finished = days.filter(({ day }) => monthOf(day) < monthOf(today));
  let folded = 0;
  for (const [month, own] of Map.groupBy(finished, ({ day }) => monthOf(day))) {
    for (let from = 0; from < own.length; from += atOnce) {
      const batch = own.slice(from, from + atOnce);
      if (!(await foldBatch(desk, project, month, batch))) return folded;
      folded += batch.length;
    }
  }
  return folded;
}

async function foldBatch(desk: Desk, project: string, month: string, batch: readonly OpenDay[]): Promise<boolean> {
  const { company, table } = desk;
  const years = [...new Set([month.slice(0, 4), ...yearsIn(batch)])];
  const keys = { month: monthTotalsKey(company, project, month), accounts: accountTotalsKey(company, project) };
  const yearKeys = years.map((year) => [year, billedTotalsKey(company, project, year)] as const);
  const found = await table.getAll([keys.month, keys.accounts, ...yearKeys.map(([, key]) => key)]);
  const item = (key: Key): Item | undefined => found.get(keyText(key));
  const sums = (key: Key): Totals => (item(key)?.['sums'] ?? {}) as Totals;
  const known = item(keys.month)?.['month'] as MonthTotals | undefined;
  const before: Folded = {
    months: new Map(known ? [[month, known]] : []),
    billed: new Map(yearKeys.map(([year, key]) => [year, sums(key)])),
    accounts: sums(keys.accounts),
  };
  const after = foldDays(before, month, batch);
  const versioned = (key: Key, value: Readonly<Record<string, unknown>>): Write => {
    const version = Number(item(key)?.['version'] ?? 0);
    return {
      put: { ...key, version: version + 1, ...value },
      condition: version === 0 ? absent : sameVersion(version),
      rank: rank.version,
      refusal: contended,
    };
  };
  const changedYears = yearKeys.filter(([year]) => after.billed.get(year) !== before.billed.get(year));
  const writes: Write[] = [
    versioned(keys.month, { month: after.months.get(month) }),
    versioned(keys.accounts, { sums: after.accounts }),
    ...changedYears.map(([year, key]) => versioned(key, { sums: after.billed.get(year) })),
    ...batch.map(({ item: day }): Write => ({ remove: day, condition: sameVersion(Number(day['version'])), rank: rank.version, refusal: contended })),
  ];
  try {
    await table.commit(writes);
    return true;
  } catch (error) {
    if (error instanceof Contended) return false;
    throw error;
  }
}

const contended = (): Contended => new Contended();
