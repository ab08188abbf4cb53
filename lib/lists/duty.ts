import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Present, presentAt } from '../cases/on-duty.ts';
import { parseInput } from '../cases/parse.ts';
import { checkLists } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Instant } from '../kernel/clock.ts';
import { headquarters, type Position, positions, positionTitles } from '../kernel/position.ts';
import type { DutyPost } from '../kernel/project-policy.ts';
import { instantText } from '../kernel/schema.ts';

/** What the list of those on duty may be asked for. */
const DutyQuery = z.strictObject({ at: instantText().optional() });

/** Somebody on duty (当班人员), as the page of the roster shows him. */
interface Person {
  readonly person: string;
  readonly name: string;
  readonly department: string;
  readonly since: Instant;
  readonly until: Instant;
  readonly how: 'clockedOn' | 'rostered';
  /** Masked. */
  readonly phone?: string;
}

/** Who is there at an instant, position by position; and the posts that may never be empty. */
export interface DutyList {
  readonly at: Instant;
  readonly positions: readonly { readonly position: Position; readonly title: string; readonly persons: readonly Person[] }[];
  /** Those who are there and hold no position here. */
  readonly others: readonly Person[];
  readonly roundTheClock: readonly (DutyPost & { readonly covered: boolean })[];
}

const projectPositions = positions.filter((position) => !headquarters.includes(position));

/**
 * Who is on duty (当班表, R072), now or at another instant: the staff register says who is there, the members' grants for which positions. One query of the register,
 * one request for the members.
 *
 * @throws DomainError `access.not-found` for those who may not read the staff register, `request.invalid` for a time that is none
 */
export async function onDuty(desk: Desk, caller: Caller, query: Readonly<Record<string, string | undefined>>): Promise<DutyList> {
  const { work } = await openWork(desk, caller);
  checkLists(definitionOf(desk, 'staff'), work);
  const { at: wanted } = parseInput(DutyQuery, { ...(query['at'] === undefined ? {} : { at: query['at'] }) }) as z.output<typeof DutyQuery>;
  const at = wanted ?? work.now;
  const present = await presentAt(work, at);
  const covers = (position: Position) => present.filter((one) => one.positions.includes(position));
  return {
    at,
    positions: projectPositions.map((position) => ({ position, title: positionTitles[position], persons: covers(position).map(shown) })),
    others: present.filter((one) => one.positions.length === 0).map(shown),
    roundTheClock: work.policy.duty.roundTheClock.map((post) => ({ ...post, covered: post.positions.some((position) => covers(position).length > 0) })),
  };
}

function shown({ id, record, duty }: Present): Person {
  const { name, department, phone } = record;
  return { person: id, name, department, since: duty.from, until: duty.to, how: duty.how, ...(phone ? { phone: phone.m } : {}) };
}
