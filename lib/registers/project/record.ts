import * as z from 'zod';
import { Calendar, ClockWindow } from '../../kernel/calendar.ts';
import { positions, positionTitles } from '../../kernel/position.ts';
import { accrualStarts } from '../../kernel/project-policy.ts';
import { text } from '../../kernel/schema.ts';

const clockTime = () => z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const minutes = (most: number) => z.int().min(1).max(most).optional();

/**
 * Service standards (服务标准) the project sets for itself; what is absent follows the handbook. The 30-minute arrival (R073) may only be sharpened, and so may
 * the share of repairs visited; the other numbers are the field's practice and may move both ways within reason.
 */
export const SlaSettings = z.strictObject({
  urgentArrivalMinutes: minutes(30).meta({ title: '急修到场（分钟）' }),
  urgentDispatchMinutes: minutes(30).meta({ title: '急修派单（分钟）' }),
  urgentAcceptMinutes: minutes(30).meta({ title: '急修接单（分钟）' }),
  dispatchMinutes: minutes(480).meta({ title: '派单（分钟）' }),
  acceptMinutes: minutes(480).meta({ title: '接单（分钟）' }),
  smallRepairDays: z.int().min(1).max(7).optional().meta({ title: '小修完工（天）' }),
  repairDays: z.int().min(1).max(30).optional().meta({ title: '维修完工（天）' }),
  repairVisitHours: z.int().min(1).max(168).optional().meta({ title: '维修回访（小时）' }),
  repairVisitPercent: z.int().min(30).max(100).optional().meta({ title: '一般维修回访比例（%）' }),
  keyDueTime: clockTime().optional().meta({ title: '钥匙当日应还时间' }),
  keyNextMorning: clockTime().optional().meta({ title: '钥匙次日应还时间' }),
  firstResponseMinutes: minutes(15).meta({ title: '首次响应（分钟）' }),
  majorFeedbackHours: z.int().min(1).max(72).optional().meta({ title: '重大投诉反馈（小时）' }),
  complaintProgressDays: z.int().min(1).max(7).optional().meta({ title: '重大投诉进展通报（天）' }),
  complaintReplyDays: z.int().min(1).max(30).optional().meta({ title: '投诉法定答复（天）' }),
  complaintVisitDays: z.int().min(1).max(7).optional().meta({ title: '投诉回访（天）' }),
  sameDayCutoff: clockTime().optional().meta({ title: '当日处理截止登记时间' }),
  approvalHours: z.int().min(1).max(168).optional().meta({ title: '审批环节时限（小时）' }),
  approvalDays: z.int().min(2).max(60).optional().meta({ title: '审批有效期（天）' }),
  quoteApprovalFen: z.int().min(0).max(500_000).optional().meta({ title: '报价须审批的金额（分，超过）' }),
  tenantBindsFen: z.int().min(0).max(100_000).optional().meta({ title: '租户可自行确认的金额（分，不超过）' }),
  pauseApprovalDays: z.int().min(1).max(30).optional().meta({ title: '暂停须审批的天数（超过）' }),
});
/** See the schema. */
export type SlaSettings = z.infer<typeof SlaSettings>;

/** Key cabinets (钥匙柜管理); what is absent follows field practice. */
export const KeySettings = z.strictObject({
  twoPersonCabinets: z
    .union([z.literal('all'), z.array(text(30)).max(50)])
    .optional()
    .meta({ title: '双人双锁的钥匙柜' }),
  shiftEnd: clockTime().optional().meta({ title: '交接班时间' }),
});

/** The roster (值班); what is absent follows the handbook. */
export const DutySettings = z.strictObject({
  roundTheClock: z
    .array(
      z.strictObject({
        title: text(20).meta({ title: '值守岗' }),
        positions: z.array(z.enum(positions)).min(1).max(8).meta({ title: '岗位（其一在班即可）', titles: positionTitles }),
      }),
    )
    .max(6)
    .optional()
    .meta({ title: '24 小时值守' }),
});

const day = (least: number, most: number) => z.int().min(least).max(most).optional();
const limit = () => z.int().min(0).max(10_000_000_00).optional();

/** Money (收费设置); what is absent follows law and field practice. The law's own bounds cannot be widened: twelve months of prepayment (L21). */
export const MoneySettings = z.strictObject({
  accrualStart: z.enum(accrualStarts).optional().meta({ title: '计费起点' }),
  prepaymentMonths: z.int().min(0).max(12).optional().meta({ title: '预收上限（月）' }),
  insideBill: z.enum(['PRINCIPAL_FIRST', 'STATUTORY']).optional().meta({ title: '账单内冲抵顺序' }),
  release: z.enum(['auto', 'secondPerson']).optional().meta({ title: '出账复核' }),
  waiverCsmFen: limit().meta({ title: '客服主管减免限额（分）' }),
  waiverPmFen: limit().meta({ title: '项目经理减免限额（分）' }),
  refundCsmFen: limit().meta({ title: '客服主管退款限额（分）' }),
  refundPmFen: limit().meta({ title: '项目经理退款限额（分）' }),
  demandDays: day(1, 90).meta({ title: '书面催告合理期限（天）' }),
  ladder: z
    .strictObject({
      notice: day(-60, 0),
      message: day(1, 60),
      phone: day(1, 90),
      visit: day(1, 120),
      letter: day(1, 180),
      secondLetter: day(1, 240),
      lawyer: day(1, 300),
      litigation: day(1, 365),
    })
    .optional()
    .meta({ title: '催缴阶梯（到期后天数）' }),
  promiseDays: day(1, 15).meta({ title: '承诺付款最长暂缓（天）' }),
  promises: day(0, 2).meta({ title: '承诺付款次数' }),
  quoteHours: day(1, 24).meta({ title: '报价有效（小时）' }),
  meterDay: day(1, 28).meta({ title: '抄表日' }),
  entryDay: day(1, 28).meta({ title: '抄表录入日' }),
  billingDay: day(1, 28).meta({ title: '出账日' }),
  vacancyMonths: day(0, 24).meta({ title: '空置减免起始（月）' }),
  vacancyPermille: day(0, 1000).meta({ title: '空置收费比例（‰）' }),
  lprE4: day(1, 2000).meta({ title: 'LPR（万分之）' }),
});

/** An IANA time zone this machine knows; every civil day and clock time of the project is in it. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, { params: { code: 'project.time-zone' } })
  .meta({ title: '时区' });

/** Zones found good: every read of a project asks, and building a formatter to find out is slow. */
const goodZones = new Set<string>();

function isTimeZone(zone: string): boolean {
  if (goodZones.has(zone)) return true;
  const good = namesZone(zone);
  if (good) goodZones.add(zone);
  return good;
}

function namesZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * A project (项目/小区, R005) with what it sets for itself (R003). Cases copy the lengths they need when they open.
 */
export const ProjectRecord = z.strictObject({
  state: z.literal('current'),
  name: text(60).meta({ title: '项目名称' }),
  address: text(200).optional().meta({ title: '地址' }),
  timeZone: TimeZone,
  sla: SlaSettings,
  calendar: Calendar,
  quietHours: ClockWindow.meta({ title: '免打扰时段' }),
  noiseHours: z.array(ClockWindow).max(6).meta({ title: '装修禁噪时段' }),
  keys: KeySettings.optional().meta({ title: '钥匙管理' }),
  duty: DutySettings.optional().meta({ title: '值班' }),
  money: MoneySettings.optional().meta({ title: '收费' }),
});
/** See the schema. */
export type ProjectRecord = z.infer<typeof ProjectRecord>;
