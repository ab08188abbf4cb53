import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of vacancy discounts. */
export const vacancyErrors: ErrorCatalogue = {
  'vacancy.already-open': { zh: '该房屋已有空置减免单 {number}，请在该单上办理', en: 'The vacancy {number} of this unit is open; use it' },
  'vacancy.not-owner': {
    zh: '{applicant} 现在不是该房屋的业主或建设单位，不能申请空置减免',
    en: '{applicant} is neither owner nor developer of the unit today',
  },
  'vacancy.too-early': {
    zh: '自 {since} 起空置满 {months} 个月方可减免，减免最早从 {earliest} 起',
    en: 'Empty since {since}: after {months} months the discount begins on {earliest} at the earliest',
  },
  'vacancy.retroactive': { zh: '减免起始日 {from} 已过，追溯减免请填写追溯原因', en: 'The discount would begin on {from}, which has passed; give the reason' },
  'vacancy.interval': { zh: '减免终止日须晚于 {from} 且不晚于 {latest}，到期可再申请', en: 'The discount must end after {from}, on {latest} at the latest' },
  'vacancy.end-after': { zh: '减免到 {to} 止，恢复计费日期须在此之前', en: 'The discount ends on {to} by itself' },
};

/** Sentences of vacancy discounts' notices. */
export const vacancyNotices: Readonly<Record<string, Sentence>> = {
  'vacancy.applied': { zh: '{title}：请在三日内现场核查', en: '{title}: look at the flat within three days' },
  'vacancy.checked': { zh: '{title}：现场已核查，请办理审批', en: '{title}: the flat was found empty; decide' },
  'vacancy.decided': { zh: '{title} 申请结果：{result}。{reason}', en: '{title}: {result}. {reason}' },
  'vacancy.check.late': { zh: '{title} 逾期未核查，请安排', en: '{title} has not been looked at in time' },
  'vacancy.discount.ending': { zh: '{title} 将于 {due} 到期，仍空置的请重新申请', en: '{title} ends at {due}; apply again if it is still empty' },
};
