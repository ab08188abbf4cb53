import { checkMay, rolesFor } from '../cases/access.ts';
import { definitionOf } from '../cases/desk.ts';
import { type Answer, type Once, storedAnswer } from '../cases/idempotency.ts';
import { commandNamed } from '../cases/perform.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { askOnce, runIdIn } from '../jobs/asking.ts';
import type { Bench } from '../jobs/job.ts';
import { isFinished, newRunId, nothing, type Run, type RunRef, runOf } from '../jobs/run.ts';
import { awaitEnd } from '../jobs/waiting.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import type { Position, Role } from '../kernel/position.ts';
import { opening } from '../registers/opening/contract.ts';
import { onceKey } from '../table/keys.ts';
import { type Item, keyText, type Table } from '../table/table.ts';
import { checkEqual, linesOf, type Trial, type TrialBalance, trialOf } from './trial-balance.ts';

/** The trial balance of what is staged and booked (期初试算). @throws DomainError `access.*` */
export async function readTrial(bench: Bench, caller: Caller): Promise<Trial> {
  await admit(bench, caller, keepers(bench));
  return trialOf(await linesOf(bench.desk, caller.project));
}

/**
 * Opens the ledger (期初入账): books everything staged, if it adds up to what the old system says.
 *
 * @throws DomainError `opening.differs`, `opening.nothing`, `opening.own-work`, `access.*`
 */
export async function requestBooking(bench: Bench, caller: Caller, told: TrialBalance, { until, once }: Waiting): Promise<Answer> {
  const { table } = bench.desk;
  const today = await admit(bench, caller, openers);
  const earlier = once && storedAnswer(once, await answerOf(table, once));
  if (earlier) return answerFor(await runOf(table, { project: caller.project, job: 'opening', id: runIdIn(earlier) }));
  const lines = await linesOf(bench.desk, caller.project);
  const trial = trialOf(lines);
  if (trial.staged === 0) throw new DomainError('conflict', 'opening.nothing');
  if (lines.some(({ record }) => record.state === 'staged' && record.by === caller.person)) throw new DomainError('forbidden', 'opening.own-work');
  checkEqual(trial, told);
  const run: Run = {
    project: caller.project,
    job: 'opening',
    id: newRunId(today),
    order: { told },
    state: 'requested',
    person: caller.person,
    register: opening.name,
    requestedAt: now(),
    chunks: 0,
    total: 0,
    tally: nothing,
    errors: [],
  };
  const id = await askOnce(table, run, once);
  return answerFor(await awaitEnd(bench.desk, { ...run, id }, until));
}

/** How long a request waits for the end, and the key by which it is known again. */
interface Waiting {
  readonly until: number;
  readonly once: Once | undefined;
}

async function answerOf(table: Table, { key }: Once): Promise<Item | undefined> {
  const at = onceKey(table.company, key);
  return (await table.getAll([at])).get(keyText(at));
}

/** How the booking stands. @throws DomainError `access.*` */
export async function readBooking(bench: Bench, caller: Caller, id: string): Promise<Answer> {
  await admit(bench, caller, keepers(bench));
  const ref: RunRef = { project: caller.project, job: 'opening', id };
  const run = await runOf(bench.desk.table, ref).catch(() => undefined);
  if (!run) throw new DomainError('not-found', 'access.not-found');
  return { ...answerFor(run), status: 200 };
}

function answerFor(run: Run): Answer {
  const { id, state, person, requestedAt, finishedAt, total, tally, errors } = run;
  return {
    status: isFinished(run) ? 200 : 202,
    body: {
      id,
      state,
      by: person,
      requestedAt,
      finishedAt,
      total,
      booked: tally.created,
      failed: tally.failed,
      errors: errors.map(({ column, code, detail }) => ({ id: column, code, detail })),
    },
    location: `/projects/${encodeURIComponent(run.project)}/go-live/${encodeURIComponent(id)}`,
  };
}

/** Who opens a project's ledger: nobody of the project itself. */
export const openers: readonly Position[] = ['HQ-FIN'];

/** Who stages sees how it stands. */
const keepers = ({ desk }: Bench): readonly Role[] => commandNamed(definitionOf(desk, opening), 'put').by;

/** Today, for who may do this. */
async function admit({ desk }: Bench, caller: Caller, by: readonly Role[]): Promise<string> {
  const definition = definitionOf(desk, opening);
  const { work } = await openWork(desk, caller);
  const roles = await rolesFor(work, definition, undefined);
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, by, work.actor, `${definition.name}.${by === openers ? 'book' : 'put'}`);
  return work.today;
}
