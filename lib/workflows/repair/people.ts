import type { Context } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Word } from './quote.ts';
import type { AcceptedOrder, Base, Order } from './record.ts';
import type { Householder } from './vocabulary.ts';

/** True for a household's own login; whoever also holds a position acts as staff. */
export function isResident(actor: Actor): boolean {
  return actor.party !== undefined && actor.positions.length === 0;
}

/** The parties to tell: every caller that is known as one, once. */
export function callerParties({ callers }: Pick<Base, 'callers'>): readonly string[] {
  return [...new Set(callers.flatMap(({ party }) => (party ? [party] : [])))];
}

/** The order is his. */
export function isWorker({ order }: { readonly order: Order | AcceptedOrder }, actor: Actor): boolean {
  return order.worker === actor.person;
}

/** @throws DomainError `repair.not-your-order`: an arrival pressed for somebody else is no arrival. */
export function mustBeWorker({ order }: { readonly order: Order | AcceptedOrder }, actor: Actor): void {
  if (order.worker !== actor.person) forbid('repair.not-your-order', { worker: order.name });
}

/** The worker, or the head of engineering for him. */
export function isWorkerOrHead(record: { readonly order: AcceptedOrder }, actor: Actor): boolean {
  return isWorker(record, actor) || holds(actor, 'ENGM');
}

/**
 * What the household said, when staff record it (住户答复): how and when it was said.
 *
 * @throws DomainError `repair.word-needed` for staff without it: what the household decides must be provable later.
 */
export function householdsWord(word: string | undefined, actor: Actor): string | undefined {
  if (isResident(actor)) return undefined;
  return word ?? refuse('repair.word-needed', 'word');
}

/** The unit register's record, as far as this slice looks at it. */
interface Related {
  readonly relations: readonly { readonly party: string; readonly role: string; readonly from: string; readonly to?: string | undefined }[];
}

const householderOf: Readonly<Record<string, Householder>> = {
  owner: 'owner',
  developer: 'owner',
  tenant: 'tenant',
  merchant: 'tenant',
  occupant: 'occupant',
  familyMember: 'occupant',
};

/** As whom a party speaks for the unit today; the owner first when he is several things. */
function householderIn(unit: Related, party: string, today: string): Householder | undefined {
  const roles = unit.relations.flatMap(({ party: of, role, from, to }) =>
    of === party && from <= today && (to === undefined || today < to) ? [householderOf[role]] : [],
  );
  return (['owner', 'tenant', 'occupant'] as const).find((role) => roles.includes(role));
}

/** What staff enter when the household speaks through them. */
interface Spoken {
  readonly role: Word['role'];
  readonly name?: string | undefined;
  readonly evidence: string;
}

/**
 * Who speaks for the household (表态人): a resident as whom the unit's register knows him, or somebody whose words staff record with evidence.
 *
 * @throws DomainError `repair.speaker-from-register` when a resident says who he is himself, `repair.not-household` when the register does not
 * know him,
 * `repair.word-needed` when staff name nobody.
 */
export function speaker(
  spoken: Spoken | undefined,
  unit: { readonly record: Related } | undefined,
  { actor, now, today }: Pick<Context, 'actor' | 'now' | 'today'>,
): Word {
  const stamp = { at: now, by: actor.person };
  if (!isResident(actor)) return { ...(spoken ?? refuse('repair.word-needed', 'speaker')), ...stamp };
  if (spoken) refuse('repair.speaker-from-register', 'speaker');
  const role = unit && actor.party ? householderIn(unit.record, actor.party, today) : undefined;
  return { role: role ?? forbid('repair.not-household'), party: actor.party, ...stamp };
}
