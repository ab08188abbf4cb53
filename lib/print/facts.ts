import type * as z from 'zod';
import { companyKey } from '../cases/access.ts';
import type { Contract } from '../cases/contract.ts';
import { definitionOf } from '../cases/desk.ts';
import { moneyFor } from '../cases/money.ts';
import { fromItem } from '../cases/stored.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import type { Balance } from '../ledger/balance.ts';
import type { Bill } from '../ledger/bill.ts';
import type { CompanyRecord } from '../registers/company/record.ts';
import { party } from '../registers/party/contract.ts';
import { staff } from '../registers/staff/contract.ts';
import { keyText } from '../table/table.ts';
import type { Letterhead } from './wording.ts';

/** Company and project as a paper names them. */
export async function letterhead(work: Work): Promise<Letterhead> {
  const key = companyKey(work.desk);
  await fetchItems(work, [key]);
  const item = work.items.get(keyText(key));
  const company = item && (fromItem(definitionOf(work.desk, 'company'), item).record as CompanyRecord);
  const { servicePhone, address } = company?.settings ?? {};
  return { company: company?.legalName ?? work.desk.company, project: work.policy.name, phone: servicePhone, address };
}

/** Records of a register by id; those that are not there are absent. */
export async function records<R>(
  work: Work,
  of: Contract<R, Readonly<Record<string, z.ZodType>>>,
  ids: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, R>> {
  const definition = definitionOf(work.desk, of);
  const wanted = [...new Set(ids.filter((id) => id !== undefined))];
  for (let at = 0; at < wanted.length; at += 100) {
    const refs = wanted.slice(at, at + 100).map((id) => refFor(definition, work.project, id));
    await fetchItems(
      work,
      refs.map((ref) => keyOf(work, definition, ref)),
    );
  }
  const found = await Promise.all(wanted.map(async (id) => [id, (await peek(work, definition, refFor(definition, work.project, id)))?.record] as const));
  return new Map(found.flatMap(([id, record]) => (record === undefined ? [] : [[id, record as R] as const])));
}

/** Names of parties, by id; who is not in the register (any more) is called by his id. */
export async function namesOf(work: Work, ids: readonly (string | undefined)[]): Promise<(id: string) => string> {
  const found = await records(work, party, ids);
  return (id) => found.get(id)?.name ?? id;
}

/** The name of a colleague as the staff register has it. */
export async function colleague(work: Work, person: string): Promise<string> {
  const found = await records(work, staff, [person]);
  return found.get(person)?.name ?? person;
}

/** Bills by id, as many as an entry may name. */
export async function billsOf(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Bill>> {
  const all = new Map<string, Bill>();
  for (let at = 0; at < ids.length; at += 100) for (const [id, bill] of (await moneyFor(work, { bills: ids.slice(at, at + 100) })).bills) all.set(id, bill);
  return all;
}

/** What a household owes and owns: its bills by period and class, its balances. */
export async function householdMoney(work: Work, unit: string): Promise<{ bills: readonly Bill[]; balances: readonly Balance[] }> {
  const { bills, balances } = await moneyFor(work, { units: [unit] });
  const order = ({ period, feeClass, charge, revision }: Bill) => `${period} ${feeClass} ${charge} ${String(revision).padStart(4, '0')}`;
  return { bills: [...bills.values()].toSorted((a, b) => (order(a) < order(b) ? -1 : 1)), balances: [...balances.values()] };
}
