import { ofPeriod } from '../ledger/folded-totals.ts';
import { addTotals, type Totals } from '../ledger/totals.ts';
import { accountTotalsKey, billedTotalsKey, totalsPartition } from '../table/keys.ts';
import { type Item, keyText, type Question } from '../table/table.ts';
import type { Desk } from './desk.ts';

/** How often figures are read again because a month was folded in between. */
const mostTries = 3;

/**
 * What stands for the bills of a month (账期汇总), by `measure|class`: the days that are not folded yet and the folded sum of the year, in one range of one partition. Days
 * that are folded while they are read would count twice, so the version of the folded accounts is looked at before and within.
 */
export async function totalsOfPeriod({ table, company }: Desk, project: string, period: string): Promise<Totals> {
  const accounts = accountTotalsKey(company, project);
  const billed = billedTotalsKey(company, project, period.slice(0, 4));
  const isDay = ({ sk }: Item): boolean => /^\d/.test(sk);
  for (let tries = 1; ; tries += 1) {
    const before = (await table.getAll([accounts])).get(keyText(accounts));
    const items: Item[] = [];
    let after: Question['after'];
    do {
      const page = await table.query({ pk: totalsPartition(company, project), from: '0', to: billed.sk, limit: 1000, after, consistent: true });
      items.push(...page.items);
      after = page.next;
    } while (after);
    const within = items.find(({ sk }) => sk === accounts.sk);
    if (before?.['version'] !== within?.['version'] && tries < mostTries) continue;
    const own = items.filter((item) => isDay(item) || item.sk === billed.sk).map((item) => ofPeriod((item['sums'] ?? {}) as Totals, period));
    return own.reduce<Totals>(addTotals, {});
  }
}
