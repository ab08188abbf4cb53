import * as z from 'zod';
import type { ProjectPolicy } from '../../kernel/project-policy.ts';
import { count, fen } from '../../kernel/schema.ts';

const minutes = () => count(1, 100_000);

/** The service standards of one repair (时限标准): copied from the project when it is registered, so that a later change never rewrites the past. */
export const Limits = z.strictObject({
  /** 急修 (R073): minutes to arrival, dispatch, acceptance. */
  urgent: z.strictObject({ arrival: minutes(), dispatch: minutes(), accept: minutes() }),
  dispatch: minutes(),
  accept: minutes(),
  /** Days to completion of a small repair (小修) and of any other. */
  smallDays: count(1, 365),
  otherDays: count(1, 365),
  visitHours: count(1, 10_000),
  visitPercent: count(0, 100),
  /** Above this quote the head of engineering approves before the household is asked (> ¥500). */
  confirmAboveFen: fen(),
  /** Up to this amount a tenant or occupant binds the household without the owner's consent. */
  tenantUpToFen: fen(),
  /** A pause longer than so many days has to be approved. */
  pauseDays: count(1, 365),
});
/** See the schema. */
export type Limits = z.infer<typeof Limits>;

/** The standards of a project, as its repairs copy them. */
export function limitsOf({ sla }: ProjectPolicy): Limits {
  return {
    urgent: { arrival: sla.urgentArrivalMinutes, dispatch: sla.urgentDispatchMinutes, accept: sla.urgentAcceptMinutes },
    dispatch: sla.dispatchMinutes,
    accept: sla.acceptMinutes,
    smallDays: sla.smallRepairDays,
    otherDays: sla.repairDays,
    visitHours: sla.repairVisitHours,
    visitPercent: sla.repairVisitPercent,
    confirmAboveFen: sla.quoteApprovalFen,
    tenantUpToFen: sla.tenantBindsFen,
    pauseDays: sla.pauseApprovalDays,
  };
}
