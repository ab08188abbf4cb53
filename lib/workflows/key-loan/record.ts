import * as z from 'zod';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { KeyKind } from '../../registers/key-set/contract.ts';
import { Approval, ConsentWay, Hazard, Purpose, RefusalReason } from './vocabulary.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** An agent's own mandate from the owner (代理委托): `to` is its last day. */
export const AgentMandate = z
  .strictObject({ from: dateText().meta({ title: '委托起' }), to: dateText().meta({ title: '委托止' }), document: text(60).meta({ title: '委托书' }) })
  .refine(({ from, to }) => from <= to, { path: ['to'] });

/** Who borrows (借用人): a colleague, a party of the project, or an outsider with his identity sealed. */
export const Borrower = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('staff'), person: id().meta({ title: '员工' }), name: text(60).meta({ title: '姓名' }) }),
  z.strictObject({ kind: z.literal('party'), party: id().meta({ title: '客户编号' }), name: text(60).meta({ title: '姓名' }) }),
  z.strictObject({
    kind: z.literal('outsider'),
    name: text(60).meta({ title: '姓名' }),
    company: text(80).meta({ title: '单位' }),
    identity: sealedRecord.meta({ title: '证件号码' }),
    phone: sealedRecord.optional().meta({ title: '电话' }),
    mandate: AgentMandate.optional(),
  }),
]);
/** See the schema. */
export type Borrower = z.infer<typeof Borrower>;

/** The set as it was when last looked at; `owners` are those of that day, who see each use of their keys. */
const BorrowedSet = z.strictObject({
  id: id().meta({ title: '钥匙牌号' }),
  kind: KeyKind,
  count: count(1, 99).meta({ title: '数量' }),
  unit: id().optional().meta({ title: '房号' }),
  owners: list(id(), 20).meta({ title: '业主' }),
});
/** See the schema. */
export type BorrowedSet = z.infer<typeof BorrowedSet>;

/** The owner's own word (业主确认): who, how, when. It holds on the day it was given. */
const Consent = z.strictObject({ party: id(), how: ConsentWay, on: dateText(), ...stamp });

const base = {
  set: BorrowedSet,
  borrower: Borrower,
  purpose: Purpose,
  note: text(300).optional().meta({ title: '说明' }),
  ticket: text(40).optional().meta({ title: '工单号' }),
  consent: Consent.optional().meta({ title: '业主确认' }),
  requestedAt: storedInstant().meta({ title: '申请时间' }),
  requestedBy: id().meta({ title: '申请人' }),
  /** Whose approval it needs; absent when none. */
  needs: Approval.optional(),
};
const Approved = z.strictObject({ ...stamp, note: text(300).optional() });
const ended = z.strictObject({ ...stamp, note: text(300).optional() });

/** Entry without the owner (紧急入户): reported within 24 hours and judged by the project manager within 24. */
const Emergency = z.strictObject({
  hazard: Hazard,
  second: z.strictObject({ person: id(), name: text(60) }).meta({ title: '同行人' }),
  report: z
    .strictObject({ ...stamp, text: text(1000), evidence: list(text(60), 10), ownerTold: text(100).optional() })
    .optional()
    .meta({ title: '入户报告' }),
  decision: z
    .strictObject({ ...stamp, verdict: z.enum(['approved', 'rejected']), note: text(300).optional() })
    .optional()
    .meta({ title: '事后审批' }),
});
/** See the schema. */
export type Emergency = z.infer<typeof Emergency>;

const handed = {
  ...base,
  approval: Approved.optional(),
  lentAt: storedInstant().meta({ title: '借出时间' }),
  lentOn: dateText(),
  /** For people, in the project's zone: it names the borrower's time in a refusal. */
  lentText: text(20),
  lentBy: id().meta({ title: '保管人' }),
  witness: id().optional().meta({ title: '见证人' }),
  /** How the borrower proved who he is. */
  shown: z.enum(['badge', 'document', 'knownInEmergency']).meta({ title: '身份核验', titles: { badge: '工牌', document: '证件', knownInEmergency: '紧急' } }),
  /** The document a party showed at the counter. */
  identity: sealedRecord.optional(),
  dueAt: storedInstant().meta({ title: '应还时间' }),
  dueOn: dateText(),
  /** 09:00 on the day after the due day: from then on it is an incident. */
  incidentAt: storedInstant(),
  back: count(0, 99).meta({ title: '已还数量' }),
  returns: list(z.strictObject({ ...stamp, count: count(1, 99), witness: id().optional() }), 99).meta({ title: '归还记录' }),
  emergency: Emergency.optional().meta({ title: '紧急入户' }),
};

/** A loss on loan (丢失): told to the owner within 2 hours, lock changed within 24. */
const Loss = z.strictObject({
  ...stamp,
  on: dateText(),
  left: count(0, 98).meta({ title: '剩余数量' }),
  note: text(300).meta({ title: '经过' }),
  told: z
    .strictObject({ ...stamp, how: text(60) })
    .optional()
    .meta({ title: '告知业主' }),
});

const Settled = z.strictObject({
  ...stamp,
  responsible: text(60).optional().meta({ title: '费用承担方' }),
  responsibleParty: id().optional(),
  note: text(300).optional(),
});

const returned = { state: z.literal('returned'), returnedAt: storedInstant().meta({ title: '还清时间' }), loss: Loss.optional(), found: ended.optional() };
const lockReplaced = { state: z.literal('lockReplaced'), loss: Loss, settled: Settled };
const writtenOff = { state: z.literal('writtenOff'), loss: Loss, settled: Settled };

/** How the keys' part of the loan ended. */
const Ending = z.discriminatedUnion('state', [z.strictObject(returned), z.strictObject(lockReplaced), z.strictObject(writtenOff)]);
/** See the schema. */
export type Ending = z.infer<typeof Ending>;

/**
 * A key loan (借用单); what is known of it depends on its state. An emergency entry whose keys are back while its report or approval is still owed is
 * `underReview`, with its ending kept in `ending`.
 */
export const KeyLoan = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('requested'), ...base }),
  z.strictObject({ state: z.literal('awaitingApproval'), ...base, needs: Approval }),
  z.strictObject({ state: z.literal('approved'), ...base, needs: Approval, approval: Approved }),
  z.strictObject({
    state: z.literal('refused'),
    ...base,
    approval: Approved.optional(),
    refusal: z.strictObject({ ...stamp, reason: RefusalReason, note: text(300).optional() }),
  }),
  z.strictObject({ state: z.literal('cancelled'), ...base, approval: Approved.optional(), ended }),
  z.strictObject({ state: z.literal('expired'), ...base, approval: Approved.optional(), ended }),
  z.strictObject({ state: z.literal('out'), ...handed }),
  z.strictObject({ state: z.literal('lost'), ...handed, loss: Loss }),
  z.strictObject({ state: z.literal('underReview'), ...handed, ending: Ending }),
  z.strictObject({ ...returned, ...handed }),
  z.strictObject({ ...lockReplaced, ...handed }),
  z.strictObject({ ...writtenOff, ...handed }),
]);
/** See the schema. */
export type KeyLoan = z.infer<typeof KeyLoan>;

/** A loan in one of these states. */
export type In<S extends KeyLoan['state']> = Extract<KeyLoan, { state: S }>;

/** What every loan has from the moment the keys are handed out. */
export type Handed = Omit<In<'out'>, 'state'>;

const handedFields = Object.keys(handed);

/** The fields of {@link Handed} alone, to build the next state on. */
export function handedOf(record: In<'out' | 'lost' | 'underReview' | 'returned' | 'lockReplaced' | 'writtenOff'>): Handed {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => handedFields.includes(name) && value !== undefined)) as Handed;
}

/** What every loan has from the request on. */
export type Asked = Omit<In<'requested'>, 'state'>;

const askedFields = Object.keys(base);

/** The fields of {@link Asked} alone. */
export function askedOf(record: KeyLoan): Asked {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => askedFields.includes(name) && value !== undefined)) as Asked;
}

/** Titles of the states (借用状态). */
export const loanTitles = {
  requested: '待领取',
  awaitingApproval: '待审批',
  approved: '已批准',
  refused: '不予借用',
  cancelled: '已取消',
  expired: '已过期',
  out: '借出',
  lost: '丢失',
  underReview: '待补报补批',
  returned: '已归还',
  lockReplaced: '已换锁',
  writtenOff: '已注销',
} as const;
