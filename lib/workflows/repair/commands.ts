import { commandsOf } from '../../cases/define.ts';
import type { Command } from '../../cases/definition.ts';
import type { Position } from '../../kernel/position.ts';
import { pauseApproval, quoteApproval } from './approvals.ts';
import { deskCommands } from './desk-commands.ts';
import { accept, crewOf, decline, depart, dispatch, passOn, standbyOf } from './dispatching.ts';
import { close, endRework, sign, visit, visitUnreached } from './ending.ts';
import * as input from './inputs.ts';
import { handIn, homeToPay, reopenPayment, settlePayment } from './paying.ts';
import { isResident, isWorker, isWorkerOrHead } from './people.ts';
import { agree, homeOf, homeSeen, quote, refuseQuote } from './quoting.ts';
import { rate } from './rating.ts';
import { mayDispatch, namedIn, receive, register, registerRework } from './reception.ts';
import type { Repair } from './record.ts';
import { arrive, bookMaterials, diagnose, finish, pause, redo, reportAbsence, resume, wait } from './site.ts';
import { open } from './triage.ts';

const { opens, moves } = commandsOf<Repair>();

const desk: readonly Position[] = ['FRONT', 'CSM'];
const engineers: readonly Position[] = ['ENG', 'ENGM'];
/** What can be done with a repair: who may, from which state, to which. The rules are in the files the names come from. */
export const commands: Readonly<Record<string, Command>> = {
  register: opens({
    title: '受理',
    to: ['registered'],
    by: [...desk, 'PM', 'ENG', 'ENGM', 'GATE', 'RESIDENT'],
    input: input.Registration,
    reads: namedIn,
    apply: register,
  }),
  receive: opens({ title: '转入', to: ['registered'], by: ['SYSTEM'], input: input.Reception, internal: true, reads: namedIn, apply: receive }),
  registerRework: opens({ title: '开返修单', to: ['registered'], by: ['SYSTEM'], input: input.Rework, internal: true, apply: registerRework }),

  dispatch: moves({
    title: '派单',
    from: open,
    to: ['dispatched'],
    by: [...desk, 'ENGM'],
    input: input.Dispatch,
    may: mayDispatch,
    reads: crewOf,
    apply: dispatch,
  }),
  accept: moves({ title: '接单', from: ['dispatched'], to: ['accepted'], by: engineers, input: input.Nothing, may: isWorker, apply: accept }),
  decline: moves({
    title: '退单',
    from: ['dispatched', 'accepted'],
    to: ['dispatched', 'registered'],
    by: engineers,
    input: input.Reason,
    may: isWorker,
    reads: standbyOf,
    apply: decline,
  }),
  passOn: moves({
    title: '转候补',
    from: ['dispatched'],
    to: ['dispatched', 'registered'],
    by: ['SYSTEM'],
    input: input.Nothing,
    internal: true,
    reads: standbyOf,
    apply: passOn,
  }),
  depart: moves({ title: '出发', from: ['accepted'], to: ['enRoute'], by: engineers, input: input.Nothing, may: isWorker, apply: depart }),
  arrive: moves({ title: '到达', from: ['accepted', 'enRoute'], to: ['arrived'], by: engineers, input: input.Arriving, may: isWorker, apply: arrive }),
  reportAbsence: moves({
    title: '报无人在家',
    from: ['accepted', 'enRoute'],
    to: ['nobodyHome', 'awaitingContact'],
    by: engineers,
    input: input.Arriving,
    may: isWorker,
    apply: reportAbsence,
  }),

  diagnose: moves({
    title: '诊断',
    from: ['arrived'],
    to: ['arrived', 'working'],
    by: engineers,
    input: input.Diagnosis,
    may: isWorkerOrHead,
    apply: diagnose,
  }),
  quote: moves({
    title: '报价',
    from: ['arrived', 'quoted', 'quoteRefused'],
    to: ['quoted'],
    by: engineers,
    input: input.Quoting,
    may: isWorkerOrHead,
    apply: quote,
    approval: quoteApproval,
  }),
  agree: moves({ title: '同意报价', from: ['quoted'], to: ['working'], by: [...desk, 'RESIDENT'], input: input.Agreeing, reads: homeOf, apply: agree }),
  refuseQuote: moves({ title: '拒绝报价', from: ['quoted'], to: ['quoteRefused'], by: [...desk, 'RESIDENT'], input: input.Refusing, apply: refuseQuote }),

  bookMaterials: moves({
    title: '领料',
    from: ['working'],
    to: ['working'],
    by: engineers,
    input: input.Materials,
    may: isWorkerOrHead,
    apply: bookMaterials,
  }),
  wait: moves({
    title: '等待配件',
    from: ['working', 'waitingParts'],
    to: ['waitingParts'],
    by: engineers,
    input: input.Waiting,
    may: isWorkerOrHead,
    apply: wait,
  }),
  pause: moves({
    title: '暂停',
    from: [...open, 'arrived', 'working'],
    to: ['paused'],
    by: [...desk, 'ENGM'],
    input: input.Pausing,
    apply: pause,
    approval: pauseApproval,
  }),
  resume: moves({
    title: '恢复',
    from: ['waitingParts', 'paused'],
    to: ['working', 'arrived', 'registered'],
    by: [...desk, ...engineers],
    input: input.Nothing,
    apply: resume,
  }),
  finish: moves({ title: '完工', from: ['working'], to: ['finished'], by: engineers, input: input.Finishing, may: isWorker, apply: finish }),
  redo: moves({ title: '复工', from: ['finished'], to: ['working'], by: [...desk, ...engineers], input: input.Reason, apply: redo }),

  sign: moves({
    title: '签认',
    from: ['finished'],
    to: ['signed'],
    by: [...desk, 'PM', ...engineers, 'RESIDENT'],
    input: input.Signing,
    reads: homeSeen,
    apply: sign,
  }),
  rate: moves({
    title: '评价',
    from: ['signed', 'awaitingVisit'],
    to: ['signed', 'awaitingVisit'],
    by: ['RESIDENT'],
    input: input.Rating,
    may: (_, actor) => isResident(actor),
    apply: rate,
  }),
  handIn: moves({
    title: '交单',
    from: ['signed'],
    to: ['awaitingPayment', 'awaitingVisit', 'closed'],
    by: desk,
    input: input.HandIn,
    reads: homeToPay,
    apply: handIn,
  }),
  settlePayment: moves({
    title: '已收款',
    from: ['awaitingPayment'],
    to: ['awaitingVisit', 'closed'],
    by: ['SYSTEM'],
    input: input.BillSettled,
    internal: true,
    apply: settlePayment,
  }),
  reopenPayment: moves({
    title: '收款冲回',
    from: ['awaitingVisit'],
    to: ['awaitingPayment'],
    by: ['SYSTEM'],
    input: input.BillSettled,
    internal: true,
    apply: reopenPayment,
  }),
  visit: moves({
    title: '回访',
    from: ['awaitingVisit'],
    to: ['closed', 'reworking'],
    by: [...desk, 'PM'],
    input: input.Visiting,
    may: ({ workers }, { person }) => !workers.includes(person),
    apply: visit,
  }),
  visitUnreached: moves({
    title: '回访未接通',
    from: ['awaitingVisit'],
    to: ['awaitingVisit', 'closed'],
    by: [...desk, 'PM'],
    input: input.Nothing,
    may: ({ workers }, { person }) => !workers.includes(person),
    apply: visitUnreached,
  }),
  endRework: moves({ title: '返修结束', from: ['reworking'], to: ['closed'], by: ['SYSTEM'], input: input.ChildClosed, internal: true, apply: endRework }),
  close: moves({ title: '结案', from: ['quoteRefused', 'awaitingContact'], to: ['closed'], by: [...desk, 'ENGM'], input: input.Closing, apply: close }),
  ...deskCommands,
};
