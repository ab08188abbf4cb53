import type { Desk } from '../cases/desk.ts';
import type { In, Message } from '../workflows/message/record.ts';
import { sendMail } from './email.ts';
import type { Operator, Outcome } from './outcome.ts';
import { openSealed, partiesOf } from './recipient.ts';
import type { Channels } from './settings.ts';
import { openSms, type SmsProvider } from './sms.ts';
import { postToGroup } from './wecom.ts';

/** Why a message cannot be handed to anybody: its channel has been switched off since, or there is nowhere to send it. */
export type Unsendable = { readonly outcome: 'unsendable'; readonly failure: 'notConfigured' | 'noAddress' };

/** A message with what is needed to send it. */
export interface Letter {
  readonly desk: Desk;
  readonly operator: Operator;
  readonly channels: Channels;
  readonly project: string;
  /** Ours: unique over all companies, and the same for every attempt. */
  readonly id: string;
  readonly record: In<'sending'>;
}

/** Our number of a message, as providers know it. */
export function messageId(company: string, project: string, id: string): string {
  return `${company}.${project}.${id}`;
}

/** Hands a message to its provider; the address is opened here and forgotten at the end of the call. */
export function handOver(letter: Letter): Promise<Outcome | Unsendable> {
  switch (letter.record.way) {
    case 'sms':
      return textTo(letter);
    case 'email':
      return mailTo(letter);
    case 'wecom':
      return postTo(letter);
    case 'phone':
    case 'door':
      return Promise.resolve(off);
  }
}

const off: Unsendable = { outcome: 'unsendable', failure: 'notConfigured' };
const nowhere: Unsendable = { outcome: 'unsendable', failure: 'noAddress' };

/** The company's account with the text-message provider; undefined when the company or the operator has none. */
export async function smsFor(operator: Operator, { settings, open }: Channels): Promise<SmsProvider | undefined> {
  const { sms } = settings;
  if (!sms || !operator.smsUrl) return undefined;
  return openSms(operator.smsUrl, { account: sms.account, sign: sms.sign, secret: await open(sms.secret) });
}

async function textTo({ desk, operator, channels, project, id, record }: Letter): Promise<Outcome | Unsendable> {
  const provider = await smsFor(operator, channels);
  const { template } = record;
  if (!provider || !template) return off;
  const phone = await phoneOf(desk, project, record.to);
  return phone === undefined ? nowhere : provider.send({ id, phone, template: template.id, params: template.params });
}

async function phoneOf(desk: Desk, project: string, to: Message['to']): Promise<string | undefined> {
  if ('position' in to) return undefined;
  const sealed = 'phone' in to ? to.phone : (await partiesOf(desk, project, [to.party])).get(to.party)?.phones[0];
  return sealed && openSealed(desk, project, sealed);
}

async function mailTo({ desk, operator, channels, project, id, record }: Letter): Promise<Outcome | Unsendable> {
  const { email } = channels.settings;
  if (!email || !operator.emailFrom) return off;
  const to = await addressOf(desk, channels, project, record.to);
  if (to === undefined) return nowhere;
  return sendMail(operator.emailFrom, { id, to, subject: record.title, text: record.text, name: email.name, replyTo: email.replyTo });
}

async function addressOf(desk: Desk, { settings }: Channels, project: string, to: Message['to']): Promise<string | undefined> {
  if ('position' in to) return deskOf(settings.email?.mailboxes, to)?.address;
  const sealed = 'party' in to ? (await partiesOf(desk, project, [to.party])).get(to.party)?.emails?.[0] : undefined;
  return sealed && openSealed(desk, project, sealed);
}

async function postTo({ operator, channels, record }: Letter): Promise<Outcome | Unsendable> {
  const group = 'position' in record.to ? deskOf(channels.settings.wecom?.groups, record.to) : undefined;
  if (!group) return off;
  return postToGroup(operator.wecomUrl, await channels.open(group.key), record.text);
}

/** What a position of a project has of its own, or else what it has everywhere. */
export function deskOf<D extends { readonly project: string; readonly position: string }>(
  desks: readonly D[] | undefined,
  { project, position }: { readonly project: string; readonly position: string },
): D | undefined {
  const same = desks?.filter((desk) => desk.position === position) ?? [];
  return same.find((desk) => desk.project === project) ?? same.find((desk) => desk.project === '*');
}
