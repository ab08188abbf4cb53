import { staffCapacities } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { type Card, cardSeen, type ListAnswer, type ListQuery, listAbout, listOverdue, listQueue, page } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { logPartition } from '../table/keys.ts';
import { loggedKinds, myWork } from './my-work.ts';

/** What the case log may be asked for; a household, my own, one kind, overdue or closed ones. */
export interface LogQuery extends ListQuery {
  readonly kind?: string | undefined;
  readonly overdue?: boolean;
  readonly closed?: boolean;
  readonly mine?: boolean;
}

/**
 * One log of cases over all workflows of a project (R006): the open ones by due instant, what is overdue first, or the closed ones, the newest first.
 *
 * Each page comes from one index: the log itself; the queue of a workflow for one kind, in which the states stand apart; a household; a person's work.
 *
 * @throws DomainError `request.invalid` for filters that exclude each other, `access.not-found` for those who may read no kind of it
 */
export async function caseLog(desk: Desk, caller: Caller, workflows: readonly Definition[], query: LogQuery): Promise<ListAnswer> {
  const kinds = loggedKinds(workflows, query.kind);
  checkFilters(query);
  if (query.mine) return myWork(desk, caller.person, kinds, { ...query, project: caller.project });
  const { work } = await openWork(desk, caller);
  if (query.unit !== undefined) return listAbout(work, kinds, { ...query, unit: query.unit }, fitting(work, kinds, query));
  const seen = kinds.filter((kind) => staffCapacities(kind, work.actor).length > 0);
  const [first] = seen;
  if (!first) throw new DomainError('not-found', 'access.not-found');
  if (query.kind === undefined) return wholeLog(work, seen, query);
  return query.overdue ? listOverdue(work, first, query) : listQueue(work, first, { ...query, state: query.closed ? 'closed' : query.state });
}

function wholeLog(work: Work, kinds: readonly Definition[], query: LogQuery): Promise<ListAnswer> {
  const closed = query.closed || query.state === 'closed';
  const part = query.overdue ? { from: 'open#', to: `open#${work.now}` } : { prefix: closed ? 'closed#' : 'open#' };
  const question = { index: 'log', pk: logPartition(work.desk.company, work.project), ...part, backwards: closed, limit: query.limit } as const;
  return page(work.desk, work.actor, question, query.cursor, (item) => cardSeen(work, item, kinds));
}

/** States have their order in the queue of a workflow only, what is mine is open, and what is closed is no more overdue. */
function checkFilters({ kind, state, overdue, closed, mine }: LogQuery): void {
  const general = state === undefined || state === 'open' || state === 'closed';
  if (!general && kind === undefined) throw wrong('kind', 'request.missing');
  if (mine && (closed || state !== undefined)) throw wrong('mine');
  if (overdue && (closed || state === 'closed')) throw wrong('overdue');
  if (closed && state !== undefined && state !== 'closed') throw wrong('closed');
}

/** Whether a card of a household is what was asked for. */
function fitting(work: Work, kinds: readonly Definition[], { state, overdue, closed }: LogQuery): (card: Card) => boolean {
  if (state !== undefined && state !== 'open' && state !== 'closed' && !kinds.some(({ states }) => states.includes(state))) throw wrong('state');
  return (card) => {
    const ended = kinds.find(({ name }) => name === card.kind)?.terminal.includes(card.state) ?? false;
    if (overdue && !(card.due !== undefined && card.due < work.now)) return false;
    if (closed || state === 'closed') return ended;
    return state === undefined || (state === 'open' ? !ended : card.state === state);
  };
}

function wrong(path: string, code = 'request.value'): DomainError {
  return new DomainError('invalid', 'request.invalid', {}, [{ path, code, detail: '' }]);
}
