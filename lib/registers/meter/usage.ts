import type { Context } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { quantityText } from '../../ledger/rating/line.ts';
import type { Reading } from '../../ledger/rating/reading.ts';
import type { ReadingInput } from './contract.ts';
import type { Meter } from './record.ts';

/** What a number on the dial means. */
export type Dial = Pick<Meter, 'multiplier' | 'digits' | 'readings'>;

type Seen = Omit<ReadingInput, 'on'> & Pick<Reading, 'kind' | 'on'>;

/** Readings whose mean is the usual use. */
const usualReadings = 6;
/** More than so many times the usual is looked at twice. */
const unusualTimes = 3;

/** The reading for what was seen. `at` stands before the input's paths in a refusal. @throws DomainError for a number that cannot be true, or needs a second look */
export function newReading(dial: Dial, seen: Seen, { now, today, actor }: Pick<Context, 'now' | 'today' | 'actor'>, at = ''): Reading {
  const { kind, period, on, value, reader, photo, rollover, note } = seen;
  const before = dial.readings.at(-1);
  if (on > today) refuse('meter.reading-future', `${at}on`, { on });
  if (before && on < before.on) refuse('meter.reading-before', `${at}on`, { on, before: before.on });
  if (before && period < before.period) refuse('meter.period-past', `${at}period`, { period, before: before.period });
  if (kind === 'regular' && dial.readings.some((reading) => reading.kind === 'regular' && reading.period === period))
    refuse('meter.read-already', `${at}period`, { period }, 'conflict');
  const usage = kind === 'start' ? 0 : usageOf(dial, seen, at);
  if (kind === 'start') checkDigits(dial, value, at);
  if (!seen.confirmed) checkUsual(dial, usage, at);
  return {
    kind,
    period,
    on,
    value,
    usage,
    ...(rollover ? { rollover } : {}),
    reader: reader ?? actor.person,
    ...(photo === undefined ? {} : { photo }),
    ...(note === undefined ? {} : { note }),
    at: now,
  };
}

const roomOf = ({ digits }: Pick<Dial, 'digits'>): number => 1000 * 10 ** digits;

function checkDigits({ digits }: Dial, value: number, at: string): void {
  if (value >= roomOf({ digits })) refuse('meter.digits', `${at}value`, { value: quantityText(value), digits });
}

/**
 * What was used since the reading before (用量), in 1/1000 units.
 *
 * @throws DomainError `meter.lower-than-before` unless the dial has begun again and the note says so
 */
export function usageOf(dial: Dial, { value, rollover, note }: Pick<Seen, 'value' | 'rollover' | 'note'>, at = ''): number {
  const before = dial.readings.at(-1)?.value ?? value;
  checkDigits(dial, value, at);
  if (rollover && value >= before) refuse('meter.no-rollover', `${at}rollover`, { value: quantityText(value), before: quantityText(before) });
  if (rollover && note === undefined) refuse('meter.rollover-note', `${at}note`);
  if (!rollover && value < before) refuse('meter.lower-than-before', `${at}value`, { value: quantityText(value), before: quantityText(before) });
  return (value - before + (rollover ? roomOf(dial) : 0)) * dial.multiplier;
}

/** A jump is a slip of the pen, a burst pipe or a new tenant: somebody looks again before it is billed. */
function checkUsual({ readings }: Dial, usage: number, at: string): void {
  const regular = readings.filter(({ kind }) => kind === 'regular').slice(-usualReadings);
  const sum = regular.reduce((total, reading) => total + reading.usage, 0);
  if (sum === 0 || usage * regular.length <= unusualTimes * sum) return;
  const mean = quantityText(Math.round(sum / regular.length));
  refuse('meter.unusual', `${at}value`, { usage: quantityText(usage), mean, times: unusualTimes });
}
