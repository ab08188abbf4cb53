import { definitionOf } from '../cases/desk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import type { UnitRecord } from '../registers/unit/record.ts';
import { holdsUnit } from '../registers/unit/relations.ts';
import { findPrefix } from '../table/keys.ts';

/** Customers of one number, and flats of each, that are looked at: a family shares a telephone, a whole building does not. */
const mostParties = 3;
const mostFlats = 20;

/**
 * Whose number it is among those who live in the project today: the first by id when a family shares it.
 *
 * It asks the same number of questions whatever it finds, so that the time it takes tells nobody whether a number is known.
 */
export async function residentWith(work: Work, phoneHash: string): Promise<string | undefined> {
  const parties = (await idsUnder(work, 'phone', phoneHash, 'party', mostParties)).toSorted();
  const asked = Array.from({ length: mostParties }, (_, at) => parties[at] ?? phoneHash);
  const flats = await Promise.all(asked.map((party) => idsUnder(work, 'party', party, 'unit', mostFlats)));
  const unit = definitionOf(work.desk, 'unit');
  const all = [...new Set(flats.flat())];
  await fetchItems(
    work,
    (all.length > 0 ? all : [phoneHash]).map((id) => keyOf(work, unit, refFor(unit, work.project, id))),
  );
  for (const [at, party] of parties.entries()) {
    for (const id of flats[at] ?? []) {
      const record = (await peek(work, unit, refFor(unit, work.project, id)))?.record as UnitRecord | undefined;
      if (record && holdsUnit(record, party, work.today)) return party;
    }
  }
  return undefined;
}

async function idsUnder({ desk, project }: Work, kind: string, value: string, of: string, limit: number): Promise<readonly string[]> {
  const { items } = await desk.table.query({ ...findPrefix(desk.company, project, { kind, value }, of), limit, consistent: true });
  return items.map(({ id }) => String(id));
}
