import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Answer } from '../cases/idempotency.ts';
import { type Request, walk } from '../cases/walk.ts';
import { secretHash } from '../kernel/company-key.ts';
import { text } from '../kernel/schema.ts';
import { Plain, personal } from '../kernel/sealed.ts';
import { memberRecord } from './accounts.ts';
import type { CodeMessage, CodeSender } from './code-sender.ts';

/** What somebody asks who invites (邀请): the name of a new member, and whither the code may be sent. Neither number nor address is kept. */
export const InvitationWish = z.strictObject({
  name: text(60).optional().meta({ title: '姓名' }),
  phone: personal('phone').optional().meta({ title: '手机号码', personal: 'phone' }),
  email: z.email().max(120).optional().meta({ title: '电子邮箱' }),
});

/** What is left of the code: all that is stored. */
export async function invitationHash(desk: Desk, secret: string): Promise<string> {
  return secretHash(await desk.keys(), 'invitation', secret);
}

/** An invitation asked for over HTTP; the input is the parsed {@link InvitationWish}. */
export interface Invitation extends Omit<Request, 'command' | 'definition' | 'input'> {
  readonly id: string;
  readonly input: z.output<typeof InvitationWish>;
}

/**
 * Invites a member to link his sign-in. The code is `<company>.<random>`: it names the company, since the one who brings it has none yet.
 *
 * It is in the answer once and nowhere else; asked again with the same `Idempotency-Key` the answer comes without it, and a new invitation makes the lost one worthless.
 */
export async function invite(desk: Desk, sender: CodeSender, { input, ...request }: Invitation): Promise<Answer> {
  const secret = randomBytes(15).toString('base64url');
  const h = await invitationHash(desk, secret);
  const to = await reachable(desk, sender, input);
  const via = to === undefined ? 'screen' : 'phone' in to ? 'sms' : 'email';
  const name = input.name === undefined ? {} : { name: input.name };
  const answer = await walk(desk, { ...request, definition: definitionOf(desk, 'member'), command: 'invite', input: { ...name, code: { h }, via } });
  if ((await memberRecord(desk, request.id))?.invitation?.code.h !== h) return answer;
  const code = `${desk.company}.${secret}`;
  const sent = to !== undefined && (await handedOver(sender, { ...invitationText(code), id: randomUUID(), company: desk.company, to }));
  return { ...answer, body: { ...(answer.body as object), invitationCode: code, sent } };
}

async function reachable(desk: Desk, sender: CodeSender, { phone, email }: Invitation['input']): Promise<CodeMessage['to'] | undefined> {
  const number: unknown = phone;
  if (number instanceof Plain && (await sender.reaches(desk.company, 'sms'))) return { phone: number.expose() };
  return email !== undefined && (await sender.reaches(desk.company, 'email')) ? { email } : undefined;
}

/** The inviter has the code before him: a channel that fails is told in the answer and costs nothing. */
async function handedOver(sender: CodeSender, message: CodeMessage): Promise<boolean> {
  return sender.sendCode(message).then(
    () => true,
    () => false,
  );
}

function invitationText(code: string): Pick<CodeMessage, 'purpose' | 'code' | 'validFor' | 'text'> {
  return { purpose: 'invitation', code, validFor: '7天', text: `您被邀请加入物云，邀请码 ${code}，7 天内有效，请勿转发。` };
}
