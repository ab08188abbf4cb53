import * as z from 'zod';
import { type Found, found, type Loaded, pin, type Read, type Reads } from '../../cases/contract.ts';
import type { Actor } from '../../kernel/actor.ts';
import { type Position, positionTitles, superiorOf } from '../../kernel/position.ts';
import { type MemberRecord, member, positionsIn } from '../../registers/member/contract.ts';
import type { In, Slot, Stage } from './record.ts';

/** Persons who may not sign any more: the requester, and whoever has signed (no person twice, whatever his positions). */
export function excludedFrom({ requester, stages }: Pick<In<'pending'>, 'requester' | 'stages'>): readonly string[] {
  return [requester, ...stages.flatMap(({ slots }) => slots.flatMap(({ signature }) => (signature ? [signature.person] : [])))];
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
}

/**
 * In which of these positions a member may sign on that day: those he holds in the project, but not as the deputy of somebody who may not sign himself — the requester's
 * deputy would be the requester's own hand.
 */
export function maySignAs(record: MemberRecord, wanted: readonly Position[], at: Signing): Position | undefined {
  const grants = record.grants.filter(({ onBehalfOf }) => onBehalfOf === undefined || !at.excluded.includes(onBehalfOf));
  const held = positionsIn({ ...record, grants }, at.project, at.today).positions;
  return wanted.find((position) => held.includes(position));
}

/** Reads who holds the positions of a stage. */
export function holdersOf(stage: Stage | undefined, project: string): Reads {
  const wanted = [...new Set(stage?.slots.flatMap(({ positions }) => positions) ?? [])];
  const words = wanted.flatMap((position) => [`${project}.${position}`, `*.${position}`]);
  return Object.fromEntries(words.map((word) => [word, found(member, 'position', word)]));
}

/** The decider's own record, pinned: his position must hold at the moment of the decision. */
export function deciderAndHolders(record: In<'pending'>, { actor }: { readonly actor: Actor }): Reads & { self: Read<MemberRecord> } {
  return { ...holdersOf(record.stages[record.stage + 1], record.matter.project), self: pin(member, actor.person) };
}

/**
 * The stage as it opens (开启环节): a position that nobody holds who may still sign stands open to the position above at once, for nobody would answer.
 */
export function opened(stage: Stage, reads: Readonly<Record<string, Loaded | undefined>>, at: Signing): Stage {
  const holders = (position: Position) =>
    [`${at.project}.${position}`, `*.${position}`].flatMap((word) => (reads[word]?.record ?? []) as readonly Found<MemberRecord>[]);
  const answered = (position: Position) =>
    holders(position).some(({ id, record }) => !at.excluded.includes(id) && maySignAs(record, [position], at) !== undefined);
  return { ...stage, slots: stage.slots.map((slot) => (slot.positions.some(answered) ? slot : raised(slot))) };
}

/** The slot, open to the position above as well; unchanged where nobody stands above. */
export function raised(slot: Slot): Slot {
  const above = slot.positions.map(superiorOf).findLast((position) => position !== undefined);
  return above === undefined || slot.positions.includes(above) ? slot : { ...slot, positions: [...slot.positions, above] };
}

/** Body of a decision (审批意见). */
export const Decision = z.strictObject({
  decision: z.enum(['approve', 'reject']).meta({ title: '审批意见', titles: { approve: '同意', reject: '驳回' } }),
  comment: z.string().max(300).optional().meta({ title: '说明' }),
});
