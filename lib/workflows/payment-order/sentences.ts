import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';
import { ledgerErrors } from '../../ledger/errors.ts';

const { 'bill.unknown': billUnknown } = ledgerErrors;

/** Refusals of payment orders. */
export const orderErrors: ErrorCatalogue = {
  ...(billUnknown ? { 'bill.unknown': billUnknown } : {}),
  'payment-order.not-configured': {
    zh: '本项目尚未开通{channel}收款，请改用其他方式，或请公司行政部配置收款商户',
    en: 'This project takes no money by {channel} yet; choose another way',
  },
  'payment-order.units': {
    zh: '请指定一套房屋（unit）、多套房屋（units）或账单（bills）；unit 与 units 只填一项',
    en: 'Name a unit, several units, or bills; not both unit and units',
  },
  'payment-order.way': { zh: '该支付渠道不支持此支付方式：微信可扫码或在微信内支付，支付宝可扫码或网页支付', en: 'The channel does not offer this way to pay' },
  'payment-order.open-id': { zh: '微信内支付须提供微信用户标识（openId），其他方式不需要', en: 'openId is needed inside WeChat, and only there' },
  'payment-order.other-payer': { zh: '住户只能以本人名义支付；代他人交费请到前台办理', en: 'Residents pay as themselves; the desk takes money for others' },
  'payment-order.payer-missing': { zh: '账单属于不同的交费人，请指明由谁支付（payer）', en: 'The bills belong to several payers; say who pays' },
  'payment-order.nothing-open': { zh: '没有未缴的账单，无须支付', en: 'There is nothing to pay' },
  'payment-order.settled': { zh: '账单 {id} 已无欠款，请刷新后重新下单', en: 'Nothing is owed on {id} any more' },
  'payment-order.too-many': {
    zh: '未缴账单共 {count} 张，一次最多支付 {most} 张，请指定账单分次支付',
    en: '{count} bills are open, at most {most} are paid at once',
  },
  'payment-order.too-much': { zh: '合计 {amount} 元，超过渠道单笔上限 {most} 元，请分次支付', en: '{amount} is above the {most} a provider takes at once' },
  'payment-order.answer-late': { zh: '该答复属于更早的一次下单，不予采用', en: 'The answer belongs to an earlier attempt' },
  'payment-order.amount': {
    zh: '渠道到账 {paid} 元，与支付单应付 {ordered} 元不符，未入账，请与渠道核对',
    en: '{paid} came in where {ordered} was ordered; ask the provider',
  },
};

/** Sentences of their notices. */
export const orderNotices: Readonly<Record<string, Sentence>> = {
  'payment-order.paid': { zh: '已收到{channel}付款 {amount} 元（{number}）', en: '{amount} was received by {channel} ({number})' },
  'payment-order.excess': {
    zh: '支付单 {number} 的账单已另行缴清，其中 {excess} 元已转入预收款，可抵扣后续费用或申请退还',
    en: 'The bills of {number} were settled otherwise: {excess} is now prepaid',
  },
  'payment-order.late': {
    zh: '支付单 {order} 失效后收到款项 {amount} 元，已转入预收款，可抵扣后续费用或申请退还',
    en: '{amount} came for {order} after its end, and is now prepaid',
  },
  'payment-order.failed': { zh: '支付单 {number} 下单失败（{reason}），请重新下单或改用其他方式', en: 'The order {number} failed ({reason}); order again' },
};
