import { type Instant, realSeconds } from '../kernel/clock.ts';
import { closeText, masked, reopenText } from '../kernel/company-key.ts';
import { DomainError } from '../kernel/error.ts';
import type { Capacity } from '../kernel/position.ts';
import { aboutPartition, queuePartition, type Ref, registerPartition } from '../table/keys.ts';
import { type Item, positionOf, type Question } from '../table/table.ts';
import { capacitiesOf, checkVisibleTo, isStaff, residentAt, rolesFor, rolesLeft, staffCapacities } from './access.ts';
import type { Definition, Secrecy } from './definition.ts';
import type { Desk } from './desk.ts';
import { linksOf } from './links.ts';
import { loadServed, seesServed } from './served-cards.ts';
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
  return view(work, definition, stored, roles, await linksOf(work, definition, stored, roles));
}

async function findVisible(
  desk: Desk,
  definition: Definition,
  caller: Caller,
  id: string,
): Promise<{ work: Work; ref: Ref; stored: Stored; roles: readonly Capacity[] }> {
  const ref = refFor(definition, caller.project, id);
  const { work } = await openWork(desk, caller, [keyOf({ desk }, definition, ref)]);
  const stored = await peek(work, definition, ref);
  if (!stored) throw new DomainError('not-found', 'access.not-found');
  const roles = await rolesFor(work, definition, stored);
  checkVisibleTo(work, definition, id, roles);
  return { work, ref, stored, roles };
}

/** The history of a record, oldest first; staff only, since it names who did what. @throws DomainError `access.not-found` */
export async function readHistory(desk: Desk, definition: Definition, caller: Caller, id: string, query: ListQuery): Promise<ListAnswer> {
  const { work, ref, roles } = await findVisible(desk, definition, caller, id);
  if (!isStaff(definition, roles, work.actor)) throw new DomainError('not-found', 'access.not-found');
  const pk = historyPartition(desk.company, definition, ref);
  return page(desk, caller, { pk, prefix: 'H#', limit: query.limit }, query.cursor, ({ pk: _pk, sk: _sk, out: _out, ...entry }) => masked(entry));
}

/** The parts (分项) kept beside a record, such as the sheets of a count; staff only. @throws DomainError `access.not-found` */
export async function readParts(desk: Desk, definition: Definition, caller: Caller, id: string, query: ListQuery): Promise<ListAnswer> {
  const { work, ref, roles } = await findVisible(desk, definition, caller, id);
  if (!isStaff(definition, roles, work.actor)) throw new DomainError('not-found', 'access.not-found');
  const pk = historyPartition(desk.company, definition, ref);
  return page(desk, caller, { pk, prefix: 'PART#', limit: query.limit }, query.cursor, ({ kind, id: part, data }) => masked({ kind, id: part, data }));
}

/** Queries a page may cost at most, and how much the further ones ask for: where much is kept from the caller, his page is still full. */
const mostRounds = 4;
const furtherItems = 50;

/**
 * Hands out a page: one query, and a few more only when some of what it found is not for the caller (`show` answers undefined), so that neither a short page nor
 * an empty one tells him of it. The cursor is good for this person, this query and this company only, and unreadable, because it names the record it stopped at.
 */
export async function page(
  desk: Desk,
  caller: Pick<Caller, 'person'>,
  question: Question,
  cursor: string | undefined,
  show: (item: Item) => unknown,
  load: (items: readonly Item[]) => Promise<void> = async () => undefined,
): Promise<ListAnswer> {
  const part = question.prefix ?? (question.from === undefined && question.to === undefined ? '' : `${question.from ?? ''}…`);
  const purpose = ['cursor', desk.company, caller.person, question.index ?? 'table', question.pk, part].join('|');
  const shown: unknown[] = [];
  let after = cursor === undefined ? undefined : ((await openCursor(desk, purpose, cursor)) as Question['after']);
  for (let round = 0; round < mostRounds; round += 1) {
    const limit = round === 0 ? question.limit : Math.max(question.limit, furtherItems);
    const { items, next } = await desk.table.query({ ...question, limit, after });
    await load(items);
    for (const [at, item] of items.entries()) {
      const one = await show(item);
      if (one !== undefined) shown.push(one);
      const more = at < items.length - 1 || next !== undefined;
      if (shown.length === question.limit)
        return { items: shown, ...(more ? { cursor: await newCursor(desk, purpose, positionOf(item, question.index)) } : {}) };
    }
    after = next;
    if (!after) return { items: shown };
  }
  return { items: shown, cursor: await newCursor(desk, purpose, after) };
}

const cursorLifeSeconds = 24 * 3600;

/** Where a list goes on, as a text for the caller. */
export async function newCursor(desk: Desk, purpose: string, next: unknown): Promise<string> {
  return closeText(await desk.keys(), purpose, JSON.stringify({ next, at: realSeconds() }));
}

/** @throws DomainError `request.cursor` for one that is not ours, not for this, or of yesterday */
export async function openCursor(desk: Desk, purpose: string, cursor: string): Promise<unknown> {
  const payload = reopenText(await desk.keys(), purpose, cursor);
  const { next, at } = payload ? (JSON.parse(payload) as { next: unknown; at: number }) : { next: undefined, at: 0 };
  if (!next || realSeconds() - at > cursorLifeSeconds) throw badCursor();
  return next;
}

const badCursor = (): DomainError => new DomainError('invalid', 'request.cursor', {}, [{ path: 'cursor', code: 'request.cursor', detail: '' }]);

/** Whether these positions may list this kind at all; residents list by their unit. @throws DomainError `access.not-found` */
export function checkLists(definition: Definition, work: Work): void {
  if (work.actor.system || staffCapacities(definition, work.actor).length > 0) return;
  throw new DomainError('not-found', 'access.not-found');
}

/** Cases of one workflow: those of a state, of a household, or all open ones by state and due instant. One query a page. */
export async function listCases(desk: Desk, definition: Definition, caller: Caller, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  if (query.unit !== undefined) return listAbout(work, [definition], { ...query, unit: query.unit });
  return listQueue(work, definition, query);
}

/** The queue of one workflow: a state, all open ones, all closed ones. @throws DomainError `access.not-found` for those who may not list it */
export function listQueue(work: Work, definition: Definition, query: ListQuery): Promise<ListAnswer> {
  checkLists(definition, work);
  const pk = queuePartition(work.desk.company, work.project, definition.name);
  const question: Question = { index: 'queue', pk, prefix: queuePrefix(definition, query.state), limit: query.limit };
  return pageOfCards(work, question, query.cursor, (item) => cardSeen(work, item, [definition]));
}

/** A page of cards, without those of records that serve another one the actor does not see. */
function pageOfCards(work: Work, question: Question, cursor: string | undefined, show: (item: Item) => unknown): Promise<ListAnswer> {
  const seen = async (item: Item) => ((await seesServed(work, item)) ? show(item) : undefined);
  return page(work.desk, work.actor, question, cursor, seen, (items) => loadServed(work, items));
}

function queuePrefix(definition: Definition, state: string | undefined): string {
  if (state === undefined || state === 'open') return 'open#';
  if (state === 'closed') return 'closed#';
  if (!definition.states.includes(state)) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'state', code: 'request.value', detail: '' }]);
  return definition.terminal.includes(state) ? `closed#${state}#` : `open#${state}#`;
}

/** Cases of some kinds about one household; a resident gets those of his time there. `fits` leaves out what was not asked for: a household has few. */
export function listAbout(
  work: Work,
  definitions: readonly Definition[],
  query: ListQuery & { readonly unit: string },
  fits: (card: Card) => boolean = () => true,
): Promise<ListAnswer> {
  const { unit } = query;
  const { party } = work.actor;
  const [only] = definitions.length === 1 ? definitions : [];
  if (capacitiesOf(work.actor).length === 0 && !party) throw new DomainError('not-found', 'access.not-found');
  const pk = aboutPartition(work.desk.company, work.project, unit);
  const question: Question = { index: 'about', pk, ...(only ? { prefix: `${only.name}#` } : {}), limit: query.limit };
  return pageOfCards(work, question, query.cursor, async (item) => {
    const { kind, openedAt } = cardOf(item);
    const readBy = definitions.find(({ name }) => name === kind)?.readBy ?? [];
    if (!fits(cardOf(item))) return undefined;
    const card = cardSeen(work, item, definitions);
    if (card !== undefined) return card;
    const own = party && readBy.includes('RESIDENT') && (await residentAt(work, unit, party, openedAt));
    return own ? cardFor(work, item, ['RESIDENT']) : undefined;
  });
}

/** Open cases of one workflow whose due instant has passed: a range of each open state's queue, or of one. */
export async function listOverdue(work: Work, definition: Definition, query: ListQuery): Promise<ListAnswer> {
  checkLists(definition, work);
  const open = definition.states.filter((state) => !definition.terminal.includes(state) && (query.state ?? state) === state);
  if (open.length === 0) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'state', code: 'request.value', detail: '' }]);
  const [first = '0', inner] = (query.cursor ?? '0').split('!');
  if (!/^\d{1,2}$/.test(first) || Number(first) >= open.length) throw badCursor();
  const items: unknown[] = [];
  for (let at = Number(first); at < open.length; at += 1) {
    const pk = queuePartition(work.desk.company, work.project, definition.name);
    const question: Question = { index: 'queue', pk, from: `open#${open[at]}#`, to: `open#${open[at]}#${work.now}`, limit: query.limit - items.length };
    const cursor = at === Number(first) ? inner : undefined;
    const answer = await pageOfCards(work, question, cursor, (item) => cardSeen(work, item, [definition]));
    items.push(...answer.items);
    if (answer.cursor) return { items, cursor: `${at}!${answer.cursor}` };
    if (items.length >= query.limit) return { items, ...(at + 1 < open.length ? { cursor: `${at + 1}` } : {}) };
  }
  return { items };
}

/** What an index carries of a record. */
export interface Card {
  readonly kind: string;
  readonly id: string;
  readonly state: string;
  readonly openedAt: Instant;
  readonly unit?: string;
  readonly due?: Instant;
  readonly secrecy?: Secrecy;
}

export const cardOf = (item: Item): Card => item['card'] as Card;

/** The card of an item of one of these kinds as the actor's positions let him see it; undefined when they do not. */
export function cardSeen(work: Pick<Work, 'actor' | 'project'>, item: Item, definitions: readonly Definition[]): unknown {
  const { actor } = work;
  const { kind, unit } = cardOf(item);
  if (unit && actor.buildings && !actor.buildings.includes(unit.split('-')[0] ?? '')) return undefined;
  const definition = definitions.find(({ name }) => name === kind);
  return definition && cardFor(work, item, actor.system ? ['SYSTEM'] : staffCapacities(definition, actor));
}

/** A card as lists show it, unless the actor has no role in which to see it, or it is kept from him in all he has. */
function cardFor({ actor, project }: Pick<Work, 'actor' | 'project'>, item: Item, roles: readonly Capacity[]): unknown {
  const { secrecy, ...card } = cardOf(item);
  return rolesLeft(roles, secrecy, actor).length > 0 ? { ...card, project } : undefined;
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
    return !stored.removed && visibleHere(work, definition, stored) ? view(work, definition, stored, capacitiesOf(work.actor)) : undefined;
  });
}

function visibleHere(work: Work, definition: Definition, stored: Stored): boolean {
  const { unit } = definition.subject(stored.record, stored.ref.id);
  return !unit || !work.actor.buildings || work.actor.buildings.includes(unit.split('-')[0] ?? '');
}
