import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { count, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { BillId, ReceiptNo } from '../../ledger/names.ts';
import { Code, PayChannel, type PaymentOrder, PayWay } from './record.ts';

/** Bills one order may be for; with its balances and book they stay within one transaction. */
export const mostBillsOrdered = 50;

/**
 * An order (下单): for these bills, or for all open ones of these units. A resident names one unit of his own, and pays his own bills; the desk may name the payer, who need not
 * live there.
 */
export const OrderInput = z.strictObject({
  channel: PayChannel,
  way: PayWay.default('qr'),
  unit: id().optional().meta({ title: '房屋' }),
  units: list(id(), 20).min(1).optional().meta({ title: '房屋' }),
  bills: list(BillId, mostBillsOrdered).min(1).optional().meta({ title: '账单' }),
  payer: id().optional().meta({ title: '交费人' }),
  /** The payer as WeChat knows him in the company's app; needed inside WeChat. */
  openId: personal('secret').optional().meta({ title: '微信用户标识', personal: 'secret' }),
  /** The code is printed on a notice: a day instead of half an hour. */
  printed: z.boolean().default(false).meta({ title: '用于通知单' }),
});
/** See the schema. */
export type OrderInput = z.output<typeof OrderInput>;

const attempt = count(1, 20);

/** The provider has made the order (渠道受理). No person sends this and what follows. */
export const Opened = z.strictObject({ attempt, code: Code });
/** See the schema. */
export type Opened = z.output<typeof Opened>;

/** The provider makes none; `again`: it may be tried once more. */
export const Declined = z.strictObject({ attempt, reason: text(64), again: z.boolean() });
/** See the schema. */
export type Declined = z.output<typeof Declined>;

/** A payment the provider has proven. `receipt`: it was entered at the counter before, so nothing is booked again. */
export const Proof = z.strictObject({
  transaction: text(64),
  amountFen: count(1, 100_000_000_000),
  paidAt: storedInstant(),
  via: z.enum(['callback', 'query']),
  receipt: ReceiptNo.optional(),
});
/** See the schema. */
export type Proof = z.output<typeof Proof>;

/** Money for an order that has ended (迟到款项). */
export const Late = Proof.omit({ receipt: true }).extend({ order: id() });
/** See the schema. */
export type Late = z.output<typeof Late>;

/** What others know of payment orders (支付单). */
export const paymentOrder = contract<PaymentOrder>()({ name: 'payment-order', title: '支付单', commands: { create: OrderInput } });
