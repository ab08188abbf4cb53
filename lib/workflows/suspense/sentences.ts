import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Refusals of unclaimed money (暂收认领). */
export const suspenseErrors: ErrorCatalogue = {
  'suspense.book': { zh: '账簿“{book}”不供柜台使用，请改用本人的账簿', en: 'The book {book} is not for the counter' },
  'suspense.value-day': { zh: '到账日 {on} 晚于今天（{today}），请核对银行回单', en: 'The value day {on} lies after today ({today})' },
  'suspense.purpose': { zh: '指定账单和房屋只能填写一项', en: 'Name either bills or units' },
  'suspense.too-much': { zh: '本笔暂收款只剩 {left} 元待认领，本次认领 {fen} 元，请核对金额', en: 'Only {left} is left to claim, not {fen}' },
  'suspense.too-many': { zh: '一笔暂收款最多认领 {most} 次，余款请退回付款人', en: 'At most {most} claims; give the rest back' },
  'suspense.receipt-unknown': { zh: '没有找到本笔暂收款的票据，请联系公司财务部', en: 'The receipt of this transfer was not found' },
  'suspense.still-held': { zh: '该笔暂收款仍有 {fen} 元，请先作废或红冲其票据，或办理认领、退回', en: '{fen} is still held; take its receipt back first' },
};

/** What is told of unclaimed money. */
export const suspenseNotices: ErrorCatalogue = {
  'suspense.assigned': { zh: '您 {on} 转入的 {fen} 元已确认入账，票据可在缴费记录中查看', en: 'Your transfer of {fen} of {on} was assigned to your bills' },
  'suspense.claim.month': { zh: '{number}（{title}）已满 30 天无人认领，请继续查找付款人或退回', en: '{number} ({title}) has been unclaimed for 30 days' },
  'suspense.claim.twoMonths': { zh: '{number}（{title}）已满 60 天无人认领，请决定退回', en: '{number} ({title}) has been unclaimed for 60 days' },
};
