import type * as z from 'zod';
import { asOf, type Loaded, pin, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { unit } from '../../registers/unit/contract.ts';
import type { Agreeing, Quoting, Refusing } from './inputs.ts';
import { callerParties, householdsWord, isResident, isWorkerOrHead, mustBeWorker, speaker } from './people.ts';
import { entered, tomorrow } from './progress.ts';
import type { Quote, Word } from './quote.ts';
import { type Base, type In, only, shapes } from './record.ts';

type Unit = NonNullable<(typeof unit)['record']>;
type Home = Readonly<Record<string, Read<Unit>>>;
type HomeLoaded = Readonly<Record<string, Loaded<Unit> | undefined>>;

/** The caller's own household, pinned: who is owner at this moment decides whose yes it is. Staff bring evidence instead. */
export function homeOf(_input: unknown, { place }: Pick<Base, 'place'>, { actor }: { readonly actor: Actor }): Home {
  return isResident(actor) && 'unit' in place ? { home: pin(unit, place.unit) } : {};
}

/** The same, looked at only: a signature under finished work creates no obligation. */
export function homeSeen(_input: unknown, { place }: Pick<Base, 'place'>, { actor }: { readonly actor: Actor }): Home {
  return isResident(actor) && 'unit' in place ? { home: asOf(unit, place.unit) } : {};
}

/**
 * Quotes (报价) labour and material by their names in the published price list, before any work; completion waits for the household's answer. A large one is approved first
 * (`quoteApproval`).
 *
 * @throws DomainError `repair.not-your-order`, `repair.quote-idle` for warranty and common parts.
 */
export function quote(record: In<'arrived' | 'quoted' | 'quoteRefused'>, { lines }: z.infer<typeof Quoting>, { actor, now }: Context): Outcome<In<'quoted'>> {
  if (!isWorkerOrHead(record, actor)) mustBeWorker(record, actor);
  if (record.payer !== 'paid') refuse('repair.quote-idle', undefined, {}, 'conflict');
  const totalFen = totalOf(lines);
  const made: Quote = { lines, totalFen, at: now, by: actor.person };
  return {
    record: { ...entered(only(shapes.onSite, record), now, { pause: 'owner', until: tomorrow(now) }), state: 'quoted', quote: made },
    notices: [{ type: 'repair.quoted', to: { parties: callerParties(record) }, params: { amount: yuan(totalFen) } }],
  };
}

/** What the lines add up to. */
export function totalOf(lines: z.infer<typeof Quoting>['lines']): number {
  return lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** Fen as people read yuan; no division of money by floating point. */
export function yuan(amountFen: number): string {
  const digits = String(amountFen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * The household agrees (确认报价). The owner binds it to any amount; a tenant or occupant up to the limit, beyond it with the owner's consent as
 * evidence.
 *
 * @throws DomainError `repair.quote-again` for one from before approvals that nobody confirmed, `repair.owner-must-agree`, and the speaker's own.
 */
export function agree(record: In<'quoted'>, input: z.infer<typeof Agreeing>, context: Context<HomeLoaded>): Outcome<In<'working'>> {
  const { now, reads } = context;
  const { quote: made } = record;
  if (made.unapproved) refuse('repair.quote-again', undefined, { amount: yuan(made.totalFen) }, 'conflict');
  const agreed = speaker(input.speaker, reads['home'], context);
  const bound: Quote = { ...made, agreed, ...(input.ownerConsent ? { ownerConsent: input.ownerConsent } : {}) };
  mustBind(agreed, bound, record);
  return {
    record: { ...entered(only(shapes.onSite, record), now), state: 'working', quote: bound },
    notices: [{ type: 'repair.quoteAgreed', to: { persons: [record.order.worker] } }],
  };
}

/** @throws DomainError `repair.owner-must-agree` when this person cannot bind the household to the amount. */
export function mustBind(
  { role }: Pick<Word, 'role'>,
  { totalFen, ownerConsent }: Pick<Quote, 'totalFen' | 'ownerConsent'>,
  { limits }: Pick<Base, 'limits'>,
): void {
  if (role === 'owner' || ownerConsent !== undefined || totalFen <= limits.tenantUpToFen) return;
  forbid('repair.owner-must-agree', { amount: yuan(totalFen), limit: yuan(limits.tenantUpToFen) });
}

/**
 * The household declines (拒绝报价); it may get another quote, or have the repair closed.
 *
 * @throws DomainError `repair.word-needed`.
 */
export function refuseQuote(record: In<'quoted'>, { word }: z.infer<typeof Refusing>, { actor, now }: Context): Outcome<In<'quoteRefused'>> {
  const said = householdsWord(word, actor);
  const refusal = { at: now, by: actor.person, ...(said ? { word: said } : {}) };
  return {
    record: { ...entered(only(shapes.quoted, record), now, { pause: 'owner', until: tomorrow(now) }), state: 'quoteRefused', refusal },
    notices: [{ type: 'repair.quoteRefused', to: { persons: [record.order.worker], positions: ['FRONT', 'ENGM'] } }],
  };
}
