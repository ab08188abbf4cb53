import { checkVisible, rolesFor } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { checkLists, type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { hq } from '../kernel/project-policy.ts';
import { findPrefix } from '../table/keys.ts';

/** Whom to list: those of a project, of a position (in every project, unless one is named), or in a state. */
export interface MemberQuery extends ListQuery {
  readonly project?: string | undefined;
  readonly position?: string | undefined;
  /** Only those who unite incompatible positions (岗位冲突), anywhere or in the project. */
  readonly conflicts?: boolean;
}

/** Members (成员) by project, by position, or by state; without any of them everybody who may sign in. One query a page. */
export async function listMembers(desk: Desk, caller: Caller, query: MemberQuery): Promise<ListAnswer> {
  const definition = definitionOf(desk, 'member');
  const { work } = await openWork(desk, { ...caller, anywhere: true });
  checkLists(definition, work);
  const question = { ...findPrefix(desk.company, hq, wordOf(definition.states, query), 'member'), limit: query.limit, consistent: true };
  const answer = await page(desk, caller, question, query.cursor, (item) => String(item['id']));
  const refs = (answer.items as readonly string[]).map((id) => refFor(definition, hq, id));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  const shown: unknown[] = [];
  for (const ref of refs) {
    const stored = await peek(work, definition, ref);
    if (!stored) continue;
    const roles = await rolesFor(work, definition, stored);
    checkVisible(definition, roles, work.actor);
    shown.push(view(work, definition, stored, roles));
  }
  return { ...answer, items: shown };
}

function wordOf(states: readonly string[], { project, position, conflicts, state = 'current' }: MemberQuery): { kind: string; value: string } {
  if (conflicts) return { kind: 'conflict', value: project ?? '*' };
  if (position !== undefined) return { kind: 'position', value: `${project ?? '*'}.${position}` };
  if (project !== undefined) return { kind: 'project', value: project };
  if (states.includes(state)) return { kind: 'member', value: state };
  throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'state', code: 'request.value', detail: '' }]);
}
