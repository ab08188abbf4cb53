import type { Capacity } from '../kernel/position.ts';
import { isStaff, rolesFor, sees } from './access.ts';
import type { Definition } from './definition.ts';
import type { Stored } from './stored.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from './work.ts';

/** A case another one was opened by, or has opened. */
interface Link {
  readonly kind: string;
  readonly id: string;
}

/** Where a case came from and what it has led to, as far as the caller may know of it. */
export interface Links {
  readonly parent?: Link | undefined;
  readonly children?: readonly Link[] | undefined;
}

/**
 * The links of a case that the actor may follow (关联单据): staff see those to cases they see at this moment, because a number alone tells that there is a complaint; residents
 * see none. A case without links costs nothing, one with some a single request.
 */
export async function linksOf(work: Work, definition: Definition, { parent, children = [] }: Stored, roles: readonly Capacity[]): Promise<Links> {
  if ((!parent && children.length === 0) || !isStaff(definition, roles, work.actor)) return {};
  const known = [...(parent ? [parent] : []), ...children].flatMap(({ kind, id }) => {
    const of = work.desk.definitions.get(kind);
    return of ? [{ of, link: { kind, id }, ref: refFor(of, work.project, id) }] : [];
  });
  await fetchItems(
    work,
    known.map(({ of, ref }) => keyOf(work, of, ref)),
  );
  const shown: Link[] = [];
  for (const { of, link, ref } of known) {
    const stored = await peek(work, of, ref);
    if (stored && sees(of, await rolesFor(work, of, stored), work.actor)) shown.push(link);
  }
  const seen = (one: Link) => shown.some(({ kind, id }) => kind === one.kind && id === one.id);
  const found = children.filter(seen);
  return {
    ...(parent && seen(parent) ? { parent: { kind: parent.kind, id: parent.id } } : {}),
    ...(found.length > 0 ? { children: found } : {}),
  };
}
