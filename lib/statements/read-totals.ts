import * as z from 'zod';
import { runIdOf, runRefOf } from '../billing/attempts.ts';
import type { Desk } from '../cases/desk.ts';
import { parseInput } from '../cases/parse.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { isFinished, readRun } from '../jobs/run.ts';
import type { Company } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { now } from '../kernel/clock.ts';
import { companyZone } from '../kernel/project-policy.ts';
import { type DayTotals, type MonthTotals, monthOf } from '../ledger/folded-totals.ts';
import { Period, periodPattern } from '../ledger/names.ts';
import type { Totals } from '../ledger/totals.ts';
import { accountTotalsKey, billedPeriodKey, billedTotalsKey, type Key, monthTotalsKey, totalsPartition } from '../table/keys.ts';
import { type Item, keyText, type Question } from '../table/table.ts';
import { type PeriodTotals, periodTotals } from './period-totals.ts';
import { checkReads, totalsReaders } from './readers.ts';

const TotalsQuery = z.strictObject({ period: Period.optional() });

/** Days that are not folded yet, and the version of the folded accounts they were read with. */
export interface OpenDays {
  readonly days: readonly (DayTotals & { readonly item: Item })[];
  readonly accounts: Item | undefined;
}

/** Every day that is not folded yet from a day on, and the folded accounts: one range of one partition. */
export async function openDays({ table }: Pick<Desk, 'table'>, company: Company, project: string, from = '0'): Promise<OpenDays> {
  const pk = totalsPartition(company, project);
  const items: Item[] = [];
  let after: Question['after'];
  do {
    const page = await table.query({ pk, from, to: accountTotalsKey(company, project).sk, limit: 1000, after });
    items.push(...page.items);
    after = page.next;
  } while (after);
  const days = items
    .filter(({ sk }) => /^\d/.test(sk))
    .map((item) => ({ item, day: item.sk.slice(0, 10), book: item.sk.slice(11), sums: item['sums'] as Totals }));
  return { days, accounts: items.find(({ sk }) => !/^\d/.test(sk)) };
}

/** How often figures are read again because a month was folded in between. */
const mostTries = 3;

/** A billing run that has not ended: the figures go on changing with it (未结束的出账). */
export interface OpenRun {
  readonly id: string;
  readonly state: string;
  readonly total: number;
}

/** What the dashboard of a month shows. */
export interface TotalsAnswer extends PeriodTotals {
  readonly at: string;
  readonly run?: OpenRun;
}

/**
 * The totals of a month (收缴汇总): what was issued, collected, waived and is open, by class, with the indicators as exact fractions; and apart what came in that month for
 * other months. This month where none is named. One query of the totals, whatever the households. A billing run of the month that has not ended is named.
 *
 * @throws DomainError `access.not-found`, `access.forbidden`, `request.invalid` for a month that is none
 */
export async function readTotals(desk: Desk, caller: Caller, asked: Readonly<Record<string, string | undefined>>): Promise<TotalsAnswer> {
  const wish = asked['period'];
  // The month is a guess that holds in the company's zone; a text that is no month is refused when we know who asks.
  const guess = wish !== undefined && periodPattern.test(wish) ? wish : monthOf(civilDate(now(), companyZone));
  const { work, items } = await openWork(desk, caller, monthKeys(desk.company, caller.project, guess));
  checkReads(work, totalsReaders, true);
  const { period = monthOf(work.today) } = parseInput(TotalsQuery, wish === undefined ? {} : { period: wish }) as z.output<typeof TotalsQuery>;
  const keys = monthKeys(desk.company, caller.project, period);
  let folded: ReadonlyMap<string, Item | undefined> = period === guess ? items : await desk.table.getAll(keys);
  const run = await openRun(desk, caller.project, period, folded.get(keyText(billedPeriodKey(desk.company, caller.project, period))));
  for (let tries = 1; ; tries += 1) {
    const [billed, month, accounts] = keys.map((key) => folded.get(keyText(key)));
    const open = await openDays(desk, desk.company, caller.project);
    if (open.accounts?.['version'] === accounts?.['version'] || tries === mostTries) {
      const read = { days: open.days, billed: sumsOf(billed), month: month?.['month'] as MonthTotals | undefined, accounts: sumsOf(accounts) };
      return { at: work.now, ...periodTotals(period, read, work.today), ...(run ? { run } : {}) };
    }
    folded = await desk.table.getAll(keys);
  }
}

async function openRun({ table }: Desk, project: string, period: string, billed: Item | undefined): Promise<OpenRun | undefined> {
  const attempts = Number(billed?.['attempts'] ?? 0);
  const run = attempts === 0 ? undefined : await readRun(table, runRefOf(project, runIdOf(period, attempts)));
  return run && !isFinished(run) ? { id: run.id, state: run.state, total: run.total } : undefined;
}

const sumsOf = (item: Item | undefined): Totals => (item?.['sums'] ?? {}) as Totals;

/** What a month needs of the folded items — its bills' year, itself, the accounts — and whether it was billed. */
function monthKeys(company: Company, project: string, period: string): readonly [Key, Key, Key, Key] {
  return [
    billedTotalsKey(company, project, period.slice(0, 4)),
    monthTotalsKey(company, project, period),
    accountTotalsKey(company, project),
    billedPeriodKey(company, project, period),
  ];
}
