import * as z from 'zod';
import { fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { BillId, ReceiptNo } from '../../ledger/names.ts';
import { cancelled, wished } from '../../ledger/wish.ts';

/** Who decides a waiver (审批权限). */
export const levels = ['CSM', 'PM', 'HQ-FIN'] as const;
export type Level = (typeof levels)[number];

const base = {
  unit: id().meta({ title: '房屋' }),
  bills: list(z.strictObject({ bill: BillId, fen: fen(), lateFen: fen() }), 40).meta({ title: '账单' }),
  principalFen: fen().meta({ title: '减免本金（分）' }),
  lateFen: fen().meta({ title: '减免违约金（分）' }),
  /** What was waived of the household in the twelve months before, which counts for who decides. */
  earlierFen: fen().meta({ title: '近12个月已减免（分）' }),
  level: z.enum(levels).meta({ title: '审批岗位' }),
  reason: text(200).meta({ title: '原因' }),
  evidence: text(200).optional().meta({ title: '依据' }),
  ...wished,
};

/** A waiver (减免); what is known of it depends on its state. */
export const Waiver = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('requested'), ...base }),
  z.strictObject({
    state: z.literal('waived'),
    ...base,
    waivedAt: storedInstant().meta({ title: '减免时间' }),
    receipt: ReceiptNo.optional().meta({ title: '凭证编号' }),
  }),
  z.strictObject({
    state: z.literal('cancelled'),
    ...base,
    ...cancelled,
  }),
]);
/** See the schema. */
export type Waiver = z.infer<typeof Waiver>;
/** A waiver in one of these states. */
export type In<S extends Waiver['state']> = Extract<Waiver, { state: S }>;
