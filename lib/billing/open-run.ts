import { decide } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { changeRun, isFinished, nothing, type Run, readRun, requestWrite } from '../jobs/run.ts';
import { DomainError } from '../kernel/error.ts';
import type { Write } from '../table/table.ts';
import { attemptWrite, readBilled, runIdOf, runRefOf } from './attempts.ts';
import { type BillingOrder, type BillingWish, jobs, orderOf } from './order.ts';

/** A run as it is asked for. */
export function newRun(work: Work, { job, id, order }: Pick<Run, 'job' | 'id' | 'order'>): Run {
  const { project, actor, now } = work;
  return {
    project,
    job,
    id,
    order,
    state: 'requested',
    person: actor.person,
    register: 'bill',
    requestedAt: now,
    chunks: 0,
    total: 0,
    tally: nothing,
    errors: [],
  };
}

export function newOrder(work: Work, { period, feeClasses, costs, dryRun }: BillingWish, attempt: number): BillingOrder {
  const hold = !dryRun && work.policy.money.release === 'secondPerson';
  return { period, feeClasses, costs, dryRun, hold, attempt, issuedOn: work.today, editions: [], shares: [], continued: 0 };
}

/** Whether a request asks for what a run is already about. */
function isSame(order: BillingOrder, { feeClasses, costs }: BillingWish): boolean {
  return JSON.stringify([order.feeClasses, order.costs]) === JSON.stringify([feeClasses, costs]);
}

/**
 * Opens a billing run of a month, one at a time (发起出账): of two who ask together one opens it and the other gets the same one. A run that a fault of ours has stopped is taken up where it
 * stopped; after a finished one a further run bills what is missing.
 *
 * @param extra goes into the transaction that opens it, given its id
 * @returns the id of the run
 * @throws DomainError `billing.open` while one with other wishes is open
 */
export function openRun(work: Work, wish: BillingWish, extra: (id: string) => readonly Write[] = () => []): Promise<string> {
  const { table } = work.desk;
  return decide(async () => {
    const billed = await readBilled(table, work.project, wish.period);
    const latest = billed.attempts === 0 ? undefined : await readRun(table, runRefOf(work.project, runIdOf(wish.period, billed.attempts)));
    if (latest && (!isFinished(latest) || latest.state === 'priced')) {
      if (!isSame(orderOf(latest), wish)) throw new DomainError('conflict', 'billing.open', { period: wish.period, id: latest.id });
      const said = extra(latest.id);
      if (said.length > 0) await table.commit(said);
      return latest.id;
    }
    if (latest?.state === 'failed' && latest.plan !== undefined) {
      await carryOn(work, latest, (order) => order, extra(latest.id));
      return latest.id;
    }
    const id = runIdOf(wish.period, billed.attempts + 1);
    const run = newRun(work, { job: jobs.run, id, order: newOrder(work, wish, billed.attempts + 1) });
    await table.commit([requestWrite(table, run), attemptWrite(table, work.project, billed), ...extra(id)]);
    return id;
  });
}

/** Has a run go on in a further execution, unless somebody else has seen to that. */
export async function carryOn(work: Work, run: Run, change: (order: BillingOrder) => BillingOrder, extra: readonly Write[]): Promise<void> {
  const { table } = work.desk;
  const order = orderOf(run);
  const next = newRun(work, { job: jobs.on, id: `${run.id}.${order.continued + 1}`, order: { id: run.id } });
  const { fault: _fault, finishedAt: _finishedAt, ...rest } = run;
  const running: Run = { ...rest, state: 'running', order: { ...change(order), continued: order.continued + 1 } };
  await changeRun(table, run, (known) => (known.state === run.state ? running : undefined), [requestWrite(table, next), ...extra]);
}
