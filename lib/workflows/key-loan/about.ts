import type { Fact, RequiredDocument, Term } from '../../cases/definition.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { hasOwner } from './loss.ts';
import type { KeyLoan } from './record.ts';
import { lossOf, returnedAt, settledAt } from './timers.ts';

type Lent = Extract<KeyLoan, { lentAt: Instant }>;

const isLent = (loan: KeyLoan): loan is Lent => 'lentAt' in loan;

/** How people speak of the loan: set and borrower. */
export const title = ({ set, borrower }: KeyLoan): string => `钥匙 ${set.id}（${borrower.name}）`;

/** Words a loan is found by: the flat, the set, the ticket, an outsider's sealed identity and phone. */
export function terms({ set, borrower, ticket }: KeyLoan): readonly Term[] {
  const outsider =
    borrower.kind === 'outsider'
      ? [{ kind: 'identity', value: borrower.identity.h }, ...(borrower.phone ? [{ kind: 'phone', value: borrower.phone.h }] : [])]
      : [];
  return [
    { kind: 'tag', value: set.id },
    ...(set.unit === undefined ? [] : [{ kind: 'room', value: set.unit }]),
    ...(ticket === undefined ? [] : [{ kind: 'ticket', value: ticket }]),
    ...outsider,
  ];
}

const inTime = (stop: Instant | undefined, due: Instant): boolean | undefined => (stop === undefined ? undefined : stop <= due);

/**
 * What a loan means for the figures of key loans: returned on time (overdue rate = the rest), lost, and the limits of loss and emergency entry. A lost set
 * counts as lost and as not returned on time, unless it was found. Verdicts follow from the record alone, so that history gets each when it arises; what runs out while
 * nobody does anything shows in the timers.
 */
export function facts(loan: KeyLoan, key: string): readonly Fact[] {
  if (!isLent(loan)) return [];
  const loss = lossOf(loan);
  const back = returnedAt(loan);
  const emergencyDue = plus(loan.lentAt, { hours: 24 });
  const emergency = loan.emergency && [
    { kpi: 'key-emergency-report', key, on: loan.lentOn, met: inTime(loan.emergency.report?.at, emergencyDue) },
    { kpi: 'key-emergency-ratified', key, on: loan.lentOn, met: inTime(loan.emergency.decision?.at, emergencyDue) },
  ];
  const lost = loss && [
    ...(back === undefined ? [{ kpi: 'key-lost', key, on: loss.on, met: false }] : []),
    ...(hasOwner(loan) ? [{ kpi: 'key-loss-owner-told', key, on: loss.on, met: inTime(loss.told?.at ?? settledAt(loan), plus(loss.at, { hours: 2 })) }] : []),
    { kpi: 'key-loss-lock-changed', key, on: loss.on, met: inTime(settledAt(loan), plus(loss.at, { hours: 24 })) },
  ];
  const onTime = loss && back === undefined ? false : inTime(back, loan.dueAt);
  return [{ kpi: 'key-returned-on-time', key, on: loan.dueOn, met: onTime }, ...(lost ?? []), ...(emergency ?? [])];
}

/** Documents a loan leaves in the archive: the entries themselves, and the papers behind them by name. */
export function archive(loan: KeyLoan): readonly RequiredDocument[] {
  const agent = loan.borrower.kind === 'outsider' ? loan.borrower.mandate : undefined;
  const lent = isLent(loan);
  return [
    { name: '钥匙借用登记', present: lent },
    ...(agent ? [{ name: agent.document, present: false }] : []),
    ...(loan.needs === 'entrusted' && !agent ? [{ name: '业主委托书或业主确认记录', present: loan.consent !== undefined }] : []),
    ...(lent && loan.emergency ? [{ name: '紧急入户报告', present: loan.emergency.report !== undefined }] : []),
    ...(lent && lossOf(loan) ? [{ name: '钥匙丢失报告', present: true }] : []),
  ];
}

/** What an owner sees of each use of his keys (钥匙使用记录); others of the household see that there is a loan, and nothing of it. */
export function residentView(loan: KeyLoan, caller: string | undefined): Readonly<Record<string, unknown>> {
  if (caller === undefined || !loan.set.owners.includes(caller)) return {};
  const { borrower, purpose } = loan;
  const use = {
    keys: loan.set.count,
    borrower: borrower.name,
    ...(borrower.kind === 'outsider' ? { company: borrower.company } : {}),
    purpose,
    consent: loan.consent,
  };
  if (!isLent(loan)) return use;
  const { emergency, lentAt, dueAt } = loan;
  return {
    ...use,
    lentAt,
    dueAt,
    returnedAt: returnedAt(loan),
    lostAt: lossOf(loan)?.at,
    ...(emergency ? { emergency: { hazard: emergency.hazard, second: emergency.second.name, report: emergency.report?.text } } : {}),
  };
}
