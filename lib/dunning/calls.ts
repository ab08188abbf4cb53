import { rolesFor, sees } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { checkLists, type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { fromItem } from '../cases/stored.ts';
import { view } from '../cases/view.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import type { PartyRecord } from '../registers/party/record.ts';
import { partyRegister } from '../registers/party/register.ts';
import { findPrefix, queuePartition } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Dunning } from '../workflows/dunning/contract.ts';
import { dunning } from '../workflows/dunning/workflow.ts';

/** Which of the two lists: those to be called, or those who have broken a promise. */
export const callLists = ['due', 'broken'] as const;
export type CallList = (typeof callLists)[number];

/**
 * Today's calls (今日催缴电话) for the front desk, longest waiting first, and the broken promises (承诺未兑现) for the project manager: whom, what is owed, what was said last, the number
 * as its mask.
 *
 * @throws DomainError `access.not-found` to whoever may not read arrears
 */
export async function callList(desk: Desk, caller: Caller, list: CallList, query: ListQuery): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  checkLists(dunning, work);
  const { company } = desk;
  const question =
    list === 'due'
      ? ({ index: 'queue', pk: queuePartition(company, caller.project, dunning.name), prefix: 'open#phoning#', limit: query.limit } as const)
      : { ...findPrefix(company, caller.project, { kind: 'dunning', value: 'broken' }, dunning.name), limit: query.limit };
  const refOf = (id: unknown) => refFor(dunning, caller.project, String(id));
  const { items, cursor } = await page(desk, caller, question, query.cursor, (item) => refOf((item['card'] as { id?: string } | undefined)?.id ?? item['id']));
  const refs = items as readonly ReturnType<typeof refOf>[];
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, dunning, ref)),
  );
  const shown = await Promise.all(refs.map((ref) => rowOf(work, ref, list)));
  const parties = await phonesOf(
    work,
    shown.flatMap((row) => (row ? [row.record.payer] : [])),
  );
  const rows = shown.flatMap((row) => (row ? [{ ...row.seen, phones: parties.get(row.record.payer) ?? [] }] : []));
  return { items: rows, ...(cursor ? { cursor } : {}) };
}

async function rowOf(work: Work, ref: ReturnType<typeof refFor>, list: CallList): Promise<{ record: Dunning; seen: object } | undefined> {
  const stored = await peek(work, dunning, ref);
  const roles = stored ? await rolesFor(work, dunning, stored) : [];
  if (!stored || !sees(dunning, roles, work.actor)) return undefined;
  const record = stored.record as Dunning;
  // An index entry is a hint: whom somebody has called since is off the list.
  const called = list === 'due' && (record.state !== 'phoning' || record.reached.at(-1)?.doneAt !== undefined);
  return called ? undefined : { record, seen: view(work, dunning, stored, roles) };
}

/** The telephone numbers of payers, as their masks: who needs the number itself has it disclosed, with a reason. */
async function phonesOf(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const refs = [...new Set(ids)].map((id) => refFor(partyRegister, work.project, id));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, partyRegister, ref)),
  );
  const known = refs.flatMap((ref) => {
    const item = work.items.get(keyText(keyOf(work, partyRegister, ref)));
    return item ? [[ref.id, (fromItem(partyRegister, item).record as PartyRecord).phones.map(({ m }) => m)] as const] : [];
  });
  return new Map(known);
}
