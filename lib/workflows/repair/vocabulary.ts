import * as z from 'zod';
import { keysOf } from '../../kernel/schema.ts';

/** What is broken (报修类别). */
export const categories = {
  water: '给水',
  drain: '排水',
  power: '供电',
  gas: '燃气',
  lift: '电梯',
  door: '门窗锁具',
  wall: '墙面渗漏',
  network: '弱电网络',
  fire: '消防设施',
  other: '其他',
} as const;

/** What makes a repair urgent (急修情形). */
export const dangers = {
  burstPipe: '爆管',
  powerLoss: '停电',
  gasSmell: '燃气异味',
  liftEntrapment: '电梯困人',
  childLockedIn: '儿童反锁',
  sewageOverflow: '污水外溢',
  fallingObject: '坠物危险',
  other: '其他险情',
} as const;

/** How the report came in (报修来源). */
export const sources = { phone: '电话', counter: '前台', app: '住户自助', patrol: '巡视发现', inspection: '验房问题', emergency: '应急事件' } as const;

/** Who bears the cost (费用承担): the household, the developer under warranty, or the project for common parts. */
export const payers = { paid: '有偿', warranty: '保修', public: '公共' } as const;

/** Why the clock of completion may stand still (暂停原因): a closed list. */
export const pauseReasons = { owner: '等待业主', parts: '等待配件', forceMajeure: '不可抗力' } as const;

/** Who in the household spoke: the owner may bind it to any amount, the others to small ones. */
export const householders = { owner: '业主', tenant: '租户', occupant: '使用人' } as const;

/** Grades of the return visit (回访评价); the first two count as satisfied (K08). */
export const grades = { satisfied: '满意', mostlySatisfied: '较满意', dissatisfied: '不满意' } as const;

/** What looks odd in a work order (存疑): recorded and counted, never refused, because the honest exception must go through. */
export const suspicions = {
  noCode: '到达无凭证',
  wrongCode: '住户码不符',
  deviceClock: '设备时间不符',
  hastyFinish: '到达后一分钟内完工',
  lateLowering: '临近时限降级',
} as const;

/** How a repair ended (结案方式). */
export const endings = { done: '办结', notVisited: '未能回访', quoteRefused: '拒绝报价', unreachable: '无法联系', reworked: '返修后办结' } as const;

export const Category = z.enum(keysOf(categories)).meta({ title: '类别', titles: categories });
export type Category = z.infer<typeof Category>;
export const Danger = z.enum(keysOf(dangers)).meta({ title: '急修情形', titles: dangers });
export const Source = z.enum(keysOf(sources)).meta({ title: '来源', titles: sources });
export const Payer = z.enum(keysOf(payers)).meta({ title: '费用承担', titles: payers });
export type Payer = z.infer<typeof Payer>;
export const PauseReason = z.enum(keysOf(pauseReasons)).meta({ title: '暂停原因', titles: pauseReasons });
export type PauseReason = z.infer<typeof PauseReason>;
export const Householder = z.enum(keysOf(householders)).meta({ title: '身份', titles: householders });
export type Householder = z.infer<typeof Householder>;
export const Grade = z.enum(keysOf(grades)).meta({ title: '评价', titles: grades });
export const Suspicion = z.enum(keysOf(suspicions)).meta({ title: '存疑', titles: suspicions });
export type Suspicion = z.infer<typeof Suspicion>;
export const Ending = z.enum(keysOf(endings)).meta({ title: '结案方式', titles: endings });
export type Ending = z.infer<typeof Ending>;

/** Words in a skill (技能) that fit the category; a category without words is for everybody of the engineering department. */
const skillWords: Record<Category, readonly string[]> = {
  water: ['水', '管'],
  drain: ['水', '管', '疏通'],
  power: ['电工', '强电', '水电', '配电', '电路', '电气'],
  gas: ['燃气'],
  lift: ['电梯'],
  door: ['门', '窗', '锁'],
  wall: ['泥瓦', '防水', '土建'],
  network: ['弱电', '网络'],
  fire: ['消防'],
  other: [],
};

/** Work that the law leaves to certified hands: belonging to the department is not enough. */
const certifiedOnly: readonly Category[] = ['gas', 'lift'];

/**
 * Whether a member of staff can do this kind of work (技能匹配): a skill that fits or the all-round one; without any listed skill the engineering
 * department
 * is taken as all-round, except for gas and lifts.
 */
export function canDo(staff: { readonly department: string; readonly skills: readonly string[] }, category: Category): boolean {
  const words = skillWords[category];
  if (staff.skills.some((skill) => skill === category || words.some((word) => skill.includes(word)))) return true;
  if (certifiedOnly.includes(category)) return false;
  return staff.department === '工程' && (staff.skills.length === 0 || words.length === 0 || staff.skills.some((skill) => skill.includes('综合')));
}

/** What the dispatcher has to look for, in the refusal's words. */
export function neededSkill(category: Category): string {
  return skillWords[category].join('/') || '工程';
}
