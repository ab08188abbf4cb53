import { unitRecord } from '../cases/access.ts';
import type { Work } from '../cases/work.ts';
import { holds } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { type Position, positionTitles, type Role } from '../kernel/position.ts';

/** Who reads bills and statements of households as staff (账单查阅). */
const billStaff: readonly Position[] = ['FRONT', 'CSM', 'CASHIER', 'PM', 'HQ-PROJ', 'HQ-FIN', 'HQ-SUP', 'GM'];
/** Who reads bills: staff, and residents what is theirs. */
export const billReaders: readonly Role[] = [...billStaff, 'RESIDENT'];
/** Who reads the arrears of a project (欠费查阅); whoever calls debtors among them. */
export const arrearsReaders: readonly Position[] = billStaff;
/** Who reads the sums of a project (汇总查阅, R009). */
export const totalsReaders: readonly Position[] = ['CSM', 'CASHIER', 'PM', 'HQ-PROJ', 'HQ-FIN', 'HQ-SUP', 'GM'];

/** As whom somebody looks at a household's money: as staff, who sees all of it, or as a party, who sees what he owes or is liable for. */
export type Viewer = { readonly as: 'staff' } | { readonly as: 'party'; readonly party: string };

const notFound = (): DomainError => new DomainError('not-found', 'access.not-found');
const buildingOf = (unit: string): string => unit.split('-')[0] ?? unit;

/** Whether a unit lies in the buildings the actor's positions are limited to. */
export function seesBuilding({ actor }: Pick<Work, 'actor'>, unit: string): boolean {
  return !actor.buildings || actor.buildings.includes(buildingOf(unit));
}

/**
 * Who looks at a unit's money. A party that was ever related to the unit sees what is its own, a former owner his old arrears too.
 *
 * @throws DomainError `access.not-found` for a unit that is not there, and for who has no business with it
 */
export async function viewerOfUnit(work: Work, unit: string): Promise<Viewer> {
  const record = await unitRecord(work, unit);
  if (!record) throw notFound();
  if (holds(work.actor, ...billStaff) && seesBuilding(work, unit)) return { as: 'staff' };
  const { party } = work.actor;
  if (party !== undefined && record.relations.some((relation) => relation.party === party)) return { as: 'party', party };
  throw notFound();
}

/** @throws DomainError `access.not-found` unless the actor is staff who reads bills, or the party itself */
export function viewerOfParty(work: Work, party: string): Viewer {
  if (holds(work.actor, ...billStaff)) return { as: 'staff' };
  if (work.actor.party === party) return { as: 'party', party };
  throw notFound();
}

/**
 * Lets through who reads the sums of the whole project.
 *
 * @throws DomainError `access.forbidden` for a colleague of another position, or one whose positions are limited to some buildings; `access.not-found` for who has none
 */
export function checkReads({ actor }: Pick<Work, 'actor'>, readers: readonly Position[], whole: boolean): void {
  if (actor.system) return;
  if (actor.positions.length === 0) throw notFound();
  if (holds(actor, ...readers) && !(whole && actor.buildings)) return;
  throw new DomainError('forbidden', 'access.forbidden', { positions: actor.positions.map((one) => positionTitles[one]).join('、') });
}

/** Whether a bill is the viewer's to see. */
export function isSeen(viewer: Viewer, { payer, joint = [] }: { readonly payer: string; readonly joint?: readonly string[] | undefined }): boolean {
  return viewer.as === 'staff' || payer === viewer.party || joint.includes(viewer.party);
}
