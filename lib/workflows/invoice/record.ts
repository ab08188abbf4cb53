import * as z from 'zod';
import { count, dateText, fen, id, keysOf, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { FeeClass } from '../../ledger/account.ts';
import { ReceiptNo } from '../../ledger/names.ts';

/** Ordinary, or special: only the latter lets a firm deduct the tax (发票种类). */
export const invoiceKinds = { ordinary: '增值税普通发票', special: '增值税专用发票' } as const;
export const InvoiceKind = z.enum(keysOf(invoiceKinds)).meta({ title: '发票种类', titles: invoiceKinds });

/** Taxpayer's number (纳税人识别号): 15 to 20 digits and capital letters. */
export const TaxNumber = z
  .string()
  .regex(/^[0-9A-Z]{15,20}$/)
  .meta({ title: '纳税人识别号' });

/** Whom the invoice is made out to (购方). */
export const Buyer = z.strictObject({
  name: text(100).meta({ title: '抬头' }),
  taxNumber: TaxNumber.optional(),
  address: text(200).optional().meta({ title: '地址电话' }),
  account: text(120).optional().meta({ title: '开户行及账号' }),
});

/** What of a receipt is invoiced; `nth` counts the receipt's invoices, so that two asked for at once do not both take what is left. */
const Part = z.strictObject({ receipt: ReceiptNo, fen: fen(), nth: count(1, 99) });

/** A line of the invoice (发票行): amount with tax, and the tax in it. */
export const InvoiceLine = z.strictObject({
  feeClass: FeeClass,
  title: text(60).meta({ title: '项目' }),
  taxPermille: count(0, 500).meta({ title: '税率（‰）' }),
  fen: fen().meta({ title: '价税合计（分）' }),
  taxFen: fen().meta({ title: '税额（分）' }),
});
/** See the schema. */
export type InvoiceLine = z.infer<typeof InvoiceLine>;

/** A receipt that was taken back after it was invoiced. */
const TakenBack = z.strictObject({ receipt: ReceiptNo, by: ReceiptNo });

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };
/** Number, code and day of an invoice as the tax authority's system gave them. */
export const Issue = {
  number: z
    .string()
    .regex(/^[0-9]{8,20}$/)
    .meta({ title: '发票号码' }),
  code: z
    .string()
    .regex(/^[0-9]{10,12}$/)
    .optional()
    .meta({ title: '发票代码' }),
  on: dateText().meta({ title: '开票日期' }),
};
const issued = z.strictObject({ ...Issue, ...stamp });

const base = {
  unit: id().optional().meta({ title: '房屋' }),
  payer: id().meta({ title: '交费人' }),
  kind: InvoiceKind,
  buyer: Buyer.meta({ title: '购方' }),
  email: sealedRecord.optional().meta({ title: '接收邮箱' }),
  receipts: list(Part, 10).meta({ title: '票据' }),
  lines: list(InvoiceLine, 40).meta({ title: '明细' }),
  amountFen: fen().meta({ title: '价税合计（分）' }),
  taxFen: fen().meta({ title: '税额（分）' }),
  requested: z.strictObject(stamp),
};

const refused = z.strictObject({ ...stamp, reason: text(200) });

/** An invoice request (开票申请); what is known of it depends on its state. */
export const Invoice = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('requested'), ...base }),
  z.strictObject({ state: z.literal('issuing'), ...base, taken: z.strictObject(stamp), takenBack: TakenBack.optional() }),
  z.strictObject({ state: z.literal('failed'), ...base, failed: refused }),
  z.strictObject({ state: z.literal('issued'), ...base, issued }),
  z.strictObject({ state: z.literal('redRequested'), ...base, issued, redWanted: refused, takenBack: TakenBack.optional() }),
  z.strictObject({ state: z.literal('red'), ...base, issued, redWanted: refused, takenBack: TakenBack.optional(), red: issued }),
  z.strictObject({ state: z.literal('withdrawn'), ...base, withdrawn: refused, takenBack: TakenBack.optional() }),
]);
/** See the schema. */
export type Invoice = z.infer<typeof Invoice>;
/** An invoice in one of these states. */
export type In<S extends Invoice['state']> = Extract<Invoice, { state: S }>;

/** Titles of the states (开票状态). */
export const invoiceTitles = {
  requested: '待开票',
  issuing: '开票中',
  failed: '开票失败',
  issued: '已开票',
  redRequested: '待红冲',
  red: '已红冲',
  withdrawn: '已撤回',
} as const;
