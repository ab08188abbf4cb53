import { type Loaded, order } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { keySet, ownersOfKeys } from '../../registers/key-set/contract.ts';
import type { UnitRecord } from '../../registers/unit/contract.ts';
import { concluded } from './lend.ts';
import { handedOf, type In } from './record.ts';
import type { KeySetRecord } from './rights.ts';

/**
 * The keys are gone (借出丢失): everybody who has to act hears of it at once. Keys already back stay counted; the lock is changed for all of them.
 */
export function reportLost(
  record: In<'out'>,
  { note }: { readonly note: string },
  { id, actor, now, today, reads }: Context<{ set: Loaded<KeySetRecord>; household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<'lost'>> {
  const owners = ownersOfKeys(reads.set.record, reads.household?.record, today);
  const loss = { at: now, by: actor.person, on: today, left: record.back, note };
  return {
    record: { state: 'lost', ...handedOf(record), set: { ...record.set, owners: owners.slice(0, 20) }, loss },
    also: [order(keySet, record.set.id, 'loseOnLoan', { loan: id, left: record.back, note })],
    notices: [{ type: 'key-loan.lost', to: { positions: ['FRONT', 'CSM', 'ENGM', 'PM'], parties: owners } }],
  };
}

/** Somebody has spoken to the owner (告知业主); only the first time counts. */
export function tellOwner(record: In<'lost'>, { how }: { readonly how: string }, { actor, now }: Context): Outcome<In<'lost'>> {
  return { record: { ...record, loss: { ...record.loss, told: record.loss.told ?? { at: now, by: actor.person, how } } } };
}

/** Whether there is an owner to tell. */
export const hasOwner = ({ set }: Pick<In<'lost'>, 'set'>): boolean => set.owners.length > 0 || set.unit !== undefined;

/** @throws DomainError `key-loan.tell-owner-first`: nobody finds a new lock on his door unannounced. */
function checkTold(record: In<'lost'>): void {
  if (hasOwner(record) && record.loss.told === undefined) refuse('key-loan.tell-owner-first', undefined, {}, 'conflict');
}

interface Settling {
  readonly responsible?: string | undefined;
  readonly responsibleParty?: string | undefined;
  readonly note?: string | undefined;
}

type Settled = In<'lockReplaced'>['settled'];

function settledBy({ responsible, responsibleParty, note }: Settling, { actor, now }: Context): Settled {
  const stated = Object.fromEntries(Object.entries({ responsible, responsibleParty, note }).filter(([, value]) => value !== undefined));
  return { at: now, by: actor.person, ...stated };
}

/** The lock has been changed (换锁), at the cost of whoever lost the keys; the set is written off, new keys get a new tag. */
export function replaceLock(
  record: In<'lost'>,
  input: Settling & { readonly responsible: string },
  context: Context,
): Outcome<In<'lockReplaced'> | In<'underReview'>> {
  checkTold(record);
  const { responsible, note } = input;
  return {
    record: concluded(handedOf(record), { state: 'lockReplaced', loss: record.loss, settled: settledBy(input, context) }),
    also: [order(keySet, record.set.id, 'settleLoss', { loan: context.id, outcome: 'lockReplaced', responsible, ...(note ? { note } : {}) })],
  };
}

/** No lock to change (注销): a cancelled card, a door that is gone. */
export function writeOff(record: In<'lost'>, input: { readonly note: string }, context: Context): Outcome<In<'writtenOff'> | In<'underReview'>> {
  checkTold(record);
  return {
    record: concluded(handedOf(record), { state: 'writtenOff', loss: record.loss, settled: settledBy(input, context) }),
    also: [order(keySet, record.set.id, 'settleLoss', { loan: context.id, outcome: 'cancelled', note: input.note })],
  };
}

/** The keys have been found (找回) before the lock was changed: all of them are in the cabinet again. */
export function recover(record: In<'lost'>, { note }: { readonly note: string }, context: Context): Outcome<In<'returned'> | In<'underReview'>> {
  const { actor, now } = context;
  const handed = { ...handedOf(record), back: record.set.count };
  return {
    record: concluded(handed, { state: 'returned', returnedAt: now, loss: record.loss, found: { at: now, by: actor.person, note } }),
    also: [order(keySet, record.set.id, 'settleLoss', { loan: context.id, outcome: 'found', note })],
    notices: record.set.owners.length > 0 ? [{ type: 'key-loan.found', to: { parties: record.set.owners } }] : [],
  };
}
