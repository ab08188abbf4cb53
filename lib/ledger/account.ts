import * as z from 'zod';
import { keysOf } from '../kernel/schema.ts';

/** Accounts of the ledger (会计科目). Debits are positive, credits negative; every journal sums to zero over them. */
export const accounts = {
  receivable: '应收账款',
  cash: '货币资金',
  prepaid: '预收款',
  deposit: '押金',
  suspense: '暂收待认领',
  income: '收入',
  agency: '代收代付',
  remittance: '代缴清算',
  lateFee: '违约金收入',
  waiver: '减免',
  badDebt: '坏账损失',
  ownersFund: '业主共有收益',
  shortage: '现金短款',
  opening: '期初余额',
} as const;
export const Account = z.enum(keysOf(accounts)).meta({ title: '科目', titles: accounts });
/** See the schema. */
export type Account = z.infer<typeof Account>;

/** What a fee is for (费用类别). */
export const feeClasses = {
  property: '物业管理费',
  shared: '公摊水电费',
  water: '代收水费',
  power: '代收电费',
  gas: '代收燃气费',
  parking: '车位费',
  parkingTemp: '临时停车费',
  renovation: '装修服务费',
  service: '特约服务费',
  repair: '有偿维修费',
  special: '专项管理费',
  rent: '营业房租金',
  card: '门禁卡工本费',
  other: '其他费用',
} as const;
export const FeeClass = z.enum(keysOf(feeClasses)).meta({ title: '费用类别', titles: feeClasses });
/** See the schema. */
export type FeeClass = z.infer<typeof FeeClass>;

/** Classes collected for others (代收代付, L11) unless a tariff says otherwise: money that is never the company's. */
export const agencyClasses: readonly FeeClass[] = ['water', 'power', 'gas'];

/** Ways money comes and goes (收款渠道). */
export const channels = {
  cash: '现金',
  card: '刷卡',
  transfer: '银行转账',
  wechat: '微信支付',
  alipay: '支付宝',
  bankBatch: '银行托收',
} as const;
export const Channel = z.enum(keysOf(channels)).meta({ title: '收款渠道', titles: channels });
/** See the schema. */
export type Channel = z.infer<typeof Channel>;

/** Why a receivable changed (应收变动), for rates that must not mix collection with forgiveness (K01). */
export const measures = {
  issued: '出账',
  paid: '收款',
  offset: '预收抵扣',
  deducted: '押金抵扣',
  waived: '减免',
  writtenOff: '核销',
  voided: '作废',
  refunded: '退款',
} as const;
export const Measure = z.enum(keysOf(measures)).meta({ title: '应收变动', titles: measures });
/** See the schema. */
export type Measure = z.infer<typeof Measure>;
