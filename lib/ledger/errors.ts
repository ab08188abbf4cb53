import type { ErrorCatalogue } from '../kernel/error.ts';

/** Sentences of the ledger itself; whoever books shows them. */
export const ledgerErrors: ErrorCatalogue = {
  'book.begun': { zh: '账簿 {book} 已开始使用，不能再设定起始票号', en: 'The book {book} has begun already' },
  'bill.unknown': { zh: '没有找到账单 {id}，请刷新账单列表后重试', en: 'There is no bill {id}' },
  'bill.exists': { zh: '账单 {id} 已经存在，同一房屋、账期和收费项不能重复出账', en: 'The bill {id} exists already' },
  'bill.not-open': { zh: '账单 {id} 现为“{state}”，不能再核销，请刷新后重试', en: 'The bill {id} is {state}' },
  'bill.overpaid': { zh: '账单 {id} 只欠 {open} 元，本次核销 {fen} 元，请按未缴金额填写，多余部分可转入预收', en: 'The bill {id} owes {open}, not {fen}' },
  'bill.not-settled': { zh: '账单 {id} 已核销 {settled} 元，不能冲回 {fen} 元', en: 'Only {settled} of {id} is settled' },
  'payment.bill-twice': { zh: '账单 {id} 填写了两次，请合并为一行', en: 'The bill {id} is named twice' },
  'payment.over-designated': { zh: '指定核销合计 {designated} 元，超过实收 {amount} 元，请核对金额', en: '{designated} is designated, {amount} was paid' },
  'payment.more-than-owed': {
    zh: '账单 {id} 现欠 {owed} 元（含违约金 {late} 元），指定核销 {fen} 元，请按欠款填写，多余部分将转入预收',
    en: 'The bill {id} owes {owed}, late fee {late} included, not {fen}',
  },
  'quote.changed': {
    zh: '报价之后账单 {id} 已有变动（现欠 {owed} 元，报价 {quoted} 元），请重新查询应缴金额',
    en: 'The bill {id} has changed since the quote: it owes {owed}, {quoted} was quoted',
  },
  'balance.unknown': { zh: '没有找到余额 {id}', en: 'There is no balance {id}' },
  'balance.short': { zh: '{title}余额只有 {fen} 元，不足 {wanted} 元，请核对后重试', en: 'Only {fen} is held, {wanted} is wanted' },
  'entry.external': { zh: '流水号 {number} 已入账为票据 {receipt}，请勿重复登记', en: 'The transaction {number} was booked as {receipt}' },
  'entry.unknown': { zh: '没有找到票据 {id}，请核对票据编号', en: 'There is no receipt {id}' },
  'entry.day-over': {
    zh: '票据 {id} 是 {on} 的，已不在当日账内，不能作废，请办理红冲',
    en: '{id} was booked on {on}; that day is over, have it reversed instead',
  },
  'entry.reversed': { zh: '票据 {id} 已由 {by} 冲销，不能重复办理', en: '{id} was reversed by {by}' },
  'entry.refunded': { zh: '票据 {id} 已退 {refunded} 元，最多还能退 {left} 元', en: '{refunded} of {id} is refunded; {left} is left' },
  'law.refund-payee': {
    zh: '依据《民法典》第985条，款项只能退还原付款人（{payer}），不能退给 {payee}；付款人去世的，请凭继承证明办理',
    en: 'Civil Code art. 985: money goes back to whoever paid it ({payer}), not to {payee}; an heir needs a certificate',
  },
  'refund.in-person': {
    zh: '票据遗失的，须付款人本人到场声明后退款，不接受代办',
    en: 'Without the receipt the payer comes in person; nobody else can declare it lost',
  },
  'refund.firm-papers': { zh: '付款人为单位，票据遗失请凭单位公函和营业执照办理', en: 'The payer is a firm: a letter and its licence are needed' },
  'refund.person-papers': { zh: '付款人为个人，票据遗失请由本人到场声明办理', en: 'The payer is a person, who declares the loss in person' },
  'refund.cash-signature': { zh: '退现金须收款人签收并核对证件原件，请补充签收凭证', en: 'Cash is handed back against a signature and a look at the document' },
  'refund.other-channel': { zh: '该款由{came}收取，须原路退回（{back}），请改选退款渠道', en: 'It came by {came} and goes back by {back}' },
};
