import * as z from 'zod';
import { sumOf } from '../kernel/money.ts';
import { count, dateText, fen, id, list, storedInstant, text } from '../kernel/schema.ts';
import { FeeClass, Measure } from './account.ts';
import { type BillName, billId, Charge, Period } from './names.ts';

/**
 * A line of a bill (账单明细) explains its fen: `fen` is the product of the parts, rounded once, half up. `quantity` is an area in 1/100 ㎡, a meter difference in
 * 1/1000 units, or a count; `priceE4` is the price of one (㎡, unit, piece) in 1/10 000 yuan.
 */
export const BillLine = z.strictObject({
  text: text(80).meta({ title: '说明' }),
  /** Civil days `[from, to)` the line covers. */
  from: dateText().optional().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
  quantity: z.int().optional().meta({ title: '数量' }),
  /** How many parts make one: 100 for areas, 1000 for meters. */
  scale: count(1, 10_000).optional(),
  unitName: text(10).optional().meta({ title: '单位' }),
  priceE4: z.int().min(0).max(1_000_000_000_000).optional().meta({ title: '单价（0.0001 元）' }),
  /** Months of the cycle, when it is longer than one. */
  months: count(1, 12).optional(),
  /** Days charged of days in the month. */
  days: z
    .strictObject({ of: count(1, 31), charged: count(0, 31) })
    .optional()
    .meta({ title: '计费天数' }),
  /** Vacancy or other factor, 1/1000. */
  factorPermille: count(0, 1000).optional().meta({ title: '系数（‰）' }),
  /** Tariff and edition the price stands in. */
  tariff: id().optional(),
  edition: count(1, 9999).optional(),
  /** Meter readings in 1/1000 units. */
  readings: z.strictObject({ meter: id(), from: z.int(), to: z.int() }).optional(),
  /** Of a shared cost (公摊): the whole amount, the sum of weights, this unit's weight. */
  share: z.strictObject({ wholeFen: fen(), weights: z.int(), weight: z.int() }).optional(),
  fen: z.int().min(-100_000_000_000).max(100_000_000_000).meta({ title: '金额（分）' }),
});
/** See the schema. */
export type BillLine = z.infer<typeof BillLine>;

/** The late-fee clause (违约金条款) a bill carries from its tariff; none without a recorded contract clause. */
export const LateClause = z.strictObject({
  /** Late from this many days after the due date. */
  graceDays: count(0, 365).meta({ title: '宽限天数' }),
  /** Whether days count from the due date, or only from the end of the grace. */
  countFrom: z.enum(['due', 'grace']).meta({ title: '起算', titles: { due: '到期日', grace: '宽限期满' } }),
  /** Millionths of the outstanding principal per day: 0.05 % = 500. */
  dailyPpm: count(0, 100_000).meta({ title: '日费率（百万分之）' }),
  /** Cap in thousandths of the principal: 1000 = the principal itself. */
  capPermille: count(0, 10_000).meta({ title: '上限（本金的‰）' }),
});
/** See the schema. */
export type LateClause = z.infer<typeof LateClause>;

/** One change of what is open: which entry, on which booking day, how much of the principal (positive settles, negative reopens), how much late fee. */
const Settlement = z.strictObject({
  entry: z.string().max(90),
  on: dateText(),
  /** Day the money counts from (交款日): late fees stop then. */
  valueOn: dateText(),
  fen: z.int(),
  lateFen: z.int().optional(),
  as: Measure,
});
/** See the schema. */
export type Settlement = z.infer<typeof Settlement>;

/** What a bill came from (账单来源). A case named here is told by an order when the bill is settled or open again. */
export const BillOrigin = z.strictObject({
  kind: z.string().max(30),
  id: z.string().max(80),
});

/**
 * A bill (账单): what one payer owes for one unit, month and charge. Who, what, lines and the issued amount never change; `paid` and `state` do.
 *
 *     open ─▶ settled ─▶ open (reversal)      open ─▶ voided (before any payment)      open ─▶ writtenOff
 *
 * Partly paid, overdue and late fees follow from it and the date: nothing is marked at night.
 */
export const Bill = z.strictObject({
  unit: id().meta({ title: '房屋' }),
  period: Period,
  feeClass: FeeClass,
  charge: Charge,
  revision: count(0, 9999),
  title: text(60).meta({ title: '项目' }),
  payer: id().meta({ title: '交费人' }),
  /** Parties jointly liable (连带责任, L09). */
  joint: list(id(), 10).optional().meta({ title: '连带责任人' }),
  lines: list(BillLine, 40).meta({ title: '明细' }),
  issuedFen: fen().meta({ title: '应收金额（分）' }),
  issuedOn: dateText().meta({ title: '出账日' }),
  dueOn: dateText().meta({ title: '到期日' }),
  /** Collected for others (代收代付, L11): never income, no fee on it. */
  agency: z.literal(true).optional().meta({ title: '代收代付' }),
  /** Tax contained, in 1/1000. */
  taxPermille: count(0, 500).optional().meta({ title: '税率（‰）' }),
  late: LateClause.optional().meta({ title: '违约金条款' }),
  origin: BillOrigin.meta({ title: '来源' }),
  /** Last evidenced demand, promise, part payment, instalment plan or suit (时效中断, L20), with the evidence. */
  interruptions: list(z.strictObject({ on: dateText(), by: z.string().max(30), evidence: text(120).optional() }), 60).optional(),
  dispute: z
    .strictObject({ complaint: z.string().max(40), at: storedInstant(), reason: text(200), upheld: z.boolean().optional() })
    .optional()
    .meta({ title: '异议' }),
  state: z.enum(['open', 'settled', 'voided', 'writtenOff']),
  paid: list(Settlement, 200).default([]).meta({ title: '核销记录' }),
});
/** See the schema. */
export type Bill = z.infer<typeof Bill>;

export const idOfBill = (bill: BillName): string => billId(bill);

/** Principal settled so far, in fen. */
export const settledFen = ({ paid }: Pick<Bill, 'paid'>): number => paid.reduce((sum, { fen: part }) => sum + part, 0);

/** Principal still owed, in fen. */
export const openFen = (bill: Pick<Bill, 'issuedFen' | 'paid'>): number => sumOf([bill.issuedFen, -settledFen(bill)]);

/** Late fee settled so far, paid or waived, in fen. */
export const lateSettledFen = ({ paid }: Pick<Bill, 'paid'>): number => paid.reduce((sum, { lateFen = 0 }) => sum + lateFen, 0);

/** What people call it: partly paid and overdue are seen, not stored (账单状态). */
export function billStanding(bill: Bill, today: string): 'open' | 'partlyPaid' | 'overdue' | 'settled' | 'voided' | 'writtenOff' {
  if (bill.state !== 'open') return bill.state;
  if (today > bill.dueOn) return 'overdue';
  return bill.paid.some(({ fen: part }) => part !== 0) && settledFen(bill) > 0 ? 'partlyPaid' : 'open';
}
