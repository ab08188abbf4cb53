import { checkMay, rolesFor } from '../cases/access.ts';
import { commitWork } from '../cases/commit.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { moneyFor } from '../cases/money.ts';
import { type Caller, decide, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { addDays, civilDate, parseCivilDate } from '../kernel/calendar.ts';
import { now } from '../kernel/clock.ts';
import { DomainError, sentence } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { companyZone, hq } from '../kernel/project-policy.ts';
import { isCounterBook } from '../ledger/book.ts';
import { type Purpose, unitsOf, type Warning } from '../ledger/division.ts';
import { balanceNamed, billNamed, entryNamed, receiptNo } from '../ledger/names.ts';
import { member as memberContract } from '../registers/member/contract.ts';
import { unit as unitContract } from '../registers/unit/contract.ts';
import { bookKey, bookPartition, externalKey, type Key, onceKey, totalsKey } from '../table/keys.ts';
import { Contended, type Item, keyText, type Write } from '../table/table.ts';
import { paymentWarnings } from './errors.ts';
import { checkNamed, keysOfNamed } from './household.ts';
import type { PaymentInput } from './payment-input.ts';
import { openQuote } from './quote-token.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { codeOfEntry } from './receipt-code.ts';
import { type Taken, type Taking, take } from './taking.ts';

/** Days a transfer may have lain at the bank before somebody enters it. */
const oldestValueDays = 62;

/**
 * Takes a payment at the counter (收款) and answers its receipt: one transaction with bills, entry, book, totals and the answer itself, so that the same request gets the
 * same receipt, however often and after whatever loss.
 *
 * @throws DomainError `payment.*`, `quote.*`, `bill.*`, `law.prepayment-cap`, `reference.unknown`, `access.*`
 */
export async function pay(desk: Desk, caller: Caller, input: PaymentInput, once: Once | undefined): Promise<Answer> {
  if (!once && input.externalId === undefined) throw new DomainError('invalid', 'payment.key');
  checkPurpose(input);
  try {
    return await decide(() => attempt(desk, { ...caller, request: once?.key ?? input.externalId }, input, once));
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    throw error;
  }
}

function checkPurpose({ allocations, units, quote, prepay }: PaymentInput): void {
  const said = [allocations ?? quote, units, prepay].filter((one) => one !== undefined);
  if (said.length !== 1) throw new DomainError('unprocessable', 'payment.purpose');
}

async function attempt(desk: Desk, caller: Caller, input: PaymentInput, once: Once | undefined): Promise<Answer> {
  const { work, items } = await openWork(desk, caller, foreseen(desk, caller, input, once));
  const answered = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (answered) return answered;
  // Before he is told of a transaction that somebody else has entered, or of a quote.
  await checkCashier(work, namedUnits(input));
  const before = await earlier(work, input);
  if (before) return notHeld(before, input);
  const { purpose, valueOn } = await purposeOf(work, input);
  const units = unitsOf(purpose);
  if (input.quote !== undefined) await checkCashier(work, units);
  await checkNamed(work, input.payer, units);
  const { channel, amountFen, payer, externalId, note } = input;
  const taking: Taking = { channel, amountFen, payer, book: await bookOf(work, input), purpose, valueOn, externalId, note, lenient: false };
  const taken = await take(work, taking);
  const answer = await receiptAnswer(work, taken);
  await commitOnce(work, [...(once ? [answerWrite(desk.company, once, answer)] : []), ...taken.also]);
  return answer;
}

/** What the request is sure to need, so that one batch brings it; the day is a guess that holds in the company's zone. */
function foreseen(desk: Desk, { project, person }: Caller, input: PaymentInput, once: Once | undefined): readonly Key[] {
  const today = civilDate(now(), companyZone);
  const name = input.book ?? person;
  return [
    ...(once ? [onceKey(desk.company, once.key)] : []),
    ...(input.externalId === undefined ? [] : [externalKey(desk.company, input.channel, input.externalId)]),
    bookKey(bookPartition(desk.company, project, { year: today.slice(0, 4), book: name })),
    totalsKey(desk.company, project, today, name),
    ...keysOfNamed({ desk, project }, input.payer, namedUnits(input).slice(0, 20)),
  ];
}

/** @throws DomainError `payment.external-held` for a transfer that was taken in before anybody knew whose it was */
function notHeld(before: Answer, { externalId }: PaymentInput): Answer {
  const held = (before.body as Receipt).balances.find(({ kind }) => kind === 'suspense');
  if (held) throw new DomainError('conflict', 'payment.external-held', { number: externalId, case: balanceNamed(held.balance)?.id });
  return before;
}

/** Units a body names, whatever says it; those of a quote are inside it. */
function namedUnits({ allocations = [], units = [], prepay }: PaymentInput): readonly string[] {
  return [...new Set([...allocations.map(({ bill }) => billNamed(bill)?.unit), ...units, prepay?.unit].filter((unit) => unit !== undefined))];
}

/** Somebody without any say in the project learns nothing of it; a colleague of another position is told so. Buildings of the position count. */
export async function checkCashier(work: Work, units: readonly string[]): Promise<void> {
  const definition = definitionOf(work.desk, unitContract);
  for (const unit of units.length === 0 ? [undefined] : units) {
    const roles = await rolesFor(work, definition, undefined, unit === undefined ? {} : { unit });
    if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
    checkMay(roles, ['CASHIER'], work.actor, 'payment.take');
  }
}

/** Books of channels and of the house itself are not for the counter, and nobody puts what he took into a colleague's book, who would answer for it. */
async function bookOf(work: Work, { book = work.actor.person }: PaymentInput): Promise<string> {
  if (!isCounterBook(book) || (book !== work.actor.person && (await isMember(work, book)))) throw new DomainError('unprocessable', 'payment.book', { book });
  return book;
}

async function isMember(work: Work, person: string): Promise<boolean> {
  const definition = definitionOf(work.desk, memberContract);
  const ref = refFor(definition, hq, person);
  await fetchItems(work, [keyOf(work, definition, ref)]);
  return (await peek(work, definition, ref)) !== undefined;
}

async function purposeOf(work: Work, input: PaymentInput): Promise<{ purpose: Purpose; valueOn: string }> {
  if (input.quote !== undefined) {
    const quote = await openQuote(work, input.quote, input);
    return { purpose: { kind: 'quoted', lines: quote.lines }, valueOn: quote.on };
  }
  const valueOn = valueDay(work, input);
  if (input.allocations) return { purpose: { kind: 'bills', wishes: input.allocations }, valueOn };
  if (input.units) return { purpose: { kind: 'units', units: input.units }, valueOn };
  return { purpose: { kind: 'prepay', unit: input.prepay?.unit }, valueOn };
}

function valueDay({ today }: Work, { channel, valueOn: on = today }: PaymentInput): string {
  const earliest = addDays(parseCivilDate(today), -oldestValueDays);
  const late = channel === 'transfer' || channel === 'bankBatch';
  if (on > today || on < earliest || (on !== today && !late)) throw new DomainError('unprocessable', 'payment.value-day', { on, earliest, today });
  return on;
}

/** A receipt as it is answered: what the entry says, the public code, and what the cashier is to know. */
export async function receiptAnswer({ desk, project }: Work, { entry, warnings, run }: Taken): Promise<Answer> {
  const code = await codeOfEntry(desk, project, entry);
  const body = { ...receiptOf(entry), code, ...(run === undefined ? {} : { run }), warnings: warnings.map(shown) };
  return { status: run === undefined ? 201 : 202, body, location: `/projects/${encodeURIComponent(project)}/payments/${encodeURIComponent(receiptNo(entry))}` };
}

function shown({ code, detail, bills }: Warning): Readonly<Record<string, unknown>> {
  const text = { zh: sentence(code, detail, 'zh', paymentWarnings), en: sentence(code, detail, 'en', paymentWarnings) };
  return { code, text, ...(bills ? { bills } : {}) };
}

/** Commits a payment; of two that bring the same transaction the second one decides again, and finds the first. */
export async function commitOnce(work: Work, extra: readonly Write[]): Promise<void> {
  try {
    await commitWork(work, extra);
  } catch (error) {
    throw error instanceof DomainError && error.code === 'entry.external' ? new Contended() : error;
  }
}

/**
 * The receipt of a transaction that was booked before, as it stands in the books.
 *
 * @throws DomainError `payment.external-differs` when it was over another sum, somebody else's or another project's
 */
export async function earlier(
  work: Work,
  asked: Pick<PaymentInput, 'channel' | 'externalId' | 'amountFen'> & { readonly payer?: string },
): Promise<Answer | undefined> {
  const { channel, externalId: number, amountFen, payer } = asked;
  const key = number === undefined ? undefined : externalKey(work.desk.company, channel, number);
  if (!key) return undefined;
  await fetchItems(work, [key]);
  const paid = work.items.get(keyText(key)) as (Item & { project: string; entry: string; fen: number; payer?: string }) | undefined;
  if (!paid) return undefined;
  const name = entryNamed(paid.entry);
  const receipt = name && paid.project === work.project ? receiptNo(name) : '—';
  if (paid.project !== work.project || paid.fen !== amountFen || (payer !== undefined && paid.payer !== undefined && paid.payer !== payer))
    throw new DomainError('conflict', 'payment.external-differs', { number, receipt, fen: receipt === '—' ? '—' : yuan(paid.fen) });
  const { entries } = await moneyFor(work, { entries: [paid.entry] });
  const entry = entries.get(paid.entry);
  if (!entry) throw new Error(`the entry ${paid.entry} of ${number} is not there`);
  return receiptAnswer(work, { entry, warnings: [], also: [] });
}
