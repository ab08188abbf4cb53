import type { Actor, Company } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { positionTitles, type Role } from '../kernel/position.ts';
import { positionsAnywhere, positionsIn } from '../registers/member/grants.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import type { UnitRecord } from '../registers/unit/record.ts';
import { heldDuring, holdsUnit } from '../registers/unit/relations.ts';
import type { Definition, Secrecy } from './definition.ts';
import { definitionOf } from './desk.ts';
import type { Stored } from './stored.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from './work.ts';

/** The actor in one project (or anywhere) on one day: what the token proved, and what the member's record grants. */
export function actorIn(company: Company, person: string, member: MemberRecord | undefined, project: string | undefined, today: string): Actor {
  const granted = member ? grantedIn(member, project, today) : { positions: [] };
  const home = member?.party;
  const party = home && home.project === project ? home.id : undefined;
  return { company, person, system: false, ...granted, ...(party ? { party } : {}) };
}

function grantedIn(member: MemberRecord, project: string | undefined, today: string): ReturnType<typeof positionsIn> {
  return project === undefined ? { positions: positionsAnywhere(member, today) } : positionsIn(member, project, today);
}

/** Building of a unit id: what stands before the first dash of `1-2-301`. */
const buildingOf = (unit: string): string => unit.split('-')[0] ?? unit;

/**
 * In which roles the actor stands to a record (or, for an opening, to the unit its input names): his positions here, RESIDENT when a relation of his covers the
 * record's time, SYSTEM for the clock. A former owner thus keeps what belongs to his time and gets nothing later.
 */
export async function rolesFor(work: Work, definition: Definition, stored: Stored | undefined, input?: unknown): Promise<readonly Role[]> {
  const { actor } = work;
  if (actor.system) return ['SYSTEM'];
  const unit = stored ? definition.subject(stored.record, stored.ref.id).unit : namedUnit(input);
  const roles: Role[] = actor.buildings && unit && !actor.buildings.includes(buildingOf(unit)) ? [] : [...actor.positions];
  if (actor.party && (await isResidentOf(work, definition, stored, unit, actor.party))) roles.push('RESIDENT');
  return stored ? rolesLeft(roles, definition.secrecy(stored.record), actor) : roles;
}

/** The roles in which the actor stands to a record that is kept from some (回避): from whom it is kept, to him it is not there. */
export function rolesLeft(roles: readonly Role[], secrecy: Secrecy | undefined, { person, party }: Pick<Actor, 'person' | 'party'>): readonly Role[] {
  if (!secrecy) return roles;
  if (secrecy.persons?.includes(person)) return [];
  const { positions = [], onlyParties } = secrecy;
  const stranger = onlyParties !== undefined && (party === undefined || !onlyParties.includes(party));
  return roles.filter((role) => (role === 'RESIDENT' ? !stranger : role === 'SYSTEM' || !positions.includes(role)));
}

/** The unit an opening is about: its own, or for a public place the one its caller (报修人) lives in. */
function namedUnit(input: unknown): string | undefined {
  const { unit, caller } = (input ?? {}) as { unit?: unknown; caller?: { unit?: unknown } };
  const named = unit ?? caller?.unit;
  return typeof named === 'string' ? named : undefined;
}

async function isResidentOf(work: Work, definition: Definition, stored: Stored | undefined, unit: string | undefined, party: string): Promise<boolean> {
  if (stored && definition.place === 'case' && !unit) return stored.openedBy === work.actor.person;
  if (!unit) return false;
  return residentAt(work, unit, party, stored && definition.place === 'case' ? stored.openedAt : undefined);
}

/** Whether the party holds the unit today, or held it on the day of an instant. */
export async function residentAt(work: Work, unit: string, party: string, at: Instant | undefined): Promise<boolean> {
  const record = await unitRecord(work, unit);
  if (!record) return false;
  const { timeZone } = work.policy;
  return at === undefined ? holdsUnit(record, party, civilDate(work.now, timeZone)) : heldDuring(record, party, civilDate(at, timeZone));
}

/** A unit's record as this unit of work sees it, or undefined. */
export async function unitRecord(work: Work, id: string): Promise<UnitRecord | undefined> {
  const definition = definitionOf(work.desk, 'unit');
  const ref = refFor(definition, work.project, id);
  await fetchItems(work, [keyOf(work, definition, ref)]);
  return (await peek(work, definition, ref))?.record as UnitRecord | undefined;
}

/** @throws DomainError `access.not-found` when none of the roles may see this kind of record: who may not see it learns not even that it exists. */
export function checkVisible(definition: Definition, roles: readonly Role[]): void {
  const seen = roles.includes('SYSTEM') || definition.readBy.some((role) => roles.includes(role));
  if (!seen) throw new DomainError('not-found', 'access.not-found');
}

/** @throws DomainError `access.forbidden`, naming the positions the actor does hold. */
export function checkMay(roles: readonly Role[], by: readonly Role[]): void {
  if (roles.includes('SYSTEM') || by.some((role) => roles.includes(role))) return;
  throw new DomainError('forbidden', 'access.forbidden', { positions: roles.map(roleTitle).join('、') || '无岗位' });
}

function roleTitle(role: Role): string {
  return role === 'RESIDENT' ? '住户' : role === 'SYSTEM' ? '系统' : positionTitles[role];
}
