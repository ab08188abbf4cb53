import * as z from 'zod';
import { dateText, id, list, text } from '../kernel/schema.ts';
import { Channel } from '../ledger/account.ts';
import { Designation } from '../ledger/division.ts';

/** Bills one payment may settle, and units it may be for. */
export const mostBillsPaid = 300;

const amount = () => z.int().min(1).max(100_000_000_000);

/** The channel's own number of a transaction (渠道流水号): printable, without the mark that divides our keys. */
export const ExternalId = z
  .string()
  .max(80)
  .regex(/^[\w.:/@+-]{1,80}$/)
  .meta({ title: '渠道流水号' });

/** Money taken at the counter or told by a bank (收款). One of `allocations`, `units`, `quote`, `prepay` says what it is for. */
export const PaymentInput = z.strictObject({
  channel: Channel,
  amountFen: amount().meta({ title: '实收金额（分）' }),
  payer: id().meta({ title: '交费人' }),
  /** Designated bills, in the order in which they are to be settled. */
  allocations: list(Designation, mostBillsPaid).min(1).optional().meta({ title: '指定账单' }),
  /** Units whose open bills of this payer are settled, oldest due first. */
  units: list(id(), mostBillsPaid).min(1).optional().meta({ title: '房屋' }),
  /** The bills of a quote, at its late fees. */
  quote: z.string().max(60_000).optional().meta({ title: '报价' }),
  /** Nothing is settled: all of it is paid ahead, for a unit or for all of the payer's. */
  prepay: z
    .strictObject({ unit: id().optional().meta({ title: '房屋' }) })
    .optional()
    .meta({ title: '预交' }),
  /** The cashier's own book unless given. */
  book: id().optional().meta({ title: '账簿' }),
  externalId: ExternalId.optional(),
  /** Day the money counts from: of a transfer the day it reached the bank. */
  valueOn: dateText().optional().meta({ title: '到账日' }),
  note: text(120).optional().meta({ title: '备注' }),
});
/** See the schema. */
export type PaymentInput = z.infer<typeof PaymentInput>;
