import { checkMay, rolesFor } from '../cases/access.ts';
import { commitWork } from '../cases/commit.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { moneyFor } from '../cases/money.ts';
import { keyOfBill } from '../cases/money-items.ts';
import { noteBills } from '../cases/money-notes.ts';
import { parseInput } from '../cases/parse.ts';
import { newCase, perform } from '../cases/perform.ts';
import { type Caller, decide, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { DomainError, refuse } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import type { Role } from '../kernel/position.ts';
import { type Bill, openFen } from '../ledger/bill.ts';
import { billStates } from '../ledger/fold.ts';
import { billNamed } from '../ledger/names.ts';
import { unit as unitContract } from '../registers/unit/contract.ts';
import { billShown } from '../statements/bill-shown.ts';
import { isSeen, type Viewer, viewerOfUnit } from '../statements/readers.ts';
import { onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { complaint as complaintContract } from '../workflows/complaint/contract.ts';
import type { DisputeEnd, DisputeWish } from './manual-input.ts';

type Change = (work: Work, bill: Bill, viewer: Viewer) => Promise<void>;

/**
 * An objection to a bill (账单异议): noted on the bill, and a complaint of its own; the ladder of dunning waits for it. Who owes it objects, or the desk in his name.
 *
 * @throws DomainError `bill.disputed`, `bill.not-open`, `bill.disputed-too-much`, `access.*`
 */
export function disputeBill(desk: Desk, caller: Caller, id: string, wish: DisputeWish, once: Once | undefined): Promise<Answer> {
  return changing(
    desk,
    caller,
    { id, by: ['FRONT', 'CASHIER', 'CSM', 'PM', 'RESIDENT'], permission: 'bill.dispute', status: 201, once },
    async (work, bill, viewer) => {
      if (bill.dispute && bill.dispute.upheld === undefined) refuse('bill.disputed', undefined, { complaint: bill.dispute.complaint }, 'conflict');
      if (bill.state !== 'open') refuse('bill.not-open', undefined, { id, state: billStates[bill.state] }, 'conflict');
      const { reason, disputedFen } = wish;
      if (disputedFen !== undefined && disputedFen > openFen(bill)) refuse('bill.disputed-too-much', 'disputedFen', { open: yuan(openFen(bill)) });
      const sum = disputedFen === undefined ? '' : `（异议 ${yuan(disputedFen)} 元）`;
      const definition = definitionOf(work.desk, complaintContract);
      const ref = await newCase(work, definition);
      const told = {
        kind: 'complaint',
        channel: 'dispute',
        category: 'charge',
        text: `对账单 ${bill.title} ${bill.period}（${yuan(bill.issuedFen)} 元）有异议${sum}：${reason}`,
        unit: bill.unit,
        complainant: { party: viewer.as === 'party' ? viewer.party : bill.payer },
      };
      await perform(work, { definition, ref, command: 'register', input: parseInput(complaintContract.commands.register, told) });
      await noteBills(work, [{ bill: id, dispute: { complaint: ref.id, at: work.now, reason } }]);
    },
  );
}

/**
 * Ends an objection (异议处理): upheld, the bill bears no late fee, and what was charged wrongly is corrected; else it is owed as before.
 *
 * @throws DomainError `bill.not-disputed`, `access.*`
 */
export function resolveDispute(desk: Desk, caller: Caller, id: string, { upheld, note }: DisputeEnd, once: Once | undefined): Promise<Answer> {
  return changing(desk, caller, { id, by: ['CSM', 'PM'], permission: 'bill.resolveDispute', status: 200, once }, async (work, bill) => {
    const { dispute } = bill;
    if (!dispute || dispute.upheld !== undefined) return refuse('bill.not-disputed', undefined, {}, 'conflict');
    const reason = `${dispute.reason}；处理：${note}`.slice(0, 200);
    await noteBills(work, [{ bill: id, dispute: { ...dispute, reason, upheld } }]);
  });
}

interface Asked {
  readonly id: string;
  readonly by: readonly Role[];
  readonly permission: string;
  readonly status: number;
  readonly once: Once | undefined;
}

async function changing(desk: Desk, caller: Caller, asked: Asked, change: Change): Promise<Answer> {
  try {
    return await decide(() => attempt(desk, caller, asked, change));
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    throw error;
  }
}

async function attempt(desk: Desk, caller: Caller, { id, by, permission, status, once }: Asked, change: Change): Promise<Answer> {
  const name = billNamed(id);
  if (!name) throw new DomainError('not-found', 'access.not-found');
  const { work, items } = await openWork(desk, caller, [keyOfBill(desk.company, caller.project, id), ...(once ? [onceKey(desk.company, once.key)] : [])]);
  const answered = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (answered) return answered;
  const { viewer, bill } = await seen(work, id, name.unit);
  const roles = await rolesFor(work, definitionOf(desk, unitContract), undefined, { unit: name.unit });
  // Who owed it and has moved out has a say in it still.
  checkMay(viewer.as === 'party' ? [...roles, 'RESIDENT'] : roles, by, work.actor, permission);
  await change(work, bill, viewer);
  const after = work.till.bills.get(id)?.after ?? bill;
  const shown = billShown(after, work.today, viewer);
  const answer: Answer = { status, body: { ...shown, dispute: after.dispute } };
  await commitWork(work, once ? [answerWrite(desk.company, once, answer)] : []);
  return answer;
}

async function seen(work: Work, id: string, home: string): Promise<{ viewer: Viewer; bill: Bill }> {
  const viewer = await viewerOfUnit(work, home);
  const bill = (await moneyFor(work, { bills: [id] })).bills.get(id);
  if (!bill || !isSeen(viewer, bill)) throw new DomainError('not-found', 'access.not-found');
  return { viewer, bill };
}
