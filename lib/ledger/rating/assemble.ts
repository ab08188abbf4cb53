import { sumOf } from '../../kernel/money.ts';
import type { BillLine, LateClause } from '../bill.ts';
import { cycleOf, dayOfMonth, later } from './month.ts';
import type { Piece } from './piece.ts';
import type { RatedBill, Rating, Refused } from './rate.ts';
import { mostFen } from './recurring.ts';
import type { Edition, Tariff } from './tariff.ts';

/** Lines one bill may have. */
const mostLines = 40;

/** Lines of pieces of time, `undefined` where an amount is too large. */
export interface Draft {
  readonly piece: Piece;
  readonly lines: readonly (BillLine | undefined)[];
}

/** The day a cycle's bill is due; never before the day it is issued. */
export function dueOn({ due }: Edition, { cycle }: Pick<Tariff, 'cycle'>, { period, issuedOn }: Pick<Rating, 'period' | 'issuedOn'>): string {
  const months = cycleOf(cycle, period);
  const [first, last] = [months[0] ?? period, months.at(-1) ?? period];
  const day = dayOfMonth({ first, last, next: later(last, 1) }[due.month], due.day);
  return day > issuedOn ? day : issuedOn;
}

/** Makes a bill per payer of what was charged; pieces nobody pays for are refused, and no line of nothing is written. */
export function assemble(rating: Rating, id: string, tariff: Tariff, drafts: readonly Draft[], meter?: string): { bills: RatedBill[]; refused: Refused[] } {
  const bills: RatedBill[] = [];
  const refused: Refused[] = [];
  const about = { unit: rating.unitId, tariff: id, ...(meter === undefined ? {} : { meter }) };
  for (const [payer, own] of Map.groupBy(drafts, ({ piece }) => piece.payer)) {
    const lines = own.flatMap((draft) => draft.lines).filter((line) => line?.fen !== 0);
    const whole = lines.filter((line) => line !== undefined);
    const first = own[0]?.piece;
    if (!first || lines.length === 0) continue;
    if (payer === undefined) refused.push({ ...about, code: 'rating.no-payer', from: first.from, to: own.at(-1)?.piece.to });
    else if (whole.length < lines.length || whole.reduce((sum, { fen }) => sum + BigInt(fen), 0n) > mostFen)
      refused.push({ ...about, code: 'rating.too-large' });
    else if (whole.length > mostLines) refused.push({ ...about, code: 'rating.too-many-lines' });
    else bills.push(billOf(rating, tariff, { charge: [id, payer, ...(meter === undefined ? [] : [meter])].join('.'), payer, lines: whole, own }));
  }
  return { bills, refused };
}

interface Payable {
  readonly charge: string;
  readonly payer: string;
  readonly lines: readonly BillLine[];
  readonly own: readonly Draft[];
}

function billOf(rating: Rating, tariff: Tariff, { charge, payer, lines, own }: Payable): RatedBill {
  const { unitId: unit, period, issuedOn } = rating;
  const [
    {
      piece: { edition },
    } = fail(),
  ] = own;
  const joint = [...new Set(own.flatMap(({ piece }) => piece.joint))].filter((party) => party !== payer).slice(0, 10);
  const late = lateOf(edition, tariff);
  return {
    unit,
    period,
    feeClass: tariff.feeClass,
    charge,
    revision: 0,
    title: tariff.title,
    payer,
    ...(joint.length > 0 ? { joint } : {}),
    lines: [...lines],
    issuedFen: sumOf(lines.map(({ fen }) => fen)),
    issuedOn,
    dueOn: dueOn(edition, tariff, rating),
    ...(tariff.agency ? { agency: true as const } : {}),
    ...(edition.taxPermille === undefined ? {} : { taxPermille: edition.taxPermille }),
    ...(late ? { late } : {}),
    state: 'open',
    paid: [],
  };
}

function fail(): never {
  throw new Error('a payer without a piece');
}

/** The clause a bill carries (违约金条款); money collected for others only where the contract says so. */
function lateOf({ late }: Edition, { agency }: Tariff): LateClause | undefined {
  if (!late || (agency && !late.agencyAgreed)) return undefined;
  const { graceDays, countFrom, dailyPpm, capPermille } = late;
  return { graceDays, countFrom, dailyPpm, capPermille };
}
