import type { Context, Money } from '../../cases/definition.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import type { Channel } from '../../ledger/account.ts';
import { cashOf, type JournalKind, journalKinds } from '../../ledger/journal.ts';
import { balanceNamed, billNamed, entryId, entryNamed, receiptNamed, receiptNo } from '../../ledger/names.ts';

/** An entry as a command sees it. */
export type SeenEntry = NonNullable<ReturnType<Money['entries']['get']>>;

/** The id of the entry a receipt number names; the schema has let no other text through. */
export function entryOf(receipt: string): string {
  const name = receiptNamed(receipt);
  if (!name) throw new Error(`${receipt} names no receipt`);
  return entryId(name);
}

/** The number of an entry's receipt, for people. */
export function numberOf(entry: string): string {
  const name = entryNamed(entry);
  return name ? receiptNo(name) : entry;
}

/** The entry of a receipt that stands. @throws DomainError `entry.unknown`, `entry.reversed` */
export function standingEntry({ entries }: Money, id: string): SeenEntry {
  const entry = entries.get(id) ?? refuse('entry.unknown', 'receipt', { id: numberOf(id) });
  const { reversedBy } = entry.back;
  if (reversedBy !== undefined) refuse('entry.reversed', 'receipt', { id: numberOf(id), by: numberOf(reversedBy) }, 'conflict');
  return entry;
}

const takenBackWhole: readonly JournalKind[] = ['payment', 'offset', 'assignment', 'transfer', 'waiver', 'writeOff', 'remittance'];

/**
 * What may be taken back whole here. What belongs to a deposit is taken back there, so that its case knows of it; a refund that came back is new money.
 *
 * @throws DomainError `correction.own-case`, `correction.not-reversible`, `entry.refunded`
 */
export function checkReversible(entry: SeenEntry): void {
  const { kind, source, back } = entry;
  const id = receiptNo(entry);
  if (source?.kind === 'deposit') refuse('correction.own-case', 'receipt', { id, number: source.id }, 'conflict');
  if (!takenBackWhole.includes(kind)) refuse('correction.not-reversible', 'receipt', { id, kind: journalKinds[kind] }, 'conflict');
  if (back.refundedFen > 0) checkLeft(entry, cashOf(entry));
}

/** What is left of a receipt's money after its refunds. @throws DomainError `entry.refunded` */
export function checkLeft(entry: SeenEntry, amountFen: number): void {
  const leftFen = sumOf([cashOf(entry), -entry.back.refundedFen]);
  if (amountFen > leftFen)
    refuse('entry.refunded', 'amountFen', { id: receiptNo(entry), refunded: yuan(entry.back.refundedFen), left: yuan(leftFen) }, 'conflict');
}

/** The channel a receipt's money came by. @throws DomainError `correction.no-money` for one that brought none */
export function channelOf(entry: SeenEntry): Channel {
  const came = entry.postings.find(({ account, fen }) => account === 'cash' && fen > 0)?.channel;
  return came ?? refuse('correction.no-money', 'receipt', { id: receiptNo(entry) });
}

/** What a receipt left to be spent: balances it raised, and by how much. */
export function leftBy({ postings }: SeenEntry): ReadonlyMap<string, number> {
  const raised = new Map<string, number>();
  for (const { balance, fen } of postings) if (balance !== undefined) raised.set(balance, (raised.get(balance) ?? 0) - fen);
  return new Map([...raised].filter(([, fen]) => fen > 0));
}

/** The one unit a receipt is about; undefined where there are several, or none. */
export function unitOf({ postings }: SeenEntry): string | undefined {
  const units = new Set(
    postings.flatMap(({ bill, balance }) => [
      bill === undefined ? undefined : billNamed(bill)?.unit,
      balance === undefined ? undefined : balanceNamed(balance)?.unit,
    ]),
  );
  units.delete(undefined);
  return units.size === 1 ? [...units][0] : undefined;
}

/**
 * What the receipt left must be there still: money that was spent since would have to be taken back from what it paid.
 *
 * @throws DomainError `correction.spent`, naming what to undo first
 */
export function checkUnspent(entry: SeenEntry, { money }: Pick<Context, 'money'>): void {
  const own = entryId(entry);
  for (const [id, wantedFen] of leftBy(entry)) {
    const balance = money.balances.get(id);
    if (!balance || balance.fen >= wantedFen) continue;
    const offsets = [...money.bills.values()].flatMap(({ paid }) => paid.filter(({ as, fen, on }) => as === 'offset' && fen > 0 && on >= entry.bookedOn));
    const later = [...new Set([...offsets.map((one) => one.entry).slice(-3), balance.entry])].filter((one) => one !== own);
    throw new DomainError('conflict', 'correction.spent', {
      id: receiptNo(entry),
      wanted: yuan(wantedFen),
      held: yuan(balance.fen),
      by: later.map(numberOf).join('、'),
    });
  }
}
