import { capacitiesOf, checkMay } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { bookOf, entryOf, keysOfEntry } from '../cases/money-items.ts';
import { type ListAnswer, page } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, type Work } from '../cases/work.ts';
import { readRun } from '../jobs/run.ts';
import { DomainError } from '../kernel/error.ts';
import { DaySeal } from '../ledger/book.ts';
import { billNamed, entryId, receiptNamed } from '../ledger/names.ts';
import { bookKey, bookPartition, dayKey, entryKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { OffsetOrder } from './offset-run.ts';
import { moneyReaders } from './quotes.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { codeOfEntry } from './receipt-code.ts';

/** A receipt with its public code, and what became of it. */
export interface ReceiptView extends Receipt {
  readonly code: string;
  readonly reversedBy?: string;
  readonly refundedFen?: number;
  /** Of many bills settled by a run: how far it is. */
  readonly run?: { readonly id: string; readonly state: string };
}

/**
 * A receipt by its number (票据): staff who see money, and the payer himself.
 *
 * @throws DomainError `access.not-found`, also for somebody else's
 */
export async function readReceipt(desk: Desk, caller: Caller, number: string): Promise<ReceiptView> {
  const name = receiptNamed(number);
  if (!name) throw new DomainError('not-found', 'access.not-found');
  const { entry: key, back } = keysOfEntry(desk.company, caller.project, entryId(name));
  const { work, items } = await openWork(desk, caller, [key, back]);
  const item = items.get(keyText(key));
  const entry = item && entryOf(item);
  const staff = capacitiesOf(work.actor).some((role) => moneyReaders.some((reader) => reader === role));
  if (!entry || (!staff && (entry.payer === undefined || entry.payer !== work.actor.party))) throw new DomainError('not-found', 'access.not-found');
  const takenBack = (items.get(keyText(back))?.['back'] ?? {}) as { reversedBy?: string; refundedFen?: number };
  return { ...receiptOf(entry), ...(await settledByRun(work, entry.source)), code: await codeOfEntry(desk, caller.project, name), ...takenBack };
}

/** The bills of a receipt whose money lies on the payer's account until a run has settled them. */
async function settledByRun({ desk, project }: Work, source: { kind: string; id: string } | undefined): Promise<Partial<ReceiptView>> {
  const run = source?.kind === 'offset' ? await readRun(desk.table, { project, job: 'offset', id: source.id }) : undefined;
  if (!run) return {};
  const { lines } = OffsetOrder.parse(run.order);
  const bills = lines.map(([bill, principalFen, lateFen]) => {
    const { unit = '', period = '', feeClass = '' } = billNamed(bill) ?? {};
    return { bill, unit, period, feeClass, principalFen, lateFen };
  });
  return { bills, run: { id: run.id, state: run.state } };
}

/**
 * The entries of a book on a day (收款流水), in the order of their numbers: nothing is missing between two of them. The caller's own book and today unless he says.
 *
 * @throws DomainError `access.not-found`, `access.forbidden`
 */
export async function listReceipts(
  desk: Desk,
  caller: Caller,
  { day, book = caller.person, limit, cursor }: { day?: string | undefined; book?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<ListAnswer> {
  const { work } = await openWork(desk, caller);
  const roles = capacitiesOf(work.actor);
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, moneyReaders, work.actor, 'payment.read');
  const on = day ?? work.today;
  const pk = bookPartition(desk.company, caller.project, { year: on.slice(0, 4), book });
  const range = await rangeOf(work, pk, on);
  if (!range) return { items: [] };
  const question = { pk, from: entryKey(pk, range.first).sk, to: entryKey(pk, range.last).sk, limit };
  return page(desk, caller, question, cursor, (item) => receiptOf(entryOf(item)));
}

/** First and last number of a day: of the current one the book knows them, of a finished one its seal. */
async function rangeOf(work: Work, pk: string, day: string): Promise<{ first: number; last: number } | undefined> {
  await fetchItems(work, [bookKey(pk), dayKey(pk, day)]);
  const bookItem = work.items.get(keyText(bookKey(pk)));
  const book = bookItem && bookOf(bookItem).value;
  if (book?.day === day && book.dayFirst !== undefined) return { first: book.dayFirst, last: book.seq };
  const sealed = work.items.get(keyText(dayKey(pk, day)))?.['seal'];
  return sealed === undefined ? undefined : DaySeal.parse(sealed);
}
