import type { ErrorCatalogue } from '../../kernel/error.ts';

/** What the member register refuses, in words for whoever sits before the form. */
export const memberErrors: ErrorCatalogue = {
  'member.grant-to-self': {
    zh: '不能给自己任职（{position}），请由其他公司行政部或行政人事人员办理',
    en: 'Nobody may grant himself a position ({position}); ask a colleague',
  },
  'member.other-project': {
    zh: '只能办理本项目的任职，“{project}”的任职请联系该项目行政人事或公司行政部',
    en: 'You may only appoint for your own project, not for {project}',
  },
  'member.interval-empty': {
    zh: '{position}的任职止（{to}）须晚于任职起（{from}），请调整日期',
    en: '{position}: the end ({to}) must be after the start ({from})',
  },
  'member.headquarters-scope': { zh: '{position}是公司本部岗位，项目须填 *', en: '{position} is a headquarters position and needs project *' },
  'member.buildings-everywhere': { zh: '{position}不限项目，不能限定楼栋，请删除楼栋', en: '{position} in every project cannot be limited to buildings' },
  'member.grant-overlaps': {
    zh: '{position}在“{project}”的任职与已有任职（{from} 至 {to}）重叠，请调整日期或合并为一条',
    en: '{position} in {project} overlaps the appointment {from} to {to}',
  },
  'member.buildings-differ': {
    zh: '同一时期在“{project}”的各岗位须使用相同的楼栋范围（{position}），请统一楼栋，或另选楼栋范围相同的代理人',
    en: 'All positions held in {project} at one time need the same buildings ({position})',
  },
  'member.deputy-self': { zh: '代理人不能是本人（{position}），请另选代理人', en: 'Nobody is his own deputy ({position})' },
  'member.deputy-interval': {
    zh: '{position}的代理期间（{from} 至 {to}）须在任职期间之内，请调整日期',
    en: '{position}: the deputy interval {from} to {to} must lie within the appointment',
  },
  'member.too-many-grants': { zh: '任职超过 {most} 条，请先清理已终止的任职', en: 'More than {most} appointments; remove ended ones' },
  'member.last-administrator': {
    zh: '{person} 是公司唯一的行政部管理员，请先为其他人办理公司行政部任职',
    en: '{person} is the only administrator of the company; appoint another one first',
  },
  'member.not-oneself': { zh: '不能办理自己的账号，请由其他公司行政部或行政人事人员办理', en: 'Nobody decides over his own account; ask a colleague' },
  'member.own-only': { zh: '只能委托或收回本人的岗位，请由本人登录后办理', en: 'Everybody delegates his own positions only' },
  'member.linked': { zh: '该成员已关联登录账号；如需更换，请先重置登录', en: 'A sign-in is linked already; reset it first' },
  'member.leaving-past': { zh: '离职日期不能早于今天（{today}），请修改日期', en: 'The leaving day cannot lie before today ({today})' },
  'member.not-leaving': { zh: '该成员没有离职，无须办理复职', en: 'This member has not left and is not to leave' },
  'member.delegate-past': { zh: '代理起不能早于今天（{today}），请修改日期', en: 'A delegation cannot begin before today ({today})' },
  'member.delegate-nothing': {
    zh: '您在 {from} 至 {to} 期间没有可委托的{position}任职，请核对岗位、项目和日期',
    en: 'You hold no {position} of your own between {from} and {to}',
  },
  'member.delegate-again': {
    zh: '您的{position}已委托 {deputy} 代理至 {to}，请先终止原委托',
    en: 'Your {position} is delegated to {deputy} until {to}; revoke that first',
  },
  'member.delegate-none': { zh: '没有可终止的委托，请核对代理人', en: 'There is no such delegation' },
  'member.party-bound': { zh: '您已绑定其他住户身份，请先解除原绑定', en: 'You are bound to another customer; unbind first' },
  'invitation.refused': { zh: '邀请码无效或已过期，请核对后重试，或请邀请人重新邀请', en: 'The invitation code is not valid (any more)' },
};
