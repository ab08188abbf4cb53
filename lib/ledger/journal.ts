import * as z from 'zod';
import { dateText, id, keysOf, list, storedInstant, text } from '../kernel/schema.ts';
import { Account, Channel, FeeClass, Measure } from './account.ts';
import type { Bill } from './bill.ts';
import { BalanceId, BillId, Period } from './names.ts';

/** What kind of document a journal is (凭证类型). */
export const journalKinds = {
  bill: '手工账单',
  payment: '收款',
  offset: '预收抵扣',
  assignment: '暂收认领',
  depositIn: '收押金',
  deduction: '押金抵扣',
  transfer: '余额结转',
  waiver: '减免',
  writeOff: '核销',
  billVoid: '账单作废',
  void: '当日作废',
  reversal: '红冲',
  refund: '退款',
  remittance: '代缴',
  opening: '期初导入',
} as const;
export const JournalKind = z.enum(keysOf(journalKinds)).meta({ titles: journalKinds });
/** See the schema. */
export type JournalKind = z.infer<typeof JournalKind>;

/**
 * One posting (分录): debit positive, credit negative, never zero. What it names besides the account is changed by it: `bill` by a receivable or late fee,
 * `balance` by a prepayment, deposit or suspense.
 */
export const Posting = z.strictObject({
  account: Account,
  fen: z
    .int()
    .min(-100_000_000_000)
    .max(100_000_000_000)
    .refine((value) => value !== 0),
  /** Of receivables: why; of late fees, where it is forgiven instead of paid. */
  as: Measure.optional(),
  bill: BillId.optional(),
  balance: BalanceId.optional(),
  /** Of cash. */
  channel: Channel.optional(),
  feeClass: FeeClass.optional(),
  period: Period.optional(),
});
/** See the schema. */
export type Posting = z.infer<typeof Posting>;

/** What is to be booked (记账单): a document with postings that sum to zero. The walk books it in the transaction of the command that asks for it. */
export interface Journal {
  readonly kind: JournalKind;
  /** Name of the book; `system` for what nobody hands a receipt for. */
  readonly book: string;
  readonly postings: readonly Posting[];
  /** Bills this journal issues. Their receivables stand in its postings as `issued`. */
  readonly issues?: readonly Bill[];
  /** Party who pays or is paid. */
  readonly payer?: string | undefined;
  /** Day the money counts from; today unless given (银行到账日). */
  readonly valueOn?: string | undefined;
  readonly reason?: string | undefined;
  /** Entry this one takes back whole; at most once each. */
  readonly reverses?: string | undefined;
  /** Entry this one pays back in part; all refunds of an entry stay within its cash. */
  readonly refunds?: string | undefined;
  /** The channel's own number of the transaction. */
  readonly external?: string | undefined;
  /** Case that wants it, when no case runs the command. */
  readonly source?: { readonly kind: string; readonly id: string } | undefined;
  /** For whom a balance is opened by this journal: party and what it is for. */
  readonly opens?: Readonly<Record<string, { readonly party?: string | undefined; readonly title?: string | undefined }>>;
}

/** An entry (凭证) of a book: a journal with its number. It never changes or disappears. */
export const Entry = z.strictObject({
  company: z.string(),
  project: z.string(),
  year: z.string(),
  book: id(),
  /** Gapless in its book; the number of its receipt. */
  seq: z.int().min(1),
  kind: JournalKind,
  postings: list(Posting, 400),
  payer: id().optional(),
  bookedOn: dateText(),
  valueOn: dateText(),
  at: storedInstant(),
  by: z.strictObject({ person: z.string(), positions: z.array(z.string()) }),
  reason: text(300).optional(),
  reverses: z.string().optional(),
  refunds: z.string().optional(),
  external: z.string().max(80).optional(),
  source: z.strictObject({ kind: z.string(), id: z.string() }).optional(),
  /** Id of the request or of the case's step that caused it. */
  request: z.string(),
  /** Hash of the entry before it in the book. */
  previous: z.string(),
  hash: z.string(),
});
/** See the schema. */
export type Entry = z.infer<typeof Entry>;

/** Sum of what came in or went out by a channel, in fen; positive came in. */
export const cashOf = ({ postings }: Pick<Entry, 'postings'>): number => postings.reduce((sum, { account, fen }) => (account === 'cash' ? sum + fen : sum), 0);
