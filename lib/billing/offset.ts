import { commitWork } from '../cases/commit.ts';
import type { BillCard } from '../cases/money-items.ts';
import { decide, openWork } from '../cases/walk.ts';
import type { Bench } from '../jobs/job.ts';
import type { RowError, Run } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { billNamed } from '../ledger/names.ts';
import { offsetHousehold } from '../payments/offset.ts';
import { balancesPartition, billShards, openBillPartition } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';

/** Bills one transaction settles; the rest of the household follows in the next. */
const billsAtOnce = 60;

/**
 * Settles open bills out of what was paid ahead (预收抵扣): on billing day, oldest first, each household in a transaction of its own. What has been offset is no longer there to be
 * offset, so the pass may be repeated from anywhere.
 *
 * @returns what could not be offset because some other case of the bill refused it; nobody else's money waits for that
 */
export async function offsetPrepaid(bench: Bench, run: Run): Promise<readonly RowError[]> {
  const errors: RowError[] = [];
  for (const unit of await householdsOf(bench.desk.table, run.project)) {
    try {
      while (await offsetOnce(bench, run, unit));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable' || error.code === 'case.busy') throw error;
      errors.push({ row: 0, column: unit, code: error.code, detail: unit });
    }
  }
  return errors;
}

/** @returns whether something was offset, and more may be */
function offsetOnce({ desk }: Bench, run: Run, unit: string): Promise<boolean> {
  const actor = systemActor(desk.company);
  return decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: run.project, actor, request: `billing:${run.id}` });
    const entries = await offsetHousehold(work, unit, billsAtOnce, { kind: 'run', id: run.id });
    if (entries.length > 0) await commitWork(work);
    return entries.length > 0;
  });
}

async function all(table: Table, pk: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await table.query({ index: 'queue', pk, prefix: 'open#', limit: 1000, after });
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

/** Units for which money was paid ahead, and those whose payers have an account over all their units, by their oldest debt. */
async function householdsOf(table: Table, project: string): Promise<readonly string[]> {
  const balances = (await all(table, balancesPartition(table.company, project, 'prepaid'))).map(
    ({ card }) => card as { readonly unit?: string; readonly party: string },
  );
  const own = balances.flatMap(({ unit }) => (unit === undefined ? [] : [unit]));
  const parties = new Set(balances.flatMap(({ unit, party }) => (unit === undefined ? [party] : [])));
  return [...new Set([...own, ...(parties.size === 0 ? [] : await unitsOwing(table, project, parties))])];
}

async function unitsOwing(table: Table, project: string, parties: ReadonlySet<string>): Promise<readonly string[]> {
  const shards = await Promise.all(Array.from({ length: billShards }, (_, shard) => all(table, openBillPartition(table.company, project, shard))));
  const cards = shards.flat().map(({ card }) => card as BillCard);
  const owing = cards.filter(({ payer }) => parties.has(payer)).toSorted((a, b) => (`${a.due} ${a.id}` < `${b.due} ${b.id}` ? -1 : 1));
  return [...new Set(owing.flatMap(({ id }) => billNamed(id)?.unit ?? []))];
}
