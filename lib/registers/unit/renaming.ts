import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { chargingRenamed } from './charging.ts';
import type { PartyRename } from './contract.ts';
import { overlaps } from './merge.ts';
import type { Relation, Share, UnitRecord } from './record.ts';
import { holdsOn } from './relations.ts';
import { shareProblem, sumOf } from './shares.ts';

const mostRelations = 120;

/**
 * Lets the survivor of a merger of parties (客户合并) stand where the double stood. What both had registered for the same days becomes one: an interval that covers both, and for owners
 * with shares the sum of the shares of each day.
 *
 * @throws DomainError `unit.share-sum`, `unit.shares-…`, `record.too-large`.
 */
export function renameParty(record: UnitRecord, { from, into }: z.output<typeof PartyRename>, { id }: Context): Outcome<UnitRecord> {
  const renamed = record.relations.map((relation) => (relation.party === from ? { ...relation, party: into } : relation));
  const relations = renamed.flatMap((relation) => (relation.party === into ? collapsed(relation, renamed, id) : [relation]));
  if (relations.length > mostRelations) refuse('record.too-large');
  const wrong = shareProblem(relations);
  if (wrong) refuse(wrong.code, 'into', { date: wrong.date, sum: wrong.sum });
  return { record: { ...record, relations, ...chargingRenamed(record.charging, from, into) } };
}

/** What stands in the place of a relation: itself; for the first of several that overlap all of them as one, and for the others nothing. */
function collapsed(relation: Relation, all: readonly Relation[], unit: string): readonly Relation[] {
  const cluster = clusterOf(
    relation,
    all.filter(({ party, role }) => party === relation.party && role === relation.role),
  );
  if (cluster.length === 1) return [relation];
  return cluster[0] === relation ? united(cluster, unit) : [];
}

/** Every relation that overlaps this one, or one that does, in the order of the register. */
function clusterOf(relation: Relation, same: readonly Relation[]): readonly Relation[] {
  const cluster = new Set([relation]);
  for (let before = 0; before < cluster.size; ) {
    before = cluster.size;
    for (const other of same) if ([...cluster].some((one) => overlaps(one, other))) cluster.add(other);
  }
  return same.filter((other) => cluster.has(other));
}

/** The days of all of them as one interval, or one for each share. */
function united(cluster: readonly Relation[], unit: string): readonly Relation[] {
  const [{ party, role } = relationOf()] = cluster;
  const days = [...new Set(cluster.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))].toSorted();
  const pieces: Relation[] = [];
  for (const [at, from] of days.entries()) {
    const holding = cluster.filter((relation) => holdsOn(relation, from));
    if (holding.length === 0) continue;
    const to = days[at + 1];
    const share = shareOn(holding, unit);
    const last = pieces.at(-1);
    if (last && last.to === from && sameShare(last.share, share)) pieces[pieces.length - 1] = withEnd(last, to);
    else pieces.push(withEnd({ party, role, ...(share ? { share } : {}), from }, to));
  }
  return pieces;
}

function relationOf(): never {
  throw new Error('a cluster is never empty');
}

function withEnd({ to: _to, ...relation }: Relation, to: string | undefined): Relation {
  return to === undefined ? relation : { ...relation, to };
}

function shareOn(holding: readonly Relation[], unit: string): Share | undefined {
  const shares = holding.flatMap(({ share }) => (share ? [share] : []));
  if (shares.length === 0) return undefined;
  return sumOf(shares) ?? refuse('unit.share-sum', 'into', { unit });
}

const sameShare = (a: Share | undefined, b: Share | undefined): boolean => a?.n === b?.n && a?.d === b?.d;
