import type * as z from 'zod';
import { asOf, type Loaded, maybe, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import { plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { type Position, superiorOf } from '../../kernel/position.ts';
import { isOnDuty, staff } from '../../registers/staff/contract.ts';
import type { Handing, Opening } from './contract.ts';
import { type In, postTitle, type ShiftChange, type Snapshot } from './record.ts';

type Staff = NonNullable<(typeof staff)['record']>;

/** How long the next shift has to say that it is there. */
const acceptMinutes = 30;

/** Positions that keep keys: their shift does not end on a difference nobody has explained. */
const keyKeepers: readonly Position[] = ['FRONT', 'ARCH'];

/** Whoever acts, in the staff register. */
export function self(_input: unknown, _record: unknown, { actor }: { readonly actor: Actor }) {
  return { self: maybe(asOf(staff, actor.person)) };
}

/** He who takes over next, if he is named: he has to be of the staff. */
export function successor({ to }: z.infer<typeof Handing>): Readonly<Record<string, Read>> {
  return to === undefined ? {} : { to: asOf(staff, to, 'to') };
}

/**
 * Opens the hand-over of a position (填写交接班) with what is open at this moment, by whoever goes off duty.
 *
 * @throws DomainError `shift-change.not-your-position`, and `shift-change.already-open` by the claim.
 */
export function open({ position, notes, snapshot }: z.infer<typeof Opening>, { actor, now, today }: Context): Outcome<In<'drafted'>> {
  if (!holds(actor, position)) forbid('shift-change.not-your-position', { role: postTitle(position) });
  return {
    record: {
      state: 'drafted',
      position,
      outgoing: actor.person,
      on: today,
      ...(notes === undefined ? {} : { notes }),
      ...(snapshot ? { snapshot } : {}),
      since: now,
    },
  };
}

/** Only who goes writes and hands over his own. @throws DomainError `shift-change.not-yours` (forbidden). */
function mustBeOutgoing({ outgoing }: ShiftChange, { person }: Actor): void {
  if (outgoing !== person) forbid('shift-change.not-yours', { outgoing });
}

/**
 * Hands over (交班), with what is open now. A key count that is not closed is said; one with an unexplained difference keeps the shift from ending.
 *
 * @throws DomainError `shift-change.not-yours`, `shift-change.own` when he names himself, `shift-change.count-differs`.
 */
export function handOver(record: In<'drafted'>, { notes, to, snapshot }: z.infer<typeof Handing>, { actor, now, project }: Context): Outcome<In<'handedOver'>> {
  mustBeOutgoing(record, actor);
  if (to === actor.person) refuse('shift-change.own', 'to');
  const taken = snapshot ?? record.snapshot;
  const counts = taken?.keyCounts ?? [];
  const differing = counts.filter(({ state }) => state === 'mismatch');
  if (differing.length > 0 && keyKeepers.includes(record.position)) refuse('shift-change.count-differs', undefined, { counts: named(differing) }, 'conflict');
  const dueAt = plus(now, { minutes: acceptMinutes });
  const { state: _, ...draft } = record;
  const params = { overdue: lateOf(taken), keys: keysOf(taken), due: formatLocal(dueAt, project.timeZone) };
  return {
    record: {
      ...draft,
      state: 'handedOver',
      ...(notes === undefined ? {} : { notes }),
      ...(taken ? { snapshot: taken } : {}),
      handedAt: now,
      dueAt,
      ...(to === undefined ? {} : { to }),
      since: now,
    },
    notices: [
      { type: 'shift-change.handedOver', to: { positions: [record.position], persons: [to] }, params },
      ...(counts.length > 0 ? [{ type: 'shift-change.countOpen', to: { positions: ['CSM'] as const }, params: { counts: named(counts) } }] : []),
    ],
  };
}

const named = (counts: Snapshot['keyCounts']): string => counts.map(({ title }) => title).join('、');
const lateOf = (taken: Snapshot | undefined): string => (taken ? String(taken.overdue.length + taken.overdueMore) : '—');
const keysOf = (taken: Snapshot | undefined): string => (taken ? String(taken.keysOut.length + taken.keysMore) : '—');

/** Takes it back (收回交班): nobody came, so he stays. @throws DomainError `shift-change.not-yours`. */
export function recall(record: In<'handedOver'>, _input: unknown, { actor, now }: Context): Outcome<In<'drafted'>> {
  mustBeOutgoing(record, actor);
  const { handedAt: _handedAt, dueAt: _dueAt, to, ...draft } = record;
  const told: Notice = { type: 'shift-change.recalled', to: { positions: [record.position], persons: [to] } };
  return { record: { ...draft, state: 'drafted', since: now }, notices: [told] };
}

/** Somebody else who holds the position; when nobody comes, the one above it. */
export function mayTakeOver({ outgoing, position }: Pick<ShiftChange, 'outgoing' | 'position'>, actor: Actor): boolean {
  const above = superiorOf(position);
  return actor.person !== outgoing && (holds(actor, position) || (above !== undefined && holds(actor, above)));
}

/** @throws DomainError `shift-change.own`, `shift-change.not-your-position`, `shift-change.not-on-duty`. */
function mustTakeOver(record: In<'handedOver'>, { actor, now, project, reads }: Context<{ self: Loaded<Staff> | undefined }>): void {
  if (actor.person === record.outgoing) forbid('shift-change.own');
  if (!mayTakeOver(record, actor)) forbid('shift-change.not-your-position', { role: postTitle(record.position) });
  const there = reads.self && isOnDuty(reads.self.record, now, project.timeZone);
  if (!there) refuse('shift-change.not-on-duty', undefined, {}, 'conflict');
}

/** Takes over (接班): another person of the position, on duty, has read it and found it so. */
export function accept(
  record: In<'handedOver'>,
  { remark }: { readonly remark?: string | undefined },
  context: Context<{ self: Loaded<Staff> | undefined }>,
): Outcome<In<'accepted'>> {
  mustTakeOver(record, context);
  const { actor, now } = context;
  return {
    record: { ...record, state: 'accepted', accepted: { at: now, by: actor.person, ...(remark === undefined ? {} : { remark }) }, since: now },
    notices: [{ type: 'shift-change.accepted', to: { persons: [record.outgoing] } }],
  };
}

/** Takes over and does not agree (提出异议): the shift is manned all the same, and the head of customer service settles what is missing. */
export function dispute(
  record: In<'handedOver'>,
  { reason }: { readonly reason: string },
  context: Context<{ self: Loaded<Staff> | undefined }>,
): Outcome<In<'disputed'>> {
  mustTakeOver(record, context);
  const { actor, now } = context;
  return {
    record: { ...record, state: 'disputed', dispute: { at: now, by: actor.person, reason }, since: now },
    notices: [{ type: 'shift-change.disputed', to: { positions: ['CSM', 'PM'], persons: [record.outgoing] }, params: { reason } }],
  };
}

/** Neither of the two. */
export function maySettle({ outgoing, dispute: raised }: In<'disputed'>, { person }: Actor): boolean {
  return person !== outgoing && person !== raised.by;
}

/** Settles a dispute (处理异议). @throws DomainError `shift-change.party-resolves` (forbidden). */
export function resolve(record: In<'disputed'>, { finding }: { readonly finding: string }, { actor, now }: Context): Outcome<In<'resolved'>> {
  if (!maySettle(record, actor)) forbid('shift-change.party-resolves');
  return {
    record: { ...record, state: 'resolved', resolved: { at: now, by: actor.person, finding }, since: now },
    notices: [{ type: 'shift-change.resolved', to: { persons: [record.outgoing, record.dispute.by] }, params: { finding } }],
  };
}

/** A draft nobody needs (作废): his own, or one that was left behind. */
export function mayCancel({ outgoing }: ShiftChange, actor: Actor): boolean {
  return actor.person === outgoing || holds(actor, 'CSM', 'PM');
}

/** @throws DomainError `shift-change.not-yours` (forbidden). */
export function cancel(record: In<'drafted'>, { reason }: { readonly reason: string }, { actor, now }: Context): Outcome<In<'cancelled'>> {
  if (!mayCancel(record, actor)) forbid('shift-change.not-yours', { outgoing: record.outgoing });
  return { record: { ...record, state: 'cancelled', ended: { at: now, by: actor.person, reason }, since: now } };
}
