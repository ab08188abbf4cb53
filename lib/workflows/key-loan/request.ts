import type * as z from 'zod';
import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { custodyTitles, ownersOfKeys } from '../../registers/key-set/contract.ts';
import type { UnitRecord } from '../../registers/unit/contract.ts';
import type { repair } from '../repair/contract.ts';
import type { BorrowerInput, LoanRequest } from './contract.ts';
import { askedOf, type BorrowedSet, type Borrower, type In } from './record.ts';
import {
  approvalNeeded,
  checkAgent,
  checkAuthority,
  checkEquipment,
  checkTicket,
  decidersOf,
  type KeySetRecord,
  mayDecide,
  type PartyRecord,
  type StaffRecord,
} from './rights.ts';
import type { RefusalReason } from './vocabulary.ts';

type RepairRecord = NonNullable<typeof repair.record>;

/** What a request reads. */
export interface RequestReads {
  readonly set: Loaded<KeySetRecord>;
  readonly household: Loaded<UnitRecord> | undefined;
  readonly colleague: Loaded<StaffRecord> | undefined;
  readonly client: Loaded<PartyRecord> | undefined;
  readonly ticket: Loaded<RepairRecord> | undefined;
}

/**
 * Asks for a set (借用申请). Keys may be asked for while they are out: who has them is decided when they are handed over the counter.
 *
 * @throws DomainError `key-loan.set-unavailable`, `key-loan.unit-needed`, `key-loan.other-unit`, `key-loan.unknown-borrower`, `key-loan.staff-left`, and those
 * of mandate, equipment room and ticket.
 */
export function request(input: LoanRequest, context: Context<RequestReads>): Outcome<In<'requested'> | In<'awaitingApproval'>> {
  const { actor, now, today, reads } = context;
  const { record } = reads.set;
  if (record.state !== 'inCabinet' && record.state !== 'out') refuse('key-loan.set-unavailable', 'set', { state: custodyTitles[record.state] }, 'conflict');
  const borrower = borrowerOf(input.borrower, reads);
  const set = borrowedSet(input, record, reads.household?.record, today, borrower.kind === 'party' || input.consent !== undefined);
  checkEquipment(record, borrower);
  checkAgent(borrower, today);
  checkTicket(input, record, reads.colleague?.record, reads.ticket?.record);
  const consent = input.consent && { ...input.consent, on: today, at: now, by: actor.person };
  if (consent && !set.owners.includes(consent.party)) refuse('key-loan.not-the-owner', 'consent', { party: consent.party });
  const { purpose, note, ticket } = input;
  const asked = {
    set,
    borrower,
    purpose,
    ...(note ? { note } : {}),
    ...(ticket ? { ticket } : {}),
    ...(consent ? { consent } : {}),
    requestedAt: now,
    requestedBy: actor.person,
  };
  const needs = approvalNeeded(record, borrower, set.owners);
  if (!needs) return { record: { state: 'requested', ...asked } };
  const notices = [{ type: 'key-loan.approval-asked', to: { positions: decidersOf(needs).slice(0, 1) } }];
  return { record: { state: 'awaitingApproval', ...asked, needs }, notices };
}

/** The set a loan is about, with today's owners. @throws DomainError `key-loan.other-unit`, `key-loan.unit-needed`. */
export function borrowedSet(
  input: { readonly set: string; readonly unit?: string | undefined },
  record: KeySetRecord,
  household: UnitRecord | undefined,
  today: string,
  unitNeeded: boolean,
): BorrowedSet {
  if (input.unit !== undefined && input.unit !== record.unit) refuse('key-loan.other-unit', 'unit', { set: input.set, unit: input.unit });
  if (unitNeeded && record.unit !== undefined && input.unit === undefined) refuse('key-loan.unit-needed', 'unit');
  const { kind, count } = record;
  return {
    id: input.set,
    kind,
    count,
    ...(record.unit === undefined ? {} : { unit: record.unit }),
    owners: ownersOfKeys(record, household, today).slice(0, 20),
  };
}

function borrowerOf(input: BorrowerInput, { colleague, client }: Pick<RequestReads, 'colleague' | 'client'>): Borrower {
  switch (input.kind) {
    case 'staff':
      return { ...input, name: presentColleague(colleague?.record, input.person, 'borrower.person').name };
    case 'party':
      if (!client) refuse('key-loan.unknown-borrower', 'borrower.party', { id: input.party });
      return { ...input, name: client.record.name };
    case 'outsider':
      return input;
  }
}

/** @throws DomainError `key-loan.unknown-borrower`, `key-loan.staff-left`: whoever has left borrows nothing. */
export function presentColleague(colleague: StaffRecord | undefined, person: string, path: string): StaffRecord {
  if (!colleague) refuse('key-loan.unknown-borrower', path, { id: person });
  if (colleague.state === 'left') refuse('key-loan.staff-left', path, { name: colleague.name });
  return colleague;
}

/** The owner's word is taken down (业主确认), or he gives it himself. @throws DomainError `key-loan.not-the-owner`. */
export function recordConsent<S extends 'requested' | 'awaitingApproval' | 'approved'>(
  record: In<S>,
  input: { readonly party: string; readonly how: 'phone' | 'message' | 'inPerson' | 'app' },
  { actor, now, today, reads }: Context<{ set: Loaded<KeySetRecord>; household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<S>> {
  const owners = ownersOfKeys(reads.set.record, reads.household?.record, today);
  const himself = actor.positions.length === 0;
  if (!owners.includes(input.party) || (himself && actor.party !== input.party)) refuse('key-loan.not-the-owner', 'party', { party: input.party });
  const how = himself ? 'app' : input.how;
  return { record: { ...record, consent: { party: input.party, how, on: today, at: now, by: actor.person } } };
}

/**
 * Approves a request (审批): for an owner's keys only on his authority, so that nobody lends what is not his to lend.
 *
 * @throws DomainError `key-loan.own-request`, `key-loan.not-your-approval` (forbidden), and those of the owner's authority.
 */
export function approve(
  record: In<'awaitingApproval'>,
  { note }: { readonly note?: string | undefined },
  { actor, now, today, reads }: Context<{ set: Loaded<KeySetRecord>; household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<'approved'>> {
  checkDecider(record, actor);
  checkAuthority(reads.set.record, record, ownersOfKeys(reads.set.record, reads.household?.record, today), today);
  const approval = { at: now, by: actor.person, ...(note ? { note } : {}) };
  return {
    record: { ...record, state: 'approved', approval },
    notices: [{ type: 'key-loan.approved', to: { persons: [record.requestedBy], positions: ['FRONT'] } }],
  };
}

function checkDecider(record: In<'awaitingApproval'>, actor: Context['actor']): void {
  if (mayDecide(record, actor)) return;
  forbid(holds(actor, ...decidersOf(record.needs)) ? 'key-loan.own-request' : 'key-loan.not-your-approval');
}

const arrears = /欠费|欠缴|拖欠|未缴|未交|没交|没缴|催缴|催费|arrears/i;

/** @throws DomainError `law.no-suspension`, recorded: keys are not withheld to collect fees, whatever the reason is called. */
function checkLawful(reason: string | undefined, note: string | undefined): void {
  if (reason === 'arrears' || arrears.test(note ?? '')) forbid('law.no-suspension');
}

/** Refuses a request (不予借用); what awaits approval only its deciders refuse. */
export function decline(
  record: In<'requested' | 'awaitingApproval' | 'approved'>,
  { reason, note }: { readonly reason: z.output<typeof RefusalReason>; readonly note?: string | undefined },
  { actor, now }: Context,
): Outcome<In<'refused'>> {
  checkLawful(reason, note);
  if (record.state === 'awaitingApproval') checkDecider(record, actor);
  const refusal = { at: now, by: actor.person, reason, ...(note ? { note } : {}) };
  const approval = record.state === 'approved' ? { approval: record.approval } : {};
  return {
    record: { state: 'refused', ...askedOf(record), ...approval, refusal },
    notices: [{ type: 'key-loan.refused', to: { persons: [record.requestedBy] } }],
  };
}

/** Takes a request back (取消); nobody can be made to, over money. */
export function cancel(
  record: In<'requested' | 'awaitingApproval' | 'approved'>,
  { note }: { readonly note?: string | undefined },
  { actor, now }: Context,
): Outcome<In<'cancelled'>> {
  checkLawful(undefined, note);
  const approval = record.state === 'approved' ? { approval: record.approval } : {};
  return { record: { state: 'cancelled', ...askedOf(record), ...approval, ended: { at: now, by: actor.person, ...(note ? { note } : {}) } } };
}

/** Nobody came for the keys, or nobody decided (过期). */
export function expire(record: In<'requested' | 'awaitingApproval' | 'approved'>, _input: unknown, { actor, now }: Context): Outcome<In<'expired'>> {
  const approval = record.state === 'approved' ? { approval: record.approval } : {};
  return { record: { state: 'expired', ...askedOf(record), ...approval, ended: { at: now, by: actor.person } } };
}
