import type * as z from 'zod';
import { asOf, beginBook, type Effect, ifGiven, open, post, type Read } from '../../cases/contract.ts';
import type { Context, MoneyWanted, Outcome } from '../../cases/definition.ts';
import { DomainError, forbid, refuse } from '../../kernel/error.ts';
import { agencyClasses, feeClasses } from '../../ledger/account.ts';
import type { Bill } from '../../ledger/bill.ts';
import { balanceId, billId } from '../../ledger/names.ts';
import { deposit } from '../../workflows/deposit/contract.ts';
import { party } from '../party/contract.ts';
import { unit } from '../unit/contract.ts';
import type { OpeningBooking, OpeningInput } from './contract.ts';
import type { OpeningItem, OpeningRecord } from './record.ts';

type Arrears = Extract<OpeningItem, { kind: 'arrears' }>;

/** Everybody and everything a line names has to be registered. */
export function readForPut({ item }: z.output<typeof OpeningInput>): Readonly<Record<string, Read>> {
  if (item.kind === 'number') return {};
  const home = item.kind === 'arrears' ? asOf(unit, item.unit, 'item.unit') : ifGiven(unit, item.unit, 'item.unit');
  return { home, payer: asOf(party, item.payer, 'item.payer') };
}

/**
 * Stages a line of the old books (登记期初). No money moves: it may be changed, and the import that brought it may be taken back, until it is booked.
 *
 * @throws DomainError `opening.booked`, `opening.dates` for arrears that fall due before their month, `opening.demand-early`, `reference.unknown`
 */
export function putOpening(
  record: OpeningRecord | undefined,
  { item }: z.output<typeof OpeningInput>,
  { id, actor, today, reads }: Context,
): Outcome<OpeningRecord> {
  if (record?.state === 'booked') refuse('opening.booked', undefined, { id }, 'conflict');
  if ('unit' in item && item.unit !== undefined && !reads['home'])
    throw new DomainError('unprocessable', 'reference.unknown', { title: unit.title, id: item.unit });
  if (item.kind === 'arrears') checkDates(item, today);
  return { record: { state: 'staged', item, by: actor.person } };
}

function checkDates({ period, dueOn, lastDemand }: Arrears, today: string): void {
  if (dueOn < `${period}-01`) refuse('opening.dates', 'item.dueOn', { period, dueOn });
  if (lastDemand && (lastDemand.on < dueOn || lastDemand.on > today)) refuse('opening.demand-early', 'item.lastDemand.on', { on: lastDemand.on, dueOn });
}

export function moneyForBook(_input: unknown, { item }: OpeningRecord): MoneyWanted {
  return item.kind === 'prepaid' ? { balances: [prepaidOf(item)] } : {};
}

const prepaidOf = ({ unit: of, payer }: Extract<OpeningItem, { kind: 'prepaid' }>): string => balanceId({ kind: 'prepaid', unit: of, id: payer });

/**
 * Books a line (期初入账), against the opening balance. Who staged it does not book it.
 *
 * @throws DomainError `opening.own-work`, `bill.exists`, `book.begun`
 */
export function bookOpening(record: OpeningRecord, { book, by }: z.output<typeof OpeningBooking>, context: Context): Outcome<OpeningRecord> {
  if (record.state === 'booked') return { record };
  if (record.by === by) forbid('opening.own-work');
  return { record: { ...record, state: 'booked', bookedBy: by }, also: [effectOf(record, book, context)] };
}

function effectOf({ item, by }: OpeningRecord, book: string, { today, id }: Context): Effect {
  switch (item.kind) {
    case 'arrears': {
      const bill = billOf(item, id, today);
      const name = billId(bill);
      const postings = [
        { account: 'receivable' as const, fen: item.fen, as: 'issued' as const, bill: name },
        { account: 'opening' as const, fen: -item.fen, feeClass: item.feeClass, period: item.period },
      ];
      return post({ kind: 'opening', book, payer: item.payer, issues: [bill], postings });
    }
    case 'prepaid': {
      const balance = prepaidOf(item);
      const postings = [
        { account: 'opening' as const, fen: item.fen },
        { account: 'prepaid' as const, fen: -item.fen, balance },
      ];
      return post({ kind: 'opening', book, payer: item.payer, postings });
    }
    case 'deposit': {
      return open(deposit, 'takeOver', {
        kind: item.deposit,
        ...(item.unit === undefined ? {} : { unit: item.unit }),
        party: item.payer,
        amountFen: item.fen,
        channel: item.channel,
        oldReceipt: item.receipt,
        takenOn: item.since,
        takenBy: by,
        book,
      });
    }
    case 'number':
      return beginBook(item.book, item.next);
  }
}

function billOf({ unit: of, payer, feeClass, period, fen, dueOn, tariff, lastDemand }: Arrears, id: string, today: string): Bill {
  return {
    unit: of,
    period,
    feeClass,
    charge: `${tariff ?? 'QC'}.${payer}`,
    revision: 0,
    title: `${feeClasses[feeClass]}（期初）`,
    payer,
    lines: [{ text: '上线前欠费', fen }],
    issuedFen: fen,
    issuedOn: today,
    dueOn,
    ...(agencyClasses.includes(feeClass) ? { agency: true as const } : {}),
    origin: { kind: 'import', id },
    ...(lastDemand ? { interruptions: [{ on: lastDemand.on, by: 'demand', evidence: lastDemand.evidence }] } : {}),
    state: 'open',
    paid: [],
  };
}
