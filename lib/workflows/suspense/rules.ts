import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { ifGiven, type LoadedReads, post } from '../../cases/contract.ts';
import type { Context, MoneyWanted, Outcome, ReadFacts } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { channels } from '../../ledger/account.ts';
import { systemBook } from '../../ledger/book.ts';
import { divide, type Purpose, prepaidFor, settling, unitsOf } from '../../ledger/division.ts';
import type { Posting } from '../../ledger/journal.ts';
import { balanceId, entryId, entryNamed, receiptNamed, receiptNo } from '../../ledger/names.ts';
import { oneAfterAnother, paybackChain, paybackChannel } from '../../ledger/payback.ts';
import { member } from '../../registers/member/contract.ts';
import type { Assign, Dismiss, GiveBack, Receive } from './contract.ts';
import { type In, mostClaims } from './record.ts';

/** Where unclaimed money of a case lies. */
export const heldBy = (id: string): string => balanceId({ kind: 'suspense', id });

const numberOf = (entry: string | undefined): string | undefined => {
  const name = entry === undefined ? undefined : entryNamed(entry);
  return name && receiptNo(name);
};

/** Whether the book is a colleague's, who would answer for what is in it. */
export const bookRead = ({ book }: Receive, { actor }: Pick<ReadFacts, 'actor'>) => ({
  colleague: ifGiven(member, actor.system || book === actor.person ? undefined : book, 'book'),
});

/**
 * Takes money in that nobody has claimed yet (暂收), with a receipt of the cashier's book.
 *
 * @throws DomainError `suspense.book`, `suspense.value-day`
 */
export function receive(input: Receive, { actor, today, id, reads }: Context<LoadedReads<ReturnType<typeof bookRead>>>): Outcome<In<'held'>> {
  const { amountFen, channel, sender, remark, externalId, book = actor.person, valueOn = today } = input;
  if (book === systemBook || reads.colleague || (Object.hasOwn(channels, book) && !actor.system)) refuse('suspense.book', 'book', { book });
  if (valueOn > today) refuse('suspense.value-day', 'valueOn', { on: valueOn, today });
  const title = `暂收${sender ? ` ${sender}` : ''}`.slice(0, 60);
  return {
    record: { state: 'held', amountFen, channel, valueOn, sender, remark, externalId, book, receivedBy: actor.person, leftFen: amountFen, claims: [] },
    also: [
      post({
        kind: 'payment',
        book,
        valueOn,
        external: externalId,
        reason: remark,
        postings: [
          { account: 'cash', fen: amountFen, channel },
          { account: 'suspense', fen: -amountFen, balance: heldBy(id) },
        ],
        opens: { [heldBy(id)]: { title } },
      }),
    ],
    booked: (record, [entry]) => ({ ...record, receipt: numberOf(entry) }),
  };
}

const purposeOf = ({ allocations, units }: Assign): Purpose => {
  if (allocations) return { kind: 'bills', wishes: allocations };
  return units ? { kind: 'units', units } : { kind: 'prepay' };
};

/** What an assignment looks at: the households it is for. */
export const moneyOfAssign = (input: Assign): MoneyWanted => ({ units: unitsOf(purposeOf(input)) });

/**
 * Finds out whose money it was (认领): it settles his bills as of the day it reached the bank, the rest is paid ahead for him. Part of it may be one household's and the rest
 * another's.
 *
 * @throws DomainError `suspense.purpose`, `suspense.too-much`, `suspense.too-many`, and what {@link divide} refuses
 */
export function assign(record: In<'held'>, input: Assign, { money, actor, now, project, id }: Context): Outcome<In<'held' | 'claimed'>> {
  const { payer, evidence, amountFen: fen = record.leftFen } = input;
  if (input.allocations && input.units) refuse('suspense.purpose', 'units');
  if (fen > record.leftFen) refuse('suspense.too-much', 'amountFen', { left: yuan(record.leftFen), fen: yuan(fen) });
  if (record.claims.length >= mostClaims) refuse('suspense.too-many', undefined, { most: mostClaims });
  const purpose = purposeOf(input);
  const { insideBill } = project.money;
  const { shares, excessFen } = divide(purpose, money.bills, { amountFen: fen, payer, valueOn: record.valueOn, insideBill, lenient: false });
  const rest: readonly Posting[] = excessFen === 0 ? [] : [{ account: 'prepaid', fen: -excessFen, balance: prepaidFor(payer, unitsOf(purpose)) }];
  const leftFen = sumOf([record.leftFen, -fen]);
  const after: In<'held'> = { ...record, leftFen, claims: [...record.claims, { at: now, by: actor.person, payer, fen }] };
  const last = (entry: string | undefined) =>
    after.claims.map((claim, at) => (at === after.claims.length - 1 ? { ...claim, receipt: numberOf(entry) } : claim));
  return {
    record: leftFen > 0 ? after : { ...after, state: 'claimed', ended: { at: now, by: actor.person } },
    also: [
      post({
        kind: 'assignment',
        book: record.book,
        payer,
        valueOn: record.valueOn,
        external: record.externalId,
        reason: evidence,
        postings: [{ account: 'suspense', fen, balance: heldBy(id) }, ...settling(shares, 'paid'), ...rest],
      }),
    ],
    booked: (booked, [entry]) => ({ ...booked, claims: last(entry) }),
    notices: [{ type: 'suspense.assigned', to: { parties: [payer] }, params: { fen: yuan(fen), on: record.valueOn } }],
  };
}

/** Who signs for money that leaves: as for any refund, never who took it in. */
export function backApproval({ leftFen, receivedBy, sender }: In<'held'>, { reason }: GiveBack, { project }: Context): ApprovalNeed {
  const summary = `退回暂收款 ${yuan(leftFen)} 元${sender ? `（${sender}）` : ''}：${reason}`.slice(0, 300);
  return { stages: oneAfterAnother(paybackChain(leftFen, project.money)), summary, notBy: [receivedBy] };
}

/** Sends what is left back to where it came from (退回), once it is signed. @throws DomainError `suspense.receipt-unknown` */
export function giveBack(record: In<'held'>, { reason, voucher }: GiveBack, { actor, now, id }: Context): Outcome<In<'returned'>> {
  const { leftFen, channel, book, receipt } = record;
  const name = receipt === undefined ? undefined : receiptNamed(receipt);
  if (!name) refuse('suspense.receipt-unknown');
  return {
    record: { ...record, state: 'returned', leftFen: 0, ended: { at: now, by: actor.person, reason } },
    also: [
      post({
        kind: 'refund',
        book,
        refunds: entryId(name),
        external: voucher,
        reason,
        postings: [
          { account: 'suspense', fen: leftFen, balance: heldBy(id) },
          { account: 'cash', fen: -leftFen, channel: paybackChannel(channel, undefined) },
        ],
      }),
    ],
    booked: (booked, [entry]) => ({ ...booked, ended: { ...booked.ended, receipt: numberOf(entry) } }),
  };
}

/** Its receipt was voided or reversed, so that nothing is held any more (作废). @throws DomainError `suspense.still-held` */
export function dismiss(record: In<'held'>, { reason }: Dismiss, { actor, now, id, money }: Context): Outcome<In<'void'>> {
  const left = money.balances.get(heldBy(id))?.fen ?? 0;
  if (left > 0) refuse('suspense.still-held', undefined, { fen: yuan(left) }, 'conflict');
  return { record: { ...record, state: 'void', leftFen: 0, ended: { at: now, by: actor.person, reason } } };
}
