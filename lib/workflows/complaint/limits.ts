import * as z from 'zod';
import { addDays, civilDate, endOfDay, formatLocal } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { ProjectPolicy } from '../../kernel/project-policy.ts';
import { count } from '../../kernel/schema.ts';

/** The service standards of one complaint (时限标准): copied from the project when it is registered, so that a later change never rewrites the past. */
export const Limits = z.strictObject({
  responseMinutes: count(1, 100_000),
  /** Substantive feedback on a major complaint (R052). */
  feedbackHours: count(1, 10_000),
  progressDays: count(1, 365),
  /** Legal outer bound of the reply (L25). */
  replyDays: count(1, 365),
  visitDays: count(1, 365),
  /** Local `HH:MM` from which a registration counts for the next day (K06); absent where the project keeps the strict same day. */
  cutoff: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  /** The project's zone, in which the days of the figures lie. */
  zone: z.string().max(60),
});
/** See the schema. */
export type Limits = z.infer<typeof Limits>;

/** The standards of a project, as its complaints copy them. */
export function limitsOf({ sla, timeZone }: ProjectPolicy): Limits {
  return {
    responseMinutes: sla.firstResponseMinutes,
    feedbackHours: sla.majorFeedbackHours,
    progressDays: sla.complaintProgressDays,
    replyDays: sla.complaintReplyDays,
    visitDays: sla.complaintVisitDays,
    zone: timeZone,
    ...(sla.sameDayCutoff ? { cutoff: sla.sameDayCutoff } : {}),
  };
}

/**
 * The last instant of the day on which an ordinary complaint is handled and replied to (当日处理, R051): the civil day of registration, holiday or not. What comes at
 * midnight comes the next day, so the limit is the millisecond before it. Only where a project has set a cut-off does a later registration have the next day too.
 */
export function lastInstantOfDay(registeredAt: Instant, { sla, timeZone }: ProjectPolicy): Instant {
  const day = civilDate(registeredAt, timeZone);
  const late = sla.sameDayCutoff !== undefined && formatLocal(registeredAt, timeZone).slice(11, 16) >= sla.sameDayCutoff;
  return plus(endOfDay(late ? addDays(day, 1) : day, timeZone), { ms: -1 });
}
