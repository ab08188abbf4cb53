import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { Cancelling, cancel, mayCancel } from '../../ledger/wish.ts';
import { approvalOf } from './approvals.ts';
import { book, bookingReads, moneyOf } from './booking.ts';
import { correction as correctionContract } from './contract.ts';
import { Nothing } from './inputs.ts';
import { entryOf } from './receipts.ts';
import { Correction, type Matter, matters } from './record.ts';
import {
  movingReads,
  receiptRead,
  requestBalanceRefund,
  requestBillVoid,
  requestMove,
  requestRefund,
  requestReversal,
  requestVoid,
  requestWriteOff,
} from './requesting.ts';
import { errors, notices } from './sentences.ts';

const { opens, moves } = commandsOf<Correction>();
const { commands: inputs } = correctionContract;

const desk: readonly Position[] = ['FRONT', 'CASHIER', 'CSM', 'PM', 'HQ-FIN'];
const opening = { to: ['requested'], by: desk } as const;

/** What no other correction may touch while this one waits: two of one receipt would each think the other had not been. */
function touched(matter: Matter): readonly string[] {
  if ('receipt' in matter) return [matter.receipt];
  if ('bills' in matter) return matter.bills;
  return ['bill' in matter ? matter.bill : matter.balance];
}

/**
 * Correction (更正): what was booked wrongly is never changed; another entry takes it back, after the signatures it needs.
 *
 *     void | reverse | refund | refundBalance | writeOff | voidBill | move ─▶ requested ─submit (signed)─▶ booked
 *                                                                              └─cancel─▶ cancelled
 *
 * It is handed in with its opening. A rejected one stays requested: it is handed in again, or cancelled. One open correction per receipt or bill, and a second reversal is
 * refused in the transaction that would book it.
 */
export const correction = defineWorkflow<Correction>({
  name: correctionContract.name,
  title: '账务更正',
  collection: 'corrections',
  numberPrefix: 'GZ',
  contract: correctionContract,
  record: Correction,
  stateTitles: { requested: '待批准', booked: '已入账', cancelled: '已撤销' },
  commands: {
    reverse: opens({ title: '申请红冲', ...opening, input: inputs.reverse, money: receiptRead, apply: requestReversal }),
    void: opens({ title: '申请当日作废', ...opening, input: inputs.void, money: receiptRead, apply: requestVoid }),
    refund: opens({ title: '申请退款', ...opening, input: inputs.refund, money: receiptRead, apply: requestRefund }),
    refundBalance: opens({
      title: '申请退预收款',
      ...opening,
      input: inputs.refundBalance,
      money: ({ balance }) => ({ balances: [balance] }),
      apply: requestBalanceRefund,
    }),
    writeOff: opens({
      title: '申请坏账核销',
      to: ['requested'],
      by: ['CASHIER', 'CSM', 'PM', 'HQ-FIN'],
      input: inputs.writeOff,
      money: ({ bills }) => ({ bills }),
      apply: requestWriteOff,
    }),
    voidBill: opens({ title: '申请账单作废', ...opening, input: inputs.voidBill, money: ({ bill }) => ({ bills: [bill] }), apply: requestBillVoid }),
    move: opens({
      title: '申请错户转账',
      ...opening,
      input: inputs.move,
      reads: movingReads,
      money: ({ receipt, bills }) => ({ entries: [entryOf(receipt)], bills: bills.map(({ bill }) => bill) }),
      apply: requestMove,
    }),
    submit: moves({
      title: '提交审批并入账',
      from: ['requested'],
      to: ['booked'],
      by: desk,
      input: Nothing,
      reads: bookingReads,
      money: moneyOf,
      apply: book,
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
  notices,
  claims: ({ matter }, number) => touched(matter).map((name) => hold(`correction/${name}`, { label: { number }, error: 'correction.pending' })),
  subject: ({ matter, unit, amountFen }) => ({ unit, title: `${matters[matter.kind]} ${yuan(amountFen)} 元` }),
  terms: ({ matter }) => ('receipt' in matter ? [{ kind: 'receipt', value: matter.receipt }] : []),
  card: ({ matter, amountFen, payer }) => ({ matter: matter.kind, amountFen, payer }),
});
