import type { Operator } from '../../lib/channels/outcome.ts';
import { env } from './env.ts';

/** What the operator has set up for notices out (运营方配置), from the template's variables; an empty one is off. */
export function operator(): Operator {
  const { WUYUN_SMS_URL: smsUrl, WUYUN_EMAIL_DOMAIN: domain } = process.env;
  return { smsUrl: smsUrl || undefined, emailFrom: domain ? `notices@${domain}` : undefined, wecomUrl: env('WUYUN_WECOM_URL') };
}
