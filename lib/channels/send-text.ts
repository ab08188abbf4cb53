import type { Desk } from '../cases/desk.ts';
import { shortened } from '../kernel/schema.ts';
import type { ChannelSettings, NoticeTemplate } from '../registers/channel-settings/contract.ts';
import { takeShare } from './budget.ts';
import { smsFor } from './hand-over.ts';
import type { Operator, Outcome } from './outcome.ts';
import { channelsOf } from './settings.ts';

/** One text message that somebody waits for now: a verification code (验证码). */
interface UrgentText {
  /** Unique in the company, and the same for the same code: it is sent once however often it is asked for. */
  readonly id: string;
  /** In the clear, for this call only. */
  readonly phone: string;
  /** Which of the company's templates, such as `binding.code`. */
  readonly type: string;
  /** What fills it, by the names the template lists. */
  readonly params: Readonly<Record<string, string>>;
}

/** The company's text-message template of a type; codes are sent in Chinese, whoever gets them. */
export function textTemplate({ templates }: ChannelSettings, type: string): NoticeTemplate | undefined {
  const ofType = templates.filter((one) => one.way === 'sms' && one.type === type);
  return ofType.find(({ language }) => language === 'zh') ?? ofType[0];
}

/**
 * Sends a text message at once, without a record of it (立即发送短信): a code is worth nothing a minute later, and must stand nowhere.
 *
 * @returns what became of it; `off` when the company has no text messages or no template of that type, `spent` when the day's budget is used up. After `unknown` the same
 * id may be sent again without a second message arriving.
 */
export async function sendText(desk: Desk, operator: Operator, { id, phone, type, params }: UrgentText): Promise<Outcome['outcome'] | 'off' | 'spent'> {
  const channels = await channelsOf(desk);
  const provider = channels && (await smsFor(operator, channels));
  const template = channels && textTemplate(channels.settings, type);
  if (!channels || !provider || !template?.template) return 'off';
  if (!(await takeShare(desk, channels.settings, 'sms', false)).granted) return 'spent';
  const filled = template.params.map((name) => shortened(params[name] ?? '', 60));
  const { outcome } = await provider.send({ id: `${desk.company}.${id}`, phone, template: template.template, params: filled });
  return outcome;
}
