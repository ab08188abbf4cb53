import { exact, type Fen, roundHalfUp, sumOf } from '../kernel/money.ts';
import type { Bill } from './bill.ts';

/** Months ahead nobody may be made to pay beyond, whatever a project sets (L21, 杭州市物业管理条例第55条). */
export const mostMonthsAhead = 12;

/**
 * What a household is charged a month (月应收): of each recurring charge of the payer its latest bill, divided by the months it covers. Zero while nothing recurring was
 * billed.
 */
export function monthlyIssue(bills: readonly Bill[], payer: string): Fen {
  const latest = new Map<string, Bill>();
  for (const bill of bills) {
    if (bill.payer !== payer || bill.state === 'voided' || (bill.origin.kind !== 'run' && bill.origin.kind !== 'import')) continue;
    const charge = [bill.unit, bill.feeClass, bill.charge].join('~');
    const known = latest.get(charge);
    if (!known || known.period < bill.period) latest.set(charge, bill);
  }
  return sumOf([...latest.values()].map(monthly));
}

function monthly({ issuedFen, lines }: Bill): Fen {
  return roundHalfUp(exact(issuedFen, Math.max(1, ...lines.map(({ months = 1 }) => months))));
}

/** How much may be held ahead (预收上限): so many months of what is charged, twelve at most. */
export const prepaymentCap = (monthlyFen: number, months: number): number => monthlyFen * Math.min(months, mostMonthsAhead);
