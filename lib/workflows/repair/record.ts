import * as z from 'zod';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { BillId } from '../../ledger/names.ts';
import { Limits } from './limits.ts';
import { Quote, stamp, Word } from './quote.ts';
import { Response } from './response.ts';
import { Category, Ending, Grade, PauseReason, Payer, Source, Suspicion } from './vocabulary.ts';

/** Where it is broken: in a unit (房屋) or in a common part (公共部位); never both. */
const Place = z.union([z.strictObject({ unit: id().meta({ title: '房屋' }) }), z.strictObject({ publicPlace: text(60).meta({ title: '公共部位' }) })]);

/** Somebody who reported it (报修人). He may withhold his name; then nothing but the time is known. */
export const Caller = z.strictObject({
  name: text(40).optional().meta({ title: '姓名' }),
  phone: sealedRecord.optional().meta({ title: '电话' }),
  party: id().optional().meta({ title: '客户编号' }),
  /** The household he called from, for a common part. */
  unit: id().optional().meta({ title: '所在房屋' }),
  anonymous: z.literal(true).optional().meta({ title: '不愿具名' }),
  at: storedInstant(),
});
/** See the schema. */
export type Caller = z.infer<typeof Caller>;

/** Callers kept on the record; those beyond are parts (分项) of kind `caller`. */
export const callersOnRecord = 50;

/** What a repair has in every state. */
export const base = {
  place: Place,
  category: Category,
  description: text(500).meta({ title: '描述' }),
  source: Source,
  payer: Payer,
  permissionToEnter: z.boolean().meta({ title: '允许无人时入户' }),
  callers: list(Caller, callersOnRecord).meta({ title: '报修人' }),
  callerCount: count(0, 1_000_000).meta({ title: '报修人数' }),
  /** The earliest registration of all reports merged here. */
  registeredAt: storedInstant().meta({ title: '受理时间' }),
  registeredOn: dateText(),
  response: Response,
  limits: Limits,
  /** From when the promise of completion counts, and how many days it has. */
  completeFrom: storedInstant(),
  completeDays: count(1, 365),
  /** When the present state was entered, and until when somebody promised to answer. */
  since: storedInstant(),
  until: storedInstant().optional(),
  /** Milliseconds the promise of completion stood still, by reason, and the pause that is open. */
  pausedMs: z.strictObject({ owner: z.int().optional(), parts: z.int().optional(), forceMajeure: z.int().optional() }).optional(),
  pause: z.strictObject({ reason: PauseReason, from: storedInstant() }).optional(),
  /** Journeys to the place, those in vain among them, and appointments moved. */
  journeys: count(0, 1000),
  absences: count(0, 1000),
  reschedules: count(0, 1000),
  /** Who has worked on it, latest last: none of them makes the return visit. */
  workers: list(id(), 10),
  /** An agreed window ended with nobody there: a later appointment does not heal it (K11). */
  windowMissed: z.literal(true).optional(),
  suspicious: list(Suspicion, 10).optional().meta({ title: '存疑' }),
  /** Reports merged into this one, latest last. */
  merged: list(id(), 50).optional().meta({ title: '并入的报修' }),
  /** The repair this one does again, and who must not do it this time (返修). */
  rework: z.strictObject({ of: id(), worker: id().optional() }).optional().meta({ title: '返修' }),
};
/** See the shape. */
export type Base = z.infer<z.ZodObject<typeof base>>;

const Order = z.strictObject({
  worker: id().meta({ title: '维修员' }),
  name: text(60).meta({ title: '维修员姓名' }),
  /** Who is asked next when he does not accept (候补). */
  standby: list(id(), 3).meta({ title: '候补' }),
  /** Since when the desk had it, and when it first sent somebody: the dispatch limit lies between. */
  waitedSince: storedInstant(),
  sentAt: storedInstant(),
  /** The standby list offered it to him: his time belongs to this urgent repair only once he accepts. */
  offered: z.literal(true).optional(),
  ...stamp,
});
/** A work order (派工单). */
export type Order = z.infer<typeof Order>;

const AcceptedOrder = z.strictObject({
  ...Order.shape,
  acceptedAt: storedInstant().meta({ title: '接单时间' }),
  departedAt: storedInstant().optional().meta({ title: '出发时间' }),
});
/** A work order its worker has accepted. */
export type AcceptedOrder = z.infer<typeof AcceptedOrder>;

/** Arrival (到达): the server's time decides; the device's is kept beside it. */
const Arrival = z.strictObject({
  at: storedInstant().meta({ title: '到达时间' }),
  evidence: z.enum(['residentCode', 'placeCode', 'none']).meta({ title: '到达凭证' }),
  placeCode: text(60).optional().meta({ title: '位置码' }),
  deviceAt: storedInstant().optional().meta({ title: '设备时间' }),
});

/** Material used (领用材料). */
export const Material = z.strictObject({
  name: text(40).meta({ title: '材料' }),
  quantity: count(1, 10_000).meta({ title: '数量' }),
  unit: text(8).meta({ title: '单位' }),
});

const Finish = z.strictObject({
  ...stamp,
  on: dateText(),
  doneBy: z.enum(['worker', 'contractor', 'developer']).meta({ title: '施工方' }),
  result: text(300).meta({ title: '处理结果' }),
});

/** Signature (签认), or the evidence that it was refused. */
const Signature = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signed'), ...Word.shape }),
  z.strictObject({ kind: z.literal('refused'), reason: text(200), witness: text(60), ...stamp }),
]);

const Visit = z.strictObject({ ...stamp, on: dateText(), grade: Grade, opinion: text(500).optional().meta({ title: '意见' }) });
const ended = z.strictObject({ ...stamp, note: text(300).optional().meta({ title: '说明' }), doneByOutsider: z.literal(true).optional() });

/** A firm that does the work in our place, and by when. */
const Outside = z.strictObject({
  name: text(60).meta({ title: '单位' }),
  reason: text(300).meta({ title: '原因' }),
  promisedOn: dateText().meta({ title: '承诺日期' }),
  ...stamp,
});

/** What lies between a first arrival and the end; absent where it did not come to that. */
const work = {
  order: AcceptedOrder.optional(),
  arrival: Arrival.optional(),
  finding: text(500).optional().meta({ title: '诊断' }),
  quote: Quote.optional(),
  materials: list(Material, 20).optional().meta({ title: '领用材料' }),
};

/** What the household thinks of it, unasked (住户评价): an opinion, and no return visit. */
const Rating = z.strictObject({ ...stamp, on: dateText(), party: id().optional(), grade: Grade, opinion: text(500).optional().meta({ title: '意见' }) });

/** Payment of agreed work (收款): its bill, and the entry that settled it. */
const Payment = z.strictObject({ bill: BillId, entry: z.string().max(90).optional(), at: storedInstant().optional() });

const signed = {
  ...base,
  ...work,
  finish: Finish,
  signature: Signature,
  visitDueAt: storedInstant().optional().meta({ title: '回访期限' }),
  rating: Rating.optional().meta({ title: '住户评价' }),
  payment: Payment.optional().meta({ title: '收款' }),
};

/** Shapes shared by states; a state has what its shape says and nothing else. */
export const shapes = {
  base,
  ordered: { ...base, order: Order },
  accepted: { ...base, order: AcceptedOrder },
  onSite: { ...base, ...work, order: AcceptedOrder, arrival: Arrival },
  quoted: { ...base, ...work, order: AcceptedOrder, arrival: Arrival, quote: Quote },
  /** Before or after a first arrival. */
  anywhere: { ...base, ...work },
  done: { ...base, ...work, finish: Finish },
  signed,
  visited: { ...signed, visit: Visit },
} as const;

/** Where a pause (暂停) goes on: at the desk, at the place, or in the work. */
const ResumeTo = z.enum(['desk', 'arrived', 'working']);
const visitAttempts = list(z.strictObject({ ...stamp, on: dateText() }), 3).meta({ title: '联系记录' });

/** A repair (报修单); what is known of it depends on its state. */
export const Repair = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('registered'), ...shapes.base }),
  z.strictObject({ state: z.literal('rescheduled'), ...shapes.base }),
  z.strictObject({ state: z.literal('dispatched'), ...shapes.ordered }),
  z.strictObject({ state: z.literal('accepted'), ...shapes.accepted }),
  z.strictObject({ state: z.literal('enRoute'), ...shapes.accepted }),
  z.strictObject({ state: z.literal('nobodyHome'), ...shapes.base }),
  z.strictObject({ state: z.literal('awaitingContact'), ...shapes.base }),
  z.strictObject({ state: z.literal('arrived'), ...shapes.onSite }),
  z.strictObject({ state: z.literal('quoted'), ...shapes.quoted }),
  z.strictObject({ state: z.literal('quoteRefused'), ...shapes.quoted, refusal: z.strictObject({ ...stamp, word: text(200).optional() }) }),
  z.strictObject({ state: z.literal('working'), ...shapes.onSite }),
  z.strictObject({
    state: z.literal('waitingParts'),
    ...shapes.onSite,
    part: text(60).meta({ title: '配件' }),
    promisedOn: dateText().meta({ title: '承诺日期' }),
  }),
  z.strictObject({ state: z.literal('paused'), ...shapes.anywhere, resumeTo: ResumeTo, note: text(300).meta({ title: '说明' }) }),
  z.strictObject({ state: z.literal('outsourced'), ...shapes.anywhere, outside: Outside }),
  z.strictObject({ state: z.literal('developerWarranty'), ...shapes.anywhere, outside: Outside }),
  z.strictObject({ state: z.literal('finished'), ...shapes.done }),
  z.strictObject({ state: z.literal('signed'), ...shapes.signed }),
  z.strictObject({ state: z.literal('awaitingPayment'), ...shapes.signed, payment: Payment }),
  z.strictObject({ state: z.literal('awaitingVisit'), ...shapes.signed, attempts: visitAttempts }),
  z.strictObject({ state: z.literal('reworking'), ...shapes.visited }),
  z.strictObject({
    state: z.literal('closed'),
    ...shapes.anywhere,
    finish: Finish.optional(),
    signature: Signature.optional(),
    visitDueAt: storedInstant().optional(),
    rating: Rating.optional(),
    payment: Payment.optional(),
    visit: Visit.optional(),
    ending: Ending,
    ended,
    child: id().optional().meta({ title: '返修单' }),
  }),
  z.strictObject({ state: z.literal('merged'), ...shapes.base, into: id().meta({ title: '并入' }), ended }),
  z.strictObject({ state: z.literal('cancelled'), ...shapes.anywhere, ended }),
]);
/** See the schema. */
export type Repair = z.infer<typeof Repair>;

/** A repair in one of these states. */
export type In<S extends Repair['state']> = Extract<Repair, { state: S }>;

/** Exactly the fields of a shape: what a state lets go of must not travel on. */
export function only<S extends z.ZodRawShape>(shape: S, record: z.infer<z.ZodObject<S>>): z.infer<z.ZodObject<S>> {
  const known: Readonly<Record<string, unknown>> = record;
  return Object.fromEntries(Object.keys(shape).flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]))) as z.infer<z.ZodObject<S>>;
}
