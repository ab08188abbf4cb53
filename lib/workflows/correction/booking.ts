import { ifGiven, type LoadedReads, order, post } from '../../cases/contract.ts';
import type { Context, MoneyWanted, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { type Bill, lateSettledFen, openFen, settledFen } from '../../ledger/bill.ts';
import { systemBook } from '../../ledger/book.ts';
import { billStates } from '../../ledger/fold.ts';
import type { Journal, Posting } from '../../ledger/journal.ts';
import { limitationExpiry } from '../../ledger/limitation.ts';
import { checkPayback } from '../../ledger/payback.ts';
import { party } from '../../registers/party/contract.ts';
import { concernedBy, invoice, invoicesOf } from '../invoice/contract.ts';
import { checkLeft, checkReversible, checkUnspent, numberOf, standingEntry } from './receipts.ts';
import type { In, Of } from './record.ts';
import { billKnown, prepaidOf, unitsOf } from './requesting.ts';

type Requested = In<'requested'>;
type Seen = Context<LoadedReads<ReturnType<typeof bookingReads>>>;

/** What has to be looked at again when it is booked: the world may have changed while it was signed. */
export function moneyOf(_input: unknown, { matter }: Requested): MoneyWanted {
  switch (matter.kind) {
    case 'void':
    case 'reversal':
      return { entries: [matter.entry], balances: matter.balances, units: unitsOf(matter.balances) };
    case 'refund':
      return { entries: [matter.entry], bills: matter.from.map(({ bill }) => bill), balances: matter.prepaid ? [matter.prepaid.balance] : [] };
    case 'balanceRefund':
      return { entries: [matter.entry], balances: [matter.balance] };
    case 'writeOff':
      return { bills: matter.bills };
    case 'billVoid':
      return { bills: [matter.bill] };
    case 'move':
      return { entries: [matter.entry], balances: matter.balances, units: unitsOf(matter.balances), bills: matter.bills.map(({ bill }) => bill) };
  }
}

/** Who paid: what he is decides on what papers he gets money back. And what tax invoices there are over the receipt. */
export const bookingReads = (_input: unknown, { payer, matter }: Requested) => ({
  payer: ifGiven(party, payer),
  invoices: invoicesOf('receipt' in matter ? matter.receipt : noReceipt),
});

/** No receipt has this number. */
const noReceipt = '-';

/**
 * Books the correction (更正入账): when it is handed in to find what speaks against it, and again when everybody has signed.
 *
 * @throws DomainError what speaks against it: `entry.*`, `correction.*`, `refund.*`, `law.refund-payee`, `law.write-off-evidence`
 */
export function book(record: Requested, _input: unknown, context: Seen): Outcome<In<'booked'>> {
  const journals = journalsOf(record, context).map((journal) => ({ ...journal, reason: record.reason, payer: journal.payer ?? record.payer }));
  const booked: In<'booked'> = { ...record, state: 'booked', bookedAt: context.now, receipts: [] };
  return {
    record: booked,
    also: journals.map(post),
    booked: (after, entries) => ({ ...after, receipts: entries.map(numberOf) }),
    naming: ([by]) => {
      if (by === undefined || !isTakenBack(record)) return [];
      const back = { receipt: record.matter.receipt, by: numberOf(by) };
      return concernedBy(context.reads.invoices.record).map((number) => order(invoice, number, 'receiptTakenBack', back));
    },
    notices: noticeOf(record),
  };
}

const isTakenBack = (record: Requested): record is Requested & { readonly matter: Of<'void' | 'reversal' | 'move'> } =>
  record.matter.kind === 'void' || record.matter.kind === 'reversal' || record.matter.kind === 'move';

function noticeOf({ matter, payer, amountFen }: Requested) {
  const to = { parties: [payer] };
  const params = { amount: yuan(amountFen), receipt: 'receipt' in matter ? matter.receipt : '' };
  if (payer === undefined || matter.kind === 'writeOff' || matter.kind === 'billVoid') return [];
  if (matter.kind === 'refund' || matter.kind === 'balanceRefund') return [{ type: 'correction.refunded', to, params: { amount: params.amount } }];
  return matter.kind === 'move' ? [{ type: 'correction.moved', to, params }] : [{ type: 'correction.takenBack', to, params }];
}

function journalsOf(record: Requested, context: Seen): readonly Journal[] {
  const { matter } = record;
  switch (matter.kind) {
    case 'void':
    case 'reversal':
      return [takenBack(matter, context)];
    case 'refund':
      return [refund(record, matter, context)];
    case 'balanceRefund':
      return [balanceRefund(record, matter, context)];
    case 'writeOff':
      return [writeOff(matter, context)];
    case 'billVoid':
      return [billVoid(matter, context)];
    case 'move':
      return move(matter, context);
  }
}

const negated = (postings: readonly Posting[]): Posting[] => postings.map((posting) => ({ ...posting, fen: -posting.fen }));

/** Every posting with the other sign, in the same book, on the current day. */
function takenBack(matter: Of<'void' | 'reversal' | 'move'>, context: Seen): Journal {
  const entry = standingEntry(context.money, matter.entry);
  checkReversible(entry);
  if (matter.kind === 'void' && entry.bookedOn !== context.today) refuse('entry.day-over', undefined, { id: matter.receipt, on: entry.bookedOn }, 'conflict');
  checkUnspent(entry, context);
  return {
    kind: matter.kind === 'void' ? 'void' : 'reversal',
    book: entry.book,
    postings: negated(entry.postings),
    reverses: matter.entry,
    payer: entry.payer,
  };
}

const contra = ({ agency, origin }: Bill): 'agency' | 'income' | 'opening' => (origin.kind === 'import' ? 'opening' : agency ? 'agency' : 'income');

function refund({ amountFen, payer }: Requested, matter: Of<'refund'>, context: Seen): Journal {
  const { from, prepaid, cancelsCharge, channel } = matter;
  const entry = standingEntry(context.money, matter.entry);
  checkLeft(entry, amountFen);
  checkPayback({ payer, payerKind: context.reads.payer?.record.kind, payee: matter.payee, proof: matter.proof, channel, cash: matter.cash });
  if (prepaid) checkHeld(prepaid.balance, prepaid.fen, context);
  const bills = from.flatMap(({ bill: id, fen }): Posting[] => {
    const bill = billKnown(context, id, 'from');
    if (settledFen(bill) < fen) refuse('bill.not-settled', 'from', { id, settled: yuan(settledFen(bill)), fen: yuan(fen) }, 'conflict');
    const back: Posting = { account: 'receivable', fen, as: 'refunded', bill: id };
    if (!cancelsCharge) return [back];
    const { feeClass, period } = bill;
    return [back, { account: contra(bill), fen, feeClass, period }, { account: 'receivable', fen: -fen, as: 'voided', bill: id }];
  });
  return {
    kind: 'refund',
    book: entry.book,
    postings: [
      ...(prepaid ? [{ account: 'prepaid' as const, fen: prepaid.fen, balance: prepaid.balance }] : []),
      ...bills,
      { account: 'cash', fen: -amountFen, channel },
    ],
    refunds: matter.entry,
  };
}

function checkHeld(id: string, wantedFen: number, { money }: Seen): void {
  const heldFen = money.balances.get(id)?.fen ?? 0;
  if (heldFen < wantedFen) refuse('balance.short', undefined, { title: '预收款', fen: yuan(heldFen), wanted: yuan(wantedFen) }, 'conflict');
}

function balanceRefund({ amountFen, payer }: Requested, { balance, channel, book: name, payee, proof, cash }: Of<'balanceRefund'>, context: Seen): Journal {
  checkHeld(balance, amountFen, context);
  checkPayback({ payer, payerKind: context.reads.payer?.record.kind, payee, proof, channel, cash });
  return {
    kind: 'refund',
    book: name,
    postings: [
      { account: 'prepaid', fen: amountFen, balance },
      { account: 'cash', fen: -amountFen, channel },
    ],
  };
}

/**
 * A debt is given up when it was demanded with evidence and cannot be enforced any more, because a loss without papers is none for the tax office.
 *
 * @throws DomainError `law.write-off-evidence`, `correction.limitation-running`
 */
function writeOff({ bills, ground, evidence }: Of<'writeOff'>, context: Seen): Journal {
  const postings = bills.flatMap((id): Posting[] => {
    const bill = billKnown(context, id, 'bills');
    if (bill.state !== 'open') refuse('bill.not-open', 'bills', { id, state: billStates[bill.state] }, 'conflict');
    if (!bill.interruptions?.some((one) => one.evidence !== undefined)) refuse('law.write-off-evidence', 'bills', { bill: id });
    if (ground === 'limitation' && context.today <= limitationExpiry(bill))
      refuse('correction.limitation-running', 'ground', { bill: id, until: limitationExpiry(bill) });
    const { feeClass, period } = bill;
    return [
      { account: 'badDebt', fen: openFen(bill), feeClass, period },
      { account: 'receivable', fen: -openFen(bill), as: 'writtenOff', bill: id },
    ];
  });
  if (ground !== 'limitation' && evidence === undefined) refuse('law.write-off-evidence', 'evidence', { bill: bills[0] });
  return { kind: 'writeOff', book: systemBook, postings };
}

/** @throws DomainError `correction.bill-paid` for a bill somebody has paid anything of */
function billVoid({ bill: id }: Of<'billVoid'>, context: Seen): Journal {
  const bill = billKnown(context, id, 'bill');
  if (bill.state !== 'open') refuse('bill.not-open', 'bill', { id, state: billStates[bill.state] }, 'conflict');
  const paidFen = settledFen(bill) + lateSettledFen(bill);
  if (paidFen > 0) refuse('correction.bill-paid', 'bill', { id, paid: yuan(paidFen) }, 'conflict');
  const { issuedFen: fen, feeClass, period } = bill;
  return {
    kind: 'billVoid',
    book: systemBook,
    postings: [
      { account: contra(bill), fen, feeClass, period },
      { account: 'receivable', fen: -fen, as: 'voided', bill: id },
    ],
  };
}

/** The old receipt is taken back, and the same money is booked where it belongs: as of the day it came, so that nobody owes a late fee for our mistake. */
function move(matter: Of<'move'>, context: Seen): readonly Journal[] {
  const back = takenBack(matter, context);
  const entry = standingEntry(context.money, matter.entry);
  const cash = entry.postings.filter(({ account }) => account === 'cash');
  const settled = matter.bills.map(({ bill: id, fen }): Posting => {
    const bill = billKnown(context, id, 'bills');
    if (bill.state !== 'open') refuse('bill.not-open', 'bills', { id, state: billStates[bill.state] }, 'conflict');
    if (openFen(bill) < fen) refuse('bill.overpaid', 'bills', { id, open: yuan(openFen(bill)), fen: yuan(fen) }, 'conflict');
    return { account: 'receivable', fen: -fen, as: 'paid', bill: id };
  });
  const restFen = sumOf([...cash, ...settled].map(({ fen }) => fen));
  const rest: Posting[] = restFen > 0 ? [{ account: 'prepaid', fen: -restFen, balance: prepaidOf(matter) }] : [];
  return [back, { kind: 'payment', book: entry.book, postings: [...cash, ...settled, ...rest], payer: matter.payer, valueOn: entry.valueOn }];
}
