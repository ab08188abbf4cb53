import * as z from 'zod';
import { asOf, contract, type Read } from '../../cases/contract.ts';
import { count, dateText, id, list, text } from '../../kernel/schema.ts';
import { Period } from '../../ledger/names.ts';
import { MeterKind } from '../../ledger/rating/tariff.ts';
import type { Meter } from './record.ts';

export type { Meter } from './record.ts';

const value = () => z.int().min(0).max(1_000_000_000_000).meta({ title: '读数（0.001）' });
const reason = () => text(120).meta({ title: '原因' });
const period = Period.meta({ title: '账期' });

const description = {
  unit: id().optional().meta({ title: '房号' }),
  place: text(60).optional().meta({ title: '公共部位' }),
  serial: text(40).optional().meta({ title: '表身号' }),
  note: text(200).optional().meta({ title: '备注' }),
};
const Start = z.strictObject({ value: value(), on: dateText().optional().meta({ title: '抄表日期' }), period: period.optional() }).meta({ title: '起始读数' });

/** `put`: what describes the meter, and its first reading. Multiplier and digits change only with the meter itself (`replace`). */
export const MeterInput = z.strictObject({
  kind: MeterKind,
  ...description,
  multiplier: count(1, 10_000).default(1).meta({ title: '倍率' }),
  digits: count(3, 9).default(5).meta({ title: '整数位数' }),
  start: Start.optional(),
});
/** See the schema. */
export type MeterInput = z.output<typeof MeterInput>;

/** What is read on the dial (抄表), and what it says beside a low or high number. */
const readingFields = {
  period,
  value: value(),
  /** Today unless given. */
  on: dateText().optional().meta({ title: '抄表日期' }),
  /** Whoever enters it unless given. */
  reader: id().optional().meta({ title: '抄表人' }),
  photo: text(80).optional().meta({ title: '照片' }),
  /** The dial has begun again at zero; the note says what was seen. */
  rollover: z.literal(true).optional().meta({ title: '表翻转' }),
  /** Seen again: it is as unusual as it looks. */
  confirmed: z.literal(true).optional().meta({ title: '已复核' }),
  note: text(120).optional().meta({ title: '说明' }),
};
export const ReadingInput = z.strictObject(readingFields);
/** See the schema. */
export type ReadingInput = z.output<typeof ReadingInput>;

/** What the rows of a file say of a meter: its description, its readings of one month or several, or both; what they leave out stays as it was. */
export const MeterEnrolment = z.strictObject({
  kind: MeterKind.optional(),
  ...description,
  multiplier: count(1, 10_000).optional(),
  digits: count(3, 9).optional(),
  startValue: value().optional(),
  startOn: dateText().optional(),
  readings: list(ReadingInput, 24).optional(),
});

/** `replace` (换表): the last number of the old meter, the first of the new one. */
export const Replacement = z.strictObject({
  period,
  on: dateText().optional().meta({ title: '换表日期' }),
  final: value().meta({ title: '旧表止数（0.001）' }),
  start: value().meta({ title: '新表起数（0.001）' }),
  rollover: z.literal(true).optional().meta({ title: '旧表翻转' }),
  serial: text(40).optional().meta({ title: '新表表身号' }),
  multiplier: count(1, 10_000).optional().meta({ title: '新表倍率' }),
  digits: count(3, 9).optional().meta({ title: '新表整数位数' }),
  photo: text(80).optional().meta({ title: '照片' }),
  reason: reason(),
});

/** `correct` (更正读数): the latest reading was read wrongly, and no bill stands on it. */
export const ReadingCorrection = z.strictObject({ value: value(), rollover: z.literal(true).optional().meta({ title: '表翻转' }), reason: reason() });

/** `remove` (拆表). */
export const Removal = z.strictObject({ reason: reason() });

/** What others know of the meters (计量表). */
export const meter = contract<Meter>()({
  name: 'meter',
  title: '计量表',
  commands: { put: MeterInput, enrol: MeterEnrolment, takeReading: ReadingInput, replace: Replacement, correct: ReadingCorrection, remove: Removal },
});

/** A meter with its id, as a read of the whole register hands it out. */
export interface ListedMeter {
  readonly id: string;
  readonly record: Meter;
}

const meterList = contract<readonly ListedMeter[]>()({ name: 'meter', title: '计量表', commands: {} });

/** All meters of the project in one read, for a round that has to know which have not been read. */
export function everyMeter(): Read<readonly ListedMeter[]> {
  return asOf(meterList, '*');
}

/** Whether the month has a reading; a meter that began in it owes none. */
export function isRead({ readings }: Meter, month: string): boolean {
  return readings.some((reading) => reading.period >= month);
}
