import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { keysOf } from '../../kernel/schema.ts';

/** What somebody brings (类型): that he is wronged, or that something is not as it should be (R048). Both run under the same limits. */
export const kinds = { complaint: '投诉', report: '反映问题' } as const;

/** How it came in (来源). */
export const channels = {
  phone: '电话',
  counter: '前台',
  app: '住户自助',
  letter: '来信或意见箱',
  hotline12345: '12345 转办',
  authority: '主管部门转办',
  media: '媒体',
  patrol: '巡视发现',
  inquiry: '咨询转入',
  dispute: '费用异议',
} as const;

/** What it is about (类别). */
export const categories = {
  service: '服务',
  facility: '设施',
  environment: '环境',
  order: '秩序',
  charge: '收费',
  neighbour: '邻里',
  renovation: '装修',
  other: '其他',
} as const;

export const grades = { ordinary: '一般', major: '重大' } as const;

/** What makes a complaint major (重大情形). Each alone is enough. */
export const grounds = {
  safety: '安全隐患',
  injury: '人身伤害',
  media: '媒体关注',
  households: '24 小时内三户以上反映同一事项',
  misconduct: '员工严重失职',
  loss: '损失超过一千元',
  law: '法律风险',
  repeated: '同一事项再次投诉',
  authority: '12345 或主管部门转办',
} as const;

/** Essence of a complaint (投诉本质, R048): why it could come to it. The handler finds it; it is what the monthly analysis counts. */
export const causes = {
  attitude: '服务态度',
  delay: '处理不及时',
  quality: '工作质量',
  skill: '业务不熟',
  communication: '沟通解释不到位',
  equipment: '设施设备故障',
  legacy: '建设遗留问题',
  cleaning: '保洁绿化不到位',
  security: '秩序管理不到位',
  charging: '收费差错或争议',
  neighbourly: '邻里行为',
  renovationWorks: '装修扰民或违规',
  regulation: '政策法规所限',
  misunderstanding: '误解',
  other: '其他',
} as const;

/** Answers to the return visit (回访评价); the first two count as satisfied (K08). */
export const opinions = { satisfied: '满意', mostlySatisfied: '较满意', dissatisfied: '不满意' } as const;

/** How a complaint was closed (结案方式). */
export const endings = { done: '办结', notVisited: '未能回访', noContact: '无联系方式，未回访' } as const;

/** Why a complaint is none (无效原因). */
export const invalidReasons = { untrue: '查无此事', outOfScope: '不属物业服务范围', inquiry: '实为咨询' } as const;

/** Whom a major complaint is reported to (上报对象). */
export const superiors = { manager: '项目经理', company: '公司项目部' } as const;

export const Kind = z.enum(keysOf(kinds)).meta({ title: '类型', titles: kinds });
export const Channel = z.enum(keysOf(channels)).meta({ title: '来源', titles: channels });
export type Channel = z.infer<typeof Channel>;
export const Category = z.enum(keysOf(categories)).meta({ title: '类别', titles: categories });
export type Category = z.infer<typeof Category>;
export const Grade = z.enum(keysOf(grades)).meta({ title: '等级', titles: grades });
export const Ground = z.enum(keysOf(grounds)).meta({ title: '重大情形', titles: grounds });
export type Ground = z.infer<typeof Ground>;
export const Cause = z.enum(keysOf(causes)).meta({ title: '投诉本质', titles: causes });
export type Cause = z.infer<typeof Cause>;
export const Opinion = z.enum(keysOf(opinions)).meta({ title: '评价', titles: opinions });
export const Ending = z.enum(keysOf(endings)).meta({ title: '结案方式', titles: endings });
export const InvalidReason = z.enum(keysOf(invalidReasons)).meta({ title: '无效原因', titles: invalidReasons });
export const Superior = z.enum(keysOf(superiors)).meta({ title: '上报对象', titles: superiors });
export const Desk = z.enum(positions).meta({ title: '岗位' });

/** The grounds in words, for sentences. */
export const groundsText = (given: readonly Ground[]): string => given.map((ground) => grounds[ground]).join('、');
