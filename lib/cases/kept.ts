import { canonical } from '../kernel/canonical.ts';
import { approval } from '../workflows/approval/contract.ts';
import { actorIn, definedIn, rolesFor, sees } from './access.ts';
import { found } from './contract.ts';
import type { AnyRecord, Definition, Secrecy } from './definition.ts';
import { definitionOf } from './desk.ts';
import { loadCustom, membersOf } from './on-duty.ts';
import { noteStay } from './stay.ts';
import { isClosed, type Stored, secrecyOf } from './stored.ts';
import { fulfil, refFor, type Touched, touch, type Work } from './work.ts';

const wordOf = (secrecy: Secrecy | undefined): string => canonical([secrecy?.persons ?? [], secrecy?.positions ?? []]);

/**
 * A case that is from now on kept from more people (回避). Whoever of them watches it or has it assigned does so no more, before anybody is told of this very command. The approvals
 * asked for it, open or ended, are kept from them too, so that nobody signs what he must not see; and so is the case that has become this one, because it tells the same.
 *
 * A query only where that changes.
 *
 * @param next the record as it will be
 */
export async function keepFromMore(work: Work, touched: Touched, next: AnyRecord): Promise<void> {
  const { definition, after: standing } = touched;
  if (!standing || definition.place !== 'case' || definition.name === approval.name) return;
  const after: Stored = { ...standing, record: next };
  const secrecy = secrecyOf(definition, after);
  if (!secrecy || wordOf(secrecy) === wordOf(secrecyOf(definition, standing))) return;
  await dropHearers(work, touched, after);
  const { persons = [], positions = [] } = secrecy;
  for (const other of await sharers(work, standing)) keepFrom(work, other, { persons, positions });
}

/** What tells of a case to whoever sees it: the approvals asked for it, and the case that has become it. */
async function sharers(work: Work, { ref, parent }: Stored): Promise<readonly Touched[]> {
  const { definitions } = work.desk;
  const { asked } = definitions.has(approval.name) ? await fulfil(work, { asked: found(approval, 'approves', `${ref.kind}:${ref.id}`) }) : {};
  const requests = (asked?.record ?? []) as readonly { readonly id: string }[];
  const slice = requests.length > 0 ? definitionOf(work.desk, approval) : undefined;
  const others = slice ? await Promise.all(requests.map(({ id }) => touch(work, slice, refFor(slice, work.project, id)))) : [];
  const origin = parent && definitions.get(parent.kind);
  return origin ? [...others, ...(await become(work, origin, parent.id))] : others;
}

/** The case that opened this one, if it has ended with that. */
async function become(work: Work, origin: Definition, id: string): Promise<readonly Touched[]> {
  const one = await touch(work, origin, refFor(origin, work.project, id));
  return one.after && isClosed(origin, one.after.record) ? [one] : [];
}

function keepFrom(work: Work, other: Touched, { persons, positions }: Required<Pick<Secrecy, 'persons' | 'positions'>>): void {
  const { after } = other;
  if (!after) return;
  const keptFrom = {
    persons: [...new Set([...(after.keptFrom?.persons ?? []), ...persons])],
    positions: [...new Set([...(after.keptFrom?.positions ?? []), ...positions])],
  };
  if (wordOf(keptFrom) === wordOf(after.keptFrom)) return;
  noteStay(work, other, { ...after, keptFrom, tick: after.tick + 1, updatedAt: work.now }, { command: 'keepFrom' });
}

async function dropHearers(work: Work, touched: Touched, stored: Stored): Promise<void> {
  const { watchers = [], assignee, record: _record, ...kept } = stored;
  const persons = [...new Set([...watchers, ...(assignee ? [assignee] : [])])];
  if (persons.length === 0 || !touched.after) return;
  const members = await membersOf(work, persons);
  await loadCustom(work, members);
  const left = new Set<string>();
  for (const person of persons) {
    const actor = actorIn(work.desk.company, person, members.get(person), work.project, work.today, definedIn(work.desk, work.items));
    if (!sees(touched.definition, await rolesFor({ ...work, actor }, touched.definition, stored), actor)) left.add(person);
  }
  const stay = watchers.filter((person) => !left.has(person));
  touched.after = { ...kept, record: touched.after.record, watchers: stay, assignee: assignee !== undefined && left.has(assignee) ? undefined : assignee };
}
