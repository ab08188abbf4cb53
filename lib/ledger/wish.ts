import * as z from 'zod';
import type { Actor } from '../kernel/actor.ts';
import { holds } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import { id, storedInstant, text } from '../kernel/schema.ts';

/** Who wants money to be moved, and since when (申请): what waivers, corrections and remittances have in common until they are signed. */
export const wished = {
  requestedBy: id().meta({ title: '申请人' }),
  requestedAt: storedInstant().meta({ title: '申请时间' }),
};

/** How a wish ends that nobody has any more (撤销). */
export const cancelled = {
  cancelledAt: storedInstant().meta({ title: '撤销时间' }),
  cancelledBy: id().meta({ title: '撤销人' }),
  why: text(200).meta({ title: '撤销原因' }),
};

/** `cancel`: why nobody wants it any more. */
export const Cancelling = z.strictObject({ reason: text(200).meta({ title: '原因' }) });

/** Whoever asked takes it back, and his superiors at the project. */
export const mayCancel = ({ requestedBy }: { readonly requestedBy: string }, actor: Actor): boolean =>
  requestedBy === actor.person || holds(actor, 'CSM', 'PM');

/** Nobody wants it any more (撤销申请). */
export function cancel<R extends object>(record: R, { reason }: z.infer<typeof Cancelling>, { actor, now }: { readonly actor: Actor; readonly now: Instant }) {
  return { record: { ...record, state: 'cancelled' as const, cancelledAt: now, cancelledBy: actor.person, why: reason } };
}
