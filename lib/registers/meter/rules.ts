import type * as z from 'zod';
import { asOf, type Reads } from '../../cases/contract.ts';
import type { Context, MoneyWanted, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { quantityText } from '../../ledger/rating/line.ts';
import type { Reading } from '../../ledger/rating/reading.ts';
import { meterKinds } from '../../ledger/rating/tariff.ts';
import { unit } from '../unit/contract.ts';
import type { MeterEnrolment, MeterInput, ReadingCorrection, ReadingInput, Removal, Replacement } from './contract.ts';
import { type In, type Meter, readingsKept } from './record.ts';
import { type Dial, newReading, usageOf } from './usage.ts';

/** Party and tariff stand beside it in a charge's name. */
const meterIdPattern = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;

/** The unit it measures must be on record. */
export function readUnit(input: { readonly unit?: string | undefined }, record: Meter | undefined): Reads {
  return input.unit === undefined || input.unit === record?.unit ? {} : { unit: asOf(unit, input.unit, 'unit') };
}

/** Registers a meter or replaces what describes it (登记计量表). Its readings stay. */
export function putMeter(before: Meter | undefined, input: MeterInput, context: Context): Outcome<Meter> {
  return describe(before, input, input.start, context);
}

/** Takes over a spreadsheet row (导入计量表和读数); the same file twice changes nothing. */
export function enrolMeter(
  before: Meter | undefined,
  { readings = [], startValue, startOn, ...input }: z.output<typeof MeterEnrolment>,
  context: Context,
): Outcome<Meter> {
  const known: Partial<Meter> = before ?? {};
  const start = startValue === undefined ? undefined : { value: startValue, ...(startOn === undefined ? {} : { on: startOn }) };
  const isDescribed = Object.keys(input).length > 0 || start !== undefined;
  const described = before && !isDescribed ? before : describe(before, { ...known, ...input }, start, context).record;
  if (described.state === 'removed') return { record: described };
  const inOrder = [...readings.entries()].toSorted(([, a], [, b]) => (a.period < b.period ? -1 : 1));
  return {
    record: inOrder.reduce(
      (record, [index, reading]) => (stands(record, reading) ? record : readMeter(record, reading, context, `readings.${index}.`).record),
      described,
    ),
  };
}

/** The same number for the same month is on record. */
const stands = ({ readings }: Meter, { period, value }: ReadingInput): boolean =>
  readings.some((reading) => reading.kind !== 'final' && reading.period === period && reading.value === value);

/** @throws DomainError `meter.id`, `meter.kind-missing`, `meter.place`, `meter.fixed` */
function describe(before: Meter | undefined, merged: Partial<MeterInput>, start: MeterInput['start'], context: Context): Outcome<Meter> {
  if (!meterIdPattern.test(context.id)) refuse('meter.id', undefined, { id: context.id });
  const { kind, unit: home, place, serial, note, multiplier = 1, digits = 5 } = merged;
  if (kind === undefined) refuse('meter.kind-missing', 'kind', { id: context.id });
  if ((home === undefined) === (place === undefined)) refuse('meter.place', 'unit');
  const differs = before && (['kind', 'multiplier', 'digits'] as const).find((field) => before[field] !== { kind, multiplier, digits }[field]);
  if (differs && before.readings.length > 0) refuse('meter.fixed', differs);
  const fields = {
    kind,
    ...(home === undefined ? {} : { unit: home }),
    ...(place === undefined ? {} : { place }),
    ...(serial === undefined ? {} : { serial }),
    multiplier,
    digits,
    readings: before?.readings ?? started({ multiplier, digits, readings: [] }, start, context),
    ...(note === undefined ? {} : { note }),
  };
  return { record: before?.state === 'removed' ? { ...fields, state: 'removed', removed: before.removed } : { ...fields, state: 'current' } };
}

function started(dial: Dial, start: MeterInput['start'], context: Context): Reading[] {
  if (!start) return [];
  const on = start.on ?? context.today;
  return [newReading(dial, { ...start, kind: 'start', period: start.period ?? on.slice(0, 7), on }, context)];
}

/**
 * Enters the month's reading (抄表).
 *
 * @throws DomainError `meter.read-already`, `meter.period-past`, `meter.lower-than-before`, `meter.unusual` and what else makes a number doubtful
 */
export function readMeter(record: In<'current'>, input: ReadingInput, context: Context, at = ''): Outcome<In<'current'>> {
  const reading = newReading(record, { ...input, kind: record.readings.length === 0 ? 'start' : 'regular', on: input.on ?? context.today }, context, at);
  return { record: withReadings(record, reading) };
}

const withReadings = (record: In<'current'>, ...more: Reading[]): In<'current'> => ({
  ...record,
  readings: [...record.readings, ...more].slice(-readingsKept),
});

/** Another meter in the same place (换表): the old one is charged to its last number, the new one begins at its first. */
export function replaceMeter(record: In<'current'>, input: z.output<typeof Replacement>, context: Context): Outcome<In<'current'>> {
  const { period, final, start, rollover, serial, photo, reason: note } = input;
  const on = input.on ?? context.today;
  const shared = { period, on, note, ...(photo === undefined ? {} : { photo }) };
  const last = newReading(record, { ...shared, kind: 'final', value: final, confirmed: true, ...(rollover ? { rollover } : {}) }, context);
  const dial = { multiplier: input.multiplier ?? record.multiplier, digits: input.digits ?? record.digits };
  const first = newReading({ ...dial, readings: [...record.readings, last] }, { ...shared, kind: 'start', value: start }, context);
  return { record: { ...withReadings(record, last, first), ...dial, ...(serial === undefined ? {} : { serial }) } };
}

/** What a correction looks at: the bills of the unit the meter serves. */
export const moneyForCorrection = (_input: unknown, { unit: home }: Meter): MoneyWanted => (home === undefined ? {} : { units: [home] });

/**
 * Corrects the latest reading (更正读数) while no bill stands on it: a bill is voided first, then worked out anew.
 *
 * @throws DomainError `meter.nothing-read`, `meter.reading-billed`
 */
export function correctReading(record: In<'current'>, input: z.output<typeof ReadingCorrection>, context: Context): Outcome<In<'current'>> {
  const latest = record.readings.at(-1);
  if (!latest) refuse('meter.nothing-read');
  const billed = [...context.money.bills.values()].find(
    (bill) => bill.state !== 'voided' && bill.period >= latest.period && bill.lines.some(({ readings }) => readings?.meter === context.id),
  );
  if (billed) refuse('meter.reading-billed', undefined, { period: latest.period, title: billed.title });
  const before = { ...record, readings: record.readings.slice(0, -1) };
  const { rollover: _rollover, ...known } = latest;
  const usage = latest.kind === 'start' ? 0 : usageOf(before, { ...input, note: input.reason });
  const corrected: Reading = { ...known, value: input.value, usage, ...(input.rollover ? { rollover: true } : {}), note: input.reason, at: context.now };
  return { record: { ...record, readings: [...before.readings, corrected] } };
}

/** A meter that is gone (拆表); a last reading is entered before. */
export function removeMeter(record: In<'current'>, { reason }: z.output<typeof Removal>, { now, actor }: Context): Outcome<In<'removed'>> {
  return { record: { ...record, state: 'removed', removed: { at: now, by: actor.person, reason } } };
}

/** A meter as lists show it. */
export function titleOf({ kind, unit: home, place, readings }: Meter, key: string): string {
  const latest = readings.at(-1);
  const last = latest ? ` ${latest.period} ${quantityText(latest.value)}` : '';
  return `${meterKinds[kind]} ${key}（${home ?? place ?? ''}）${last}`;
}
