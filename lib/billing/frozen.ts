import { fileName, getJson, putJson } from '../jobs/files.ts';
import type { Bench } from '../jobs/job.ts';
import type { Run } from '../jobs/run.ts';
import type { AccrualStart } from '../kernel/project-policy.ts';
import type { RatedMeter, RatedUnit } from '../ledger/rating/rate.ts';
import type { ShareKey } from '../ledger/rating/share.ts';
import type { Tariff } from '../ledger/rating/tariff.ts';
import type { UnitLine } from './marker.ts';

/** What holds for the whole run (冻结的计费依据). */
export interface Frozen {
  readonly tariffs: readonly (readonly [id: string, tariff: Tariff])[];
  readonly shares: readonly (readonly [tariff: string, key: ShareKey])[];
  readonly accrualStart: AccrualStart;
  /** Earlier runs of the month that were taken back: their bills are issued anew. */
  readonly withdrawn: readonly string[];
}

/** A unit as it was when the run was planned, with its meters, and what earlier runs of the month have made of it. */
export interface FrozenUnit {
  readonly id: string;
  readonly version: number;
  readonly unit: RatedUnit;
  readonly meters: readonly RatedMeter[];
  readonly prior?: readonly UnitLine[];
}

const nameOf = (bench: Bench, run: Run, plan: string, what: string | number): string => fileName('imports', bench.desk.company, run, `${plan}/${what}.json`);

export const putFrozen = (bench: Bench, run: Run, plan: string, frozen: Frozen): Promise<void> =>
  putJson(bench.files, nameOf(bench, run, plan, 'terms'), frozen);
export const putUnits = (bench: Bench, run: Run, plan: string, chunk: number, units: readonly FrozenUnit[]): Promise<void> =>
  putJson(bench.files, nameOf(bench, run, plan, chunk), units);
export const getFrozen = (bench: Bench, run: Run): Promise<Frozen> => getJson(bench.files, nameOf(bench, run, run.plan ?? '', 'terms'));
export const getUnits = (bench: Bench, run: Run, chunk: number): Promise<readonly FrozenUnit[]> =>
  getJson(bench.files, nameOf(bench, run, run.plan ?? '', chunk));
