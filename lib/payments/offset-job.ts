import type { Also, Change } from '../cases/batch.ts';
import { commitWork } from '../cases/commit.ts';
import { moneyFor } from '../cases/money.ts';
import { book } from '../cases/perform.ts';
import { decide, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { endChunks } from '../jobs/cursor.ts';
import { type Bench, type Job, workChunk } from '../jobs/job.ts';
import { nothing, type Run, sum } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { now } from '../kernel/clock.ts';
import type { DomainError } from '../kernel/error.ts';
import { sentence } from '../kernel/error.ts';
import { sumOf } from '../kernel/money.ts';
import { shareOf, totalOf } from '../ledger/allocation.ts';
import { owedOn } from '../ledger/division.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { balanceId } from '../ledger/names.ts';
import { offsetJournal } from './offset.ts';
import { OffsetOrder } from './offset-run.ts';

type Line = OffsetOrder['lines'][number];

/** Bills of one transaction. */
const billsAtOnce = 40;

/**
 * Settles many bills out of a payer's account (逐笔冲抵): one payment, one receipt, hundreds of bills. A marker moves with each transaction, so that a bill is settled once
 * however often the run is carried; what somebody else has paid meanwhile stays on the account.
 */
export const offsetJob: Job = {
  name: 'offset',
  plan: async (_bench, run) => ({ chunks: 1, total: OffsetOrder.parse(run.order).lines.length, tally: nothing }),
  chunk: async (bench, run, chunk) => {
    const order = OffsetOrder.parse(run.order);
    await workChunk(bench, run, chunk, order.lines, {
      weigh: () => 1,
      most: billsAtOnce,
      attempt: (lines, also) => offset(bench, run, order, lines, also),
      tally: (lines, changes) => ({ ...nothing, changed: changes.length, unchanged: lines.length - changes.length }),
      refused: ([bill], error) => ({ tally: { ...nothing, failed: 1 }, errors: [refusalOf(order, bill, error)] }),
    });
  },
  close,
};

function offset(bench: Bench, run: Run, order: OffsetOrder, lines: readonly Line[], also: Also): Promise<readonly Change[]> {
  const { desk } = bench;
  const actor = systemActor(desk.company);
  return decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: run.project, actor, request: `offset:${run.id}` });
    const shares = await sharesOf(work, order, lines);
    if (shares.length === 0) return [];
    const account = { kind: 'prepaid', id: order.payer, party: order.payer } as const;
    await book(work, offsetJournal(account, shares, { valueOn: order.valueOn, source: { kind: 'offset', id: run.id } }));
    const changes = [...work.till.bills].map(
      ([id, { version }]): Change => ({ ref: { project: run.project, kind: 'bill', id }, before: version, after: version + 1 }),
    );
    await commitWork(work, also(changes));
    return changes;
  });
}

/** What the payment meant for these bills, as far as it is still owed and the account still holds it. */
async function sharesOf(work: Work, { payer, valueOn }: OffsetOrder, lines: readonly Line[]) {
  const account = balanceId({ kind: 'prepaid', id: payer });
  const { bills, balances } = await moneyFor(work, { bills: lines.map(([bill]) => bill), balances: [account] });
  let left = balances.get(account)?.fen ?? 0;
  return lines.flatMap(([id, principalFen, lateFen]) => {
    const bill = bills.get(id);
    if (!bill || (bill.state !== 'open' && bill.state !== 'settled')) return [];
    const owed = owedOn(bill, valueOn);
    const share = shareOf({ bill, lateFen: Math.min(owed.lateFen, lateFen) }, Math.min(left, sumOf([principalFen, lateFen])), work.policy.money.insideBill);
    const taken = totalOf(share);
    left -= taken;
    return taken === 0 ? [] : [share];
  });
}

function refusalOf({ lines }: OffsetOrder, bill: string, { code, detail }: DomainError) {
  return { row: lines.findIndex(([id]) => id === bill) + 1, column: bill, code, detail: sentence(code, detail, 'zh', ledgerErrors) };
}

async function close({ desk }: Bench, run: Run, failed: boolean): Promise<Run> {
  const cursors = await endChunks(desk.table, run, run.chunks);
  const tally = cursors.reduce((all, cursor) => sum(all, cursor.tally), run.tally);
  return { ...run, state: failed ? 'failed' : 'done', finishedAt: now(), tally, errors: cursors.flatMap(({ errors }) => errors).slice(0, 100) };
}
