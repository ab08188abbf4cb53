import type { Desk } from '../cases/desk.ts';
import { newCursor, openCursor } from '../cases/read.ts';
import { DomainError } from '../kernel/error.ts';
import { findPartition, findPrefix, projectsPrefix, type Ref, recordKey } from '../table/keys.ts';
import { keyText, type Page, type Question } from '../table/table.ts';
import { countGuess } from './guessing.ts';
import { cardsOf, loadAll, type SearchCard } from './search-hits.ts';
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

/** What the table answered: whom the pointers name, and where each question goes on. */
interface Found {
  readonly refs: readonly Ref[];
  readonly next: readonly (Question['after'] | null)[];
}

/** Parties of one answer that lead on to their units, and units each may lead to. */
const mostLeading = 10;
const mostUnits = 10;

/**
 * Search over units, customers and cases (综合查询): by room, name, phone number or its last four digits, plate, identity document, or a case's number.
 *
 * One query for each word the text may be, in each project in which the person holds a position, or one over the whole company for headquarters; one more for each of the first
 * parties found, to their units; then the hits in one batch read. A query of one project reads what that project has and nothing of any other, so that neither the answer nor
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
  const after = query.cursor === undefined ? undefined : ((await openCursor(desk, purpose, query.cursor)) as Found['next']);
  const found = number
    ? await numbered(desk, scope, number, query.limit, after)
    : await pointed(desk, scope, asTerms(await desk.keys(), words), query.limit, after);
  const cards = await cardsOf(desk, person, [...found.refs, ...(await unitsOf(desk, found.refs))], scope.items);
  const more = found.next.some((next) => next !== null);
  return { ...grouped(cards), ...(more ? { cursor: await newCursor(desk, purpose, found.next) } : {}) };
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

/** Whom the words point to. Each question goes on where it stopped; one that has come to its end is not asked again. */
async function pointed(
  desk: Desk,
  { everywhere, projects }: SearchScope,
  terms: readonly { readonly kind: string; readonly value: string }[],
  limit: number,
  after: Found['next'] | undefined,
): Promise<Found> {
  const { company } = desk;
  const questions = terms.flatMap((term) => (everywhere ? [{ pk: findPartition(company, term) }] : projects.map((each) => findPrefix(company, each, term))));
  const pages = await Promise.all(
    questions.map(async (question, at): Promise<Page> => {
      const start = after?.[at] ?? undefined;
      return after && !start ? { items: [] } : desk.table.query({ ...question, limit, after: start });
    }),
  );
  const refs = pages.flatMap(({ items }) => items.map((item) => ({ project: String(item['project']), kind: String(item['kind']), id: String(item['id']) })));
  return { refs, next: pages.map(({ next }) => next ?? null) };
}

/** The units of the first parties found: a phone number leads to the flat. */
async function unitsOf(desk: Desk, refs: readonly Ref[]): Promise<readonly Ref[]> {
  const parties = [...new Map(refs.filter(({ kind }) => kind === 'party').map((ref) => [`${ref.project}#${ref.id}`, ref])).values()].slice(0, mostLeading);
  const pages = await Promise.all(
    parties.map(({ project, id }) => desk.table.query({ ...findPrefix(desk.company, project, { kind: 'party', value: id }, 'unit'), limit: mostUnits })),
  );
  return pages.flatMap(({ items }, at) => items.map((item) => ({ project: parties[at]?.project ?? '', kind: 'unit', id: String(item['id']) })));
}

/**
 * The cases of a number: the project's own, or in short form that of each project in reach; headquarters go through the projects page by page. A project beyond reach is not
 * asked, whether it has such a case or not.
 */
async function numbered(desk: Desk, scope: SearchScope, number: CaseNumber, limit: number, after: Found['next'] | undefined): Promise<Found> {
  const { company } = desk;
  const named = number.project;
  const all = scope.everywhere && named === undefined;
  const page: Page = all ? await desk.table.query({ ...projectsPrefix(company), limit, after: after?.[0] ?? undefined }) : { items: [] };
  for (const item of page.items) scope.items.set(keyText(item), item);
  const inReach = named === undefined ? scope.projects : scope.everywhere || scope.projects.includes(named) ? [named] : [];
  const keys = [...inReach, ...page.items.map((item) => String(item['id']))].map((project) => recordKey(company, 'case', { project, kind: '', id: number.id }));
  await loadAll(desk, keys, scope.items);
  const refs = keys.flatMap((key) => {
    const item = scope.items.get(keyText(key));
    return item ? [{ project: String(item['project']), kind: String(item['kind']), id: number.id }] : [];
  });
  return { refs, next: [page.next ?? null] };
}

function grouped(cards: readonly SearchCard[]): Pick<SearchAnswer, 'units' | 'parties' | 'cases'> {
  const of = (name: string) => cards.filter(({ kind }) => kind === name);
  return { units: of('unit'), parties: of('party'), cases: cards.filter(({ kind }) => kind !== 'unit' && kind !== 'party') };
}
