import type { Desk } from '../cases/desk.ts';
import { type Swept, sweep } from '../cases/sweep.ts';
import { walk } from '../cases/walk.ts';
import { openSealed } from '../channels/recipient.ts';
import { channelsOf } from '../channels/settings.ts';
import { systemActor } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { shortened } from '../kernel/schema.ts';
import type { Ref } from '../table/keys.ts';
import { notConfigured } from '../workflows/payment-order/ordering.ts';
import type { In, PaymentOrder } from '../workflows/payment-order/record.ts';
import { paymentOrder } from '../workflows/payment-order/workflow.ts';
import { bookPayment, orderRecord } from './book-payment.ts';
import { accountFor, openMerchant, openProvider } from './open-provider.ts';
import type { PaymentProvider, PayOperator } from './provider.ts';

/** One order, and by whom the providers are reached. */
export interface Errand {
  readonly desk: Desk;
  readonly operator: PayOperator;
  readonly ref: Ref;
}

/**
 * Sweeps an order and does what its stages ask for: hands it to the provider again, asks whether it was paid, has it closed (下单、查询、关单).
 *
 * What is to be asked is written down first, in the commit in which the stage fires, and what was answered afterwards; an answer that comes too late changes nothing. Whoever
 * dies in between leaves a record whose next stage asks again, by our own number.
 */
export async function carryOrder(desk: Desk, operator: PayOperator, ref: Ref): Promise<Swept> {
  const swept = await sweep(desk, paymentOrder, ref);
  if (swept.fired.length > 0) await advance({ desk, operator, ref });
  return swept;
}

/** Does what the order's state asks for, with the provider; harmless at any time and however often. */
export async function advance(errand: Errand): Promise<void> {
  const record = await orderRecord(errand.desk, errand.ref);
  if (!record) return;
  switch (record.state) {
    case 'creating':
      return order(errand, record);
    case 'open':
      return learn(errand, record);
    case 'closing':
      return end(errand, record);
    case 'paid':
    case 'expired':
    case 'closed':
    case 'failed':
      return;
  }
}

/** The provider under the account by which this project takes money; undefined when there is none (any more). */
async function providerFor({ desk, operator, ref }: Errand, { channel }: Pick<PaymentOrder, 'channel'>): Promise<PaymentProvider | undefined> {
  const channels = await channelsOf(desk);
  const account = accountFor(channels, channel, ref.project);
  return channels && account && openProvider(operator, await openMerchant(channels, account));
}

/** @throws DomainError `payment-order.not-configured` for a project that takes no money over the channel */
export async function checkConfigured(desk: Desk, operator: PayOperator, project: string, channel: PaymentOrder['channel']): Promise<void> {
  if (!operator.callbackUrl || !accountFor(await channelsOf(desk), channel, project)) throw notConfigured(channel);
}

async function order(errand: Errand, record: In<'creating'>): Promise<void> {
  const { desk, ref } = errand;
  const { attempts: attempt, tradeNo, amountFen, expiresAt, way, openId } = record;
  const provider = await providerFor(errand, record);
  if (!provider) return tell(errand, 'declined', { attempt, reason: 'not configured', again: false });
  const payer = openId && (await openSealed(desk, ref.project, openId));
  const title = shortened(`物业费 ${record.unit ?? ''} ${ref.id}`, 40);
  const answer = await provider.createOrder({ tradeNo, amountFen, title, expiresAt, way, openId: payer });
  switch (answer.outcome) {
    case 'created':
      return tell(errand, 'opened', { attempt, code: answer.code });
    case 'refused':
      return answer.again ? undefined : tell(errand, 'declined', { attempt, reason: shortened(answer.reason, 64), again: false });
    case 'unknown':
      // It may have been made, and even paid: an order that was is refused in words of the provider's own.
      return learn(errand, record);
  }
}

/** Asks whether it was paid. @returns having booked it, when it was */
async function learn(errand: Errand, record: PaymentOrder): Promise<void> {
  const provider = await providerFor(errand, record);
  const answer = await provider?.queryOrder(record.tradeNo);
  if (answer?.status === 'paid') await book(errand, record, answer.success);
}

/** Asks first, then has it closed; what the provider will not close has been paid, or is being paid at this moment. */
async function end(errand: Errand, record: In<'closing'>): Promise<void> {
  const provider = await providerFor(errand, record);
  if (!provider) return tell(errand, 'ended', {});
  const before = await provider.queryOrder(record.tradeNo);
  if (before.status === 'paid') return book(errand, record, before.success);
  if (before.status === 'closed') return tell(errand, 'ended', {});
  if (before.status === 'unknown') return;
  if ((await provider.closeOrder(record.tradeNo)) === 'done') await tell(errand, 'ended', {});
}

function book({ desk, ref }: Errand, record: PaymentOrder, success: Parameters<typeof bookPayment>[2]['success']): Promise<void> {
  return bookPayment(desk, { project: ref.project, id: ref.id }, { channel: record.channel, success, via: 'query' });
}

/** Tells the record what was learned; where it has moved on meanwhile, the answer comes too late and changes nothing. */
async function tell({ desk, ref }: Errand, command: string, input: object): Promise<void> {
  const actor = systemActor(desk.company);
  try {
    await walk(desk, { definition: paymentOrder, person: actor.person, actor, project: ref.project, id: ref.id, command, input });
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
  }
}
