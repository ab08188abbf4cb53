import type * as z from 'zod';
import { asOf, type Loaded, maybe, pin, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { DomainError } from '../../kernel/error.ts';
import { type PartyRecord, party } from '../party/contract.ts';
import type { RelationEnd, RelationInput, RelationVoid, Transfer, UnitEnrolment, UnitInput } from './contract.ts';
import { type Merged, mergeRelations, type RelationProblem, transferred } from './merge.ts';
import { placeOf } from './place.ts';
import { type Relation, relationRoles, type UnitRecord } from './record.ts';
import { shareProblem } from './shares.ts';

/** How many relations one unit keeps, past ones included. */
const mostRelations = 120;

type PartyReads = Readonly<Record<string, Read<PartyRecord | undefined>>>;
type Parties = Readonly<Record<string, Loaded<PartyRecord> | undefined>>;
type Facts = { readonly today: string };

/** New parties must be on record, and not be merged into another one at this moment; those a refusal would name are read for their names. */
function partyReads({ added, problem }: Merged, pathOf: (index: number) => string, read: typeof asOf = pin): PartyReads {
  const named = problem?.with ? { [problem.with.party]: maybe(asOf(party, problem.with.party)) } : {};
  return { ...named, ...Object.fromEntries(added.map(({ relation, index }) => [relation.party, read(party, relation.party, pathOf(index))])) };
}

const inList = (index: number): string => `relations.${index}.party`;

export function readForPut({ relations }: { relations: readonly RelationInput[] }, record: UnitRecord | undefined, { today }: Facts): PartyReads {
  return partyReads(mergeRelations(record?.relations ?? [], relations, { today, coOwners: false }), inList);
}

/** A file brings thousands of relations: what it names is looked at, and conditions nothing. */
export function readForEnrol({ relations }: { relations: readonly RelationInput[] }, record: UnitRecord | undefined, { today }: Facts): PartyReads {
  return partyReads(mergeRelations(record?.relations ?? [], relations, { today, coOwners: false }), inList, asOf);
}

export function readForRelate(input: RelationInput, record: UnitRecord, { today }: Facts): PartyReads {
  return partyReads(mergeRelations(record.relations, [input], { today, coOwners: true }), () => 'party');
}

export function readForTransfer({ owners, on }: z.output<typeof Transfer>, record: UnitRecord): PartyReads {
  return partyReads(transferred(record.relations, owners, on), (index) => `owners.${index}.party`);
}

/** Registers a unit or replaces what describes it (房屋登记); relations are added to those that stand. */
export function putUnit(before: UnitRecord | undefined, input: z.output<typeof UnitInput>, context: Context<Parties>): Outcome<UnitRecord> {
  const kept = before && {
    relations: before.relations,
    ...(before.voided ? { voided: before.voided } : {}),
    ...(before.charging ? { charging: before.charging } : {}),
  };
  const { note } = input;
  return described(kept, { ...input, ...(note ? { note } : {}) }, context);
}

/** Takes over what a spreadsheet row says of a unit (导入房屋); what it leaves out stays. */
export function enrolUnit(before: UnitRecord | undefined, input: z.output<typeof UnitEnrolment>, context: Context<Parties>): Outcome<UnitRecord> {
  return described(before, input, context);
}

type Described = z.output<typeof UnitEnrolment> & { readonly note?: string };

/** @throws DomainError `unit.building-missing`, `unit.area-missing`, `unit.inner-area`, and those of {@link taken} */
function described(before: Partial<UnitRecord> | undefined, input: Described, { id, today, reads }: Context<Parties>): Outcome<UnitRecord> {
  const fromId = placeOf(id);
  const building = input.building ?? before?.building ?? fromId.building;
  if (building === undefined) throw refused('unit.building-missing', 'building', { id });
  const entrance = input.entrance ?? before?.entrance ?? fromId.entrance;
  const buildingAreaDm2 = input.buildingAreaDm2 ?? before?.buildingAreaDm2;
  const innerAreaDm2 = input.innerAreaDm2 ?? before?.innerAreaDm2;
  const note = input.note ?? before?.note;
  const merged = mergeRelations(before?.relations ?? [], input.relations, { today, coOwners: false });
  const record: UnitRecord = {
    state: 'current',
    building,
    ...(entrance === undefined ? {} : { entrance }),
    room: input.room ?? before?.room ?? fromId.room,
    kind: input.kind ?? before?.kind ?? 'residential',
    ...(buildingAreaDm2 === undefined ? {} : { buildingAreaDm2 }),
    ...(innerAreaDm2 === undefined ? {} : { innerAreaDm2 }),
    relations: taken(merged, reads, (index, field) => `relations.${index}.${field}`),
    ...(before?.voided ? { voided: before.voided } : {}),
    ...(before?.charging ? { charging: before.charging } : {}),
    ...(note === undefined ? {} : { note }),
  };
  checkAreas(record);
  return { record };
}

function checkAreas({ kind, buildingAreaDm2, innerAreaDm2 }: UnitRecord): void {
  const billed = kind === 'residential' || kind === 'shop';
  if (billed && buildingAreaDm2 === undefined) throw refused('unit.area-missing', 'buildingAreaDm2', {});
  if (innerAreaDm2 !== undefined && buildingAreaDm2 !== undefined && innerAreaDm2 > buildingAreaDm2) throw refused('unit.inner-area', 'innerAreaDm2', {});
}

/** Registers one relation (登记关系), a co-owner as well. @throws DomainError as {@link taken} */
export function relate(record: UnitRecord, input: RelationInput, { today, reads }: Context<Parties>): Outcome<UnitRecord> {
  const merged = mergeRelations(record.relations, [input], { today, coOwners: true });
  return { record: { ...record, relations: taken(merged, reads, (_, field) => field) } };
}

/**
 * Change of owner (过户): the old owners, or the developer, hold until the day before, the new ones from that day. Leases go on (买卖不破租赁, 民法典725).
 *
 * @throws DomainError `unit.transfer-too-early`, and those of {@link taken}
 */
export function transfer(record: UnitRecord, { owners, on }: z.output<typeof Transfer>, { reads }: Context<Parties>): Outcome<UnitRecord> {
  const merged = transferred(record.relations, owners, on);
  return { record: { ...record, relations: taken(merged, reads, (index, field) => (field === 'from' || field === 'to' ? 'on' : `owners.${index}.${field}`)) } };
}

/**
 * Ends a relation (终止关系), or lets it end earlier than planned.
 *
 * @throws DomainError `unit.relation-unknown` when there is none to end on that day; `unit.shares-…` when the other owners' shares no longer make a whole.
 */
export function endRelation(record: UnitRecord, { party: id, role, to }: z.output<typeof RelationEnd>): Outcome<UnitRecord> {
  const at = record.relations.findIndex(
    (relation) => relation.party === id && relation.role === role && relation.from < to && (relation.to === undefined || to <= relation.to),
  );
  if (at < 0) throw refused('unit.relation-unknown', 'to', { role: relationRoles[role], party: id, date: to });
  return { record: withShares({ ...record, relations: record.relations.map((relation, index) => (index === at ? { ...relation, to } : relation)) }) };
}

/**
 * Takes back a relation that was never true (登记作废); it stays on record as voided, with reason and person.
 *
 * @throws DomainError `unit.relation-unknown`, `unit.shares-…`, `record.too-large`.
 */
export function voidRelation(
  record: UnitRecord,
  { party: id, role, from, reason }: z.output<typeof RelationVoid>,
  { now, actor }: Context,
): Outcome<UnitRecord> {
  const wrong = record.relations.find((relation) => relation.party === id && relation.role === role && relation.from === from);
  if (!wrong) throw refused('unit.relation-unknown', 'from', { role: relationRoles[role], party: id, date: from });
  const voided = [...(record.voided ?? []), { ...wrong, reason, at: now, by: actor.person }];
  if (voided.length > 30) throw new DomainError('unprocessable', 'record.too-large');
  return { record: withShares({ ...record, relations: record.relations.filter((relation) => relation !== wrong), voided }) };
}

function withShares(record: UnitRecord): UnitRecord {
  const wrong = shareProblem(record.relations);
  if (wrong) throw refused(wrong.code, 'party', { date: wrong.date, sum: wrong.sum });
  return record;
}

/** The merged relations. @throws DomainError naming the relation they clash with: its party, role and interval */
function taken({ relations, added, problem }: Merged, parties: Parties, pathOf: (index: number, field: RelationProblem['field']) => string): Relation[] {
  if (relations.length > mostRelations) throw new DomainError('unprocessable', 'record.too-large');
  for (const { relation, index } of added) {
    const record = parties[relation.party]?.record;
    if (record?.state === 'merged') throw refused('unit.party-merged', pathOf(index, 'party'), { party: relation.party, into: record.into });
  }
  if (!problem) return [...relations];
  const { code, index, field, with: other, detail } = problem;
  const named = other && { party: parties[other.party]?.record.name ?? other.party, role: relationRoles[other.role], from: other.from, to: other.to ?? '今' };
  throw refused(code, pathOf(index, field), { ...named, ...detail });
}

function refused(code: string, path: string, detail: Readonly<Record<string, string>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path, code, detail: '' }]);
}
