import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { count, dateText, id, list, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { Merchant, mostMerchants } from './merchants.ts';

/** Channels a company may have notices go out by (外发渠道). */
export const outletTitles = { sms: '短信', email: '电子邮件', wecom: '企业微信群' } as const;
export const Outlet = z.enum(['sms', 'email', 'wecom']).meta({ title: '渠道', titles: outletTitles });
/** See the schema. */
export type Outlet = z.infer<typeof Outlet>;

export const budget = () => count(0, 1_000_000).meta({ title: '每日额度（条）' });
export const sign = () => text(20).meta({ title: '短信签名' });
export const account = () => text(64).meta({ title: '服务商账号' });
export const senderName = () => text(15).meta({ title: '发件人名称' });
const address = () => z.email().max(120);
export const replyTo = () => address().optional().meta({ title: '回复地址' });

/** Whose desk: a position of one project, or of every project. */
const desk = { project: z.union([z.literal('*'), id()]).meta({ title: '项目' }), position: z.enum(positions).meta({ title: '岗位' }) };

/** The mailbox of a position (岗位邮箱). */
export const Mailbox = z.strictObject({ ...desk, address: address().meta({ title: '邮箱' }) });
/** The group in which the people of a position are (岗位微信群); its robot's key is a secret. */
export const Group = z.strictObject({ ...desk, key: sealedRecord.meta({ title: '群机器人密钥' }) });
export const groupDesk = z.strictObject(desk);

/**
 * Which notices go out by a channel, and how (通知模板). Text messages name the provider's registered template and what fills it, in its order; mail and groups carry the
 * notice's own sentence. `emergency` stands for emergencies that have no template of their own, `*` for every notice.
 */
export const NoticeTemplate = z.strictObject({
  type: z
    .string()
    .max(80)
    .regex(/^(?:\*|emergency|[a-z][a-z-]*(?:\.[A-Za-z][A-Za-z-]*)+)$/)
    .meta({ title: '通知类型' }),
  way: Outlet,
  language: z.enum(['zh', 'en']).default('zh').meta({ title: '语言' }),
  template: text(64).optional().meta({ title: '模板编号' }),
  params: list(z.string().regex(/^[A-Za-z]\w{0,29}$/), 10)
    .default([])
    .meta({ title: '模板变量' }),
});
/** See the schema. */
export type NoticeTemplate = z.output<typeof NoticeTemplate>;

/** Templates a company may have; a notice has three at most, and there are some hundred notices. */
export const mostTemplates = 400;

/**
 * By which channels a company's notices go out (通知渠道设置), off unless it is set. Accounts with providers are the company's own; the secrets in them are sealed and
 * nobody is shown them again.
 */
export const ChannelSettings = z.strictObject({
  state: z.literal('current'),
  sms: z.strictObject({ sign: sign(), account: account(), secret: sealedRecord, dailyBudget: budget() }).optional(),
  email: z.strictObject({ name: senderName(), replyTo: replyTo(), mailboxes: list(Mailbox, 200), dailyBudget: budget() }).optional(),
  wecom: z.strictObject({ groups: list(Group, 200), dailyBudget: budget() }).optional(),
  /** Merchant accounts with payment providers (收款商户); absent where there are none. */
  pay: list(Merchant, mostMerchants).optional().meta({ title: '收款商户' }),
  templates: list(NoticeTemplate, mostTemplates).meta({ title: '通知模板' }),
  /** The last day on which a channel's budget was used up, and headquarters were told. */
  spentOn: z.strictObject({ sms: dateText().optional(), email: dateText().optional(), wecom: dateText().optional() }).meta({ title: '额度用完日期' }),
});
/** See the schema. */
export type ChannelSettings = z.infer<typeof ChannelSettings>;
