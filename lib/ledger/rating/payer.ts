import type { AccrualStart } from '../../kernel/project-policy.ts';
import type { FeeClass } from '../account.ts';
import { dayOfMonth, firstDay, holdsOn, later } from './month.ts';
import type { RatedUnit } from './rate.ts';

type Relation = RatedUnit['relations'][number];

/** Who pays for a day, and who is liable beside him (连带责任). */
export interface Payer {
  readonly party: string;
  readonly joint: readonly string[];
}

/**
 * First day an owner pays after a handover (计费起点). The month of handover is the developer's under NEXT_MONTH; under HALF_MONTH a handover from the 1st to the 15th counts from
 * the 15th, a later one from the next month.
 */
export function accrualStart(handover: string, policy: AccrualStart): string {
  const period = handover.slice(0, 7);
  switch (policy) {
    case 'DAILY':
      return handover;
    case 'NEXT_MONTH':
      return firstDay(later(period, 1));
    case 'HALF_MONTH':
      return Number(handover.slice(8)) <= 15 ? dayOfMonth(period, 15) : firstDay(later(period, 1));
  }
}

/** No day comes after it. */
const never = '9999-12-31';

/**
 * The day from which owners pay; before it the developer does. Only the step from the developer to the first owner follows the policy, later owners change by the day.
 *
 * @returns undefined where no developer has ever been on record and no handover either: then relations alone decide
 */
export function ownersPayFrom({ relations, charging }: RatedUnit, policy: AccrualStart): string | undefined {
  const accrual = charging?.accrual;
  if (accrual) return accrual.developerPays ? never : accrualStart(accrual.on, accrual.policy ?? policy);
  const first = relations.filter(({ role }) => role === 'owner').toSorted((a, b) => (a.from < b.from ? -1 : 1))[0];
  const built = first && relations.some(({ role, from }) => role === 'developer' && from < first.from);
  return built ? accrualStart(first.from, policy) : undefined;
}

/** Days on which the payer may change: what lies between two of them has one payer. */
export function payerChanges(unit: RatedUnit, policy: AccrualStart): readonly string[] {
  const dated = [...unit.relations, ...(unit.charging?.payers ?? [])];
  const start = ownersPayFrom(unit, policy);
  return [...dated.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])), ...(start === undefined ? [] : [start])];
}

const shareOf = ({ share }: Relation): number => (share ? share.n / share.d : 0);

/** Owners of a day, the one with the largest share first. */
function ownersOn({ relations }: RatedUnit, date: string): readonly string[] {
  const owners = relations.filter((relation) => relation.role === 'owner' && holdsOn(relation, date));
  return [...new Set(owners.toSorted((a, b) => shareOf(b) - shareOf(a)).map(({ party }) => party))];
}

/** The developer of a day; once he has sold, the latest one. */
const developerOn = ({ relations }: RatedUnit, date: string): string | undefined =>
  relations.filter(({ role, from }) => role === 'developer' && from <= date).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0]?.party;

/**
 * Who pays a fee of a day (交费人): by agreement a tenant, merchant or occupant, while he is one (L09); else the owner, the others with him; else, and before an owner's time
 * begins, the developer (L10).
 */
export function payerOn(unit: RatedUnit, feeClass: FeeClass, date: string, policy: AccrualStart): Payer | undefined {
  const start = ownersPayFrom(unit, policy);
  const owners = ownersOn(unit, date);
  if (start !== undefined && date < start) return alone(developerOn(unit, date));
  const agreed = unit.charging?.payers?.find(
    (rule) =>
      holdsOn(rule, date) &&
      (rule.feeClasses?.includes(feeClass) ?? true) &&
      unit.relations.some((relation) => relation.party === rule.party && holdsOn(relation, date)),
  );
  const party = agreed?.party ?? owners[0];
  if (party !== undefined) return { party, joint: owners.filter((owner) => owner !== party) };
  const developing = unit.relations.some((relation) => relation.role === 'developer' && holdsOn(relation, date));
  return developing ? alone(developerOn(unit, date)) : undefined;
}

const alone = (party: string | undefined): Payer | undefined => (party === undefined ? undefined : { party, joint: [] });
