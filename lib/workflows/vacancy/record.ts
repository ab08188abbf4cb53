import * as z from 'zod';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** What was found in the flat (现场核查): it is empty, or somebody lives in it. */
export const SiteCheck = z.strictObject({
  ...stamp,
  empty: z.boolean().meta({ title: '确认空置' }),
  findings: text(300).meta({ title: '核查情况' }),
  photos: list(text(80), 10).optional().meta({ title: '照片' }),
});

const base = {
  unit: id().meta({ title: '房屋' }),
  applicant: id().meta({ title: '申请人' }),
  requestedBy: id().meta({ title: '登记人' }),
  emptySince: dateText().meta({ title: '空置起' }),
  from: dateText().meta({ title: '减免起' }),
  to: dateText().meta({ title: '减免止（不含）' }),
  reason: text(300).meta({ title: '申请理由' }),
  evidence: text(200).optional().meta({ title: '证明材料' }),
  /** Why it is to hold for days that have passed. */
  retroReason: text(200).optional().meta({ title: '追溯原因' }),
  checkBy: storedInstant().meta({ title: '应核查时间' }),
  endsAt: storedInstant(),
};
const checked = { ...base, check: SiteCheck.meta({ title: '现场核查' }) };
const granted = { ...checked, permille: count(0, 999).meta({ title: '收取比例（‰）' }), granted: z.strictObject(stamp) };
const ended = z.strictObject({ ...stamp, reason: text(300) });

/** A vacancy discount (空置减免单); what is known of it depends on its state. */
export const Vacancy = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('applied'), ...base }),
  z.strictObject({ state: z.literal('checked'), ...checked }),
  z.strictObject({ state: z.literal('granted'), ...granted }),
  z.strictObject({ state: z.literal('ended'), ...granted, on: dateText().meta({ title: '终止日期' }), ended }),
  z.strictObject({ state: z.literal('refused'), ...base, check: SiteCheck.optional(), ended }),
  z.strictObject({ state: z.literal('withdrawn'), ...base, check: SiteCheck.optional(), ended }),
]);
/** See the schema. */
export type Vacancy = z.infer<typeof Vacancy>;

/** A discount in one of these states. */
export type In<S extends Vacancy['state']> = Extract<Vacancy, { state: S }>;

/** Titles of the states (空置减免状态). */
export const vacancyTitles = { applied: '待核查', checked: '待审批', granted: '减免中', ended: '已终止', refused: '已驳回', withdrawn: '已撤回' } as const;
