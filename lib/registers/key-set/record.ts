import * as z from 'zod';
import { count, dateText, id, keysOf, storedInstant, text } from '../../kernel/schema.ts';

/** What the keys open (钥匙类别); access cards are kept alike. */
export const keyKinds = {
  undelivered: '未交付房',
  rework: '返修',
  ownerEntrusted: '业主委托',
  publicArea: '公共区域',
  equipmentRoom: '设备房',
  shop: '营业房',
  garage: '车库',
  storage: '储藏室',
  accessCard: '门禁卡',
} as const;

export const KeyKind = z.enum(keysOf(keyKinds)).meta({ title: '类别', titles: keyKinds });
export type KeyKind = z.infer<typeof KeyKind>;

/** Keys in one set: more than a janitor's ring would be a mistake. */
export const keyCount = () => count(1, 99);

/**
 * The owner's written mandate (委托书) to keep and lend his keys, valid from `from` through `to`.
 *
 * `remindAt`, `lastDayAt` and `endsAt` are worked out when it is recorded, in the project's zone, because a timer knows no zone.
 */
export const Mandate = z.strictObject({
  from: dateText().meta({ title: '委托起' }),
  to: dateText().meta({ title: '委托止' }),
  document: text(60).meta({ title: '委托书' }),
  recordedAt: storedInstant(),
  remindAt: storedInstant(),
  lastDayAt: storedInstant(),
  endsAt: storedInstant(),
});
/** See the schema. */
export type Mandate = z.infer<typeof Mandate>;

const described = {
  count: keyCount().meta({ title: '数量' }),
  cabinet: text(30).meta({ title: '钥匙柜' }),
  kind: KeyKind,
  unit: id().optional().meta({ title: '房号' }),
  owner: id().optional().meta({ title: '业主编号' }),
  mandate: Mandate.optional(),
  note: text(200).optional().meta({ title: '备注' }),
};

const how = text(60);

/** Who has the set, since when, until when; `back` keys of it hang in the cabinet again. */
const lent = {
  loan: id().meta({ title: '借用单' }),
  borrower: text(60).meta({ title: '借用人' }),
  since: storedInstant().meta({ title: '借出时间' }),
  due: storedInstant().meta({ title: '应还时间' }),
  back: count(0, 99).meta({ title: '已还数量' }),
};

/** The hand-over (移交) as the owner signed it. */
export const Receipt = z.strictObject({
  recipient: id().meta({ title: '领取人' }),
  name: text(60).meta({ title: '姓名' }),
  capacity: z.enum(['owner', 'mandated']).meta({ title: '身份', titles: { owner: '业主', mandated: '受托人' } }),
  mandate: text(60).optional().meta({ title: '委托书' }),
  signature: text(60).meta({ title: '移交签收表' }),
  unitHandover: z
    .strictObject({ document: text(60), signedAt: storedInstant() })
    .optional()
    .meta({ title: '房屋交付签字' }),
  at: storedInstant(),
  by: id(),
});

/**
 * A loss (丢失). A loss in a loan's hands is followed up in that loan, which `loan` names; only one found out in the cabinet has its
 * steps and timers here. `left` keys of the set are still in the cabinet.
 */
export const Loss = z.strictObject({
  at: storedInstant().meta({ title: '报失时间' }),
  on: dateText(),
  by: id(),
  left: count(0, 98).meta({ title: '剩余数量' }),
  note: text(300).optional(),
  loan: id().optional(),
  told: z.strictObject({ at: storedInstant(), by: id(), how }).optional().meta({ title: '告知业主' }),
});
/** See the schema. */
export type Loss = z.infer<typeof Loss>;

/** Why the set is no more (注销). */
export const WriteOff = z.strictObject({
  at: storedInstant(),
  by: id(),
  reason: z.enum(['lockReplaced', 'cancelled']).meta({ title: '方式', titles: { lockReplaced: '已换锁', cancelled: '注销' } }),
  note: text(300).optional(),
  responsible: text(60).optional().meta({ title: '费用承担方' }),
});

const inCabinet = { state: z.literal('inCabinet') };
const out = { state: z.literal('out'), ...lent };
const handedOver = { state: z.literal('handedOver'), receipt: Receipt };
const lost = { state: z.literal('lost'), loss: Loss };

/** Where the books say the keys are; a discrepancy keeps what they said before. */
export const Custody = z.discriminatedUnion('state', [z.strictObject(inCabinet), z.strictObject(out), z.strictObject(handedOver), z.strictObject(lost)]);
/** See the schema. */
export type Custody = z.infer<typeof Custody>;

/**
 * A key set (钥匙): keys on one tag, in one cabinet, with exactly one custody (保管状态).
 *
 *     (new) ─put─▶ inCabinet ─checkOut─▶ out ─checkIn─▶ inCabinet
 *                      │                  └─loseOnLoan─▶ lost ─settleLoss─▶ writtenOff | inCabinet
 *                      ├─handOver─▶ handedOver ─deposit─▶ inCabinet
 *                      ├─reportLost─▶ lost ─replaceLock, writeOff─▶ writtenOff; ─recover─▶ inCabinet
 *                      └─writeOff─▶ writtenOff
 *     inCabinet | out | handedOver | lost ─flagDiscrepancy─▶ discrepancy ─checkIn─▶ discrepancy; ─explain─▶ where it was | lost; ─reportLost─▶ lost
 */
export const KeySet = z.discriminatedUnion('state', [
  z.strictObject({ ...inCabinet, ...described }),
  z.strictObject({ ...out, ...described }),
  z.strictObject({ ...handedOver, ...described }),
  z.strictObject({ ...lost, ...described }),
  z.strictObject({ state: z.literal('writtenOff'), ...described, loss: Loss.optional(), writeOff: WriteOff }),
  z.strictObject({
    state: z.literal('discrepancy'),
    ...described,
    was: Custody,
    finding: z.strictObject({ keyCount: id(), seen: count(0, 999), expected: count(0, 99), at: storedInstant() }).meta({ title: '盘点差异' }),
  }),
]);
/** See the schema. */
export type KeySet = z.infer<typeof KeySet>;

/** What a set is, apart from where it is. */
export type Description = Pick<KeySet, 'count' | 'cabinet' | 'kind' | 'unit' | 'owner' | 'mandate' | 'note'>;

/** Titles of the custody states (保管状态). */
export const custodyTitles = {
  inCabinet: '在柜',
  out: '借出',
  handedOver: '移交业主',
  lost: '丢失',
  writtenOff: '注销',
  discrepancy: '盘点异常',
} as const;

/** The description alone, to build the next custody on. */
export function descriptionOf({ count: keys, cabinet, kind, unit, owner, mandate, note }: Description): Description {
  return {
    count: keys,
    cabinet,
    kind,
    ...(unit === undefined ? {} : { unit }),
    ...(owner === undefined ? {} : { owner }),
    ...(mandate === undefined ? {} : { mandate }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Where the books say the keys are, apart from what the set is. */
export function custodyOf(record: Exclude<KeySet, { state: 'writtenOff' | 'discrepancy' }>): Custody {
  switch (record.state) {
    case 'inCabinet':
      return { state: 'inCabinet' };
    case 'out':
      return { state: 'out', loan: record.loan, borrower: record.borrower, since: record.since, due: record.due, back: record.back };
    case 'handedOver':
      return { state: 'handedOver', receipt: record.receipt };
    case 'lost':
      return { state: 'lost', loss: record.loss };
  }
}
