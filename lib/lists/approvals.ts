import { rolesFor, sees } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, newCursor, openCursor, page } from '../cases/read.ts';
import { caseNumber, fromItem, type Stored, timersOf } from '../cases/stored.ts';
import { openDue } from '../cases/timer.ts';
import { view } from '../cases/view.ts';
import { openWork, workOn } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/contract.ts';
import { findPartition, findPrefix, type Key, type Ref, recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import { type Approval, maySign } from '../workflows/approval/contract.ts';

type Items = Map<string, Item | undefined>;

/** An approval as somebody sees it in its project. */
interface Seen {
  readonly stored: Stored;
  readonly work: Work;
  readonly shown: unknown;
}

/** Approvals that wait in one position at most; who has more signs these first. */
const mostAwaited = 1000;

/**
 * What waits for a person's signature now (待我审批), in all projects, by due instant: one query for each position he holds somewhere. Only what he may really sign: neither his own
 * requests nor what he has signed, in the positions he holds today, and not as the deputy of somebody who may not.
 */
export async function awaitingMe(desk: Desk, slice: Definition, person: string, query: ListQuery): Promise<ListAnswer> {
  const { work, items } = await openWork(desk, { person, project: hq, anywhere: true });
  const self = memberOf(desk, items, person);
  const refs = self ? await awaitedOf(desk, slice, questionsOf(self, work)) : [];
  await load(desk, slice, items, refs);
  const seen = (await Promise.all(refs.map((ref) => look(desk, slice, items, ref, person)))).flatMap((one) => one ?? []);
  const mine = seen.filter(({ stored, work: there }) => self && maySign(stored.record as Approval, person, self, { ...there, defined: there.actor.custom }));
  const sorted = mine.map((one) => ({ ...one, place: placeOf(slice, one.stored) })).toSorted((a, b) => (a.place < b.place ? -1 : 1));
  return pageFrom(desk, ['approvals', desk.company, person].join('|'), sorted, query);
}

/** Where an approval stands in the list: by its next limit, then by its number. */
function placeOf(slice: Definition, stored: Stored): string {
  return `${openDue(timersOf(slice, stored)) ?? ''} ${caseNumber(slice, stored.ref) ?? ''}`;
}

async function pageFrom(
  desk: Desk,
  purpose: string,
  sorted: readonly { readonly place: string; readonly shown: unknown }[],
  { limit, cursor }: ListQuery,
): Promise<ListAnswer> {
  const after = cursor === undefined ? '' : String(await openCursor(desk, purpose, cursor));
  const rest = sorted.filter(({ place }) => place > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map((one) => one.shown), ...(last && rest.length > limit ? { cursor: await newCursor(desk, purpose, last.place) } : {}) };
}

/** What a person has asked for (我的申请), ended or not, the newest of each project first. */
export async function requestedByMe(desk: Desk, slice: Definition, person: string, query: ListQuery): Promise<ListAnswer> {
  const { items } = await openWork(desk, { person, project: hq });
  const refOf = (item: Item): Ref => refFor(slice, String(item['project']), String(item['id']));
  const question = { pk: findPartition(desk.company, { kind: 'requester', value: person }), limit: query.limit, backwards: true };
  const show = async (item: Item) => (await look(desk, slice, items, refOf(item), person))?.shown;
  return page(desk, { person }, question, query.cursor, show, (found) => load(desk, slice, items, found.map(refOf)));
}

/**
 * In which positions he is asked, and where: in one project or in all. An appointment of yesterday or tomorrow may be one of today in a project's own zone; one to a
 * position of the company's own is one to those it includes.
 */
function questionsOf(self: MemberRecord, { today, actor }: Pick<Work, 'today' | 'actor'>): readonly Place[] {
  const day = parseCivilDate(today);
  const near = self.grants.filter(({ from, to }) => from <= addDays(day, 1) && (to === undefined || to > addDays(day, -1)));
  const included = (position: string) => actor.custom?.find(({ id }) => id === position)?.includes ?? [position];
  const places = near.flatMap(({ project, position }) => included(position).map((one): Place => ({ project, position: one })));
  const everywhere = new Set(places.filter(({ project }) => project === '*').map(({ position }) => position));
  const asked = places.filter(({ project, position }) => project === '*' || !everywhere.has(position));
  return [...new Map(asked.map((place) => [`${place.project} ${place.position}`, place])).values()];
}

/** A position in a project, or in all of them (`*`). */
interface Place {
  readonly project: string;
  readonly position: string;
}

async function awaitedOf(desk: Desk, slice: Definition, questions: readonly Place[]): Promise<readonly Ref[]> {
  const found = await Promise.all(questions.map((question) => waitingFor(desk, slice, question)));
  return [...new Map(found.flat().map((ref) => [`${ref.project} ${ref.id}`, ref])).values()];
}

async function waitingFor(desk: Desk, slice: Definition, { position, project }: Place): Promise<readonly Ref[]> {
  const term = { kind: 'awaits', value: position };
  const where = project === '*' ? { pk: findPartition(desk.company, term) } : findPrefix(desk.company, project, term, slice.name);
  const refs: Ref[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const { items, next } = await desk.table.query({ ...where, limit: 200, after, consistent: true });
    refs.push(...items.map((item) => refFor(slice, String(item['project']), String(item['id']))));
    after = next;
  } while (after && refs.length < mostAwaited);
  return refs;
}

/** Items one request to the table may ask for. */
const atOnce = 100;

async function load(desk: Desk, slice: Definition, items: Items, refs: readonly Ref[]): Promise<void> {
  const project = definitionOf(desk, 'project');
  const keys: Key[] = refs.flatMap((ref) => [keyOf({ desk }, slice, ref), keyOf({ desk }, project, refFor(project, hq, ref.project))]);
  const missing = [...new Map(keys.map((key) => [keyText(key), key])).values()].filter((key) => !items.has(keyText(key)));
  for (let at = 0; at < missing.length; at += atOnce) await fetchItems({ desk, items }, missing.slice(at, at + atOnce));
}

/** The approval as this person sees it in its project; undefined when it is not for him to see. */
async function look(desk: Desk, slice: Definition, items: Items, ref: Ref, person: string): Promise<Seen | undefined> {
  const work = workOn(desk, { person, project: ref.project }, items);
  const stored = await peek(work, slice, ref);
  if (!stored) return undefined;
  const roles = await rolesFor(work, slice, stored);
  return sees(slice, roles, work.actor) ? { stored, work, shown: view(work, slice, stored, roles) } : undefined;
}

function memberOf(desk: Desk, items: Items, person: string): MemberRecord | undefined {
  const member = definitionOf(desk, 'member');
  const item = items.get(keyText(recordKey(desk.company, member.place, refFor(member, hq, person))));
  return item && (fromItem(member, item).record as MemberRecord);
}
