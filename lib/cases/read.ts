import { type Instant, realSeconds } from '../kernel/clock.ts';
import { masked, signText, verifyText } from '../kernel/company-key.ts';
import { DomainError } from '../kernel/error.ts';
import type { Role } from '../kernel/position.ts';
import { aboutPartition, minePartition, queuePartition, type Ref, registerPartition } from '../table/keys.ts';
import type { Item, Question } from '../table/table.ts';
import { checkVisible, residentAt, rolesFor, rolesLeft } from './access.ts';
import type { Definition, Secrecy } from './definition.ts';
import type { Desk } from './desk.ts';
import { fromItem, historyPartition, type Stored } from './stored.ts';
import { view } from './view.ts';
import { type Caller, openWork } from './walk.ts';
import { keyOf, peek, refFor, type Work } from './work.ts';

/** A page of answers with the cursor for the next one. */
export interface ListAnswer {
  readonly items: readonly unknown[];
  readonly cursor?: string;
}

/** What a list may ask for. */
export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly state?: string | undefined;
  readonly unit?: string | undefined;
}

/** One record as the caller may see it. @throws DomainError `access.not-found` */
export async function readOne(desk: Desk, definition: Definition, caller: Caller, id: string): Promise<unknown> {
  const { work, stored, roles } = await findVisible(desk, definition, caller, id);
  return view(work, definition, stored, roles);
}

async function findVisible(
  desk: Desk,
  definition: Definition,
  caller: Caller,
  id: string,
): Promise<{ work: Work; ref: Ref; stored: Stored; roles: readonly Role[] }> {
  const ref = refFor(definition, caller.project, id);
  const { work } = await openWork(desk, caller, [keyOf({ desk }, definition, ref)]);
  const stored = await peek(work, definition, ref);
  if (!stored) throw new DomainError('not-found', 'access.not-found');
  const roles = await rolesFor(work, definition, stored);
  checkVisible(definition, roles);
  return { work, ref, stored, roles };
}

/** The history of a record, oldest first; staff only, since it names who did what. @throws DomainError `access.not-found` */
export async function readHistory(desk: Desk, definition: Definition, caller: Caller, id: string, query: ListQuery): Promise<ListAnswer> {
  const { ref, roles } = await findVisible(desk, definition, caller, id);
  if (roles.every((role) => role === 'RESIDENT')) throw new DomainError('not-found', 'access.not-found');
  const pk = historyPartition(desk.company, definition, ref);
  return page(desk, caller, { pk, prefix: 'H#', limit: query.limit }, query.cursor, ({ pk: _pk, sk: _sk, out: _out, ...entry }) => masked(entry));
}

/** The parts (分项) kept beside a record, such as the sheets of a count; staff only. @throws DomainError `access.not-found` */
export async function readParts(desk: Desk, definition: Definition, caller: Caller, id: string, query: ListQuery): Promise<ListAnswer> {
  const { ref, roles } = await findVisible(desk, definition, caller, id);
  if (roles.every((role) => role === 'RESIDENT')) throw new DomainError('not-found', 'access.not-found');
  const pk = historyPartition(desk.company, definition, ref);
  return page(desk, caller, { pk, prefix: 'PART#', limit: query.limit }, query.cursor, ({ kind, id: part, data }) => masked({ kind, id: part, data }));
}

/** Runs one query and hands out its page, with a cursor that is good for this person, this query and this company only. */
export async function page(desk: Desk, caller: Caller, question: Question, cursor: string | undefined, show: (item: Item) => unknown): Promise<ListAnswer> {
  const purpose = ['cursor', desk.company, caller.person, question.index ?? 'table', question.pk, question.prefix ?? question.from ?? ''].join('|');
  const after = cursor === undefined ? undefined : await openCursor(desk, purpose, cursor);
  const { items, next } = await desk.table.query({ ...question, after });
  const shown = items.map(show).filter((item) => item !== undefined);
  return { items: shown, ...(next ? { cursor: signText(await desk.keys(), purpose, JSON.stringify({ next, at: realSeconds() })) } : {}) };
}

const cursorLifeSeconds = 24 * 3600;

async function openCursor(desk: Desk, purpose: string, cursor: string): Promise<Readonly<Record<string, unknown>>> {
  const payload = verifyText(await desk.keys(), purpose, cursor);
  const { next, at } = payload ? (JSON.parse(payload) as { next: Record<string, unknown>; at: number }) : { next: undefined, at: 0 };
  if (!next || realSeconds() - at > cursorLifeSeconds)
    throw new DomainError('invalid', 'request.cursor', {}, [{ path: 'cursor', code: 'request.cursor', detail: '' }]);
  return next;
}

/** Whether these positions may list this kind at all; residents list by their unit. @throws DomainError `access.not-found` */
export function checkLists(definition: Definition, work: Work): void {
  if (work.actor.system || definition.readBy.some((role) => role !== 'RESIDENT' && role !== 'SYSTEM' && work.actor.positions.includes(role))) return;
  throw new DomainError('not-found', 'access.not-found');
}

/** Cases of one workflow: those of a state, of a household, or all open ones by state and due instant. One query a page. */
export async function listCases(desk: Desk, definition: Definition, caller: Caller, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  if (query.unit !== undefined) return listAbout(desk, work, caller, [definition], { ...query, unit: query.unit });
  checkLists(definition, work);
  return page(
    desk,
    caller,
    { index: 'queue', pk: queuePartition(desk.company, caller.project, definition.name), prefix: queuePrefix(definition, query.state), limit: query.limit },
    query.cursor,
    (item) => cardFor(work, item, seenAs(definition.readBy, work)),
  );
}

function queuePrefix(definition: Definition, state: string | undefined): string {
  if (state === undefined || state === 'open') return 'open#';
  if (state === 'closed') return 'closed#';
  if (!definition.states.includes(state)) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'state', code: 'request.value', detail: '' }]);
  return definition.terminal.includes(state) ? `closed#${state}#` : `open#${state}#`;
}

/** Cases of some kinds about one household; a resident gets those of his time there. */
export async function listAbout(
  desk: Desk,
  work: Work,
  caller: Caller,
  definitions: readonly Definition[],
  query: ListQuery & { readonly unit: string },
): Promise<ListAnswer> {
  const { unit } = query;
  const { party, positions } = work.actor;
  const [only] = definitions.length === 1 ? definitions : [];
  if (positions.length === 0 && !party) throw new DomainError('not-found', 'access.not-found');
  const pk = aboutPartition(desk.company, caller.project, unit);
  const answer = await page(
    desk,
    caller,
    { index: 'about', pk, ...(only ? { prefix: `${only.name}#` } : {}), limit: query.limit },
    query.cursor,
    (item) => item,
  );
  const shown = await Promise.all(
    (answer.items as readonly Item[]).map(async (item) => {
      const { kind, openedAt } = item['card'] as { kind: string; openedAt: Instant };
      const readBy = definitions.find((definition) => definition.name === kind)?.readBy ?? [];
      const staff = seenAs(readBy, work);
      const card = staff.length > 0 ? cardFor(work, item, staff) : undefined;
      if (card !== undefined) return card;
      const own = party && readBy.includes('RESIDENT') && (await residentAt(work, unit, party, openedAt));
      return own ? cardFor(work, item, ['RESIDENT']) : undefined;
    }),
  );
  return { ...answer, items: shown.filter((card) => card !== undefined) };
}

/** Open cases of one workflow whose due instant has passed: a range of each open state's queue. */
export async function listOverdue(desk: Desk, definition: Definition, caller: Caller, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  checkLists(definition, work);
  const open = definition.states.filter((state) => !definition.terminal.includes(state));
  const [first = '0', inner] = (query.cursor ?? '0').split('!');
  if (!/^\d{1,2}$/.test(first) || Number(first) >= open.length)
    throw new DomainError('invalid', 'request.cursor', {}, [{ path: 'cursor', code: 'request.cursor', detail: '' }]);
  const items: unknown[] = [];
  for (let at = Number(first); at < open.length; at += 1) {
    const pk = queuePartition(desk.company, caller.project, definition.name);
    const range = { from: `open#${open[at]}#`, to: `open#${open[at]}#${work.now}` };
    const cursor = at === Number(first) ? inner : undefined;
    const answer = await page(desk, caller, { index: 'queue', pk, ...range, limit: query.limit - items.length }, cursor, (item) =>
      cardFor(work, item, seenAs(definition.readBy, work)),
    );
    items.push(...answer.items);
    if (answer.cursor) return { items, cursor: `${at}!${answer.cursor}` };
    if (items.length >= query.limit) return { items, ...(at + 1 < open.length ? { cursor: `${at + 1}` } : {}) };
  }
  return { items };
}

/** My open cases, by due instant. */
export async function listMine(desk: Desk, caller: Caller, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  return page(desk, caller, { index: 'mine', pk: minePartition(desk.company, caller.person), limit: query.limit }, query.cursor, (item) => cardFor(work, item));
}

/** The positions in which the actor may read records of a kind. */
function seenAs(readBy: readonly Role[], { actor }: Work): readonly Role[] {
  return actor.positions.filter((position) => readBy.includes(position));
}

/** A card as lists show it, unless the actor's buildings exclude it or it is kept from him in the roles in which he reads this list. */
function cardFor(work: Work, item: Item, roles: readonly Role[] = work.actor.positions): unknown {
  const { secrecy, ...card } = item['card'] as { unit?: string; kind: string; id: string; secrecy?: Secrecy };
  const { actor } = work;
  if (card.unit && actor.buildings && !actor.buildings.includes(card.unit.split('-')[0] ?? '')) return undefined;
  return secrecy === undefined || rolesLeft(roles, secrecy, actor).length > 0 ? { ...card, project: work.project } : undefined;
}

/** Records of a register, by id. */
export async function listRegister(
  desk: Desk,
  definition: Definition,
  caller: Caller,
  query: ListQuery & { prefix?: string | undefined },
): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  checkLists(definition, work);
  const pk = registerPartition(desk.company, caller.project, definition.name);
  return page(desk, caller, { pk, ...(query.prefix ? { prefix: query.prefix } : {}), limit: query.limit }, query.cursor, (item) => {
    const stored = fromItem(definition, item);
    return !stored.removed && visibleHere(work, definition, stored) ? view(work, definition, stored, work.actor.positions) : undefined;
  });
}

function visibleHere(work: Work, definition: Definition, stored: Stored): boolean {
  const { unit } = definition.subject(stored.record, stored.ref.id);
  return !unit || !work.actor.buildings || work.actor.buildings.includes(unit.split('-')[0] ?? '');
}
