import { moneyFor } from '../cases/money.ts';
import { book } from '../cases/perform.ts';
import type { Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import type { Channel } from '../ledger/account.ts';
import type { Bill } from '../ledger/bill.ts';
import { type Division, divide, type Purpose, prepaidFor, settling, unitsOf, type Warning } from '../ledger/division.ts';
import type { Entry, Journal, Posting } from '../ledger/journal.ts';
import { monthlyIssue, mostMonthsAhead, prepaymentCap } from '../ledger/prepayment.ts';
import type { Write } from '../table/table.ts';
import { billsOfUnits } from './household.ts';
import { mostBills } from './offset.ts';
import { offsetLater } from './offset-run.ts';
import { mostBillsPaid } from './payment-input.ts';

/** Money that has come, and what it is for. */
export interface Taking {
  readonly channel: Channel;
  readonly amountFen: number;
  readonly payer: string;
  readonly book: string;
  readonly purpose: Purpose;
  /** Day it counts from; of a quote the day it was made. */
  readonly valueOn: string;
  readonly externalId?: string | undefined;
  readonly note?: string | undefined;
  /** It has come by a channel and cannot be refused. */
  readonly lenient: boolean;
}

/** Money that was booked. */
export interface Taken {
  readonly entry: Entry;
  readonly warnings: readonly Warning[];
  /** Run that settles the bills out of the payer's account, when there are too many for one transaction, and what asks for it. */
  readonly run?: string;
  readonly also: readonly Write[];
}

/**
 * Takes money in (收款) within a unit of work: divides it over the bills it is for, puts the rest to the payer's prepayment, and books one entry, whose number is the
 * receipt's. Of more bills than one transaction holds, all of it goes to the payer's account, and a run settles them from there.
 *
 * @throws DomainError what {@link divide} and the ledger refuse, `law.prepayment-cap`, `payment.too-many-bills`
 */
export async function take(work: Work, taking: Taking): Promise<Taken> {
  const { amountFen, payer, purpose, valueOn, lenient } = taking;
  const units = unitsOf(purpose);
  const bills = await billsOfUnits(work, units);
  const division = divide(purpose, bills, { amountFen, payer, valueOn, insideBill: work.policy.money.insideBill, lenient });
  const count = division.shares.length;
  if (count > mostBillsPaid && !lenient) throw new DomainError('unprocessable', 'payment.too-many-bills', { count, most: mostBillsPaid });
  const capped = division.excessFen > 0 && !lenient ? await checkCap(work, { ...taking, excessFen: division.excessFen }, units, bills) : [];
  const warnings = [...division.warnings, ...capped];
  if (count <= mostBills) return { entry: await book(work, journalOf(taking, division, prepaidFor(payer, units))), warnings, also: [] };
  const { run, write } = offsetLater(work, { payer, valueOn, shares: division.shares });
  const account = journalOf(taking, { shares: [], excessFen: amountFen }, prepaidFor(payer, []));
  return { entry: await book(work, { ...account, source: { kind: 'offset', id: run } }), warnings, run, also: [write] };
}

function journalOf(
  { channel, amountFen, payer, book: name, valueOn, externalId, note }: Taking,
  division: Pick<Division, 'shares' | 'excessFen'>,
  rest: string,
): Journal {
  const { shares, excessFen } = division;
  return {
    kind: 'payment',
    book: name,
    postings: [
      { account: 'cash', fen: amountFen, channel },
      ...settling(shares, 'paid'),
      ...(excessFen === 0 ? [] : [{ account: 'prepaid', fen: -excessFen, balance: rest } satisfies Posting]),
    ],
    payer,
    valueOn,
    external: externalId,
    reason: note,
  };
}

/** @throws DomainError `law.prepayment-cap` (L21) */
async function checkCap(
  work: Work,
  taking: Taking & { readonly excessFen: number },
  units: readonly string[],
  bills: ReadonlyMap<string, Bill>,
): Promise<readonly Warning[]> {
  const { payer, excessFen } = taking;
  const name = prepaidFor(payer, units);
  const { balances } = await moneyFor(work, { balances: [name] });
  const held = balances.get(name)?.fen ?? 0;
  const months = Math.min(work.policy.money.prepaymentMonths, mostMonthsAhead);
  const monthly = monthlyIssue([...bills.values()], payer);
  if (monthly === 0 && months > 0) return [{ code: 'payment.cap-unknown', detail: {} }];
  const cap = prepaymentCap(monthly, months);
  if (held + excessFen <= cap) return [];
  const figures = { monthly: yuan(monthly), cap: yuan(cap), held: yuan(held), room: yuan(Math.max(0, cap - held)), excess: yuan(excessFen) };
  throw new DomainError('unprocessable', 'law.prepayment-cap', { months, ...figures });
}
