import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { count, dateText, id, list, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { Designation } from '../../ledger/division.ts';
import type { Suspense } from './record.ts';

const amount = () => count(1, 100_000_000_000);
const reason = () => text(200).meta({ title: '原因' });

/** `receive` (暂收): money that came without saying for what. */
export const Receive = z.strictObject({
  amountFen: amount().meta({ title: '金额（分）' }),
  channel: Channel.default('transfer'),
  valueOn: dateText().optional().meta({ title: '到账日' }),
  sender: text(60).optional().meta({ title: '付款户名' }),
  remark: text(120).optional().meta({ title: '附言' }),
  externalId: z
    .string()
    .max(80)
    .regex(/^[\w.:/@+-]{1,80}$/)
    .optional()
    .meta({ title: '渠道流水号' }),
  book: id().optional().meta({ title: '账簿' }),
});
/** See the schema. */
export type Receive = z.output<typeof Receive>;

/** `assign` (认领): whose money it is, and for what: designated bills, or the open bills of units; neither: his prepayment. */
export const Assign = z.strictObject({
  payer: id().meta({ title: '交费人' }),
  amountFen: amount().optional().meta({ title: '认领金额（分）' }),
  allocations: list(Designation, 40).min(1).optional().meta({ title: '指定账单' }),
  units: list(id(), 10).min(1).optional().meta({ title: '房屋' }),
  evidence: text(200).meta({ title: '认领依据' }),
});
/** See the schema. */
export type Assign = z.infer<typeof Assign>;

/** `giveBack` (退回): to the account it came from. */
export const GiveBack = z.strictObject({ reason: reason(), voucher: text(80).optional().meta({ title: '退款流水号' }) });
/** See the schema. */
export type GiveBack = z.infer<typeof GiveBack>;

/** `dismiss` (作废): its receipt was taken back, so that nothing is held any more. */
export const Dismiss = z.strictObject({ reason: reason() });
/** See the schema. */
export type Dismiss = z.infer<typeof Dismiss>;

/** What others know of unclaimed money (暂收款). */
export const suspense = contract<Suspense>()({ name: 'suspense', title: '暂收款', commands: { receive: Receive } });
