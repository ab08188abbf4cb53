import { type Actor, holds } from '../../kernel/actor.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Position } from '../../kernel/position.ts';
import type { Sealed } from '../../kernel/sealed.ts';
import { custodyTitles, type keySet, mandateHolds } from '../../registers/key-set/contract.ts';
import type { party } from '../../registers/party/contract.ts';
import { isOnDuty, type staff } from '../../registers/staff/contract.ts';
import type { repair } from '../repair/contract.ts';
import type { Asked, Borrower } from './record.ts';
import type { Approval } from './vocabulary.ts';

/** Records of other registers, as their contracts show them. */
export type KeySetRecord = NonNullable<typeof keySet.record>;
export type StaffRecord = NonNullable<typeof staff.record>;
export type PartyRecord = NonNullable<typeof party.record>;
type RepairRecord = NonNullable<typeof repair.record>;

type WhoseKeys = Pick<KeySetRecord, 'kind' | 'owner' | 'mandate'>;

/** True when the borrower is himself an owner of the keys: they are his, at any hour and whatever he owes (民法典944). */
export function isOwner(borrower: Borrower, owners: readonly string[]): boolean {
  return borrower.kind === 'party' && owners.includes(borrower.party);
}

/** Whose approval a loan needs. */
export function approvalNeeded(set: WhoseKeys, borrower: Borrower, owners: readonly string[]): Approval | undefined {
  if (set.kind === 'equipmentRoom') return 'equipment';
  return set.kind === 'ownerEntrusted' && !isOwner(borrower, owners) ? 'entrusted' : undefined;
}

const deciders: Record<Approval, readonly Position[]> = { entrusted: ['CSM', 'PM'], equipment: ['ENGM', 'PM'] };

/** Positions that decide on it; the project manager stands above both. */
export const decidersOf = (needs: Approval | undefined): readonly Position[] => (needs ? deciders[needs] : []);

/** Whether the actor may decide (审批): in the position, and neither the requester nor the borrower. */
export function mayDecide({ needs, requestedBy, borrower }: Pick<Asked, 'needs' | 'requestedBy' | 'borrower'>, actor: Actor): boolean {
  return holds(actor, ...decidersOf(needs)) && actor.person !== requestedBy && !isBorrower(borrower, actor);
}

/** True when the actor is the borrower, as a colleague or as a party of the project. */
export function isBorrower(borrower: Borrower, { person, party: self }: Pick<Actor, 'person' | 'party'>): boolean {
  return (borrower.kind === 'staff' && borrower.person === person) || (borrower.kind === 'party' && borrower.party === self);
}

/**
 * The owner's authority (业主授权) for keys he has entrusted to us: his mandate to us or to the agent, valid today, or his own word given today.
 *
 * An agent who shows an expired mandate is refused whatever mandate we hold, unless the owner says yes now: his paper is about him.
 *
 * @throws DomainError `key-loan.mandate-expired`, `key-loan.mandate-needed`, `key-loan.consent-stale`, `key-loan.not-the-owner`.
 */
export function checkAuthority(set: WhoseKeys, { borrower, consent }: Pick<Asked, 'borrower' | 'consent'>, owners: readonly string[], today: string): void {
  if (set.kind !== 'ownerEntrusted' || isOwner(borrower, owners)) return;
  const consented = consent !== undefined && consent.on === today;
  if (consent && consented && !owners.includes(consent.party)) refuse('key-loan.not-the-owner', 'consent', { party: consent.party });
  if (consented) return;
  checkAgent(borrower, today);
  const mandate = set.owner === undefined || owners.includes(set.owner) ? set.mandate : undefined;
  if (borrower.kind === 'outsider' && borrower.mandate) return;
  if (mandateHolds(mandate, today)) return;
  if (consent) refuse('key-loan.consent-stale', 'consent', { on: consent.on });
  if (mandate) refuse('key-loan.mandate-expired', 'set', { from: mandate.from, to: mandate.to });
  refuse('key-loan.mandate-needed', 'consent');
}

/** @throws DomainError `key-loan.mandate-expired` for an agent whose own mandate does not cover today. */
export function checkAgent(borrower: Borrower, today: string): void {
  if (borrower.kind !== 'outsider' || !borrower.mandate || mandateHolds(borrower.mandate, today)) return;
  refuse('key-loan.mandate-expired', 'borrower.mandate', { from: borrower.mandate.from, to: borrower.mandate.to });
}

/** @throws DomainError `key-loan.staff-only`: equipment rooms (设备房) kill the curious. */
export function checkEquipment(set: WhoseKeys, borrower: Borrower): void {
  if (set.kind === 'equipmentRoom' && borrower.kind !== 'staff') refuse('key-loan.staff-only', 'borrower');
}

/** @throws DomainError `key-loan.not-on-duty` unless the colleague is rostered or clocked on now (当班). */
export function checkDuty(set: WhoseKeys, colleague: StaffRecord | undefined, now: Instant, zone: string): void {
  if (set.kind === 'equipmentRoom' && !(colleague && isOnDuty(colleague, now, zone)))
    refuse('key-loan.not-on-duty', 'borrower', { name: colleague?.name ?? '' });
}

const endedRepairs: readonly RepairRecord['state'][] = ['closed', 'merged', 'cancelled'];

/** The repair a ticket number names (工单号), with or without the project in front; other workflows' numbers are taken as written. */
export function repairNumber(ticket: string | undefined): string | undefined {
  return /(?:^|-)(BX-\d{8}-\d{4,})$/.exec(ticket ?? '')?.[1];
}

/**
 * Engineers state the ticket they work on (工单号); only patrols of public areas and equipment rooms have none.
 *
 * @throws DomainError `key-loan.ticket-needed`, `key-loan.ticket-unknown`, `key-loan.ticket-ended`, `key-loan.ticket-other-unit`.
 */
export function checkTicket(
  asked: { readonly purpose: string; readonly ticket?: string | undefined },
  set: Pick<KeySetRecord, 'kind' | 'unit'>,
  colleague: StaffRecord | undefined,
  ticket: RepairRecord | undefined,
): void {
  const patrol = asked.purpose === 'inspection' && (set.kind === 'publicArea' || set.kind === 'equipmentRoom');
  const engineer = colleague?.department === '工程' && !patrol;
  if (asked.ticket === undefined && (engineer || asked.purpose === 'repair')) refuse('key-loan.ticket-needed', 'ticket');
  if (repairNumber(asked.ticket) === undefined) return;
  if (!ticket) refuse('key-loan.ticket-unknown', 'ticket', { ticket: asked.ticket });
  if (endedRepairs.includes(ticket.state)) refuse('key-loan.ticket-ended', 'ticket', { ticket: asked.ticket });
  const place = 'unit' in ticket.place ? ticket.place.unit : undefined;
  if (place !== undefined && set.unit !== undefined && place !== set.unit)
    refuse('key-loan.ticket-other-unit', 'ticket', { ticket: asked.ticket, unit: place });
}

/** How somebody proves at the counter who he is (身份核验). */
export type Shown = { readonly kind: 'badge'; readonly person: string } | { readonly kind: 'document'; readonly identity: Sealed };

/**
 * Whoever takes the keys is who the request names (人证相符): a colleague by his own badge, everybody else by his document.
 *
 * @throws DomainError `key-loan.badge-needed`, `key-loan.badge-of-another`, `key-loan.document-needed`, `key-loan.other-person`.
 */
export function checkIdentity(borrower: Borrower, shown: Shown, known: PartyRecord | undefined): void {
  if (borrower.kind === 'staff') {
    if (shown.kind !== 'badge') refuse('key-loan.badge-needed', 'shown');
    if (shown.person !== borrower.person) forbid('key-loan.badge-of-another', { name: borrower.name, badge: shown.person });
    return;
  }
  if (shown.kind !== 'document') refuse('key-loan.document-needed', 'shown');
  const numbers = borrower.kind === 'outsider' ? [borrower.identity] : (known?.documents ?? []).map(({ number }) => number);
  if (numbers.length > 0 && !numbers.some(({ h }) => h === shown.identity.h)) forbid('key-loan.other-person', { name: borrower.name });
}

/** @throws DomainError `key-loan.already-out`, naming who has them since when, or `key-loan.set-unavailable`. */
export function checkInCabinet(set: KeySetRecord, zone: string): void {
  if (set.state === 'out') refuse('key-loan.already-out', undefined, { borrower: set.borrower, at: formatLocal(set.since, zone) }, 'conflict');
  if (set.state !== 'inCabinet') refuse('key-loan.set-unavailable', undefined, { state: custodyTitles[set.state] }, 'conflict');
}
