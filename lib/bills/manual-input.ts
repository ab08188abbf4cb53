import * as z from 'zod';
import { count, dateText, fen, id, keysOf, list, text } from '../kernel/schema.ts';
import { FeeClass } from '../ledger/account.ts';
import { Charge, Period } from '../ledger/names.ts';

/** A bill by hand (手工账单): by a published tariff, as the run would make it, or over things that have none, by lines. */
export const ManualBill = z.strictObject({
  unit: id().meta({ title: '房屋' }),
  period: Period,
  feeClass: FeeClass,
  payer: id().optional().meta({ title: '交费人' }),
  /** What is charged by a tariff needs no lines; the tariff and the unit say how much. */
  tariff: id().optional().meta({ title: '收费标准' }),
  charge: Charge.optional().meta({ title: '收费项', description: '单号等，按收费标准出账时不填' }),
  title: text(60).optional().meta({ title: '项目' }),
  lines: list(
    z.strictObject({
      text: text(80).meta({ title: '说明' }),
      quantity: count(1, 100_000).default(1).meta({ title: '数量' }),
      unitName: text(10).optional().meta({ title: '单位' }),
      priceFen: count(1, 1_000_000_000).meta({ title: '单价（分）' }),
    }),
    40,
  )
    .default([])
    .meta({ title: '明细' }),
  dueOn: dateText().optional().meta({ title: '到期日' }),
  /** Asked for often, and never lawful (L07, L11). */
  handlingFeeFen: fen().optional().meta({ title: '手续费（分）' }),
});
/** See the schema. */
export type ManualBill = z.output<typeof ManualBill>;

/** An objection to a bill (账单异议). */
export const DisputeWish = z.strictObject({ reason: text(200).meta({ title: '异议理由' }), disputedFen: fen().optional().meta({ title: '异议金额（分）' }) });
/** See the schema. */
export type DisputeWish = z.infer<typeof DisputeWish>;

/** What became of it: upheld, there is no late fee on it; not upheld, it is owed as before. */
export const DisputeEnd = z.strictObject({ upheld: z.boolean().meta({ title: '异议成立' }), note: text(200).meta({ title: '处理说明' }) });
/** See the schema. */
export type DisputeEnd = z.infer<typeof DisputeEnd>;

export const VoidWish = z.strictObject({ reason: text(200).meta({ title: '原因' }) });

/** What somebody wants to withhold from whoever owes (限制措施): refused, whatever it is (L02). */
export const restrictions = {
  water: '停水',
  power: '停电',
  gas: '停气',
  heating: '停热',
  access: '禁用门禁',
  parking: '禁止车辆进出',
  lift: '停用电梯卡',
  repair: '不予维修',
  goods: '不予放行',
  keys: '扣留钥匙',
} as const;
export const Restriction = z.strictObject({
  measure: z.enum(keysOf(restrictions)).meta({ title: '措施', titles: restrictions }),
  reason: text(200).optional().meta({ title: '原因' }),
});
