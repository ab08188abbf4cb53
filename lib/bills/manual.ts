import { checkMay, rolesFor } from '../cases/access.ts';
import { commitWork } from '../cases/commit.ts';
import { asOf, type Found, found, ifGiven, type Loaded } from '../cases/contract.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { moneyFor } from '../cases/money.ts';
import { book } from '../cases/perform.ts';
import { type Caller, decide, openWork } from '../cases/walk.ts';
import { fulfil, type Work } from '../cases/work.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError, refuse } from '../kernel/error.ts';
import { exact, roundHalfUp, sumOf, times, yuan } from '../kernel/money.ts';
import { type FeeClass, feeClasses } from '../ledger/account.ts';
import type { Bill, BillLine } from '../ledger/bill.ts';
import { systemBook } from '../ledger/book.ts';
import { billId } from '../ledger/names.ts';
import { later } from '../ledger/rating/month.ts';
import { type RatedMeter, rateUnit } from '../ledger/rating/rate.ts';
import { type Meter, meter as meterContract } from '../registers/meter/contract.ts';
import { party as partyContract } from '../registers/party/contract.ts';
import { type Tariff, tariff as tariffContract } from '../registers/tariff/contract.ts';
import { type UnitRecord, unit as unitContract } from '../registers/unit/contract.ts';
import { billShown } from '../statements/bill-shown.ts';
import { onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { ManualBill } from './manual-input.ts';

/** Classes charged once, for something that was ordered: no tariff recurs for them. All others need a published one (L07). */
const chargedOnce: readonly FeeClass[] = ['renovation', 'service', 'repair', 'card', 'parkingTemp', 'other'];

/** Days somebody has to pay a bill made by hand, unless it says otherwise. */
const daysToPay = 15;

/** The most one bill by hand may be over, as one payment may: sums of many stay exact. */
const mostFen = 100_000_000_000;

type Draft = Omit<Bill, 'revision'>;

/**
 * Issues a bill by hand (手工账单), under the key the run would give it: what was billed already cannot be billed again, by whichever way.
 *
 * @throws DomainError `law.tariff-unpublished`, `law.agency-fee`, `law.overcharge`, `bill.*`, `rating.*`, `reference.unknown`, `access.*`
 */
export async function issueBill(desk: Desk, caller: Caller, input: ManualBill, once: Once | undefined): Promise<Answer> {
  try {
    return await decide(() => attempt(desk, { ...caller, request: once?.key }, input, once));
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    throw error;
  }
}

async function attempt(desk: Desk, caller: Caller, input: ManualBill, once: Once | undefined): Promise<Answer> {
  const { work, items } = await openWork(desk, caller, once ? [onceKey(desk.company, once.key)] : []);
  const answered = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (answered) return answered;
  const roles = await rolesFor(work, definitionOf(desk, unitContract), undefined, { unit: input.unit });
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, ['CASHIER', 'CSM'], work.actor, 'bill.issue');
  const draft = input.tariff === undefined ? await byLines(work, input) : await byTariff(work, input, input.tariff);
  const bill: Bill = { ...draft, revision: await nextRevision(work, draft) };
  await bookBill(work, bill);
  const answer: Answer = { status: 201, body: billShown(bill, work.today, { as: 'staff' }), location: locationOf(caller.project, bill) };
  await commitWork(work, once ? [answerWrite(desk.company, once, answer)] : []);
  return answer;
}

const locationOf = (project: string, bill: Bill): string => `/projects/${encodeURIComponent(project)}/bills/${encodeURIComponent(billId(bill))}`;

function checkWhen({ period, dueOn }: ManualBill, { today }: Work): void {
  if (period > later(today.slice(0, 7), 1)) refuse('bill.period-ahead', 'period', { period });
  if (dueOn !== undefined && dueOn < today) refuse('bill.due-past', 'dueOn', { on: dueOn });
}

/** What a tariff says, worked out as the run works it out. */
async function byTariff(work: Work, input: ManualBill, id: string): Promise<Draft> {
  const { unit: home, payer, charge, lines, feeClass, period, handlingFeeFen = 0 } = input;
  const reads = (await fulfil(work, {
    unit: asOf(unitContract, home, 'unit'),
    tariff: asOf(tariffContract, id, 'tariff'),
    payer: ifGiven(partyContract, payer, 'payer'),
    meters: found(meterContract, 'room', home),
  })) as { readonly unit: Loaded<UnitRecord>; readonly tariff: Loaded<Tariff>; readonly payer?: Loaded; readonly meters: Loaded<readonly Found<Meter>[]> };
  const tariff = reads.tariff.record;
  if (handlingFeeFen > 0) refuse(tariff.agency ? 'law.agency-fee' : 'law.overcharge', 'handlingFeeFen');
  if (lines.length > 0) refuse('bill.lines-unwanted', 'lines');
  if (tariff.feeClass !== feeClass) refuse('bill.tariff-class', 'feeClass', { tariff: id, class: feeClasses[tariff.feeClass] });
  if (tariff.editions.length === 0) refuse('law.tariff-unpublished', 'tariff', { what: tariff.title });
  if (tariff.method.kind === 'shared') refuse('bill.shared-by-run', 'tariff');
  checkWhen(input, work);
  const meters = reads.meters.record.flatMap(({ id: meterId, record }): RatedMeter[] =>
    record.state === 'current' ? [{ id: meterId, kind: record.kind, readings: record.readings }] : [],
  );
  const rating = { unitId: home, unit: reads.unit.record, tariffs: new Map([[id, tariff]]), meters, period, policy: work.policy.money, issuedOn: work.today };
  const { bills, refused } = rateUnit(rating);
  const wanted = bills.filter((bill) => (payer === undefined || bill.payer === payer) && (charge === undefined || bill.charge === charge));
  const [only, ...others] = wanted;
  if (others.length > 0) refuse('bill.several', 'payer', { charges: wanted.map((bill) => bill.charge).join('、') });
  const [first] = refused;
  if (!only) return first ? refuse(first.code, 'tariff') : refuse('bill.nothing-to-charge', 'period', { tariff: id, period });
  const { revision: _, ...rest } = only;
  return { ...rest, ...(input.dueOn === undefined ? {} : { dueOn: input.dueOn }), origin: { kind: 'manual', id: work.actor.person } };
}

/** What was ordered, piece by piece. */
async function byLines(work: Work, input: ManualBill): Promise<Draft> {
  const { unit: home, payer, charge, feeClass, period, title, handlingFeeFen = 0 } = input;
  if (handlingFeeFen > 0) refuse('law.overcharge', 'handlingFeeFen');
  if (!chargedOnce.includes(feeClass)) refuse('law.tariff-unpublished', 'tariff', { what: feeClasses[feeClass] });
  if (payer === undefined || charge === undefined || input.lines.length === 0) return refuse('bill.lines-needed', 'lines');
  checkWhen(input, work);
  await fulfil(work, { unit: asOf(unitContract, home, 'unit'), payer: asOf(partyContract, payer, 'payer') });
  const lines = input.lines.map(
    ({ text, quantity, unitName, priceFen }): BillLine => ({
      text,
      quantity,
      scale: 1,
      ...(unitName === undefined ? {} : { unitName }),
      priceE4: priceFen * 100,
      fen: roundHalfUp(times(exact(quantity), exact(priceFen))),
    }),
  );
  const issuedFen = sumOf(lines.map(({ fen }) => fen));
  if (issuedFen > mostFen) refuse('bill.too-much', 'lines', { total: yuan(issuedFen), most: yuan(mostFen) });
  return {
    unit: home,
    period,
    feeClass,
    charge,
    title: title ?? feeClasses[feeClass],
    payer,
    lines,
    issuedFen,
    issuedOn: work.today,
    dueOn: input.dueOn ?? addDays(parseCivilDate(work.today), daysToPay),
    origin: { kind: 'manual', id: work.actor.person },
    state: 'open',
    paid: [],
  };
}

/** A bill that was voided may be issued anew; one that stands may not. @throws DomainError `bill.exists` */
async function nextRevision(work: Work, draft: Draft): Promise<number> {
  for (let revision = 0; revision < 100; revision += 1) {
    const id = billId({ ...draft, revision });
    const known = (await moneyFor(work, { bills: [id] })).bills.get(id);
    if (!known) return revision;
    if (known.state !== 'voided') throw new DomainError('conflict', 'bill.exists', { id });
  }
  throw new DomainError('unprocessable', 'record.too-large');
}

async function bookBill(work: Work, bill: Bill): Promise<void> {
  const { feeClass, period, issuedFen: fen, payer } = bill;
  await book(work, {
    kind: 'bill',
    book: systemBook,
    payer,
    issues: [bill],
    postings: [
      { account: 'receivable', fen, as: 'issued', bill: billId(bill) },
      { account: bill.agency ? 'agency' : 'income', fen: -fen, feeClass, period },
    ],
  });
}
