import * as z from 'zod';
import { count, dateText, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { Limits } from './limits.ts';
import { Category, Cause, Channel, Desk, Ending, Grade, Ground, InvalidReason, Kind, Opinion } from './vocabulary.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };
const howText = () => text(200).meta({ title: '方式及凭证' });

/** Somebody who complains (投诉人); reports of one and the same person are counted in `times`. */
export const Complainant = z.strictObject({
  name: text(40).optional().meta({ title: '姓名' }),
  phone: sealedRecord.optional().meta({ title: '电话' }),
  party: id().optional().meta({ title: '客户编号' }),
  unit: id().optional().meta({ title: '所在房屋' }),
  channel: Channel,
  at: storedInstant(),
  times: count(1, 1_000_000).meta({ title: '反映次数' }),
});
/** See the schema. */
export type Complainant = z.infer<typeof Complainant>;

/** Complainants kept on the record; those beyond are parts (分项) of kind `complainant`. */
export const complainantsOnRecord = 30;

/** Whom it is about (被投诉人): persons, positions named, and every desk it is kept from because of them (回避). */
export const Against = z.strictObject({
  persons: list(id(), 10).meta({ title: '被投诉人' }),
  positions: list(Desk, 5).meta({ title: '被投诉岗位' }),
  desks: list(Desk, 15).meta({ title: '回避岗位' }),
});
/** See the schema. */
export type Against = z.infer<typeof Against>;

/** A ground the system has found (系统发现的情形), with the other complaints it rests on as far as they are no secret. */
export const Finding = z.strictObject({ ground: Ground, of: list(id(), 5).optional().meta({ title: '关联投诉' }) });
/** See the schema. */
export type Finding = z.infer<typeof Finding>;

const Grading = z.strictObject({
  ...stamp,
  to: Grade,
  grounds: list(Ground, 9),
  reason: text(200).optional(),
  /** The time was nearly or quite over when the grade was lowered (临近时限降级). */
  late: z.literal(true).optional(),
});

/** What a complaint has in every state. */
export const base = {
  kind: Kind,
  channel: Channel,
  category: Category,
  text: text(1000).meta({ title: '内容' }),
  demand: text(300).optional().meta({ title: '诉求' }),
  evidence: list(text(100), 10).optional().meta({ title: '证据' }),
  /** Where the complainant lives. */
  unit: id().optional().meta({ title: '投诉人房屋' }),
  publicPlace: text(60).optional().meta({ title: '公共部位' }),
  aboutUnit: id().optional().meta({ title: '被反映房屋' }),
  lossFen: fen().optional().meta({ title: '自述损失（分）' }),
  anonymous: z.literal(true).optional().meta({ title: '匿名' }),
  complainants: list(Complainant, complainantsOnRecord).meta({ title: '投诉人' }),
  complainantCount: count(0, 1_000_000).meta({ title: '投诉人数' }),
  reports: count(1, 1_000_000).meta({ title: '反映次数' }),
  against: Against.optional(),
  /** Who registered it: his until somebody is assigned (首问负责). */
  owner: id().optional().meta({ title: '首问责任人' }),
  /** The earliest registration of all reports merged here; neither reopening nor merging moves it later. */
  registeredAt: storedInstant().meta({ title: '登记时间' }),
  registeredOn: dateText(),
  /** Last instant of the day on which an ordinary one is handled. */
  dayEndsAt: storedInstant(),
  limits: Limits,
  respondedAt: storedInstant().optional().meta({ title: '首次响应' }),
  /** Since when it has waited for somebody to have it, and when it was first given to somebody. */
  waits: z.strictObject({ from: storedInstant(), sentAt: storedInstant().optional() }),
  found: list(Finding, 9).optional().meta({ title: '系统发现' }),
  similar: list(id(), 5).optional().meta({ title: '疑似重复' }),
  gradings: list(Grading, 20).meta({ title: '定级记录' }),
  /** A limit that was over before the grade changed stays broken under the new one. */
  missed: z.strictObject({ day: z.literal(true).optional(), feedback: z.literal(true).optional() }).optional(),
  /** First substantive feedback, or the reply that made it needless. */
  feedbackAt: storedInstant().optional(),
  feedback: z
    .strictObject({ ...stamp, findings: text(300).meta({ title: '查明情况' }), measures: text(300).meta({ title: '处理措施' }), how: howText() })
    .optional()
    .meta({ title: '实质反馈' }),
  firstRepliedAt: storedInstant().optional(),
  /** When the complainant last heard from us, and what. */
  toldAt: storedInstant(),
  progress: list(z.strictObject({ at: storedInstant(), text: text(300) }), 3)
    .optional()
    .meta({ title: '进展' }),
  upward: z
    .strictObject({ manager: z.strictObject({ ...stamp, how: howText() }).optional(), company: z.strictObject({ ...stamp, how: howText() }).optional() })
    .optional()
    .meta({ title: '上报' }),
  /** Whoever has handled it, latest last: none of them makes the return visit. */
  handlers: list(id(), 10).meta({ title: '经办人' }),
  reopens: count(0, 1000).meta({ title: '重开次数' }),
  reopenedAt: storedInstant().optional(),
  merged: list(id(), 50).optional().meta({ title: '并入的投诉' }),
  repairs: list(id(), 5).optional().meta({ title: '关联报修' }),
  inquiry: id().optional().meta({ title: '来自咨询' }),
  /** When the present state was entered. */
  since: storedInstant(),
};
/** See the shape. */
export type Base = z.infer<z.ZodObject<typeof base>>;

const Handler = z.strictObject({
  person: id().meta({ title: '承办人' }),
  positions: list(Desk, 15),
  department: text(20).optional().meta({ title: '责任部门' }),
  ...stamp,
});
const Essence = z.strictObject({ cause: Cause, text: text(300).meta({ title: '实质' }), ...stamp });
const Plan = z.strictObject({
  measures: text(500).meta({ title: '处理方案' }),
  promisedOn: dateText().optional().meta({ title: '承诺日期' }),
  firstAt: storedInstant(),
  ...stamp,
});
const Reply = z.strictObject({ text: text(500).meta({ title: '回复内容' }), how: howText(), on: dateText(), ...stamp });
const Visit = z.strictObject({
  opinion: Opinion,
  word: text(300).optional().meta({ title: '意见' }),
  how: howText(),
  on: dateText(),
  ...stamp,
});
const attempts = list(z.strictObject({ ...stamp, on: dateText() }), 3).meta({ title: '联系记录' });

/** How far it has come; absent where it did not come to that. */
const course = {
  handler: Handler.optional().meta({ title: '承办' }),
  investigation: z
    .strictObject({ ...stamp, note: text(300).optional() })
    .optional()
    .meta({ title: '调查' }),
  essence: Essence.optional().meta({ title: '投诉本质' }),
  plan: Plan.optional().meta({ title: '处理方案' }),
  handling: z
    .strictObject({ ...stamp })
    .optional()
    .meta({ title: '处理' }),
  reply: Reply.optional().meta({ title: '回复' }),
  /** The latest visit; a dissatisfied one has reopened it. */
  visit: Visit.optional().meta({ title: '回访' }),
};

const grading = {
  grade: Grade,
  grounds: list(Ground, 9).meta({ title: '重大情形' }),
  majorSince: storedInstant().optional().meta({ title: '定为重大' }),
};
const graded = { ...base, ...grading, ...course };
const assigned = { ...graded, handler: Handler };
const planned = { ...assigned, plan: Plan };
const handled = { ...planned, essence: Essence };
const replied = { ...graded, essence: Essence, reply: Reply };
const anywhere = { ...graded, grade: Grade.optional(), grounds: grading.grounds.optional() };

/** Shapes shared by states; a state has what its shape says and nothing else. */
export const shapes = { base, graded, assigned, planned, handled, replied, anywhere } as const;

const ended = z.strictObject({ ...stamp, note: text(300).optional().meta({ title: '说明' }) });

/** A complaint (投诉单); what is known of it depends on its state. */
export const Complaint = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('registered'), ...base }),
  z.strictObject({ state: z.literal('graded'), ...graded }),
  z.strictObject({ state: z.literal('assigned'), ...assigned }),
  z.strictObject({ state: z.literal('investigating'), ...assigned }),
  z.strictObject({ state: z.literal('planned'), ...planned }),
  z.strictObject({ state: z.literal('handling'), ...handled }),
  z.strictObject({ state: z.literal('replied'), ...replied }),
  z.strictObject({ state: z.literal('awaitingVisit'), ...replied, attempts }),
  z.strictObject({ state: z.literal('unreachable'), ...replied, attempts }),
  z.strictObject({ state: z.literal('visited'), ...replied, visit: Visit }),
  z.strictObject({ state: z.literal('reopened'), ...graded, visit: Visit, reopenedAt: storedInstant() }),
  z.strictObject({
    state: z.literal('transferredToRepair'),
    ...graded,
    transfer: z.strictObject({ reason: text(200), ...stamp }).meta({ title: '转报修' }),
  }),
  z.strictObject({
    state: z.literal('transferredToLegal'),
    ...graded,
    legal: z
      .strictObject({ matter: text(300).meta({ title: '法律事项' }), adviser: text(60).optional().meta({ title: '承办律师' }), ...stamp })
      .meta({ title: '转法律' }),
  }),
  z.strictObject({ state: z.literal('closed'), ...replied, ending: Ending, ended }),
  z.strictObject({ state: z.literal('merged'), ...anywhere, into: id().meta({ title: '并入' }), ended }),
  z.strictObject({ state: z.literal('invalid'), ...anywhere, reason: InvalidReason, ended }),
  z.strictObject({ state: z.literal('withdrawn'), ...anywhere, through: z.enum(['complainant', 'desk']), ended }),
]);
/** See the schema. */
export type Complaint = z.infer<typeof Complaint>;

/** A complaint in one of these states. */
export type In<S extends Complaint['state']> = Extract<Complaint, { state: S }>;

/** Exactly the fields of a shape: what a state lets go of must not travel on. */
export function only<S extends z.ZodRawShape>(shape: S, record: z.infer<z.ZodObject<S>>): z.infer<z.ZodObject<S>> {
  const known: Readonly<Record<string, unknown>> = record;
  return Object.fromEntries(Object.keys(shape).flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]))) as z.infer<z.ZodObject<S>>;
}

/** States in which somebody can still do something about it before the reply. */
export const working = [
  'registered',
  'graded',
  'assigned',
  'investigating',
  'planned',
  'handling',
  'reopened',
  'transferredToRepair',
  'transferredToLegal',
] as const;
export type Working = (typeof working)[number];

/** Working states that have a grade. */
export const gradedWorking = ['graded', 'assigned', 'investigating', 'planned', 'handling', 'reopened', 'transferredToRepair', 'transferredToLegal'] as const;
export type GradedWorking = (typeof gradedWorking)[number];

/** States after the reply, before the end. */
export const answered = ['replied', 'awaitingVisit', 'unreachable', 'visited'] as const;
export type Answered = (typeof answered)[number];
