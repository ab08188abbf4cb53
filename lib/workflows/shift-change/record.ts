import * as z from 'zod';
import { type Position, positions, positionTitles } from '../../kernel/position.ts';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** The position that is handed over (交接岗位). */
export const Post = z.enum(positions).meta({ title: '岗位', titles: positionTitles });

/** Lines of each list on the record; what is beyond is counted. */
export const mostListed = 50;

const pending = () => count(0, 100_000);

/**
 * What was open at that moment (交接清单): taken from the table by the system and never typed, so that nobody hands over less than there is. Cases that are kept from some
 * are not in it: a hand-over is read by every colleague of the position.
 */
export const Snapshot = z.strictObject({
  at: storedInstant().meta({ title: '截取时间' }),
  /** Open cases by kind, and how many of them are late. */
  kinds: list(z.strictObject({ kind: id(), title: text(40), open: pending().meta({ title: '在办' }), overdue: pending().meta({ title: '超时' }) }), 40).meta({
    title: '在办单据',
  }),
  overdue: list(z.strictObject({ kind: id(), id: id(), title: text(60), due: storedInstant() }), mostListed).meta({ title: '超时单据' }),
  overdueMore: pending().meta({ title: '其余超时单据数' }),
  keysOut: list(z.strictObject({ loan: id(), set: id(), borrower: text(60), due: storedInstant().optional() }), mostListed).meta({ title: '在外钥匙' }),
  keysMore: pending().meta({ title: '其余在外钥匙数' }),
  /** Key counts that are not closed: the shift ends with them open. */
  keyCounts: list(z.strictObject({ id: id(), title: text(60), state: text(20) }), 10).meta({ title: '未办结的钥匙盘点' }),
  /** More is open than was looked through. */
  truncated: z.literal(true).optional(),
});
/** See the schema. */
export type Snapshot = z.infer<typeof Snapshot>;

const base = {
  position: Post,
  outgoing: id().meta({ title: '交班人' }),
  on: dateText().meta({ title: '日期' }),
  notes: text(2000).optional().meta({ title: '交接事项' }),
  snapshot: Snapshot.optional().meta({ title: '交接清单' }),
  since: storedInstant(),
};

const handed = {
  ...base,
  handedAt: storedInstant().meta({ title: '交班时间' }),
  dueAt: storedInstant().meta({ title: '最迟接班确认' }),
  to: id().optional().meta({ title: '接班人' }),
};

const dispute = z.strictObject({ ...stamp, reason: text(500) }).meta({ title: '异议' });

/** A hand-over between shifts (交接班记录); what is known of it depends on its state. */
export const ShiftChange = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('drafted'), ...base }),
  z.strictObject({ state: z.literal('handedOver'), ...handed }),
  z.strictObject({
    state: z.literal('accepted'),
    ...handed,
    accepted: z.strictObject({ ...stamp, remark: text(500).optional().meta({ title: '备注' }) }).meta({ title: '接班确认' }),
  }),
  z.strictObject({ state: z.literal('disputed'), ...handed, dispute }),
  z.strictObject({ state: z.literal('resolved'), ...handed, dispute, resolved: z.strictObject({ ...stamp, finding: text(500) }).meta({ title: '处理结果' }) }),
  z.strictObject({ state: z.literal('cancelled'), ...base, ended: z.strictObject({ ...stamp, reason: text(200) }).meta({ title: '作废' }) }),
]);
/** See the schema. */
export type ShiftChange = z.infer<typeof ShiftChange>;

/** A hand-over in one of these states. */
export type In<S extends ShiftChange['state']> = Extract<ShiftChange, { state: S }>;

/** Titles of the states (交接班状态). */
export const shiftChangeTitles = {
  drafted: '拟稿',
  handedOver: '待接班',
  accepted: '已接班',
  disputed: '有异议',
  resolved: '异议已处理',
  cancelled: '已作废',
} as const;

/** The title of a position, for people. */
export const postTitle = (position: Position): string => positionTitles[position];
