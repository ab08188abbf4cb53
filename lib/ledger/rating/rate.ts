import type { MoneyPolicy } from '../../kernel/project-policy.ts';
import type { FeeClass } from '../account.ts';
import type { Bill } from '../bill.ts';
import { assemble } from './assemble.ts';
import type { Charging } from './charging.ts';
import { isRead, metered } from './metered.ts';
import { cycleOf, type Days, firstDay, later } from './month.ts';
import { charges } from './piece.ts';
import type { Reading } from './reading.ts';
import { areaOf, recurring, shared } from './recurring.ts';
import type { ShareKey } from './share.ts';
import type { MeterKind, Tariff } from './tariff.ts';

/** What of a unit's record rating looks at; the register's record fits. */
export interface RatedUnit {
  readonly kind: string;
  readonly building: string;
  readonly buildingAreaDm2?: number | undefined;
  readonly innerAreaDm2?: number | undefined;
  readonly relations: readonly {
    readonly party: string;
    readonly role: string;
    readonly share?: { readonly n: number; readonly d: number } | undefined;
    readonly from: string;
    readonly to?: string | undefined;
  }[];
  readonly charging?: Charging | undefined;
}

/** A meter of the unit; the register's record with its id fits. */
export interface RatedMeter {
  readonly id: string;
  readonly kind: MeterKind;
  readonly readings: readonly Reading[];
}

/** What a unit is to be charged for a month (计费请求). */
export interface Rating {
  readonly unitId: string;
  readonly unit: RatedUnit;
  /** All tariffs of the project by id, unpublished ones too: they charge nothing. */
  readonly tariffs: ReadonlyMap<string, Tariff>;
  readonly meters: readonly RatedMeter[];
  /** Month of the run, `2026-07`. */
  readonly period: string;
  readonly policy: Pick<MoneyPolicy, 'accrualStart'>;
  /** Civil day the bills are issued on. */
  readonly issuedOn: string;
  /** Of the shared tariffs whose cost is recorded, by tariff: see {@link shareKey}. A shared tariff without one charges nothing. */
  readonly shares?: ReadonlyMap<string, ShareKey> | undefined;
  /** Only these classes; all unless given. */
  readonly feeClasses?: readonly FeeClass[] | undefined;
}

/** A bill that does not know yet which run it comes from. Its revision is 0. */
export type RatedBill = Omit<Bill, 'origin'>;

/** Why something of a unit could not be charged (未出账原因); `code` has a sentence in `ratingErrors`. */
export interface Refused {
  readonly unit: string;
  readonly code:
    | 'rating.no-area'
    | 'rating.no-tariff'
    | 'rating.no-payer'
    | 'rating.no-meter'
    | 'rating.no-reading'
    | 'rating.too-large'
    | 'rating.too-many-lines';
  readonly tariff?: string | undefined;
  readonly meter?: string | undefined;
  /** Days concerned, `[from, to)`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What a unit is charged, and what it could not be charged and why. */
export interface Rated {
  readonly bills: readonly RatedBill[];
  readonly refused: readonly Refused[];
}

/**
 * Works out a unit's bills for a month (计费): every published tariff that applies to it, cut where price, payer or vacancy change, each line rounded once. What cannot be charged
 * is listed with its reason and stops nothing else; a bill of nothing is not written.
 *
 * Recurring fees are billed for the whole cycle in its first month, meters and shared costs in its last. Pure: the same facts give the same bills, to the fen.
 */
export function rateUnit(rating: Rating): Rated {
  const bills: RatedBill[] = [];
  const refused: Refused[] = [];
  let applies = false;
  for (const [id, tariff] of rating.tariffs) {
    const here = charges(rating, id, tariff, daysConcerned(rating, tariff));
    applies ||= here;
    if (!here || !isWanted(rating, tariff)) continue;
    const rated = rateTariff(rating, id, tariff);
    bills.push(...rated.bills);
    refused.push(...rated.refused);
  }
  return { bills, refused: applies ? refused : [...refused, { unit: rating.unitId, code: 'rating.no-tariff' }] };
}

/** Days for which a month's run may charge: its cycle's; a meter that is read on the first shows what was used in the month before. */
function daysConcerned({ period }: Rating, { cycle, method }: Tariff): Days {
  const months = cycleOf(cycle, period);
  const before = method.kind === 'metered' || method.kind === 'stepped' ? 1 : 0;
  return { from: firstDay(later(months[0] ?? period, -before)), to: firstDay(later(months.at(-1) ?? period, 1)) };
}

/** Whether this month is the one in which the cycle is billed, and the class is asked for. */
function isWanted({ period, feeClasses }: Rating, { cycle, method, feeClass }: Tariff): boolean {
  const months = cycleOf(cycle, period);
  const inAdvance = method.kind === 'perArea' || method.kind === 'fixed';
  return (feeClasses?.includes(feeClass) ?? true) && period === (inAdvance ? months[0] : months.at(-1));
}

function rateTariff(rating: Rating, id: string, tariff: Tariff): Rated {
  const { unitId: unit } = rating;
  const { method } = tariff;
  switch (method.kind) {
    case 'fixed':
      return assemble(rating, id, tariff, recurring(rating, id, tariff, { quantity: 1, scale: 1 }));
    case 'perArea': {
      const area = areaOf(rating.unit, method);
      if (area === undefined) return { bills: [], refused: [{ unit, tariff: id, code: 'rating.no-area' }] };
      return assemble(rating, id, tariff, recurring(rating, id, tariff, { quantity: area, scale: 100, unitName: '㎡' }));
    }
    case 'shared': {
      if (!rating.shares?.has(id)) return nothing;
      const weight = areaOf(rating.unit, method);
      if (weight === undefined) return { bills: [], refused: [{ unit, tariff: id, code: 'rating.no-area' }] };
      return assemble(rating, id, tariff, shared(rating, id, tariff, weight));
    }
    case 'metered':
    case 'stepped':
      return rateMeters(rating, id, tariff, method.meter);
  }
}

const nothing: Rated = { bills: [], refused: [] };

function rateMeters(rating: Rating, id: string, tariff: Tariff, kind: MeterKind): Rated {
  const { unitId: unit, period } = rating;
  const own = rating.meters.filter((meter) => meter.kind === kind);
  if (own.length === 0) return { bills: [], refused: [{ unit, tariff: id, code: 'rating.no-meter' }] };
  const rated = own.map((meter): Rated => {
    if (!isRead(meter, period)) return { bills: [], refused: [{ unit, tariff: id, meter: meter.id, code: 'rating.no-reading' }] };
    return assemble(rating, id, tariff, metered(rating, id, tariff, meter), meter.id);
  });
  return { bills: rated.flatMap(({ bills }) => bills), refused: rated.flatMap(({ refused }) => refused) };
}
