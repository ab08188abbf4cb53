import { rolesFor, rolesThrough, sees } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { namedRecord } from '../lists/named-record.ts';
import { findPrefix } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import { document as documentContract } from '../workflows/document/contract.ts';
import { ownerWord } from '../workflows/document/rules.ts';

/**
 * The documents of one record, `on=repair:BX-20260701-0001`, each as far as the caller may see it. One query for the pointers, one request for their records.
 *
 * @throws DomainError `access.not-found` for a record that is not there or that the caller does not see; `request.invalid` for an `on` that names none
 */
export async function listDocuments(desk: Desk, caller: Caller, on: string, query: ListQuery): Promise<ListAnswer> {
  const definition = definitionOf(desk, documentContract);
  const owner = namedRecord(on, 'on');
  const { work } = await openWork(desk, caller);
  if (!work.actor.system && (await rolesThrough(work, owner)).length === 0) throw new DomainError('not-found', 'access.not-found');
  const refOf = (pointer: Item) => refFor(definition, caller.project, String(pointer['id']));
  const load = (pointers: readonly Item[]) =>
    fetchItems(
      work,
      pointers.map((pointer) => keyOf(work, definition, refOf(pointer))),
    );
  const show = async (pointer: Item): Promise<unknown> => {
    const stored = await peek(work, definition, refOf(pointer));
    if (!stored || !sees(definition, await rolesFor(work, definition, stored), work.actor)) return undefined;
    const item = work.items.get(keyText(keyOf(work, definition, refOf(pointer))));
    return item && shownCard(work, item);
  };
  const question = {
    ...findPrefix(desk.company, caller.project, { kind: 'on', value: ownerWord(owner) }, definition.name),
    limit: query.limit,
    consistent: true,
  };
  return page(desk, caller, question, query.cursor, show, load);
}

function shownCard({ project }: Work, item: Item): object {
  const { secrecy: _kept, ...card } = item['card'] as Readonly<Record<string, unknown>>;
  return { ...card, project };
}
