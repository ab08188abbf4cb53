import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of payments and quotes (收款). */
export const paymentErrors: ErrorCatalogue = {
  'payment.key': {
    zh: '收款必须带请求编号（Idempotency-Key）或渠道流水号（externalId），以免网络中断后重复收款',
    en: 'A payment needs an Idempotency-Key, or the externalId of its channel',
  },
  'payment.purpose': {
    zh: '请说明款项用途，且只填一项：指定账单（allocations）、房屋（units）、报价（quote）或预交（prepay）',
    en: 'Say what the money is for, by exactly one of allocations, units, quote and prepay',
  },
  'payment.book': { zh: '账簿“{book}”不供柜台使用，请改用本人或前台的账簿', en: 'The book {book} is not for the counter' },
  'payment.value-day': {
    zh: '到账日 {on} 不可用：只有转账和托收可填写到账日，且须在 {earliest} 至 {today} 之间',
    en: 'The value day {on} is for transfers only, and between {earliest} and {today}',
  },
  'payment.external-differs': {
    zh: '渠道流水号 {number} 已入账为票据 {receipt}，金额 {fen} 元，与本次不符；请与渠道核对，勿重复收款',
    en: 'The transaction {number} was booked as {receipt} over {fen}; this one differs, ask the channel',
  },
  'payment.too-many-bills': { zh: '一次最多核销 {most} 张账单，本次涉及 {count} 张，请分次办理', en: 'At most {most} bills in one payment, not {count}' },
  'payment.external-held': {
    zh: '流水号 {number} 已登记为暂收款 {case}，请在该单办理认领，勿重复收款',
    en: 'The transaction {number} is held as {case}; assign it there',
  },
  'bank-batch.payer': {
    zh: '{unit} 没有可确认的交费人，请在文件中补充“交费人”列后重新上传',
    en: 'Whose payment for {unit} it is cannot be told; add the payer',
  },
  'bank-batch.day': { zh: '扣款日 {on} 晚于今天（{today}），请核对', en: 'The day {on} lies after today ({today})' },
  'bank-batch.stopped': { zh: '系统故障，处理中断；已入账的行有效，请重新上传同一文件', en: 'A fault of ours stopped it; send the same file again' },
  'quote.invalid': { zh: '报价无效，请重新查询应缴金额', en: 'The quote is not valid; ask for a new one' },
  'quote.expired': { zh: '报价已于 {until} 失效，请重新查询应缴金额', en: 'The quote expired at {until}; ask for a new one' },
  'quote.amount': { zh: '报价应缴 {total} 元，实收 {amount} 元，请按报价收取或重新查询', en: 'The quote is over {total}, not {amount}' },
  'quote.payer': { zh: '报价中有他人的账单，请由 {payer} 交费，或改用指定账单', en: 'The quote is for {payer}' },
  'quote.bill-unknown': { zh: '账单 {id} 不在报价之内，请重新查询应缴金额', en: 'The bill {id} is not in the quote' },
  'receipt.unknown': { zh: '没有找到票据 {id}，请核对票据编号', en: 'There is no receipt {id}' },
  'law.prepayment-cap': {
    zh: '依据《杭州市物业管理条例》第55条及项目设置，预收不得超过 {months} 个月费用：该户每月 {monthly} 元，上限 {cap} 元，已预收 {held} 元，本次还可预收 {room} 元，实际多收 {excess} 元',
    en: 'Hangzhou property regulations art. 55 and the settings of the project: at most {months} months may be prepaid, {monthly} a month; {held} is held, {room} may still be, {excess} is too much',
  },
};

/** What a cashier is told with a receipt (收款提示); nothing of it stops a payment. */
export const paymentWarnings: ErrorCatalogue = {
  'payment.skips-older': { zh: '有更早到期的账单未缴：{bills}。可按交费人指定收取，请提醒其仍须缴纳', en: 'Older bills stay unpaid: {bills}' },
  'payment.bills-of-others': { zh: '同一房屋另有他人的未缴账单：{bills}，本次未核销', en: 'Open bills of others for the same unit were left: {bills}' },
  'payment.all-prepaid': { zh: '没有未缴账单，{fen} 元已全部转入预收', en: 'Nothing was owed: {fen} was put to the prepayment' },
  'payment.bill-settled': {
    zh: '以下账单已无欠款：{bills}，相应款项已转入预收',
    en: 'Nothing was owed any more on {bills}; the money was put to the prepayment',
  },
  'payment.cap-unknown': {
    zh: '该户尚无周期账单，无法计算预收上限，请自行核对预收月数',
    en: 'No recurring bills yet, so the cap on prepayments could not be computed',
  },
};
