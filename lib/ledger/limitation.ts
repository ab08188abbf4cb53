import { addMonths, type CivilDate, parseCivilDate } from '../kernel/calendar.ts';
import type { Bill } from './bill.ts';

/** What interrupts the limitation (时效中断事由, 民法典195): the creditor asks with evidence, the debtor agrees, or a court is asked. */
export const interruptions = {
  call: '电话催缴',
  visit: '上门催缴',
  letter: '催缴函',
  secondLetter: '二次催缴函',
  lawyerLetter: '律师函',
  promise: '承诺付款',
  payment: '部分支付',
  instalment: '分期协议',
  suit: '提起诉讼或仲裁',
  import: '期初导入的催缴',
} as const;

/** The ordinary limitation (诉讼时效, 民法典188): three years. */
const limitationMonths = 36;

/** One event that may restart the limitation, and what became of it. */
export interface LimitationEvent {
  readonly on: string;
  readonly by: string;
  readonly evidence?: string | undefined;
  /** Whether it came while the claim could still be enforced; one that came too late restarts nothing (民法典192: only the debtor's own promise would, and he need not give it). */
  readonly counted: boolean;
  /** The last day on which the claim can be enforced, after it. */
  readonly expiresOn: CivilDate;
}

/** The limitation of a bill (诉讼时效) with everything that moved it. */
export interface Limitation {
  /** The last day on which a demand or a suit is in time. */
  readonly expiresOn: CivilDate;
  readonly events: readonly LimitationEvent[];
}

type Facts = Pick<Bill, 'dueOn' | 'interruptions' | 'paid'>;

/** The last day of three years that begin the day after: the same day of the year, or the month's last (民法典201、202). */
const threeYearsAfter = (day: string): CivilDate => addMonths(parseCivilDate(day), limitationMonths);

/**
 * The limitation of a bill (L20): three years from the due day, begun anew by each interruption that lies on or before the day on which it would have ended. Events count in the
 * order of their days, whenever they were entered, because a demand after the end revives nothing.
 */
export function limitationOf(bill: Facts): Limitation {
  let expiresOn = threeYearsAfter(bill.dueOn);
  const events = eventsOf(bill).map((event): LimitationEvent => {
    const counted = event.on <= expiresOn;
    if (counted) expiresOn = later(expiresOn, threeYearsAfter(event.on));
    return { ...event, counted, expiresOn };
  });
  return { expiresOn, events };
}

/** The last day on which the bill can be enforced; see {@link limitationOf}. */
export const limitationExpiry = (bill: Facts): CivilDate => limitationOf(bill).expiresOn;

/** Whether a demand made on a day still counts for the bill: on the last day it does, the day after it does not. */
export const stillEnforceable = (bill: Facts, on: string): boolean => on <= limitationExpiry(bill);

const later = (a: CivilDate, b: CivilDate): CivilDate => (a < b ? b : a);

function eventsOf({ interruptions: noted = [], paid, dueOn }: Facts): readonly { on: string; by: string; evidence?: string | undefined }[] {
  const payments = partPayments(paid).map(({ valueOn, entry }) => ({ on: valueOn, by: 'payment', evidence: entry }));
  return [...noted, ...payments].filter(({ on }) => on > dueOn).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** Payments the debtor made himself and that were not taken back: a reversed one was never his acknowledgement. What the house offset, waived or deducted is nobody's word. */
function partPayments(paid: Facts['paid']): Facts['paid'] {
  const kept = paid.filter(({ as, fen }) => as === 'paid' && fen > 0);
  for (const { as, fen } of paid) {
    if (as !== 'paid' || fen >= 0) continue;
    const taken = kept.findLastIndex((one) => one.fen === -fen);
    if (taken >= 0) kept.splice(taken, 1);
  }
  return kept;
}
