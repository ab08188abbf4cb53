import { commitWork } from '../../lib/cases/commit.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { book } from '../../lib/cases/perform.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import type { Posting } from '../../lib/ledger/journal.ts';
import { billId } from '../../lib/ledger/names.ts';
import { type Project, project, residents } from './world.ts';

/** A month's fee of a household that was due at the end of it. */
function feeOf(payer: string, unit: string, period: string, dueOn: string): Bill {
  return Bill.parse({
    ...{ unit, period, feeClass: 'property', charge: `WY.${payer}`, revision: 0, title: '物业管理费', payer },
    ...{ lines: [{ text: '物业管理费', quantity: 9875, scale: 100, priceE4: 23_800, fen: 235_03 }], issuedFen: 235_03 },
    ...{ issuedOn: `${period}-05`, dueOn, origin: { kind: 'manual', id: `${unit}-${period}` }, state: 'open' },
  });
}

/** A project at work in which both households are behind with two months, one of them has paid ahead, and its water is paid for. */
export async function indebted(desk: Desk): Promise<Project> {
  const at = await project(desk);
  for (const [payer, unit] of Object.entries(residents))
    await issue(desk, [feeOf(payer, unit, '2026-04', '2026-04-30'), feeOf(payer, unit, '2026-05', '2026-05-31')]);
  const water = Bill.parse({
    ...feeOf('liu', '1-2-301', '2026-06', '2026-06-30'),
    ...{ feeClass: 'water', charge: 'SF.liu', title: '代收水费', agency: true, lines: [{ text: '水费', fen: 50_00 }], issuedFen: 50_00 },
  });
  await issue(desk, [water]);
  await paid(desk, [
    { account: 'cash', fen: 550_00, channel: 'cash' },
    { account: 'receivable', fen: -50_00, as: 'paid', bill: billId(water) },
    { account: 'prepaid', fen: -500_00, balance: 'prepaid~1-2-301~liu' },
  ]);
  return at;
}

/** Money at the counter: the first receipt of the cashier's book. */
async function paid(desk: Desk, postings: readonly Posting[]): Promise<void> {
  await decide(async () => {
    const { work } = await openWork(desk, { person: 'cashier', project: 'p1', request: 'paid' });
    await book(work, { kind: 'payment', book: 'cashier', postings, payer: 'liu' });
    await commitWork(work);
  });
}

async function issue(desk: Desk, bills: readonly Bill[]): Promise<void> {
  const actor = systemActor(desk.company);
  await decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
    for (const bill of bills) {
      const names = { bill: billId(bill), feeClass: bill.feeClass, period: bill.period };
      const postings = [
        { account: 'receivable' as const, fen: bill.issuedFen, as: 'issued' as const, ...names },
        { account: bill.agency ? ('agency' as const) : ('income' as const), fen: -bill.issuedFen, feeClass: bill.feeClass, period: bill.period },
      ];
      await book(work, { kind: 'bill', book: 'system', postings, issues: [bill], payer: bill.payer });
    }
    await commitWork(work);
  });
}
