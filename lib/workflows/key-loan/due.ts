import { addDays, atCivil, type CivilDate, civilDate, formatLocal } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import type { ProjectPolicy } from '../../kernel/project-policy.ts';

/** When a loan is due and when it becomes an incident. */
export interface Due {
  readonly dueAt: Instant;
  readonly dueOn: CivilDate;
  readonly incidentAt: Instant;
}

/**
 * When keys lent at `lentAt` come back (应还时间): by 18:00 the same day; lent at 18:00:00.000 or later by the agreed time, else by 10:00 the
 * next day. A loan that begins exactly at 18:00 belongs to the evening, for otherwise it would be due at the instant it begins. An agreed time may be
 * earlier than 18:00 in the day; in the evening it lies no later than the next day's 18:00.
 *
 * @throws DomainError `key-loan.due-past`, `key-loan.due-late`.
 */
export function dueOf(lentAt: Instant, agreed: Instant | undefined, { sla, timeZone }: Pick<ProjectPolicy, 'sla' | 'timeZone'>): Due {
  const today = civilDate(lentAt, timeZone);
  const closing = atCivil(today, sla.keyDueTime, timeZone);
  const evening = lentAt >= closing;
  const latest = evening ? atCivil(addDays(today, 1), sla.keyDueTime, timeZone) : closing;
  if (agreed !== undefined && agreed <= lentAt) refuse('key-loan.due-past', 'dueAt');
  if (agreed !== undefined && agreed > latest) refuse('key-loan.due-late', 'dueAt', { latest: formatLocal(latest, timeZone) });
  const dueAt = agreed ?? (evening ? atCivil(addDays(today, 1), sla.keyNextMorning, timeZone) : closing);
  const dueOn = civilDate(dueAt, timeZone);
  return { dueAt, dueOn, incidentAt: atCivil(addDays(dueOn, 1), '09:00', timeZone) };
}
