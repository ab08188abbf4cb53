import * as z from 'zod';
import { count, id, list, text } from '../../kernel/schema.ts';
import { BillId } from '../../ledger/names.ts';

const amount = () => count(1, 100_000_000_000).optional();

/** `request` (申请减免): how much of which bill, of its principal or of its late fee. */
export const WaiverWish = z.strictObject({
  unit: id().meta({ title: '房屋' }),
  bills: list(z.strictObject({ bill: BillId, fen: amount().meta({ title: '减免本金（分）' }), lateFen: amount().meta({ title: '减免违约金（分）' }) }), 40)
    .min(1)
    .meta({ title: '账单' }),
  reason: text(200).meta({ title: '原因' }),
  evidence: text(200).optional().meta({ title: '依据' }),
});
/** See the schema. */
export type WaiverWish = z.infer<typeof WaiverWish>;

export const Nothing = z.strictObject({});
