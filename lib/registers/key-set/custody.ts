import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Instant } from '../../kernel/clock.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import type { UnitRecord } from '../unit/contract.ts';
import { type HandOver, type KeySetInput, mandateHolds, ownersOfKeys } from './contract.ts';
import { mandateOf } from './describe.ts';
import { descriptionOf, type KeySet } from './record.ts';

type In<S extends KeySet['state']> = Extract<KeySet, { state: S }>;

/** Back in the cabinet (在柜). */
export const inCabinet = (record: KeySet): In<'inCabinet'> => ({ state: 'inCabinet', ...descriptionOf(record) });

/** Leaves the cabinet for a loan (借出); only a loan orders it. */
export function checkOut(record: In<'inCabinet'>, input: { loan: string; borrower: string; due: Instant }, { now }: Context): Outcome<In<'out'>> {
  return { record: { state: 'out', ...descriptionOf(record), ...input, since: now, back: 0 } };
}

/**
 * Keys come back (归还): the set is in the cabinet when all of them are. A count's open question about the set keeps nobody waiting at the counter: the books
 * take the keys in, and the question stays.
 *
 * @throws DomainError `key-set.other-loan`, `key-set.too-many`.
 */
export function checkIn(
  record: In<'out'> | In<'discrepancy'>,
  { loan, count }: { loan: string; count: number },
): Outcome<In<'out'> | In<'inCabinet'> | In<'discrepancy'>> {
  const lent = record.state === 'out' ? record : record.was;
  checkLoan(lent.state === 'out' ? lent.loan : undefined, loan);
  const back = (lent.state === 'out' ? lent.back : 0) + count;
  if (back > record.count) throw new DomainError('unprocessable', 'key-set.too-many', { missing: record.count - back + count });
  const complete = back === record.count;
  if (record.state === 'out') return { record: complete ? inCabinet(record) : { ...record, back } };
  return { record: { ...record, was: complete || record.was.state !== 'out' ? { state: 'inCabinet' } : { ...record.was, back } } };
}

/** @throws DomainError `key-set.other-loan`: a loan moves only the keys it took. */
export function checkLoan(holder: string | undefined, loan: string): void {
  if (holder !== loan) throw new DomainError('conflict', 'key-set.other-loan', { loan: holder ?? '—' });
}

/**
 * Hands the set over for good (移交): first the signature, then the keys (R036). Arrears are no reason to keep them (民法典944).
 *
 * @throws DomainError `key-set.no-owner`, `key-set.not-the-owner`, `key-set.mandate-needed`, `key-set.mandate-expired`, `key-set.handover-unsigned`.
 */
export function handOver(
  record: In<'inCabinet'>,
  { mandate, unitHandover, ...input }: HandOver,
  { actor, now, today, reads }: Context<{ recipient: Loaded<{ name: string }>; household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<'handedOver'>> {
  const owners = ownersOfKeys(record, reads.household?.record, today);
  if (owners.length === 0) refuse('key-set.no-owner', 'recipient');
  if (input.capacity === 'owner' && !owners.includes(input.recipient)) refuse('key-set.not-the-owner', 'recipient', { recipient: reads.recipient.record.name });
  if (input.capacity === 'mandated' && !mandate) refuse('key-set.mandate-needed', 'mandate');
  if (mandate && !mandateHolds(mandate, today)) refuse('key-set.mandate-expired', 'mandate', { to: mandate.to });
  if (record.kind === 'undelivered' && (!unitHandover || unitHandover.signedAt >= now)) refuse('key-set.handover-unsigned', 'unitHandover');
  const receipt = {
    ...input,
    name: reads.recipient.record.name,
    ...(mandate ? { mandate: mandate.document } : {}),
    ...(unitHandover ? { unitHandover } : {}),
    at: now,
    by: actor.person,
  };
  return {
    record: { state: 'handedOver', ...descriptionOf(record), receipt },
    notices:
      owners.length > 0 ? [{ type: 'key-set.handed-over', to: { parties: owners }, params: { count: String(record.count), recipient: receipt.name } }] : [],
  };
}

/** The owner leaves keys with us again (寄存): the same tag, entrusted by his mandate, with as many keys as he brings. */
export function deposit(
  record: In<'handedOver'>,
  { count, cabinet, mandate, owner }: { count: number; cabinet: string; mandate: NonNullable<KeySetInput['mandate']>; owner: string },
  { now, today, project, reads }: Context<{ household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<'inCabinet'>> {
  if (!ownersOfKeys({ owner: record.owner ?? owner }, reads.household?.record, today).includes(owner))
    refuse('key-set.not-the-owner', 'owner', { recipient: owner });
  if (!mandateHolds(mandate, today)) refuse('key-set.mandate-expired', 'mandate', { to: mandate.to });
  if (count > record.count) refuse('key-set.too-many', 'count', { missing: record.count });
  const kept = { ...descriptionOf(record), count, cabinet, owner, kind: 'ownerEntrusted' as const, mandate: mandateOf(mandate, now, project.timeZone) };
  return { record: { state: 'inCabinet', ...kept } };
}
