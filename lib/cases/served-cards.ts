import { partKey } from '../table/keys.ts';
import type { Item } from '../table/table.ts';
import { rolesThrough } from './access.ts';
import type { Served } from './definition.ts';
import { historyPartition } from './stored.ts';
import { fetchItems, keyOf, refFor, type Work } from './work.ts';

/** The record a card's own record serves; undefined for what stands by itself. */
function servedOf(item: Item): Served | undefined {
  return (item['card'] as { readonly on?: Served } | undefined)?.on;
}

/** Loads the records that a page of cards serves, in one request. */
export async function loadServed(work: Work, items: readonly Item[]): Promise<void> {
  const keys = items.flatMap((item) => {
    const served = servedOf(item);
    const definition = served && work.desk.definitions.get(served.kind);
    if (!definition) return [];
    const ref = refFor(definition, work.project, served.id);
    const { part } = served;
    return [keyOf(work, definition, ref), ...(part ? [partKey(historyPartition(work.desk.company, definition, ref), part.kind, part.id)] : [])];
  });
  await fetchItems(work, keys.slice(0, mostKeys));
}

/** The table answers a hundred keys at once; what is beyond is loaded when it is looked at. */
const mostKeys = 100;

/** Whether the actor may see what a card shows as far as that hangs on another record: what serves a record is seen by whoever sees that. */
export async function seesServed(work: Work, item: Item): Promise<boolean> {
  const served = servedOf(item);
  return served === undefined || (await rolesThrough(work, served)).length > 0;
}
