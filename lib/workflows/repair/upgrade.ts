import * as z from 'zod';
import { standardSla } from '../../kernel/project-policy.ts';

const Old = z.looseObject({
  limits: z.looseObject({}),
  quote: z.looseObject({ at: z.string(), offeredAt: z.string().optional() }).optional(),
});

/**
 * A repair of the first schema, in which a large quote was made first and confirmed afterwards: `offeredAt` was the instant at which the household got it.
 *
 * Now a quote counts from there, because before it nobody knew of it. One that was never confirmed stays visible to us and binds nobody: to offer it without the approval
 * it waited for would be worse than to make it again.
 */
export function withApprovals(old: unknown): unknown {
  const { quote, limits, ...record } = Old.parse(old);
  const kept = { ...record, limits: { ...limits, pauseDays: standardSla.pauseApprovalDays } };
  if (!quote) return kept;
  const { offeredAt, ...made } = quote;
  return { ...kept, quote: offeredAt === undefined ? { ...made, unapproved: true } : { ...made, at: offeredAt } };
}
