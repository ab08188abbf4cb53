import { actorIn, capacitiesOf, definedIn } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { fromItem } from '../cases/stored.ts';
import { view } from '../cases/view.ts';
import { openWork } from '../cases/walk.ts';
import { hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { projectsPrefix, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';

/** Projects of the company in which the person holds a position or lives; headquarters see all (R008). */
export async function listProjects(desk: Desk, person: string, query: ListQuery): Promise<ListAnswer> {
  const member = definitionOf(desk, 'member');
  const key = recordKey(desk.company, 'member', { project: hq, kind: 'member', id: person });
  const { work, items } = await openWork(desk, { person, project: hq }, [key]);
  const item = items.get(keyText(key));
  const record = item && (fromItem(member, item).record as MemberRecord);
  const definition = definitionOf(desk, 'project');
  return page(desk, { person }, { ...projectsPrefix(desk.company), limit: query.limit }, query.cursor, (found) => {
    const stored = fromItem(definition, found);
    const here = actorIn(desk.company, person, record, stored.ref.id, work.today, definedIn(desk, items));
    const capacities = capacitiesOf(here);
    return capacities.length > 0 || here.party ? view(work, definition, stored, capacities) : undefined;
  });
}
