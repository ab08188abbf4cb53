import type { Desk } from '../cases/desk.ts';
import type { NoticeEvent } from '../cases/history.ts';
import { houseKey } from '../cases/idempotency.ts';
import { parseInput } from '../cases/parse.ts';
import { walk } from '../cases/walk.ts';
import { carry } from '../channels/carry.ts';
import type { Operator } from '../channels/outcome.ts';
import { partiesOf } from '../channels/recipient.ts';
import { channelsOf } from '../channels/settings.ts';
import { systemActor } from '../kernel/actor.ts';
import { msBetween, now } from '../kernel/clock.ts';
import { QueueInput } from '../workflows/message/contract.ts';
import { message } from '../workflows/message/workflow.ts';
import { type Outgoing, outgoing } from './outgoing.ts';

/** What is older is told nobody outside any more. Requests are remembered for longer than that, so that no delivery, however late, opens a message twice. */
const tellableMs = 48 * 3_600_000;

/**
 * Opens a message for everybody outside a notice is for (对外通知), once however often the notice arrives, and sends at once what need not wait.
 *
 * A company without channels costs one remembered read.
 *
 * @returns how many messages the notice has become.
 */
export async function sendOut(desk: Desk, operator: Operator, event: NoticeEvent): Promise<number> {
  const channels = await channelsOf(desk);
  if (!channels || msBetween(event.at, now()) > tellableMs) return 0;
  const named = (event.data.to.parties ?? []).filter((party) => party !== undefined);
  const parties = await partiesOf(desk, event.project, [...new Set(named)]);
  const messages = outgoing(event, { settings: channels.settings, operator, parties });
  const opened = await Promise.all(messages.map((one) => open(desk, event.project, one)));
  await Promise.all(opened.map((id) => carry(desk, operator, { project: event.project, kind: message.name, id })));
  return opened.length;
}

async function open(desk: Desk, project: string, { once, input }: Outgoing): Promise<string> {
  const actor = systemActor(desk.company);
  const { body } = await walk(desk, {
    definition: message,
    person: actor.person,
    actor,
    project,
    command: 'queue',
    input: parseInput(QueueInput, input),
    once: { key: houseKey('notice', project, once), bind: 'notice' },
  });
  return String((body as { readonly id: string }).id);
}
