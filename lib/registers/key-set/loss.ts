import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { type Timer, usualStages } from '../../cases/timer.ts';
import { plus } from '../../kernel/clock.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import type { UnitRecord } from '../unit/contract.ts';
import { ownersOfKeys } from './contract.ts';
import { checkLoan, inCabinet } from './custody.ts';
import { descriptionOf, type KeySet, type Loss } from './record.ts';

type In<S extends KeySet['state']> = Extract<KeySet, { state: S }>;

/** How a loss is taken down; `left` keys of the set are still there. */
interface Report {
  readonly left: number;
  readonly note?: string | undefined;
  readonly loan?: string | undefined;
}

/** @throws DomainError `key-set.nothing-lost` when as many keys are left as the set has. */
export function lostSet(record: KeySet, report: Report, { actor, now, today }: Pick<Context, 'actor' | 'now' | 'today'>): In<'lost'> {
  if (report.left >= record.count) refuse('key-set.nothing-lost', 'left', { count: record.count });
  const { left, note, loan } = report;
  const loss = { at: now, on: today, by: actor.person, left, ...(note ? { note } : {}), ...(loan ? { loan } : {}) };
  return { state: 'lost', ...descriptionOf(record), loss };
}

/** Keys are gone from the cabinet (报失): the owner is told within 2 hours and the lock changed within 24. */
export function reportLost(
  record: In<'inCabinet' | 'discrepancy'>,
  report: Report,
  context: Context<{ household: Loaded<UnitRecord> | undefined }>,
): Outcome<In<'lost'>> {
  if (record.state === 'discrepancy' && record.was.state !== 'inCabinet') throw new DomainError('conflict', 'key-set.explain-first');
  return { record: lostSet(record, report, context), notices: [lossNotice(record, context.reads.household?.record, context.today)] };
}

/** Everybody who has to act on a loss hears of it at once; the owner too, and the clock waits for somebody to speak to him. */
export function lossNotice(record: KeySet, household: UnitRecord | undefined, today: string): Notice {
  return { type: 'key-set.lost', to: { positions: ['FRONT', 'CSM', 'ENGM', 'PM'], parties: ownersOfKeys(record, household, today) } };
}

/** Keys are gone while lent (借出丢失): ordered by the loan, which follows it up. */
export function loseOnLoan(record: In<'out'>, input: { loan: string; left: number; note?: string | undefined }, context: Context): Outcome<In<'lost'>> {
  checkLoan(record.loan, input.loan);
  return { record: lostSet(record, input, context) };
}

interface Settlement {
  readonly outcome: 'lockReplaced' | 'cancelled' | 'found';
  readonly note?: string | undefined;
  readonly responsible?: string | undefined;
}

/** The loan has dealt with its loss (丢失处置): the lock is changed or the card cancelled, or the keys have been found. */
export function settleLoss(
  record: In<'lost'>,
  { loan, outcome, ...why }: Settlement & { loan: string },
  context: Context,
): Outcome<In<'writtenOff'> | In<'inCabinet'>> {
  checkLoan(record.loss.loan, loan);
  return { record: outcome === 'found' ? inCabinet(record) : writtenOff(record, { reason: outcome, ...why }, context) };
}

/** The lock has been changed (换锁) after a loss that has no loan. */
export function replaceLock(record: In<'lost'>, why: { responsible: string; note?: string | undefined }, context: Context): Outcome<In<'writtenOff'>> {
  checkOwnLoss(record.loss);
  checkTold(record);
  return { record: writtenOff(record, { reason: 'lockReplaced', ...why }, context) };
}

/** The keys have been found (找回) before the lock was changed. */
export function recover(record: In<'lost'>): Outcome<In<'inCabinet'>> {
  checkOwnLoss(record.loss);
  return { record: inCabinet(record) };
}

/** Written off (注销) without a new lock: the door is gone, the card is cancelled. */
export function writeOff(record: In<'inCabinet' | 'lost'>, { note }: { note: string }, context: Context): Outcome<In<'writtenOff'>> {
  if (record.state === 'lost') {
    checkOwnLoss(record.loss);
    checkTold(record);
  }
  return { record: writtenOff(record, { reason: 'cancelled', note }, context) };
}

const hasOwner = ({ owner, unit }: KeySet) => owner !== undefined || unit !== undefined;

/** @throws DomainError `key-set.tell-owner-first`: nobody finds a new lock on his door unannounced. */
function checkTold(record: In<'lost'>): void {
  if (hasOwner(record) && record.loss.told === undefined) throw new DomainError('conflict', 'key-set.tell-owner-first');
}

type Why = { readonly reason: 'lockReplaced' | 'cancelled'; readonly note?: string | undefined; readonly responsible?: string | undefined };

function writtenOff(record: In<'inCabinet' | 'lost'>, { reason, note, responsible }: Why, { actor, now }: Context): In<'writtenOff'> {
  const why = { at: now, by: actor.person, reason, ...(note ? { note } : {}), ...(responsible ? { responsible } : {}) };
  return { state: 'writtenOff', ...descriptionOf(record), ...(record.state === 'lost' ? { loss: record.loss } : {}), writeOff: why };
}

/** The owner has been told (告知业主), by whom and how. */
export function tellOwner(record: In<'lost'>, { how }: { how: string }, { actor, now }: Context): Outcome<In<'lost'>> {
  checkOwnLoss(record.loss);
  return { record: { ...record, loss: { ...record.loss, told: record.loss.told ?? { at: now, by: actor.person, how } } } };
}

function checkOwnLoss(loss: Loss): void {
  if (loss.loan !== undefined) throw new DomainError('conflict', 'key-set.handled-in-loan', { loan: loss.loan });
}

/** Limits of a loss that has no loan: owner told ≤ 2 h where there is one to tell, lock changed ≤ 24 h. */
export function lossTimers(record: KeySet): readonly Timer[] {
  if ((record.state !== 'lost' && record.state !== 'writtenOff') || record.loss === undefined || record.loss.loan !== undefined) return [];
  const { at, told } = record.loss;
  const settledAt = record.state === 'writtenOff' ? record.writeOff.at : undefined;
  const [toldBy, changedBy] = [plus(at, { hours: 2 }), plus(at, { hours: 24 })];
  const tellingOwner: Timer = {
    name: 'tellOwner',
    from: at,
    due: toldBy,
    stop: told?.at ?? settledAt,
    stages: usualStages(at, toldBy, { remind: { positions: ['FRONT'] }, warn: { positions: ['CSM'] }, breach: { positions: ['CSM', 'PM'] } }),
  };
  const lockChange: Timer = {
    name: 'lockChange',
    from: at,
    due: changedBy,
    stop: settledAt,
    stages: usualStages(at, changedBy, { remind: { positions: ['FRONT', 'ENGM'] }, warn: { positions: ['CSM', 'ENGM'] }, breach: { positions: ['PM'] } }),
  };
  return [...(hasOwner(record) ? [tellingOwner] : []), lockChange];
}
