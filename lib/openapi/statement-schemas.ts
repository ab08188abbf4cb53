import { channels, FeeClass, feeClasses, Measure } from '../ledger/account.ts';
import { Bill, BillLine } from '../ledger/bill.ts';
import { journalKinds } from '../ledger/journal.ts';
import { ages } from '../statements/ageing.ts';
import { standingTitles } from '../statements/bill-shown.ts';
import { answerSchema, type Schema } from './schema.ts';

const text: Schema = { type: 'string' };
const day: Schema = { type: 'string', format: 'date' };
const instant: Schema = { type: 'string', format: 'date-time' };
const fen: Schema = { type: 'integer', description: '分' };
const count: Schema = { type: 'integer', minimum: 0 };
const yes: Schema = { const: true };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const optional = (properties: Readonly<Record<string, Schema>>, further: Readonly<Record<string, Schema>>): Schema =>
  object({ ...properties, ...further }, Object.keys(properties));
const titled = (titles: Readonly<Record<string, string>>): Schema => ({ type: 'string', enum: Object.keys(titles), 'x-titles': titles });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const settled = optional(
  { on: day, valueOn: { ...day, description: '交款日' }, fen, as: answerSchema(Measure), asTitle: text },
  { receiptNo: text, lateFen: fen },
);
const line: Schema = {
  allOf: [answerSchema(BillLine), object({ explanation: { type: 'string', description: '计算说明，如 98.75㎡ × 2.38元 × 31/31天 = 235.03元' } })],
};
const late = object({
  accruedFen: fen,
  settledFen: fen,
  openFen: fen,
  capped: { type: 'boolean' },
  segments: listOf(object({ from: day, to: day, days: count, principalFen: fen })),
});
const { origin, interruptions } = Bill.shape;

const billShown: Schema = {
  title: '账单',
  ...optional(
    {
      id: text,
      unit: text,
      period: text,
      feeClass: answerSchema(FeeClass),
      feeClassTitle: text,
      title: text,
      payer: text,
      standing: titled(standingTitles),
      standingTitle: text,
      issuedOn: day,
      dueOn: day,
      issuedFen: fen,
      settledFen: fen,
      openFen: fen,
      payableFen: { ...fen, description: '今日结清须付（分），含违约金' },
      lines: listOf(line),
      paid: listOf(settled),
    },
    {
      joint: { ...listOf(text), description: '连带责任人' },
      late: { ...late, description: '今日的违约金' },
      agency: yes,
      disputed: yes,
      limitation: { ...object({ expiresOn: day }), description: '诉讼时效届满日；仅工作人员可见' },
      origin: answerSchema(origin),
      interruptions: answerSchema(interruptions),
    },
  ),
};

const standing = object({ owedFen: fen, prepaidFen: fen, depositFen: fen });
const movement = optional(
  {
    on: day,
    kind: titled({ billed: '出账', ...journalKinds }),
    title: text,
    owedFen: { ...fen, description: '应收变动' },
    prepaidFen: { ...fen, description: '预收变动' },
    depositFen: { ...fen, description: '押金变动' },
    bills: listOf(object({ id: text, title: text, period: text, fen, as: answerSchema(Measure) })),
    balances: listOf(object({ id: text, fen })),
    after: { ...standing, description: '变动之后' },
  },
  { entry: text, receiptNo: text, lateFen: { ...fen, description: '违约金' }, channels: listOf(text), reason: text, by: text },
);
const account = { opening: standing, movements: listOf(movement), closing: standing };
const days = { from: day, to: { ...day, description: '不含' } };

const rate = optional(
  { n: fen, d: fen, text, verdict: titled({ met: '达标', missed: '未达标', noData: '无数据' }) },
  { percent: { ...text, description: '截取两位小数，不进位' } },
);
const classTotals = {
  issuedFen: fen,
  paidFen: fen,
  offsetFen: fen,
  deductedFen: fen,
  waivedFen: fen,
  writtenOffFen: fen,
  voidedFen: fen,
  refundedFen: fen,
  openFen: fen,
  bills: count,
  billsSettled: count,
  agencyFen: fen,
  remittedFen: fen,
};
const classes = listOf(
  object({ feeClass: titled(feeClasses), title: text, ...classTotals, dueFen: { ...fen, description: '应收净额：扣除作废和减免' }, collectedFen: fen, rate }),
);
const rates = listOf(
  object({
    kpi: text,
    name: text,
    target: text,
    byAmount: { ...rate, description: '按金额，据此判定' },
    byHousehold: { ...rate, description: '按户数' },
    verdict: text,
  }),
);

const totals: Schema = {
  title: '月度汇总',
  ...optional(
    {
      at: instant,
      period: text,
      classes,
      sum: object(classTotals),
      rates,
      month: object({
        collected: object({
          currentFen: fen,
          oldArrearsFen: { ...fen, description: '收回以前月份欠费' },
          laterPeriodsFen: { ...fen, description: '以后月份' },
        }),
        prepaid: object({ receivedFen: fen, offsetFen: fen, changeFen: fen }),
        depositChangeFen: fen,
        lateFeeFen: fen,
        cashFen: fen,
        cash: listOf(object({ channel: titled(channels), title: text, fen, days: listOf(object({ day, fen })) })),
      }),
      held: object({ prepaidFen: fen, depositFen: fen, suspenseFen: fen }),
    },
    {
      asClosed: { ...object({ classes, rates }), description: '月末时的数；以后的红冲和补收只改变上面的数' },
      run: { ...object({ id: text, state: text, total: count }), description: '尚未结束的出账批次，汇总随之变动' },
    },
  ),
};

const ageing = {
  bills: count,
  openFen: fen,
  overdueFen: fen,
  byAge: object(Object.fromEntries(ages.map((age) => [age, object({ fen, bills: count })]))),
};
const arrears: Schema = {
  title: '欠费账龄',
  ...optional(
    {
      asOf: day,
      by: text,
      ...ageing,
      items: listOf(optional({ key: text, title: text, ...ageing }, { units: listOf(text), joint: { ...listOf(text), description: '连带责任人' } })),
    },
    { cursor: text },
  ),
};

/** What is read from the ledger, by the names under which the operations answer it. */
export const statementSchemas: Readonly<Record<string, Schema>> = {
  BillShown: billShown,
  BillShownPage: optional({ items: listOf(ref('BillShown')) }, { cursor: { type: 'string', description: '下一页的标记；没有时即为末页' } }),
  UnitStatement: { title: '房屋对账单', ...object({ unit: text, ...days, ...account }) },
  PartyStatement: {
    title: '客户对账单',
    ...object({ party: text, ...days, opening: standing, closing: standing, accounts: listOf(optional(account, { unit: text })) }),
  },
  PeriodTotals: totals,
  Arrears: arrears,
};
