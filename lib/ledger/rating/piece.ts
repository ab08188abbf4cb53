import type { Vacancy } from './charging.ts';
import { cut, type Days, holdsOn } from './month.ts';
import { payerChanges, payerOn } from './payer.ts';
import type { RatedUnit, Rating } from './rate.ts';
import { covers, type Edition, editionOn, type Tariff } from './tariff.ts';

/** Days with one edition, one payer and one factor. */
export interface Piece extends Days {
  readonly edition: Edition;
  /** Nobody is on record to pay. */
  readonly payer: string | undefined;
  readonly joint: readonly string[];
  readonly factorPermille: number;
}

type Facts = Pick<Rating, 'unitId' | 'unit' | 'policy'>;

const rulesOf = ({ charging }: RatedUnit, tariff: string) => (charging?.tariffs ?? []).filter((rule) => rule.tariff === tariff);

/** The edition a unit is charged by on a day: published, in force, and meant for it by scope or by its own rules, of which the latest decides. */
export function chargedBy({ unitId, unit }: Pick<Facts, 'unitId' | 'unit'>, id: string, tariff: Tariff, date: string): Edition | undefined {
  const edition = editionOn(tariff, date);
  if (!edition) return undefined;
  const rule = rulesOf(unit, id).findLast((each) => holdsOn(each, date));
  return (rule ? rule.mode === 'add' : covers(edition.scope, unitId, unit)) ? edition : undefined;
}

/** Only the property fee is reduced by a vacancy (L22): water does not flow, but lifts and lamps do. */
const vacanciesOf = ({ charging }: RatedUnit, { feeClass }: Tariff): readonly Vacancy[] => (feeClass === 'property' ? (charging?.vacancies ?? []) : []);

const bounds = (dated: readonly { readonly from: string; readonly to?: string | undefined }[]): readonly string[] =>
  dated.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]));

/** Days on which it may change whether, and at what price, a tariff charges a unit. */
function tariffChanges(unit: RatedUnit, id: string, tariff: Tariff): readonly string[] {
  const rules = rulesOf(unit, id);
  if (tariff.state !== 'ended' && rules.length === 0) return tariff.editions.map(({ from }) => from);
  return [...tariff.editions.map(({ from }) => from), ...(tariff.state === 'ended' ? [tariff.until] : []), ...bounds(rules)];
}

/** Whether a tariff charges a unit on any of these days. */
export function charges(facts: Pick<Facts, 'unitId' | 'unit'>, id: string, tariff: Tariff, days: Days): boolean {
  return cut(days, tariffChanges(facts.unit, id, tariff)).some(({ from }) => chargedBy(facts, id, tariff, from) !== undefined);
}

/** Cuts days into pieces; days on which the tariff does not charge the unit are left out. */
export function piecesOf(facts: Facts, id: string, tariff: Tariff, days: Days): readonly Piece[] {
  const { unit, policy } = facts;
  const vacancies = vacanciesOf(unit, tariff);
  const changes = [...tariffChanges(unit, id, tariff), ...bounds(vacancies), ...payerChanges(unit, policy.accrualStart)];
  const pieces: Piece[] = [];
  for (const { from, to } of cut(days, changes)) {
    const edition = chargedBy(facts, id, tariff, from);
    if (!edition) continue;
    const payer = payerOn(unit, tariff.feeClass, from, policy.accrualStart);
    const factorPermille = vacancies.findLast((vacancy) => holdsOn(vacancy, from))?.permille ?? 1000;
    join(pieces, { from, to, edition, payer: payer?.party, joint: payer?.joint ?? [], factorPermille });
  }
  return pieces;
}

/** Adds a piece, to the one before where nothing that counts has changed: who is liable beside the payer does not. */
function join(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const same = last && last.to === piece.from && last.edition === piece.edition && last.payer === piece.payer && last.factorPermille === piece.factorPermille;
  if (same) pieces[pieces.length - 1] = { ...last, to: piece.to, joint: [...new Set([...last.joint, ...piece.joint])] };
  else pieces.push(piece);
}
