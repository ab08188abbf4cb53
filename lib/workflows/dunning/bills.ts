import type { BillNote } from '../../cases/contract.ts';
import type { Money } from '../../cases/definition.ts';
import { sumOf } from '../../kernel/money.ts';
import { type Bill, openFen } from '../../ledger/bill.ts';
import { type interruptions, limitationExpiry, stillEnforceable } from '../../ledger/limitation.ts';
import { billId } from '../../ledger/names.ts';
import { type Base, billsOnRecord } from './record.ts';

/** What a household owes and is late with, as the ledger says at this moment. */
export interface Owed {
  readonly bills: readonly Bill[];
  /** Every one of them is under an objection nobody has decided. */
  readonly disputed: boolean;
}

type Who = Pick<Base, 'unit' | 'payer'> & Pick<Partial<Base>, 'excluded'>;

/** Whether an objection to the bill is still open (异议未结). */
export const inDispute = ({ dispute }: Bill): boolean => dispute !== undefined && dispute.upheld === undefined;

/** The bills a case is about: open, past their due day, this payer's; oldest first. */
export function owedBy({ unit, payer, excluded = [] }: Who, { bills }: Money, today: string): Owed {
  const late = [...bills.values()].filter(
    (bill) =>
      bill.unit === unit && bill.payer === payer && bill.state === 'open' && openFen(bill) > 0 && bill.dueOn < today && !excluded.includes(billId(bill)),
  );
  return { bills: late.toSorted(byDue), disputed: late.length > 0 && late.every(inDispute) };
}

const byDue = (a: Bill, b: Bill): number => (a.dueOn === b.dueOn ? (billId(a) < billId(b) ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1);

/** Figures of the household as the record keeps them. */
export type Figures = Pick<Base, 'bills' | 'billCount' | 'openFen' | 'oldestDue' | 'limitationOn'>;

/** The figures of what is owed; undefined when nothing is. */
export function figuresOf({ bills }: Owed): Figures | undefined {
  const [oldest] = bills;
  if (!oldest) return undefined;
  return {
    bills: bills.slice(0, billsOnRecord).map((bill) => billId(bill)),
    billCount: bills.length,
    openFen: sumOf(bills.map(openFen)),
    oldestDue: oldest.dueOn,
    limitationOn: bills.map(limitationExpiry).toSorted()[0] ?? oldest.dueOn,
  };
}

/** How the bills of a case have ended: written off if one of them was, taken back if all were voided, else paid. */
export function endOf({ bills }: Pick<Base, 'bills'>, money: Money): 'paid' | 'writtenOff' | 'voided' {
  const states = bills.map((one) => money.bills.get(one)?.state);
  if (states.includes('writtenOff')) return 'writtenOff';
  return states.length > 0 && states.every((state) => state === 'voided') ? 'voided' : 'paid';
}

/**
 * The notes an evidenced demand leaves on the bills (时效中断, L20): only where the claim could still be enforced on that day, because a demand after the end revives
 * nothing (民法典195).
 */
export function interrupting({ bills }: Owed, on: string, by: keyof typeof interruptions, evidence: string): readonly BillNote[] {
  return bills.filter((bill) => stillEnforceable(bill, on)).map((bill) => ({ bill: billId(bill), interruption: { on, by, evidence: evidence.slice(0, 120) } }));
}
