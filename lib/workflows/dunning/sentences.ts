import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of the ladder. Those of the law name its article. */
export const dunningErrors: ErrorCatalogue = {
  'dunning.already-open': { zh: '该户已有催缴单 {number} 在办理，请在该单上继续', en: 'The case {number} of this household is open; go on there' },
  'dunning.nothing-due': {
    zh: '{unit} 的该交费人没有可催缴的逾期账单（可能已缴清、已起诉或已有分期协议），无须催缴',
    en: 'Nothing of this payer is overdue for {unit}',
  },
  'dunning.two-persons': { zh: '上门催缴须两人同行，请填写两名不同的上门人员', en: 'A visit takes two different colleagues' },
  'dunning.day-future': { zh: '日期 {day} 晚于今天，请按实际办理日期填写', en: '{day} lies in the future' },
  'dunning.day-early': { zh: '日期 {day} 不晚于最早到期日 {earliest}，账单到期后方可催缴，请核对日期', en: '{day} is not after the due day {earliest}' },
  'dunning.too-early': { zh: '尚未进行到{paper}环节，请按催缴阶梯先完成前面的催缴', en: 'The ladder has not come to this paper yet ({paper})' },
  'dunning.letter-first': { zh: '首次催缴函尚无送达记录，请先登记首次催缴函的送达证据', en: 'Serve the first letter first' },
  'dunning.period-short': {
    zh: '期限 {days} 天过短，书面催告的合理期限不少于 {least} 天（民法典第944条）',
    en: '{days} days are too short; a demand gives at least {least}',
  },
  'dunning.promise-unheard': { zh: '没有联系上交费人，不能登记付款承诺', en: 'Nobody who was not reached has promised anything' },
  'dunning.promise-third': {
    zh: '已承诺付款 {most} 次，不能再以承诺暂停催缴；请继续催缴或办理分期协议',
    en: 'There were {most} promises; no further one stops the ladder',
  },
  'dunning.promise-day': {
    zh: '承诺付款日须在明天至 {latest} 之间（最长暂停 {most} 天）',
    en: 'A promised day lies between tomorrow and {latest}, {most} days at most',
  },
  'dunning.promise-amount': { zh: '承诺金额 {fen} 元超过欠费本金 {open} 元，请核对', en: 'The promise of {fen} is more than the {open} owed' },
  'dunning.no-objection': { zh: '请填写异议对应的投诉单号；该户账单没有登记中的异议', en: 'Name the complaint; no bill is under an objection' },
  'dunning.still-objected': { zh: '{count} 笔账单的异议均未结，请先处理异议再恢复催缴', en: 'All {count} bills are under an objection still' },
  'dunning.plan-runs': { zh: '分期协议 {plan} 正在履行，协议终止后催缴自动恢复', en: 'The plan {plan} runs; the ladder goes on when it ends' },
  'dunning.manager-decides': { zh: '困难家庭的催缴由项目经理决定，请提请项目经理办理', en: 'The project manager decides on a household in hardship' },
  'dunning.not-vulnerable': { zh: '该单并非因困难家庭暂停，不能办理暂缓', en: 'The case does not stand still for hardship' },
  'dunning.spare-day': { zh: '暂缓日期须在明天至 {latest} 之间', en: 'The day lies between tomorrow and {latest}' },
  'dunning.payer-deceased': {
    zh: '{name} 已去世（{since}），不能再向其本人催缴；请向继承人或遗产管理人（{contact}）主张，并请项目经理决定是否撤销本单',
    en: '{name} died ({since}); claim from the heirs or the administrator of the estate ({contact})',
  },
  'dunning.payer-bankrupt': {
    zh: '{name} 已进入破产程序（{since}），不能个别催缴；请在 {claimUntil} 前向管理人（{contact}）申报债权',
    en: '{name} is bankrupt ({since}); file the claim with the administrator ({contact}) by {claimUntil}',
  },
  'dunning.payer-seized': {
    zh: '{name} 的财产已被查封（{since}）；请向执行法院（{contact}）报告债权并申请参与分配',
    en: 'The property of {name} is seized ({since}); report the claim to the court ({contact})',
  },
  'law.litigation-without-demand': {
    zh: '民法典第944条：起诉或仲裁前须书面催告并给予合理期限。现已送达书面催告 {count} 份，合理期限届满日 {until}；请先送达催缴函，期满次日起再起诉',
    en: 'Civil Code 944: a suit needs a written demand and the end of its reasonable period. Served: {count}; the period ends: {until}',
  },
  'law.suspension': {
    zh: '民法典第944条：不得采取停止供水、供电、供热、供气等方式催交物业费。不能限制{supply}，本次操作已记录；请改用催告、调解或诉讼',
    en: 'Civil Code 944: {supply} may not be withheld to make somebody pay. The attempt is on record; demand, mediate or sue instead',
  },
};

/** Sentences of the notices. The first three go to payers by party and due day, whatever number of units and bills. */
export const dunningNotices: Readonly<Record<string, Sentence>> = {
  'dunning.notice': { zh: '您有 {count} 笔费用共 {amount} 元将于 {dueOn} 到期，请及时缴纳', en: '{count} bills of {amount} yuan are due on {dueOn}' },
  'dunning.due': { zh: '您有 {count} 笔费用共 {amount} 元今日（{dueOn}）到期，请缴纳', en: '{count} bills of {amount} yuan are due today ({dueOn})' },
  'dunning.message': {
    zh: '您有 {count} 笔费用共 {amount} 元已于 {dueOn} 到期未缴，请尽快缴纳；如有疑问请联系客服中心',
    en: '{count} bills of {amount} yuan were due on {dueOn}; please pay',
  },
  'dunning.limitation': {
    zh: '{title} 有 {count} 笔欠费共 {amount} 元将于 {expiresOn} 过诉讼时效，请及时送达催缴函或起诉',
    en: '{count} bills of {amount} yuan ({title}) can be enforced until {expiresOn} only',
  },
  'dunning.phoning.begin': { zh: '今日催缴电话：{title}', en: 'Call today: {title}' },
  'dunning.phoning.late': { zh: '{title} 催缴电话 {due} 前未完成', en: '{title} was not called by {due}' },
  'dunning.visiting.begin': { zh: '请安排两人上门催缴：{title}', en: 'Two colleagues to visit: {title}' },
  'dunning.visiting.late': { zh: '{title} 上门催缴 {due} 前未完成', en: '{title} was not visited by {due}' },
  'dunning.lettering.begin': { zh: '请打印并送达书面催缴函：{title}', en: 'Serve a written demand: {title}' },
  'dunning.lettering.late': {
    zh: '{title} 催缴函 {due} 前未送达，未送达不能起诉',
    en: 'No letter was served on {title} by {due}; without it there is no suit',
  },
  'dunning.relettering.begin': { zh: '请送达再次催缴函，并请业主委员会督促：{title}', en: 'Serve the second letter and ask the owners’ committee: {title}' },
  'dunning.relettering.late': { zh: '{title} 再次催缴 {due} 前未完成', en: 'No second demand was made on {title} by {due}' },
  'dunning.lawyering.begin': { zh: '请委托律师发函：{title}', en: 'Have a lawyer write: {title}' },
  'dunning.lawyering.late': { zh: '{title} 律师函 {due} 前未送达', en: 'No lawyer’s letter was served on {title} by {due}' },
  'dunning.litigating.begin': { zh: '{title} 已到起诉环节，请核对诉讼材料包后决定', en: '{title} has come to court; look at the pack and decide' },
  'dunning.litigating.late': { zh: '{title} 到 {due} 仍未决定是否起诉', en: 'Nobody has decided on {title} by {due}' },
  'dunning.promise.remind': { zh: '您承诺于 {due} 前付款，请按时缴纳；如有困难请提前联系客服中心', en: 'You promised to pay by {due}; please do' },
  'dunning.broken': {
    zh: '{title} 未兑现 {promised} 的付款承诺，尚欠 {open} 元，催缴已恢复',
    en: '{title} broke the promise of {promised}; {open} yuan are owed',
  },
  'dunning.objected': { zh: '{title} 提出异议，催缴已暂停：{note}', en: '{title} objects; the ladder waits: {note}' },
  'dunning.vulnerable': { zh: '{title} 属困难家庭，请决定是否继续催缴：{reason}', en: '{title} is in hardship; decide whether to go on: {reason}' },
  'dunning.decision.late': { zh: '{title}（困难家庭）等待您决定，期限 {due} 已过', en: '{title} (hardship) waits for your decision since {due}' },
  'dunning.stopped': {
    zh: '{title} 因交费人状态（去世、破产或被查封）停止催缴，请按登记的指引向继承人、管理人或法院主张',
    en: 'The ladder of {title} stops because of the payer’s standing; claim from heirs, administrator or court',
  },
};
