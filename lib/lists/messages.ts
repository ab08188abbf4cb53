import { rolesFor, sees } from '../cases/access.ts';
import type { Term } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { checkLists, type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor } from '../cases/work.ts';
import { findPrefix } from '../table/keys.ts';
import { message } from '../workflows/message/workflow.ts';

/**
 * What somebody was told (消息记录), or what was told of a case, with the evidence: one query for the pointers, one read for the records.
 *
 * @throws DomainError `access.not-found` to whoever may not read messages
 */
export async function listMessages(desk: Desk, caller: Caller, word: Term, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  checkLists(message, work);
  const question = { ...findPrefix(desk.company, caller.project, word, message.name), limit: query.limit };
  const { items, cursor } = await page(desk, caller, question, query.cursor, ({ id }) => refFor(message, caller.project, String(id)));
  const refs = items as readonly ReturnType<typeof refFor>[];
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, message, ref)),
  );
  const shown: unknown[] = [];
  for (const ref of refs) {
    const stored = await peek(work, message, ref);
    const roles = stored ? await rolesFor(work, message, stored) : [];
    if (stored && sees(message, roles, work.actor)) shown.push(view(work, message, stored, roles));
  }
  return { items: shown, ...(cursor ? { cursor } : {}) };
}
