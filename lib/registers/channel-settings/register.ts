import { asOf, type Reads } from '../../cases/contract.ts';
import { commandsOf, defineRegister } from '../../cases/define.ts';
import { project } from '../project/contract.ts';
import { ChannelSettingsInput, channelSettings as contract, Spent } from './contract.ts';
import { ChannelSettings } from './record.ts';
import { noteSpent, putSettings } from './rules.ts';

const { moves, puts } = commandsOf<ChannelSettings>();

/** The one record of it: a company has one set of channels for all its projects. */
export const channelsId = 'channels';

/** The projects its accounts name have to be there. */
function projectsOf({ pay }: ChannelSettingsInput): Reads {
  const named = pay.flatMap(({ project: of, unclaimed }, at) => [
    ...(of === '*' ? [] : [[of, `pay.${at}.project`] as const]),
    ...(unclaimed === undefined ? [] : [[unclaimed, `pay.${at}.unclaimed`] as const]),
  ]);
  return Object.fromEntries(named.map(([of, path]) => [of, asOf(project, of, path)]));
}

/** By which channels a company's notices go out (通知渠道设置); kept at headquarters, `GET` and `PUT /company/channels`. */
export const channelSettings = defineRegister<ChannelSettings>({
  name: contract.name,
  title: contract.title,
  collection: 'channels',
  contract,
  record: ChannelSettings,
  stateTitles: { current: '有效' },
  errors: {
    'channel-settings.secret-missing': { zh: '首次配置须填写密钥', en: 'The secret is needed when a channel is set up' },
    'channel-settings.twice': { zh: '同一项配置了两次，请只保留一项', en: 'This is configured twice; keep one' },
    'channel-settings.channel-off': {
      zh: '{way}渠道尚未配置，请先配置渠道，或删除其模板',
      en: 'The channel {way} is not configured; configure it or remove its templates',
    },
    'channel-settings.every-type': { zh: '短信须逐项报备模板，不能用 * 代表全部通知', en: 'Text messages need a registered template each; * is not possible' },
    'channel-settings.unclaimed-missing': {
      zh: '适用于全部项目的收款商户，须指定无法认领的款项归入哪个项目',
      en: 'An account for all projects needs the project in which money nobody can assign is kept',
    },
    'channel-settings.template-missing': { zh: '“{type}”缺少短信服务商的模板编号', en: '{type} lacks the template of the SMS provider' },
  },
  notices: {
    'channel-settings.spent': {
      zh: '{day} {way}每日额度（{budget} 条）已用完，其余通知次日按序发送；紧急通知不受影响',
      en: 'The daily budget of {way} ({budget}) is used up on {day}; other notices follow the next day in order, emergencies go out',
    },
    'channel-settings.changed': { zh: '通知渠道与收款商户设置已由 {by} 修改', en: 'The notice channels and merchant accounts were changed by {by}' },
  },
  commands: {
    put: puts({ title: '设置通知渠道与收款商户', by: ['HQ-ADM'], input: ChannelSettingsInput, to: ['current'], reads: projectsOf, apply: putSettings }),
    noteSpent: moves({ title: '额度用完', by: ['SYSTEM'], internal: true, from: ['current'], to: ['current'], input: Spent, apply: noteSpent }),
  },
  readBy: ['HQ-ADM', 'HQ-SUP', 'GM'],
  subject: () => ({ title: '通知渠道' }),
});
