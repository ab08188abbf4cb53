import * as z from 'zod';
import { contract, type Found, found } from '../../cases/contract.ts';
import { count, fen, id, list, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { FeeClass } from '../../ledger/account.ts';
import { BillId, ReceiptNo } from '../../ledger/names.ts';
import { Buyer, type Invoice, InvoiceKind, Issue } from './record.ts';

const Rate = z.strictObject({ feeClass: FeeClass, taxPermille: count(0, 500).meta({ title: '税率（‰）' }) });

/** `request`: for which receipts an invoice is wanted, and to whom it is made out (申请开票). */
export const InvoiceWish = z.strictObject({
  unit: id().optional().meta({ title: '房屋' }),
  receipts: list(ReceiptNo, 10).min(1).meta({ title: '票据编号' }),
  /** Less than what is left of a single receipt. */
  amountFen: count(1, 100_000_000_000).optional().meta({ title: '开票金额（分）' }),
  kind: InvoiceKind.default('ordinary'),
  buyer: Buyer.meta({ title: '购方' }),
  /** Rates of what was billed without one, by fee class: the desk knows them. */
  rates: list(Rate, 14).optional().meta({ title: '税率' }),
  email: personal('email').optional().meta({ title: '接收邮箱', personal: 'email' }),
});
/** See the schema. */
export type InvoiceWish = z.output<typeof InvoiceWish>;

/** What of a receipt may be invoiced, bill by bill, and how much of it is gone already. */
export const Reckoning = z.strictObject({
  receipts: list(
    z.strictObject({
      receipt: ReceiptNo,
      nth: count(1, 99),
      goneFen: fen(),
      wishFen: fen().optional(),
      parts: list(z.strictObject({ bill: BillId, fen: fen() }), 400),
    }),
    10,
  ),
  rates: list(Rate, 14).default([]),
});
/** See the schema. */
export type Reckoning = z.output<typeof Reckoning>;

/** Numbers as the tax authority's system gave them, whoever typed them there: a person, or a provider's answer (开票结果). */
export const Issued = z.strictObject(Issue);
export const Reason = z.strictObject({ reason: text(200).meta({ title: '原因' }) });
/** A receipt was reversed or voided, by the entry of that number. */
export const ReceiptTakenBack = z.strictObject({ receipt: ReceiptNo, by: ReceiptNo });

/** What others know of an invoice request (开票申请). */
export const invoice = contract<Invoice>()({
  name: 'invoice',
  title: '开票申请',
  commands: { request: InvoiceWish, receiptTakenBack: ReceiptTakenBack },
});

/** Reads the invoices of a receipt, for whoever takes it back. */
export const invoicesOf = (receipt: string) => found(invoice, 'receipt', receipt);

/** States in which a taken-back receipt is still news. */
const concerned: readonly Invoice['state'][] = ['requested', 'issuing', 'failed', 'issued'];

/** Numbers of those whom `receiptTakenBack` is to be ordered from in the same transaction (红冲联动): a tax invoice over money that went back is a false one. */
export function concernedBy(invoices: readonly Found<Invoice>[]): readonly string[] {
  return invoices.filter(({ record }) => concerned.includes(record.state)).map(({ id: number }) => number);
}
