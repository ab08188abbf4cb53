import * as z from 'zod';
import { asOf, type Found, found, type Loaded, maybe, noId, pin, type Read, type Reads } from '../../cases/contract.ts';
import type { Actor } from '../../kernel/actor.ts';
import { type CustomPosition, headquarters, type Position, positionTitles, superiorOf } from '../../kernel/position.ts';
import { text } from '../../kernel/schema.ts';
import { type CompanyRecord, company } from '../../registers/company/contract.ts';
import { type MemberRecord, member, positionsIn } from '../../registers/member/contract.ts';
import type { Approval, In, Signature, Slot, Stage } from './record.ts';

/**
 * Persons who may not sign any more: the requester, whom the command keeps from signing (who took the money), whoever has signed (no person twice, whatever his positions),
 * and in whose name a deputy has signed — that would be his second signature.
 */
export function excludedFrom({ notBy = [], ...chain }: Pick<In<'pending'>, 'requester' | 'stages' | 'notBy'>): readonly string[] {
  return [...notBy, ...involvedIn(chain)];
}

/** Who has asked or signed, and in whose name. */
export function involvedIn({ requester, stages }: Pick<In<'pending'>, 'requester' | 'stages'>): readonly string[] {
  return [requester, ...signaturesOf(stages).flatMap(({ person, onBehalfOf = [] }) => [person, ...onBehalfOf])];
}

/** Everything that has been signed, stage after stage. */
export function signaturesOf(stages: readonly Stage[]): readonly Signature[] {
  return stages.flatMap(({ slots }) => slots.flatMap(({ signature }) => (signature ? [signature] : [])));
}

/** Slots of the open stage that still want a signature. */
export function openSlots({ stages, stage }: Pick<In<'pending'>, 'stages' | 'stage'>): readonly Slot[] {
  return stages[stage]?.slots.filter(({ signature }) => !signature) ?? [];
}

/** Positions whose signature is awaited now. */
export function awaited(record: Pick<In<'pending'>, 'stages' | 'stage'>): readonly Position[] {
  return [...new Set(openSlots(record).flatMap(({ positions }) => positions))];
}

/** The awaited positions by name, for sentences. */
export const titlesOf = (positions: readonly Position[]): string => positions.map((position) => positionTitles[position]).join('、');

/** Where and when somebody signs, and who must not. */
export interface Signing {
  readonly project: string;
  readonly today: string;
  readonly excluded: readonly string[];
  /** The positions of the company's own that the signer holds: what they include he may sign as. */
  readonly defined?: readonly CustomPosition[] | undefined;
}

/** In which position somebody may sign, and for whom when he holds it as a deputy only. */
export interface SigningAs {
  readonly position: Position;
  readonly onBehalfOf?: string[];
}

/**
 * In which of these positions a member may sign on that day: those he holds in the project, but not as the deputy of somebody who may not sign himself — the requester's
 * deputy would be the requester's own hand. What he holds himself comes before what he holds for others.
 */
export function maySignAs(record: MemberRecord, wanted: readonly Position[], at: Signing): SigningAs | undefined {
  const own = heldOf(record, at, ({ onBehalfOf }) => onBehalfOf === undefined);
  const position = wanted.find((one) => own.includes(one));
  if (position) return { position };
  const free = ({ onBehalfOf }: MemberGrant) => onBehalfOf !== undefined && !at.excluded.includes(onBehalfOf);
  const acting = heldOf(record, at, free);
  const deputised = wanted.find((one) => acting.includes(one));
  if (!deputised) return undefined;
  const principals = record.grants.filter((grant) => free(grant) && heldOf(record, at, (one) => one === grant).includes(deputised));
  return { position: deputised, onBehalfOf: [...new Set(principals.flatMap(({ onBehalfOf }) => onBehalfOf ?? []))] };
}

/** Whether the approval waits for this member now (待我审批): as {@link maySignAs}, and neither his own nor one he has signed, nor run out. */
export function maySign(
  record: Approval,
  person: string,
  self: MemberRecord,
  { today, now, defined }: Pick<Signing, 'today' | 'defined'> & { readonly now: string },
): boolean {
  if (record.state !== 'pending' || now > record.expiresAt) return false;
  const excluded = excludedFrom(record);
  return !excluded.includes(person) && maySignAs(self, awaited(record), { project: record.matter.project, today, excluded, defined }) !== undefined;
}

type MemberGrant = MemberRecord['grants'][number];

function heldOf(record: MemberRecord, { project, today, defined }: Signing, which: (grant: MemberGrant) => boolean): readonly Position[] {
  return positionsIn({ ...record, grants: record.grants.filter(which) }, project, today, defined).positions;
}

/** Reads who holds the positions of a stage, and those above them: whoever would be asked in their place. */
export function holdersOf(stage: Pick<Stage, 'slots'> | undefined, project: string): Reads {
  const wanted = withSuperiors(stage?.slots.flatMap((slot) => (slot.signature ? [] : slot.positions)) ?? []);
  return Object.fromEntries(wanted.flatMap((position) => wordsOf(position, project)).map((word) => [word, found(member, 'position', word)]));
}

/** Under which words the holders of a position are found: headquarters are appointed for every project. */
function wordsOf(position: Position, project: string): readonly string[] {
  return headquarters.includes(position) ? [`*.${position}`] : [`${project}.${position}`, `*.${position}`];
}

function withSuperiors(asked: readonly Position[]): readonly Position[] {
  const all = new Set(asked);
  for (const position of all) {
    const above = superiorOf(position);
    if (above) all.add(above);
  }
  return [...all];
}

/**
 * The decider's own record, pinned: his position must hold at the moment of the decision, and with it what the company says of a position of its own. And who could sign
 * next: the rest of this stage, or the stage that opens when this signature completes it.
 */
export function deciderAndHolders(
  record: In<'pending'>,
  { actor }: { readonly actor: Actor },
): Reads & { readonly self: Read<MemberRecord>; readonly company: Read<CompanyRecord | undefined> } {
  const next = openSlots(record).length > 1 ? record.stages[record.stage] : record.stages[record.stage + 1];
  const own = actor.custom?.length ? pin(company, actor.company) : asOf(company, noId);
  return { ...holdersOf(next, record.matter.project), self: pin(member, actor.person), company: maybe(own) };
}

/** From whom the matter is kept, and who may read it. */
export type Reach = Pick<In<'pending'>, 'matter' | 'readers' | 'keptFrom'>;

/**
 * The stage as it opens (开启环节): a position that nobody holds who may still sign stands open to the positions above at once, up to the first that somebody holds, for nobody
 * would answer.
 */
export function opened(stage: Stage, reads: Holders, at: Signing, reach: Reach): Stage {
  const answered = answering(reads, at, reach);
  const open = (slot: Slot): Slot => (slot.signature || slot.positions.some(answered) ? slot : climbed(slot, answered));
  return { ...stage, slots: stage.slots.map(open) };
}

/** The stage, with every open slot one position higher (升级), or as much higher as it takes to reach somebody. */
export function risen(stage: Stage, reads: Holders, at: Signing, reach: Reach): Stage {
  const answered = answering(reads, at, reach);
  return { ...stage, slots: stage.slots.map((slot) => (slot.signature ? slot : climbed(slot, answered))) };
}

type Holders = Readonly<Record<string, Loaded | undefined>>;

function climbed(slot: Slot, answered: (position: Position) => boolean): Slot {
  const higher = raised(slot);
  const added = higher.positions.at(-1);
  return higher === slot || added === undefined || answered(added) ? higher : climbed(higher, answered);
}

/** Whether somebody holds a position who may still sign. */
function answering(reads: Holders, at: Signing, reach: Reach): (position: Position) => boolean {
  const holders = (position: Position) => wordsOf(position, at.project).flatMap((word) => (reads[word]?.record ?? []) as readonly Found<MemberRecord>[]);
  return (position) =>
    holders(position).some(({ id, record }) => !at.excluded.includes(id) && reaches(reach, id, record, at) && maySignAs(record, [position], at) !== undefined);
}

/** Whether a member gets to see the matter at all: he holds a position it is not kept from, in a building it is about. */
function reaches({ matter, readers, keptFrom }: Reach, person: string, record: MemberRecord, { project, today }: Signing): boolean {
  const { positions, buildings } = positionsIn(record, project, today);
  if (keptFrom?.persons?.includes(person)) return false;
  if (matter.unit !== undefined && buildings && !buildings.includes(matter.unit.split('-')[0] ?? '')) return false;
  return positions.some((position) => readers.includes(position) && !keptFrom?.positions?.includes(position));
}

/** The slot, open to the lowest position above that is not asked yet as well; unchanged where there is none. */
export function raised(slot: Slot): Slot {
  const above = slot.positions.map(superiorOf).find((position) => position !== undefined && !slot.positions.includes(position));
  return above === undefined ? slot : { ...slot, positions: [...slot.positions, above] };
}

/** Body of a decision (审批意见). */
export const Decision = z.strictObject({
  decision: z.enum(['approve', 'reject']).meta({ title: '审批意见', titles: { approve: '同意', reject: '驳回' } }),
  comment: text(300).optional().meta({ title: '说明' }),
});
