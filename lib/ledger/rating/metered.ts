import { addDays, parseCivilDate } from '../../kernel/calendar.ts';
import { exact, roundDown, times } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';
import { formula } from './line.ts';
import { cycleOf, daysIn } from './month.ts';
import { type Piece, piecesOf } from './piece.ts';
import type { RatedMeter, Rating } from './rate.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './recurring.ts';
import type { Edition, MeterKind, Tariff } from './tariff.ts';

const unitNames: Readonly<Record<MeterKind, string>> = { water: '吨', power: '度', gas: 'm³' };

/** Time between two readings, and what was used in it. */
interface Interval {
  readonly from: string;
  readonly to: string;
  readonly usage: number;
  readonly readings: NonNullable<BillLine['readings']>;
}

/** What a meter measured in the months of a cycle. A reading of the day of the one before counts for that day. */
function intervals({ id, readings }: RatedMeter, months: readonly string[]): readonly Interval[] {
  return readings.flatMap((reading, at) => {
    const before = readings[at - 1];
    if (!before || reading.kind === 'start' || !months.includes(reading.period)) return [];
    const to = reading.on > before.on ? reading.on : addDays(parseCivilDate(before.on), 1);
    return [{ from: before.on, to, usage: reading.usage, readings: { meter: id, from: before.value, to: reading.value } }];
  });
}

/** Used since the window of the steps began: in the calendar year, for steps of the year, before the months billed. */
function usedBefore({ readings }: RatedMeter, first: string, window: 'cycle' | 'year'): number {
  if (window === 'cycle') return 0;
  const year = readings.filter(({ period }: Reading) => period.slice(0, 4) === first.slice(0, 4) && period < first);
  return year.reduce((sum, { usage }) => sum + usage, 0);
}

/** Whether the month billed has a reading; a meter that only began in it owes none. */
export function isRead({ readings }: RatedMeter, period: string): boolean {
  return readings.some((reading, at) => reading.period === period && (reading.kind !== 'start' || at === 0));
}

/**
 * Meter × price, or by steps (抄表计费、阶梯): what was used between two readings is spread over their days where the price or the payer changes, piece by piece in time, and
 * the pieces add up to it.
 */
export function metered(rating: Rating, id: string, tariff: Tariff, meter: RatedMeter) {
  const months = cycleOf(tariff.cycle, rating.period);
  const window = tariff.method.kind === 'stepped' ? tariff.method.window : 'cycle';
  let used = usedBefore(meter, months[0] ?? rating.period, window);
  const charged: { piece: Piece; lines: (BillLine | undefined)[] }[] = [];
  for (const { from, to, usage, readings } of intervals(meter, months)) {
    const of = daysIn({ from, to });
    const until = (day: string): number => roundDown(times(exact(usage), exact(daysIn({ from, to: day }), of)));
    for (const piece of piecesOf(rating, id, tariff, { from, to })) {
      const start = used + until(piece.from);
      const parts = stepsOf(piece.edition, start, start + until(piece.to) - until(piece.from));
      charged.push({ piece, lines: parts.map((part) => meterLine(id, piece, { ...part, readings, kind: meter.kind })) });
    }
    used += usage;
  }
  return charged;
}

/** A quantity from `start` to `end` of what the window has seen, divided by the steps it lies in. */
function stepsOf({ steps, priceE4 = 0 }: Edition, start: number, end: number): readonly { readonly quantity: number; readonly priceE4: number }[] {
  let floor = 0;
  return (steps ?? [{ priceE4 }]).flatMap((step) => {
    const [low, high] = [Math.max(floor, start), Math.min(step.upTo ?? end, end)];
    floor = step.upTo ?? end;
    return high > low ? [{ quantity: high - low, priceE4: step.priceE4 }] : [];
  });
}

function meterLine(
  id: string,
  { edition, from, to }: Piece,
  { quantity, priceE4, readings, kind }: { quantity: number; priceE4: number; readings: NonNullable<BillLine['readings']>; kind: MeterKind },
): BillLine | undefined {
  const unitName = unitNames[kind];
  const parts = { from, to, quantity, scale: 1000, unitName, priceE4, readings, tariff: id, edition: edition.number };
  return lineOf(parts, formula(parts, 'meter', unitName));
}
