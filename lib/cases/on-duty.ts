import { civilDate } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { headquarters, isCustom, type Position, superiorOf } from '../kernel/position.ts';
import { hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { dutyAt, everyStaff, type ListedStaff, type OnDuty } from '../registers/staff/contract.ts';
import { actorIn, companyKey, definedIn } from './access.ts';
import { definitionOf } from './desk.ts';
import type { Addressees } from './notice.ts';
import { fetchItems, fulfil, keyOf, peek, refFor, type Work } from './work.ts';

/** Somebody of the project who is there (当班), and the positions he covers while he is. */
export interface Present extends ListedStaff {
  readonly duty: OnDuty;
  readonly positions: readonly Position[];
}

/** Everybody in the project's staff register; one query. */
export async function staffOf(work: Work): Promise<readonly ListedStaff[]> {
  return ((await fulfil(work, { staff: everyStaff() }))['staff']?.record ?? []) as readonly ListedStaff[];
}

/** Keys one request may name. */
const keysAtOnce = 100;

/** What these persons are in the company: their records as members, a hundred to a request. */
export async function membersOf(work: Work, persons: readonly string[]): Promise<ReadonlyMap<string, MemberRecord>> {
  const definition = definitionOf(work.desk, 'member');
  const refs = persons.map((person) => refFor(definition, hq, person));
  const keys = refs.map((ref) => keyOf(work, definition, ref));
  for (let at = 0; at < keys.length; at += keysAtOnce) await fetchItems(work, keys.slice(at, at + keysAtOnce));
  const found = await Promise.all(refs.map((ref) => peek(work, definition, ref)));
  return new Map(found.flatMap((stored) => (stored ? [[stored.ref.id, stored.record as MemberRecord] as const] : [])));
}

/** Positions a member holds in this project on a day, the ones behind a position of the company's own among them. */
export function heldOn(work: Work, person: string, member: MemberRecord | undefined, day: string): readonly Position[] {
  const { desk, items, project } = work;
  return actorIn(desk.company, person, member, project, day, definedIn(desk, items)).positions;
}

/** Loads the company where one of the members is appointed to a position of its own. */
export async function loadCustom(work: Work, members: ReadonlyMap<string, MemberRecord>): Promise<void> {
  const custom = [...members.values()].some(({ grants }) => grants.some(({ position }) => isCustom(position)));
  if (custom) await fetchItems(work, [companyKey(work.desk)]);
}

/** Who is on duty at an instant (当班人员). A shift for one position covers that one, any other whatever he holds. */
export async function presentAt(work: Work, at: Instant): Promise<readonly Present[]> {
  const there = (await staffOf(work)).flatMap(({ id, record }) => {
    const duty = dutyAt(record, at, work.policy.timeZone);
    return duty ? [{ id, record, duty }] : [];
  });
  const members = await membersOf(
    work,
    there.map(({ id }) => id),
  );
  await loadCustom(work, members);
  const day = civilDate(at, work.policy.timeZone);
  return there.map((one) => ({ ...one, positions: coveredOf(heldOn(work, one.id, members.get(one.id), day), one.duty.position) }));
}

/** Of what somebody holds, what he covers in a shift for this position. */
export function coveredOf(held: readonly Position[], position: Position | undefined): readonly Position[] {
  return position === undefined ? held : held.filter((one) => one === position);
}

/** Positions of which somebody is on duty now; undefined where the roster is not to be had. */
export async function positionsOnDuty(work: Work): Promise<ReadonlySet<Position> | undefined> {
  if (!work.desk.definitions.has('staff')) return undefined;
  return new Set((await presentAt(work, work.now)).flatMap(({ positions }) => positions));
}

/**
 * Whom an urgent matter is told to (升级通知): for a position of which nobody is on duty the next one up is told as well, and so on as far as headquarters, who keep no
 * roster here. At two in the morning a notice to an empty desk is told to nobody.
 */
export function withSuperiors(to: Addressees, there: ReadonlySet<Position> | undefined): Addressees {
  if (!there || !to.positions?.length) return to;
  const told = new Set(to.positions);
  for (const position of told) {
    const next = there.has(position) || headquarters.includes(position) ? undefined : superiorOf(position);
    if (next) told.add(next);
  }
  return { ...to, positions: [...told] };
}
