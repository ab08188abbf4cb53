import type * as z from 'zod';
import { note as noting } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { interrupting } from './bills.ts';
import type { Suing, Suspending, Withdrawing } from './inputs.ts';
import { withDone } from './ladder.ts';
import { baseOf, mustBeAsked, type Open, type PayerKnown, type Settled, seen, stepDay, stepPart } from './progress.ts';
import { type Active, DunningStep, type In } from './record.ts';
import { supplies } from './vocabulary.ts';

/**
 * The claim goes to court or arbitration (起诉/仲裁). The law asks for a written demand first, and for the reasonable period it gave to be over (L01): the demand chain must hold both,
 * with the evidence of service.
 *
 * @throws DomainError `law.litigation-without-demand` with 民法典第944条; `dunning.day-future`
 */
export function litigate(before: Active, input: z.output<typeof Suing>, context: Context<PayerKnown>): Outcome<In<'litigated'> | Settled> {
  const { record, owed, settled } = seen(before, context);
  if (settled) return { record: settled };
  mustBeAsked(context.reads);
  const filedOn = stepDay(input.filedOn, context, 'filedOn', record.oldestDue);
  const ends = context.parts.flatMap(({ data }) => periodOf(DunningStep.parse(data)) ?? []).toSorted();
  if (!ends.some((until) => until < filedOn)) {
    const until = ends[0] ?? '—';
    refuse('law.litigation-without-demand', undefined, { count: ends.length, until });
  }
  const notes = interrupting(owed, filedOn, 'suit', [input.before, input.number, ...input.evidence].filter(Boolean).join('、'));
  const { steps, part } = stepPart(record, { step: 'suit', on: filedOn, evidence: input.evidence, interrupts: notes.length, note: input.before }, context);
  const { broken: _, ...base } = baseOf(record);
  const suit = { ...input, filedOn, at: context.now, by: context.actor.person };
  const reached = withDone(base.reached, 'litigating', context.now);
  return { record: { ...base, steps, reached, state: 'litigated', suit }, parts: [part], also: notes.length > 0 ? [noting(...notes)] : [] };
}

/** The end of the period a paper gave, if it was a demand of ours; the owners' committee's is none. */
function periodOf({ step, paper, until }: DunningStep): string | undefined {
  return step === 'paper' && paper !== 'committee' ? until : undefined;
}

/** The project manager gives a case up (撤销催缴); its bills are not asked for again by the ladder, and stay what they are. */
export function withdraw(before: Open, { reason }: z.output<typeof Withdrawing>, { now, actor }: Context): Outcome<In<'withdrawn'>> {
  const { broken: _, ...base } = baseOf(before);
  return { record: { ...base, state: 'withdrawn', ended: { at: now, by: actor.person }, reason } };
}

/**
 * Water, power, gas, heat or the way in as a means to make somebody pay (停水停电催缴): never. The command exists so that whoever tries is told the law, and the attempt stays in the
 * history (L02).
 *
 * @throws DomainError `law.suspension`, always
 */
export function suspend(_record: Open, { supply }: z.output<typeof Suspending>): never {
  return refuse('law.suspension', undefined, { supply: supplies[supply] });
}
