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
  /** Of these, the ones an earlier run of the month has shared: whoever had no part in it has none now, for the others bear the whole. */
  readonly shared: readonly string[];
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

/** What a chunk reads: one file, with all it goes by. */
export interface FrozenChunk {
  readonly frozen: Frozen;
  readonly units: readonly FrozenUnit[];
}

const nameOf = (bench: Bench, run: Run, plan: string, chunk: number): string => fileName('imports', bench.desk.company, run, `${plan}/${chunk}.json`);

export const putChunk = (bench: Bench, run: Run, plan: string, chunk: number, what: FrozenChunk): Promise<void> =>
  putJson(bench.files, nameOf(bench, run, plan, chunk), what);

export const getChunk = (bench: Bench, run: Run, chunk: number): Promise<FrozenChunk> => getJson(bench.files, nameOf(bench, run, run.plan ?? '', chunk));
