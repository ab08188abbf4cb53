import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of this slice (拒绝办理). */
export const errors: ErrorCatalogue = {
  'inquiry.turn-instead': { zh: '这是{category}，不能按咨询答复或取消；请转为{category}单', en: 'This is no question ({category}); turn it into what it is' },
  'inquiry.minutes-needed': { zh: '当场答复请填写用时（分钟）', en: 'Enter the minutes the answer took' },
  'inquiry.resident-answers': { zh: '住户自助咨询由物业答复，请勿填写答复或用时', en: 'The service centre answers' },
  'inquiry.channel-app': { zh: '住户自助咨询的来源为“住户自助”（app）', en: 'A resident’s own question has the channel app' },
  'inquiry.not-yourself': { zh: '只能以本人名义咨询或取消', en: 'You can only act in your own name' },
  'inquiry.same-category': { zh: '类别没有变化，请选择新的类别', en: 'That is its category already' },
  'inquiry.reclassify-by-supervisor': {
    zh: '已登记为报修或投诉的，改类须由客服主管或项目经理办理；也可直接转为报修单或投诉单',
    en: 'Only a supervisor calls a repair or a complaint something else; or turn it into what it is',
  },
  'inquiry.too-many-changes': { zh: '类别改动已达 10 次，请取消后重新登记', en: 'The category has been changed ten times' },
};

/** Sentences of the notices. */
export const notices: Readonly<Record<string, Sentence>> = {
  'inquiry.open': { zh: '{number} 待答复的咨询（{category}）', en: '{number}: a question to be answered ({category})' },
  'inquiry.answered': { zh: '您咨询的 {number} 答复如下：{answer}', en: 'The answer to {number}: {answer}' },
  'inquiry.turnedIntoRepair': {
    zh: '您咨询的 {number} 已转为报修，按首次接待时间计时',
    en: 'Your question {number} has become a repair, counted from when you asked',
  },
  'inquiry.turnedIntoComplaint': {
    zh: '您咨询的 {number} 已转为投诉，按首次接待时间计时',
    en: 'Your question {number} has become a complaint, counted from when you asked',
  },
  'inquiry.answer.remind': { zh: '{number}（{title}）请在 {due} 前答复', en: 'Answer {number} ({title}) by {due}' },
  'inquiry.answer.warn': { zh: '{number}（{title}）临近答复期限 {due}', en: '{number} ({title}) is close to its limit {due}' },
  'inquiry.answer.breach': { zh: '{number}（{title}）超过答复期限 {due}', en: '{number} ({title}) was not answered by {due}' },
};
