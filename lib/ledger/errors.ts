import type { ErrorCatalogue } from '../kernel/error.ts';

/** Sentences of the ledger itself; whoever books shows them. */
export const ledgerErrors: ErrorCatalogue = {
  'bill.unknown': { zh: '没有找到账单 {id}，请刷新账单列表后重试', en: 'There is no bill {id}' },
  'bill.exists': { zh: '账单 {id} 已经存在，同一房屋、账期和收费项不能重复出账', en: 'The bill {id} exists already' },
  'bill.not-open': { zh: '账单 {id} 现为“{state}”，不能再核销，请刷新后重试', en: 'The bill {id} is {state}' },
  'bill.overpaid': { zh: '账单 {id} 只欠 {open} 元，本次核销 {fen} 元，请按未缴金额填写，多余部分可转入预收', en: 'The bill {id} owes {open}, not {fen}' },
  'bill.not-settled': { zh: '账单 {id} 已核销 {settled} 元，不能冲回 {fen} 元', en: 'Only {settled} of {id} is settled' },
  'balance.unknown': { zh: '没有找到余额 {id}', en: 'There is no balance {id}' },
  'balance.short': { zh: '{title}余额只有 {fen} 元，不足 {wanted} 元，请核对后重试', en: 'Only {fen} is held, {wanted} is wanted' },
  'entry.unknown': { zh: '没有找到票据 {id}，请核对票据编号', en: 'There is no receipt {id}' },
  'entry.reversed': { zh: '票据 {id} 已由 {by} 冲销，不能重复办理', en: '{id} was reversed by {by}' },
  'entry.refunded': { zh: '票据 {id} 已退 {refunded} 元，最多还能退 {left} 元', en: '{refunded} of {id} is refunded; {left} is left' },
};
