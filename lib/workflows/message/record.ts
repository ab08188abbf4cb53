import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';

/** By which way somebody is told (通知渠道). The last two are people's work: the front desk calls, or goes and puts up a note. */
export const wayTitles = { sms: '短信', email: '电子邮件', wecom: '企业微信群', phone: '电话', door: '上门通知' } as const;
export const Way = z.enum(['sms', 'email', 'wecom', 'phone', 'door']).meta({ title: '渠道', titles: wayTitles });
/** See the schema. */
export type Way = z.infer<typeof Way>;
/** Ways a machine goes. */
export type MachineWay = Exclude<Way, 'phone' | 'door'>;

/** Whom it is for (收件人): a party, a number that belongs to nobody on record any more, or whoever holds a position. */
export const Recipient = z.union([
  z.strictObject({ party: id().meta({ title: '客户' }) }),
  z.strictObject({ phone: sealedRecord.meta({ title: '电话' }) }),
  z.strictObject({ position: z.enum(positions).meta({ title: '岗位' }), project: id().meta({ title: '项目' }) }),
]);
/** See the schema. */
export type Recipient = z.infer<typeof Recipient>;

/** The notice it carries (来源通知): its type, and the case it tells of. */
export const Source = z.strictObject({
  type: text(80).meta({ title: '通知类型' }),
  kind: id().optional(),
  caseId: text(200).optional().meta({ title: '来源单号' }),
});

/** From whom the case is kept, and so what was told of it. */
const KeptFrom = z.strictObject({
  persons: list(id(), 60).optional(),
  positions: list(z.enum(positions), 15).optional(),
});

/** Why it was not delivered (未送达原因). */
export const failureTitles = {
  refused: '服务商拒收',
  unanswered: '服务商无回应',
  undelivered: '未送达',
  stale: '已过时效',
  unreachable: '无法联系',
  noAddress: '没有可用的联系方式',
  notConfigured: '渠道未配置',
} as const;
export const Failure = z.enum(Object.keys(failureTitles) as [keyof typeof failureTitles]).meta({ title: '原因', titles: failureTitles });
/** See the schema. */
export type Failure = z.infer<typeof Failure>;

/** What a message says whatever its state; also what the next channel takes over. */
export const letter = {
  source: Source,
  to: Recipient,
  title: text(100).meta({ title: '事项' }),
  /** The notice's own sentence, for channels that need no registered template. */
  text: text(600).meta({ title: '内容' }),
  /** The provider's registered template (短信模板) and what fills it, in its order. */
  template: z
    .strictObject({ id: text(64), params: list(z.string().max(60), 10) })
    .optional()
    .meta({ title: '模板' }),
  /** Comes in quiet hours too, and whatever the party has refused. */
  emergency: z.boolean().meta({ title: '紧急' }),
  unit: id().optional().meta({ title: '房屋' }),
  keptFrom: KeptFrom.optional(),
};

const base = {
  ...letter,
  way: Way,
  /** Ways still to be tried when this one fails, in order. */
  ladder: list(Way, 4).meta({ title: '备用渠道' }),
  /** How often the provider has been handed it. */
  attempts: count(0, 20).meta({ title: '发送次数' }),
  /** After it there is no use in sending it. */
  staleAt: storedInstant().meta({ title: '时效' }),
  /** The day whose budget it has taken its share of. */
  paidOn: dateText().optional(),
};

const waiting = { ...base, sendAt: storedInstant().meta({ title: '发送时间' }) };
const acceptance = z.strictObject({ at: storedInstant().meta({ title: '受理时间' }), providerId: text(128).meta({ title: '服务商编号' }) });
const accepted = { ...waiting, accepted: acceptance.meta({ title: '受理凭证' }) };

/** What proves that it arrived (送达凭证): the provider's word, or that of a colleague. */
const Proof = z.strictObject({ at: storedInstant().meta({ title: '送达时间' }), by: id().optional().meta({ title: '告知人' }), note: text(200).optional() });

/** A message (消息): one notice to one addressee by one channel. */
export const Message = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('queued'), ...waiting }),
  /** The day's budget is spent; it waits for the next day. */
  z.strictObject({ state: z.literal('held'), ...waiting }),
  /** Handed to the provider, whose answer is not on record: asked for at `askAt`, never simply sent again. */
  z.strictObject({ state: z.literal('sending'), ...waiting, begunAt: storedInstant(), asks: count(0, 10), askAt: storedInstant() }),
  z.strictObject({ state: z.literal('sent'), ...accepted, seeks: count(0, 20), seekAt: storedInstant() }),
  z.strictObject({ state: z.literal('byHand'), ...base, handedAt: storedInstant(), dueAt: storedInstant().meta({ title: '应告知时间' }) }),
  z.strictObject({ state: z.literal('delivered'), ...base, accepted: acceptance.optional(), proof: Proof.meta({ title: '送达凭证' }) }),
  z.strictObject({ state: z.literal('unconfirmed'), ...accepted }),
  z.strictObject({
    state: z.literal('failed'),
    ...base,
    accepted: acceptance.optional(),
    failure: Failure,
    detail: text(120).optional().meta({ title: '服务商说明' }),
    failedAt: storedInstant(),
  }),
  z.strictObject({ state: z.literal('suppressed'), ...base }),
]);
/** See the schema. */
export type Message = z.infer<typeof Message>;

/** A message in one of these states. */
export type In<S extends Message['state']> = Extract<Message, { state: S }>;

/** Titles of the states. */
export const messageTitles: Readonly<Record<Message['state'], string>> = {
  queued: '待发送',
  held: '额度已满待发',
  sending: '发送中',
  sent: '已发送',
  byHand: '待人工告知',
  delivered: '已送达',
  unconfirmed: '已发送（无回执）',
  failed: '未送达',
  suppressed: '客户已退订',
};

/** Whether it goes to somebody outside the company, who is left in peace at night. */
export function isOutside({ to }: Pick<Message, 'to'>): boolean {
  return !('position' in to);
}
