import type { RelationRole, UnitRecord } from './record.ts';

type Relation = UnitRecord['relations'][number];

/** Whether the relation holds on that civil day; intervals are half-open, so on `to` it no longer does. */
export function holdsOn({ from, to }: Pick<Relation, 'from' | 'to'>, date: string): boolean {
  return from <= date && (to === undefined || date < to);
}

/** Roles whose bearer is at home in the unit (住户); a decorator, a worker or a visitor is not. */
export const householdRoles: readonly RelationRole[] = ['owner', 'developer', 'tenant', 'merchant', 'occupant', 'familyMember'];

/** Everybody related to the unit on that civil day. */
export function relationsOn(unit: UnitRecord, date: string): readonly Relation[] {
  return unit.relations.filter((relation) => holdsOn(relation, date));
}

/** Whether the party is of the household today: what makes a RESIDENT. */
export function holdsUnit(unit: UnitRecord, party: string, today: string): boolean {
  return heldDuring(unit, party, today);
}

/** Whether the party was of the household on any day from `from` through `through`: a former owner keeps what belongs to his time. */
export function heldDuring(unit: UnitRecord, party: string, from: string, through = from): boolean {
  return unit.relations.some(
    (relation) =>
      relation.party === party && householdRoles.includes(relation.role) && relation.from <= through && (relation.to === undefined || from < relation.to),
  );
}
