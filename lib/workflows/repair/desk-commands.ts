import { commandsOf } from '../../cases/define.ts';
import type { Command } from '../../cases/definition.ts';
import type { Position } from '../../kernel/position.ts';
import { outsourceApproval } from './approvals.ts';
import * as input from './inputs.ts';
import { acceptOutside, claimWarranty, outsource, takeBack } from './outside.ts';
import type { Repair } from './record.ts';
import { absorb, absorbing, interruptible, lower, mayWithdraw, merge, open, raise, reschedule, survivor, withdraw } from './triage.ts';

const { moves } = commandsOf<Repair>();

const desk: readonly Position[] = ['FRONT', 'CSM'];

/** What is decided at the desk about a repair (受理、调度): how fast somebody goes, whether at all, and who else does it. */
export const deskCommands: Readonly<Record<string, Command>> = {
  raise: moves({
    title: '升级为急修',
    from: open,
    to: open,
    by: [...desk, 'ENGM', 'PM'],
    input: input.Raising,
    may: ({ response }) => response.kind !== 'urgent',
    apply: raise,
  }),
  lower: moves({
    title: '急修降级',
    from: open,
    to: open,
    by: ['CSM', 'ENGM'],
    input: input.Lowering,
    may: ({ response }) => response.kind === 'urgent',
    apply: lower,
  }),
  reschedule: moves({
    title: '改期',
    from: interruptible,
    to: ['rescheduled'],
    by: [...desk, 'ENGM', 'RESIDENT'],
    input: input.Rescheduling,
    apply: reschedule,
  }),
  merge: moves({
    title: '合并',
    from: ['registered', 'rescheduled', 'dispatched'],
    to: ['merged'],
    by: desk,
    input: input.Merging,
    reads: survivor,
    apply: merge,
  }),
  absorb: moves({ title: '并入', from: absorbing, to: absorbing, by: ['SYSTEM'], input: input.Absorption, internal: true, apply: absorb }),
  withdraw: moves({
    title: '撤销',
    from: interruptible,
    to: ['cancelled'],
    by: [...desk, 'RESIDENT'],
    input: input.Withdrawing,
    may: mayWithdraw,
    apply: withdraw,
  }),

  outsource: moves({
    title: '转外委',
    from: ['registered', 'rescheduled', 'arrived', 'working'],
    to: ['outsourced'],
    by: ['ENGM', 'CSM'],
    input: input.Outsourcing,
    apply: outsource,
    approval: outsourceApproval,
  }),
  claimWarranty: moves({
    title: '转保修',
    from: ['registered', 'rescheduled', 'arrived', 'quoted', 'quoteRefused', 'working'],
    to: ['developerWarranty'],
    by: ['ENGM'],
    input: input.Claiming,
    apply: claimWarranty,
  }),
  acceptOutside: moves({
    title: '外部完工',
    from: ['outsourced', 'developerWarranty'],
    to: ['finished'],
    by: ['ENGM', 'CSM'],
    input: input.Finishing,
    apply: acceptOutside,
  }),
  takeBack: moves({
    title: '收回自修',
    from: ['outsourced', 'developerWarranty'],
    to: ['rescheduled'],
    by: ['ENGM', 'CSM'],
    input: input.TakingBack,
    apply: takeBack,
  }),
};
