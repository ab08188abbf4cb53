import type * as z from 'zod';
import type { Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import type { UnitRecord } from '../unit/contract.ts';
import { expectedInCabinet, type Finding } from './contract.ts';
import { lossNotice, lostSet } from './loss.ts';
import { custodyOf, descriptionOf, type KeySet } from './record.ts';

type In<S extends KeySet['state']> = Extract<KeySet, { state: S }>;
type Booked = In<'inCabinet' | 'out' | 'handedOver' | 'lost'>;

/**
 * A count has seen another number of keys than the books say (盘点异常): the set is not lent until somebody other than the counter has explained it.
 *
 * @throws DomainError `key-set.count-agrees` when it agrees by now: keys moved between the look into the cabinet and the entry.
 */
export function flagDiscrepancy(record: Booked, { keyCount, seen }: { keyCount: string; seen: number }, { now }: Context): Outcome<In<'discrepancy'>> {
  const expected = expectedInCabinet(record);
  if (seen === expected) throw new DomainError('conflict', 'key-set.count-agrees', { expected });
  return { record: { state: 'discrepancy', ...descriptionOf(record), was: custodyOf(record), finding: { keyCount, seen, expected, at: now } } };
}

/**
 * The difference is explained (差异说明), ordered by the count: the keys are where the books say, or the books had a wrong number, or keys are lost.
 *
 * @throws DomainError `key-set.explain-keys`, `key-set.explain-first`: lost or recounted keys of a set that is lent or handed over are the loan's affair.
 */
export function explain(
  record: In<'discrepancy'>,
  { finding, keys, note }: { finding: z.output<typeof Finding>; keys?: number | undefined; note: string },
  context: Context<{ household: Loaded<UnitRecord> | undefined }>,
): Outcome<Booked> {
  const { was } = record;
  if (finding === 'restored') return { record: { ...descriptionOf(record), ...was } };
  if (was.state !== 'inCabinet') throw new DomainError('conflict', 'key-set.explain-first');
  if (finding === 'lost') {
    const left = Math.min(record.finding.seen, record.count);
    return { record: lostSet(record, { left, note }, context), notices: [lossNotice(record, context.reads.household?.record, context.today)] };
  }
  if (keys === undefined) refuse('key-set.explain-keys', 'keys');
  return { record: { state: 'inCabinet', ...descriptionOf(record), count: keys } };
}
