import type { BillCard } from '../cases/money-items.ts';
import { inParallel } from '../jobs/parallel.ts';
import { billNamed } from '../ledger/names.ts';
import { billShards, openBillPartition, queuePartition } from '../table/keys.ts';
import type { Item, Question, Table } from '../table/table.ts';

/** An open bill as its index entry has it, with the unit its id names. */
export interface OpenBill extends BillCard {
  readonly unit: string;
}

/** Index entries asked for at once; a page of the table holds a megabyte. */
const pageSize = 1000;

/** Reads a range of an index to its end. */
async function all(table: Table, question: Omit<Question, 'limit' | 'after'>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: Question['after'];
  do {
    const page = await table.query({ ...question, limit: pageSize, after });
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

const opened = (item: Item): OpenBill => {
  const card = item['card'] as BillCard;
  return { ...card, unit: billNamed(card.id)?.unit ?? '' };
};

/**
 * Open bills of a project whose due day lies in a range, both ends included: what is paid is not in the index, so that the question costs as much as there is owed, and nothing for the
 * households that owe nothing.
 */
export async function openBills(
  table: Table,
  project: string,
  range: { readonly from?: string | undefined; readonly to: string },
): Promise<readonly OpenBill[]> {
  const shards = Array.from({ length: billShards }, (_, shard) => openBillPartition(table.company, project, shard));
  const { from = '', to } = range;
  const found = await inParallel(shards, billShards, (pk) => all(table, { index: 'queue', pk, from: `open#${from}`, to: `open#${to}#\u{10FFFF}` }));
  return found.flat().map(opened);
}

/** What lists show of an open dunning case. */
export interface DunningCard {
  readonly id: string;
  readonly state: string;
  readonly unit: string;
  readonly payer: string;
  readonly pause?: string;
}

/** The open dunning cases of a project. */
export async function openCases(table: Table, project: string): Promise<readonly DunningCard[]> {
  const items = await all(table, { index: 'queue', pk: queuePartition(table.company, project, 'dunning'), prefix: 'open#' });
  return items.map((item) => item['card'] as DunningCard);
}
