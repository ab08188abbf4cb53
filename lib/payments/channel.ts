import type { Desk } from '../cases/desk.ts';
import { decide, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { systemActor } from '../kernel/actor.ts';
import type { Channel } from '../ledger/account.ts';
import type { Designation, Purpose } from '../ledger/division.ts';
import type { Entry } from '../ledger/journal.ts';
import { externalKey } from '../table/keys.ts';
import { commitOnce, earlier, receiptAnswer } from './payments.ts';
import type { Receipt } from './receipt.ts';
import { type Taking, take } from './taking.ts';

/** Money a channel says it has got (渠道到账): verified by whoever calls, above all that it is ours. */
export interface ChannelPayment {
  readonly project: string;
  readonly channel: Channel;
  /** The channel's own number of the transaction: the same one is the same money, for ever. */
  readonly externalId: string;
  readonly amountFen: number;
  readonly payer: string;
  /** What it was paid for: bills in their order, or units whose bills are settled oldest first; neither: all of it is paid ahead. */
  readonly bills?: readonly Designation[] | undefined;
  readonly units?: readonly string[] | undefined;
  /** Day it counts from: the day on which the sum was asked for. Today unless given. */
  readonly valueOn?: string | undefined;
  readonly note?: string | undefined;
  /** The channel's book unless given. */
  readonly book?: string | undefined;
}

/** The receipt of a channel's payment; `repeated` when it had been booked before. */
export interface ChannelReceipt {
  readonly receipt: Receipt & { readonly code: string };
  readonly repeated: boolean;
}

/**
 * Books money that has come by a channel (渠道收款). It cannot be refused any more: what its bills do not take (settled meanwhile, unknown, too much) is paid ahead for its
 * payer. Told twice, it is booked once and answers the same receipt.
 *
 * @param within does more in the same transaction, once: the order that was paid is told there
 * @throws DomainError `payment.external-differs` when the same transaction was booked over another sum or in another project: that is for an alarm, not for a retry
 */
export function payByChannel(
  desk: Desk,
  payment: ChannelPayment,
  within?: (work: Work, entry: Entry, receipt: ChannelReceipt['receipt']) => Promise<void>,
): Promise<ChannelReceipt> {
  return decide(() => attempt(desk, payment, within));
}

async function attempt(desk: Desk, payment: ChannelPayment, within: Parameters<typeof payByChannel>[2]): Promise<ChannelReceipt> {
  const { project, channel, externalId, amountFen, payer, note, book = channel } = payment;
  const actor = systemActor(desk.company);
  const caller = { person: actor.person, project, actor, request: `${channel}:${externalId}` };
  const { work } = await openWork(desk, caller, [externalKey(desk.company, channel, externalId)]);
  const known = await earlier(work, payment);
  if (known) return { receipt: known.body as ChannelReceipt['receipt'], repeated: true };
  const valueOn = payment.valueOn ?? work.today;
  const taking: Taking = { channel, amountFen, payer, book, purpose: purposeOf(payment), valueOn, externalId, note, lenient: true };
  const taken = await take(work, taking);
  const answer = await receiptAnswer(work, taken);
  const receipt = answer.body as ChannelReceipt['receipt'];
  await within?.(work, taken.entry, receipt);
  await commitOnce(work, taken.also);
  return { receipt, repeated: false };
}

function purposeOf({ bills, units }: ChannelPayment): Purpose {
  if (bills && bills.length > 0) return { kind: 'bills', wishes: bills };
  if (units && units.length > 0) return { kind: 'units', units };
  return { kind: 'prepay' };
}
