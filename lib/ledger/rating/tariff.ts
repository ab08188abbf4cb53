import * as z from 'zod';
import { count, dateText, fen, id, keysOf, list, storedInstant, text } from '../../kernel/schema.ts';
import { FeeClass } from '../account.ts';
import { LateClause } from '../bill.ts';
import { Period } from '../names.ts';
import { cycles, holdsOn } from './month.ts';

/** What a meter measures (表计类型). */
export const meterKinds = { water: '水表', power: '电表', gas: '燃气表' } as const;
export const MeterKind = z.enum(keysOf(meterKinds)).meta({ title: '表计类型', titles: meterKinds });
/** See the schema. */
export type MeterKind = z.infer<typeof MeterKind>;

const area = z.enum(['building', 'inner']).meta({ title: '计费面积', titles: { building: '建筑面积', inner: '套内面积' } });

/**
 * How a fee is worked out (计费方式): area × price, a fixed sum a month, meter × price, meter by steps (阶梯), a common cost shared by area (公摊).
 */
export const Method = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('perArea'), area: area.default('building') }),
    z.strictObject({ kind: z.literal('fixed') }),
    z.strictObject({ kind: z.literal('metered'), meter: MeterKind }),
    /** Steps count from the beginning of the cycle, or of the calendar year. */
    z.strictObject({
      kind: z.literal('stepped'),
      meter: MeterKind,
      window: z
        .enum(['cycle', 'year'])
        .default('cycle')
        .meta({ title: '阶梯周期', titles: { cycle: '计费周期', year: '自然年' } }),
    }),
    z.strictObject({ kind: z.literal('shared'), area: area.default('building') }),
  ])
  .meta({ title: '计费方式' });
/** See the schema. */
export type Method = z.output<typeof Method>;

/** A price in 1/10 000 yuan, never zero: what costs nothing needs no tariff. */
export const PriceE4 = z.int().min(1).max(10_000_000_000).meta({ title: '单价（0.0001 元）' });

/** A step (阶梯): its price holds up to this quantity, in 1/1000 units; the last one has no end. */
export const Step = z.strictObject({ upTo: z.int().min(1).max(1_000_000_000_000).optional().meta({ title: '至（0.001）' }), priceE4: PriceE4 });
/** See the schema. */
export type Step = z.infer<typeof Step>;

/** A late-fee clause with the words of the contract it stands in (违约金条款); without them there is no late fee. */
export const RecordedClause = z.strictObject({
  ...LateClause.shape,
  clause: text(300).meta({ title: '合同条款原文' }),
  /** The contract agrees on late fees for money collected for others, too. */
  agencyAgreed: z.literal(true).optional().meta({ title: '代收费用约定违约金' }),
});

/** To which units a tariff applies (适用范围): all that satisfy every condition given; none given, all units. */
export const Scope = z.strictObject({
  kinds: list(text(20), 10).optional().meta({ title: '房屋类型' }),
  buildings: list(text(20), 200).optional().meta({ title: '楼栋' }),
  units: list(id(), 500).optional().meta({ title: '房屋' }),
});
/** See the schema. */
export type Scope = z.infer<typeof Scope>;

/** When a bill is due (到期规则): a day of the cycle's first, last or following month; the month's last day where none is given. */
export const DueRule = z.strictObject({
  month: z
    .enum(['first', 'last', 'next'])
    .default('last')
    .meta({ title: '到期月份', titles: { first: '周期首月', last: '周期末月', next: '周期次月' } }),
  day: count(1, 31).optional().meta({ title: '到期日' }),
});

/** What an edition (版本) says: effective from a day until the next edition's. */
export const Terms = z.strictObject({
  from: dateText().meta({ title: '执行日期' }),
  priceE4: PriceE4.optional(),
  steps: list(Step, 10).optional().meta({ title: '阶梯' }),
  /** Guide price (政府指导价) and the document that sets it; without one the market decides (市场调节价). */
  guide: z
    .strictObject({ ceilingE4: PriceE4.meta({ title: '最高价（0.0001 元）' }), document: text(120).meta({ title: '批文' }) })
    .optional()
    .meta({ title: '政府指导价' }),
  /** Tax contained, in 1/1000. */
  taxPermille: count(0, 500).optional().meta({ title: '税率（‰）' }),
  due: DueRule.default({ month: 'last' }).meta({ title: '到期规则' }),
  late: RecordedClause.optional().meta({ title: '违约金条款' }),
  scope: Scope.default({}).meta({ title: '适用范围' }),
});
/** See the schema. */
export type Terms = z.output<typeof Terms>;

const stamp = { at: storedInstant(), by: id() };

/** A published edition (已公示版本): it never changes. */
export const Edition = z.strictObject({
  ...Terms.shape,
  number: count(1, 9999).meta({ title: '版本' }),
  drafted: z.strictObject(stamp),
  publication: z
    .strictObject({
      ...stamp,
      place: text(120).meta({ title: '公示地点' }),
      on: dateText().meta({ title: '公示日期' }),
      evidence: text(200).meta({ title: '公示凭证' }),
    })
    .meta({ title: '公示记录' }),
});
/** See the schema. */
export type Edition = z.output<typeof Edition>;

/** A common cost (公摊费用) of a month, as it is published: used, unit price, amount (L21a). */
export const Cost = z.strictObject({
  ...stamp,
  period: Period,
  wholeFen: fen().meta({ title: '公摊总额（分）' }),
  usage: text(60).optional().meta({ title: '用量' }),
  unitPrice: text(60).optional().meta({ title: '单价' }),
  evidence: text(200).meta({ title: '依据' }),
});
/** See the schema. */
export type Cost = z.infer<typeof Cost>;

const lasting = {
  feeClass: FeeClass,
  title: text(40).meta({ title: '收费项目' }),
  method: Method,
  cycle: z.enum(keysOf(cycles)).meta({ title: '计费周期', titles: cycles }),
  /** Collected for others (代收代付, L11). */
  agency: z.literal(true).optional().meta({ title: '代收代付' }),
  costs: list(Cost, 24).optional().meta({ title: '公摊费用' }),
};
const draft = z.strictObject({ ...Terms.shape, drafted: z.strictObject(stamp), warnings: list(text(200), 5).optional().meta({ title: '提示' }) });

/**
 * A tariff (收费标准): what is charged, how, from whom, and where it was made public.
 *
 *     (new) ─put─▶ draft ─publish─▶ published ─put (next edition)─▶ published ─publish─▶ published ─end─▶ ended
 *
 * Only published editions charge (L04, L07, R064). They never change: a bill of years ago is worked out again from the edition it names.
 */
export const Tariff = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('draft'), ...lasting, draft, editions: list(Edition, 0) }),
  z.strictObject({ state: z.literal('published'), ...lasting, draft: draft.optional(), editions: list(Edition, 60).min(1) }),
  z.strictObject({
    state: z.literal('ended'),
    ...lasting,
    editions: list(Edition, 60).min(1),
    /** First day on which it no longer charges. */
    until: dateText().meta({ title: '停止执行日期' }),
    ended: z.strictObject({ ...stamp, reason: text(200) }),
  }),
]);
/** See the schema. */
export type Tariff = z.output<typeof Tariff>;

/** The edition in force on a day; undefined before the first one, after the end, and while nothing is published. */
export function editionOn(tariff: Tariff, date: string): Edition | undefined {
  if (tariff.state === 'ended' && date >= tariff.until) return undefined;
  return tariff.editions.findLast((edition) => holdsOn(edition, date));
}

/** What of a unit decides whether a tariff applies to it. */
export interface Scoped {
  readonly kind: string;
  readonly building: string;
}

/** Whether a scope covers a unit. */
export function covers({ kinds, buildings, units }: Scope, unitId: string, { kind, building }: Scoped): boolean {
  return (kinds?.includes(kind) ?? true) && (buildings?.includes(building) ?? true) && (units?.includes(unitId) ?? true);
}

/** The cost of a month, the latest one recorded. */
export const costOf = ({ costs = [] }: Tariff, period: string): Cost | undefined => costs.findLast((cost) => cost.period === period);
