import { type Run, type RunRef, readRun } from '../jobs/run.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { billedPeriodKey } from '../table/keys.ts';
import { Contended, type Item, keyText, rank, type Table, type Write } from '../table/table.ts';
import { jobs } from './order.ts';

/** How often a month was billed (出账次数): the first run, and every further one for what is missing or was taken back. */
export interface Billed {
  readonly period: string;
  readonly attempts: number;
}

/** `2026-07.1`: the first run of July. Its bills name it. */
export const runIdOf = (period: string, attempt: number): string => `${period}.${attempt}`;

export const runRefOf = (project: string, id: string): RunRef => ({ project, job: jobs.run, id });

const billedOf = (item: Item): Billed => ({ period: String(item['period']), attempts: Number(item['attempts']) });

export async function readBilled(table: Table, project: string, period: string): Promise<Billed> {
  const key = billedPeriodKey(table.company, project, period);
  const item = (await table.getAll([key])).get(keyText(key));
  return item ? billedOf(item) : { period, attempts: 0 };
}

/** The write that counts one more run of a month, if nobody else has begun one since it was read. */
export function attemptWrite(table: Table, project: string, { period, attempts }: Billed): Write {
  return {
    put: { ...billedPeriodKey(table.company, project, period), period, attempts: attempts + 1, version: attempts + 1 },
    condition: attempts === 0 ? absent : sameVersion(attempts),
    rank: rank.version,
    refusal: () => new Contended(),
  };
}

/** The runs of a month, first to last. */
export async function attemptsOf(table: Table, project: string, { period, attempts }: Billed): Promise<readonly Run[]> {
  const ids = Array.from({ length: attempts }, (_, at) => runIdOf(period, at + 1));
  const runs = await Promise.all(ids.map((id) => readRun(table, runRefOf(project, id))));
  return runs.filter((run) => run !== undefined);
}
