import { type Desk, definitionOf } from '../cases/desk.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import { refFor } from '../cases/work.ts';
import { keyedHash } from '../kernel/company-key.ts';
import { nameTerm } from '../registers/name-term.ts';
import type { PartyRecord } from '../registers/party/record.ts';
import { matchKey } from '../registers/row-entry.ts';
import { findPrefix, recordKey, registerPartition } from '../table/keys.ts';
import type { PlacedEntry } from './import-rows.ts';
import { inParallel, slices } from './parallel.ts';

type Match = NonNullable<PlacedEntry['match']>;

/** Above so many phone numbers it is cheaper to read the project's parties once than to ask for each. */
const fewMatches = 200;

/**
 * The parties of the register that rows without a party's id mean: same phone and same name (同一电话且同名视为同一客户). The answer is keyed by
 * {@link matchKey}; of several such parties the smallest id is meant, so that every import means the same one.
 */
export async function findParties(desk: Desk, project: string, entries: readonly PlacedEntry[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map(entries.flatMap(({ match }) => (match ? [[matchKey(match), match] as const] : [])));
  const matches = [...wanted.values()];
  if (matches.length === 0) return new Map();
  const keys = await desk.keys();
  const hashOf = ({ phone }: Match): string => keyedHash(keys, 'phone', phone.expose());
  const parties = matches.length > fewMatches ? await allParties(desk, project) : await partiesWith(desk, project, [...new Set(matches.map(hashOf))]);
  const known = new Map<string, string>();
  for (const { ref, record } of parties) {
    const { name, phones } = record as PartyRecord;
    for (const { h } of phones) if (smaller(ref.id, known.get(wordOf(h, name)))) known.set(wordOf(h, name), ref.id);
  }
  return new Map([...wanted].flatMap(([key, match]) => found(key, known.get(wordOf(hashOf(match), match.name)))));
}

const wordOf = (hash: string, name: string): string => `${hash} ${nameTerm(name)}`;
const smaller = (id: string, than: string | undefined): boolean => than === undefined || id < than;
const found = (key: string, id: string | undefined): readonly (readonly [string, string])[] => (id === undefined ? [] : [[key, id]]);

async function allParties(desk: Desk, project: string): Promise<readonly Stored[]> {
  const definition = definitionOf(desk, 'party');
  const parties: Stored[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await desk.table.query({ pk: registerPartition(desk.company, project, definition.name), limit: 1000, after });
    parties.push(...page.items.map((item) => fromItem(definition, item)).filter(({ removed }) => !removed));
    after = page.next;
  } while (after);
  return parties;
}

async function partiesWith(desk: Desk, project: string, hashes: readonly string[]): Promise<readonly Stored[]> {
  const definition = definitionOf(desk, 'party');
  const hits = await inParallel(
    hashes,
    8,
    async (hash) => (await desk.table.query({ ...findPrefix(desk.company, project, { kind: 'phone', value: hash }, definition.name), limit: 50 })).items,
  );
  const ids = new Set(hits.flat().map(({ id }) => String(id)));
  const keys = [...ids].map((id) => recordKey(desk.company, definition.place, refFor(definition, project, id)));
  const items = await inParallel(slices(keys, 100), 4, (some) => desk.table.getAll(some));
  return items.flatMap((page) => [...page.values()].map((item) => fromItem(definition, item))).filter(({ removed }) => !removed);
}
