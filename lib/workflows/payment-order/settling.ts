import { type Loaded, post } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { DomainError } from '../../kernel/error.ts';
import { yuan } from '../../kernel/money.ts';
import type { Allocation, Share } from '../../ledger/allocation.ts';
import { divide, prepaidFor, settling } from '../../ledger/division.ts';
import type { Journal, Posting } from '../../ledger/journal.ts';
import { billId, entryNamed, receiptNo } from '../../ledger/names.ts';
import type { Late, Proof } from './contract.ts';
import { type Base, baseOf, type In, type Line, type PaymentOrder, payChannelTitles } from './record.ts';

/** Where what is left over goes. */
export const prepaidOf = ({ payer, unit }: Pick<Base, 'payer' | 'unit'>): string => prepaidFor(payer, unit === undefined ? [] : [unit]);

/**
 * The money has come (到账核销): the provider has proven it. Its bills are settled as they were ordered, as far as they are still open; what somebody has settled in the
 * meantime is the payer's prepayment, and he is told. Booked in the channel's own book, whose numbers are the receipts'.
 *
 * @throws DomainError `payment-order.amount` for another amount than was ordered
 */
export function settle(record: In<'creating' | 'open' | 'closing'>, proof: Proof, context: Context): Outcome<In<'paid'>> {
  const { amountFen } = record;
  if (proof.amountFen !== amountFen) throw new DomainError('conflict', 'payment-order.amount', { paid: yuan(proof.amountFen), ordered: yuan(amountFen) });
  const base = baseOf(record);
  if (proof.receipt !== undefined) return { record: paidRecord(base, proof, { shares: [], excessFen: 0 }), notices: [] };
  const allocation = divided(base, context);
  return booked(base, proof, allocation, context, [
    { type: 'payment-order.paid', to: told(record, context), params: { amount: yuan(amountFen), channel: payChannelTitles[record.channel] } },
    ...excessNotice(base, allocation.excessFen),
  ]);
}

/** Money for an order that had ended (迟到款项): nobody settles with it what may have been settled otherwise; it is the payer's prepayment until he says. */
export function takeLate({ order, ...proof }: Late, context: Context<{ readonly order: Loaded<PaymentOrder> }>): Outcome<In<'paid'>> {
  const { bills: _bills, openId: _openId, ...base } = baseOf(context.reads.order.record);
  const { amountFen } = proof;
  const outcome = booked({ ...base, bills: [], amountFen }, proof, { shares: [], excessFen: amountFen }, context, [
    { type: 'payment-order.late', to: { parties: [base.payer], positions: ['CASHIER'] }, params: { amount: yuan(amountFen), order } },
  ]);
  return { ...outcome, record: { ...outcome.record, lateFor: order } };
}

/** Each bill gets what was ordered for it, and no more, in the order in which they stand. */
function divided({ bills, quotedOn, amountFen, payer }: Base, { money, project }: Context): Allocation {
  const wishes = bills.map(({ bill, principalFen, lateFen }) => ({ bill, amountFen: principalFen + lateFen }));
  const { insideBill } = project.money;
  return divide({ kind: 'bills', wishes }, money.bills, { amountFen, payer, valueOn: quotedOn, insideBill, lenient: true });
}

function booked(base: Base, proof: Proof, allocation: Allocation, { id }: Context, notices: readonly Notice[]): Outcome<In<'paid'>> {
  return {
    record: paidRecord(base, proof, allocation),
    also: [post(journalOf(base, proof, allocation, id))],
    notices,
    booked: (record, [entry = '']) => {
      const name = entryNamed(entry);
      return name ? { ...record, paid: { ...record.paid, receipt: receiptNo(name) } } : record;
    },
  };
}

function paidRecord(base: Base, { transaction, amountFen, paidAt, via, receipt }: Proof, { shares, excessFen }: Allocation): In<'paid'> {
  const paid = { transaction, amountFen, at: paidAt, via, settled: shares.map(lineOf), excessFen, ...(receipt === undefined ? {} : { receipt }) };
  return { state: 'paid', ...base, paid };
}

const lineOf = ({ bill, principalFen, lateFen }: Share): Line => ({ bill: billId(bill), principalFen, lateFen });

function journalOf(base: Base, { transaction, amountFen }: Proof, { shares, excessFen }: Allocation, id: string): Journal {
  const { channel, payer, quotedOn } = base;
  return {
    kind: 'payment',
    book: channel,
    postings: [
      { account: 'cash', fen: amountFen, channel },
      ...settling(shares, 'paid'),
      ...(excessFen === 0 ? [] : [{ account: 'prepaid', fen: -excessFen, balance: prepaidOf(base) } satisfies Posting]),
    ],
    payer,
    // Late fees stand as they were ordered; money that settles nothing counts from today.
    ...(shares.length > 0 ? { valueOn: quotedOn } : {}),
    external: transaction,
    source: { kind: 'payment-order', id },
  };
}

const told = ({ payer }: Base, { opened: { by } }: Context) => ({ parties: [payer], persons: [by] });

function excessNotice({ payer }: Base, excessFen: number): readonly Notice[] {
  if (excessFen === 0) return [];
  return [{ type: 'payment-order.excess', to: { parties: [payer], positions: ['CASHIER'] }, params: { excess: yuan(excessFen) } }];
}
