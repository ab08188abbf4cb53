import { commandsOf } from '../../cases/define.ts';
import type { Command } from '../../cases/definition.ts';
import { type Position, positions } from '../../kernel/position.ts';
import { divertingCommands } from './diverting-commands.ts';
import { alert, grade, lower, loweringNeeds, raise } from './grading.ts';
import {
  assign,
  assignable,
  establish,
  feedback,
  handle,
  handlerOf,
  informed,
  investigate,
  isHandler,
  isHandlerOrSupervisor,
  namedLater,
  nameRespondents,
  plan,
  reply,
  reportProgress,
  reportUpward,
  sameCause,
  supervisors,
} from './handling.ts';
import * as input from './inputs.ts';
import { answered, type Complaint, gradedWorking, working } from './record.ts';
import { namedEarlier, namedIn, receive, register } from './registration.ts';
import { close, closingNeeds, handIn, mayVisit, repairsOf, visit, visitUnreached } from './visiting.ts';

const { opens, moves } = commandsOf<Complaint>();

/** Who takes complaints in and sees to it that they go on; those above the supervisor where it is kept from him. */
const desk: readonly Position[] = ['FRONT', ...supervisors];
const told = [...gradedWorking, ...answered] as const;

/** What can be done with a complaint: who may, from which state, to which. The rules are in the files the names come from. */
export const commands: Readonly<Record<string, Command>> = {
  register: opens({
    title: '登记',
    to: ['registered'],
    by: [...desk, 'CASHIER', 'ENG', 'ENGM', 'GATE', 'HR', 'RESIDENT'],
    input: input.Registration,
    reads: namedIn,
    apply: register,
  }),
  receive: opens({ title: '转入', to: ['registered'], by: ['SYSTEM'], input: input.Reception, internal: true, reads: namedEarlier, apply: receive }),

  grade: moves({ title: '定级', from: ['registered'], to: ['graded'], by: desk, input: input.Grading, apply: grade }),
  raise: moves({ title: '升级为重大', from: told, to: told, by: desk, input: input.Raising, apply: raise }),
  lower: moves({
    title: '降为一般',
    from: gradedWorking,
    to: gradedWorking,
    by: supervisors,
    input: input.Lowering,
    may: (record) => record.grade === 'major',
    apply: lower,
    approval: loweringNeeds,
  }),
  alert: moves({
    title: '联动定级',
    from: ['registered', ...told],
    to: ['registered', ...told],
    by: ['SYSTEM'],
    input: input.Alert,
    internal: true,
    apply: alert,
  }),
  nameRespondents: moves({
    title: '登记被投诉方',
    from: working,
    to: working,
    by: desk,
    input: input.Naming,
    reads: namedLater,
    apply: nameRespondents,
  }),

  assign: moves({ title: '派办', from: assignable, to: ['assigned'], by: supervisors, input: input.Assigning, reads: handlerOf, apply: assign }),
  investigate: moves({
    title: '调查',
    from: ['assigned'],
    to: ['investigating'],
    by: positions,
    input: input.Investigating,
    may: isHandler,
    apply: investigate,
  }),
  establish: moves({
    title: '认定投诉本质',
    from: ['investigating', 'planned', 'handling'],
    to: ['investigating', 'planned', 'handling'],
    by: positions,
    input: input.Establishing,
    may: isHandler,
    reads: sameCause,
    apply: establish,
  }),
  plan: moves({
    title: '制定处理方案',
    from: ['investigating', 'planned'],
    to: ['planned'],
    by: positions,
    input: input.Planning,
    may: isHandler,
    apply: plan,
  }),
  handle: moves({ title: '处理', from: ['planned'], to: ['handling'], by: positions, input: input.Nothing, may: isHandler, apply: handle }),
  feedback: moves({
    title: '实质反馈',
    from: informed,
    to: informed,
    by: positions,
    input: input.Feedback,
    may: isHandlerOrSupervisor,
    apply: feedback,
  }),
  reportProgress: moves({
    title: '通报进展',
    from: told,
    to: told,
    by: positions,
    input: input.Progress,
    may: isHandlerOrSupervisor,
    apply: reportProgress,
  }),
  reportUpward: moves({
    title: '上报',
    from: told,
    to: told,
    by: desk,
    input: input.Upward,
    may: (record) => record.grade === 'major',
    apply: reportUpward,
  }),
  reply: moves({
    title: '回复',
    from: ['handling', 'transferredToLegal'],
    to: ['replied'],
    by: positions,
    input: input.Replying,
    may: (record, actor) => (record.state === 'handling' ? isHandler(record, actor) : isHandlerOrSupervisor(record, actor)),
    apply: reply,
  }),

  handIn: moves({
    title: '交回访',
    from: ['replied'],
    to: ['awaitingVisit'],
    by: positions,
    input: input.Nothing,
    may: isHandlerOrSupervisor,
    apply: handIn,
  }),
  visit: moves({
    title: '回访',
    from: ['awaitingVisit', 'unreachable'],
    to: ['closed', 'visited', 'reopened'],
    by: supervisors,
    input: input.Visiting,
    may: mayVisit,
    reads: repairsOf,
    apply: visit,
  }),
  visitUnreached: moves({
    title: '回访未接通',
    from: ['awaitingVisit'],
    to: ['awaitingVisit', 'unreachable'],
    by: supervisors,
    input: input.Nothing,
    may: mayVisit,
    reads: repairsOf,
    apply: visitUnreached,
  }),
  close: moves({
    title: '结案',
    from: ['replied', 'visited', 'unreachable'],
    to: ['closed'],
    by: supervisors,
    input: input.Closing,
    apply: close,
    approval: closingNeeds,
  }),

  ...divertingCommands,
};
