import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of billing runs (出账). */
export const billingErrors: ErrorCatalogue = {
  'billing.period-ahead': {
    zh: '账期 {period} 太早，最多提前一个月出账（现为 {today}），请核对账期',
    en: 'The month {period} is too far ahead of {today}; one month ahead is the most',
  },
  'law.no-published-tariff': {
    zh: '项目没有已公示的收费标准，不能出账（民法典第943条；物业服务纠纷解释第2条），请先公示收费标准',
    en: 'No tariff of the project is published, so nothing may be charged (Civil Code art. 943)',
  },
  'billing.cost-unknown': { zh: '收费标准 {tariff} 不是公摊项目，不能登记公摊费用，请核对', en: 'The tariff {tariff} shares no common cost' },
  'billing.open': {
    zh: '账期 {period} 的出账（{id}）还没有结束，请等它结束，或先放行、撤回',
    en: 'The run {id} of {period} is still open; wait for it, release it or withdraw it',
  },
  'billing.not-waiting': { zh: '出账 {id} 不在待复核状态，无需放行', en: 'The run {id} does not wait for its release' },
  'billing.own-release': { zh: '出账须由发起人以外的人复核放行，请转由项目经理或公司财务办理', en: 'A run is released by somebody other than who started it' },
  'billing.stale-prices': {
    zh: '出账 {id} 的试算已超过 {days} 天，请撤回后重新出账',
    en: 'The run {id} was priced more than {days} days ago; withdraw it and run again',
  },
  'billing.not-withdrawable': {
    zh: '出账 {id} 现在不能撤回：须已出账或待复核；未完成的请先重新出账至完成',
    en: 'The run {id} cannot be withdrawn: it has to be done, or wait for its release',
  },
  'billing.paid': { zh: '已有 {count} 张账单收过款（{ids}），不能整批撤回，请逐张更正', en: '{count} bills have been paid ({ids}); correct them one by one' },
  'billing.stopped': {
    zh: '系统故障，出账中断；已出的账单有效，请再次出账，会从中断处继续，不会重复',
    en: 'A fault of ours stopped the run; start it again, it goes on where it stopped',
  },
  'billing.withdrawal-stopped': { zh: '系统故障，撤回中断，请再次撤回', en: 'A fault of ours stopped the withdrawal; withdraw again' },
  'billing.voided': {
    zh: '本期账单已单独作废，不自动重出；确需收取请手工出账',
    en: 'The bill of this month was voided on its own; issue it by hand if it is to be charged',
  },
  'billing.billed-otherwise': {
    zh: '本期已按另一交费人出账，未重复出账；请核对后更正账单',
    en: 'This month is billed to another payer already; correct that bill',
  },
};
