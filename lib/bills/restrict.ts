import { checkMay, rolesFor, unitRecord } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Caller, openWork, recordRefusal } from '../cases/walk.ts';
import { DomainError } from '../kernel/error.ts';
import { positions } from '../kernel/position.ts';
import { unit as unitContract } from '../registers/unit/contract.ts';

/**
 * Withholding something from whoever owes (限制措施) is never done, whoever asks (L02, 民法典944 ¶3): the attempt stays in the unit's history, and that is all it does.
 *
 * @throws DomainError `law.no-suspension`, always; `access.*` for who has no business here
 */
export async function refuseRestriction(desk: Desk, { person, project }: Caller, id: string): Promise<never> {
  const { work } = await openWork(desk, { person, project });
  const definition = definitionOf(desk, unitContract);
  const roles = await rolesFor(work, definition, undefined, { unit: id });
  if (roles.length === 0 || !(await unitRecord(work, id))) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, positions, work.actor, 'unit.restrict');
  const refusal = new DomainError('unprocessable', 'law.no-suspension');
  await recordRefusal(desk, { definition, project, id, command: 'restrict', person }, refusal);
  throw refusal;
}
