import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of a correction. */
export const errors: ErrorCatalogue = {
  'correction.pending': { zh: '该票据或账单已有未办结的更正单 {number}，请先办结或撤销', en: 'The correction {number} of it is still open' },
  'correction.own-case': { zh: '票据 {id} 属于 {number}，请在该单中办理作废或退款', en: '{id} belongs to {number}; take it back there' },
  'correction.channel-void': {
    zh: '票据 {id} 由支付渠道入账，不能当日作废；退回款项请申请退款，错账请申请红冲',
    en: '{id} was booked by a payment channel; ask for a refund or a reversal',
  },
  'correction.not-reversible': {
    zh: '票据 {id} 是“{kind}”，不能冲销；账单请办理作废，退款被退回的请按收款入账后重新退款',
    en: '{id} is a {kind} and cannot be taken back; void the bill, or book money that came back as a payment',
  },
  'correction.no-money': { zh: '票据 {id} 没有收款，不能退款', en: '{id} brought no money to refund' },
  'correction.not-a-payment': { zh: '票据 {id} 是“{kind}”，只有收款票据可以退款或转户', en: '{id} is a {kind}; only a payment can be refunded or moved' },
  'correction.spent': {
    zh: '票据 {id} 转入余额的 {wanted} 元已被使用，现只剩 {held} 元，请先冲销 {by}',
    en: 'Of the {wanted} that {id} left only {held} is there; take back {by} first',
  },
  'correction.not-in-receipt': { zh: '票据 {id} 对账单 {bill} 只核销了 {paid} 元，请核对退款金额', en: '{id} has paid {paid} of {bill}' },
  'correction.bill-twice': { zh: '同一账单填写了两次，请合并为一行', en: 'A bill is named twice; give it one line' },
  'correction.refund-from': {
    zh: '退款 {amount} 元须由账单（from）和该票据形成的预收款（{left} 元）组成，请填写退自哪些账单、各多少元',
    en: 'A refund of {amount} comes from bills (from) and the prepayment of the receipt ({left}); say how much of which bill',
  },
  'correction.book': { zh: '账簿“{book}”不供柜台使用，请改用本人或前台的账簿', en: 'The book {book} is not for the counter' },
  'correction.one-household': { zh: '一张核销单只能包含同一房屋、同一交费人的账单，请分开申请', en: 'One write-off is for one unit and payer' },
  'correction.limitation-running': {
    zh: '账单 {bill} 的诉讼时效到 {until} 才届满，请继续催收，或凭法院裁判办理核销',
    en: 'The limitation of {bill} runs until {until}',
  },
  'correction.bill-paid': { zh: '账单 {id} 已收或已减免 {paid} 元，不能作废；请先冲销相关票据', en: '{paid} of {id} is settled; take that back first' },
  'correction.other-unit': { zh: '转入的账单须属于房屋 {unit}，请核对', en: 'The bills must be of unit {unit}' },
  'correction.too-much': { zh: '核销合计 {wanted} 元超过票据金额 {total} 元，请核对', en: '{wanted} is more than the receipt of {total}' },
  'correction.move-payer': { zh: '未指定账单时请填写交费人（payer），余款将转为其预收款', en: 'Say whose prepayment it becomes (payer)' },
  'law.write-off-evidence': {
    zh: '依据《企业资产损失所得税税前扣除管理办法》第22条，坏账核销须有催收证据及裁判文书等证明材料，账单 {bill} 缺少证据，请先补充',
    en: 'A write-off needs evidence of demands and of why it cannot be collected (rules on deduction of asset losses, art. 22); {bill} has none',
  },
};

/** What a correction tells people. */
export const notices: Readonly<Record<string, Sentence>> = {
  'correction.refunded': { zh: '您的退款 {amount} 元已办理，请留意到账', en: 'Your refund of {amount} yuan is on its way' },
  'correction.takenBack': {
    zh: '票据 {receipt}（{amount} 元）已冲销，原票据作废，如有疑问请联系客服中心',
    en: 'The receipt {receipt} of {amount} yuan was taken back and is void',
  },
  'correction.moved': {
    zh: '票据 {receipt}（{amount} 元）已更正入账房屋，请凭新票据核对',
    en: 'The receipt {receipt} of {amount} yuan was moved to the right unit; a new one was issued',
  },
};
