import * as z from 'zod';
import { asOf, ifGiven } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { id, text } from '../../kernel/schema.ts';
import { party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { Acceptance, Hold, Refusal, Report } from './answers.ts';
import { message as messageContract } from './contract.ts';
import { assign, expire, queue, told, unreachable } from './queueing.ts';
import { Message, messageTitles, wayTitles } from './record.ts';
import { accept, ask, begin, hold, refuse, report, seek } from './sending.ts';
import { messageErrors, messageNotices } from './sentences.ts';
import { messageTimers } from './timers.ts';

const { opens, moves } = commandsOf<Message>();
const { commands: inputs } = messageContract;

/** Who calls and goes. */
const tellers: readonly Position[] = ['FRONT', 'CSM', 'PM'];
const none = z.strictObject({});
/** By the clock and the message's own function only. */
const clockwork = { by: ['SYSTEM'], internal: true } as const;

/** Commands of the machine that sends. */
const machine = {
  queue: opens({ title: '外发通知', ...clockwork, to: ['queued', 'byHand', 'suppressed'], input: inputs.queue, apply: queue }),
  begin: moves({ title: '开始发送', ...clockwork, from: ['queued', 'held'], to: ['sending', 'queued'], input: none, apply: begin }),
  ask: moves({ title: '查询结果', ...clockwork, from: ['sending'], to: ['sending', 'failed'], input: none, apply: ask }),
  accept: moves({ title: '受理', ...clockwork, from: ['sending'], to: ['sent', 'delivered', 'unconfirmed'], input: Acceptance, apply: accept }),
  refuse: moves({ title: '拒收', ...clockwork, from: ['sending'], to: ['queued', 'failed'], input: Refusal, apply: refuse }),
  hold: moves({ title: '额度已满', ...clockwork, from: ['sending'], to: ['held'], input: Hold, apply: hold }),
  seek: moves({ title: '查询回执', ...clockwork, from: ['sent'], to: ['sent', 'unconfirmed'], input: none, apply: seek }),
  report: moves({ title: '回执', ...clockwork, from: ['sent'], to: ['delivered', 'failed'], input: Report, apply: report }),
  expire: moves({ title: '过时', ...clockwork, from: ['queued', 'held'], to: ['failed'], input: none, apply: expire }),
};

/** Commands of the colleagues who tell by telephone or at the door. */
const people = {
  assign: opens({
    title: '登记告知任务',
    by: tellers,
    to: ['byHand'],
    input: z.strictObject({
      party: id().meta({ title: '客户' }),
      unit: id().optional().meta({ title: '房屋' }),
      way: z.enum(['phone', 'door']).meta({ title: '方式', titles: { phone: '电话', door: '上门通知' } }),
      text: text(300).meta({ title: '告知内容' }),
      emergency: z.boolean().default(false).meta({ title: '紧急' }),
    }),
    reads: (input) => ({ client: asOf(party, input.party, 'party'), home: ifGiven(unit, input.unit, 'unit') }),
    apply: assign,
  }),
  told: moves({
    title: '已告知',
    by: tellers,
    from: ['byHand'],
    to: ['delivered'],
    input: z.strictObject({ note: text(200).optional().meta({ title: '说明' }) }),
    apply: told,
  }),
  unreachable: moves({
    title: '无法联系',
    by: tellers,
    from: ['byHand'],
    to: ['failed'],
    input: z.strictObject({ note: text(120).meta({ title: '说明' }) }),
    apply: unreachable,
  }),
};

/**
 * A message (消息): one notice to one addressee by one channel, with the evidence of what became of it.
 *
 *     queue ─▶ queued ─begin─▶ sending ─accept─▶ sent ─report─▶ delivered
 *        │        ▲               ├─accept (group)─▶ delivered      sent ─report─▶ failed, ─seek (three days)─▶ unconfirmed
 *        │        └─refuse (again)┤─accept (mail)─▶ unconfirmed
 *        │                        ├─hold─▶ held ─begin─▶ sending
 *        │                        └─refuse, ask (no answer)─▶ failed ─▶ the next way, a message of its own
 *        ├─▶ suppressed           queued | held ─expire─▶ failed
 *        └─▶ byHand ─told─▶ delivered, ─unreachable─▶ failed
 *
 * Before the provider is called the record says so (`sending`), and what it answers is written down afterwards. A crash in between, or an answer that is lost, leads to the
 * question what became of our number — never to a second text message.
 */
export const message = defineWorkflow<Message>({
  name: messageContract.name,
  title: messageContract.title,
  collection: 'messages',
  numberPrefix: 'XX',
  contract: messageContract,
  record: Message,
  stateTitles: messageTitles,
  logged: false,
  commands: { ...machine, ...people },
  readBy: ['FRONT', 'CSM', 'PM', 'ARCH', ...headquarters],
  errors: messageErrors,
  notices: messageNotices,
  timers: messageTimers,
  subject: ({ title, unit: home }) => ({ title, unit: home }),
  terms: ({ to, source }) => [
    ...('party' in to ? [{ kind: 'told', value: to.party }] : 'phone' in to ? [{ kind: 'told', value: to.phone.h }] : []),
    ...(source.caseId ? [{ kind: 'toldOf', value: `${source.kind ?? ''}/${source.caseId}` }] : []),
  ],
  secrecy: ({ keptFrom }) => keptFrom,
  card: ({ way, source }) => ({ way: wayTitles[way], type: source.type }),
});
