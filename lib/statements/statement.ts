import { sumOf } from '../kernel/money.ts';
import type { Account, Measure, measures } from '../ledger/account.ts';
import type { Bill } from '../ledger/bill.ts';
import { type Entry, type JournalKind, journalKinds } from '../ledger/journal.ts';
import { balanceNamed, billId, entryNamed, receiptNo } from '../ledger/names.ts';

/** What a household owes and what is held for it (户账余额), in fen. */
export interface Standing {
  readonly owedFen: number;
  readonly prepaidFen: number;
  readonly depositFen: number;
}

/** What an entry did to a balance, as it lies beside the balance. */
export interface Move {
  readonly balance: string;
  readonly entry: string;
  readonly kind: JournalKind;
  readonly on: string;
  readonly fen: number;
}

/** One line of a statement (对账单明细): a bill that was issued, or an entry and what it changed here. */
export interface Movement extends Standing {
  readonly on: string;
  readonly kind: 'billed' | JournalKind;
  readonly title: string;
  /** Number of the entry in its book, which is the number of its receipt. */
  readonly receiptNo?: string;
  readonly entry?: string;
  /** Late fee paid or waived: never owed before, so nothing of it stands in `owedFen`. */
  readonly lateFen?: number;
  readonly bills: readonly { readonly id: string; readonly title: string; readonly period: string; readonly fen: number; readonly as: Measure }[];
  readonly balances: readonly { readonly id: string; readonly fen: number }[];
  readonly after: Standing;
}

/** A statement (对账单): what stood before, what happened in order, what stood after. */
export interface Statement {
  readonly from: string;
  /** The first day it no longer covers. */
  readonly to: string;
  readonly opening: Standing;
  readonly movements: readonly Movement[];
  readonly closing: Standing;
}

export const nothing: Standing = { owedFen: 0, prepaidFen: 0, depositFen: 0 };

/** Two standings together. */
export const bothStandings = (a: Standing, b: Standing): Standing => ({
  owedFen: sumOf([a.owedFen, b.owedFen]),
  prepaidFen: sumOf([a.prepaidFen, b.prepaidFen]),
  depositFen: sumOf([a.depositFen, b.depositFen]),
});

type Line = Omit<Movement, 'after' | 'receiptNo' | 'kind' | 'title'> & {
  readonly kind: 'billed' | JournalKind | undefined;
  readonly title: string;
  readonly order: string;
};

/**
 * Puts a statement together from bills and what was done to balances. The sums are those of the ledger: `closing` of a statement through today is what the bills owe and
 * the balances hold.
 *
 * @param kinds of the entries named, where they are known; the others are called after what they did
 */
export function statementOf(
  bills: readonly Bill[],
  moves: readonly Move[],
  { from, to }: { readonly from: string; readonly to: string },
  kinds: ReadonlyMap<string, Entry>,
): Statement {
  const lines = [...bills.map(issued), ...entriesIn(bills, moves)].toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const opening = lines.filter(({ on }) => on < from).reduce<Standing>(bothStandings, nothing);
  let after = opening;
  const movements = lines
    .filter(({ on }) => on >= from && on < to)
    .map(({ order: _order, ...line }): Movement => {
      after = bothStandings(after, line);
      const name = line.entry === undefined ? undefined : entryNamed(line.entry);
      const kind = line.kind ?? kinds.get(line.entry ?? '')?.kind ?? kindOf(line);
      return { ...line, kind, title: kind === 'billed' ? line.title : journalKinds[kind], ...(name ? { receiptNo: receiptNo(name) } : {}), after };
    });
  return { from, to, opening, movements, closing: after };
}

/** Bills stand before the entries of their day, entries by book and number. */
function issued(bill: Bill): Line {
  const id = billId(bill);
  return {
    on: bill.issuedOn,
    order: `${bill.issuedOn} 0 ${id}`,
    kind: 'billed',
    title: bill.title,
    ...nothing,
    owedFen: bill.issuedFen,
    bills: [{ id, title: bill.title, period: bill.period, fen: bill.issuedFen, as: 'issued' }],
    balances: [],
  };
}

/** Ids of the entries a statement of these days names. */
export function entriesWithin(bills: readonly Bill[], moves: readonly Move[], { from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  return [...new Set(entriesIn(bills, moves).flatMap(({ on, entry }) => (on >= from && on < to && entry !== undefined ? [entry] : [])))];
}

function entriesIn(bills: readonly Bill[], moves: readonly Move[]): readonly Line[] {
  const lines = new Map<string, Line>();
  const line = (entry: string, on: string): Line =>
    lines.get(entry) ?? { ...nothing, on, entry, order: orderOf(entry, on), kind: undefined, title: '', bills: [], balances: [] };
  for (const bill of bills) {
    const id = billId(bill);
    for (const { entry, on, fen, lateFen = 0, as } of bill.paid) {
      const known = line(entry, on);
      const late = (known.lateFen ?? 0) + lateFen;
      const named = fen === 0 ? known.bills : [...known.bills, { id, title: bill.title, period: bill.period, fen: -fen, as }];
      lines.set(entry, { ...known, owedFen: sumOf([known.owedFen, -fen]), ...(late === 0 ? {} : { lateFen: late }), bills: named });
    }
  }
  for (const { balance, entry, kind, on, fen } of moves) {
    const known = line(entry, on);
    const held = heldAs[balanceNamed(balance)?.kind ?? 'suspense'];
    lines.set(entry, { ...known, kind, ...(held ? { [held]: known[held] + fen } : {}), balances: [...known.balances, { id: balance, fen }] });
  }
  return [...lines.values()];
}

const heldAs = { prepaid: 'prepaidFen', deposit: 'depositFen', suspense: undefined } as const satisfies Partial<Record<Account, keyof Standing | undefined>>;

function orderOf(entry: string, on: string): string {
  const { book = '', seq = 0 } = entryNamed(entry) ?? {};
  return `${on} 1 ${book} ${String(seq).padStart(8, '0')}`;
}

/** What an entry was, by what it did to the first bill it names. */
function kindOf({ bills }: Pick<Line, 'bills'>): JournalKind {
  const [first] = bills;
  return first ? kindsOf[first.as] : 'payment';
}

const kindsOf: Readonly<Record<keyof typeof measures, JournalKind>> = {
  issued: 'bill',
  paid: 'payment',
  offset: 'offset',
  deducted: 'deduction',
  waived: 'waiver',
  writtenOff: 'writeOff',
  voided: 'billVoid',
  refunded: 'refund',
};
