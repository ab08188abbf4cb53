import type { ErrorCatalogue } from '../kernel/error.ts';

/** Sentences of printing and of checking receipts. */
export const printErrors: ErrorCatalogue = {
  'receipt.unknown': {
    zh: '没有查到该票据，请核对二维码是否完整；如有疑问，请联系收款的物业服务中心',
    en: 'There is no such receipt; check that the code is complete',
  },
  'print.nothing-open': { zh: '{unit} 没有需要通知缴纳的费用，无须打印缴费通知单', en: 'Nothing is owed for {unit}, so there is nothing to notify of' },
  'print.litigators': {
    zh: '诉讼材料由客服主管、项目经理或公司本部打印，请联系他们办理',
    en: 'The litigation pack is for the managers of the project and headquarters',
  },
  'print.not-clear': {
    zh: '{unit} 还有 {count} 笔未结清，共 {fen} 元（含违约金和已核销欠费），结清后才能出具结清证明',
    en: '{count} bills of {unit} are not settled ({fen} yuan); a clearance letter can be issued when they are',
  },
};
