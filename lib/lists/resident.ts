import { capacitiesOf } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, listAbout, listCases } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { findPrefix } from '../table/keys.ts';

/** Flats one person is shown at once; whoever has more asks for one of them by `unit`. */
const mostUnits = 10;

/**
 * A workflow's list as the caller may see it: the desk's queue for staff, and for a resident who names no unit the cases of all units that name him, each as far as
 * it belongs to his time there.
 */
export async function listForCaller(desk: Desk, definition: Definition, caller: Caller, query: ListQuery): Promise<ListAnswer> {
  if (query.unit !== undefined || !definition.readBy.includes('RESIDENT')) return listCases(desk, definition, caller, query);
  const { work } = await openWork(desk, caller);
  const { party } = work.actor;
  if (party === undefined || capacitiesOf(work.actor).length > 0) return listCases(desk, definition, caller, query);
  const found = await desk.table.query({ ...findPrefix(desk.company, caller.project, { kind: 'party', value: party }, 'unit'), limit: mostUnits });
  const lists = await Promise.all(found.items.map(({ id }) => listAbout(work, [definition], { ...query, unit: String(id), cursor: undefined })));
  return { items: lists.flatMap(({ items }) => items).slice(0, query.limit) };
}
