import type { Desk } from '../cases/desk.ts';
import type { Company } from '../kernel/actor.ts';
import type { CodeMessage, CodeSender } from '../people/code-sender.ts';
import { takeShare } from './budget.ts';
import { sendMail } from './email.ts';
import type { Operator, Outcome } from './outcome.ts';
import { sendText, textTemplate } from './send-text.ts';
import { channelsOf } from './settings.ts';

/** Verification codes (验证码) by the company's own channels: text messages by its registered template `binding.code` or `invitation.code`, mail with the whole sentence. */
export function codeSender(deskOf: (company: Company) => Desk, operator: () => Operator): CodeSender {
  return {
    reaches: async (company, by) => {
      const channels = await channelsOf(deskOf(company));
      if (!channels) return false;
      const { settings } = channels;
      if (by === 'email') return settings.email !== undefined && operator().emailFrom !== undefined;
      const codes = ['binding.code', 'invitation.code'].some((type) => textTemplate(settings, type) !== undefined);
      return settings.sms !== undefined && operator().smsUrl !== undefined && codes;
    },
    sendCode: async (message) => {
      const { to } = message;
      const desk = deskOf(message.company);
      const sent = 'phone' in to ? await textCode(desk, operator(), message, to.phone) : await mailCode(desk, operator(), message, to.email);
      // What is not answered may have arrived; whoever has it is helped, and whoever has not asks again.
      if (sent !== 'accepted' && sent !== 'unknown') throw new Error(`the code was not handed over: ${sent}`);
    },
  };
}

function textCode(desk: Desk, operator: Operator, { id, purpose, code, validFor }: CodeMessage, phone: string): ReturnType<typeof sendText> {
  return sendText(desk, operator, { id, phone, type: `${purpose}.code`, params: { code, validFor } });
}

async function mailCode(desk: Desk, { emailFrom }: Operator, { id, company, text }: CodeMessage, to: string): Promise<Outcome['outcome'] | 'off' | 'spent'> {
  const channels = await channelsOf(desk);
  const { email } = channels?.settings ?? {};
  if (!channels || !email || !emailFrom) return 'off';
  if (!(await takeShare(desk, channels.settings, 'email', false)).granted) return 'spent';
  const { outcome } = await sendMail(emailFrom, { id: `${company}.${id}`, to, subject: '验证码', text, name: email.name, replyTo: email.replyTo });
  return outcome;
}
