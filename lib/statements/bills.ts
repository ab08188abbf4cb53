import * as z from 'zod';
import type { Desk } from '../cases/desk.ts';
import { billOf, keyOfBill } from '../cases/money-items.ts';
import { parseInput } from '../cases/parse.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { DomainError } from '../kernel/error.ts';
import { billNamed } from '../ledger/names.ts';
import { householdPartition } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { type BillShown, billShown } from './bill-shown.ts';
import { isSeen, viewerOfUnit } from './readers.ts';

const BillsQuery = z.strictObject({ state: z.enum(['open', 'all']).default('open') });

/**
 * Bills of a unit (住户账单), newest month first, each with the formula of every line: the open ones, or all. A resident sees those he owes or is liable for.
 *
 * @throws DomainError `access.not-found` for who has no business with the unit, `request.invalid` for another state
 */
export async function unitBills(desk: Desk, caller: Caller, query: ListQuery & { readonly unit: string }): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  const viewer = await viewerOfUnit(work, query.unit);
  const { state } = parseInput(BillsQuery, query.state === undefined ? {} : { state: query.state }) as z.output<typeof BillsQuery>;
  const question = { pk: householdPartition(desk.company, caller.project, query.unit), prefix: 'BILL#', limit: query.limit, backwards: true };
  return page(desk, caller, question, query.cursor, (item) => {
    const bill = billOf(item).value;
    return isSeen(viewer, bill) && (state === 'all' || bill.state === 'open') ? billShown(bill, work.today, viewer) : undefined;
  });
}

/** One bill as it stands today. One request. @throws DomainError `access.not-found` */
export async function readBill(desk: Desk, caller: Caller, id: string): Promise<BillShown> {
  const name = billNamed(id);
  if (!name) throw new DomainError('not-found', 'access.not-found');
  const key = keyOfBill(desk.company, caller.project, id);
  const { work, items } = await openWork(desk, caller, [key]);
  const item = items.get(keyText(key));
  if (!item) throw new DomainError('not-found', 'access.not-found');
  const viewer = await viewerOfUnit(work, name.unit);
  const bill = billOf(item).value;
  if (!isSeen(viewer, bill)) throw new DomainError('not-found', 'access.not-found');
  return billShown(bill, work.today, viewer);
}
