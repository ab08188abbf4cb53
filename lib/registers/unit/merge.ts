import type { RelationInput } from './contract.ts';
import type { Relation, RelationRole } from './record.ts';
import { holdsOn } from './relations.ts';
import { reduced, shareProblem } from './shares.ts';

/** Why relations cannot be taken over: with which one they clash, and which input is to blame. */
export interface RelationProblem {
  readonly code: string;
  readonly index: number;
  readonly field: 'party' | 'to' | 'from' | 'share';
  readonly with?: Relation | undefined;
  readonly detail?: Readonly<Record<string, string>>;
}

/** What becomes of a unit's relations: the new list, or why not. */
export interface Merged {
  readonly relations: readonly Relation[];
  /** Those that were not there before. */
  readonly added: readonly { readonly relation: Relation; readonly index: number }[];
  readonly problem?: RelationProblem | undefined;
}

/** Roles of which a unit has one bearer at a time, by themselves or against each other (排他关系); co-tenants beyond the first are occupants. */
const exclusive: readonly (readonly [RelationRole, RelationRole])[] = [
  ['developer', 'developer'],
  ['developer', 'owner'],
  ['tenant', 'tenant'],
  ['merchant', 'merchant'],
];

/** Whether two half-open intervals share a day. */
export function overlaps(a: Pick<Relation, 'from' | 'to'>, b: Pick<Relation, 'from' | 'to'>): boolean {
  return (b.to === undefined || a.from < b.to) && (a.to === undefined || b.from < a.to);
}

/** Whether two relations cannot both be true: the same party twice in one role, or two bearers of an exclusive role. */
export function excludes(a: Relation, b: Relation): boolean {
  if (!overlaps(a, b)) return false;
  return (
    (a.party === b.party && a.role === b.role) || exclusive.some(([one, other]) => (a.role === one && b.role === other) || (a.role === other && b.role === one))
  );
}

/**
 * Takes relations over into those that stand (登记关系). One that stands already is no change, so the same file twice changes nothing; one that stands without an
 * end may be given one.
 *
 * `coOwners`: whether an owner may join owners who are registered already. A file may not: it cannot say whether it means a co-owner or the next owner.
 */
export function mergeRelations(
  standing: readonly Relation[],
  inputs: readonly RelationInput[],
  { today, coOwners }: { readonly today: string; readonly coOwners: boolean },
): Merged {
  const relations = [...standing];
  const added: { relation: Relation; index: number }[] = [];
  for (const [index, input] of inputs.entries()) {
    const relation = begun(relations, input, today);
    if (relation.to !== undefined && relation.to <= relation.from)
      return { relations, added, problem: { code: 'unit.interval-empty', index, field: 'to', with: relation } };
    const at = relations.findIndex((other) => isSame(other, relation));
    const known = relations[at];
    if (known) {
      const problem = repeated(known, relation, index);
      if (problem) return { relations, added, problem };
      if (relation.to !== undefined) relations[at] = { ...known, to: relation.to };
    } else {
      relations.push(relation);
      added.push({ relation, index });
    }
  }
  return { relations, added, problem: clash(standing, relations, added, coOwners) ?? wrongShares(relations, added) };
}

/** A relation without a start continues the one of today, else it begins today. */
function begun(relations: readonly Relation[], { from, share, ...input }: RelationInput, today: string): Relation {
  const current = relations.find((other) => other.party === input.party && other.role === input.role && holdsOn(other, today));
  const { party, role, to } = input;
  return { party, role, ...(share ? { share: reduced(share) } : {}), from: from ?? current?.from ?? today, ...(to === undefined ? {} : { to }) };
}

const isSame = (a: Relation, b: Relation): boolean => a.party === b.party && a.role === b.role && a.from === b.from;

function repeated(known: Relation, again: Relation, index: number): RelationProblem | undefined {
  if (known.to !== undefined && known.to !== again.to) return { code: 'unit.relation-ended', index, field: 'to', with: known };
  const sameShare = again.share === undefined || (known.share?.n === again.share.n && known.share.d === again.share.d);
  return sameShare ? undefined : { code: 'unit.share-differs', index, field: 'share', with: known };
}

function clash(standing: readonly Relation[], relations: readonly Relation[], added: Merged['added'], coOwners: boolean): RelationProblem | undefined {
  for (const { relation, index } of added) {
    const other = relations.find((candidate) => candidate !== relation && excludes(candidate, relation));
    if (other)
      return {
        code: other.party === relation.party && other.role === relation.role ? 'unit.relation-overlaps' : 'unit.role-taken',
        index,
        field: 'party',
        with: other,
      };
    const owner = !coOwners && relation.role === 'owner' && standing.find((candidate) => candidate.role === 'owner' && overlaps(candidate, relation));
    if (owner) return { code: 'unit.owner-stands', index, field: 'party', with: owner };
  }
  return undefined;
}

function wrongShares(relations: readonly Relation[], added: Merged['added']): RelationProblem | undefined {
  const wrong = shareProblem(relations);
  if (!wrong) return undefined;
  const index = added.find(({ relation }) => relation.role === 'owner')?.index ?? 0;
  return { code: wrong.code, index, field: 'share', detail: { date: wrong.date, sum: wrong.sum } };
}

/** Ends every owner and developer of the day before `on` who is not among the new owners with the same share, and lets those begin (过户). */
export function transferred(standing: readonly Relation[], owners: readonly Pick<RelationInput, 'party' | 'share'>[], on: string): Merged {
  const inputs: RelationInput[] = owners.map(({ party, share }) => ({ party, role: 'owner', ...(share ? { share: reduced(share) } : {}), from: on }));
  const holders = standing.filter(({ role }) => role === 'owner' || role === 'developer');
  const later = holders.find(({ from }) => from >= on);
  if (later) return { relations: standing, added: [], problem: { code: 'unit.transfer-too-early', index: 0, field: 'from', with: later } };
  const stays = (holder: Relation, input: RelationInput) =>
    holder.role === 'owner' &&
    holder.to === undefined &&
    holder.party === input.party &&
    holder.share?.n === input.share?.n &&
    holder.share?.d === input.share?.d;
  const closed = standing.map((relation) =>
    holders.includes(relation) && holdsOn(relation, on) && !inputs.some((input) => stays(relation, input)) ? { ...relation, to: on } : relation,
  );
  return mergeRelations(
    closed,
    inputs.filter((input) => !holders.some((holder) => stays(holder, input))),
    { today: on, coOwners: true },
  );
}
