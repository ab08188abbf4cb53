import type { Desk } from '../cases/desk.ts';
import { isFinished, type Run, sum } from '../jobs/run.ts';
import { type ErrorCatalogue, sentence } from '../kernel/error.ts';
import { ratingErrors } from '../ledger/rating/errors.ts';
import { later } from '../ledger/rating/month.ts';
import type { Table } from '../table/table.ts';
import { attemptsOf, readBilled } from './attempts.ts';
import { compared, type Deviations, sumsOf } from './deviations.ts';
import { billingErrors } from './errors.ts';
import { type Amounts, addAmounts, type Marker, type RefusedLine, readMarkers } from './marker.ts';
import { issues, orderOf } from './order.ts';

/** Lines a run shows of what it could not bill, and of what deviates; how many there are is said beside them. */
const shownRefused = 500;

const catalogue: ErrorCatalogue = { ...ratingErrors, ...billingErrors };

/** A run in short (出账批次). */
export function runCard(run: Run) {
  const { id, state, person, requestedAt, finishedAt, tally } = run;
  const { period, issuedOn, dryRun } = orderOf(run);
  return { id, period, state, dryRun, issuedOn, by: person, requestedAt, finishedAt, bills: tally.created };
}

/** A run as its caller sees it: progress, amounts by class and who pays, what deviates from the month before, and what was not billed and why. */
export async function runView({ table }: Pick<Desk, 'table'>, run: Run): Promise<unknown> {
  const order = orderOf(run);
  const counted = issues(order);
  const all = await readMarkers(table, run);
  const markers = all.filter(({ issued }) => issued || !counted);
  const tally = markers.reduce((before, marker) => sum(before, marker.tally), { created: 0, changed: 0, unchanged: 0, failed: 0 });
  const units = markers.flatMap((marker) => marker.units);
  const refused = units.flatMap(([unit, , , lines]) => lines.map((line) => refusal(unit, line)));
  const { costs, shares, editions, feeClasses, released, withdrawal } = order;
  return {
    ...runCard(run),
    startedAt: run.startedAt,
    ...(run.fault ? { fault: { code: run.fault.code, detail: sentence(run.fault.code, run.fault.detail, 'zh', catalogue) } } : {}),
    ...{ feeClasses, costs, shares, editions, released, withdrawal },
    done: isFinished(run) && !run.fault ? run.total : units.length,
    total: run.total,
    bills: tally.created,
    kept: tally.unchanged,
    amounts: shownAmounts(markers.reduce<Amounts>((before, marker) => addAmounts(before, marker.amounts), {})),
    deviations: await deviationsOf(table, run, markers),
    refused: { count: refused.length, units: tally.failed, items: refused.slice(0, shownRefused) },
    errors: run.errors,
    runs: (await attemptsOf(table, run.project, await readBilled(table, run.project, order.period))).map(runCard),
  };
}

function shownAmounts(amounts: Amounts) {
  return Object.entries(amounts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, [bills, fen]]) => {
      const [feeClass = '', payerKind = ''] = key.split('|');
      return { feeClass, payerKind, bills, fen };
    });
}

function refusal(unit: string, [code, tariff, meter, from, to]: RefusedLine) {
  const known = { tariff: tariff ?? undefined, meter: meter ?? undefined, from: from ?? undefined, to: to ?? undefined };
  return { unit, ...known, code, detail: sentence(code, {}, 'zh', catalogue) };
}

/** What the month is with this run against the month before, by what stands of each. */
async function deviationsOf(table: Table, run: Run, own: readonly Marker[]): Promise<Deviations> {
  const { period } = orderOf(run);
  const others = await issuedMarkers(table, run.project, period, run.id);
  const before = await issuedMarkers(table, run.project, later(period, -1));
  return compared(sumsOf([...others, ...own]), sumsOf(before));
}

/** Markers of all runs of a month that stand, but one. */
async function issuedMarkers(table: Table, project: string, period: string, but?: string): Promise<readonly Marker[]> {
  const runs = await attemptsOf(table, project, await readBilled(table, project, period));
  const standing = runs.filter(({ id, state }) => id !== but && state !== 'withdrawn');
  return (await Promise.all(standing.map((run) => readMarkers(table, run)))).flat().filter(({ issued }) => issued);
}
