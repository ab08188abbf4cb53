import { checkAdmitted, companyKey, definedIn, namesCustom } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { definitionOf } from '../cases/desk.ts';
import type { ListAnswer } from '../cases/read.ts';
import { fromItem } from '../cases/stored.ts';
import { civilDate } from '../kernel/calendar.ts';
import { now } from '../kernel/clock.ts';
import { signText, verifyText } from '../kernel/company-key.ts';
import { DomainError } from '../kernel/error.ts';
import { headquarters, isCustom, type Position } from '../kernel/position.ts';
import { companyZone, hq } from '../kernel/project-policy.ts';
import { grantedOn } from '../registers/member/grants.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { mergedInto } from '../registers/party/merging.ts';
import { type Addressee, findPrefix, inboxIndexPartition, projectsPrefix, recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';

/**
 * The inbox (收件箱) of a person: his own notices and those of every position he holds now, newest first.
 *
 * One query per inbox, merged by time; the cursor is the time reached. What he is told by name and by position too stands there once.
 */
export async function readInbox(
  desk: Desk,
  person: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<ListAnswer> {
  const purpose = ['inbox', desk.company, person].join('|');
  const reached = cursor === undefined ? undefined : verifyText(await desk.keys(), purpose, cursor);
  if (cursor !== undefined && reached === undefined)
    throw new DomainError('invalid', 'request.cursor', {}, [{ path: 'cursor', code: 'request.cursor', detail: '' }]);
  const to = reached ?? `${now()}#\u{10FFFF}`;
  const inboxes = await inboxesOf(desk, person);
  const pages = await Promise.all(
    inboxes.map((inbox) => desk.table.query({ index: 'mine', pk: inboxIndexPartition(desk.company, inbox), to, limit: limit + 1, backwards: true })),
  );
  const found = pages.flatMap(({ items }) => items).filter((item) => reached === undefined || time(item) < reached);
  const sorted = [...new Map(found.map((item) => [time(item), item])).values()].toSorted((a, b) => (time(a) < time(b) ? 1 : -1));
  const items = sorted.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((item) => item['card']),
    ...(sorted.length > limit && last ? { cursor: signText(await desk.keys(), purpose, time(last)) } : {}),
  };
}

const time = (item: Item): string => String(item['msk']);

async function inboxesOf(desk: Desk, person: string): Promise<readonly Addressee[]> {
  const definition = definitionOf(desk, 'member');
  const key = recordKey(desk.company, 'member', { project: hq, kind: 'member', id: person });
  const item = (await desk.table.getAll([key])).get(keyText(key));
  const member = item && (fromItem(definition, item).record as MemberRecord);
  const today = civilDate(now(), companyZone);
  checkAdmitted(desk, member, today);
  const grants = await heldGrants(desk, member, today);
  const everywhere = grants.some(({ project, position }) => project === '*' && !headquarters.includes(position)) ? await projectIds(desk) : [];
  const positions = grants.flatMap(({ project, position }) => {
    if (headquarters.includes(position)) return [{ position, project: hq }];
    return project === '*' ? everywhere.map((each) => ({ position, project: each })) : [{ position, project }];
  });
  const party = member?.party ? await partyInboxes(desk, member.party) : [];
  return [...new Map([{ person }, ...positions, ...party].map((inbox) => [JSON.stringify(inbox), inbox])).values()];
}

/** The customer he is, and the doubles that became part of it: what they were told is not lost. */
async function partyInboxes(desk: Desk, { project, id }: NonNullable<MemberRecord['party']>): Promise<readonly Addressee[]> {
  const { items } = await desk.table.query({ ...findPrefix(desk.company, project, { kind: mergedInto, value: id }, 'party'), limit: 10, consistent: true });
  return [id, ...items.map((item) => String(item['id']))].map((party) => ({ party, project }));
}

/** What the member holds today; a position of the company's own comes with the inboxes of those it includes. */
async function heldGrants(
  desk: Desk,
  member: MemberRecord | undefined,
  today: string,
): Promise<readonly { readonly project: string; readonly position: Position }[]> {
  const items = namesCustom(member, today) ? await desk.table.getAll([companyKey(desk)]) : undefined;
  const defined = (items && definedIn(desk, items)) ?? [];
  return (member?.grants.filter((grant) => grantedOn(grant, today)) ?? []).flatMap(({ project, position }) =>
    isCustom(position) ? (defined.find(({ id }) => id === position)?.includes ?? []).map((one) => ({ project, position: one })) : [{ project, position }],
  );
}

async function projectIds(desk: Desk): Promise<readonly string[]> {
  const { items } = await desk.table.query({ ...projectsPrefix(desk.company), limit: 500 });
  return items.map((item) => String(item['id']));
}
