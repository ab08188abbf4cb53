import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import type { Balance } from './balance.ts';
import { type Bill, openFen, settledFen } from './bill.ts';
import type { Journal, Posting } from './journal.ts';
import { balanceKinds, balanceNamed, billId } from './names.ts';

/** What a journal may change: the bills and balances it names. */
export interface Holdings {
  readonly bills: ReadonlyMap<string, Bill>;
  readonly balances: ReadonlyMap<string, Balance>;
}

/** How an entry changes what it names. */
export interface Booking {
  readonly entry: string;
  readonly bookedOn: string;
  readonly valueOn: string;
}

/** Accounts whose postings must name a balance, and the kind of it. */
const held = { prepaid: 'prepaid', deposit: 'deposit', suspense: 'suspense' } as const;

/** A journal that cannot be booked by anybody's wish is a defect of ours. @throws Error */
export function checkJournal({ postings, kind }: Journal): void {
  const sum = postings.reduce((all, { fen }) => all + fen, 0);
  if (sum !== 0 || postings.length < 2) throw new Error(`a ${kind} of ${postings.length} postings sums to ${sum} fen`);
  for (const { account, bill, balance, as, channel } of postings) {
    const wanted = Object.hasOwn(held, account) ? held[account as keyof typeof held] : undefined;
    if (wanted !== (balance === undefined ? undefined : balanceNamed(balance)?.kind)) throw new Error(`a posting on ${account} names the balance ${balance}`);
    if (account === 'receivable' ? as === undefined : as !== undefined && account !== 'lateFee') throw new Error(`a posting on ${account} is as ${as}`);
    if (account === 'receivable' && bill === undefined) throw new Error('a receivable names no bill');
    if ((account === 'cash') !== (channel !== undefined)) throw new Error(`a posting on ${account} has channel ${channel}`);
  }
}

/**
 * Books a journal on what it names (过账), purely: bills settle or open again, balances rise and fall.
 *
 * @throws DomainError `bill.unknown`, `bill.exists`, `bill.not-open`, `bill.overpaid`, `bill.not-settled`, `balance.unknown`, `balance.short`
 */
export function fold(holdings: Holdings, journal: Journal, booking: Booking): Holdings {
  checkJournal(journal);
  const bills = new Map(holdings.bills);
  const balances = new Map(holdings.balances);
  for (const bill of journal.issues ?? []) {
    const id = billId(bill);
    if (bills.has(id)) throw new DomainError('conflict', 'bill.exists', { id });
    bills.set(id, bill);
  }
  for (const posting of journal.postings) {
    if (posting.bill !== undefined && (posting.account === 'receivable' || posting.account === 'lateFee') && posting.as !== 'issued')
      bills.set(posting.bill, settle(bills.get(posting.bill), posting, posting.bill, booking, bookedBack(journal)));
    if (posting.balance !== undefined) balances.set(posting.balance, moved(balances.get(posting.balance), posting, posting.balance, journal, booking));
  }
  for (const [id, bill] of bills) if (bill !== holdings.bills.get(id)) bills.set(id, standing(bill));
  return { bills, balances };
}

/** A reversal may touch what is no longer open. */
const bookedBack = ({ kind }: Journal): boolean => kind === 'void' || kind === 'reversal' || kind === 'refund';

function settle(bill: Bill | undefined, { account, fen, as }: Posting, id: string, { entry, bookedOn, valueOn }: Booking, back: boolean): Bill {
  if (!bill) throw new DomainError('unprocessable', 'bill.unknown', { id });
  // What has accrued until the principal was paid stays owed after it.
  const lateOnly = bill.state === 'settled' && account === 'lateFee';
  if (bill.state !== 'open' && !back && !lateOnly) throw new DomainError('conflict', 'bill.not-open', { id, state: billStates[bill.state] });
  const principal = account === 'receivable' ? -fen : 0;
  const lateFen = account === 'lateFee' ? -fen : 0;
  const settled = settledFen(bill);
  if (settled + principal > bill.issuedFen) throw new DomainError('conflict', 'bill.overpaid', { id, open: yuan(openFen(bill)), fen: yuan(principal) });
  if (settled + principal < 0) throw new DomainError('conflict', 'bill.not-settled', { id, settled: yuan(settled), fen: yuan(-principal) });
  const last = bill.paid.at(-1);
  const line = { entry, on: bookedOn, valueOn, fen: principal, ...(lateFen === 0 ? {} : { lateFen }), as: as ?? last?.as ?? 'paid' };
  return { ...bill, paid: [...bill.paid, line] };
}

/** States of a bill as people say them. */
export const billStates = { open: '未缴清', settled: '已结清', voided: '已作废', writtenOff: '已核销' } as const;

/** The state that follows from what is settled, and by what. */
function standing(bill: Bill): Bill {
  if (openFen(bill) > 0 || (bill.issuedFen === 0 && bill.paid.length === 0)) return { ...bill, state: 'open' };
  const by = bill.paid.findLast(({ fen }) => fen !== 0)?.as;
  // What was charged too much and paid back (多收退费) is cancelled in part; the bill itself stands.
  const voidedFen = bill.paid.reduce((sum, { fen, as }) => (as === 'voided' ? sum + fen : sum), 0);
  return { ...bill, state: by === 'voided' && voidedFen === bill.issuedFen ? 'voided' : by === 'writtenOff' ? 'writtenOff' : 'settled' };
}

function moved(balance: Balance | undefined, { fen }: Posting, id: string, journal: Journal, { entry, bookedOn }: Booking): Balance {
  const name = balanceNamed(id);
  if (!name) throw new Error(`${id} names no balance`);
  const opened = journal.opens?.[id];
  const before: Balance = balance ?? {
    kind: name.kind,
    id: name.id,
    fen: 0,
    since: bookedOn,
    entry,
    ...(name.unit === undefined ? {} : { unit: name.unit }),
    ...(name.kind === 'prepaid' ? { party: name.id } : {}),
    ...(opened?.party === undefined ? {} : { party: opened.party }),
    ...(opened?.title === undefined ? {} : { title: opened.title }),
  };
  const after = before.fen - fen;
  if (after < 0)
    throw new DomainError('conflict', 'balance.short', { title: before.title ?? balanceKinds[name.kind], fen: yuan(before.fen), wanted: yuan(fen) });
  return { ...before, fen: after, entry };
}
