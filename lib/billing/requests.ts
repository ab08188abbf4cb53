import { randomUUID } from 'node:crypto';
import { capacitiesOf, checkMay } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { parseInput } from '../cases/parse.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { askOnce, runIdIn } from '../jobs/asking.ts';
import { changeRun, isFinished, type Run, type RunRef, readRun, refusalOf, requestWrite, runOf } from '../jobs/run.ts';
import { awaitEnd } from '../jobs/waiting.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import type { Position } from '../kernel/position.ts';
import { Period } from '../ledger/names.ts';
import { later } from '../ledger/rating/month.ts';
import { billedPeriodsPartition, onceKey } from '../table/keys.ts';
import { keyText, type Write } from '../table/table.ts';
import { readBilled, runIdOf, runRefOf } from './attempts.ts';
import { recordCosts } from './costs.ts';
import { carryOn, newOrder, newRun, openRun } from './open-run.ts';
import { type BillingOrder, BillingWish, jobs, Nothing, orderOf, Withdrawal } from './order.ts';
import { releasedBy, shownTo, startedBy } from './positions.ts';
import { runCard, runView } from './view.ts';

/** A request about billing runs: who asks, and until when he waits for the end. */
export interface BillingRequest {
  readonly desk: Desk;
  readonly caller: Caller;
  /** Milliseconds of the real clock, see `waiting.ts`. */
  readonly until: number;
}

/** Prices older than this are not issued any more: the files they were frozen in pass, and so does the reason to trust them. */
const freshDays = 20;

/** @throws DomainError `access.*`; a run is of the whole project, so nobody whose appointment is for some buildings may have one */
function check(work: Work, by: readonly Position[], permission: string): void {
  const roles = work.actor.buildings ? [] : capacitiesOf(work.actor);
  if (capacitiesOf(work.actor).length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, by, work.actor, permission);
}

async function enter({ desk, caller }: BillingRequest, by: readonly Position[], permission: string, once?: Once): Promise<{ work: Work; earlier?: string }> {
  const key = once && onceKey(desk.company, once.key);
  const { work, items } = await openWork(desk, caller, key ? [key] : []);
  check(work, by, permission);
  const answered = once && key && storedAnswer(once, items.get(keyText(key)));
  return { work, ...(answered ? { earlier: runIdIn(answered) } : {}) };
}

const said = (work: Work, once: Once | undefined, id: string): readonly Write[] =>
  once ? [answerWrite(work.desk.company, once, { status: 202, body: { id } })] : [];

/** Gives the earlier answer when the request turns out to be a repeated one in the very moment of writing. */
async function once(run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Answered)) throw error;
    return runIdIn(error.answer);
  }
}

/**
 * Starts a billing run (发起出账), or a dry one (试算), and waits for its end.
 *
 * @throws DomainError `request.invalid` for a month like 2026-13, `billing.period-ahead`, `billing.open`, what the plan refuses
 */
export async function requestRun(request: BillingRequest, body: unknown, key: Once | undefined): Promise<Answer> {
  const { work, earlier } = await enter(request, startedBy, 'billing.start', key);
  const id = earlier ?? (await start(work, request.caller, parseInput(BillingWish, body) as BillingWish, key));
  return answer(request, runRefOf(work.project, id), true);
}

async function start(work: Work, caller: Caller, wish: BillingWish, key: Once | undefined): Promise<string> {
  const today = work.today.slice(0, 7);
  if (wish.period > later(today, 1)) throw new DomainError('unprocessable', 'billing.period-ahead', { period: wish.period, today });
  if (!wish.dryRun) await recordCosts(work, caller, wish);
  return wish.dryRun ? startDry(work, wish, key) : once(() => openRun(work, wish, (id) => said(work, key, id)));
}

async function startDry(work: Work, wish: BillingWish, key: Once | undefined): Promise<string> {
  const { table } = work.desk;
  const id = `${wish.period}.dry-${randomUUID().slice(0, 13)}`;
  const { attempts } = await readBilled(table, work.project, wish.period);
  const run = newRun(work, { job: jobs.run, id, order: newOrder(work, wish, attempts + 1) });
  return askOnce(table, run, key);
}

/** A run by its id, or the latest one of a month. @throws DomainError `access.not-found` */
async function named({ desk: { table }, project }: Work, name: string): Promise<Run> {
  const period = Period.safeParse(name).success;
  const attempts = period ? (await readBilled(table, project, name)).attempts : 0;
  const run = period && attempts === 0 ? undefined : await readRun(table, runRefOf(project, period ? runIdOf(name, attempts) : name));
  if (!run) throw new DomainError('not-found', 'access.not-found');
  return run;
}

/** How a run stands (出账进度与结果). @throws DomainError `access.*` */
export async function readBillingRun(request: BillingRequest, name: string): Promise<Answer> {
  const { work } = await enter(request, shownTo, 'billing.read');
  return { status: 200, body: await runView(request.desk, await named(work, name)) };
}

/** The months that were billed, latest first, each by its latest run. */
export async function listBillingRuns(request: BillingRequest, { limit, cursor }: ListQuery): Promise<ListAnswer> {
  const { work } = await enter(request, shownTo, 'billing.read');
  const { desk, project } = work;
  const question = { pk: billedPeriodsPartition(desk.company, project), prefix: 'PERIOD#', limit, backwards: true };
  return page(desk, work.actor, question, cursor, async (item) => {
    const attempts = Number(item['attempts']);
    const run = await readRun(desk.table, runRefOf(project, runIdOf(String(item['period']), attempts)));
    return run && { ...runCard(run), runs: attempts };
  });
}

/**
 * Releases a priced run (放行出账): its bills are issued as they were looked at.
 *
 * @throws DomainError `billing.not-waiting`, `billing.own-release`, `billing.stale-prices`
 */
export async function releaseRun(request: BillingRequest, name: string, body: unknown, key: Once | undefined): Promise<Answer> {
  const { work, earlier } = await enter(request, releasedBy, 'billing.release', key);
  parseInput(Nothing, body);
  const id = earlier ?? (await release(work, await named(work, name), key));
  return answer(request, runRefOf(work.project, id), false);
}

function release(work: Work, run: Run, key: Once | undefined): Promise<string> {
  const { today, actor, now } = work;
  if (run.state !== 'priced') throw new DomainError('conflict', 'billing.not-waiting', { id: run.id });
  if (run.person === actor.person) throw new DomainError('forbidden', 'billing.own-release');
  const { issuedOn } = orderOf(run);
  if (addDays(parseCivilDate(issuedOn), freshDays) < today) throw new DomainError('conflict', 'billing.stale-prices', { id: run.id, days: freshDays });
  const released = (order: BillingOrder): BillingOrder => ({ ...order, issuedOn: today, released: { by: actor.person, at: now } });
  return once(async () => {
    await carryOn(work, run, released, said(work, key, run.id));
    return run.id;
  });
}

/**
 * Takes a run back as a whole (撤回出账) while none of its bills is paid.
 *
 * @throws DomainError `billing.not-withdrawable`, `billing.paid`
 */
export async function withdrawRun(request: BillingRequest, name: string, body: unknown, key: Once | undefined): Promise<Answer> {
  const { work, earlier } = await enter(request, releasedBy, 'billing.withdraw', key);
  const { reason } = parseInput(Withdrawal, body) as { reason: string };
  const run = await named(work, earlier ?? name);
  if (!earlier) await once(() => withdraw(work, run, { reason, by: work.actor.person, at: work.now }, key));
  const { revert } = await runOf(work.desk.table, run);
  if (revert !== undefined) {
    const ended = await awaitEnd(work.desk, { project: run.project, job: jobs.back, id: revert }, request.until);
    const refusal = refusalOf(ended);
    if (refusal) throw refusal;
  }
  return answer(request, run, false);
}

async function withdraw(work: Work, run: Run, withdrawal: NonNullable<BillingOrder['withdrawal']>, key: Once | undefined): Promise<string> {
  const { table } = work.desk;
  const order = { ...orderOf(run), withdrawal };
  const back = newRun(work, { job: jobs.back, id: `${run.id}.${randomUUID().slice(0, 8)}`, order: { id: run.id, reason: withdrawal.reason } });
  const priced = run.state === 'priced';
  const change = (known: Run): Run | undefined => {
    if (known.state !== run.state || (known.state !== 'done' && known.state !== 'priced') || orderOf(known).dryRun)
      throw new DomainError('conflict', 'billing.not-withdrawable', { id: run.id });
    return priced ? { ...known, state: 'withdrawn', order } : { ...known, state: 'withdrawing', order, revert: back.id };
  };
  await changeRun(table, run, change, [...(priced ? [] : [requestWrite(table, back)]), ...said(work, key, run.id)]);
  return run.id;
}

async function answer({ desk, until }: BillingRequest, ref: RunRef, created: boolean): Promise<Answer> {
  const run = await awaitEnd(desk, ref, until);
  const refusal = created && run.plan === undefined ? refusalOf(run) : undefined;
  if (refusal && refusal.kind !== 'unavailable') throw refusal;
  const location = `/projects/${encodeURIComponent(run.project)}/billing-runs/${encodeURIComponent(run.id)}`;
  return { status: isFinished(run) ? 200 : 202, body: await runView(desk, run), ...(created ? { location } : {}) };
}
