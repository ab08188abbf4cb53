import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of a deposit. */
export const errors: ErrorCatalogue = {
  'deposit.none-wanted': { zh: '金额为 0 即不收押金，无需开押金单', en: 'No deposit is taken, so there is nothing to register' },
  'deposit.book': { zh: '账簿“{book}”不供柜台使用，请改用本人或前台的账簿', en: 'The book {book} is not for the counter' },
  'deposit.too-much': { zh: '押金现存 {held} 元，不能扣 {wanted} 元；差额请另开账单收取', en: '{held} is held, {wanted} is wanted; bill the rest' },
  'deposit.other-bill': { zh: '账单 {id} 不是该房屋或该交款人的，不能用此押金抵扣', en: '{id} is neither of this unit nor of this payer' },
  'deposit.inspection-needed': {
    zh: '退装修押金须填写验收单（工程主管、项目经理签字），请先办理验收',
    en: 'A renovation deposit goes back after acceptance; name its sheet',
  },
  'deposit.day-over': { zh: '该押金 {on} 收取，已不在当日账内，不能作废，请办理退款', en: 'It was taken on {on}; that day is over, refund it instead' },
  'deposit.deducted-from': { zh: '该押金已有扣款，不能作废票据', en: 'Something was deducted from it already' },
  'law.no-fine': {
    zh: '依据《行政处罚法》第17条，物业企业无权罚款；只能扣除有照片、价格依据和签字的实际损失或约定违约金',
    en: 'Administrative Penalty Law art. 17: the company may not fine; only a documented loss or an agreed breach sum can be deducted',
  },
};

/** What a deposit tells people. */
export const notices: Readonly<Record<string, Sentence>> = {
  'deposit.deducted': {
    zh: '您的押金已扣 {amount} 元（{reason}），余 {held} 元',
    en: '{amount} yuan were deducted from your deposit ({reason}); {held} is left',
  },
  'deposit.refunded': { zh: '您的押金 {amount} 元已办理退还，请留意到账', en: 'Your deposit of {amount} yuan is on its way back' },
};
