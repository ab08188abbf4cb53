import type { Desk } from '../cases/desk.ts';
import { newCursor, openCursor } from '../cases/read.ts';
import { DomainError } from '../kernel/error.ts';
import { findPartition, findPrefix, projectsPrefix, type Ref, recordKey } from '../table/keys.ts';
import { type Item, keyText, type Page, positionOf, type Question } from '../table/table.ts';
import { countGuess } from './guessing.ts';
import { cardsOf, loadAll, projectKey, refText, type SearchCard } from './search-hits.ts';
import { type SearchScope, scopeOf } from './search-scope.ts';
import { asTerms, type CaseNumber, caseNumberIn, guessIn, wordsIn } from './search-words.ts';

/** What is looked for, and where; without a project everywhere one may look. */
export interface SearchQuery {
  readonly q: string | undefined;
  readonly project?: string | undefined;
  /** Hits per word and project. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What was found (查询结果). */
export interface SearchAnswer {
  readonly units: readonly SearchCard[];
  readonly parties: readonly SearchCard[];
  readonly cases: readonly SearchCard[];
  readonly cursor?: string;
}

/** Where each question of a search goes on; null when it has come to its end. */
type Reached = readonly (Question['after'] | null)[];

/** What was found, and where it goes on. */
interface Found {
  readonly cards: readonly SearchCard[];
  readonly reached: Reached;
}

/** Parties of one answer that lead on to their units, and units each may lead to. */
const mostLeading = 10;
const mostUnits = 10;

/** How often a question goes on past hits that are not for the person, and how far each time. */
const mostRounds = 4;
const furtherHits = 50;

/**
 * Search over units, customers and cases (综合查询): by room, name, phone number or its last four digits, plate, identity document, or a case's number.
 *
 * One query for each word the text may be, in each project in which the person holds a position, or one over the whole company for headquarters; one more for each of the first
 * parties found, to their units; hits and units in a batch read each. A query of one project reads what that project has and nothing of any other, so that neither the answer nor
 * the work it takes depends on what others have.
 *
 * @throws DomainError `request.invalid` for a text nobody can mean, `search.too-many` for too many numbers tried, `search.too-wide`
 */
export async function search(desk: Desk, person: string, query: SearchQuery): Promise<SearchAnswer> {
  const q = searchText(query.q);
  const number = caseNumberIn(q);
  const words = number ? [] : wordsIn(q);
  if (!number && words.length === 0) throw wrong('request.value');
  const scope = await scopeOf(desk, person, query.project);
  if (!scope.everywhere && scope.projects.length === 0) return { units: [], parties: [], cases: [] };
  await countGuess(desk, person, guessIn(words));
  const purpose = ['search', desk.company, person, q, scope.everywhere ? '*' : scope.projects.join(',')].join('|');
  const after = query.cursor === undefined ? undefined : ((await openCursor(desk, purpose, query.cursor)) as Reached);
  const hall = { desk, person, scope, limit: query.limit };
  const { cards, reached } = number ? await numbered(hall, number, after) : await pointed(hall, asTerms(await desk.keys(), words), after);
  const more = reached.some((next) => next !== null);
  return { ...grouped([...cards, ...(await unitsOf(hall, cards))]), ...(more ? { cursor: await newCursor(desk, purpose, reached) } : {}) };
}

/** Who searches where, and how much of each word. */
interface Hall {
  readonly desk: Desk;
  readonly person: string;
  readonly scope: SearchScope;
  readonly limit: number;
}

/** @throws DomainError `request.invalid` unless it has 2 to 100 characters that can be stored */
function searchText(text: string | undefined): string {
  const q = text?.trim().normalize('NFC') ?? '';
  if (q === '') throw wrong('request.missing');
  if (!q.isWellFormed() || /\p{Cc}/u.test(q)) throw wrong('request.text');
  const { length } = [...q];
  if (length < 2) throw wrong('request.too-short');
  if (length > 100) throw wrong('request.too-long');
  return q;
}

const wrong = (code: string): DomainError => new DomainError('invalid', 'request.invalid', {}, [{ path: 'q', code, detail: '' }]);

/** A question with what it has brought so far. */
interface Asked {
  readonly question: { readonly pk: string; readonly prefix?: string };
  readonly cards: SearchCard[];
  next: Question['after'] | null;
}

/** Whom the words point to. A question whose hits are not all for the person is asked again at once, so that no short page tells him of them. */
async function pointed(
  { desk, person, scope, limit }: Hall,
  terms: readonly { readonly kind: string; readonly value: string }[],
  after: Reached | undefined,
): Promise<Found> {
  const questions = terms.flatMap((term) =>
    scope.everywhere ? [{ pk: findPartition(desk.company, term) }] : scope.projects.map((each) => findPrefix(desk.company, each, term)),
  );
  const asked = questions.map((question, at): Asked => ({ question, cards: [], next: after ? (after[at] ?? null) : undefined }));
  for (let round = 0; round < mostRounds; round += 1) {
    const open = asked.filter(({ cards, next }) => next !== null && cards.length < limit);
    if (open.length === 0) break;
    const most = round === 0 ? limit : Math.max(limit, furtherHits);
    const pages = await Promise.all(open.map(({ question, next }) => desk.table.query({ ...question, limit: most, after: next ?? undefined })));
    const cards = await cardsOf(
      desk,
      person,
      pages.flatMap(({ items }) => items.map(refOf)),
      scope.items,
    );
    for (const [at, one] of open.entries()) take(one, pages[at] ?? { items: [] }, cards, limit);
  }
  return { cards: asked.flatMap(({ cards }) => cards), reached: asked.map(({ next }) => next ?? null) };
}

function take(asked: Asked, { items, next }: Page, cards: ReadonlyMap<string, SearchCard>, limit: number): void {
  for (const [at, item] of items.entries()) {
    const card = cards.get(refText(refOf(item)));
    if (card) asked.cards.push(card);
    if (asked.cards.length < limit) continue;
    asked.next = at < items.length - 1 || next ? positionOf(item) : null;
    return;
  }
  asked.next = next ?? null;
}

const refOf = (item: Item): Ref => ({ project: String(item['project']), kind: String(item['kind']), id: String(item['id']) });

/** The units of the first parties found: a phone number leads to the flat. */
async function unitsOf({ desk, person, scope }: Hall, cards: readonly SearchCard[]): Promise<readonly SearchCard[]> {
  const parties = cards.filter(({ kind }) => kind === 'party').slice(0, mostLeading);
  const pages = await Promise.all(
    parties.map(({ project, id }) => desk.table.query({ ...findPrefix(desk.company, project, { kind: 'party', value: id }, 'unit'), limit: mostUnits })),
  );
  return [
    ...(
      await cardsOf(
        desk,
        person,
        pages.flatMap(({ items }) => items.map(refOf)),
        scope.items,
      )
    ).values(),
  ];
}

/**
 * The cases of a number: the project's own, or in short form that of each project in reach; headquarters go through the projects page by page. A project beyond reach is not
 * asked, whether it has such a case or not.
 */
async function numbered({ desk, person, scope, limit }: Hall, { project: named, id }: CaseNumber, after: Reached | undefined): Promise<Found> {
  const { everywhere, items } = scope;
  const all = everywhere && named === undefined;
  const page: Page = all ? await desk.table.query({ ...projectsPrefix(desk.company), limit, after: after?.[0] ?? undefined }) : { items: [] };
  for (const item of page.items) items.set(keyText(item), item);
  const inReach = named === undefined ? scope.projects : everywhere || scope.projects.includes(named) ? [named] : [];
  const projects = [...inReach, ...page.items.map((item) => String(item['id']))];
  const keys = projects.map((project) => recordKey(desk.company, 'case', { project, kind: '', id }));
  await loadAll(desk, [...keys, ...projects.map((project) => projectKey(desk, project))], items);
  const refs = keys.flatMap((key) => {
    const item = items.get(keyText(key));
    return item ? [refOf(item)] : [];
  });
  return { cards: [...(await cardsOf(desk, person, refs, items)).values()], reached: [page.next ?? null] };
}

/** Each hit once, however many words have found it. */
function grouped(cards: readonly SearchCard[]): Pick<SearchAnswer, 'units' | 'parties' | 'cases'> {
  const distinct = [...new Map(cards.map((card) => [refText(card), card])).values()];
  const of = (name: string) => distinct.filter(({ kind }) => kind === name);
  return { units: of('unit'), parties: of('party'), cases: distinct.filter(({ kind }) => kind !== 'unit' && kind !== 'party') };
}
