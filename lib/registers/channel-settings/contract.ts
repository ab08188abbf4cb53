import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText, list } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { MerchantInput, mostMerchants } from './merchants.ts';
import { account, budget, type ChannelSettings, groupDesk, Mailbox, mostTemplates, NoticeTemplate, Outlet, replyTo, senderName, sign } from './record.ts';

export { type Merchant, merchantFor, merchantMark } from './merchants.ts';
export type { ChannelSettings, NoticeTemplate, Outlet } from './record.ts';

const secret = (title: string) => personal('secret').optional().meta({ title, personal: 'secret' });
const dailyBudget = () => budget().default(1000);

/** `put`: all of it. A secret that is not given stays as it was; a channel that is left out is off. */
export const ChannelSettingsInput = z.strictObject({
  sms: z.strictObject({ sign: sign(), account: account(), secret: secret('服务商密钥'), dailyBudget: dailyBudget() }).optional(),
  email: z.strictObject({ name: senderName(), replyTo: replyTo(), mailboxes: list(Mailbox, 200).default([]), dailyBudget: dailyBudget() }).optional(),
  wecom: z.strictObject({ groups: list(groupDesk.extend({ key: secret('群机器人密钥') }), 200).default([]), dailyBudget: dailyBudget() }).optional(),
  pay: list(MerchantInput, mostMerchants).default([]).meta({ title: '收款商户' }),
  templates: list(NoticeTemplate, mostTemplates).default([]).meta({ title: '通知模板' }),
});
/** See the schema. */
export type ChannelSettingsInput = z.output<typeof ChannelSettingsInput>;

/** A channel's budget of a day is used up (额度用完). */
export const Spent = z.strictObject({ way: Outlet, day: dateText(), budget: budget() });
/** See the schema. */
export type Spent = z.output<typeof Spent>;

/** What others know of a company's channels (通知渠道设置). */
export const channelSettings = contract<ChannelSettings>()({ name: 'channel-settings', title: '通知渠道设置', commands: { put: ChannelSettingsInput } });
