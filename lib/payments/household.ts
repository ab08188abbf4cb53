import { definitionOf } from '../cases/desk.ts';
import { moneyFor } from '../cases/money.ts';
import { billOf } from '../cases/money-items.ts';
import type { Work } from '../cases/work.ts';
import { fetchItems, keyOf, peek, refFor, unknownReference } from '../cases/work.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import type { Bill } from '../ledger/bill.ts';
import { billId } from '../ledger/names.ts';
import { party } from '../registers/party/contract.ts';
import { unit as unitContract } from '../registers/unit/contract.ts';
import { householdPartition, type Key } from '../table/keys.ts';
import { keyText } from '../table/table.ts';

/** Questions asked of the table side by side. */
const lanes = 8;
/** Keys of one batch of reads. */
const keysAtOnce = 90;

/** Every bill of units (户账), kept among the items of the unit of work, so that who books them knows their versions. */
export async function billsOfUnits(work: Work, units: readonly string[]): Promise<ReadonlyMap<string, Bill>> {
  const found = await inParallel(units, lanes, (unit) => billsOfUnit(work, unit));
  return (await moneyFor(work, { bills: found.flat() })).bills;
}

async function billsOfUnit(work: Work, unit: string): Promise<readonly string[]> {
  const pk = householdPartition(work.desk.company, work.project, unit);
  const bills: string[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await work.desk.table.query({ pk, prefix: 'BILL#', limit: 500, after, consistent: true });
    for (const item of page.items) {
      if (!work.items.has(keyText(item))) work.items.set(keyText(item), item);
      bills.push(billId(billOf(item).value));
    }
    after = page.next;
  } while (after);
  return bills;
}

/** Keys of the records a payment names: its payer and its units. */
export function keysOfNamed(work: Pick<Work, 'desk' | 'project'>, payer: string | undefined, units: readonly string[]): readonly Key[] {
  const [parties, all] = [definitionOf(work.desk, party), definitionOf(work.desk, unitContract)];
  return [
    ...(payer === undefined ? [] : [keyOf(work, parties, refFor(parties, work.project, payer))]),
    ...units.map((unit) => keyOf(work, all, refFor(all, work.project, unit))),
  ];
}

/** @throws DomainError `reference.unknown` for a payer or a unit this project does not have */
export async function checkNamed(work: Work, payer: string | undefined, units: readonly string[]): Promise<void> {
  for (const some of slices(keysOfNamed(work, payer, units), keysAtOnce)) await fetchItems(work, some);
  const check = async (of: typeof party | typeof unitContract, id: string, path: string): Promise<void> => {
    const definition = definitionOf(work.desk, of);
    if (!(await peek(work, definition, refFor(definition, work.project, id)))) throw unknownReference(of, id, path);
  };
  if (payer !== undefined) await check(party, payer, 'payer');
  for (const [at, unit] of units.entries()) await check(unitContract, unit, `units.${at}`);
}
