import { asOf, ifGiven, type Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { channels } from '../../ledger/account.ts';
import { type Bill, openFen } from '../../ledger/bill.ts';
import { isCounterBook } from '../../ledger/book.ts';
import { cashOf, journalKinds } from '../../ledger/journal.ts';
import { balanceId, balanceNamed, billNamed, receiptNo } from '../../ledger/names.ts';
import { paybackChannel } from '../../ledger/payback.ts';
import { type PartyRecord, party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import type { BalanceRefund, BillVoid, Moving, Refund, TakingBack, WriteOff } from './inputs.ts';
import { channelOf, checkReversible, entryOf, leftBy, type SeenEntry, standingEntry, unitOf } from './receipts.ts';
import type { In, Matter } from './record.ts';

type Asked = Outcome<In<'requested'>>;
type Told = Partial<Pick<In<'requested'>, 'unit' | 'payer'>> & { readonly handledBy: readonly string[]; readonly amountFen: number };

/** Opens the case and hands it in for its signatures in the same step. */
function asked(matter: Matter, reason: string, { unit: home, payer, handledBy, amountFen }: Told, { actor, now }: Context): Asked {
  const record: In<'requested'> = {
    state: 'requested',
    matter,
    reason,
    amountFen,
    ...(home === undefined ? {} : { unit: home }),
    ...(payer === undefined ? {} : { payer }),
    handledBy: [...new Set(handledBy)],
    requestedBy: actor.person,
    requestedAt: now,
  };
  // biome-ignore lint/suspicious/noThenProperty: an outcome's next command, never awaited
  return { record, then: { command: 'submit', input: {} } };
}

/** Who took the money of a receipt; the clock takes none. */
const cashierOf = ({ by }: SeenEntry): readonly string[] => (by.person === 'system' ? [] : [by.person]);

const about = (entry: SeenEntry, amountFen: number): Told => ({ unit: unitOf(entry), payer: entry.payer, handledBy: cashierOf(entry), amountFen });

/** The balances looked at again at the booking. */
const spendable = (entry: SeenEntry): string[] => [...leftBy(entry).keys()].slice(0, 20);

export const receiptRead = ({ receipt }: { readonly receipt: string }) => ({ entries: [entryOf(receipt)] });

/** Takes a receipt back after its day (红冲). */
export function requestReversal({ receipt, reason }: TakingBack, context: Context): Asked {
  const entry = standingEntry(context.money, entryOf(receipt));
  checkReversible(entry);
  const matter: Matter = { kind: 'reversal', entry: entryOf(receipt), receipt, balances: spendable(entry) };
  return asked(matter, reason, about(entry, weightOf(entry)), context);
}

/**
 * Takes a wrong receipt back on its own day (当日作废). What came through a channel has gone through its books as well: it is refunded or reversed, with signatures.
 *
 * @throws DomainError `entry.day-over`, `correction.channel-void`
 */
export function requestVoid({ receipt, reason }: TakingBack, context: Context): Asked {
  const entry = standingEntry(context.money, entryOf(receipt));
  checkReversible(entry);
  if (Object.hasOwn(channels, entry.book)) refuse('correction.channel-void', 'receipt', { id: receipt }, 'conflict');
  if (entry.bookedOn !== context.today) refuse('entry.day-over', 'receipt', { id: receipt, on: entry.bookedOn }, 'conflict');
  const matter: Matter = { kind: 'void', entry: entryOf(receipt), receipt, balances: spendable(entry) };
  return asked(matter, reason, about(entry, weightOf(entry)), context);
}

/** What a receipt is about in money: what came in or went out, or what it moved without any. */
const weightOf = (entry: SeenEntry): number => Math.abs(cashOf(entry)) || sumOf(entry.postings.flatMap(({ fen }) => (fen > 0 ? [fen] : [])));

/**
 * Asks for part of a receipt's money back (退款).
 *
 * @throws DomainError `correction.not-a-payment`, `correction.not-in-receipt`, `correction.refund-from`, `refund.other-channel`
 */
export function requestRefund(input: Refund, context: Context): Asked {
  const { receipt, amountFen, reason, cancelsCharge, payee, proof, cash } = input;
  const entry = standingEntry(context.money, entryOf(receipt));
  if (entry.kind !== 'payment') refuse('correction.not-a-payment', 'receipt', { id: receiptNo(entry), kind: journalKinds[entry.kind] }, 'conflict');
  const channel = paybackChannel(channelOf(entry), input.channel);
  const { from, prepaid } = sources(input, entry);
  const matter: Matter = {
    kind: 'refund',
    entry: entryOf(receipt),
    receipt,
    from,
    ...(prepaid ? { prepaid } : {}),
    cancelsCharge,
    channel,
    ...(payee === undefined ? {} : { payee }),
    proof,
    ...(cash ? { cash } : {}),
  };
  return asked(matter, reason, about(entry, amountFen), context);
}

/** From which of a receipt's bills, and how much of the prepayment it left. A receipt of one bill and no prepayment needs no word. */
function sources({ from, amountFen }: Refund, entry: SeenEntry) {
  const [balance, leftFen = 0] = [...leftBy(entry)].find(([name]) => name.startsWith('prepaid')) ?? [];
  const paid = new Map<string, number>();
  for (const { account, bill, fen } of entry.postings) if (account === 'receivable' && bill !== undefined) paid.set(bill, (paid.get(bill) ?? 0) - fen);
  const [only] = paid.keys();
  const given = from.length === 0 && balance === undefined && paid.size === 1 && only !== undefined ? [{ bill: only, fen: amountFen }] : from;
  for (const { bill, fen } of given) {
    const paidFen = paid.get(bill) ?? refuse('correction.not-in-receipt', 'from', { bill, id: receiptNo(entry), paid: yuan(0) });
    if (fen > paidFen) refuse('correction.not-in-receipt', 'from', { bill, id: receiptNo(entry), paid: yuan(paidFen) });
  }
  if (new Set(given.map(({ bill }) => bill)).size < given.length) refuse('correction.bill-twice', 'from');
  const restFen = amountFen - sumOf(given.map(({ fen }) => fen));
  if (restFen < 0 || restFen > leftFen) refuse('correction.refund-from', 'from', { amount: yuan(amountFen), left: yuan(leftFen) });
  return { from: [...given], prepaid: restFen > 0 && balance !== undefined ? { balance, fen: restFen } : undefined };
}

/** Asks for a prepayment back (退预收款), at the end of the contract what was not served (L08). @throws DomainError `balance.unknown`, `balance.short` */
export function requestBalanceRefund(input: BalanceRefund, context: Context): Asked {
  const { balance: id, amountFen, reason, contractEnded, channel, book = context.actor.person, payee, proof, cash } = input;
  const balance = context.money.balances.get(id) ?? refuse('balance.unknown', 'balance', { id });
  if (balance.fen < amountFen) refuse('balance.short', 'amountFen', { title: '预收款', fen: yuan(balance.fen), wanted: yuan(amountFen) }, 'conflict');
  if (!isCounterBook(book)) refuse('correction.book', 'book', { book });
  const matter: Matter = {
    kind: 'balanceRefund',
    balance: id,
    entry: balance.entry,
    contractEnded,
    book,
    channel: paybackChannel(channel, undefined),
    ...(payee === undefined ? {} : { payee }),
    proof,
    ...(cash ? { cash } : {}),
  };
  return asked(matter, reason, { unit: balance.unit, payer: balance.party, handledBy: [], amountFen }, context);
}

/** Asks to give up what can never be collected (坏账核销). @throws DomainError `bill.unknown`, `correction.one-household`, `correction.bill-twice` */
export function requestWriteOff({ bills, ground, evidence, reason }: WriteOff, context: Context): Asked {
  if (new Set(bills).size < bills.length) refuse('correction.bill-twice', 'bills');
  const found = bills.map((id) => billKnown(context, id, 'bills'));
  const [first] = found;
  if (found.some(({ unit: home, payer }) => home !== first?.unit || payer !== first.payer)) refuse('correction.one-household', 'bills');
  const matter: Matter = { kind: 'writeOff', bills, ground, ...(evidence === undefined ? {} : { evidence }) };
  return asked(matter, reason, { unit: first?.unit, payer: first?.payer, handledBy: [], amountFen: sumOf(found.map(openFen)) }, context);
}

/** Asks to void a bill nobody has paid anything of (账单作废). */
export function requestBillVoid({ bill: id, reason }: BillVoid, context: Context): Asked {
  const bill = billKnown(context, id, 'bill');
  return asked({ kind: 'billVoid', bill: id }, reason, { unit: bill.unit, payer: bill.payer, handledBy: [], amountFen: bill.issuedFen }, context);
}

export function billKnown({ money }: Pick<Context, 'money'>, id: string, path: string): Bill {
  return money.bills.get(id) ?? refuse('bill.unknown', path, { id });
}

export const movingReads = ({ unit: home, payer }: Moving) => ({ home: asOf(unit, home, 'unit'), party: ifGiven(party, payer, 'payer') });

/**
 * Asks to move a payment to the unit it was meant for (错户转账).
 *
 * @throws DomainError `correction.not-a-payment`, `correction.other-unit`, `correction.bill-twice`, `correction.too-much`, `correction.move-payer`
 */
export function requestMove(input: Moving, context: Context<{ readonly home: Loaded; readonly party: Loaded<PartyRecord> | undefined }>): Asked {
  const { receipt, unit: home, bills, reason } = input;
  const entry = standingEntry(context.money, entryOf(receipt));
  if (entry.kind !== 'payment') refuse('correction.not-a-payment', 'receipt', { id: receipt, kind: journalKinds[entry.kind] }, 'conflict');
  checkReversible(entry);
  if (input.payer !== undefined && !context.reads.party) refuse('reference.unknown', 'payer', { title: '客户', id: input.payer });
  if (new Set(bills.map(({ bill }) => bill)).size < bills.length) refuse('correction.bill-twice', 'bills');
  if (bills.some(({ bill }) => billNamed(bill)?.unit !== home)) refuse('correction.other-unit', 'bills', { unit: home });
  const found = bills.map(({ bill }) => billKnown(context, bill, 'bills'));
  const [totalFen, wantedFen] = [cashOf(entry), sumOf(bills.map(({ fen }) => fen))];
  if (wantedFen > totalFen) refuse('correction.too-much', 'bills', { wanted: yuan(wantedFen), total: yuan(totalFen) });
  const payer = input.payer ?? found[0]?.payer ?? refuse('correction.move-payer', 'payer');
  const matter: Matter = { kind: 'move', entry: entryOf(receipt), receipt, balances: spendable(entry), unit: home, payer, bills };
  return asked(matter, reason, { ...about(entry, totalFen), unit: home, payer }, context);
}

/** The prepayment a moved payment leaves. */
export const prepaidOf = ({ unit: home, payer }: { readonly unit: string; readonly payer: string }): string =>
  balanceId({ kind: 'prepaid', unit: home, id: payer });

/** The unit of a balance, for what paid bills from it. */
export const unitsOf = (balances: readonly string[]): string[] => [...new Set(balances.flatMap((id) => balanceNamed(id)?.unit ?? []))].slice(0, 3);
