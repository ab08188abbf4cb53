import * as z from 'zod';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { positions } from '../../kernel/position.ts';
import { approval as approvalContract, Conclusion, RequestInput } from './contract.ts';
import { Approval } from './record.ts';
import { carryOn, conclude, decide, escalate, expire, mayDecide, request, withdraw } from './rules.ts';
import { errors, notices } from './sentences.ts';
import { awaited, Decision, deciderAndHolders, holdersOf } from './signing.ts';
import { timers } from './timers.ts';

const { opens, moves } = commandsOf<Approval>();

const none = z.strictObject({});
const clock = { by: ['SYSTEM'], internal: true } as const;
const ends = ['executed', 'notExecuted', 'rejected', 'withdrawn', 'expired'] as const;

/**
 * Approval (审批): a command that needs signatures waits here, stage after stage, and is carried out when the last one has signed.
 *
 *     pending ─decide─▶ pending (next signature, next stage)
 *        ├─decide (last, or a refusal)─┐
 *        ├─withdraw (before any)───────┼─▶ decided ─conclude─▶ executed · notExecuted · rejected · withdrawn · expired
 *        └─expire──────────────────────┘      └─carryOn─▶ decided
 *
 * The database decides; the state machine only carries the verdict to the case. Persons are counted, not positions: nobody signs his own request, nobody signs twice, and
 * the position is the one held at the moment of signing. A timeout asks higher and at last ends without effect; it never signs.
 */
export const approval = defineWorkflow<Approval>({
  name: 'approval',
  title: '审批',
  collection: 'approvals',
  numberPrefix: 'SP',
  contract: approvalContract,
  record: Approval,
  stateTitles: {
    pending: '待审批',
    decided: '已有结论，办理中',
    executed: '已同意并办理',
    notExecuted: '已同意但未能办理',
    rejected: '已驳回',
    withdrawn: '已撤回',
    expired: '已过期',
  },
  commands: {
    request: opens({
      title: '申请审批',
      to: ['pending'],
      ...clock,
      input: RequestInput,
      reads: ({ stages, matter }) => holdersOf(stages[0], matter.project),
      apply: request,
    }),
    decide: moves({
      title: '审批',
      from: ['pending'],
      to: ['pending', 'decided'],
      by: positions,
      input: Decision,
      may: mayDecide,
      reads: (_, record, facts) => deciderAndHolders(record, facts),
      apply: decide,
    }),
    withdraw: moves({
      title: '撤回申请',
      from: ['pending'],
      to: ['decided'],
      by: positions,
      input: none,
      may: ({ requester }, { person }) => person === requester,
      apply: withdraw,
    }),
    escalate: moves({
      title: '升级',
      from: ['pending'],
      to: ['pending'],
      ...clock,
      input: none,
      reads: (_, record) => holdersOf(record.stages[record.stage], record.matter.project),
      apply: escalate,
    }),
    expire: moves({ title: '过期', from: ['pending'], to: ['decided'], ...clock, input: none, apply: expire }),
    carryOn: moves({ title: '重新落实', from: ['decided'], to: ['decided'], ...clock, input: none, apply: carryOn }),
    conclude: moves({ title: '落实', from: ['decided'], to: ends, ...clock, input: Conclusion, apply: conclude }),
  },
  readBy: positions,
  errors,
  notices,
  timers,
  secrecy: ({ readers, keptFrom }) => {
    const strangers = positions.filter((position) => !readers.includes(position));
    return { persons: keptFrom?.persons ?? [], positions: [...new Set([...strangers, ...(keptFrom?.positions ?? [])])] };
  },
  logged: false,
  subject: ({ matter, commandTitle }) => ({ unit: matter.unit, title: `${commandTitle} ${matter.title}` }),
  terms: (record) => [
    { kind: 'requester', value: record.requester },
    { kind: 'approves', value: `${record.matter.kind}:${record.matter.id}` },
    ...(record.state === 'pending' ? awaited(record).map((value) => ({ kind: 'awaits', value })) : []),
  ],
  card: ({ requester }) => ({ requester }),
});
