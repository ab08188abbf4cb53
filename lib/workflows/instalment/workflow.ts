import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { householdWord } from '../dunning/contract.ts';
import { instalment as instalmentContract } from './contract.ts';
import { Ending, Proposing, Signing } from './inputs.ts';
import { Instalment, instalmentTitles } from './record.ts';
import { cancel, caseReads, check, payerRead, planApproval, propose, sign, terminate } from './rules.ts';

const { opens, moves } = commandsOf<Instalment>();
const { commands: inputs } = instalmentContract;
const desk: readonly Position[] = ['FRONT', 'CASHIER', 'CSM', 'PM'];

const again = {
  reads: (_: unknown, household: Pick<Instalment, 'unit' | 'payer'>) => caseReads(household),
  money: (_: unknown, { bills }: Pick<Instalment, 'bills'>) => ({ bills }),
};

/** The instalment that is next: the payer is reminded three days before, and three days after its day the plan is looked at. */
function timers(record: Instalment): readonly Timer[] {
  if (record.state !== 'active') return [];
  const { next, signed, payer } = record;
  const remind = next.remindAt ? [{ name: 'remind', at: next.remindAt, tell: { parties: [payer] } }] : [];
  return [{ name: 'portion', from: signed.at, due: next.endsAt, stages: [...remind, { name: 'check', at: next.checkAt, command: 'check' }] }];
}

/**
 * Instalment plan (分期付款): arrears are paid in parts that both have agreed on, and nobody is pressed meanwhile.
 *
 *     propose ─▶ proposed ─sign (approved)─▶ active ─check─▶ active | completed | defaulted
 *                    └─cancel─▶ cancelled       └─terminate─▶ terminated
 *
 * It takes the project manager's signature above ¥2 000, stops the ladder while it runs, and begins the limitation of its bills anew. Whether it is kept is read from the bills
 * themselves: whoever pays, by whatever channel, keeps it.
 */
export const instalment = defineWorkflow<Instalment>({
  name: instalmentContract.name,
  title: '分期付款',
  collection: 'instalments',
  numberPrefix: 'FQ',
  contract: instalmentContract,
  record: Instalment,
  stateTitles: instalmentTitles,
  commands: {
    propose: opens({
      title: '拟定分期',
      to: ['proposed'],
      by: desk,
      input: Proposing,
      reads: payerRead,
      money: ({ unit }) => ({ units: [unit] }),
      apply: propose,
    }),
    sign: moves({ ...again, title: '签署分期协议', from: ['proposed'], to: ['active'], by: desk, input: Signing, approval: planApproval, apply: sign }),
    check: moves({
      ...again,
      title: '核对分期',
      from: ['active'],
      to: ['active', 'completed', 'defaulted'],
      by: [...desk, 'SYSTEM'],
      input: inputs.check,
      apply: check,
    }),
    terminate: moves({ ...again, title: '终止分期', from: ['active'], to: ['terminated'], by: ['PM'], input: Ending, apply: terminate }),
    cancel: moves({ title: '取消分期', from: ['proposed'], to: ['cancelled'], by: desk, input: Ending, apply: cancel }),
  },
  readBy: [...desk, ...headquarters],
  errors: {
    'instalment.already-open': { zh: '该户已有分期协议 {number}，请在该单上办理', en: 'The plan {number} of this household is open' },
    'instalment.bill': { zh: '账单 {id} 不是该交费人未缴清的账单，请核对', en: '{id} is no open bill of this payer' },
    'instalment.nothing-due': { zh: '{unit} 的该交费人没有逾期账单，无须分期', en: 'Nothing of this payer is overdue for {unit}' },
    'instalment.too-many': { zh: '共 {count} 笔账单，一份协议最多 {most} 笔，请选择部分账单', en: '{count} bills are too many; choose up to {most}' },
    'instalment.order': { zh: '各期付款日须依次递增，且不早于今天；本期须晚于 {before}', en: 'Instalments follow each other; this one comes after {before}' },
    'instalment.too-long': { zh: '分期最长一年，最后一期不得晚于 {latest}', en: 'A plan ends by {latest}' },
    'instalment.sum': { zh: '各期合计 {sum} 元，与欠费 {total} 元不一致，请调整', en: 'The instalments add up to {sum}, not to {total}' },
    'instalment.amount-changed': {
      zh: '欠费已由 {total} 元变为 {open} 元，请取消后按现欠金额重新拟定',
      en: 'What is owed changed from {total} to {open}; propose anew',
    },
    'instalment.signed-day': { zh: '签署日期 {on} 晚于今天，请按实际签署日期填写', en: '{on} lies in the future' },
    'instalment.payer-stopped': {
      zh: '{name} 已去世、破产或财产被查封，不能与其签订分期协议，请按登记的指引主张',
      en: '{name} cannot agree to a plan; see his standing',
    },
  },
  notices: {
    'instalment.signed': {
      zh: '分期协议已生效：共 {total} 元，首期付款日 {first}',
      en: 'The plan over {total} yuan is in force; the first instalment is due on {first}',
    },
    'instalment.defaulted': {
      zh: '{title} 违约：应付 {due} 元，实付 {received} 元，催缴已恢复',
      en: '{title} is broken: {due} were due, {received} came in; the ladder goes on',
    },
    'instalment.portion.remind': { zh: '您的分期付款将于 {due} 前到期，请按时支付', en: 'Your instalment is due by {due}' },
  },
  claims: ({ unit, payer }, number) => [hold(`instalment/${unit}/${payer}`, { label: { number }, error: 'instalment.already-open' })],
  timers,
  subject: ({ unit, payerName }) => ({ unit, title: `分期 ${payerName}` }),
  terms: (record) => (record.state === 'proposed' || record.state === 'active' ? [{ kind: 'plan', value: householdWord(record) }] : []),
  facts: (record, id) =>
    record.state === 'completed' || record.state === 'defaulted'
      ? [{ kpi: 'instalment-kept', key: id, on: record.schedule.at(-1)?.on ?? '', met: record.state === 'completed' }]
      : [],
  archive: (record) => [{ name: '分期协议', present: 'signed' in record }],
  card: ({ payer, totalFen, ...rest }) => ({ payer, totalFen, ...('receivedFen' in rest ? { receivedFen: rest.receivedFen } : {}) }),
});
