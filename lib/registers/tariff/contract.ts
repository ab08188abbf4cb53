import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { count, dateText, keysOf, list, text } from '../../kernel/schema.ts';
import { FeeClass } from '../../ledger/account.ts';
import { Period } from '../../ledger/names.ts';
import { cycles } from '../../ledger/rating/month.ts';
import { Method, PriceE4, Scope, type Tariff, Terms } from '../../ledger/rating/tariff.ts';
import { UnitKind } from '../unit/contract.ts';

export type { Tariff } from '../../ledger/rating/tariff.ts';

/** What is sometimes put on top of money collected for others, and may not be (L11). */
const Surcharge = z.strictObject({
  kind: z
    .enum(['handlingFee', 'workingCapital', 'guarantee'])
    .meta({ title: '种类', titles: { handlingFee: '手续费', workingCapital: '周转金', guarantee: '保证金' } }),
  priceE4: PriceE4,
});

/**
 * `put`: drafts the first edition of a tariff, or its next one (收费标准草案). Class, title, method, cycle and agency stand for all editions; a fee that changes these is another
 * tariff.
 */
export const TariffInput = z.strictObject({
  feeClass: FeeClass,
  title: text(40).meta({ title: '收费项目' }),
  method: Method,
  cycle: z.enum(keysOf(cycles)).default('month').meta({ title: '计费周期', titles: cycles }),
  /** Water, power and gas are collected for others unless it says otherwise. */
  agency: z.boolean().optional().meta({ title: '代收代付' }),
  ...Terms.shape,
  scope: z
    .strictObject({ ...Scope.shape, kinds: list(UnitKind, 10).optional().meta({ title: '房屋类型' }) })
    .default({})
    .meta({ title: '适用范围' }),
  surcharges: list(Surcharge, 5).optional().meta({ title: '加收' }),
});
/** See the schema. */
export type TariffInput = z.output<typeof TariffInput>;

/** `publish` (公示): where and when it was made public, and what proves it. */
export const Publication = z.strictObject({
  place: text(120).meta({ title: '公示地点' }),
  on: dateText().meta({ title: '公示日期' }),
  evidence: text(200).meta({ title: '公示凭证' }),
});

/** `recordCost`: a month's common cost (公摊费用), as it is published with usage and unit price (L21a). */
export const CostInput = z.strictObject({
  period: Period,
  wholeFen: count(1, 100_000_000_000).meta({ title: '公摊总额（分）' }),
  usage: text(60).optional().meta({ title: '用量' }),
  unitPrice: text(60).optional().meta({ title: '单价' }),
  evidence: text(200).meta({ title: '依据' }),
  /** Why a cost recorded before is replaced. */
  correction: text(200).optional().meta({ title: '更正原因' }),
});

/** `end`: the tariff charges no more from a day on (停止执行). */
export const TariffEnd = z.strictObject({ on: dateText().meta({ title: '停止执行日期' }), reason: text(200).meta({ title: '原因' }) });

/** What others know of the tariffs (收费标准). */
export const tariff = contract<Tariff>()({
  name: 'tariff',
  title: '收费标准',
  commands: { put: TariffInput, publish: Publication, recordCost: CostInput, end: TariffEnd },
});

/** Party and meter stand beside it in a charge's name: see the length of a charge. */
export const tariffIdPattern: RegExp = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,23}$/u;
