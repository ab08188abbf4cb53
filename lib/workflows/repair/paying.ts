import type * as z from 'zod';
import { asOf, type Loaded, post, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import type { Bill } from '../../ledger/bill.ts';
import { systemBook } from '../../ledger/book.ts';
import { billId } from '../../ledger/names.ts';
import { relationsOn, unit } from '../../registers/unit/contract.ts';
import type { BillSettled, HandIn } from './inputs.ts';
import { callerParties } from './people.ts';
import { entered, tomorrow } from './progress.ts';
import { yuan } from './quoting.ts';
import { type Base, type In, only, shapes } from './record.ts';

type Unit = NonNullable<(typeof unit)['record']>;
type Home = Readonly<Record<string, Loaded<Unit> | undefined>>;

/** Days a household has to pay for finished work. */
const daysToPay = 7;

/** The unit, where there is something to pay: who owns it owes. */
export function homeToPay(_input: unknown, record: Base): Readonly<Record<string, Read<Unit>>> {
  return record.payer === 'paid' && 'unit' in record.place ? { home: asOf(unit, record.place.unit) } : {};
}

/** What the household has agreed to and not yet got a bill for, in fen. */
const owed = ({ payer, quote, payment }: In<'signed'>): number => (payer === 'paid' && !payment ? (quote?.agreed ? quote.totalFen : 0) : 0);

/**
 * Hands the papers in (交单). Agreed work the household pays for becomes a bill (待收款) in the same transaction, and the repair waits for its payment; everything else goes
 * on to the visit.
 *
 * @throws DomainError `repair.payer-unknown` when nobody is registered who could owe it
 */
export function handIn(
  record: In<'signed'>,
  input: z.infer<typeof HandIn>,
  context: Context<Home>,
): Outcome<In<'awaitingPayment' | 'awaitingVisit' | 'closed'>> {
  const { now, actor } = context;
  if (owed(record) === 0) return { record: afterPayment(record, context, actor.person), notices: record.visitDueAt === undefined ? [] : [toVisit] };
  const bill = billFor(record, input.payer ?? payerOf(record, context), context);
  const { feeClass, period, issuedFen } = bill;
  const id = billId(bill);
  const signed = entered(only(shapes.signed, record), now, { until: tomorrow(now) });
  return {
    record: { ...signed, state: 'awaitingPayment', payment: { bill: id } },
    also: [
      post({
        kind: 'bill',
        book: systemBook,
        payer: bill.payer,
        issues: [bill],
        postings: [
          { account: 'receivable', fen: issuedFen, as: 'issued', bill: id },
          { account: 'income', fen: -issuedFen, feeClass, period },
        ],
      }),
    ],
    notices: [{ type: 'repair.billed', to: { parties: callerParties(record), positions: ['CASHIER'] }, params: { amount: yuan(issuedFen), date: bill.dueOn } }],
  };
}

/** Who agreed, if he is registered; else the owner. */
function payerOf({ quote, place }: In<'signed'>, { reads, today }: Context<Home>): string {
  const agreed = quote?.agreed?.party;
  if (agreed !== undefined) return agreed;
  const home = reads['home']?.record;
  const owner = home && relationsOn(home, today).find(({ role }) => role === 'owner' || role === 'developer');
  return owner?.party ?? refuse('repair.payer-unknown', 'payer', { unit: 'unit' in place ? place.unit : '' });
}

function billFor({ quote, place }: In<'signed'>, payer: string, { id, today }: Context): Bill {
  const lines = quote?.lines ?? [];
  return {
    unit: 'unit' in place ? place.unit : refuse('repair.public-not-paid', 'payer'),
    period: today.slice(0, 7),
    feeClass: 'repair',
    charge: id,
    revision: 0,
    title: '有偿维修费',
    payer,
    lines: lines.map(({ item, amountFen }) => ({ text: item, fen: amountFen })),
    issuedFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
    issuedOn: today,
    dueOn: addDays(parseCivilDate(today), daysToPay),
    origin: { kind: 'repair', id },
    state: 'open',
    paid: [],
  };
}

const toVisit = { type: 'repair.toVisit', to: { positions: ['FRONT'] } } as const;

/** Where a repair goes when nothing is owed any more: to its visit if one is due, else it is done. */
function afterPayment(record: In<'signed' | 'awaitingPayment'>, { now }: Pick<Context, 'now'>, by: string): In<'awaitingVisit' | 'closed'> {
  const signed = entered(only(shapes.signed, record), now);
  if (record.visitDueAt === undefined) return { ...signed, state: 'closed', ending: 'done', ended: { at: now, by } };
  return { ...signed, state: 'awaitingVisit', attempts: [] };
}

/** The bill is settled (已收款): by whatever means, in the transaction that settles it. */
export function settlePayment(
  record: In<'awaitingPayment'>,
  { bill, entry }: z.infer<typeof BillSettled>,
  context: Context,
): Outcome<In<'awaitingVisit' | 'closed'>> {
  const paid = { ...record, payment: { bill, entry, at: context.now } };
  return { record: afterPayment(paid, context, context.actor.person), notices: record.visitDueAt === undefined ? [] : [toVisit] };
}

/** A payment was taken back (红冲): what has not been visited yet waits for its money again; what is closed stays closed, and its bill is dunned. */
export function reopenPayment(record: In<'awaitingVisit'>, { bill }: z.infer<typeof BillSettled>, { now }: Context): Outcome<In<'awaitingPayment'>> {
  const signed = entered(only(shapes.signed, record), now, { until: tomorrow(now) });
  return { record: { ...signed, state: 'awaitingPayment', payment: { bill } }, notices: [{ type: 'repair.unpaid', to: { positions: ['FRONT', 'CASHIER'] } }] };
}
