import * as z from 'zod';
import { count, dateText, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { BillId, ReceiptNo } from '../../ledger/names.ts';
import { CashHandover, Proof } from '../../ledger/payback.ts';
import { Basis, DepositKind } from './inputs.ts';

const Deduction = z.strictObject({
  amountFen: count(1, 100_000_000_000).meta({ title: '扣款金额（分）' }),
  basis: Basis,
  text: text(200).meta({ title: '扣款事由' }),
  photos: list(text(80), 10).meta({ title: '照片' }),
  priced: text(200).meta({ title: '价格依据' }),
  signature: text(120).meta({ title: '签字凭证' }),
  bill: BillId.optional(),
  by: id(),
  at: storedInstant(),
  receipt: ReceiptNo.optional(),
});

const base = {
  kind: DepositKind,
  unit: id().optional().meta({ title: '房屋' }),
  party: id().meta({ title: '交款人' }),
  amountFen: count(1, 100_000_000_000).meta({ title: '金额（分）' }),
  channel: Channel,
  book: id().meta({ title: '账簿' }),
  purpose: text(100).optional().meta({ title: '用途' }),
  takenBy: id().meta({ title: '收款人' }),
  takenOn: dateText().meta({ title: '收款日期' }),
  takenAt: storedInstant().meta({ title: '收款时间' }),
  /** The receipt in the payer's hands: he gets the money back. */
  receipt: ReceiptNo.optional().meta({ title: '票据编号' }),
  /** Taken by the old system: the number of its receipt. */
  oldReceipt: text(40).optional().meta({ title: '原票号' }),
  deductions: list(Deduction, 20).meta({ title: '扣款' }),
  heldFen: fen().meta({ title: '现存金额（分）' }),
};

/** A deposit (押金); what is known of it depends on its state. */
export const Deposit = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('held'), ...base }),
  z.strictObject({
    state: z.literal('refunded'),
    ...base,
    refund: z.strictObject({
      amountFen: count(1, 100_000_000_000).meta({ title: '退款金额（分）' }),
      at: storedInstant(),
      by: id(),
      channel: Channel,
      payee: id().optional(),
      proof: Proof,
      cash: CashHandover.optional(),
      inspection: text(120).optional(),
      receipt: ReceiptNo.optional(),
    }),
  }),
  /** Nothing is left of it. */
  z.strictObject({ state: z.literal('used'), ...base }),
  z.strictObject({ state: z.literal('voided'), ...base, voidedAt: storedInstant(), voidedBy: id(), why: text(200), voidReceipt: ReceiptNo.optional() }),
]);
/** See the schema. */
export type Deposit = z.infer<typeof Deposit>;
/** A deposit in one of these states. */
export type In<S extends Deposit['state']> = Extract<Deposit, { state: S }>;
