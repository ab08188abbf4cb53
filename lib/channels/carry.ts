import type { Desk } from '../cases/desk.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import { type Swept, sweep } from '../cases/sweep.ts';
import { walk } from '../cases/walk.ts';
import { systemActor } from '../kernel/actor.ts';
import { instant } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { type Ref, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { In, Message } from '../workflows/message/record.ts';
import { message } from '../workflows/message/workflow.ts';
import { type Share, takeShare } from './budget.ts';
import { handOver, messageId, smsFor } from './hand-over.ts';
import type { Operator, Outcome, Status } from './outcome.ts';
import { channelsOf } from './settings.ts';

/** One message on its way. */
interface Errand {
  readonly desk: Desk;
  readonly operator: Operator;
  readonly ref: Ref;
}

/**
 * Sweeps a message and does what its stages ask for: hands it to the provider, asks what became of it, asks for the evidence of delivery (发送与查询).
 *
 * Each of these is written down before it is done, in the one commit in which the stage fires; so exactly one process does it, and when it dies, the record's next stage
 * asks the provider by our number. What the provider answers is written down afterwards; an answer that comes too late for its attempt changes nothing.
 */
export async function carry(desk: Desk, operator: Operator, ref: Ref): Promise<Swept> {
  const errand = { desk, operator, ref };
  const before = await recordOf(errand);
  const swept = await sweep(desk, message, ref);
  const fired = (timer: string) => swept.fired.some((one) => one.startsWith(`${timer}#`));
  const after = swept.fired.length > 0 ? await recordOf(errand) : undefined;
  if (after?.state === 'sending' && before && before.state !== 'sending' && fired('send') && after.attempts === before.attempts + 1) await send(errand, after);
  else if (after?.state === 'sending' && fired('answer')) await inquire(errand, after);
  else if (after?.state === 'sent' && fired('receipt')) await seek(errand, after);
  return swept;
}

async function recordOf({ desk, ref }: Errand): Promise<Message | undefined> {
  const key = recordKey(desk.company, 'case', ref);
  const item = (await desk.table.getAll([key])).get(keyText(key));
  return item && (fromItem(message, item) as Stored & { readonly record: Message }).record;
}

const idOf = ({ desk, ref }: Errand): string => messageId(desk.company, ref.project, ref.id);

/** Hands the message over, if the day's budget has a share for it. */
async function send(errand: Errand, record: In<'sending'>): Promise<void> {
  const { desk, operator, ref } = errand;
  const { attempts: attempt, way } = record;
  const channels = await channelsOf(desk);
  if (!channels || way === 'phone' || way === 'door' || !channels.settings[way]) return tell(errand, 'refuse', gone(attempt, 'notConfigured'));
  const share: Share | undefined = record.paidOn ? undefined : await takeShare(desk, channels.settings, way, record.emergency);
  if (share?.granted === false) return tell(errand, 'hold', { attempt, day: share.day, ahead: share.ahead });
  const paidOn = share?.day ?? record.paidOn;
  const outcome = await handOver({ desk, operator, channels, project: ref.project, id: idOf(errand), record });
  if (outcome.outcome === 'unsendable') return tell(errand, 'refuse', gone(attempt, outcome.failure));
  await settle(errand, attempt, outcome, paidOn);
}

const gone = (attempt: number, failure: 'notConfigured' | 'noAddress') => ({ attempt, reason: failure, again: false, failure });

/** Writes down what the provider answered; where nobody knows, the record's next stage will ask. */
async function settle(errand: Errand, attempt: number, outcome: Outcome, paidOn?: string): Promise<void> {
  const paid = paidOn ? { paidOn } : {};
  switch (outcome.outcome) {
    case 'accepted':
      return tell(errand, 'accept', { attempt, providerId: outcome.providerId, ...paid });
    case 'refused':
      return tell(errand, 'refuse', { attempt, reason: outcome.reason.slice(0, 120), again: outcome.again, ...paid });
    case 'unknown':
      return;
  }
}

/** Asks what became of an attempt whose answer is not on record. What the provider has never heard of may be sent again. */
async function inquire(errand: Errand, { attempts: attempt }: In<'sending'>): Promise<void> {
  const status = await statusOf(errand);
  switch (status.status) {
    case 'unknown':
      return;
    case 'never':
      return tell(errand, 'refuse', { attempt, reason: 'never arrived', again: true });
    case 'refused':
      return settle(errand, attempt, { outcome: 'refused', reason: status.reason, again: status.again });
    case 'accepted':
      return settle(errand, attempt, { outcome: 'accepted', providerId: status.providerId });
    case 'delivered':
    case 'failed':
      await settle(errand, attempt, { outcome: 'accepted', providerId: status.providerId });
      return conclude(errand, status);
  }
}

/** Asks for the evidence of delivery. A provider that no longer knows what it has accepted proves nothing. */
async function seek(errand: Errand, _record: In<'sent'>): Promise<void> {
  const status = await statusOf(errand);
  if (status.status === 'delivered' || status.status === 'failed') await conclude(errand, status);
}

async function statusOf(errand: Errand): Promise<Status> {
  const channels = await channelsOf(errand.desk);
  const provider = channels && (await smsFor(errand.operator, channels));
  return provider ? provider.ask(idOf(errand)) : { status: 'unknown' };
}

async function conclude(errand: Errand, { status, providerId, at, reason }: Extract<Status, { status: 'delivered' | 'failed' }>): Promise<void> {
  const said = { ...(at ? { at: instant(at) } : {}), ...(reason ? { reason: reason.slice(0, 120) } : {}) };
  await tell(errand, 'report', { providerId, delivered: status === 'delivered', ...said });
}

/** Tells the record what was learned; where it has moved on meanwhile, the answer comes too late and changes nothing. */
async function tell({ desk, ref }: Errand, command: string, input: object): Promise<void> {
  const actor = systemActor(desk.company);
  try {
    await walk(desk, { definition: message, person: actor.person, actor, project: ref.project, id: ref.id, command, input });
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
  }
}
