import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { deposit as depositContract } from './contract.ts';
import { depositKinds, Voiding } from './inputs.ts';
import { Deposit } from './record.ts';
import { deduct, deductionApproval, moneyOf, payerRead, refund, refundApproval, take, takeOver, takingReads, voidApproval, voidReceipt } from './rules.ts';
import { errors, notices } from './sentences.ts';

const { opens, moves } = commandsOf<Deposit>();
const { commands: inputs } = depositContract;
const desk: readonly Position[] = ['FRONT', 'CASHIER', 'CSM', 'ENGM', 'PM', 'HQ-FIN'];

/**
 * Deposit (押金): money of others, held until it is given back, less what was really lost.
 *
 *     take ─▶ held ─deduct (signed)─▶ held | used
 *              ├─refund (signed)─▶ refunded
 *              └─void (same day, signed)─▶ voided
 *
 * Refunds and deductions together never exceed what is held, and it is refunded once: both are decided on the balance in the transaction that books them (I10).
 */
export const deposit = defineWorkflow<Deposit>({
  name: depositContract.name,
  title: '押金',
  collection: 'deposits',
  numberPrefix: 'YJ',
  contract: depositContract,
  record: Deposit,
  stateTitles: { held: '持有中', refunded: '已退还', used: '已扣完', voided: '已作废' },
  commands: {
    take: opens({ title: '收押金', to: ['held'], by: ['CASHIER', 'CSM'], input: inputs.take, reads: takingReads, apply: take }),
    takeOver: opens({ title: '接收期初押金', to: ['held'], by: ['SYSTEM'], internal: true, input: inputs.takeOver, apply: takeOver }),
    deduct: moves({
      title: '扣款',
      from: ['held'],
      to: ['held', 'used'],
      by: ['CASHIER', 'CSM', 'ENGM', 'PM'],
      input: inputs.deduct,
      money: moneyOf,
      apply: deduct,
      approval: deductionApproval,
    }),
    refund: moves({
      title: '申请退还',
      from: ['held'],
      to: ['refunded'],
      by: desk,
      input: inputs.refund,
      reads: payerRead,
      money: (_, record, facts) => moneyOf({}, record, facts),
      apply: refund,
      approval: refundApproval,
    }),
    void: moves({
      title: '当日作废',
      from: ['held'],
      to: ['voided'],
      by: ['CASHIER', 'CSM'],
      input: Voiding,
      apply: voidReceipt,
      approval: voidApproval,
    }),
  },
  readBy: [...desk.filter((position) => !headquarters.includes(position)), 'RESIDENT', ...headquarters],
  errors,
  notices,
  subject: ({ unit, kind, amountFen }) => ({ unit, title: `${depositKinds[kind]} ${yuan(amountFen)} 元` }),
  terms: ({ party, receipt }) => [{ kind: 'party', value: party }, ...(receipt === undefined ? [] : [{ kind: 'receipt', value: receipt }])],
  card: ({ kind, heldFen, amountFen, party }) => ({ deposit: kind, heldFen, amountFen, party }),
  residentView: (record, viewer) =>
    record.party === viewer
      ? { state: record.state, deposit: record.kind, amountFen: record.amountFen, heldFen: record.heldFen, receipt: record.receipt, takenOn: record.takenOn }
      : { state: record.state },
  secrecy: ({ party }) => ({ onlyParties: [party] }),
});
