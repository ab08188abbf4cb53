import * as z from 'zod';
import { count, dateText, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { BillId, ReceiptNo } from '../../ledger/names.ts';

/** By which provider (支付渠道). */
export const payChannelTitles = { wechat: '微信支付', alipay: '支付宝' } as const;
export const PayChannel = z.enum(['wechat', 'alipay']).meta({ title: '支付渠道', titles: payChannelTitles });
/** See the schema. */
export type PayChannel = z.infer<typeof PayChannel>;

/** How the payer gets there: he scans a code, pays inside WeChat, or is led to a page of Alipay. */
export const PayWay = z.enum(['qr', 'jsapi', 'page']).meta({ title: '支付方式', titles: { qr: '扫码', jsapi: '微信内支付', page: '网页支付' } });
/** See the schema. */
export type PayWay = z.infer<typeof PayWay>;

/** What the payer's device needs (支付凭据). */
export const Code = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('qr'), text: z.string().max(1024) }),
    z.strictObject({ kind: z.literal('page'), url: z.string().max(6000) }),
    z.strictObject({ kind: z.literal('jsapi'), params: z.record(z.string().max(20), z.string().max(1000)) }),
  ])
  .meta({ title: '支付凭据' });
/** See the schema. */
export type Code = z.infer<typeof Code>;

/** A bill of the order, with what it owed when the order was made. */
const Line = z.strictObject({ bill: BillId, principalFen: fen().meta({ title: '本金（分）' }), lateFen: fen().meta({ title: '违约金（分）' }) });
/** See the schema. */
export type Line = z.infer<typeof Line>;

const base = {
  channel: PayChannel,
  way: PayWay,
  /** The unit concerned, when it is one. */
  unit: id().optional().meta({ title: '房屋' }),
  payer: id().meta({ title: '交费人' }),
  bills: list(Line, 50).meta({ title: '账单' }),
  amountFen: fen().meta({ title: '应付金额（分）' }),
  /** Day of the sum: late fees stand as they did then. */
  quotedOn: dateText().meta({ title: '计价日' }),
  /** Ours, as the provider knows it (商户订单号). */
  tradeNo: z.string().max(32).meta({ title: '商户订单号' }),
  openId: sealedRecord.optional().meta({ title: '微信用户标识' }),
  expiresAt: storedInstant().meta({ title: '失效时间' }),
};

const waking = { askAt: storedInstant(), asks: count(0, 60) };

/** What came (到账): the provider's number, and what it settled. */
const Paid = z.strictObject({
  transaction: text(64).meta({ title: '渠道流水号' }),
  amountFen: fen().meta({ title: '到账金额（分）' }),
  at: storedInstant().meta({ title: '支付时间' }),
  via: z.enum(['callback', 'query']).meta({ title: '得知方式', titles: { callback: '渠道通知', query: '主动查询' } }),
  settled: list(Line, 50).meta({ title: '核销' }),
  /** Settled otherwise in the meantime, so that the payer has it as a prepayment. */
  excessFen: fen().meta({ title: '转入预收（分）' }),
  receipt: ReceiptNo.optional(),
});

/** A payment order (支付单). */
export const PaymentOrder = z.discriminatedUnion('state', [
  /** Recorded, and handed to the provider, whose answer is not on record. */
  z.strictObject({ state: z.literal('creating'), ...base, attempts: count(1, 20), ...waking }),
  z.strictObject({ state: z.literal('open'), ...base, code: Code, ...waking }),
  /** Nobody is to pay it any more; whether somebody has, the provider is being asked. */
  z.strictObject({ state: z.literal('closing'), ...base, why: z.enum(['expired', 'closed', 'failed']), ...waking }),
  z.strictObject({ state: z.literal('paid'), ...base, paid: Paid, lateFor: id().optional().meta({ title: '原支付单' }) }),
  z.strictObject({ state: z.literal('expired'), ...base }),
  z.strictObject({ state: z.literal('closed'), ...base }),
  z.strictObject({ state: z.literal('failed'), ...base, reason: text(64).meta({ title: '原因' }) }),
]);
/** See the schema. */
export type PaymentOrder = z.infer<typeof PaymentOrder>;

/** An order in one of these states. */
export type In<S extends PaymentOrder['state']> = Extract<PaymentOrder, { state: S }>;

/** Titles of the states. */
export const orderTitles: Readonly<Record<PaymentOrder['state'], string>> = {
  creating: '下单中',
  open: '待支付',
  closing: '关单中',
  paid: '已支付',
  expired: '已过期',
  closed: '已关闭',
  failed: '下单失败',
};

/** What all states have in common. */
export type Base = Omit<In<'expired'>, 'state'>;

/** Without what belongs to one state. */
export function baseOf(record: PaymentOrder): Base {
  const { channel, way, unit, payer, bills, amountFen, quotedOn, tradeNo, openId, expiresAt } = record;
  return { channel, way, unit, payer, bills, amountFen, quotedOn, tradeNo, openId, expiresAt };
}
