import { exact, roundHalfUp } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';
import { formula, productOf } from './line.ts';
import { cycleOf, type Days, daysIn, firstDay, later, lengthOf, monthDays } from './month.ts';
import { charges, type Piece, piecesOf } from './piece.ts';
import type { RatedUnit, Rating } from './rate.ts';
import { shareOf, shareOfDays } from './share.ts';
import type { Method, Tariff } from './tariff.ts';

/** Lines of one piece of time, in the piece's order. */
export interface Charged {
  readonly piece: Piece;
  readonly lines: readonly BillLine[];
}

/** The largest amount of a line or bill, in fen: a milliard yuan. */
export const mostFen = 100_000_000_000n;

/** The area a method charges by, in 1/100 ㎡; undefined where none is on record or it is none. */
export function areaOf({ buildingAreaDm2, innerAreaDm2 }: RatedUnit, method: Extract<Method, { area: string }>): number | undefined {
  const area = method.area === 'inner' ? innerAreaDm2 : buildingAreaDm2;
  return area !== undefined && Number.isSafeInteger(area) && area > 0 ? area : undefined;
}

/** A line with its fen, rounded once. @returns undefined when that would be too large */
export function lineOf(parts: Omit<BillLine, 'fen' | 'text'>, text: string): BillLine | undefined {
  const product = productOf(parts);
  if (product.n / product.d >= mostFen) return undefined;
  return { text: text.slice(0, 80), ...parts, fen: roundHalfUp(exact(product.n, product.d)) };
}

/**
 * Area × price and fixed sums (按面积、定额), for the whole cycle in its first month: whole months as one line, parts of months as one each.
 *
 * @returns undefined lines where an amount is too large
 */
export function recurring(
  rating: Rating,
  id: string,
  tariff: Tariff,
  quantity: { readonly quantity: number; readonly scale: number; readonly unitName?: string },
) {
  const months = cycleOf(tariff.cycle, rating.period);
  const days = { from: firstDay(months[0] ?? rating.period), to: firstDay(later(months.at(-1) ?? rating.period, 1)) };
  return piecesOf(rating, id, tariff, days).map((piece) => ({ piece, lines: stretches(piece).map((stretch) => recurringLine(id, piece, stretch, quantity)) }));
}

interface Stretch extends Days {
  readonly months?: number;
  readonly days?: { readonly of: number; readonly charged: number };
}

/** Divides days into whole months taken together and parts of months. */
function stretches({ from, to }: Days): readonly Stretch[] {
  const result: Stretch[] = [];
  for (let period = from.slice(0, 7); firstDay(period) < to; period = later(period, 1)) {
    const month = monthDays(period);
    const part = { from: from > month.from ? from : month.from, to: to < month.to ? to : month.to };
    const [of, charged] = [lengthOf(period), daysIn(part)];
    const last = result.at(-1);
    if (charged === of && last && isWhole(last)) result[result.length - 1] = { from: last.from, to: part.to, months: (last.months ?? 1) + 1 };
    else result.push({ ...part, days: { of, charged } });
  }
  return result;
}

const isWhole = ({ days }: Stretch): boolean => days === undefined || days.charged === days.of;

function recurringLine(id: string, { edition, factorPermille }: Piece, stretch: Stretch, quantity: { quantity: number; scale: number; unitName?: string }) {
  const parts = {
    ...stretch,
    ...quantity,
    priceE4: edition.priceE4 ?? 0,
    ...(factorPermille === 1000 ? {} : { factorPermille }),
    tariff: id,
    edition: edition.number,
  };
  return lineOf(parts, formula(parts, quantity.unitName === '㎡' ? '㎡' : '月'));
}

/** What a unit weighs in the sharing of a month's cost: its area, if the tariff charges it on any day of the month; else nothing. */
export function shareWeight(rating: Pick<Rating, 'unitId' | 'unit'>, id: string, tariff: Tariff, period: string): number {
  const { method } = tariff;
  if (method.kind !== 'shared') return 0;
  return charges(rating, id, tariff, monthDays(period)) ? (areaOf(rating.unit, method) ?? 0) : 0;
}

/** A unit's part of a common cost (公摊); where payers change its days divide it. Nothing where the cost is not recorded. */
export function shared(rating: Rating, id: string, tariff: Tariff, weight: number): readonly Charged[] {
  const { period, unitId, shares } = rating;
  const key = shares?.get(id);
  if (!key) return [];
  const part = shareOf(key, unitId, weight);
  const { wholeFen, weights } = key;
  // The whole part is always charged: days without the tariff fall to whoever pays on the others.
  const pieces = stretched(piecesOf(rating, id, tariff, monthDays(period)), monthDays(period));
  return pieces.map((piece) => {
    const [of, charged] = [lengthOf(period), daysIn(piece)];
    const { edition } = piece;
    const line: BillLine = {
      text: charged === of ? '公摊费用' : `公摊费用 ${charged}/${of}天`,
      from: piece.from,
      to: piece.to,
      share: { wholeFen, weights, weight },
      days: { of, charged },
      tariff: id,
      edition: edition.number,
      fen: shareOfDays(part, period, piece),
    };
    return { piece, lines: [line] };
  });
}

/** Pieces that leave no day of the month open. */
function stretched(pieces: readonly Piece[], month: Days): readonly Piece[] {
  return pieces.map((piece, at) => ({
    ...piece,
    from: at === 0 ? month.from : piece.from,
    to: pieces[at + 1]?.from ?? month.to,
  }));
}
