import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import type { SetStanding } from './contract.ts';
import type { In, Standing } from './record.ts';

/** What is told when it becomes known: where to turn now. */
const told = { deceased: 'party.deceased', bankrupt: 'party.bankrupt', seized: 'party.seized' } as const;

/**
 * Registers that a party has died, is bankrupt or had its property seized (客户状态), or that this is over. It can then no longer simply be asked to pay: the ladder of its
 * bills stops, and who works on them is told to whom the claim now goes and by when.
 *
 * @throws DomainError `party.standing-future`, `party.standing-claim`, `party.standing-none`
 */
export function setStanding(record: In<'current'>, input: z.output<typeof SetStanding>, { actor, now, today }: Context): Outcome<In<'current'>> {
  const { standing: kind, since, evidence, claimUntil, contact } = input;
  const { standing: before, ...rest } = record;
  if (since > today) refuse('party.standing-future', 'since', { since });
  if (claimUntil !== undefined && (kind !== 'bankrupt' || claimUntil < since)) refuse('party.standing-claim', 'claimUntil', { since });
  if (kind === 'none') return before ? { record: rest } : refuse('party.standing-none', 'standing', {}, 'conflict');
  const standing: Standing = { kind, since, evidence, at: now, by: actor.person, ...(claimUntil ? { claimUntil } : {}), ...(contact ? { contact } : {}) };
  return {
    record: { ...rest, standing },
    notices: [
      {
        type: told[kind],
        to: { positions: ['CSM', 'PM', 'CASHIER'] },
        params: { since, contact: contact ?? '待查', claimUntil: claimUntil ?? '法院公告的期限' },
      },
    ],
  };
}
