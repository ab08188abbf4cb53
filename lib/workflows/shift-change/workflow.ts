import * as z from 'zod';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import type { Fact } from '../../cases/definition.ts';
import type { Timer } from '../../cases/timer.ts';
import { plus } from '../../kernel/clock.ts';
import { headquarters, type Position, positions } from '../../kernel/position.ts';
import { text } from '../../kernel/schema.ts';
import { Handing, Opening, shiftChange as shiftChangeContract } from './contract.ts';
import { postTitle, ShiftChange, shiftChangeTitles } from './record.ts';
import { accept, cancel, dispute, handOver, mayCancel, maySettle, mayTakeOver, open, recall, resolve, self, successor } from './rules.ts';
import { errors, notices } from './sentences.ts';

const { opens, moves } = commandsOf<ShiftChange>();

/** Everybody who works in shifts. */
const here: readonly Position[] = positions.filter((position) => !headquarters.includes(position));

const commands = {
  open: opens({ title: '填写交接班', to: ['drafted'], by: here, input: Opening, apply: open }),
  handOver: moves({
    title: '交班',
    from: ['drafted'],
    to: ['handedOver'],
    by: here,
    input: Handing,
    may: ({ outgoing }, { person }) => outgoing === person,
    reads: successor,
    apply: handOver,
  }),
  recall: moves({
    title: '收回交班',
    from: ['handedOver'],
    to: ['drafted'],
    by: here,
    input: z.strictObject({}),
    may: ({ outgoing }, { person }) => outgoing === person,
    apply: recall,
  }),
  accept: moves({
    title: '接班',
    from: ['handedOver'],
    to: ['accepted'],
    by: [...here, 'HQ-PROJ'],
    input: z.strictObject({ remark: text(500).optional().meta({ title: '备注' }) }),
    may: mayTakeOver,
    reads: self,
    apply: accept,
  }),
  dispute: moves({
    title: '提出异议',
    from: ['handedOver'],
    to: ['disputed'],
    by: [...here, 'HQ-PROJ'],
    input: z.strictObject({ reason: text(500).meta({ title: '异议' }) }),
    may: mayTakeOver,
    reads: self,
    apply: dispute,
  }),
  resolve: moves({
    title: '处理异议',
    from: ['disputed'],
    to: ['resolved'],
    by: ['CSM', 'PM', 'HQ-PROJ'],
    input: z.strictObject({ finding: text(500).meta({ title: '处理结果' }) }),
    may: maySettle,
    apply: resolve,
  }),
  cancel: moves({
    title: '作废',
    from: ['drafted'],
    to: ['cancelled'],
    by: here,
    input: z.strictObject({ reason: text(200).meta({ title: '原因' }) }),
    may: mayCancel,
    apply: cancel,
  }),
};

/**
 * The time limits (时限).
 *
 * | timer | from → due | stages |
 * |---|---|---|
 * | `draft` | written, or taken back → 1 h | the one who goes; after 12 h CSM |
 * | `acceptance` | handed over → 30 min | CSM, PM |
 * | `settlement` | disputed → 24 h | PM |
 */
function timers(record: ShiftChange): readonly Timer[] {
  switch (record.state) {
    case 'drafted': {
      const due = plus(record.since, { hours: 1 });
      const stages = [
        { name: 'remind', at: due, tell: { persons: [record.outgoing] } },
        { name: 'breach', at: plus(record.since, { hours: 12 }), tell: { positions: ['CSM'] as const } },
      ];
      return [{ name: 'draft', from: record.since, due, stages }];
    }
    case 'handedOver':
      return [acceptance(record)];
    case 'accepted':
      return [{ ...acceptance(record), stop: record.accepted.at }];
    case 'disputed':
    case 'resolved': {
      const { at: from } = record.dispute;
      const due = plus(from, { hours: 24 });
      const stop = record.state === 'resolved' ? record.resolved.at : undefined;
      const settlement: Timer = { name: 'settlement', from, due, stop, stages: [{ name: 'late', at: due, tell: { positions: ['PM'] } }] };
      return [{ ...acceptance(record), stop: from }, settlement];
    }
    case 'cancelled':
      return [];
  }
}

function acceptance({ handedAt: from, dueAt: due }: Extract<ShiftChange, { handedAt: unknown }>): Timer {
  return { name: 'acceptance', from, due, stages: [{ name: 'late', at: due, tell: { positions: ['CSM', 'PM'] } }] };
}

/** Whether somebody took over in time (按时接班率). */
function facts(record: ShiftChange): readonly Fact[] {
  if (!('handedAt' in record)) return [];
  const taken = 'accepted' in record ? record.accepted.at : 'dispute' in record ? record.dispute.at : undefined;
  return [{ kpi: 'shift-change.accepted', key: record.position, on: record.on, met: taken === undefined ? undefined : taken <= record.dueAt }];
}

/**
 * The hand-over between shifts (交接班): whoever goes tells whoever comes, and the system adds what is open, so that nothing is left between two people.
 *
 *     open ─▶ drafted ─handOver─▶ handedOver ─accept─▶ accepted
 *               │  ▲                │  └─dispute─▶ disputed ─resolve─▶ resolved
 *               │  └────recall──────┘
 *               └─cancel─▶ cancelled
 *
 * The list of open cases and of keys out is taken from the table at the moment of opening and again at the moment of handing over; it cannot be sent. Who comes is another
 * person, holds the position and is on duty; when nobody comes, the next one up is told after thirty minutes and may take over.
 */
export const shiftChange = defineWorkflow<ShiftChange>({
  name: shiftChangeContract.name,
  title: '交接班',
  collection: 'shift-changes',
  numberPrefix: 'JB',
  contract: shiftChangeContract,
  record: ShiftChange,
  stateTitles: shiftChangeTitles,
  commands,
  readBy: [...here, ...headquarters],
  errors,
  notices,
  claims: ({ position, outgoing }, number) => [
    hold(`shift-change/${position}/${outgoing}`, { label: { role: postTitle(position), number }, error: 'shift-change.already-open' }),
  ],
  timers,
  subject: (record) => ({
    title: `交接班 ${postTitle(record.position)} ${record.on}`,
    mine: record.state === 'drafted' ? record.outgoing : record.state === 'handedOver' ? record.to : undefined,
  }),
  facts,
  archive: ({ state }) => [{ name: '交接班记录', present: state === 'accepted' || state === 'resolved' }],
  card: ({ position, outgoing, snapshot }) => ({ position, outgoing, overdue: snapshot && snapshot.overdue.length + snapshot.overdueMore }),
});
