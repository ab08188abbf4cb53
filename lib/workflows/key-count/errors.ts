import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of key counts. */
export const countErrors: ErrorCatalogue = {
  'key-count.already-open': { zh: '盘点单 {number} 正在办理，请直接在该单上登记', en: 'Count {number} is open; use it' },
  'key-count.twice': { zh: '牌号 {set} 在本页重复，请合并后提交', en: 'The set {set} is named twice' },
  'key-count.unread': { zh: '没有找到牌号 {set}，请核对；柜中若有未登记的钥匙，请先登记', en: 'There is no set {set}' },
  'key-count.too-many-differences': {
    zh: '差异超过 {limit} 套，请停止盘点并立即报告项目经理',
    en: 'More than {limit} differences; stop and call the project manager',
  },
  'key-count.uncounted': { zh: '还有 {count} 套未盘（{sets}），请补盘后再完成', en: '{count} sets are not counted yet ({sets})' },
  'key-count.no-difference': { zh: '牌号 {set} 没有待说明的差异', en: 'The set {set} has no open difference' },
  'key-count.counter-explains': { zh: '盘点人不能说明自己盘出的差异，请由未参与盘点的主管说明', en: 'Who counted does not explain the difference' },
  'key-count.explain-first': { zh: '已盘出的差异须先由客服主管说明', en: 'Explain the differences found first' },
};

/** Sentences of key counts' notices. */
export const countNotices: Readonly<Record<string, Sentence>> = {
  'key-count.planned': { zh: '{title} 已生成，请在交班前完成', en: '{title} is open; finish it before the shift ends' },
  'key-count.mismatch': { zh: '{title} 有 {count} 套账实不符，说明前不能交班', en: '{title}: {count} sets differ; the shift cannot close' },
  'key-count.count.late': { zh: '{title} 交班时间已到，盘点尚未完成', en: '{title} is not finished at the end of the shift' },
  'key-count.count.nextDay': { zh: '{title} 至次日仍未完成，请处理', en: '{title} is still not finished the next day' },
};
