import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { coveredOf, heldOn, loadCustom, membersOf, staffOf } from '../cases/on-duty.ts';
import { parseInput } from '../cases/parse.ts';
import { checkLists } from '../cases/read.ts';
import { fromItem } from '../cases/stored.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, type Work } from '../cases/work.ts';
import { type CivilDate, CivilDateText, civilDate, endOfDay } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Position } from '../kernel/position.ts';
import { type DutyPost, hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import type { ProjectRecord } from '../registers/project/record.ts';
import { type Duty, type ListedStaff, plannedDuty, within } from '../registers/staff/contract.ts';
import { type Gap, gapsIn, hoursOf, inBoth, type Stretch } from '../registers/staff/cover.ts';
import type { StaffRecord } from '../registers/staff/record.ts';
import { recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';

/** Civil days `[from, to)` of the project, at most 31. */
const GapsQuery = z.strictObject({ from: CivilDateText, to: CivilDateText });

/** What looks wrong in a roster (排班提示): told to those who draw it up, never refused. */
export interface RosterWarning extends Stretch {
  /** `otherProject`: he is rostered elsewhere at the same time; `notAppointed`: his shift names a position he does not hold then. */
  readonly kind: 'otherProject' | 'notAppointed';
  readonly person: string;
  readonly name: string;
  readonly project?: string;
  readonly position?: Position;
}

/** The posts that may never be empty, and the hours in which the roster leaves them so. */
export interface DutyGaps {
  readonly posts: readonly (DutyPost & { readonly hours: number; readonly gaps: readonly Gap[] })[];
  readonly warnings: readonly RosterWarning[];
}

/** One person's roster in the time asked for. */
interface Rostered extends ListedStaff {
  readonly member: MemberRecord | undefined;
  readonly duties: readonly Duty[];
}

/**
 * Hours without cover (空岗, R072): per post each hour of which not every minute has somebody of its positions rostered. Who has left, has been relieved of the position or
 * has clocked off in his shift covers nothing. One query of the staff register, one request per hundred members; one more for those who also work elsewhere.
 *
 * @throws DomainError `access.not-found`, `request.invalid`, `staff.duty-range`
 */
export async function dutyGaps(desk: Desk, caller: Caller, query: Readonly<Record<string, string | undefined>>): Promise<DutyGaps> {
  const { work } = await openWork(desk, caller);
  const staff = definitionOf(desk, 'staff');
  checkLists(staff, work);
  const given = Object.fromEntries(['from', 'to'].flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));
  const { from, to } = parseInput(GapsQuery, given) as { from: CivilDate; to: CivilDate };
  const hours = hoursOf(from, to, work.policy.timeZone);
  const range = { from: hours[0]?.from ?? work.now, to: hours.at(-1)?.to ?? work.now };
  const rostered = await rosterOf(work, range);
  const pieces = rostered.flatMap((one) => piecesOf(work, one));
  const posts = work.policy.duty.roundTheClock.map((post) => {
    const cover = pieces.filter(({ positions }) => positions.some((position) => post.positions.includes(position)));
    return { ...post, hours: hours.length, gaps: gapsIn(hours, cover) };
  });
  const draws = staff.commands['roster']?.by.some((role) => work.actor.positions.some((position) => position === role)) ?? false;
  return { posts, warnings: draws ? [...pieces.flatMap(notAppointed), ...(await elsewhere(work, rostered, range))] : [] };
}

async function rosterOf(work: Work, range: Stretch): Promise<readonly Rostered[]> {
  const planned = (await staffOf(work)).flatMap((one) => {
    const duties = plannedDuty(one.record, range, work.now, work.policy.timeZone);
    return duties.length > 0 ? [{ ...one, duties }] : [];
  });
  const members = await membersOf(
    work,
    planned.map(({ id }) => id),
  );
  await loadCustom(work, members);
  return planned.map((one) => ({ ...one, member: members.get(one.id) }));
}

/** A piece of somebody's shift within one civil day, and what he covers in it. */
interface Piece extends Duty {
  readonly person: string;
  readonly name: string;
  readonly positions: readonly Position[];
}

/** Grants begin and end with civil days, so a shift is looked at day by day. */
function piecesOf(work: Work, { id, record, member, duties }: Rostered): readonly Piece[] {
  const zone = work.policy.timeZone;
  const pieces: Piece[] = [];
  for (const duty of duties) {
    for (let start: Instant = duty.from; start < duty.to; ) {
      const day = civilDate(start, zone);
      const piece = within(duty, start, endOfDay(day, zone));
      pieces.push({ ...piece, person: id, name: record.name, positions: coveredOf(heldOn(work, id, member, day), duty.position) });
      start = piece.to;
    }
  }
  return pieces;
}

function notAppointed({ person, name, position, positions, from, to }: Piece): readonly RosterWarning[] {
  return position !== undefined && positions.length === 0 ? [{ kind: 'notAppointed', person, name, position, from, to }] : [];
}

/** Who is rostered in two projects at the same hour (一人两处). */
async function elsewhere(work: Work, rostered: readonly Rostered[], range: Stretch): Promise<readonly RosterWarning[]> {
  const also = rostered.flatMap(({ id, member }) => otherProjects(work, member).map((project) => ({ id, project })));
  if (also.length === 0) return [];
  const staffKey = ({ id, project }: { id: string; project: string }) => recordKey(work.desk.company, 'register', { project, kind: 'staff', id });
  const projectKey = (id: string) => recordKey(work.desk.company, 'project', { project: hq, kind: 'project', id });
  const keys = [...also.map(staffKey), ...new Set(also.map(({ project }) => project)).values().map(projectKey)];
  for (let at = 0; at < keys.length; at += 100) await fetchItems(work, keys.slice(at, at + 100));
  const recordAt = (kind: string, key: ReturnType<typeof projectKey>): unknown => {
    const item = work.items.get(keyText(key));
    const stored = item && fromItem(definitionOf(work.desk, kind), item);
    return stored?.removed ? undefined : stored?.record;
  };
  return also.flatMap(({ id, project }) => {
    const here = rostered.find((one) => one.id === id);
    const there = recordAt('staff', staffKey({ id, project })) as StaffRecord | undefined;
    const zone = (recordAt('project', projectKey(project)) as ProjectRecord | undefined)?.timeZone;
    if (!here || !there || !zone) return [];
    const both = inBoth(here.duties, plannedDuty(there, range, work.now, zone));
    return both.map((stretch): RosterWarning => ({ kind: 'otherProject', person: id, name: here.record.name, project, ...stretch }));
  });
}

function otherProjects(work: Work, member: MemberRecord | undefined): readonly string[] {
  const named = new Set((member?.grants ?? []).map(({ project }) => project));
  return [...named].filter((project) => project !== '*' && project !== work.project);
}
