import { commitWork } from '../cases/commit.ts';
import { moneyFor } from '../cases/money.ts';
import { book } from '../cases/perform.ts';
import { decide, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import type { Bench, Job, Planned } from '../jobs/job.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import { changeRun, faulted, nothing, type Run, type RunRef, runOf } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { type Bill, idOfBill } from '../ledger/bill.ts';
import { systemBook } from '../ledger/book.ts';
import type { Entry, Journal } from '../ledger/journal.ts';
import { billNamed } from '../ledger/names.ts';
import { runRefOf } from './attempts.ts';
import { billsAt } from './insert-bills.ts';
import { billIdsOf, readMarkers } from './marker.ts';
import { About, jobs, orderOf } from './order.ts';

/** Bills of one transaction, each an item of its own besides the entry, its book and its totals. */
const billsAtOnce = 40;
/** How many paid bills a refusal names. */
const named = 10;

/**
 * Takes a billing run back as a whole (整批撤回), while nobody has paid any of it: first what the run itself has offset is given back to the prepayments, then its bills are voided by
 * entries. They were issued, so they stay, void; a further run issues the next revision.
 *
 * One chunk does it in order, because every entry passes the same book; what it has done it sees by the bills themselves.
 */
export const billingBackJob: Job = {
  name: jobs.back,
  plan: planBack,
  chunk: async (bench, run) => {
    const main = await runOf(bench.desk.table, mainOf(run));
    const bills = await billsOf(bench, main);
    const offsets = await entriesOf(bench, main, bills);
    for (const id of offsets.own) await giveBack(bench, run, id);
    const standing = bills.filter(({ state }) => state !== 'voided').map(idOfBill);
    for (const some of slices(standing, billsAtOnce)) await voidBills(bench, run, main, some);
  },
  close: async (_bench, run, failed) => {
    const ended: Run = { ...run, state: 'done', finishedAt: now(), tally: { ...nothing, changed: failed ? 0 : run.total } };
    return failed ? faulted(ended, new DomainError('unavailable', 'billing.withdrawal-stopped')) : ended;
  },
  settle: async ({ desk: { table } }, run) => {
    await changeRun(table, mainOf(run), (known) =>
      known.state === 'withdrawing' && known.revert === run.id ? { ...known, state: run.state === 'done' ? 'withdrawn' : 'done' } : undefined,
    );
  },
};

const mainOf = ({ project, order }: Run): RunRef => runRefOf(project, About.parse(order).id);

/** @throws DomainError `billing.paid` while any of its bills bears money that did not come from the run itself */
async function planBack(bench: Bench, run: Run): Promise<Planned> {
  const main = await runOf(bench.desk.table, mainOf(run));
  const bills = await billsOf(bench, main);
  const { own } = await entriesOf(bench, main, bills);
  const paid = bills.filter((bill) => isPaid(bill, own)).map(idOfBill);
  if (paid.length > 0) {
    const ids = `${paid.slice(0, named).join('、')}${paid.length > named ? ' …' : ''}`;
    throw new DomainError('conflict', 'billing.paid', { count: paid.length, ids });
  }
  return { chunks: bills.length === 0 ? 0 : 1, total: bills.length, tally: nothing };
}

/** The bills the run has issued, as they stand now. */
async function billsOf({ desk: { table } }: Bench, main: Run): Promise<readonly Bill[]> {
  const { period } = orderOf(main);
  const ids = (await readMarkers(table, main)).filter(({ issued }) => issued).flatMap(({ units }) => units.flatMap((unit) => billIdsOf(unit, period)));
  const names = ids.map(billNamed).filter((name) => name !== undefined);
  return [...(await billsAt(table, main.project, names)).values()];
}

/** Entries by which the run itself has offset its bills, those not taken back yet, and those that took them back. */
async function entriesOf({ desk }: Bench, main: Run, bills: readonly Bill[]): Promise<{ readonly own: ReadonlySet<string> }> {
  const ids = [...new Set(bills.filter(({ state }) => state !== 'voided').flatMap(({ paid }) => paid.map(({ entry }) => entry)))];
  const pages = await inParallel(slices(ids, 40), 1, async (some) => {
    const actor = systemActor(desk.company);
    const { work } = await openWork(desk, { person: actor.person, project: main.project, actor });
    return [...(await moneyFor(work, { entries: some })).entries];
  });
  const entries = pages.flat();
  const offsets = new Set(entries.filter(([, entry]) => isOwn(entry, main)).map(([id]) => id));
  const backs = entries.filter(([, { reverses }]) => reverses !== undefined && offsets.has(reverses)).map(([id]) => id);
  return { own: new Set([...offsets, ...backs]) };
}

const isOwn = ({ kind, source }: Entry, main: Run): boolean => kind === 'offset' && source?.kind === 'run' && source.id === main.id;

/** Whether money, a waiver or a write-off stands on it besides what the run itself has offset. */
function isPaid({ state, paid }: Bill, own: ReadonlySet<string>): boolean {
  if (state === 'voided') return false;
  const others = paid.filter(({ entry }) => !own.has(entry));
  return others.reduce((sum, { fen }) => sum + fen, 0) !== 0 || others.reduce((sum, { lateFen = 0 }) => sum + lateFen, 0) !== 0;
}

function inWork({ desk }: Bench, run: Run, change: (work: Work) => Promise<Journal | undefined>): Promise<void> {
  const actor = systemActor(desk.company);
  return decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: run.project, actor, request: `${run.job}:${run.id}` });
    const journal = await change(work);
    if (!journal) return;
    await book(work, journal);
    await commitWork(work);
  });
}

const reasonOf = ({ person, order }: Run): string => `撤回出账 ${About.parse(order).id}（${person}）：${About.parse(order).reason ?? ''}`.slice(0, 300);

/** Takes an offset of the run back: the money is paid ahead again. */
function giveBack(bench: Bench, run: Run, id: string): Promise<void> {
  return inWork(bench, run, async (work) => {
    const entry = (await moneyFor(work, { entries: [id] })).entries.get(id);
    if (!entry || entry.back.reversedBy !== undefined || entry.reverses !== undefined) return undefined;
    const postings = entry.postings.map((posting) => ({ ...posting, fen: -posting.fen }));
    return { kind: 'reversal', book: systemBook, reverses: id, postings, payer: entry.payer, reason: reasonOf(run), source: { kind: 'run', id: run.id } };
  });
}

function voidBills(bench: Bench, run: Run, main: Run, ids: readonly string[]): Promise<void> {
  return inWork(bench, run, async (work) => {
    const bills = [...(await moneyFor(work, { bills: ids })).bills.values()].filter(({ state }) => state !== 'voided');
    const paid = bills.filter(({ paid: lines }) => lines.reduce((sum, { fen }) => sum + fen, 0) !== 0);
    if (paid.length > 0) throw new DomainError('conflict', 'billing.paid', { count: paid.length, ids: paid.map(idOfBill).join('、') });
    if (bills.length === 0) return undefined;
    const postings = bills.flatMap((bill): Journal['postings'] => [
      { account: bill.agency ? 'agency' : 'income', fen: bill.issuedFen, feeClass: bill.feeClass, period: bill.period },
      { account: 'receivable', fen: -bill.issuedFen, as: 'voided', bill: idOfBill(bill) },
    ]);
    return { kind: 'billVoid', book: systemBook, postings, reason: reasonOf(run), source: { kind: 'run', id: main.id } };
  });
}
