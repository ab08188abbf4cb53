import * as z from 'zod';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import { headquarters } from '../../kernel/position.ts';
import { text } from '../../kernel/schema.ts';
import { Period } from '../../ledger/names.ts';
import { everyMeter } from '../../registers/meter/contract.ts';
import { meterRound as roundContract } from './contract.ts';
import { MeterRound } from './record.ts';
import { check, finish, plan, start } from './rules.ts';

const { opens, moves } = commandsOf<MeterRound>();

const every = () => ({ meters: everyMeter() });

/**
 * Meter round (抄表): the month's readings, told of on the 1st, looked for on the 3rd, billed from on the 5th.
 *
 *     plan, start ─▶ open ─check (all read), finish─▶ closed
 *
 * The readings themselves are entered at the meters; the round says what is missing while there is still time.
 */
export const meterRound = defineWorkflow<MeterRound>({
  name: roundContract.name,
  title: '抄表',
  collection: 'meter-rounds',
  numberPrefix: 'CB',
  contract: roundContract,
  record: MeterRound,
  stateTitles: { open: '抄表中', closed: '已完成' },
  commands: {
    plan: opens({ title: '计划抄表', to: ['open'], by: ['SYSTEM'], internal: true, input: roundContract.commands.plan, apply: plan }),
    start: opens({
      title: '发起抄表',
      to: ['open'],
      by: ['FRONT', 'CSM', 'CASHIER', 'ENGM'],
      input: z.strictObject({ period: Period.meta({ title: '账期' }) }),
      apply: start,
    }),
    check: moves({
      title: '录入检查',
      from: ['open'],
      to: ['open', 'closed'],
      by: ['FRONT', 'CSM', 'CASHIER', 'ENGM', 'SYSTEM'],
      input: z.strictObject({}),
      reads: every,
      apply: check,
    }),
    finish: moves({
      title: '完成抄表',
      from: ['open'],
      to: ['closed'],
      by: ['FRONT', 'CSM', 'CASHIER', 'ENGM'],
      input: z.strictObject({ note: text(300).optional().meta({ title: '未抄说明' }) }),
      reads: every,
      apply: finish,
    }),
  },
  readBy: ['FRONT', 'CSM', 'CASHIER', 'PM', 'ENG', 'ENGM', ...headquarters],
  errors: {
    'meter-round.already-open': { zh: '抄表单 {number} 正在办理，请在该单上办理', en: 'The round {number} is open; use it' },
    'meter-round.future': { zh: '账期 {period} 还没有到，请核对', en: 'The month {period} has not come' },
    'meter-round.unread': {
      zh: '还有 {count} 块表未抄（{meters}），请补抄，或说明原因后完成',
      en: '{count} meters are not read ({meters}); read them or say why',
    },
  },
  notices: {
    'meter-round.planned': { zh: '{period} 抄表任务已生成，请按时抄表并录入', en: 'The meters are to be read for {period}' },
    'meter-round.missing': { zh: '{title} 还有 {count} 块表未录入：{meters}', en: '{title}: {count} meters are not entered: {meters}' },
    'meter-round.entry.due': { zh: '{title} 录入期限已到，未录入的表本期不能出账', en: '{title}: readings are due; unread meters are not billed' },
  },
  claims: ({ state, period, origin }, number) =>
    state === 'open' && origin === 'hand' ? [hold(`meter-round/${period}`, { label: { number }, error: 'meter-round.already-open' })] : [],
  timers: (record, opened) => [
    {
      name: 'entry',
      from: opened,
      due: record.dueAt,
      stop: record.state === 'closed' ? record.ended.at : undefined,
      stages: [{ name: 'due', at: record.dueAt, tell: { positions: ['FRONT', 'CSM'] }, command: 'check' }],
    },
  ],
  subject: ({ period }) => ({ title: `抄表 ${period}` }),
  facts: (record, key) => [
    { kpi: 'meter-round-on-time', key, on: record.dueAt.slice(0, 10), met: record.state === 'closed' ? record.ended.at <= record.dueAt : undefined },
  ],
  card: ({ period, progress }) => ({ period, read: progress?.read, meters: progress?.meters }),
});
