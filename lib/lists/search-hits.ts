import { rolesFor, sees } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { stateTitle } from '../cases/perform.ts';
import { caseNumber } from '../cases/stored.ts';
import { workOn } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, type Work } from '../cases/work.ts';
import { hq } from '../kernel/project-policy.ts';
import { shortened } from '../kernel/schema.ts';
import { type Key, type Ref, recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';

/** A line of the answer to a search (命中): enough to know it by and to open it; personal data only as masks. */
export interface SearchCard {
  readonly kind: string;
  readonly project: string;
  readonly id: string;
  readonly title: string;
  readonly number?: string;
  readonly unit?: string;
  readonly state?: string;
  readonly stateTitle?: string;
  readonly openedAt?: string;
  readonly due?: string;
  /** Mask of a party's first phone number. */
  readonly phone?: string;
}

/** Keys of one request to the table. */
const mostKeys = 100;

/** What a search shows: flats, customers, and the cases of the log. */
const isShown = (definition: Definition | undefined): definition is Definition =>
  definition !== undefined && (definition.name === 'unit' || definition.name === 'party' || (definition.place === 'case' && definition.logged));

/** Names a record within the company. */
export const refText = ({ project, kind, id }: Ref): string => `${project}#${kind}#${id}`;

/**
 * The hits as the person may see them, by {@link refText}, each by what he holds in its own project today; what he may not see is not there.
 *
 * @param items what has been loaded; the member himself is among it
 */
export async function cardsOf(
  desk: Desk,
  person: string,
  refs: readonly Ref[],
  items: Map<string, Item | undefined>,
): Promise<ReadonlyMap<string, SearchCard>> {
  const found = refs.flatMap((ref) => {
    const definition = desk.definitions.get(ref.kind);
    return isShown(definition) ? [{ ref, definition }] : [];
  });
  const keys = found.flatMap(({ ref, definition }) => [keyOf({ desk }, definition, ref), projectKey(desk, ref.project)]);
  await loadAll(desk, keys, items);
  const works = new Map<string, Work | undefined>();
  const workIn = (project: string): Work | undefined => {
    if (!works.has(project)) works.set(project, items.get(keyText(projectKey(desk, project))) && asStaff(workOn(desk, { person, project }, items)));
    return works.get(project);
  };
  const cards = new Map<string, SearchCard>();
  for (const { ref, definition } of found) {
    const work = workIn(ref.project);
    const card = work && (await cardOf(work, definition, ref));
    if (card) cards.set(refText(ref), card);
  }
  return cards;
}

/** Loads as many items as it takes, in as few requests as possible. */
export async function loadAll(desk: Desk, keys: readonly Key[], items: Map<string, Item | undefined>): Promise<void> {
  const missing = [...new Map(keys.map((key) => [keyText(key), key])).values()].filter((key) => !items.has(keyText(key)));
  for (let from = 0; from < missing.length; from += mostKeys) await fetchItems({ desk, items }, missing.slice(from, from + mostKeys));
}

export const projectKey = (desk: Desk, project: string): Key => recordKey(desk.company, 'project', { project: hq, kind: 'project', id: project });

/** Nobody searches as a resident: what he lives in he finds in his own lists. */
const asStaff = (work: Work): Work => ({ ...work, actor: { ...work.actor, party: undefined } });

async function cardOf(work: Work, definition: Definition, ref: Ref): Promise<SearchCard | undefined> {
  const stored = await peek(work, definition, ref);
  if (!stored || !sees(definition, await rolesFor(work, definition, stored), work.actor)) return undefined;
  const { title, unit } = definition.subject(stored.record, ref.id);
  const { due, phone } = (work.items.get(keyText(keyOf(work, definition, ref)))?.['card'] ?? {}) as { due?: string; phone?: string };
  const { state } = stored.record;
  return {
    kind: ref.kind,
    project: ref.project,
    id: ref.id,
    title: shortened(title, 40),
    ...(unit ? { unit } : {}),
    ...(definition.place === 'case'
      ? { number: caseNumber(definition, ref), state, stateTitle: stateTitle(definition, state), openedAt: stored.openedAt, ...(due ? { due } : {}) }
      : {}),
    ...(definition.name === 'party' && phone ? { phone } : {}),
  };
}
