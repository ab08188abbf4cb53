import { yuan } from '../kernel/money.ts';
import { cashOf, type Entry, journalKinds } from '../ledger/journal.ts';
import { balanceNamed, billNamed, receiptNo } from '../ledger/names.ts';

/** A bill as a receipt names it (收据明细). */
export interface ReceiptLine {
  readonly bill: string;
  readonly unit: string;
  readonly period: string;
  readonly feeClass: string;
  readonly principalFen: number;
  readonly lateFen: number;
}

/** A receipt (收据): an entry of a book as people read it. It follows from the entry alone, so that a reprint is the same. */
export interface Receipt {
  readonly receiptNo: string;
  readonly book: string;
  readonly kind: string;
  readonly title: string;
  readonly bookedOn: string;
  readonly valueOn: string;
  readonly at: string;
  readonly by: string;
  readonly payer?: string | undefined;
  readonly channel?: string | undefined;
  readonly externalId?: string | undefined;
  readonly note?: string | undefined;
  readonly amountFen: number;
  readonly amount: string;
  readonly bills: readonly ReceiptLine[];
  /** What was put to money held for others: prepayments, deposits, unclaimed transfers; negative where it was taken from there. */
  readonly balances: readonly { readonly balance: string; readonly kind: string; readonly unit?: string | undefined; readonly fen: number }[];
  readonly reverses?: string | undefined;
}

/** An entry as a receipt. */
export function receiptOf(entry: Entry): Receipt {
  const lines = new Map<string, { principalFen: number; lateFen: number }>();
  for (const { account, bill, fen } of entry.postings) {
    if (bill === undefined || (account !== 'receivable' && account !== 'lateFee')) continue;
    const line = lines.get(bill) ?? { principalFen: 0, lateFen: 0 };
    if (account === 'receivable') line.principalFen -= fen;
    else line.lateFen -= fen;
    lines.set(bill, line);
  }
  const amountFen = cashOf(entry);
  return {
    receiptNo: receiptNo(entry),
    book: entry.book,
    kind: entry.kind,
    title: journalKinds[entry.kind],
    bookedOn: entry.bookedOn,
    valueOn: entry.valueOn,
    at: entry.at,
    by: entry.by.person,
    payer: entry.payer,
    channel: entry.postings.find(({ channel }) => channel !== undefined)?.channel,
    externalId: entry.external,
    note: entry.reason,
    amountFen,
    amount: yuan(amountFen),
    bills: [...lines].map(([bill, line]) => ({ bill, ...placeOf(bill), ...line })),
    balances: entry.postings.flatMap(({ balance, fen }) => (balance === undefined ? [] : [{ balance, ...heldAs(balance), fen: -fen }])),
    reverses: entry.reverses,
  };
}

function placeOf(bill: string): { unit: string; period: string; feeClass: string } {
  const { unit = '', period = '', feeClass = '' } = billNamed(bill) ?? {};
  return { unit, period, feeClass };
}

function heldAs(balance: string): { kind: string; unit?: string | undefined } {
  const name = balanceNamed(balance);
  return { kind: name?.kind ?? '', ...(name?.unit === undefined ? {} : { unit: name.unit }) };
}
