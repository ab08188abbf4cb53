import { actorIn, definedIn } from '../cases/access.ts';
import type { Definition } from '../cases/definition.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { cardOf, cardSeen, type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { fromItem } from '../cases/stored.ts';
import { openWork } from '../cases/walk.ts';
import type { Actor } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { minePartition, projectOf, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';

/** Which of a person's open cases: of one project or of all, of one kind or of all, only those that are overdue. */
export interface MyWorkQuery extends Pick<ListQuery, 'limit' | 'cursor'> {
  readonly project?: string;
  readonly overdue?: boolean;
}

/** The caller's work in all his projects; `kind` names one of the log's. @throws DomainError `request.invalid` for a kind the log does not have */
export async function myCases(
  desk: Desk,
  person: string,
  workflows: readonly Definition[],
  { kind, ...query }: MyWorkQuery & { readonly kind?: string | undefined },
): Promise<ListAnswer> {
  return myWork(desk, person, loggedKinds(workflows, kind), query);
}

/** The workflows whose cases stand in the log (R006), or the one named. @throws DomainError `request.invalid` when there is none of that name */
export function loggedKinds(workflows: readonly Definition[], kind: string | undefined): readonly Definition[] {
  const kinds = workflows.filter(({ logged, name }) => logged && (kind ?? name) === name);
  if (kinds.length === 0) throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'kind', code: 'request.value', detail: '' }]);
  return kinds;
}

/**
 * A person's open cases (我的待办) by due instant, in the project asked for or in all of them; each as far as the positions he holds in its project today still let him read it,
 * so that a leaver's old work is not on a list he can open.
 *
 * @throws DomainError `access.not-found` for a project that is not there
 */
export async function myWork(desk: Desk, person: string, kinds: readonly Definition[], query: MyWorkQuery): Promise<ListAnswer> {
  const caller = { person, project: query.project ?? hq };
  const { work, items } = await openWork(desk, caller);
  const member = definitionOf(desk, 'member');
  const item = items.get(keyText(recordKey(desk.company, 'member', { project: hq, kind: member.name, id: person })));
  const record = item && (fromItem(member, item).record as MemberRecord);
  const actors = new Map<string, Actor>();
  const actorAt = (project: string): Actor => {
    const known = actors.get(project) ?? actorIn(desk.company, person, record, project, work.today, definedIn(desk, items));
    actors.set(project, known);
    return known;
  };
  const reach = query.overdue ? { to: work.now } : {};
  return page(desk, caller, { index: 'mine', pk: minePartition(desk.company, person), ...reach, limit: query.limit }, query.cursor, (found) => {
    const project = projectOf(found);
    if (!kinds.some(({ name }) => name === cardOf(found).kind) || (query.project ?? project) !== project) return undefined;
    return cardSeen({ actor: actorAt(project), project }, found, kinds);
  });
}
