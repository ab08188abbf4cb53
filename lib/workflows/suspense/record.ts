import * as z from 'zod';
import { dateText, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { ReceiptNo } from '../../ledger/names.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** Claims one transfer may be divided into. */
export const mostClaims = 20;

/** Part of the money that was found to be somebody's (认领). */
const Claimed = z.strictObject({
  ...stamp,
  payer: id().meta({ title: '交费人' }),
  fen: fen().meta({ title: '金额（分）' }),
  /** The entry's number, known once it is booked. */
  receipt: ReceiptNo.optional(),
});

const base = {
  amountFen: fen().meta({ title: '金额（分）' }),
  channel: Channel,
  /** Day the money reached the bank: late fees stop then, whenever it is claimed. */
  valueOn: dateText().meta({ title: '到账日' }),
  sender: text(60).optional().meta({ title: '付款户名' }),
  remark: text(120).optional().meta({ title: '附言' }),
  externalId: z.string().max(80).optional().meta({ title: '渠道流水号' }),
  book: id().meta({ title: '账簿' }),
  receivedBy: id().meta({ title: '收款人员' }),
  receipt: ReceiptNo.optional(),
  leftFen: fen().meta({ title: '待认领金额（分）' }),
  claims: list(Claimed, mostClaims).meta({ title: '认领记录' }),
};
const ended = z.strictObject({ ...stamp, reason: text(200).optional(), receipt: ReceiptNo.optional() });

/** Money nobody has claimed (暂收款); what is known of it depends on its state. */
export const Suspense = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('held'), ...base }),
  z.strictObject({ state: z.literal('claimed'), ...base, ended }),
  z.strictObject({ state: z.literal('returned'), ...base, ended }),
  z.strictObject({ state: z.literal('void'), ...base, ended }),
]);
/** See the schema. */
export type Suspense = z.infer<typeof Suspense>;

/** A transfer in one of these states. */
export type In<S extends Suspense['state']> = Extract<Suspense, { state: S }>;

/** Titles of the states (暂收状态). */
export const suspenseTitles = { held: '待认领', claimed: '已认领', returned: '已退回', void: '已作废' } as const;
