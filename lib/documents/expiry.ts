import { type Desk, definitionOf } from '../cases/desk.ts';
import { fromItem } from '../cases/stored.ts';
import { now, plus } from '../kernel/clock.ts';
import { type Ref, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { document as documentContract } from '../workflows/document/contract.ts';
import { uploadMinutes } from '../workflows/document/rules.ts';
import { keysOf, type Shelf } from './shelf.ts';

/**
 * Clears away what was sent for an upload nobody completed, before its expiry is committed: if that breaks in between, the sweep comes again, and nothing is left that no
 * row speaks of. No completion is under way then: none begins in the last minute.
 */
export async function clearUnfinished(desk: Desk, shelf: Shelf, ref: Ref): Promise<void> {
  const definition = definitionOf(desk, documentContract);
  const key = recordKey(desk.company, definition.place, ref);
  const item = (await desk.table.getAll([key])).get(keyText(key));
  if (!item || item['kind'] !== definition.name) return;
  const { record, openedAt } = fromItem(definition, item);
  if (record.state !== 'pending' || now() <= plus(openedAt, { minutes: uploadMinutes })) return;
  const { incoming, kept } = keysOf(desk.company, ref);
  await shelf.drop(incoming);
  await shelf.drop(kept);
}
