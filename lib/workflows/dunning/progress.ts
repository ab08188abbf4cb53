import type { Loaded } from '../../cases/contract.ts';
import type { Context } from '../../cases/definition.ts';
import { addDays, type CivilDate, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import type { PartyRecord } from '../../registers/party/contract.ts';
import { endOf, figuresOf, type Owed, owedBy } from './bills.ts';
import type { Active, Base, DunningStep, In, Pause } from './record.ts';

/** The payer as the register knows him at this moment. */
export type PayerKnown = { readonly payer: Loaded<PartyRecord> | undefined };

/** A case that has not ended. */
export type Open = Active | In<'paused'>;
/** How a case ends by itself when nothing is owed any more. */
export type Settled = In<'paid' | 'writtenOff' | 'withdrawn'>;

/** The case with the figures of this moment, or how it has ended: every step looks at the ledger again before it does anything. */
export function seen<R extends Open>(record: R, context: Pick<Context, 'money' | 'today' | 'now' | 'actor'>): { owed: Owed; record: R; settled?: Settled } {
  const owed = owedBy(record, context.money, context.today);
  const figures = figuresOf(owed);
  if (figures) return { owed, record: { ...record, ...figures } };
  return { owed, record, settled: settle(record, context) };
}

/** What every state knows, without what belongs to one. */
export function baseOf(record: Open): Base {
  const { unit, payer, payerName, bills, billCount, openFen, oldestDue, limitationOn, basedOn, ladder, heldDays } = record;
  const { reached, steps, served, promises, broken, vulnerable, excluded } = record;
  return {
    ...{ unit, payer, payerName, bills, billCount, openFen, oldestDue, limitationOn, basedOn, ladder, heldDays, reached, steps, served, promises },
    ...(broken ? { broken } : {}),
    ...(vulnerable ? { vulnerable } : {}),
    ...(excluded ? { excluded } : {}),
  };
}

/** The case ends by what has become of its bills: paid, written off, or taken back. */
function settle(record: Open, { money, now, actor }: Pick<Context, 'money' | 'now' | 'actor'>): Settled {
  const { broken: _, ...kept } = baseOf(record);
  const base = { ...kept, openFen: 0, billCount: 0 };
  const ended = { at: now, by: actor.person };
  const promises = record.state === 'paused' && record.pause.reason === 'promise' ? judged(base.promises, true) : base.promises;
  const end = endOf(base, money);
  return end === 'voided' ? { ...base, promises, state: 'withdrawn', ended, reason: '账单已全部作废' } : { ...base, promises, state: end, ended };
}

/** The promises with a verdict on the last one. */
export function judged(promises: Base['promises'], kept: boolean): Base['promises'] {
  return promises.map((promise, at) => (at === promises.length - 1 && promise.kept === undefined ? { ...promise, kept } : promise));
}

/** Stops the ladder (暂停). */
export function pausedAt(record: Active | In<'paused'>, pause: Pause): In<'paused'> {
  const was = record.state === 'paused' ? record.was : record.state;
  return { ...baseOf(record), state: 'paused', was, pause };
}

/** Who stops the ladder, when, and why. */
export function pauseOf(reason: Pause['reason'], { now, today, actor }: Pick<Context, 'now' | 'today' | 'actor'>, more: Partial<Pause> = {}): Pause {
  return { at: now, by: actor.person, reason, on: today, ...more };
}

const stopped = { deceased: 'dunning.payer-deceased', bankrupt: 'dunning.payer-bankrupt', seized: 'dunning.payer-seized' } as const;

/**
 * Nobody is asked to pay who cannot be asked any more (L20's clock runs on: the claim goes elsewhere).
 *
 * @throws DomainError `dunning.payer-deceased`, `dunning.payer-bankrupt`, `dunning.payer-seized`, which say where to turn
 */
export function mustBeAsked({ payer }: PayerKnown): void {
  const standing = payer?.record.standing;
  if (standing)
    refuse(
      stopped[standing.kind],
      undefined,
      { name: payer?.record.name, since: standing.since, contact: standing.contact ?? '待查', claimUntil: standing.claimUntil ?? '法院公告的期限' },
      'conflict',
    );
}

/** The next step of the demand chain: its part and how many there are then. */
export function stepPart(record: Open, step: Omit<DunningStep, 'at' | 'by' | 'openFen' | 'billCount'>, { now, actor }: Pick<Context, 'now' | 'actor'>) {
  const steps = record.steps + 1;
  const data: DunningStep = { at: now, by: actor.person, ...step, openFen: record.openFen, billCount: record.billCount };
  return { steps, part: { kind: 'step', id: String(steps).padStart(4, '0'), data } };
}

/** A day with which a step is entered: not after today, and not before the case was opened by more than the project's memory. @throws DomainError `dunning.day-future`, `dunning.day-early` */
export function stepDay(on: string | undefined, { today }: Pick<Context, 'today'>, path: string, earliest: string): CivilDate {
  const day = parseCivilDate(on ?? today);
  if (day > today) refuse('dunning.day-future', path, { day });
  if (day <= earliest) refuse('dunning.day-early', path, { day, earliest });
  return day;
}

/** The day after. */
export const dayAfter = (day: string, days = 1): CivilDate => addDays(parseCivilDate(day), days);
