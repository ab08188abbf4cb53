import * as z from 'zod';
import { keysOf } from '../../kernel/schema.ts';

/** How it came in (来源). */
export const channels = { phone: '电话', counter: '前台', app: '住户自助', letter: '来信' } as const;

/** What is asked about (咨询类别). The last two are no questions: they have to become a repair or a complaint. */
export const categories = {
  charge: '收费',
  procedure: '办事流程',
  services: '服务项目',
  facility: '设施使用',
  parking: '车位',
  renovation: '装修',
  handover: '交付',
  policy: '政策法规',
  other: '其他',
  repair: '报修',
  complaint: '投诉',
} as const;

export const Channel = z.enum(keysOf(channels)).meta({ title: '来源', titles: channels });
export type Channel = z.infer<typeof Channel>;
export const Category = z.enum(keysOf(categories)).meta({ title: '类别', titles: categories });
export type Category = z.infer<typeof Category>;
