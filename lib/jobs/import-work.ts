import { runSteps } from '../cases/batch.ts';
import type { Doing } from './batches.ts';
import { type Group, type Named, refusalOf, stepsOf, tallyOf } from './import-groups.ts';
import type { Bench } from './job.ts';
import { nothing, type Run } from './run.ts';

/** Records to a unit of work: a new one costs five or six actions of the ninety (itself, its history, its terms), a mere look costs one of a hundred reads. */
const most = { writing: 16, looking: 80 } as const;

/** Puts groups of rows into the registers in the name of who asked, or finds out what would come of it. */
export function importDoing({ desk }: Bench, run: Run, { dryRun }: { readonly dryRun: boolean }): Doing<Group> {
  const caller = { person: run.person, project: run.project };
  let blamed: Named | undefined;
  const begin = (step: Named): void => {
    blamed = step;
  };
  return {
    weigh: ({ steps }) => steps.length,
    most: dryRun ? most.looking : most.writing,
    attempt: async (groups, also) =>
      runSteps(
        desk,
        caller,
        groups.flatMap((group) => stepsOf(desk, group, begin)),
        { dryRun, also, begin },
      ),
    tally: tallyOf,
    refused: (group, error) => ({ tally: { ...nothing, failed: group.rows.length }, errors: refusalOf(desk, group, error, blamed) }),
  };
}
