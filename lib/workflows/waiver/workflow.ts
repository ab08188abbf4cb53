import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { Cancelling, cancel, mayCancel } from '../../ledger/wish.ts';
import { waiver as waiverContract } from './contract.ts';
import { Nothing } from './inputs.ts';
import { Waiver } from './record.ts';
import { approvalOf, homeRead, request, waive } from './rules.ts';
import { errors } from './sentences.ts';

const { opens, moves } = commandsOf<Waiver>();
const desk: readonly Position[] = ['FRONT', 'CASHIER', 'CSM', 'PM', 'HQ-FIN'];

/**
 * Waiver (减免): the company gives up what a household owes it, principal or late fee.
 *
 *     request ─▶ requested ─submit (signed)─▶ waived
 *                    └─cancel─▶ cancelled
 *
 * It is handed in with its opening. Who signs follows from all waivers of the household in twelve months, so that splitting does not help; one waiver of a household is open
 * at a time, which makes that sum the one that counts at the booking. A rejected one stays requested: it is handed in again, or cancelled.
 */
export const waiver = defineWorkflow<Waiver>({
  name: waiverContract.name,
  title: '费用减免',
  collection: 'waivers',
  numberPrefix: 'JM',
  contract: waiverContract,
  record: Waiver,
  stateTitles: { requested: '待批准', waived: '已减免', cancelled: '已撤销' },
  commands: {
    request: opens({
      title: '申请减免',
      to: ['requested'],
      by: desk,
      input: waiverContract.commands.request,
      reads: homeRead,
      money: ({ unit }) => ({ units: [unit] }),
      apply: request,
    }),
    submit: moves({
      title: '提交审批并入账',
      from: ['requested'],
      to: ['waived'],
      by: desk,
      input: Nothing,
      money: (_, { unit }) => ({ units: [unit] }),
      apply: waive,
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
  claims: ({ unit }, number) => [hold(`waiver/${unit}`, { label: { number }, error: 'waiver.pending' })],
  subject: ({ unit, principalFen, lateFen }) => ({ unit, title: `减免 ${yuan(principalFen + lateFen)} 元` }),
  card: ({ principalFen, lateFen, level }) => ({ principalFen, lateFen, level }),
});
