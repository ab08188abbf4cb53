import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Refusals of a waiver. */
export const errors: ErrorCatalogue = {
  'waiver.pending': { zh: '该房屋已有未办结的减免单 {number}，请先办结或撤销', en: 'The waiver {number} of this unit is still open' },
  'waiver.other-unit': { zh: '账单须属于房屋 {unit}，请分户申请', en: 'The bills must be of unit {unit}' },
  'waiver.twice': { zh: '同一账单填写了两次，请合并为一行', en: 'A bill is named twice; give it one line' },
  'waiver.nothing': { zh: '每张账单请填写减免的本金（fen）或违约金（lateFen）', en: 'Say how much of the principal (fen) or late fee (lateFen) of each bill' },
  'waiver.agency': { zh: '账单 {id} 是代收代付费用，不是本公司收入，不能减免', en: '{id} is collected for others and not the company’s to waive' },
  'waiver.too-much': { zh: '账单 {id} 只欠 {open} 元，不能减免 {fen} 元，请核对', en: '{id} owes {open}, not {fen}' },
  'waiver.late-too-much': { zh: '账单 {id} 的违约金为 {open} 元，不能减免 {fen} 元，请核对', en: 'The late fee of {id} is {open}, not {fen}' },
  'waiver.limit-changed': {
    zh: '该户近12个月已减免 {earlier} 元，连同本次超出原审批权限，请撤销后重新申请',
    en: '{earlier} was waived of this household meanwhile; with it this waiver is above the chain it was given: cancel it and ask again',
  },
};
