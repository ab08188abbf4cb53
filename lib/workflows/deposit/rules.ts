import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { asOf, ifGiven, type Loaded, type LoadedReads, post } from '../../cases/contract.ts';
import type { Context, MoneyWanted, Outcome, ReadFacts } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import type { FeeClass } from '../../ledger/account.ts';
import { openFen } from '../../ledger/bill.ts';
import { isCounterBook, systemBook } from '../../ledger/book.ts';
import { billStates } from '../../ledger/fold.ts';
import type { Posting } from '../../ledger/journal.ts';
import { balanceId, billNamed, entryId, entryNamed, receiptNamed, receiptNo } from '../../ledger/names.ts';
import { checkPayback, oneAfterAnother, paybackChain, paybackChannel } from '../../ledger/payback.ts';
import { member } from '../../registers/member/contract.ts';
import { type PartyRecord, party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { type Deducting, depositKinds, type Refunding, type Taking, type TakingOver, type Voiding } from './inputs.ts';
import type { In } from './record.ts';

type Held = In<'held'>;
type Seen = Context<{ readonly payer: Loaded<PartyRecord> }>;

/** Where a deposit's money lies. */
const balanceOf = ({ unit: home }: Pick<Held, 'unit'>, id: string): string => balanceId({ kind: 'deposit', unit: home, id });

/** The entry that took it. */
function entryOf({ receipt }: Held): string {
  const name = receipt === undefined ? undefined : receiptNamed(receipt);
  if (!name) throw new Error('a deposit without a receipt');
  return entryId(name);
}

function numberOf(entry: string | undefined): string | undefined {
  const name = entry === undefined ? undefined : entryNamed(entry);
  return name && receiptNo(name);
}

export const takingReads = ({ unit: home, party: payer, book }: Taking, { actor }: Pick<ReadFacts, 'actor'>) => ({
  home: ifGiven(unit, home, 'unit'),
  payer: asOf(party, payer, 'party'),
  colleague: ifGiven(member, book === actor.person ? undefined : book, 'book'),
});
export const payerRead = (_input: unknown, { party: payer }: Held) => ({ payer: asOf(party, payer) });
export const moneyOf = ({ bill }: { readonly bill?: string | undefined }, record: Held, { id }: { readonly id: string }): MoneyWanted => ({
  balances: [balanceOf(record, id)],
  entries: record.oldReceipt === undefined ? [entryOf(record)] : [],
  bills: bill === undefined ? [] : [bill],
});

/**
 * Takes a deposit (收押金): a liability from the first moment, never income.
 *
 * @throws DomainError `deposit.none-wanted` where the project takes none, `deposit.book`, `reference.unknown`
 */
export function take(input: Taking, { id, actor, now, today, reads }: Context<LoadedReads<ReturnType<typeof takingReads>>>): Outcome<Held> {
  const { amountFen, channel, book = actor.person, party: payer } = input;
  if (amountFen === 0) refuse('deposit.none-wanted', 'amountFen');
  if (!isCounterBook(book) || reads.colleague) refuse('deposit.book', 'book', { book });
  if (input.unit !== undefined && !reads.home) refuse('reference.unknown', 'unit', { title: '房屋', id: input.unit });
  const record: Held = { ...input, book, state: 'held', takenBy: actor.person, takenOn: today, takenAt: now, deductions: [], heldFen: amountFen };
  const balance = balanceOf(record, id);
  const postings: readonly Posting[] = [
    { account: 'cash', fen: amountFen, channel },
    { account: 'deposit', fen: -amountFen, balance },
  ];
  return {
    record,
    also: [post({ kind: 'depositIn', book, postings, payer, opens: { [balance]: { party: payer, title: depositKinds[input.kind] } } })],
    booked: (after, [entry]) => ({ ...after, receipt: numberOf(entry) }),
  };
}

/** Takes over what the old system holds (期初押金): a liability against the opening balance; no money came today. */
export function takeOver(input: TakingOver, { id, now }: Pick<Context, 'id' | 'now'>): Outcome<Held> {
  const { amountFen, book, party: payer } = input;
  const balance = balanceOf(input, id);
  const postings: readonly Posting[] = [
    { account: 'opening', fen: amountFen },
    { account: 'deposit', fen: -amountFen, balance },
  ];
  return {
    record: { ...input, state: 'held', takenAt: now, deductions: [], heldFen: amountFen },
    also: [post({ kind: 'opening', book, postings, payer, opens: { [balance]: { party: payer, title: depositKinds[input.kind] } } })],
  };
}

const incomeOf: Readonly<Record<Held['kind'], FeeClass>> = { renovation: 'renovation', card: 'card', shop: 'other', other: 'other' };

/**
 * Keeps part of it (押金扣款): only a documented loss or an agreed breach sum, priced and signed, because a company may not fine anybody.
 *
 * @throws DomainError `law.no-fine`, `deposit.too-much`, `deposit.other-bill`, `bill.unknown`, `bill.not-open`, `bill.overpaid`
 */
export function deduct(record: Held, input: Deducting, context: Context): Outcome<In<'held' | 'used'>> {
  const { amountFen, basis } = input;
  const { id, actor, now } = context;
  if (basis === 'fine') refuse('law.no-fine', 'basis');
  if (amountFen > record.heldFen) refuse('deposit.too-much', 'amountFen', { held: yuan(record.heldFen), wanted: yuan(amountFen) });
  const postings: readonly Posting[] = [{ account: 'deposit', fen: amountFen, balance: balanceOf(record, id) }, creditOf(record, input, context)];
  const heldFen = sumOf([record.heldFen, -amountFen]);
  const deductions = [...record.deductions, { ...input, by: actor.person, at: now }];
  return {
    record: { ...record, deductions, heldFen, state: heldFen === 0 ? 'used' : 'held' },
    also: [post({ kind: 'deduction', book: systemBook, postings, payer: record.party, reason: input.text })],
    booked: (after, [entry]) => ({ ...after, deductions: after.deductions.with(-1, { ...input, by: actor.person, at: now, receipt: numberOf(entry) }) }),
    notices: [{ type: 'deposit.deducted', to: { parties: [record.party] }, params: { amount: yuan(amountFen), reason: input.text, held: yuan(heldFen) } }],
  };
}

function creditOf(record: Held, { amountFen, bill: id }: Deducting, { money, today }: Context): Posting {
  if (id === undefined) return { account: 'income', fen: -amountFen, feeClass: incomeOf[record.kind], period: today.slice(0, 7) };
  const bill = money.bills.get(id) ?? refuse('bill.unknown', 'bill', { id });
  if (bill.payer !== record.party && billNamed(id)?.unit !== record.unit) refuse('deposit.other-bill', 'bill', { id });
  if (bill.state !== 'open') refuse('bill.not-open', 'bill', { id, state: billStates[bill.state] }, 'conflict');
  if (amountFen > openFen(bill)) refuse('bill.overpaid', 'bill', { id, open: yuan(openFen(bill)), fen: yuan(amountFen) }, 'conflict');
  return { account: 'receivable', fen: -amountFen, as: 'deducted', bill: id };
}

/** Deductions are signed by the same chain as money that leaves, all of the deposit's together; whoever took the deposit signs none. */
export function deductionApproval(
  { takenBy, kind, party: payer, deductions }: Held,
  { amountFen, text }: Deducting,
  { project }: Pick<Context, 'project'>,
): ApprovalNeed {
  const togetherFen = sumOf([amountFen, ...deductions.map((one) => one.amountFen)]);
  return {
    stages: oneAfterAnother(paybackChain(togetherFen, project.money)),
    summary: `${depositKinds[kind]}扣款 ${yuan(amountFen)} 元（${payer}）：${text}`,
    notBy: [takenBy],
    notParties: [payer],
  };
}

/**
 * Gives back what is left (退押金), once, to whoever is on the receipt.
 *
 * @throws DomainError `deposit.inspection-needed` for a renovation nobody has accepted, and what {@link checkPayback} refuses
 */
export function refund(record: Held, input: Refunding, context: Seen): Outcome<In<'refunded'>> {
  const { payee, proof, cash, inspection } = input;
  const { id, actor, now, reads } = context;
  if (record.kind === 'renovation' && inspection === undefined) refuse('deposit.inspection-needed', 'inspection');
  const channel = paybackChannel(record.channel, input.channel);
  checkPayback({ payer: record.party, payerKind: reads.payer.record.kind, payee, proof, channel, cash });
  const { heldFen } = record;
  const postings: readonly Posting[] = [
    { account: 'deposit', fen: heldFen, balance: balanceOf(record, id) },
    { account: 'cash', fen: -heldFen, channel },
  ];
  const given = { amountFen: heldFen, at: now, by: actor.person, channel, payee, proof, cash, inspection };
  return {
    record: { ...record, heldFen: 0, state: 'refunded', refund: given },
    also: [post({ kind: 'refund', ...backFrom(record, actor.person), postings, payer: record.party, reason: input.note })],
    booked: (after, [entry]) => ({ ...after, refund: { ...after.refund, receipt: numberOf(entry) } }),
    notices: [{ type: 'deposit.refunded', to: { parties: [record.party] }, params: { amount: yuan(heldFen) } }],
  };
}

/** In which book it goes back and of which entry: what the old system took has none here, and the balance alone bounds it. */
function backFrom(record: Held, person: string): { readonly book: string; readonly refunds?: string } {
  return record.oldReceipt === undefined ? { book: record.book, refunds: entryOf(record) } : { book: person };
}

/** Two days each for a renovation's stages: acceptance by two, then manager and headquarters' finance; other deposits by amount. */
export function refundApproval(record: Held, { inspection }: Refunding, { project }: Pick<Context, 'project'>): ApprovalNeed {
  const { kind, heldFen, takenBy, party: payer } = record;
  const hours = 48;
  const renovation: ApprovalNeed['stages'] = [
    { need: ['ENGM', 'CSM'], mode: 'all', hours },
    { need: ['PM'], mode: 'any', hours },
    { need: ['HQ-FIN'], mode: 'any', hours },
  ];
  return {
    stages: kind === 'renovation' ? renovation : oneAfterAnother(paybackChain(heldFen, project.money)),
    summary: `退${depositKinds[kind]} ${yuan(heldFen)} 元（${payer}）${inspection === undefined ? '' : `，验收单 ${inspection}`}`,
    notBy: [takenBy],
    notParties: [payer],
  };
}

/** Takes a wrong receipt back on its own day (当日作废). @throws DomainError `deposit.day-over`, `deposit.deducted-from` */
export function voidReceipt(record: Held, { reason }: z.infer<typeof Voiding>, { id, actor, now, today }: Context): Outcome<In<'voided'>> {
  if (record.takenOn !== today || record.oldReceipt !== undefined) refuse('deposit.day-over', undefined, { on: record.takenOn }, 'conflict');
  if (record.deductions.length > 0) refuse('deposit.deducted-from', undefined, {}, 'conflict');
  const postings: readonly Posting[] = [
    { account: 'cash', fen: -record.amountFen, channel: record.channel },
    { account: 'deposit', fen: record.amountFen, balance: balanceOf(record, id) },
  ];
  return {
    record: { ...record, heldFen: 0, state: 'voided', voidedAt: now, voidedBy: actor.person, why: reason },
    also: [post({ kind: 'void', book: record.book, postings, payer: record.party, reverses: entryOf(record), reason })],
    booked: (after, [entry]) => ({ ...after, voidReceipt: numberOf(entry) }),
  };
}

/** The head of the service centre voids; whoever took the money never signs for it himself. */
export function voidApproval({ takenBy, amountFen }: Held, { reason }: z.infer<typeof Voiding>, { actor }: Pick<Context, 'actor'>): ApprovalNeed | undefined {
  if (holds(actor, 'CSM') && actor.person !== takenBy) return undefined;
  return { stages: oneAfterAnother(['CSM']), summary: `押金票据当日作废 ${yuan(amountFen)} 元：${reason}`, notBy: [takenBy] };
}
