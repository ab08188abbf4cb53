import { type Actor, type Company, isPermitted } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { type Capacity, type CustomPosition, isCustom, type Role, titleOf } from '../kernel/position.ts';
import { hq } from '../kernel/project-policy.ts';
import type { CompanyRecord } from '../registers/company/record.ts';
import { admitted, grantedOn, type Held, positionsAnywhere, positionsIn } from '../registers/member/grants.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import type { UnitRecord } from '../registers/unit/record.ts';
import { heldDuring, holdsUnit } from '../registers/unit/relations.ts';
import { type Key, partKey, recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import type { Definition, Secrecy, Served, ServedFacts } from './definition.ts';
import { type Desk, definitionOf } from './desk.ts';
import { fromItem, historyPartition, isClosed, type Stored, secrecyOf } from './stored.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from './work.ts';

/**
 * The actor in one project (or anywhere) on one day: what the token proved, and what the member's record grants. `defined`: the positions of the company's own, once
 * they are loaded.
 */
export function actorIn(
  company: Company,
  person: string,
  member: MemberRecord | undefined,
  project: string | undefined,
  today: string,
  defined?: readonly CustomPosition[],
): Actor {
  const granted: Held = member
    ? project === undefined
      ? positionsAnywhere(member, today, defined)
      : positionsIn(member, project, today, defined)
    : { positions: [] };
  const home = member?.party;
  const party = home && home.project === project && member && admitted(member, today) ? home.id : undefined;
  return { company, person, system: false, ...granted, ...(party ? { party } : {}) };
}

/**
 * Turns away whom the house knows and does not let in: who is locked (锁定), has left (离职), or comes with a sign-in that was taken off his account.
 *
 * @throws DomainError `access.locked`, `auth.unlinked`
 */
export function checkAdmitted(desk: Pick<Desk, 'login'>, member: MemberRecord | undefined, today: string): void {
  if (member && !admitted(member, today)) throw new DomainError('forbidden', 'access.locked');
  if (desk.login !== undefined && member?.login?.account.h !== desk.login) throw new DomainError('unauthenticated', 'auth.unlinked');
}

/** Building of a unit id: what stands before the first dash of `1-2-301`. */
const buildingOf = (unit: string): string => unit.split('-')[0] ?? unit;

/**
 * In which capacities the actor stands to a record (or, for an opening, to the unit its input names): his positions here, those of the company's own, RESIDENT when a relation of his covers the
 * record's time, SYSTEM for the clock. A former owner thus keeps what belongs to his time and gets nothing later.
 */
export async function rolesFor(work: Work, definition: Definition, stored: Stored | undefined, input?: unknown): Promise<readonly Capacity[]> {
  const { actor } = work;
  if (actor.system) return ['SYSTEM'];
  const served = definition.serves(stored ? stored.record : (input ?? {}));
  if (served) return rolesLeft(await rolesThrough(work, served), stored && secrecyOf(definition, stored), actor);
  const unit = stored ? definition.subject(stored.record, stored.ref.id).unit : namedUnit(input);
  const roles: Capacity[] = actor.buildings && unit && !actor.buildings.includes(buildingOf(unit)) ? [] : [...capacitiesOf(actor)];
  if (actor.party && (await isResidentOf(work, definition, stored, unit, actor.party))) roles.push('RESIDENT');
  return stored ? rolesLeft(roles, secrecyOf(definition, stored), actor) : roles;
}

/**
 * The record another one serves, as this unit of work sees it; undefined when it or the part of it is not there, or is of a kind that serves itself.
 */
export async function servedBy(work: Work, { kind, id, part }: Served): Promise<{ definition: Definition; stored: Stored } | undefined> {
  const definition = work.desk.definitions.get(kind);
  if (!definition || (definition.place !== 'case' && definition.place !== 'register') || definition.serves({ on: { kind, id } })) return undefined;
  const ref = refFor(definition, work.project, id);
  const piece = part && partKey(historyPartition(work.desk.company, definition, ref), part.kind, part.id);
  await fetchItems(work, [keyOf(work, definition, ref), ...(piece ? [piece] : [])]);
  const stored = await peek(work, definition, ref);
  return stored && (!piece || work.items.get(keyText(piece))) ? { definition, stored } : undefined;
}

/** What an opening may know of the record it serves; that the actor may see it has been decided before. */
export async function factsOfServed(work: Work, definition: Definition, input: unknown): Promise<ServedFacts | undefined> {
  const served = definition.serves(input ?? {});
  const found = served && (await servedBy(work, served));
  if (!found) return undefined;
  const { record, ref, assignee } = found.stored;
  const { unit, mine } = found.definition.subject(record, ref.id);
  return { place: found.definition.place, unit, ended: isClosed(found.definition, record), mine: assignee ?? mine, record };
}

/**
 * The roles in which the actor sees what serves a record: those in which he sees that record. A resident sees what serves a case, not what lies with a register: a tenant
 * has no business with the papers of the owner before last.
 */
export async function rolesThrough(work: Work, served: Served): Promise<readonly Capacity[]> {
  const found = await servedBy(work, served);
  if (!found) return [];
  const { definition, stored } = found;
  const roles = await rolesFor(work, definition, stored);
  return roles.filter((role) => sees(definition, [role], work.actor) && (role !== 'RESIDENT' || definition.place === 'case'));
}

/** The positions of the company's own, if a unit of work has loaded the company; see {@link actorIn}. */
export function definedIn(desk: Desk, items: ReadonlyMap<string, Item | undefined>): readonly CustomPosition[] | undefined {
  const item = items.get(keyText(companyKey(desk)));
  return item && ((fromItem(definitionOf(desk, 'company'), item).record as CompanyRecord).positions ?? []);
}

/** Whether the member is appointed to a position of the company's own today, so that the company has to be looked at. */
export function namesCustom(member: MemberRecord | undefined, today: string): boolean {
  return member?.grants.some((grant) => isCustom(grant.position) && grantedOn(grant, today)) ?? false;
}

/** The company's own record. */
export const companyKey = (desk: Desk): Key => recordKey(desk.company, 'company', { project: hq, kind: 'company', id: desk.company });

/** What the actor is as staff here: his positions, and those of the company's own by their ids. */
export function capacitiesOf({ positions, custom = [] }: Pick<Actor, 'positions' | 'custom'>): readonly Capacity[] {
  return custom.length === 0 ? positions : [...positions, ...custom.map(({ id }) => id)];
}

/**
 * The capacities in which the actor stands to a record that is kept from some (回避): from whom it is kept, to him it is not there. A position of the company's own that
 * includes one it is kept from is of that desk, whatever else it permits.
 */
export function rolesLeft(
  roles: readonly Capacity[],
  secrecy: Secrecy | undefined,
  { person, party, custom = [] }: Pick<Actor, 'person' | 'party' | 'custom'>,
): readonly Capacity[] {
  if (!secrecy) return roles;
  if (secrecy.persons?.includes(person)) return [];
  const { positions = [], onlyParties } = secrecy;
  const stranger = onlyParties !== undefined && (party === undefined || !onlyParties.includes(party));
  const ofThatDesk = (role: Capacity) => custom.some(({ id, includes = [] }) => id === role && includes.some((position) => positions.includes(position)));
  return roles.filter((role) => {
    if (role === 'RESIDENT') return !stranger;
    return role === 'SYSTEM' || (isCustom(role) ? !ofThatDesk(role) : !positions.includes(role));
  });
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

/**
 * Whether one of the capacities lets the actor see records of a kind: a position of the slice's readers, or one of the company's own that permits `<slice>.read` or any
 * command on a record that exists — who is to work on it sees it.
 */
export function sees(definition: Definition, roles: readonly Capacity[], actor: Pick<Actor, 'custom'>): boolean {
  if (roles.includes('SYSTEM') || definition.readBy.some((role) => roles.includes(role))) return true;
  return actor.custom !== undefined && seenByPermission(definition, roles, actor.custom).length > 0;
}

/**
 * Whether somebody stands to a record of this kind as staff: in a capacity that reads it, or as a colleague who is no resident of it and has just opened it. A guard who
 * lives in the flat is shown no more of it than his neighbour.
 */
export function isStaff(definition: Definition, roles: readonly Capacity[], actor: Pick<Actor, 'custom'>): boolean {
  const staff = roles.filter((role) => role !== 'RESIDENT');
  return staff.length > 0 && (staff.length === roles.length || sees(definition, staff, actor));
}

/** Those of the actor's capacities in which he reads records of a kind as staff. */
export function staffCapacities(definition: Definition, actor: Pick<Actor, 'positions' | 'custom'>): readonly Capacity[] {
  const { positions, custom = [] } = actor;
  return [...positions.filter((position) => definition.readBy.includes(position)), ...seenByPermission(definition, capacitiesOf(actor), custom)];
}

function seenByPermission(definition: Definition, roles: readonly Capacity[], custom: readonly CustomPosition[]): readonly Capacity[] {
  const { name, commands, place } = definition;
  const works = (permission: string) => {
    const command = permission.startsWith(`${name}.`) ? permission.slice(name.length + 1) : '';
    const own = Object.hasOwn(commands, command) ? commands[command] : undefined;
    return command === 'read' || (own ? own.from.some((state) => state !== 'new') : place === 'case' && command !== '');
  };
  return custom.filter(({ id, permissions = [] }) => roles.includes(id) && permissions.some(works)).map(({ id }) => id);
}

/** @throws DomainError `access.not-found` when none of the capacities shows this kind of record: who may not see it learns not even that it exists. */
export function checkVisible(definition: Definition, roles: readonly Capacity[], actor: Pick<Actor, 'custom'>): void {
  if (!sees(definition, roles, actor)) throw new DomainError('not-found', 'access.not-found');
}

/** The same for one record: everybody sees what the house knows of himself as a member (本人). */
export function checkVisibleTo(work: Pick<Work, 'actor'>, definition: Definition, id: string, roles: readonly Capacity[]): void {
  if (definition.place !== 'member' || id !== work.actor.person) checkVisible(definition, roles, work.actor);
}

/** Whether one of the capacities is for a command; `permission` is its name in positions of the company's own, `repair.dispatch`. */
export function mayDo(roles: readonly Capacity[], by: readonly Role[], { custom = [] }: Pick<Actor, 'custom'>, permission: string): boolean {
  if (roles.includes('SYSTEM') || by.some((role) => roles.includes(role))) return true;
  return isPermitted({ custom: custom.filter(({ id }) => roles.includes(id)) }, permission);
}

/** @throws DomainError `access.forbidden`, naming the positions the actor does hold. */
export function checkMay(roles: readonly Capacity[], by: readonly Role[], actor: Pick<Actor, 'custom'>, permission: string): void {
  if (mayDo(roles, by, actor, permission)) return;
  const titles = roles.map((role) => (role === 'RESIDENT' ? '住户' : role === 'SYSTEM' ? '系统' : titleOf(role, actor.custom)));
  throw new DomainError('forbidden', 'access.forbidden', { positions: titles.join('、') || '无岗位' });
}
