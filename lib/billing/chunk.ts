import { decide } from '../cases/walk.ts';
import { Overtaken } from '../jobs/cursor.ts';
import type { Bench } from '../jobs/job.ts';
import { nothing, type Run } from '../jobs/run.ts';
import { withoutUndefined } from '../kernel/canonical.ts';
import { type Bill, idOfBill } from '../ledger/bill.ts';
import type { Posting } from '../ledger/journal.ts';
import { type Totals, totalsOf } from '../ledger/totals.ts';
import { totalsKey } from '../table/keys.ts';
import { rank, type Table, type Write } from '../table/table.ts';
import { getChunk } from './frozen.ts';
import { billsAt, type Issued, issueBills } from './insert-bills.ts';
import { amountsOf, type Marker, markerWrite, type RefusedLine, readMarker, type UnitLine } from './marker.ts';
import { issues, orderOf } from './order.ts';
import { billedLine, type Priced, pricing, tariffOf } from './price.ts';

/**
 * Bills one chunk of a run (批次出账): prices its units by what was frozen, puts the bills in, and says so, with the chunk's totals, in one transaction.
 *
 * Worked on twice, or again after dying anywhere, it issues nothing twice: the same facts give the same keys, and of two who come to the end the first has said it.
 */
export async function billChunk(bench: Bench, run: Run, chunk: number): Promise<void> {
  const { table } = bench.desk;
  const order = orderOf(run);
  const issued = issues(order);
  const before = await readMarker(table, run, chunk);
  if (before && (before.issued || !issued)) return;
  const { frozen, units } = await getChunk(bench, run, chunk);
  const priced = await withoutDoubles(table, run, units.map(pricing(run.id, order, frozen)));
  const bills = priced.flatMap((one) => one.bills);
  const issuing = { project: run.project, run: run.id, withdrawn: frozen.withdrawn, lookFirst: order.attempt > 1, dryRun: !issued };
  const outcomes = await issueBills(table, issuing, bills);
  const marker = markerOf(chunk, issued, priced, outcomes);
  const own = outcomes.flatMap((outcome) => (outcome.own ? [outcome.bill] : []));
  const writes = [markerWrite(table, run, marker), ...(issued && own.length > 0 ? [totalsWrite(table, run, chunk, own)] : [])];
  await decide(() => table.commit(writes)).catch((error: unknown) => {
    if (!(error instanceof Overtaken)) throw error;
  });
}

function markerOf(chunk: number, issued: boolean, priced: readonly Priced[], outcomes: readonly Issued[]): Marker {
  let next = 0;
  const units = priced.map(({ unit, bills, refused }): UnitLine => {
    const own = outcomes.slice(next, next + bills.length);
    next += bills.length;
    const taken = own.filter((outcome) => !outcome.own && outcome.bill.state === 'voided').map(({ bill }): RefusedLine => ['billing.voided', tariffOf(bill)]);
    const lines = own.flatMap((outcome) => (outcome.own ? [billedLine(unit.unit, outcome.bill)] : []));
    return [unit.id, unit.version, lines, [...refused, ...taken]];
  });
  const created = outcomes.filter(({ own }) => own).length;
  const failed = units.filter(([, , , refused]) => refused.length > 0).length;
  return { chunk, issued, tally: { ...nothing, created, unchanged: outcomes.length - created, failed }, amounts: amountsOf(units), units };
}

/**
 * Takes out what would charge a unit a second time for the same tariff and month: an earlier run has billed it to somebody, and now somebody else would have to pay. That is a
 * correction, made by hand; the list says so.
 */
async function withoutDoubles(table: Table, { project }: Run, priced: readonly Priced[]): Promise<readonly Priced[]> {
  const repeated = priced.filter(({ unit }) => (unit.prior?.length ?? 0) > 0);
  if (repeated.length === 0) return priced;
  const names = repeated.flatMap(({ unit, bills: [first] }) => (first ? priorBills(unit.prior ?? [], first.period) : []));
  const known = await billsAt(table, project, names);
  return priced.map((one) =>
    withoutDouble(
      one,
      [...known.values()].filter(({ unit, state }) => unit === one.unit.id && state !== 'voided'),
    ),
  );
}

const priorBills = (prior: readonly UnitLine[], period: string) =>
  prior.flatMap(([unit, , bills]) => bills.map(([, feeClass, charge, revision]) => ({ unit, period, feeClass, charge, revision })));

function withoutDouble(priced: Priced, standing: readonly Bill[]): Priced {
  const { unit, bills, refused } = priced;
  const open = new Set((unit.prior ?? []).flatMap(([, , , lines]) => lines.map(([, tariff]) => tariff)));
  const isDouble = (bill: Bill): boolean => {
    const tariff = tariffOf(bill);
    const others = standing.filter((other) => tariffOf(other) === tariff);
    return others.length > 0 && !open.has(tariff) && !others.some(({ charge }) => charge === bill.charge);
  };
  const doubles = bills.filter(isDouble);
  if (doubles.length === 0) return priced;
  const said = [...new Set(doubles.map(tariffOf))].map((tariff): RefusedLine => ['billing.billed-otherwise', tariff]);
  return { ...priced, bills: bills.filter((bill) => !doubles.includes(bill)), refused: [...refused, ...said] };
}

/** What bills add to the project's figures when they are issued; payments that came since stand in their own entries. */
export function issuedTotals(bills: readonly Bill[]): Totals {
  const postings = bills.flatMap((bill): readonly Posting[] => [
    { account: 'receivable', fen: bill.issuedFen, as: 'issued', bill: idOfBill(bill) },
    { account: bill.agency ? 'agency' : 'income', fen: -bill.issuedFen, feeClass: bill.feeClass, period: bill.period },
  ]);
  return totalsOf(
    postings,
    bills.map((bill) => ({ before: undefined, after: { ...bill, state: 'open', paid: [] } })),
  );
}

/** The chunk's own item among the day's totals: `2026-07-05#run~2026-07.1~0`. No book is called so, for no id holds a `~`. */
function totalsWrite(table: Table, run: Run, chunk: number, bills: readonly Bill[]): Write {
  const key = totalsKey(table.company, run.project, orderOf(run).issuedOn, `run~${run.id}~${chunk}`);
  return { put: withoutUndefined({ ...key, version: 1, sums: issuedTotals(bills) }), rank: rank.version };
}
