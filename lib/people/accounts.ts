import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Answer } from '../cases/idempotency.ts';
import { fromItem } from '../cases/stored.ts';
import { type Request, walk } from '../cases/walk.ts';
import { refFor } from '../cases/work.ts';
import { hq } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Directory } from './directory.ts';

/** A member's record as it stands now, or undefined. */
export async function memberRecord(desk: Desk, person: string): Promise<MemberRecord | undefined> {
  const definition = definitionOf(desk, 'member');
  const key = recordKey(desk.company, 'member', refFor(definition, hq, person));
  const item = (await desk.table.getAll([key])).get(keyText(key));
  return item && (fromItem(definition, item).record as MemberRecord);
}

/** Commands after which sign-ins have to leave the directory. */
const unlinking: readonly string[] = ['reset', 'end'];

/**
 * A command on an account. What it takes off the account leaves the directory of sign-ins afterwards: from the commit on the account itself refuses the sign-in, so
 * that nothing hangs on this second write, and a repeated request makes up for one that was lost.
 */
export async function decideAccount(desk: Desk, directory: Directory, request: Request & { readonly id: string }): Promise<Answer> {
  const answer = await walk(desk, request);
  const record = unlinking.includes(request.command) ? await memberRecord(desk, request.id) : undefined;
  for (const { h } of record?.unlinked ?? []) {
    if (h !== record?.login?.account.h) await directory.remove(h, { company: desk.company, person: request.id });
  }
  return answer;
}
