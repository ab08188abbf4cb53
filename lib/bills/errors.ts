import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of bills by hand and of objections (手工账单、账单异议). */
export const billErrors: ErrorCatalogue = {
  'law.tariff-unpublished': {
    zh: '{what}没有已公示的收费标准，不得收费（民法典第943条；物业服务纠纷司法解释第2条），请先公示',
    en: 'There is no published tariff for {what}, so it may not be charged (Civil Code art. 943)',
  },
  'law.agency-fee': {
    zh: '依据《物业管理条例》第44条，代收水、电、气等费用不得向业主收取手续费等额外费用',
    en: 'Property management regulations art. 44: no handling fee may be charged on money collected for others',
  },
  'law.overcharge': {
    zh: '依据物业服务纠纷司法解释第2条，不得在收费标准之外加收手续费，请删除',
    en: 'Nothing may be charged on top of the published tariff',
  },
  'bill.tariff-class': { zh: '收费标准 {tariff} 的费用类别是“{class}”，请核对', en: 'The tariff {tariff} is of the class {class}' },
  'bill.shared-by-run': { zh: '公摊费用须由出账批次按面积分摊，不能手工出账', en: 'A shared cost is billed by a run, not by hand' },
  'bill.nothing-to-charge': {
    zh: '按收费标准 {tariff}，该房屋 {period} 没有应收金额，请核对账期和适用范围',
    en: 'By {tariff} nothing is to be charged for {period}',
  },
  'bill.several': {
    zh: '该账期须分别向多人或多表出账（{charges}），请填写交费人或收费项',
    en: 'There are several bills to make ({charges}); name the payer or the charge',
  },
  'bill.lines-needed': { zh: '不按收费标准出账的，请填写明细、收费项（单号）和交费人', en: 'Without a tariff a bill needs lines, a charge and a payer' },
  'bill.too-much': {
    zh: '账单合计 {total} 元，超过单张上限 {most} 元，请核对数量和单价',
    en: 'A bill over {total} is more than {most}; check quantities and prices',
  },
  'bill.lines-unwanted': { zh: '按收费标准出账的，金额由标准计算，请删除明细和收费项', en: 'By a tariff the amount is computed; leave the lines out' },
  'bill.due-past': { zh: '到期日 {on} 已过，请填写今天或以后的日期', en: 'The due date {on} has passed' },
  'bill.period-ahead': { zh: '账期 {period} 太早，最多提前一个月出账', en: 'The month {period} is too far ahead; one month ahead is the most' },
  'bill.disputed': { zh: '该账单已有未处理的异议（投诉单 {complaint}），请在该单中补充', en: 'The objection {complaint} to it is still open' },
  'bill.not-disputed': { zh: '该账单没有未处理的异议', en: 'There is no open objection to it' },
  'bill.disputed-too-much': { zh: '账单未缴金额为 {open} 元，异议金额不能超过', en: 'Only {open} of it is owed' },
};
