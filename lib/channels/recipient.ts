import type { Desk } from '../cases/desk.ts';
import { fromItem } from '../cases/stored.ts';
import { unseal } from '../kernel/company-key.ts';
import type { Sealed } from '../kernel/sealed.ts';
import type { PartyRecord } from '../registers/party/contract.ts';
import { partyRegister } from '../registers/party/register.ts';
import { recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';

/** Parties of a project by id; one that was merged is whom it was merged into. Those that are not there, or are there no more, are left out. */
export async function partiesOf(desk: Desk, project: string, ids: readonly string[]): Promise<ReadonlyMap<string, PartyRecord>> {
  const found = await load(desk, project, ids);
  const merged = [...found].flatMap(([id, record]) => (record.state === 'merged' ? [[id, record.into] as const] : []));
  if (merged.length === 0) return found;
  const survivors = await load(
    desk,
    project,
    merged.map(([, into]) => into),
  );
  return new Map(
    [...found].flatMap(([id, record]) => {
      const known = record.state === 'merged' ? survivors.get(record.into) : record;
      return known ? [[id, known] as const] : [];
    }),
  );
}

async function load(desk: Desk, project: string, ids: readonly string[]): Promise<ReadonlyMap<string, PartyRecord>> {
  const keys = ids.map((id) => recordKey(desk.company, 'register', { project, kind: 'party', id }));
  const items = keys.length > 0 ? await desk.table.getAll(keys) : new Map<string, Item>();
  const found = [...items.values()].filter((item) => item['removed'] === undefined);
  return new Map(found.map((item) => [String(item['id']), fromItem(partyRegister, item).record as PartyRecord]));
}

/**
 * Opens a sealed value (解封) for the one call that needs it. Whose salt it was sealed with stands in its key, because a value may have been handed from one record to another.
 *
 * @returns undefined when the salt is gone: the person has asked to be forgotten.
 */
export async function openSealed(desk: Desk, project: string, sealed: Sealed): Promise<string | undefined> {
  const [, kind = '', id = ''] = /^[^.]+\.([^:]+):(.+)$/.exec(sealed.k) ?? [];
  const ref = { project, kind, id };
  const keys = [recordKey(desk.company, 'register', ref), recordKey(desk.company, 'case', ref)];
  const found = await desk.table.getAll(keys);
  const salt = keys.map((key) => found.get(keyText(key))?.['salt']).find((one) => typeof one === 'string');
  return salt === undefined ? undefined : unseal(await desk.keys(), salt, sealed);
}
