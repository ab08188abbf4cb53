import { DomainError } from '../kernel/error.ts';
import { actorIn, definedIn, isStaff, rolesFor, sees } from './access.ts';
import type { Definition } from './definition.ts';
import { loadCustom, membersOf } from './on-duty.ts';
import type { Stored } from './stored.ts';
import type { Work } from './work.ts';

/**
 * A case is given to somebody who can work on it (转派对象): a member with a current position here in which he reads this kind of case, and from whom it is not kept. Anybody
 * else would have it on his list and never open it.
 *
 * @throws DomainError `case.assigned-otherwise` where the workflow has a command of its own for it; `case.not-assignable`, the same whether there is no such person, he has left, or the case is kept from him
 */
export async function checkAssignee(work: Work, definition: Definition, stored: Stored, person: string): Promise<void> {
  const own = definition.assignedBy === undefined ? undefined : definition.commands[definition.assignedBy];
  if (own) throw new DomainError('conflict', 'case.assigned-otherwise', { command: own.title });
  const members = await membersOf(work, [person]);
  await loadCustom(work, members);
  const { desk, items, project, today } = work;
  const actor = actorIn(desk.company, person, members.get(person), project, today, definedIn(desk, items));
  const roles = await rolesFor({ ...work, actor }, definition, stored);
  if (isStaff(definition, roles, actor) && sees(definition, roles, actor)) return;
  throw new DomainError('unprocessable', 'case.not-assignable', { person }, [{ path: 'to', code: 'case.not-assignable', detail: '' }]);
}
