import * as z from 'zod';
import { accrualStarts } from '../../kernel/project-policy.ts';
import { count, dateText, id, list, text } from '../../kernel/schema.ts';
import { FeeClass } from '../account.ts';

const accrualTitles = { DAILY: '按日起算', NEXT_MONTH: '次月起算', HALF_MONTH: '半月起算' } as const;

/** When the first owner begins to pay (计费起点): by the day of handover (交付) and a policy; what he does not pay the developer does (L10). */
export const Accrual = z.strictObject({
  on: dateText().meta({ title: '交付日期' }),
  /** The project's own unless given. */
  policy: z.enum(accrualStarts).optional().meta({ title: '起算方式', titles: accrualTitles }),
  /** The sale contract is silent where the law lets the developer go on paying (北京、上海). */
  developerPays: z.literal(true).optional().meta({ title: '合同未约定，由建设单位承担' }),
});

/** Somebody else than the owner pays (交费约定), while his own relation to the unit holds; the owner stays jointly liable (L09). */
export const PayerRule = z.strictObject({
  party: id().meta({ title: '交费人' }),
  feeClasses: list(FeeClass, 20).optional().meta({ title: '费用类别' }),
  from: dateText().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
  agreement: text(120).meta({ title: '约定依据' }),
});
/** See the schema. */
export type PayerRule = z.infer<typeof PayerRule>;

/** A tariff added to a unit its scope does not cover, or taken off one it does (适用调整). */
export const TariffRule = z.strictObject({
  tariff: id().meta({ title: '收费标准' }),
  mode: z.enum(['add', 'exclude']).meta({ title: '方式', titles: { add: '增加', exclude: '排除' } }),
  from: dateText().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
  reason: text(120).meta({ title: '原因' }),
});

/** An approved vacancy discount (空置减免, L22): the share of the property fee that is still paid, in 1/1000. */
export const Vacancy = z.strictObject({
  from: dateText().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
  permille: count(0, 999).meta({ title: '收取比例（‰）' }),
  /** The case that was approved. */
  approvedBy: z.string().max(60).meta({ title: '批准单' }),
});
/** See the schema. */
export type Vacancy = z.infer<typeof Vacancy>;

/** How a unit is charged (计费设置), beyond what its relations and the tariffs' scopes say. */
export const Charging = z.strictObject({
  accrual: Accrual.optional().meta({ title: '计费起点' }),
  payers: list(PayerRule, 20).optional().meta({ title: '交费约定' }),
  tariffs: list(TariffRule, 40).optional().meta({ title: '适用调整' }),
  vacancies: list(Vacancy, 20).optional().meta({ title: '空置减免' }),
});
/** See the schema. */
export type Charging = z.infer<typeof Charging>;
