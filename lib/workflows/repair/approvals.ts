import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import type { Context } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import { plus } from '../../kernel/clock.ts';
import type { Position } from '../../kernel/position.ts';
import { shortened } from '../../kernel/schema.ts';
import type { Outsourcing, Pausing, Quoting } from './inputs.ts';
import { totalOf, yuan } from './quoting.ts';
import type { Base } from './record.ts';

/** One signature, and the line that tells what is signed. */
const signedBy = (position: Position, summary: string): ApprovalNeed => ({ stages: [{ need: [position], mode: 'any' }], summary: shortened(summary, 100) });

/** A quote above the limit (> ¥500) is put before the household only when the head of engineering agrees with it (报价审批). */
export function quoteApproval({ limits }: Pick<Base, 'limits'>, { lines }: z.infer<typeof Quoting>): ApprovalNeed | undefined {
  const totalFen = totalOf(lines);
  return totalFen > limits.confirmAboveFen ? signedBy('ENGM', `报价 ${yuan(totalFen)} 元：${lines.map(({ item }) => item).join('、')}`) : undefined;
}

/** An outside firm is the project manager's to admit, whoever asks for it (外委审批). */
export function outsourceApproval(_record: unknown, { contractor, reason }: z.infer<typeof Outsourcing>): ApprovalNeed {
  return signedBy('PM', `转外委“${contractor}”：${reason}`);
}

/**
 * A pause longer than the project allows without asking (暂停审批). The head of engineering signs it; his own the project manager does, because nobody signs for himself.
 */
export function pauseApproval(
  { limits }: Pick<Base, 'limits'>,
  { until, note }: z.infer<typeof Pausing>,
  { actor, now, project }: Pick<Context, 'actor' | 'now' | 'project'>,
): ApprovalNeed | undefined {
  if (until === undefined || until <= plus(now, { days: limits.pauseDays })) return undefined;
  return signedBy(holds(actor, 'ENGM') ? 'PM' : 'ENGM', `暂停至 ${formatLocal(until, project.timeZone)}：${note}`);
}
