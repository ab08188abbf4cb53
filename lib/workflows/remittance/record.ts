import * as z from 'zod';
import { count, dateText, fen, id, storedInstant, text } from '../../kernel/schema.ts';
import { Channel, FeeClass } from '../../ledger/account.ts';
import { Period, ReceiptNo } from '../../ledger/names.ts';
import { cancelled, wished } from '../../ledger/wish.ts';

const base = {
  feeClass: FeeClass,
  period: Period,
  amountFen: count(1, 100_000_000_000).meta({ title: '代缴金额（分）' }),
  utility: text(60).meta({ title: '收款单位' }),
  voucher: text(120).meta({ title: '缴费凭证' }),
  channel: Channel,
  paidOn: dateText().meta({ title: '缴费日期' }),
  book: id().meta({ title: '账簿' }),
  note: text(200).optional().meta({ title: '说明' }),
  /** Collected of the month's bills, and handed on before this one. */
  collectedFen: fen().meta({ title: '已代收（分）' }),
  earlierFen: fen().meta({ title: '此前已代缴（分）' }),
  ...wished,
};

/** A remittance (代缴); what is known of it depends on its state. */
export const Remittance = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('requested'), ...base }),
  z.strictObject({
    state: z.literal('remitted'),
    ...base,
    remittedAt: storedInstant().meta({ title: '入账时间' }),
    receipt: ReceiptNo.optional().meta({ title: '凭证编号' }),
  }),
  z.strictObject({
    state: z.literal('cancelled'),
    ...base,
    ...cancelled,
  }),
]);
/** See the schema. */
export type Remittance = z.infer<typeof Remittance>;
/** A remittance in one of these states. */
export type In<S extends Remittance['state']> = Extract<Remittance, { state: S }>;
