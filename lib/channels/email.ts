import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Outcome } from './outcome.ts';

/** A mail (电子邮件): the notice's own sentence. */
export interface Mail {
  /** Ours; goes along as a tag. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The company's name before the operator's address. */
  readonly name: string;
  readonly replyTo?: string | undefined;
}

let client: SESv2Client | undefined;

/** Refusals of the service after which the same mail may be tried again; the others are for good. */
const passing = new Set(['TooManyRequestsException', 'LimitExceededException', 'SendingPausedException', 'ThrottlingException']);

/**
 * Sends a mail by SES, from the operator's one address: no company writes in the name of another.
 *
 * One attempt and 3 seconds; the service knows no number of ours, so what is not answered is given up rather than sent twice.
 */
export async function sendMail(from: string, { id, to, subject, text, name, replyTo }: Mail): Promise<Outcome> {
  client ??= new SESv2Client({ maxAttempts: 1 });
  const content = (data: string) => ({ Data: data, Charset: 'UTF-8' });
  const command = new SendEmailCommand({
    FromEmailAddress: `=?UTF-8?B?${Buffer.from(name, 'utf8').toString('base64')}?= <${from}>`,
    Destination: { ToAddresses: [to] },
    ...(replyTo ? { ReplyToAddresses: [replyTo] } : {}),
    Content: { Simple: { Subject: content(subject), Body: { Text: content(text) } } },
    EmailTags: [{ Name: 'message', Value: id.replaceAll(/[^\w-]/g, '_') }],
  });
  try {
    const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(3000) });
    return MessageId ? { outcome: 'accepted', providerId: MessageId } : { outcome: 'unknown' };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Outcome {
  if (!(error instanceof Error)) return { outcome: 'unknown' };
  const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
  if (passing.has(error.name)) return { outcome: 'refused', reason: error.name, again: true };
  return status !== undefined && status >= 400 && status < 500 ? { outcome: 'refused', reason: error.name, again: false } : { outcome: 'unknown' };
}
