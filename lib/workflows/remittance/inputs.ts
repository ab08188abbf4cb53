import * as z from 'zod';
import { count, dateText, fen, id, text } from '../../kernel/schema.ts';
import { Channel, FeeClass } from '../../ledger/account.ts';
import { Period } from '../../ledger/names.ts';

/** `request` (申请代缴): what was collected for a utility goes to it. */
export const RemittanceWish = z.strictObject({
  feeClass: FeeClass,
  period: Period,
  amountFen: count(1, 100_000_000_000).meta({ title: '代缴金额（分）' }),
  utility: text(60).meta({ title: '收款单位' }),
  voucher: text(120).meta({ title: '缴费凭证' }),
  channel: Channel.default('transfer'),
  paidOn: dateText().optional().meta({ title: '缴费日期' }),
  book: id().optional().meta({ title: '账簿' }),
  /** Asked for often, and never lawful (L11). */
  feeFen: fen().optional().meta({ title: '手续费（分）' }),
  note: text(200).optional().meta({ title: '说明' }),
});
/** See the schema. */
export type RemittanceWish = z.output<typeof RemittanceWish>;

export const Nothing = z.strictObject({});
