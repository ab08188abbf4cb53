import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { inquiry as inquiryContract } from './contract.ts';
import * as input from './inputs.ts';
import { Inquiry } from './record.ts';
import { archive, card, facts, residentView, secrecy, subject, terms, timers } from './reporting.ts';
import { answer, cancel, mayCancel, mayReclassify, namedIn, personsComplainedAbout, reclassify, register, turnIntoComplaint, turnIntoRepair } from './rules.ts';
import { errors, notices } from './sentences.ts';

const { opens, moves } = commandsOf<Inquiry>();
const desk: readonly Position[] = ['FRONT', 'CSM', 'CASHIER', 'PM'];

/**
 * Inquiry (咨询接待): the reception log of the service centre — who asked what, what he was told, how long it took.
 *
 *     register ─▶ answered                    (at once, with its minutes)
 *     register ─▶ open ─answer─▶ answered     (due by the end of the next working day)
 *                  │ ⟲ reclassify
 *                  ├─turnIntoRepair────▶ turnedIntoRepair     opens a repair, registered when it was asked
 *                  ├─turnIntoComplaint─▶ turnedIntoComplaint  opens a complaint, registered when it was asked
 *                  └─cancel─▶ cancelled
 *
 * A repair or a complaint has clocks and indicators, a question has hardly any: so what is one cannot be answered as a question, and each change of category is counted.
 */
export const inquiry = defineWorkflow<Inquiry>({
  name: 'inquiry',
  title: '咨询',
  collection: 'inquiries',
  numberPrefix: 'ZX',
  contract: inquiryContract,
  record: Inquiry,
  stateTitles: { open: '待答复', answered: '已答复', turnedIntoRepair: '已转报修', turnedIntoComplaint: '已转投诉', cancelled: '已取消' },
  commands: {
    register: opens({ title: '登记', to: ['open', 'answered'], by: [...desk, 'RESIDENT'], input: input.Registration, reads: namedIn, apply: register }),
    answer: moves({ title: '答复', from: ['open'], to: ['answered'], by: desk, input: input.Answering, apply: answer }),
    reclassify: moves({ title: '改类', from: ['open'], to: ['open'], by: desk, input: input.Reclassifying, may: mayReclassify, apply: reclassify }),
    turnIntoRepair: moves({ title: '转报修', from: ['open'], to: ['turnedIntoRepair'], by: desk, input: input.IntoRepair, apply: turnIntoRepair }),
    turnIntoComplaint: moves({
      title: '转投诉',
      from: ['open'],
      to: ['turnedIntoComplaint'],
      by: desk,
      input: input.IntoComplaint,
      reads: (given, _record, facts) => personsComplainedAbout(given, facts),
      apply: turnIntoComplaint,
    }),
    cancel: moves({ title: '取消', from: ['open'], to: ['cancelled'], by: [...desk, 'RESIDENT'], input: input.Cancelling, may: mayCancel, apply: cancel }),
  },
  readBy: ['FRONT', 'CSM', 'PM', 'CASHIER', 'ARCH', ...headquarters, 'RESIDENT'],
  errors,
  notices,
  timers,
  subject,
  secrecy,
  terms,
  facts,
  archive,
  card,
  residentView,
});
