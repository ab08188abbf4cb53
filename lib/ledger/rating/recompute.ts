import { exact, fenOf, roundDown, roundHalfUp, sumOf, times } from '../../kernel/money.ts';
import type { Bill, BillLine } from '../bill.ts';
import { productOf } from './line.ts';
import { type ShareKey, shareOf, shareOfDays } from './share.ts';
import type { Tariff } from './tariff.ts';

/** What working a bill out again has shown (重算结果). */
export interface Recomputed {
  readonly fen: number;
  /** Lines that do not come to the same fen, or whose price is not the one of the published edition they name; counted from 0. */
  readonly differs: readonly number[];
  readonly same: boolean;
}

/**
 * Works a stored bill out again (账单重算) from its own parts and the published editions they name. Lines of no tariff (manual bills) are multiplied again where they have a price.
 * Shares of a common cost are proved to the fen with the run's keys, without them to the one fen the remainders decide.
 */
export function recompute(
  bill: Pick<Bill, 'unit' | 'period' | 'lines' | 'issuedFen'>,
  tariffs: ReadonlyMap<string, Tariff>,
  shares?: ReadonlyMap<string, ShareKey>,
): Recomputed {
  const fens = bill.lines.map((line) => fenOfLine(bill, line, shares));
  const differs = bill.lines.flatMap((line, at) => (fens[at] === line.fen && isPriced(line, tariffs) ? [] : [at]));
  const fen = sumOf(fens);
  return { fen, differs, same: differs.length === 0 && fen === bill.issuedFen };
}

function fenOfLine({ unit, period }: Pick<Bill, 'unit' | 'period'>, line: BillLine, shares: ReadonlyMap<string, ShareKey> | undefined): number {
  const { share, from, to } = line;
  if (share === undefined) return line.priceE4 === undefined ? line.fen : roundHalfUp(productOf(line));
  const { wholeFen, weights, weight } = share;
  const days = from === undefined || to === undefined ? undefined : { from, to };
  const ofDays = (part: number): number => (days ? shareOfDays(part, period, days) : part);
  const key = line.tariff === undefined ? undefined : shares?.get(line.tariff);
  if (key) return key.wholeFen === wholeFen && key.weights === weights ? ofDays(shareOf(key, unit, weight)) : fenOf(-1);
  const floor = roundDown(times(exact(wholeFen), exact(weight, weights)));
  const more = ofDays(floor + 1);
  return line.fen === more ? more : ofDays(floor);
}

/** Whether the line's price stands in the edition it names. */
function isPriced({ tariff: id, edition: number, priceE4, share }: BillLine, tariffs: ReadonlyMap<string, Tariff>): boolean {
  if (id === undefined) return true;
  const edition = tariffs.get(id)?.editions.find((each) => each.number === number);
  if (!edition) return false;
  return share !== undefined || edition.priceE4 === priceE4 || (edition.steps?.some((step) => step.priceE4 === priceE4) ?? false);
}
