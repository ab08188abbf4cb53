import * as z from 'zod';
import { count, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Period } from '../../ledger/names.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** Ids of unread meters a round names; the others are counted. */
export const namedMissing = 50;

/** How far the round was when it was last looked at (抄表进度). */
export const Progress = z.strictObject({
  ...stamp,
  meters: count(0, 1_000_000).meta({ title: '应抄' }),
  read: count(0, 1_000_000).meta({ title: '已抄' }),
  missing: list(id(), namedMissing).meta({ title: '未抄' }),
});
/** See the schema. */
export type Progress = z.infer<typeof Progress>;

const base = {
  origin: z.enum(['schedule', 'hand']),
  period: Period.meta({ title: '账期' }),
  /** When all readings have to be in. */
  dueAt: storedInstant().meta({ title: '应录入时间' }),
  progress: Progress.optional().meta({ title: '抄表进度' }),
};

/** A meter round (抄表单). */
export const MeterRound = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...base }),
  z.strictObject({ state: z.literal('closed'), ...base, ended: z.strictObject({ ...stamp, note: text(300).optional() }) }),
]);
/** See the schema. */
export type MeterRound = z.infer<typeof MeterRound>;

/** A round in one of these states. */
export type In<S extends MeterRound['state']> = Extract<MeterRound, { state: S }>;
