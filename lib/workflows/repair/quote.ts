import * as z from 'zod';
import { count, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Householder } from './vocabulary.ts';

/** When, and by whom. */
export const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** Who said yes in the household's name, on what evidence. */
export const Word = z.strictObject({
  role: z.enum([...Householder.options, 'company']).meta({ title: '身份' }),
  name: text(40).optional().meta({ title: '姓名' }),
  party: id().optional(),
  evidence: text(200).optional().meta({ title: '凭证' }),
  ...stamp,
});
/** See the schema. */
export type Word = z.infer<typeof Word>;

/** Twenty lines at their most are the largest amount of money there is. */
const largestLineFen = 5_000_000_000;

/** One line of a quote (报价项目): labour or material by its name in the published price list. */
export const QuoteLine = z.strictObject({
  kind: z.enum(['labour', 'material']).meta({ title: '类型', titles: { labour: '人工', material: '材料' } }),
  item: text(60).meta({ title: '价目名称' }),
  amountFen: count(0, largestLineFen).meta({ title: '金额（分）' }),
});

/** What the work will cost (报价), as it was put before the household at `at`. */
export const Quote = z.strictObject({
  lines: list(QuoteLine, 20).meta({ title: '报价项目' }),
  totalFen: fen().meta({ title: '合计（分）' }),
  ...stamp,
  /** Who confirmed a large quote before approvals had cases of their own. */
  confirmedBy: id().optional().meta({ title: '确认人' }),
  /** Such a quote that nobody had confirmed: it has to be made again. */
  unapproved: z.literal(true).optional(),
  agreed: Word.optional(),
  /** The owner's consent to a tenant's yes, as evidence. */
  ownerConsent: text(200).optional().meta({ title: '业主授权凭证' }),
});
/** See the schema. */
export type Quote = z.infer<typeof Quote>;
