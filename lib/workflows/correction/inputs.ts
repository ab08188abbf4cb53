import * as z from 'zod';
import { count, id, keysOf, list, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { BalanceId, BillId, ReceiptNo } from '../../ledger/names.ts';
import { payback } from '../../ledger/payback.ts';

const reason = () => text(200).meta({ title: '原因' });
const amount = () => count(1, 100_000_000_000).meta({ title: '金额（分）' });
const receipt = ReceiptNo.meta({ title: '票据编号' });

/** `reverse` and `void`: the receipt is taken back whole, after its day or on it. */
export const TakingBack = z.strictObject({ receipt, reason: reason() });
/** See the schema. */
export type TakingBack = z.infer<typeof TakingBack>;

/** A part of a bill that gets money, or gives it back. */
export const BillShare = z.strictObject({ bill: BillId, fen: amount() });
/** See the schema. */
export type BillShare = z.infer<typeof BillShare>;

/**
 * `refund` (退款): part of a receipt's money goes back. It comes from the prepayment the receipt left, and from its bills as `from` says; `cancelsCharge` where the bill
 * was charged too much, else it is owed again.
 */
export const Refund = z.strictObject({
  receipt,
  amountFen: amount(),
  reason: reason(),
  from: list(BillShare, 20).default([]).meta({ title: '退自账单' }),
  cancelsCharge: z.boolean().default(false).meta({ title: '多收退费（冲减应收）' }),
  channel: Channel.optional(),
  ...payback,
});
/** See the schema. */
export type Refund = z.output<typeof Refund>;

/** `refundBalance` (退预收款): a prepayment goes back, whole or in part; at the end of the contract what was not served (L08). */
export const BalanceRefund = z.strictObject({
  balance: BalanceId.refine((name) => name.startsWith('prepaid~'), { params: { code: 'request.value' } }).meta({ title: '预收款' }),
  amountFen: amount(),
  reason: reason(),
  contractEnded: z.boolean().default(false).meta({ title: '合同终止退还' }),
  channel: Channel,
  book: id().optional().meta({ title: '账簿' }),
  ...payback,
});
/** See the schema. */
export type BalanceRefund = z.output<typeof BalanceRefund>;

/** Why a bill can never be collected (核销依据). */
export const grounds = { limitation: '诉讼时效届满', court: '法院裁判或终结执行', bankruptcy: '破产清算', estate: '死亡且无遗产' } as const;
const Ground = z.enum(keysOf(grounds)).meta({ title: '核销依据', titles: grounds });

/** `writeOff` (坏账核销) of bills of one household. */
export const WriteOff = z.strictObject({
  bills: list(BillId, 20).min(1).meta({ title: '账单' }),
  ground: Ground,
  evidence: text(300).optional().meta({ title: '证据（裁判文书、公告等）' }),
  reason: reason(),
});
/** See the schema. */
export type WriteOff = z.infer<typeof WriteOff>;

/** `voidBill` (账单作废), before any payment. */
export const BillVoid = z.strictObject({ bill: BillId, reason: reason() });
/** See the schema. */
export type BillVoid = z.infer<typeof BillVoid>;

/** `move` (错户转账): money paid for the wrong unit goes to the right one's bills; what they do not take becomes its payer's prepayment. */
export const Moving = z.strictObject({
  receipt,
  unit: id().meta({ title: '应入账房屋' }),
  payer: id().optional().meta({ title: '交费人' }),
  bills: list(BillShare, 20).default([]).meta({ title: '核销账单' }),
  reason: reason(),
});
/** See the schema. */
export type Moving = z.output<typeof Moving>;

export const Nothing = z.strictObject({});
