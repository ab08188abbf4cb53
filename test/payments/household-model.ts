import fc from 'fast-check';
import { addDays, parseCivilDate } from '../../lib/kernel/calendar.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { allocate, oldestFirst } from '../../lib/ledger/allocation.ts';
import type { Balance } from '../../lib/ledger/balance.ts';
import { type Bill, openFen, settledFen } from '../../lib/ledger/bill.ts';
import { divide, owedOn, settling } from '../../lib/ledger/division.ts';
import { fold, type Holdings } from '../../lib/ledger/fold.ts';
import { cashOf, type Journal } from '../../lib/ledger/journal.ts';
import { billId } from '../../lib/ledger/names.ts';
import { feeOf, flat } from './till.ts';

/** What happens to a household's money. `pick` chooses among what is there. */
export type Act =
  | { readonly do: 'issue'; readonly month: number; readonly fen: number }
  | { readonly do: 'pay'; readonly fen: number; readonly pick?: number | undefined }
  | { readonly do: 'prepay' | 'depositIn' | 'refund' | 'giveBack'; readonly fen: number }
  | { readonly do: 'deduct' | 'waive'; readonly fen: number; readonly pick: number }
  | { readonly do: 'reverse' | 'void'; readonly pick: number }
  | { readonly do: 'offset' }
  | { readonly do: 'wait'; readonly days: number };

const amount = fc.integer({ min: 1, max: 400_00 });
const pick = fc.nat(20);

/** Random acts, the likely ones more often. */
export const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('issue' as const), month: fc.integer({ min: 1, max: 9 }), fen: amount }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pay' as const), fen: amount, pick: fc.option(pick, { nil: undefined }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('prepay', 'depositIn'), fen: amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('refund', 'giveBack'), fen: fc.integer({ min: 1, max: 100_00 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('deduct', 'waive'), fen: fc.integer({ min: 1, max: 100_00 }), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('reverse', 'void'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('offset' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }) },
);

/** A household's money with everything that was booked, whatever keeps it. */
export interface State extends Holdings {
  readonly today: string;
  readonly booked: readonly { readonly id: string; readonly journal: Journal }[];
}

export const prepaid = `prepaid~${flat}~K1`;
export const deposit = `deposit~${flat}~YJ-1`;
const late = { graceDays: 5, countFrom: 'due', dailyPpm: 500, capPermille: 300 } as const;

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];
const openBills = ({ bills }: Holdings): readonly Bill[] => [...bills.values()].filter(({ state }) => state === 'open');

/** A bill as an act issues it. */
export function issued(month: number, fen: number, n: number): Bill {
  const lines = [{ text: '物业管理费', fen }];
  return feeOf(`2026-0${month}`, { charge: `WY.${n}`, lines, issuedFen: fen, late, origin: { kind: 'manual', id: 'qian' } });
}

/** What an act books; undefined where it has nothing to act upon. @throws DomainError as the ledger's rules do */
export function journalOf(act: Act, state: State): Journal | undefined {
  const { bills, balances, today, booked } = state;
  const facts = { payer: 'K1', valueOn: today, insideBill: 'PRINCIPAL_FIRST', lenient: false } as const;
  switch (act.do) {
    case 'issue': {
      const bill = issued(act.month, act.fen, booked.length);
      const postings = [
        { account: 'receivable', fen: act.fen, as: 'issued', bill: billId(bill) },
        { account: 'income', fen: -act.fen, feeClass: bill.feeClass, period: bill.period },
      ] as const;
      return { kind: 'bill', book: 'system', issues: [bill], postings };
    }
    case 'pay': {
      const chosen = act.pick === undefined ? undefined : at(openBills(state), act.pick);
      const purpose = chosen ? ({ kind: 'bills', wishes: [{ bill: billId(chosen) }] } as const) : ({ kind: 'units', units: [flat] } as const);
      const { shares, excessFen } = divide(purpose, bills, { ...facts, amountFen: act.fen });
      const rest = excessFen === 0 ? [] : [{ account: 'prepaid' as const, fen: -excessFen, balance: prepaid }];
      return {
        kind: 'payment',
        book: 'qian',
        payer: 'K1',
        postings: [{ account: 'cash', fen: act.fen, channel: 'cash' }, ...settling(shares, 'paid'), ...rest],
      };
    }
    case 'prepay':
      return moved('payment', act.fen, { account: 'prepaid', balance: prepaid });
    case 'refund':
      return moved('refund', -act.fen, { account: 'prepaid', balance: prepaid });
    case 'depositIn':
      return moved('depositIn', act.fen, { account: 'deposit', balance: deposit });
    case 'giveBack':
      return moved('refund', -act.fen, { account: 'deposit', balance: deposit });
    case 'deduct':
    case 'waive': {
      const bill = at(openBills(state), act.pick);
      if (!bill) return undefined;
      const fen = Math.min(act.fen, openFen(bill));
      const from = act.do === 'waive' ? ({ account: 'waiver', fen } as const) : ({ account: 'deposit', fen, balance: deposit } as const);
      const as = act.do === 'waive' ? 'waived' : 'deducted';
      return {
        kind: act.do === 'waive' ? 'waiver' : 'deduction',
        book: 'system',
        postings: [from, { account: 'receivable', fen: -fen, as, bill: billId(bill) }],
      };
    }
    case 'reverse':
    case 'void': {
      const original = at(
        booked.filter(({ journal }) => ['payment', 'offset', 'depositIn', 'deduction', 'waiver'].includes(journal.kind)),
        act.pick,
      );
      if (!original || booked.some(({ journal }) => journal.reverses === original.id)) return undefined;
      const postings = original.journal.postings.map((posting) => ({ ...posting, fen: -posting.fen }));
      return { kind: 'reversal', book: original.journal.book, reverses: original.id, postings };
    }
    case 'offset': {
      const fen = balances.get(prepaid)?.fen ?? 0;
      const { shares } = allocate(fen, oldestFirst(openBills(state).map((bill) => owedOn(bill, today))), 'PRINCIPAL_FIRST');
      const used = shares.reduce((sum, { principalFen, lateFen }) => sum + principalFen + lateFen, 0);
      return used === 0
        ? undefined
        : { kind: 'offset', book: 'system', payer: 'K1', postings: [{ account: 'prepaid', fen: used, balance: prepaid }, ...settling(shares, 'offset')] };
    }
    case 'wait':
      return undefined;
  }
}

function moved(kind: 'payment' | 'refund' | 'depositIn', fen: number, { account, balance }: { account: 'prepaid' | 'deposit'; balance: string }): Journal {
  return {
    kind,
    book: 'qian',
    payer: 'K1',
    postings: [
      { account: 'cash', fen, channel: 'cash' },
      { account, fen: -fen, balance },
    ],
  };
}

/** One act on the pure fold; what is refused changes nothing. */
export function step(state: State, act: Act): State {
  if (act.do === 'wait') return { ...state, today: addDays(parseCivilDate(state.today), act.days) };
  try {
    const journal = journalOf(act, state);
    if (!journal) return state;
    const id = `2026~${journal.book}~${state.booked.length + 1}`;
    const after = fold(state, journal, { entry: id, bookedOn: state.today, valueOn: state.today });
    return { ...state, ...after, booked: [...state.booked, { id, journal }] };
  } catch (error) {
    if (error instanceof DomainError) return state;
    throw error;
  }
}

export const nothingYet: State = { bills: new Map(), balances: new Map(), today: '2026-07-20', booked: [] };

/** I1–I3 of a household: stored balances are the sums of the postings, every journal sums to zero, no bill is settled below nothing or above what was issued. */
export function violations({ bills, balances, booked }: Pick<State, 'bills' | 'balances' | 'booked'>): readonly string[] {
  const wrong: string[] = [];
  const postings = booked.flatMap(({ journal }) => journal.postings);
  const sumBy = (which: (posting: (typeof postings)[number]) => boolean): number => postings.filter(which).reduce((sum, { fen }) => sum + fen, 0);
  for (const { id, journal } of booked) {
    const sum = journal.postings.reduce((all, { fen }) => all + fen, 0);
    if (sum !== 0 || journal.postings.length < 2) wrong.push(`${id} sums to ${sum}`);
  }
  for (const [id, { fen }] of balances) {
    const sum = -sumBy(({ balance }) => balance === id);
    if (fen !== sum || fen < 0) wrong.push(`${id} holds ${fen}, its postings say ${sum}`);
  }
  for (const [id, bill] of bills) {
    const open = sumBy(({ account, bill: of }) => account === 'receivable' && of === id);
    if (openFen(bill) !== open) wrong.push(`${id} owes ${openFen(bill)}, its postings say ${open}`);
    if (settledFen(bill) < 0 || settledFen(bill) > bill.issuedFen) wrong.push(`${id} is settled by ${settledFen(bill)} of ${bill.issuedFen}`);
    if ((bill.state === 'open') !== openFen(bill) > 0) wrong.push(`${id} owes ${openFen(bill)} and is ${bill.state}`);
  }
  const kindSum = (kind: Balance['kind']): number => [...balances.values()].reduce((sum, one) => (one.kind === kind ? sum + one.fen : sum), 0);
  for (const kind of ['prepaid', 'deposit'] as const)
    if (kindSum(kind) !== -sumBy(({ account }) => account === kind)) wrong.push(`${kind} is not the sum of its items`);
  const cash = booked.reduce((sum, { journal }) => sum + cashOf({ postings: [...journal.postings] }), 0);
  if (cash !== sumBy(({ account }) => account === 'cash')) wrong.push('cash');
  return wrong;
}
