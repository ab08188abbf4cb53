import * as z from 'zod';
import { count, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Reading } from '../../ledger/rating/reading.ts';
import { MeterKind } from '../../ledger/rating/tariff.ts';

/** Readings on record: two years and the first one. The older ones stand in the history, and every bill names its own. */
export const readingsKept = 30;

const described = {
  kind: MeterKind,
  unit: id().optional().meta({ title: '房号' }),
  /** Of a meter of a common part (公共部位), where it is. */
  place: text(60).optional().meta({ title: '公共部位' }),
  serial: text(40).optional().meta({ title: '表身号' }),
  /** Units per unit of the dial (倍率). */
  multiplier: count(1, 10_000).meta({ title: '倍率' }),
  /** Digits before the point; after the largest number it begins again at zero. */
  digits: count(3, 9).meta({ title: '整数位数' }),
  readings: list(Reading, readingsKept).meta({ title: '抄表记录' }),
  note: text(200).optional().meta({ title: '备注' }),
};

/**
 * A meter (计量表): a unit's or a common part's, with its readings.
 *
 *     (new) ─put─▶ current ─read, replace, correct─▶ current ─remove─▶ removed
 */
export const Meter = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('current'), ...described }),
  z.strictObject({ state: z.literal('removed'), ...described, removed: z.strictObject({ at: storedInstant(), by: id(), reason: text(200) }) }),
]);
/** See the schema. */
export type Meter = z.infer<typeof Meter>;

/** A meter in one of these states. */
export type In<S extends Meter['state']> = Extract<Meter, { state: S }>;
