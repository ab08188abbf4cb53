import { billItem, billOf } from '../cases/money-items.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import { DomainError } from '../kernel/error.ts';
import { type Bill, idOfBill } from '../ledger/bill.ts';
import { billKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/** What became of a bill a run wanted: it is in and the run's own, or its key is another's, who is respected (L07). */
export type Issued = { readonly own: true; readonly bill: Bill } | { readonly own: false; readonly bill: Bill };

export interface Issuing {
  readonly project: string;
  /** Id of the run. */
  readonly run: string;
  /** Runs of the month that were taken back: what they issued and voided is issued anew, as the next revision. */
  readonly withdrawn: readonly string[];
  /** Whether to look before writing: a refused insert costs as much as one that goes in, so whoever expects many looks first. */
  readonly lookFirst: boolean;
  /** Only finds out what would come of it (试算). */
  readonly dryRun: boolean;
}

/**
 * Puts the bills of a run in (出账), each only where its key is free. Whatever is there already is read strongly: one of this run's own, from an attempt that died or
 * beside another worker, counts as in; anybody else's is left as it is.
 *
 * @returns for each bill, in their order, the one that stands under its key
 */
export async function issueBills(table: Table, issuing: Issuing, bills: readonly Bill[]): Promise<readonly Issued[]> {
  const issued = new Map<number, Issued>();
  let wanted = bills.map((bill, at) => ({ at, bill }));
  for (let look = issuing.lookFirst || issuing.dryRun; wanted.length > 0; look = true) {
    if (look) wanted = await sortOut(table, issuing, wanted, issued);
    if (issuing.dryRun) {
      for (const { at, bill } of wanted) issued.set(at, { own: true, bill });
      break;
    }
    const outcomes = await table.insertAll(wanted.map(({ bill }) => billItem(table.company, issuing.project, bill, 1)));
    for (const [index, { at, bill }] of wanted.entries()) {
      if (outcomes[index] === 'inserted') issued.set(at, { own: true, bill });
      if (outcomes[index] === 'refused') throw new DomainError('too-large', 'record.too-large');
    }
    wanted = wanted.filter((_, index) => outcomes[index] === 'exists');
  }
  return bills.map((_, at) => {
    const one = issued.get(at);
    if (!one) throw new Error('a bill was neither issued nor found');
    return one;
  });
}

interface Wanted {
  readonly at: number;
  readonly bill: Bill;
}

/** Finds out which of these keys are taken and by whom. @returns those still to be written, under the next revision where a withdrawn run had the one before */
async function sortOut(table: Table, { project, run, withdrawn }: Issuing, wanted: readonly Wanted[], issued: Map<number, Issued>): Promise<Wanted[]> {
  const free: Wanted[] = [];
  let open = wanted;
  while (open.length > 0) {
    const found = await billsAt(
      table,
      project,
      open.map(({ bill }) => bill),
    );
    const next: Wanted[] = [];
    for (const { at, bill } of open) {
      const held = found.get(idOfBill(bill));
      if (!held) free.push({ at, bill });
      else if (held.origin.kind === 'run' && held.origin.id === run) issued.set(at, { own: true, bill: held });
      else if (held.state === 'voided' && held.origin.kind === 'run' && withdrawn.includes(held.origin.id))
        next.push({ at, bill: { ...bill, revision: bill.revision + 1 } });
      else issued.set(at, { own: false, bill: held });
    }
    open = next;
  }
  return free;
}

/** The bills that stand under the names of these, by id; strongly read. */
export async function billsAt(table: Table, project: string, bills: readonly Parameters<typeof billKey>[2][]): Promise<ReadonlyMap<string, Bill>> {
  const keys = bills.map((bill) => billKey(table.company, project, bill));
  const pages = await inParallel(slices(keys, 100), 4, (some) => table.getAll(some));
  const items = pages.flatMap((page) => [...page.values()]);
  return new Map(items.map((item) => billOf(item).value).map((bill) => [idOfBill(bill), bill]));
}
