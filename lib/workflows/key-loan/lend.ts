import { type Effect, type Loaded, order } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { formatLocal } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { keySet, ownersOfKeys } from '../../registers/key-set/contract.ts';
import type { UnitRecord } from '../../registers/unit/contract.ts';
import type { EmergencyEntry } from './contract.ts';
import { dueOf } from './due.ts';
import { needsWitness } from './policy.ts';
import { type Asked, askedOf, type Borrower, type Handed, handedOf, type In } from './record.ts';
import { borrowedSet, presentColleague } from './request.ts';
import {
  approvalNeeded,
  checkAgent,
  checkAuthority,
  checkDuty,
  checkEquipment,
  checkIdentity,
  checkInCabinet,
  isBorrower,
  type KeySetRecord,
  type PartyRecord,
  type Shown,
  type StaffRecord,
} from './rights.ts';
import { purposes } from './vocabulary.ts';

type Household = Loaded<UnitRecord> | undefined;

/** What handing out keys reads; the set is pinned, for two desks may reach for it at once. */
export interface LendReads {
  readonly set: Loaded<KeySetRecord>;
  readonly household: Household;
  readonly colleague: Loaded<StaffRecord> | undefined;
  readonly client: Loaded<PartyRecord> | undefined;
  readonly witness: Loaded<StaffRecord> | undefined;
}

interface Lending {
  readonly shown: Shown;
  readonly witness?: string | undefined;
  readonly dueAt?: Instant | undefined;
}

/**
 * Hands the keys out (借出). Everything that made the request right is looked at again, because mandates end, shifts end and flats are sold between asking
 * and taking. There is no hour at which an owner does not get his own keys, and no debt that matters.
 *
 * @throws DomainError `key-loan.already-out`, `key-loan.set-unavailable`, `key-loan.approval-needed`; those of keeper, witness, identity, authority, duty, due.
 */
export function lend(record: In<'requested' | 'approved'>, input: Lending, context: Context<LendReads>): Outcome<In<'out'>> {
  const { now, today, project, reads } = context;
  const set = reads.set.record;
  checkInCabinet(set, project.timeZone);
  checkCounter(record.borrower, set.cabinet, input.witness, context, reads.witness);
  if (record.borrower.kind === 'staff') presentColleague(reads.colleague?.record, record.borrower.person, 'borrower');
  checkIdentity(record.borrower, input.shown, reads.client?.record);
  const owners = ownersOfKeys(set, reads.household?.record, today);
  checkEquipment(set, record.borrower);
  if (record.state === 'requested' && approvalNeeded(set, record.borrower, owners)) refuse('key-loan.approval-needed', undefined, {}, 'conflict');
  checkAgent(record.borrower, today);
  checkAuthority(set, record, owners, today);
  checkDuty(set, reads.colleague?.record, now, project.timeZone);
  const asked = { ...askedOf(record), set: { ...record.set, kind: set.kind, count: set.count, owners: owners.slice(0, 20) } };
  const { shown, witness } = input;
  const handed: Handed = {
    ...asked,
    ...(record.state === 'approved' ? { approval: record.approval } : {}),
    ...handing(context, input.dueAt),
    ...(witness ? { witness } : {}),
    shown: shown.kind,
    ...(shown.kind === 'document' && record.borrower.kind === 'party' ? { identity: shown.identity } : {}),
  };
  return { record: { state: 'out', ...handed }, also: [checkOut(context.id, handed)], notices: usesTold(handed) };
}

/** The times of a loan that begins now. */
function handing({ actor, now, today, project }: Pick<Context, 'actor' | 'now' | 'today' | 'project'>, agreed: Instant | undefined) {
  return {
    lentAt: now,
    lentOn: today,
    lentText: formatLocal(now, project.timeZone),
    lentBy: actor.person,
    ...dueOf(now, agreed, project),
    back: 0,
    returns: [],
  };
}

const checkOut = (loan: string, { set, borrower, dueAt }: Handed): Effect => order(keySet, set.id, 'checkOut', { loan, borrower: borrower.name, due: dueAt });

/** The owner hears of each use of his keys; who takes his own keys need not be told. */
function usesTold({ set, borrower, purpose, lentText }: Handed): readonly Notice[] {
  const parties = set.owners.filter((owner) => !(borrower.kind === 'party' && borrower.party === owner));
  const company = borrower.kind === 'outsider' ? `（${borrower.company}）` : '';
  const params = { borrower: `${borrower.name}${company}`, purpose: purposes[purpose], at: lentText };
  return parties.length > 0 ? [{ type: 'key-loan.used', to: { parties }, params }] : [];
}

/**
 * The counter's rules (保管制度): the keeper is never the borrower, and at a two-person cabinet somebody else stands by.
 *
 * @throws DomainError `key-loan.keeper-borrows`, `key-loan.witness-same` (forbidden), `key-loan.witness-needed`, `key-loan.witness-unknown`.
 */
export function checkCounter(
  borrower: Borrower,
  cabinet: string,
  witness: string | undefined,
  { actor, project }: Pick<Context, 'actor' | 'project'>,
  colleague: Loaded<StaffRecord> | undefined,
): void {
  if (isBorrower(borrower, actor)) forbid('key-loan.keeper-borrows');
  if (witness === undefined) {
    if (needsWitness(cabinet, project)) refuse('key-loan.witness-needed', 'witness', { cabinet });
    return;
  }
  if (witness === actor.person || isBorrower(borrower, { person: witness })) forbid('key-loan.witness-same');
  if (!colleague || colleague.record.state === 'left') refuse('key-loan.witness-unknown', 'witness', { witness });
}

interface EmergencyReads {
  readonly set: Loaded<KeySetRecord>;
  readonly household: Household;
  readonly first: Loaded<StaffRecord> | undefined;
  readonly second: Loaded<StaffRecord> | undefined;
}

/**
 * Two persons enter without the owner (紧急入户) because waiting would cost more. Neither mandate nor approval is asked for now; the project manager and the
 * owner are told in the same moment, at any hour, and both paper and judgement follow within 24 hours.
 *
 * The second person may be the keeper: he is the witness. The first may not.
 *
 * @throws DomainError `key-loan.two-persons`, `key-loan.keeper-borrows`, `key-loan.unit-needed`, `key-loan.already-out`, `key-loan.set-unavailable`.
 */
export function emergencyEntry(input: EmergencyEntry, context: Context<EmergencyReads>): Outcome<In<'out'>> {
  const { actor, now, today, project, reads } = context;
  const set = reads.set.record;
  if (input.borrower === input.second) refuse('key-loan.two-persons', 'second');
  if (input.borrower === actor.person) forbid('key-loan.keeper-borrows');
  checkInCabinet(set, project.timeZone);
  const borrower: Borrower = { kind: 'staff', person: input.borrower, name: presentColleague(reads.first?.record, input.borrower, 'borrower').name };
  const second = { person: input.second, name: presentColleague(reads.second?.record, input.second, 'second').name };
  const asked: Asked = {
    set: borrowedSet(input, set, reads.household?.record, today, true),
    borrower,
    purpose: 'emergency',
    note: input.note,
    requestedAt: now,
    requestedBy: actor.person,
  };
  const handed: Handed = {
    ...asked,
    ...handing(context, input.dueAt),
    witness: input.second,
    shown: 'knownInEmergency',
    emergency: { hazard: input.hazard, second },
  };
  const params = { unit: handed.set.unit ?? handed.set.id, first: borrower.name, second: second.name, note: input.note, at: handed.lentText };
  const notices: Notice[] = [{ type: 'key-loan.emergency', to: { positions: ['PM', 'CSM'], parties: handed.set.owners }, params, emergency: true }];
  return { record: { state: 'out', ...handed }, also: [checkOut(context.id, handed)], notices };
}

interface GivingBack {
  readonly tag: string;
  readonly count: number;
  readonly witness?: string | undefined;
}

/**
 * Keys come back (归还): tag and count are compared with what went out. Fewer keys are taken in and written down, and the loan stays out for the rest.
 *
 * @throws DomainError `key-loan.other-key`, `key-loan.too-many`; those of keeper and witness.
 */
export function giveBack(
  record: In<'out'>,
  { tag, count, witness }: GivingBack,
  context: Context<{ set: Loaded<KeySetRecord>; witness: Loaded<StaffRecord> | undefined }>,
): Outcome<In<'out'> | In<'returned'> | In<'underReview'>> {
  const { actor, now, reads } = context;
  checkCounter(record.borrower, reads.set.record.cabinet, witness, context, reads.witness);
  if (tag !== record.set.id) refuse('key-loan.other-key', 'tag', { tag, set: record.set.id });
  const missing = record.set.count - record.back;
  if (count > missing) refuse('key-loan.too-many', 'count', { missing });
  const returns = [...record.returns, { at: now, by: actor.person, count, ...(witness ? { witness } : {}) }];
  const handed = { ...handedOf(record), back: record.back + count, returns };
  const also = [order(keySet, record.set.id, 'checkIn', { loan: context.id, count })];
  if (count < missing) {
    const to = { persons: record.borrower.kind === 'staff' ? [record.borrower.person] : [], positions: ['FRONT'] as const };
    return { record: { state: 'out', ...handed }, also, notices: [{ type: 'key-loan.partly-back', to, params: { missing: String(missing - count) } }] };
  }
  return { record: concluded(handed, { state: 'returned', returnedAt: now }), also };
}

type Ending = In<'underReview'>['ending'];

/** The end of a loan, or the wait for the paper an emergency entry still owes (待补报补批). */
export function concluded<E extends Ending>(handed: Handed, ending: E): (E & Handed) | In<'underReview'> {
  const { emergency } = handed;
  const owed = emergency !== undefined && (emergency.report === undefined || emergency.decision === undefined);
  return owed ? { state: 'underReview', ...handed, ending } : { ...handed, ...ending };
}
