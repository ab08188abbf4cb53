import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Refusals of a remittance. */
export const errors: ErrorCatalogue = {
  'remittance.pending': { zh: '该费用该账期已有未办结的代缴单 {number}，请先办结或撤销', en: 'The remittance {number} of this class and month is still open' },
  'remittance.not-agency': { zh: '{what}不是代收代付费用，不办理代缴', en: '{what} is not collected for others' },
  'remittance.book': { zh: '账簿“{book}”不供柜台使用，请改用本人或财务的账簿', en: 'The book {book} is not for the counter' },
  'remittance.future': { zh: '缴费日期不能晚于今天，请核对凭证', en: 'The day of payment lies in the future' },
  'remittance.too-much': {
    zh: '{what} {period} 已代收 {collected} 元，已代缴 {remitted} 元，最多还能代缴 {left} 元',
    en: '{collected} of {what} {period} were collected and {remitted} handed on; {left} is left',
  },
  'law.agency-fee': {
    zh: '依据《物业管理条例》第44条，代收水、电、气等费用不得向业主收取手续费等额外费用',
    en: 'Property management regulations art. 44: no handling fee may be charged on money collected for others',
  },
};
