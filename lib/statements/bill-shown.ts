import { feeClasses, type Measure, measures } from '../ledger/account.ts';
import { type Bill, type BillLine, billStanding, lateSettledFen, openFen, settledFen } from '../ledger/bill.ts';
import { type LateSegment, lateFee } from '../ledger/late-fee.ts';
import { limitationExpiry } from '../ledger/limitation.ts';
import { billId, entryNamed, receiptNo } from '../ledger/names.ts';
import { explainLine } from './explain.ts';
import type { Viewer } from './readers.ts';

/** States and standings of a bill as people say them. */
export const standingTitles = { open: '待交', partlyPaid: '部分支付', overdue: '逾期', settled: '已结清', voided: '已作废', writtenOff: '已核销' } as const;

/** A bill as a page shows it (账单): every fen with its formula, and how it stands today. */
export interface BillShown {
  readonly id: string;
  readonly unit: string;
  readonly period: string;
  readonly feeClass: string;
  readonly feeClassTitle: string;
  readonly title: string;
  readonly payer: string;
  readonly joint?: readonly string[];
  readonly standing: keyof typeof standingTitles;
  readonly standingTitle: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly issuedFen: number;
  readonly settledFen: number;
  readonly openFen: number;
  /** Late fee of today: accrued, settled, owed, and how it came about. */
  readonly late?: {
    readonly accruedFen: number;
    readonly settledFen: number;
    readonly openFen: number;
    readonly capped: boolean;
    readonly segments: readonly LateSegment[];
  };
  /** What has to be paid today to be rid of it. */
  readonly payableFen: number;
  readonly agency?: true;
  readonly disputed?: true;
  readonly lines: readonly (BillLine & { readonly explanation: string })[];
  readonly paid: readonly {
    readonly receiptNo?: string;
    readonly on: string;
    readonly valueOn: string;
    readonly fen: number;
    readonly lateFen?: number;
    readonly as: Measure;
    readonly asTitle: string;
  }[];
  /** Last day on which an open one can be enforced (诉讼时效, L20): for staff. */
  readonly limitation?: { readonly expiresOn: string };
  /** Where it came from, and what interrupted the limitation (时效中断, L20): for staff. */
  readonly origin?: Bill['origin'];
  readonly interruptions?: Bill['interruptions'];
}

/** Shows a bill to whom may see it; today is the project's. */
export function billShown(bill: Bill, today: string, viewer: Viewer): BillShown {
  const standing = billStanding(bill, today);
  const open = bill.state === 'open' ? openFen(bill) : 0;
  const late = bill.state === 'open' || bill.state === 'settled' ? lateFee(bill, today) : undefined;
  const staff = viewer.as === 'staff';
  return {
    id: billId(bill),
    unit: bill.unit,
    period: bill.period,
    feeClass: bill.feeClass,
    feeClassTitle: feeClasses[bill.feeClass],
    title: bill.title,
    payer: bill.payer,
    ...(bill.joint && bill.joint.length > 0 ? { joint: bill.joint } : {}),
    standing,
    standingTitle: standingTitles[standing],
    issuedOn: bill.issuedOn,
    dueOn: bill.dueOn,
    issuedFen: bill.issuedFen,
    settledFen: settledFen(bill),
    openFen: open,
    ...(late && (late.accruedFen > 0 || lateSettledFen(bill) > 0) ? { late } : {}),
    payableFen: open + (late?.openFen ?? 0),
    ...(bill.agency ? { agency: true } : {}),
    ...(bill.dispute && bill.dispute.upheld === undefined ? { disputed: true } : {}),
    lines: bill.lines.map((line) => ({ ...line, explanation: explainLine(line) })),
    paid: bill.paid.map(({ entry, on, valueOn, fen, lateFen, as }) => {
      const name = entryNamed(entry);
      return { ...(name ? { receiptNo: receiptNo(name) } : {}), on, valueOn, fen, ...(lateFen === undefined ? {} : { lateFen }), as, asTitle: measures[as] };
    }),
    ...(staff && bill.state === 'open' ? { limitation: { expiresOn: limitationExpiry(bill) } } : {}),
    ...(staff ? { origin: bill.origin, ...(bill.interruptions ? { interruptions: bill.interruptions } : {}) } : {}),
  };
}
