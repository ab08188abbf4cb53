import { commandsOf } from '../../cases/define.ts';
import type { Command } from '../../cases/definition.ts';
import {
  absorb,
  endRepair,
  invalidate,
  invalidatingNeeds,
  mayWithdraw,
  merge,
  repairGiven,
  resume,
  survivor,
  transferToLegal,
  transferToRepair,
  withdraw,
  withdrawingNeeds,
} from './diverting.ts';
import { supervisors } from './handling.ts';
import * as input from './inputs.ts';
import { type Complaint, working } from './record.ts';

const { moves } = commandsOf<Complaint>();

const begun = ['graded', 'assigned', 'investigating', 'planned', 'handling'] as const;
const back = ['graded', 'investigating', 'planned', 'handling'] as const;

/** The ways out of the ordinary course: into another complaint, a repair, the law, or an end without a reply. */
export const divertingCommands: Readonly<Record<string, Command>> = {
  merge: moves({
    title: '合并',
    from: ['registered', ...begun],
    to: ['merged'],
    by: supervisors,
    input: input.Merging,
    reads: survivor,
    apply: merge,
  }),
  absorb: moves({ title: '并入', from: working, to: working, by: ['SYSTEM'], input: input.Absorption, internal: true, apply: absorb }),
  transferToRepair: moves({
    title: '转报修',
    from: [...begun, 'reopened', 'transferredToLegal'],
    to: ['transferredToRepair'],
    by: supervisors,
    input: input.ToRepair,
    reads: repairGiven,
    apply: transferToRepair,
  }),
  endRepair: moves({
    title: '报修办结',
    from: ['transferredToRepair'],
    to: back,
    by: ['SYSTEM'],
    input: input.ChildClosed,
    internal: true,
    apply: endRepair,
  }),
  transferToLegal: moves({
    title: '转法律',
    from: [...begun, 'reopened', 'transferredToRepair'],
    to: ['transferredToLegal'],
    by: supervisors,
    input: input.ToLegal,
    apply: transferToLegal,
  }),
  resume: moves({
    title: '收回办理',
    from: ['transferredToRepair', 'transferredToLegal'],
    to: back,
    by: supervisors,
    input: input.Resuming,
    apply: resume,
  }),
  invalidate: moves({
    title: '认定无效',
    from: ['registered', ...begun, 'transferredToRepair', 'transferredToLegal'],
    to: ['invalid'],
    by: supervisors,
    input: input.Invalidating,
    apply: invalidate,
    approval: invalidatingNeeds,
  }),
  withdraw: moves({
    title: '撤诉',
    from: working,
    to: ['withdrawn'],
    by: ['FRONT', ...supervisors, 'RESIDENT'],
    input: input.Withdrawing,
    may: mayWithdraw,
    apply: withdraw,
    approval: withdrawingNeeds,
  }),
};
