import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, listAbout, listCases, listMine, listOverdue } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { DomainError } from '../kernel/error.ts';

/** What the case log may be asked for; a household, my own, one kind, overdue ones. */
export interface LogQuery extends ListQuery {
  readonly kind?: string | undefined;
  readonly overdue?: boolean;
  readonly mine?: boolean;
}

/**
 * One log of cases over all workflows of a project (R006). Each page comes from one index: a household, a person's work, or the queues of the workflows one after the other;
 * the cursor of a queue names its workflow.
 */
export async function caseLog(desk: Desk, caller: Caller, workflows: readonly Definition[], query: LogQuery): Promise<ListAnswer> {
  const kinds = query.kind === undefined ? workflows : workflows.filter(({ name }) => name === query.kind);
  if (kinds.length === 0) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'kind', code: 'request.value', detail: '' }]);
  const { work } = await openWork(desk, caller);
  if (query.mine) return listMine(desk, caller, query);
  if (query.unit !== undefined) return listAbout(desk, work, caller, kinds, { ...query, unit: query.unit });
  const seen = kinds.filter(({ readBy }) => readBy.some((role) => role !== 'RESIDENT' && role !== 'SYSTEM' && work.actor.positions.includes(role)));
  if (seen.length === 0) throw new DomainError('not-found', 'access.not-found');
  return queues(desk, caller, seen, query);
}

/** Queue after queue until the page is full. */
async function queues(desk: Desk, caller: Caller, kinds: readonly Definition[], query: LogQuery): Promise<ListAnswer> {
  const [name, inner] = splitCursor(query.cursor);
  const start = name === undefined ? 0 : kinds.findIndex((kind) => kind.name === name);
  if (start < 0) throw new DomainError('invalid', 'request.cursor', {}, [{ path: 'cursor', code: 'request.cursor', detail: '' }]);
  const items: unknown[] = [];
  for (let at = start; at < kinds.length; at += 1) {
    const kind = kinds[at] as Definition;
    const list = query.overdue ? listOverdue : listCases;
    const answer = await list(desk, kind, caller, { ...query, unit: undefined, limit: query.limit - items.length, cursor: at === start ? inner : undefined });
    items.push(...answer.items);
    const next = kinds[at + 1];
    if (answer.cursor) return { items, cursor: `${kind.name}~${answer.cursor}` };
    if (items.length >= query.limit) return { items, ...(next ? { cursor: `${next.name}~` } : {}) };
  }
  return { items };
}

function splitCursor(cursor: string | undefined): readonly [string | undefined, string | undefined] {
  if (cursor === undefined) return [undefined, undefined];
  const at = cursor.indexOf('~');
  return at < 0 ? ['', undefined] : [cursor.slice(0, at), cursor.slice(at + 1) || undefined];
}
