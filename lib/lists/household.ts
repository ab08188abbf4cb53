import { capacitiesOf, isStaff, residentAt, sees } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, listAbout } from '../cases/read.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import type { Capacity } from '../kernel/position.ts';
import type { UnitRecord } from '../registers/unit/record.ts';

/** Everything about a household (一户一档, R018): the unit with its relations, the people in them, its cases and keys. */
export interface HouseholdFile {
  readonly unit: unknown;
  readonly parties: readonly unknown[];
  readonly about: ListAnswer;
}

/** Two requests for items, one query. Residents get it while they hold the unit, without the other parties. */
export async function householdFile(
  desk: Desk,
  caller: Caller,
  definitions: readonly Definition[],
  query: ListQuery & { readonly unit: string },
): Promise<HouseholdFile> {
  const definition = definitionOf(desk, 'unit');
  const ref = refFor(definition, caller.project, query.unit);
  const { work } = await openWork(desk, caller, [keyOf({ desk }, definition, ref)]);
  const stored = await peek(work, definition, ref);
  const roles = stored ? await unitRoles(work, definition, query.unit) : [];
  if (!stored || !sees(definition, roles, work.actor)) throw new DomainError('not-found', 'access.not-found');
  const staff = isStaff(definition, roles, work.actor);
  return {
    unit: view(work, definition, stored, roles),
    parties: staff ? await partiesOf(work, stored.record as UnitRecord, roles) : [],
    about: await listAbout(work, definitions, query),
  };
}

async function unitRoles(work: Work, definition: Definition, unit: string): Promise<readonly Capacity[]> {
  const { buildings, party } = work.actor;
  const here = !buildings || buildings.includes(unit.split('-')[0] ?? '');
  const resident = party !== undefined && definition.readBy.includes('RESIDENT') && (await residentAt(work, unit, party, undefined));
  return [...(here ? capacitiesOf(work.actor) : []), ...(resident ? (['RESIDENT'] as const) : [])];
}

async function partiesOf(work: Work, unit: UnitRecord, roles: readonly Capacity[]): Promise<readonly unknown[]> {
  const definition = definitionOf(work.desk, 'party');
  const refs = [...new Set(unit.relations.map(({ party }) => party))].map((id) => refFor(definition, work.project, id));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  const found = await Promise.all(refs.map(async (ref) => ({ ref, stored: await peek(work, definition, ref) })));
  return found.flatMap(({ stored }) => (stored ? [view(work, definition, stored, roles)] : []));
}
