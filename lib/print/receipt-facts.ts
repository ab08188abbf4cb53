import { moneyFor } from '../cases/money.ts';
import { keysOfEntry } from '../cases/money-items.ts';
import { fetchItems, type Work } from '../cases/work.ts';
import { type Channel, channels } from '../ledger/account.ts';
import type { TakenBack } from '../ledger/back.ts';
import { cashOf, type Entry, type JournalKind } from '../ledger/journal.ts';
import { type EntryName, entryId, entryNamed, receiptNo } from '../ledger/names.ts';

/** How a receipt stands today (收据状态). */
export const receiptStates = {
  valid: '有效',
  voided: '已作废',
  reversed: '已红冲',
  partlyRefunded: '已部分退款',
  refunded: '已全额退款',
} as const;
export type ReceiptState = keyof typeof receiptStates;

/** What papers of an entry are called (票据名称); what moves no money has none. */
const titles: Partial<Readonly<Record<JournalKind, string>>> = {
  payment: '收据',
  depositIn: '押金收据',
  refund: '退款凭证',
  void: '作废凭证',
  reversal: '红字收据',
  remittance: '代缴凭证',
};

/** An entry with what became of it. */
export interface ReceiptFacts {
  readonly entry: Entry;
  readonly back: TakenBack;
  readonly state: ReceiptState;
  /** Number of the entry that took it back. */
  readonly takenBackBy?: string | undefined;
}

/** The paper's name, or undefined for an entry nobody gets a paper for. */
export const titleOf = (entry: Pick<Entry, 'kind' | 'postings'>): string | undefined => (cashOf(entry) === 0 ? undefined : (titles[entry.kind] ?? '收付凭证'));

/** Money by channel, as the paper and the public check name it: `微信支付`. */
export function channelsOf({ postings }: Pick<Entry, 'postings'>): string {
  const used = [...new Set(postings.map(({ channel }) => channel).filter((channel): channel is Channel => channel !== undefined))];
  return used.map((channel) => channels[channel]).join('、');
}

/** An entry, what was taken back of it and by what; undefined when there is no such entry or nobody gets a paper for it. */
export async function receiptFacts(work: Work, name: EntryName): Promise<ReceiptFacts | undefined> {
  const id = entryId(name);
  const { entry: entryKey, back: backKey } = keysOfEntry(work.desk.company, work.project, id);
  await fetchItems(work, [entryKey, backKey]);
  const found = (await moneyFor(work, { entries: [id] })).entries.get(id);
  if (!found || titleOf(found) === undefined) return undefined;
  const { back, ...entry } = found;
  const by = back.reversedBy === undefined ? undefined : entryNamed(back.reversedBy);
  const reversal = back.reversedBy === undefined ? undefined : (await moneyFor(work, { entries: [back.reversedBy] })).entries.get(back.reversedBy);
  return { entry, back, state: stateOf(entry, back, reversal?.kind), takenBackBy: by && receiptNo(by) };
}

/** @param reversal kind of the entry that reversed it */
export function stateOf(entry: Pick<Entry, 'postings'>, { reversedBy, refundedFen }: TakenBack, reversal?: JournalKind): ReceiptState {
  if (reversedBy !== undefined) return reversal === 'void' ? 'voided' : 'reversed';
  if (refundedFen === 0) return 'valid';
  return refundedFen < cashOf(entry) ? 'partlyRefunded' : 'refunded';
}
