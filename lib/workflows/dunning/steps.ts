import type * as z from 'zod';
import type { BillNote } from '../../cases/contract.ts';
import { note as noting } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, atCivil, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import { yuan } from '../../kernel/money.ts';
import { interrupting, type Owed } from './bills.ts';
import type { Calling, Promising, Serving, Visiting } from './inputs.ts';
import { hasReached, withDone } from './ladder.ts';
import { baseOf, dayAfter, mustBeAsked, type PayerKnown, pausedAt, pauseOf, type Settled, seen, stepDay, stepPart } from './progress.ts';
import type { Active, DunningStep, In } from './record.ts';
import { type PaperKind, paperKinds, type Rung } from './vocabulary.ts';

type Stepped = Outcome<Active | In<'paused'> | Settled>;
type Taken = Omit<DunningStep, 'at' | 'by' | 'openFen' | 'billCount' | 'interrupts'>;

/** Whether what is known of it would persuade a court: somebody was spoken to, and something proves it. */
const proven = (reached: boolean, evidence: readonly string[]): boolean => reached && evidence.length > 0;

/** Notes a step: its part, the work of its rung done, the limitation of the bills begun anew where it is evidence; and the case has ended when nothing is owed any more. */
function taken(
  record: Active,
  owed: Owed,
  settled: Settled | undefined,
  rung: Rung,
  step: Taken,
  notes: readonly BillNote[],
  context: Context,
): Stepped & { readonly record: Active | Settled } {
  const { steps, part } = stepPart(record, { ...step, interrupts: notes.length }, context);
  const reached = withDone(record.reached, rung, context.now);
  const also = notes.length > 0 ? [noting(...notes)] : [];
  const { broken: _, ...rest } = record;
  return { record: settled ? { ...settled, steps, reached } : { ...rest, steps, reached }, parts: [part], also: owed.bills.length > 0 ? also : [] };
}

/**
 * A call (电话催缴, D+10): what came of it, and what the payer promised. A conversation that was recorded is a demand; ringing at an empty flat is none.
 *
 * @throws DomainError those of {@link mustBeAsked} and {@link promised}; `dunning.promise-unheard` for a promise of nobody who was reached
 */
export function call(before: Active, input: z.output<typeof Calling>, context: Context<PayerKnown>): Stepped {
  mustBeAsked(context.reads);
  const { record, owed, settled } = seen(before, context);
  const { result, speaker, evidence, promise, note } = input;
  if (promise && result !== 'reached') refuse('dunning.promise-unheard', 'promise');
  const proofs = evidence === undefined ? [] : [evidence];
  const notes = proven(result === 'reached' || result === 'refused', proofs) ? interrupting(owed, context.today, 'call', proofs.join('、')) : [];
  const step: Taken = {
    step: 'call',
    on: context.today,
    result,
    evidence: proofs,
    ...(speaker ? { speaker } : {}),
    ...(note ? { note } : {}),
    ...promiseOn(promise),
  };
  const outcome = taken(record, owed, settled, 'phoning', step, notes, context);
  return promise && !settled ? promised(outcome, owed, promise, context) : outcome;
}

const promiseOn = (promise: z.output<typeof Promising> | undefined) =>
  promise ? { promisedOn: promise.on, ...(promise.fen === undefined ? {} : { promisedFen: promise.fen }) } : {};

/**
 * A visit by two colleagues (上门催缴, D+20). Speaking with the payer or an adult of his family, with a signed record or a photo, is a demand.
 *
 * @throws DomainError `dunning.two-persons`, `dunning.day-future`, `dunning.day-early`, `dunning.promise-unheard`
 */
export function visit(before: Active, input: z.output<typeof Visiting>, context: Context<PayerKnown>): Stepped {
  mustBeAsked(context.reads);
  const { visitors, met, speaker, evidence, promise, note } = input;
  if (new Set(visitors).size < 2) refuse('dunning.two-persons', 'visitors');
  const { record, owed, settled } = seen(before, context);
  const on = stepDay(input.on, context, 'on', record.oldestDue);
  const spoken = met === 'payer' || met === 'family';
  if (promise && !spoken) refuse('dunning.promise-unheard', 'promise');
  const notes = proven(spoken, evidence) ? interrupting(owed, on, 'visit', evidence.join('、')) : [];
  const said = { ...(speaker ? { speaker } : {}), ...(note ? { note } : {}), ...promiseOn(promise) };
  const step: Taken = { step: 'visit', on, result: met, visitors: [...new Set(visitors)], evidence, ...said };
  const outcome = taken(record, owed, settled, 'visiting', step, notes, context);
  return promise && !settled ? promised(outcome, owed, promise, context) : outcome;
}

/** From which rung on a paper is served, and whether it is a demand of ours. */
const papers: Readonly<Record<PaperKind, { readonly from: Rung; readonly by?: 'letter' | 'secondLetter' | 'lawyerLetter' }>> = {
  letter: { from: 'lettering', by: 'letter' },
  secondLetter: { from: 'relettering', by: 'secondLetter' },
  committee: { from: 'relettering' },
  lawyerLetter: { from: 'lawyering', by: 'lawyerLetter' },
};

/**
 * A paper that was served (书面催缴, D+30, D+60, D+90): the demand the law asks for before a suit, with a reasonable period and the evidence of its service (L01). The owners'
 * committee urging its neighbour (业委会督促) is none of ours and interrupts nothing.
 *
 * @throws DomainError `dunning.too-early`, `dunning.letter-first`, `dunning.period-short`, `dunning.day-future`, `dunning.day-early`
 */
export function serve(before: Active, input: z.output<typeof Serving>, context: Context<PayerKnown>): Stepped {
  mustBeAsked(context.reads);
  const { kind, how, speaker, evidence, note } = input;
  const { from, by } = papers[kind];
  const { record, owed, settled } = seen(before, context);
  if (!hasReached(record.state, from)) refuse('dunning.too-early', 'kind', { paper: paperKinds[kind] }, 'conflict');
  if (kind === 'secondLetter' && !record.served.some((one) => one.kind === 'letter')) refuse('dunning.letter-first', 'kind', {}, 'conflict');
  const days = input.days ?? record.ladder.demandDays;
  if (by && days < record.ladder.demandDays) refuse('dunning.period-short', 'days', { days, least: record.ladder.demandDays });
  const on = stepDay(input.on, context, 'on', record.oldestDue);
  const until = dayAfter(on, days);
  const notes = by ? interrupting(owed, on, by, evidence.join('、')) : [];
  const step: Taken = { step: 'paper', on, paper: kind, how, until, evidence, ...(speaker ? { speaker } : {}), ...(note ? { note } : {}) };
  const outcome = taken(record, owed, settled, from, step, notes, context);
  return { ...outcome, record: { ...outcome.record, served: [...outcome.record.served, { kind, on, until }].slice(-12) } };
}

/**
 * The payer promises to pay by a day (承诺付款): the ladder waits, fifteen days at most, twice at most. A promise with evidence is an acknowledgement and begins the limitation
 * anew (民法典195).
 *
 * @throws DomainError `dunning.promise-third`, `dunning.promise-day`, `dunning.promise-amount`
 */
export function promise(before: Active, input: z.output<typeof Promising>, context: Context<PayerKnown>): Stepped {
  mustBeAsked(context.reads);
  const { record, owed, settled } = seen(before, context);
  const evidence = input.evidence === undefined ? [] : [input.evidence];
  const notes = interruptingPromise(owed, input, context);
  const { steps, part } = stepPart(record, { step: 'promise', on: context.today, evidence, interrupts: notes.length, ...promiseOn(input) }, context);
  if (settled) return { record: { ...settled, steps }, parts: [part] };
  const { broken: _, ...rest } = record;
  return promised({ record: { ...rest, steps }, parts: [part] }, owed, input, context, '');
}

const interruptingPromise = (owed: Owed, { evidence }: z.output<typeof Promising>, { today }: Pick<Context, 'today'>): readonly BillNote[] =>
  evidence === undefined ? [] : interrupting(owed, today, 'promise', evidence);

/** Adds a promise to a step that has been noted, and stops the ladder. */
function promised(
  outcome: Stepped & { readonly record: Active | Settled },
  owed: Owed,
  input: z.output<typeof Promising>,
  context: Context,
  within = 'promise.',
): Stepped {
  const record = outcome.record as Active;
  const { today, now, project } = context;
  const { ladder, openFen } = record;
  if (record.promises.length >= ladder.promises) refuse('dunning.promise-third', undefined, { most: ladder.promises }, 'conflict');
  const latest = addDays(parseCivilDate(today), ladder.promiseDays);
  if (input.on <= today || input.on > latest) refuse('dunning.promise-day', `${within}on`, { most: ladder.promiseDays, latest });
  if (input.fen !== undefined && input.fen > openFen) refuse('dunning.promise-amount', `${within}fen`, { fen: yuan(input.fen), open: yuan(openFen) });
  const day = parseCivilDate(input.on);
  const remindAt = atCivil(addDays(day, -1), '09:00', project.timeZone);
  const until = { until: input.on, endsAt: endOfDay(day, project.timeZone), ...(remindAt > now ? { remindAt } : {}) };
  const made = { on: input.on, owedFen: openFen, at: now, ...(input.fen === undefined ? {} : { fen: input.fen }) };
  const paused = pausedAt({ ...record, promises: [...record.promises, made] }, pauseOf('promise', context, until));
  const notes = interruptingPromise(owed, input, context);
  return {
    ...outcome,
    record: { ...baseOf(paused), state: 'paused', was: paused.was, pause: paused.pause },
    also: [...(outcome.also ?? []), ...(notes.length > 0 ? [noting(...notes)] : [])],
  };
}
