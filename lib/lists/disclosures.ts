import { capacitiesOf, rolesLeft, staffCapacities } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { secrecyOf } from '../cases/stored.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { findPrefix } from '../table/keys.ts';
import type { Disclosure } from '../workflows/disclosure/record.ts';
import { type NamedRecord, namedId, namedRecord } from './named-record.ts';

/** Whose looking (`person`), or the looking at whom (`of`, such as `party:liu`): one of the two. */
export interface DisclosureQuery extends Pick<ListQuery, 'limit' | 'cursor'> {
  readonly person?: string | undefined;
  readonly of?: string | undefined;
}

/**
 * Who saw whom (查阅记录, PIPL 57): by the one who looked or by the one who was looked at, the newest first, one query either way. Everybody may ask for his own; the
 * rest is for supervision. What concerns a record that is kept from the caller is left out, so that he does not learn of the record.
 *
 * @throws DomainError `request.invalid`, `access.not-found`
 */
export async function listDisclosures(desk: Desk, caller: Caller, query: DisclosureQuery): Promise<ListAnswer> {
  const definition = definitionOf(desk, 'disclosure');
  const word = wordOf(query);
  const { work } = await openWork(desk, caller);
  const capacities = capacitiesOf(work.actor);
  const own = query.person === caller.person && capacities.length > 0;
  if (!own && staffCapacities(definition, work.actor).length === 0) throw new DomainError('not-found', 'access.not-found');
  const question = { ...findPrefix(desk.company, caller.project, word, definition.name), limit: query.limit, backwards: true, consistent: true };
  const refOf = (id: unknown) => refFor(definition, caller.project, String(id));
  return page(
    desk,
    caller,
    question,
    query.cursor,
    async ({ id }) => {
      const stored = await peek(work, definition, refOf(id));
      return stored && (await mayKnow(work, stored.record as Disclosure)) ? view(work, definition, stored, capacities) : undefined;
    },
    async (items) => {
      const refs = items.map(({ id }) => refOf(id));
      await fetchItems(
        work,
        refs.map((ref) => keyOf(work, definition, ref)),
      );
      const stored = await Promise.all(refs.map((ref) => peek(work, definition, ref)));
      await fetchItems(
        work,
        stored.flatMap((one) => (one ? keysOfTarget(work, one.record as Disclosure) : [])),
      );
    },
  );
}

function wordOf({ person, of }: DisclosureQuery): { readonly kind: string; readonly value: string } {
  if (person !== undefined && of === undefined) return { kind: 'saw', value: namedId(person, 'person') };
  if (of !== undefined && person === undefined) return { kind: 'seen', value: wordFor(namedRecord(of, 'of')) };
  throw new DomainError('invalid', 'request.invalid', {}, [{ path: of === undefined ? 'of' : 'person', code: 'request.value', detail: '' }]);
}

const wordFor = ({ kind, id }: NamedRecord): string => `${kind}:${id}`;

function keysOfTarget(work: Work, { on }: Disclosure) {
  const definition = work.desk.definitions.get(on.kind);
  return definition ? [keyOf(work, definition, refFor(definition, work.project, on.id))] : [];
}

/** A record that is there no more hides nothing, and who looked at it is still asked. */
async function mayKnow(work: Work, { on }: Disclosure): Promise<boolean> {
  const definition = work.desk.definitions.get(on.kind);
  const target = definition && (await peek(work, definition, refFor(definition, work.project, on.id)));
  return !target || rolesLeft(capacitiesOf(work.actor), secrecyOf(definition, target), work.actor).length > 0;
}
