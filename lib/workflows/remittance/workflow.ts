import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { feeClasses } from '../../ledger/account.ts';
import { Cancelling, cancel, mayCancel } from '../../ledger/wish.ts';
import { remittance as remittanceContract } from './contract.ts';
import { Nothing } from './inputs.ts';
import { Remittance } from './record.ts';
import { approvalOf, remit, request } from './rules.ts';
import { errors } from './sentences.ts';

const { opens, moves } = commandsOf<Remittance>();
const desk: readonly Position[] = ['CASHIER', 'CSM', 'PM', 'HQ-FIN'];

/**
 * Remittance (代缴): what was collected for a utility is handed on to it, with its voucher (K02).
 *
 *     request ─▶ requested ─submit (PM → HQ-FIN)─▶ remitted
 *                    └─cancel─▶ cancelled
 *
 * Never more than was collected: one remittance of a class and month is open at a time, and both sums are looked at again when it is booked.
 */
export const remittance = defineWorkflow<Remittance>({
  name: remittanceContract.name,
  title: '代缴',
  collection: 'remittances',
  numberPrefix: 'DJ',
  contract: remittanceContract,
  record: Remittance,
  stateTitles: { requested: '待批准', remitted: '已代缴', cancelled: '已撤销' },
  commands: {
    request: opens({
      title: '申请代缴',
      to: ['requested'],
      by: desk,
      input: remittanceContract.commands.request,
      money: ({ period }) => ({ period }),
      apply: request,
    }),
    submit: moves({
      title: '提交审批并入账',
      from: ['requested'],
      to: ['remitted'],
      by: desk,
      input: Nothing,
      money: (_, { period }) => ({ period }),
      apply: remit,
      approval: approvalOf,
    }),
    cancel: moves({
      title: '撤销',
      from: ['requested'],
      to: ['cancelled'],
      by: desk,
      input: Cancelling,
      may: mayCancel,
      apply: cancel,
    }),
  },
  readBy: [...desk.filter((position) => !headquarters.includes(position)), ...headquarters],
  errors,
  claims: ({ feeClass, period }, number) => [hold(`remittance/${feeClass}/${period}`, { label: { number }, error: 'remittance.pending' })],
  subject: ({ feeClass, period, amountFen }) => ({ title: `代缴 ${feeClasses[feeClass]} ${period} ${yuan(amountFen)} 元` }),
  card: ({ feeClass, period, amountFen }) => ({ feeClass, period, amountFen }),
});
