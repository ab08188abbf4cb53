import { capacitiesOf, definedIn } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { fromItem } from '../cases/stored.ts';
import { openWork } from '../cases/walk.ts';
import { DomainError } from '../kernel/error.ts';
import { hq } from '../kernel/project-policy.ts';
import { positionsIn } from '../registers/member/grants.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';

/** Where somebody may search: in every project of the company, or in those in which he holds a position today. */
export interface SearchScope {
  readonly everywhere: boolean;
  readonly projects: readonly string[];
  /** What has been loaded: the member himself. */
  readonly items: Map<string, Item | undefined>;
}

/** Projects one search may span; each of its words costs a query in each of them. */
const mostProjects = 10;

/**
 * Where a person may search (查询范围). Appointments to every project, as headquarters have them, reach every project; a resident has lists of his own and finds nothing here.
 * One who names a `project` searches there alone, and one beyond his reach is like one that does not exist.
 *
 * @throws DomainError `search.too-wide` for somebody with many projects who names none
 */
export async function scopeOf(desk: Desk, person: string, project: string | undefined): Promise<SearchScope> {
  const { work, items } = await openWork(desk, { person, project: hq });
  const definition = definitionOf(desk, 'member');
  const item = items.get(keyText(recordKey(desk.company, 'member', { project: hq, kind: definition.name, id: person })));
  const member = item && (fromItem(definition, item).record as MemberRecord);
  const defined = definedIn(desk, items);
  const holds = (at: string): boolean => member !== undefined && capacitiesOf(positionsIn(member, at, work.today, defined)).length > 0;
  if (project !== undefined) return { everywhere: false, projects: project !== hq && holds(project) ? [project] : [], items };
  if (holds(hq)) return { everywhere: true, projects: [], items };
  const projects = [...new Set(member?.grants.map((grant) => grant.project) ?? [])].filter((each) => each !== hq && holds(each)).toSorted();
  if (projects.length > mostProjects)
    throw new DomainError('unprocessable', 'search.too-wide', { most: mostProjects }, [{ path: 'project', code: 'search.too-wide', detail: '' }]);
  return { everywhere: false, projects, items };
}
