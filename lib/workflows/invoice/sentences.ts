import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';
import { ledgerErrors } from '../../ledger/errors.ts';

const { 'entry.unknown': entryUnknown, 'bill.unknown': billUnknown } = ledgerErrors;

/** Refusals of an invoice request. */
export const errors: ErrorCatalogue = {
  ...(entryUnknown && billUnknown ? { 'entry.unknown': entryUnknown, 'bill.unknown': billUnknown } : {}),
  'invoice.twice': { zh: '同一票据填写了两次，请只保留一个', en: 'A receipt is given twice; keep one' },
  'invoice.payers': { zh: '所选票据不是同一交费人，或没有登记交费人，请分别申请', en: 'The receipts are not all of one payer; ask for each payer apart' },
  'invoice.unit': { zh: '所选票据与房屋 {unit} 无关，请核对房号', en: 'The receipts have nothing to do with the unit {unit}' },
  'invoice.amount-one': { zh: '指定开票金额时只能选一张票据；多张票据请按全额开票', en: 'An amount can be given for a single receipt only' },
  'invoice.tax-number': { zh: '开具专用发票须填写购方纳税人识别号', en: 'A special invoice needs the tax number of the buyer' },
  'invoice.taken-back': { zh: '票据 {receipt} 已作废或红冲，不能开票', en: 'The receipt {receipt} was taken back' },
  'invoice.not-invoiceable': {
    zh: '票据 {receipt} 没有可开票的收费（押金、预收和减免不开票，预收在抵扣后按抵扣凭证开票）',
    en: 'There is nothing to invoice in {receipt}: deposits, prepayments and waivers are no turnover',
  },
  'invoice.agency': {
    zh: '票据 {receipt} 只有代收代付费用，请向供水、供电、供气单位索取发票',
    en: 'What {receipt} was paid for is collected for others, who invoice it',
  },
  'invoice.no-rate': {
    zh: '“{title}”的账单没有登记税率，请由收费员在申请中填写该费用类别的税率',
    en: 'No tax rate is on record for “{title}”; the desk gives it with the request',
  },
  'invoice.rates-desk': { zh: '税率由物业填写，请删除税率后重新提交', en: 'Rates are given by the desk; leave them out' },
  'invoice.nothing-left': {
    zh: '票据 {receipt} 已开票和已退款共 {gone} 元，没有可开票的余额',
    en: '{gone} of {receipt} is invoiced or refunded; nothing is left',
  },
  'invoice.too-much': { zh: '票据 {receipt} 最多还能开票 {left} 元，不能开 {wish} 元', en: '{left} of {receipt} is left to invoice, not {wish}' },
  'invoice.too-many-lines': { zh: '项目和税率超过 40 种，请分次申请', en: 'There are more than forty lines; ask in parts' },
  'invoice.at-once': {
    zh: '同一票据正由 {number} 开票，请刷新后按剩余金额申请',
    en: 'The same receipt is being invoiced by {number}; reload and ask for what is left',
  },
  'invoice.day-future': { zh: '开票日期 {on} 晚于今天，请核对', en: 'The day {on} lies in the future' },
  'invoice.red-number': { zh: '红字发票的号码不能与原发票 {number} 相同，请核对', en: 'A red invoice has a number of its own, not {number}' },
};

export const notices: Readonly<Record<string, Sentence>> = {
  'invoice.requested': { zh: '有新的开票申请，票据 {receipts}', en: 'An invoice is wanted for {receipts}' },
  'invoice.issued': { zh: '您申请的发票已开具，号码 {number}，金额 {amount} 元', en: 'Your invoice {number} over {amount} yuan is issued' },
  'invoice.failed': { zh: '发票未能开具：{reason}，请核对后重新提交', en: 'The invoice could not be issued: {reason}' },
  'invoice.red-wanted': {
    zh: '票据 {receipt} 已冲销，发票 {number} 须开具红字发票',
    en: 'The receipt {receipt} was taken back; make the invoice {number} red',
  },
  'invoice.red': { zh: '发票 {number} 已红冲，红字发票号码 {red}', en: 'The invoice {number} was made red by {red}' },
  'invoice.issue.breach': { zh: '开票申请 {number} 超过 3 天未开票，请尽快办理', en: 'The invoice request {number} has waited for more than three days' },
  'invoice.red.breach': {
    zh: '开票申请 {number} 的红字发票超过 3 天未开具，请尽快办理',
    en: 'The red invoice of {number} has been due for more than three days',
  },
};
