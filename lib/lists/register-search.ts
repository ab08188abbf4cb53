import { rolesFor, sees } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { checkLists, type ListAnswer, type ListQuery, listRegister } from '../cases/read.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { findPrefix } from '../table/keys.ts';
import { countGuess } from './guessing.ts';
import { asTerms, guessIn, wordsIn } from './search-words.ts';

/**
 * A register's list: by id, or what `q` finds — the beginning of an id, or exactly a name, a room, a phone number or its last four digits, a plate, an identity document (by
 * keyed hash, never in the clear), or another term of the register. What is found of a party leads on to the records that name the party, so that a phone number finds the flat.
 */
export async function searchRegister(
  desk: Desk,
  definition: Definition,
  caller: Caller,
  query: ListQuery & { readonly q?: string | undefined },
): Promise<ListAnswer> {
  const q = query.q?.trim().normalize('NFC');
  if (!q) return listRegister(desk, definition, caller, query);
  const { work } = await openWork(desk, caller);
  checkLists(definition, work);
  const ids = await idsFound(work, definition, q, query.limit);
  if (ids.length === 0) return listRegister(desk, definition, caller, { ...query, prefix: q });
  const refs = ids.map((id) => refFor(definition, caller.project, id));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  const shown: unknown[] = [];
  for (const ref of refs) {
    const stored = await peek(work, definition, ref);
    const roles = stored ? await rolesFor(work, definition, stored) : [];
    if (stored && sees(definition, roles, work.actor)) shown.push(view(work, definition, stored, roles));
  }
  return { items: shown };
}

/** Terms found by the very word: who is on duty in a department, who can do what. */
const plainTerms = ['duty', 'department', 'skill', 'unit'] as const;

async function idsFound(work: Work, definition: Definition, q: string, limit: number): Promise<readonly string[]> {
  const words = wordsIn(q);
  await countGuess(work.desk, work.actor.person, guessIn(words));
  const terms = [...asTerms(await work.desk.keys(), words), ...plainTerms.map((kind) => ({ kind, value: q }))];
  const hits = (await Promise.all(terms.map(({ kind, value }) => find(work, kind, value, limit)))).flat();
  const parties = definition.name === 'party' ? [] : hits.filter(({ kind }) => kind === 'party');
  const through = (await Promise.all(parties.map(({ id }) => find(work, 'party', id, limit)))).flat();
  return [...new Set([...hits, ...through].filter(({ kind }) => kind === definition.name).map(({ id }) => id))].slice(0, limit);
}

async function find(work: Work, kind: string, value: string, limit: number): Promise<readonly { kind: string; id: string }[]> {
  const { items } = await work.desk.table.query({ ...findPrefix(work.desk.company, work.project, { kind, value }), limit });
  return items.map((item) => ({ kind: String(item['kind']), id: String(item['id']) }));
}
