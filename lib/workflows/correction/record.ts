import * as z from 'zod';
import { fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Channel } from '../../ledger/account.ts';
import { BalanceId, BillId, ReceiptNo } from '../../ledger/names.ts';
import { CashHandover, Proof } from '../../ledger/payback.ts';
import { cancelled, wished } from '../../ledger/wish.ts';
import { BillShare, WriteOff } from './inputs.ts';

/** What a correction does (更正类型). */
export const matters = {
  void: '当日作废',
  reversal: '红冲',
  refund: '退款',
  balanceRefund: '退预收款',
  writeOff: '坏账核销',
  billVoid: '账单作废',
  move: '错户转账',
} as const;

const receipt = { entry: z.string().max(90), receipt: ReceiptNo };
const payback = { channel: Channel, payee: id().optional(), proof: Proof, cash: CashHandover.optional() };

/** What is corrected (更正内容). `balances`: what the receipt left to be spent, which has to be there still. */
export const Matter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('void'), ...receipt, balances: list(BalanceId, 20) }),
  z.strictObject({ kind: z.literal('reversal'), ...receipt, balances: list(BalanceId, 20) }),
  z.strictObject({
    kind: z.literal('refund'),
    ...receipt,
    from: list(BillShare, 20),
    prepaid: z.strictObject({ balance: BalanceId, fen: fen() }).optional(),
    cancelsCharge: z.boolean(),
    ...payback,
  }),
  z.strictObject({
    kind: z.literal('balanceRefund'),
    balance: BalanceId,
    /** The entry that moved it last, whose cashier does not sign. */
    entry: z.string().max(90),
    contractEnded: z.boolean(),
    book: id(),
    ...payback,
  }),
  z.strictObject({ kind: z.literal('writeOff'), bills: list(BillId, 20), ground: WriteOff.shape.ground, evidence: text(300).optional() }),
  z.strictObject({ kind: z.literal('billVoid'), bill: BillId }),
  z.strictObject({ kind: z.literal('move'), ...receipt, balances: list(BalanceId, 20), unit: id(), payer: id(), bills: list(BillShare, 20) }),
]);
/** See the schema. */
export type Matter = z.infer<typeof Matter>;
/** A matter of one kind. */
export type Of<K extends Matter['kind']> = Extract<Matter, { kind: K }>;

const base = {
  matter: Matter.meta({ title: '更正内容' }),
  reason: text(200).meta({ title: '原因' }),
  amountFen: fen().meta({ title: '金额（分）' }),
  unit: id().optional().meta({ title: '房屋' }),
  payer: id().optional().meta({ title: '交费人' }),
  /** Who took the money (经手人): he does not sign. */
  handledBy: list(id(), 5).meta({ title: '经手人' }),
  ...wished,
};

/** A correction (更正); what is known of it depends on its state. */
export const Correction = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('requested'), ...base }),
  z.strictObject({
    state: z.literal('booked'),
    ...base,
    bookedAt: storedInstant().meta({ title: '入账时间' }),
    receipts: list(ReceiptNo, 2).meta({ title: '凭证编号' }),
  }),
  z.strictObject({
    state: z.literal('cancelled'),
    ...base,
    ...cancelled,
  }),
]);
/** See the schema. */
export type Correction = z.infer<typeof Correction>;
/** A correction in one of these states. */
export type In<S extends Correction['state']> = Extract<Correction, { state: S }>;
