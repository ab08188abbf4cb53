import * as z from 'zod';
import { count, dateText, fen, id, text } from '../../kernel/schema.ts';
import { Channel, FeeClass } from '../../ledger/account.ts';
import { Period } from '../../ledger/names.ts';
import { DepositKind } from '../../workflows/deposit/contract.ts';

const payer = id().meta({ title: '客户编号' });
const amountFen = fen()
  .refine((value) => value > 0)
  .meta({ title: '金额（分）' });

/**
 * One line of the old system's books (期初数据): what a household owes of a month, what it has paid ahead, a deposit that is held, or where a book's receipt numbers go on.
 */
export const OpeningItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('arrears'),
    unit: id().meta({ title: '房号' }),
    payer,
    feeClass: FeeClass,
    period: Period,
    fen: amountFen,
    dueOn: dateText().meta({ title: '到期日' }),
    /** The tariff under which it was charged; with it, this system's own run never charges the month again. */
    tariff: id().optional().meta({ title: '收费标准' }),
    /** The latest demand with evidence (L20): without it the limitation counts from the due date. */
    lastDemand: z
      .strictObject({ on: dateText(), evidence: text(120) })
      .optional()
      .meta({ title: '最近催缴' }),
  }),
  z.strictObject({ kind: z.literal('prepaid'), unit: id().optional().meta({ title: '房号' }), payer, fen: amountFen }),
  z.strictObject({
    kind: z.literal('deposit'),
    deposit: DepositKind,
    unit: id().optional().meta({ title: '房号' }),
    payer,
    fen: amountFen,
    /** By which it came, and goes back. */
    channel: Channel,
    /** Number of the old system's receipt: the payer will show it. */
    receipt: text(40).meta({ title: '原票号' }),
    since: dateText().meta({ title: '收取日期' }),
  }),
  z.strictObject({ kind: z.literal('number'), book: id().meta({ title: '账簿' }), next: count(1, 9_999_999).meta({ title: '下一票号' }) }),
]);
/** See the schema. */
export type OpeningItem = z.infer<typeof OpeningItem>;

/** A line as it is kept: staged until the whole is opened, then booked and part of the ledger. */
export const OpeningRecord = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('staged'), item: OpeningItem, by: id() }),
  z.strictObject({ state: z.literal('booked'), item: OpeningItem, by: id(), bookedBy: id() }),
]);
/** See the schema. */
export type OpeningRecord = z.infer<typeof OpeningRecord>;
