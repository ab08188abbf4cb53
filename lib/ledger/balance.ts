import * as z from 'zod';
import { dateText, fen, id, text } from '../kernel/schema.ts';

/** Money of others that the company holds (往来余额): a prepayment, a deposit, a transfer nobody has claimed. Never negative. */
export const Balance = z.strictObject({
  kind: z.enum(['prepaid', 'deposit', 'suspense']),
  unit: id().optional(),
  id: id(),
  /** To whom it belongs, as far as known. */
  party: id().optional(),
  title: text(60).optional(),
  fen: fen(),
  since: dateText(),
  /** Latest entry that moved it. */
  entry: z.string(),
});
/** See the schema. */
export type Balance = z.infer<typeof Balance>;
