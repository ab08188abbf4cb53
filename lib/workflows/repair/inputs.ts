import * as z from 'zod';
import { count, dateText, id, instantText, list, storedInstant, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { BillId } from '../../ledger/names.ts';
import { QuoteLine } from './quote.ts';
import { Caller, callersOnRecord, Material } from './record.ts';
import { Urgency, WindowInput } from './response.ts';
import { Category, Danger, Grade, Householder, PauseReason, Payer, Source } from './vocabulary.ts';

const reason = () => text(200).meta({ title: '原因' });
const word = () => text(200).optional().meta({ title: '住户答复及凭证', description: '员工代办时必填：何时、以何方式答复' });
const ownerConsent = () => text(200).optional().meta({ title: '业主授权凭证' });

const CallerInput = z.strictObject({
  name: text(40).optional().meta({ title: '姓名' }),
  phone: personal('phone').optional().meta({ title: '回拨电话', personal: 'phone' }),
  party: id().optional().meta({ title: '客户编号' }),
  unit: id().optional().meta({ title: '所在房屋' }),
  anonymous: z.boolean().optional().meta({ title: '不愿具名' }),
});

/** A report (报修登记). Exactly one of `unit` and `publicPlace`; a window for ordinary repairs only, a danger for urgent ones only. */
export const Registration = z.strictObject({
  unit: id().optional().meta({ title: '房屋' }),
  publicPlace: text(60).optional().meta({ title: '公共部位' }),
  category: Category,
  description: text(500).meta({ title: '描述' }),
  urgent: z.boolean().meta({ title: '急修' }),
  urgentKind: Danger.optional(),
  window: WindowInput.optional().meta({ title: '预约时段' }),
  caller: CallerInput.optional().meta({ title: '报修人' }),
  source: Source,
  permissionToEnter: z.boolean().optional().meta({ title: '允许无人时入户' }),
  payer: Payer.optional(),
  reworkOf: id().optional().meta({ title: '返修原单' }),
});
export type Registration = z.infer<typeof Registration>;

/** A report that came in as something else, and when: its limits count from then. Ordered by other records only. */
export const Reception = z.strictObject({ ...Registration.shape, receivedAt: storedInstant(), receivedOn: dateText() });
export type Reception = z.infer<typeof Reception>;

/** The second attempt after a dissatisfied visit (返修), opened by the first. */
export const Rework = z.strictObject({
  of: id(),
  unit: id().optional(),
  publicPlace: text(60).optional(),
  category: Category,
  description: text(500),
  payer: Payer,
  permissionToEnter: z.boolean(),
  source: Source,
  callers: list(Caller, callersOnRecord),
  callerCount: count(0, 1_000_000),
  worker: id().optional(),
  window: z.strictObject({ from: storedInstant(), to: storedInstant() }),
});
export type Rework = z.infer<typeof Rework>;

/** What a merged report leaves to the surviving one (并入). */
export const Absorption = z.strictObject({
  from: id(),
  callers: list(Caller, callersOnRecord),
  registeredAt: storedInstant(),
  registeredOn: dateText(),
  urgency: Urgency.optional(),
});

export const Nothing = z.strictObject({});

/** `handIn`: who pays, when it is not who agreed or the owner. */
export const HandIn = z.strictObject({ payer: id().optional().meta({ title: '交费人' }) });

/** What the ledger says of a bill: it is settled, or open again. */
export const BillSettled = z.strictObject({ bill: BillId, entry: z.string().max(90) });
export const Reason = z.strictObject({ reason: reason() });
export const Dispatch = z.strictObject({ worker: id().meta({ title: '维修员' }), standby: list(id(), 3).default([]).meta({ title: '候补' }) });
export const Arriving = z.strictObject({
  placeCode: text(60).optional().meta({ title: '位置码' }),
  residentCode: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .meta({ title: '住户码' }),
  deviceClaimedAt: instantText().optional().meta({ title: '设备时间' }),
});
export type Arriving = z.infer<typeof Arriving>;
export const Diagnosis = z.strictObject({
  finding: text(500).meta({ title: '诊断' }),
  small: z.boolean().default(true).meta({ title: '小修' }),
  payer: Payer.optional(),
});
export const Quoting = z.strictObject({ lines: list(QuoteLine, 20).min(1).meta({ title: '报价项目' }) });

const Speaker = z
  .strictObject({ role: Householder, name: text(40).optional().meta({ title: '姓名' }), evidence: text(200).meta({ title: '凭证' }) })
  .meta({ title: '住户表态', description: '员工代办时必填' });

export const Agreeing = z.strictObject({ speaker: Speaker.optional(), ownerConsent: ownerConsent() });
/** The household's own word on how it was (评价). */
export const Rating = z.strictObject({ grade: Grade, opinion: text(500).optional().meta({ title: '意见' }) });

export const Signing = z.strictObject({
  speaker: z
    .strictObject({ ...Speaker.shape, role: z.enum([...Householder.options, 'company']) })
    .optional()
    .meta({ title: '签认人', description: '员工代办时必填；公共部位为 company' }),
  refused: z
    .strictObject({ reason: reason(), witness: text(60).meta({ title: '见证人' }) })
    .optional()
    .meta({ title: '拒签' }),
  ownerConsent: ownerConsent(),
  rating: Rating.optional().meta({ title: '评价', description: '仅限住户本人' }),
});
export const Refusing = z.strictObject({ word: word() });
export const Materials = z.strictObject({ materials: list(Material, 20).min(1).meta({ title: '领用材料' }) });
export const Waiting = z.strictObject({ part: text(60).meta({ title: '配件' }), promisedOn: dateText().meta({ title: '承诺日期' }) });
export const Pausing = z.strictObject({
  reason: PauseReason.exclude(['parts']),
  note: text(300).meta({ title: '说明' }),
  until: instantText().optional().meta({ title: '预计恢复' }),
});
export const Finishing = z.strictObject({ result: text(300).meta({ title: '处理结果' }) });
export const Rescheduling = z.strictObject({ window: WindowInput.meta({ title: '预约时段' }), reason: reason(), word: word() });
export const Raising = z.strictObject({ urgentKind: Danger, reason: reason() });
export const Lowering = z.strictObject({ reason: reason(), window: WindowInput.meta({ title: '预约时段' }) });
export const Merging = z.strictObject({
  into: id().meta({ title: '并入的报修' }),
  reason: text(200).optional().meta({ title: '认定理由', description: '部位不同时必填，由客服主管认定' }),
});
export const Withdrawing = z.strictObject({ reason: reason(), word: word(), allCallersAgree: z.boolean().optional().meta({ title: '全部报修人同意' }) });
export const Outsourcing = z.strictObject({
  contractor: text(60).meta({ title: '外委单位' }),
  reason: reason(),
  promisedOn: dateText().meta({ title: '承诺日期' }),
});
export const Claiming = z.strictObject({
  developer: text(60).meta({ title: '建设单位' }),
  reason: reason(),
  promisedOn: dateText().meta({ title: '承诺日期' }),
});
export const TakingBack = z.strictObject({ reason: reason(), window: WindowInput.meta({ title: '预约时段' }), payer: Payer.optional(), word: word() });
/** A dissatisfied household agrees its next appointment at once. */
export const Visiting = z.strictObject({
  grade: Grade,
  opinion: text(500).optional().meta({ title: '意见' }),
  window: WindowInput.optional().meta({ title: '返修时段' }),
});
export const Closing = z.strictObject({ note: text(300).meta({ title: '说明' }), doneByOutsider: z.boolean().optional().meta({ title: '已由他人维修' }) });
export const ChildClosed = z.strictObject({ child: id(), state: z.string().max(40) });
