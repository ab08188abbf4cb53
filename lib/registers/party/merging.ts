import type * as z from 'zod';
import { type Effect, type Found, found, type Loaded, order, pin, type Read } from '../../cases/contract.ts';
import type { Context, Outcome, ReadFacts } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { type MemberRecord, member, partyWord } from '../member/contract.ts';
import { type UnitRecord, unit } from '../unit/contract.ts';
import { type Absorb, type Merge, party, type Repoint } from './contract.ts';
import { documentKinds, type In, type PartyRecord } from './record.ts';
import { once } from './rules.ts';

/** Units one merge takes along. */
const mostUnits = 20;
/** Actions one transaction has room for. */
const room = 90;
/** What following costs in a transaction: a record, its history, the old word and the new one. */
const perFollower = 4;

/** Everybody who has to follow: the survivor, the flats that name the double, its logins, and what was merged into it before. */
export type MergeReads = {
  readonly into: Read<PartyRecord>;
  readonly units: Read<readonly Found<UnitRecord>[]>;
  readonly members: Read<readonly Found<MemberRecord>[]>;
  readonly earlier: Read<readonly Found<PartyRecord>[]>;
};

type Known = {
  readonly into: Loaded<PartyRecord>;
  readonly units: Loaded<readonly Found<UnitRecord>[]>;
  readonly members: Loaded<readonly Found<MemberRecord>[]>;
  readonly earlier: Loaded<readonly Found<PartyRecord>[]>;
};

/** The search word of those that became part of a party. */
export const mergedInto = 'merged-into';

export function readForMerge({ into }: z.output<typeof Merge>, _record: unknown, { id, project }: ReadFacts): MergeReads {
  return {
    into: pin(party, into, 'into'),
    units: found(unit, 'party', id),
    members: found(member, 'party', partyWord({ project, id })),
    earlier: found(party, mergedInto, id),
  };
}

/**
 * Merges a double into the party it is a double of (客户合并): its flats name the survivor from now on, its logins become the survivor's, phones, plates and documents are joined. The
 * double stays readable and points to the survivor; nothing finds it any more. There is no way back: the histories of both show everything.
 *
 * @throws DomainError `party.merge-self`, `party.merged`, `party.merge-kind`, `party.merge-differs`, `party.merge-too-many`, and those of {@link absorb} and of the units.
 */
export function merge(record: In<'current'>, input: z.output<typeof Merge>, { id, actor, now, project, reads }: Context<Known>): Outcome<In<'merged'>> {
  const { into, reason, evidence } = input;
  const survivor = reads.into.record;
  if (into === id) refuse('party.merge-self', 'into');
  if (survivor.state === 'merged') return refuse('party.merged', 'into', { id: into, into: survivor.into });
  if (survivor.kind !== record.kind) refuse('party.merge-kind', 'into');
  checkDocuments(record, survivor);
  checkRoom(record, joined(survivor, handedOver(record, id)), survivor, reads);
  const { kind, name } = record;
  const also: Effect[] = [
    order(party, into, 'absorb', handedOver(record, id)),
    ...reads.units.record.map((found) => order(unit, found.id, 'renameParty', { from: id, into })),
    ...reads.members.record.map((found) => order(member, found.id, 'moveParty', { project: project.id, from: id, into })),
    ...reads.earlier.record.map((found) => order(party, found.id, 'repoint', { into })),
  ];
  const merged: In<'merged'> = {
    ...{ state: 'merged', kind, name, phones: [], documents: [], consents: [] },
    ...{ into, reason, evidence, mergedAt: now, mergedBy: actor.person },
  };
  return { record: merged, also };
}

/** Two numbers of one kind of document are two people, or one of them is wrong: that is settled before. */
function checkDocuments(record: In<'current'>, survivor: In<'current'>): void {
  const differs = record.documents.find(
    ({ kind, number }) => kind !== 'other' && survivor.documents.some((other) => other.kind === kind && other.number.h !== number.h),
  );
  if (differs) refuse('party.merge-differs', 'into', { document: documentKinds[differs.kind] });
}

/** One transaction or none: who has more flats than that is no slip of the counter. */
function checkRoom(record: In<'current'>, after: In<'current'>, survivor: In<'current'>, { units, members, earlier }: Known): void {
  const words = ({ phones, plates = [], documents }: In<'current'>) => 1 + 2 * phones.length + plates.length + documents.length;
  const besides = 6 + words(record) + words(after) - words(survivor) + perFollower * (members.record.length + earlier.record.length);
  const most = Math.min(mostUnits, Math.max(0, Math.floor((room - besides) / perFollower)));
  if (units.record.length > most) refuse('party.merge-too-many', 'into', { count: units.record.length, most });
}

function handedOver(record: In<'current'>, id: string): z.output<typeof Absorb> {
  const { phones, documents, plates, emails, optOut, consents, contact, channel, language, note, standing } = record;
  return {
    ...{ from: id, phones, documents, consents },
    ...{ ...(plates ? { plates } : {}), ...(emails ? { emails } : {}), ...(optOut ? { optOut } : {}), ...(contact ? { contact } : {}) },
    ...{ ...(channel ? { channel } : {}), ...(language ? { language } : {}), ...(note ? { note } : {}), ...(standing ? { standing } : {}) },
  };
}

/**
 * Takes over what a double knew (并入): everything is added, and what only one of the two says holds. A refusal to be written to (退订) of either is one of both.
 *
 * @throws DomainError `party.phones-full`, `party.plates-full`, `party.documents-full`, `party.emails-full`, `party.consents-full`
 */
export function absorb(record: In<'current'>, input: z.output<typeof Absorb>): Outcome<In<'current'>> {
  return { record: joined(record, input) };
}

function joined(record: In<'current'>, { from: _from, ...input }: z.output<typeof Absorb>): In<'current'> {
  const { name } = record;
  const phones = once([...record.phones, ...input.phones]);
  if (phones.length > 5) refuse('party.phones-full', 'into', { name });
  const plates = once([...(record.plates ?? []), ...(input.plates ?? [])]);
  if (plates.length > 5) refuse('party.plates-full', 'into', { name });
  const emails = once([...(record.emails ?? []), ...(input.emails ?? [])]);
  if (emails.length > 2) refuse('party.emails-full', 'into', { name });
  const documents = [...record.documents, ...input.documents.filter(({ number }) => !record.documents.some((known) => known.number.h === number.h))];
  if (documents.length > 3) refuse('party.documents-full', 'into');
  const consents = distinct([...record.consents, ...input.consents]);
  if (consents.length > 10) refuse('party.consents-full', 'into', { name });
  const optOut = [...new Set([...(record.optOut ?? []), ...(input.optOut ?? [])])];
  const some = <K extends string, T>(key: K, values: readonly T[]) => (values.length > 0 ? { [key]: values } : {});
  return { ...input, ...record, phones, documents, consents, ...some('plates', plates), ...some('emails', emails), ...some('optOut', optOut) };
}

function distinct(consents: PartyRecord['consents']): PartyRecord['consents'] {
  const texts = consents.map(({ purpose, givenOn, withdrawnOn }) => [purpose, givenOn, withdrawnOn].join('\n'));
  return consents.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

/** The party this one was merged into was merged itself: it points to the survivor of both. */
export function repoint(record: In<'merged'>, { into }: z.output<typeof Repoint>): Outcome<In<'merged'>> {
  return { record: { ...record, into } };
}
