import type { Context, Outcome } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { concluded } from './lend.ts';
import { hasOwner } from './loss.ts';
import { type Emergency, handedOf, type In } from './record.ts';

type Running = In<'out' | 'lost' | 'underReview'>;
type Ended = In<'returned' | 'lockReplaced' | 'writtenOff'>;

/**
 * The report of an entry (入户报告), owed within 24 hours: what was found and done, the photos and videos by name, and how the owner was told.
 *
 * @throws DomainError `key-loan.no-emergency`, `key-loan.report-filed`, `key-loan.owner-untold`.
 */
export function fileReport(
  record: Running,
  { text, evidence, ownerTold }: { readonly text: string; readonly evidence: readonly string[]; readonly ownerTold?: string | undefined },
  { actor, now }: Context,
): Outcome<Running | Ended> {
  const emergency = emergencyOf(record);
  if (emergency.report) refuse('key-loan.report-filed', undefined, {}, 'conflict');
  if (hasOwner(record) && !ownerTold) refuse('key-loan.owner-untold', 'ownerTold');
  const report = { at: now, by: actor.person, text, evidence: [...evidence], ...(ownerTold ? { ownerTold } : {}) };
  return { record: withEmergency(record, { ...emergency, report }) };
}

/**
 * The judgement after the fact (事后审批), owed within 24 hours by a manager who neither entered nor sent. A rejection undoes nothing; it goes up.
 *
 * @throws DomainError `key-loan.no-emergency`, `key-loan.decided`, `key-loan.own-entry` (forbidden).
 */
export function ratify(
  record: Running,
  { verdict, note }: { readonly verdict: 'approved' | 'rejected'; readonly note?: string | undefined },
  { actor, now }: Context,
): Outcome<Running | Ended> {
  const emergency = emergencyOf(record);
  if (emergency.decision) refuse('key-loan.decided', undefined, {}, 'conflict');
  if (!mayRatify(record, actor)) forbid('key-loan.own-entry');
  const decision = { at: now, by: actor.person, verdict, ...(note ? { note } : {}) };
  return {
    record: withEmergency(record, { ...emergency, decision }),
    notices:
      verdict === 'rejected'
        ? [{ type: 'key-loan.entry-rejected', to: { positions: ['CSM', 'HQ-PROJ'], persons: [record.requestedBy] }, params: { note: note ?? '未说明理由' } }]
        : [],
  };
}

/** Not one of the two who entered, nor the one who opened the entry. */
export function mayRatify({ borrower, emergency, requestedBy }: Running, { person }: Pick<Actor, 'person'>): boolean {
  const entered = borrower.kind === 'staff' && borrower.person === person;
  return emergency !== undefined && !entered && emergency.second.person !== person && requestedBy !== person;
}

function emergencyOf(record: Running): Emergency {
  return record.emergency ?? refuse('key-loan.no-emergency', undefined, {}, 'conflict');
}

function withEmergency(record: Running, emergency: Emergency): Running | Ended {
  return record.state === 'underReview' ? concluded({ ...handedOf(record), emergency }, record.ending) : { ...record, emergency };
}
