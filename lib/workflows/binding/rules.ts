import type * as z from 'zod';
import { type Effect, type Found, found, type Loaded, order, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { plus } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/error.ts';
import { member } from '../../registers/member/contract.ts';
import { holdsUnit, type UnitRecord, unit } from '../../registers/unit/contract.ts';
import type { BindingRequest, Confirmation, Revocation } from './contract.ts';
import type { In } from './record.ts';

/** How long a code is good for, its last instant included. */
export const codeMinutes = 5;

/** Wrong answers a code survives; one of a million is guessed with five in two hundred thousand codes. */
export const mostTries = 5;

/**
 * Asks for a code (申请验证码). Whether the number belongs to anybody here makes no difference to whoever asks: the case is opened either way, and only where there is a
 * customer does a code leave the house.
 */
export function request({ phone, party, code }: z.output<typeof BindingRequest>, { actor, now }: Context): Outcome<In<'sent'>> {
  const record: In<'sent'> = {
    state: 'sent',
    person: actor.person,
    phone,
    requestedAt: now,
    until: plus(now, { minutes: codeMinutes }),
    tries: 0,
    ...(party === undefined ? {} : { party }),
    code,
  };
  return { record };
}

/** Flats that name the customer; asked for a number nobody has, it finds nothing at the same price. */
export function readFlats(_input: unknown, { party, phone }: In<'sent'>): { readonly flats: Read<readonly Found<UnitRecord>[]> } {
  return { flats: found(unit, 'party', party ?? phone.h) };
}

/**
 * Proves the number (验证): the right code in time makes the person the customer, whose rights follow from his relations from then on.
 *
 * A wrong one is counted, so this command refuses nothing by itself: the fifth wrong one spends the code. The answer to the caller is made of the state it ends in.
 */
export function confirm(
  record: In<'sent'>,
  { code }: z.output<typeof Confirmation>,
  context: Context<{ readonly flats: Loaded<readonly Found<UnitRecord>[]> }>,
): Outcome<In<'sent' | 'expired' | 'spent' | 'bound'>> {
  const { actor, now, today, reads } = context;
  if (actor.person !== record.person) throw new DomainError('not-found', 'access.not-found');
  const { code: secret, ...asked } = record;
  const { party } = record;
  if (now > record.until) return { record: { ...asked, state: 'expired' } };
  const tries = record.tries + 1;
  const lives = party !== undefined && reads.flats.record.some(({ record: flat }) => holdsUnit(flat, party, today));
  if (party === undefined || !lives || code.h !== secret.h) return { record: tries >= mostTries ? { ...asked, tries, state: 'spent' } : { ...record, tries } };
  const bind: Effect = { effect: 'open', contract: member, command: 'bind', input: { party: { project: context.project.id, id: party } }, id: record.person };
  return { record: { ...asked, tries, party, state: 'bound', boundAt: now }, also: [bind] };
}

/** Nobody came back with the code in time (过期). */
export function expire({ code: _code, ...record }: In<'sent'>): Outcome<In<'expired'>> {
  return { record: { ...record, state: 'expired' } };
}

/** The resident takes his binding off himself (解除绑定). */
export function unbind(record: In<'bound'>, _input: unknown, context: Context): Outcome<In<'unbound'>> {
  if (context.actor.person !== record.person) throw new DomainError('not-found', 'access.not-found');
  return unbound(record, context);
}

/** The desk takes a binding off (撤销绑定). */
export function revoke(record: In<'bound'>, { reason }: z.output<typeof Revocation>, context: Context): Outcome<In<'unbound'>> {
  const { record: after, also } = unbound(record, context);
  return { record: { ...after, reason }, also, notices: [{ type: 'binding.revoked', to: { persons: [record.person] }, params: { reason } }] };
}

function unbound(record: In<'bound'>, { now, actor, project }: Context): Outcome<In<'unbound'>> {
  const party = { project: project.id, id: record.party };
  return { record: { ...record, state: 'unbound', unboundAt: now, unboundBy: actor.person }, also: [order(member, record.person, 'unbind', { party })] };
}
