import * as z from 'zod';
import { count, dateText, fen, id, keysOf, list, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { BillId } from '../../ledger/names.ts';
import { payback } from '../../ledger/payback.ts';

/** What a deposit is held for (押金种类). */
export const depositKinds = { renovation: '装修押金', card: '门禁卡押金', shop: '营业房押金', other: '其他押金' } as const;
export const DepositKind = z.enum(keysOf(depositKinds)).meta({ title: '押金种类', titles: depositKinds });

/** `take` (收押金). */
export const Taking = z.strictObject({
  kind: DepositKind,
  unit: id().optional().meta({ title: '房屋' }),
  party: id().meta({ title: '交款人' }),
  amountFen: fen().meta({ title: '金额（分）' }),
  channel: Channel,
  book: id().optional().meta({ title: '账簿' }),
  purpose: text(100).optional().meta({ title: '用途' }),
});
/** See the schema. */
export type Taking = z.infer<typeof Taking>;

/** `takeOver` (期初押金): one the old system took; its paper receipt is in the payer's hands. */
export const TakingOver = z.strictObject({
  kind: DepositKind,
  unit: id().optional(),
  party: id(),
  amountFen: count(1, 100_000_000_000),
  channel: Channel,
  oldReceipt: text(40),
  takenOn: dateText(),
  takenBy: id(),
  book: id(),
});
/** See the schema. */
export type TakingOver = z.infer<typeof TakingOver>;

/** Why something is kept (扣款依据). A fine is no ground: it is asked for, and refused with the article. */
export const bases = { loss: '实际损失', agreedBreach: '约定违约金', fine: '罚款' } as const;
export const Basis = z.enum(['loss', 'agreedBreach', 'fine']).meta({ title: '扣款依据', titles: bases });

/** `deduct` (押金扣款): a priced loss or an agreed breach sum, with photos and signature; to a bill, or to income. */
export const Deducting = z.strictObject({
  amountFen: count(1, 100_000_000_000).meta({ title: '扣款金额（分）' }),
  basis: Basis,
  text: text(200).meta({ title: '扣款事由' }),
  photos: list(text(80), 10).min(1).meta({ title: '照片' }),
  priced: text(200).meta({ title: '价格依据', description: '报价单、价目表或合同条款' }),
  signature: text(120).meta({ title: '交款人签字凭证' }),
  bill: BillId.optional(),
});
/** See the schema. */
export type Deducting = z.infer<typeof Deducting>;

/** `refund` (退押金): all that is left, once. */
export const Refunding = z.strictObject({
  channel: Channel.optional(),
  inspection: text(120).optional().meta({ title: '验收单', description: '装修押金必填' }),
  note: text(200).optional().meta({ title: '说明' }),
  ...payback,
});
/** See the schema. */
export type Refunding = z.output<typeof Refunding>;

export const Voiding = z.strictObject({ reason: text(200).meta({ title: '原因' }) });
