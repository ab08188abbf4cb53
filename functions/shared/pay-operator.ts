import type { PayOperator } from '../../lib/providers/provider.ts';
import { env } from './env.ts';

/** What the operator has set up for payments (运营方配置), from the template's variables; without an address for callbacks nothing is paid by channel. */
export function payOperator(): PayOperator {
  return { wechatUrl: env('WUYUN_WECHATPAY_URL'), alipayUrl: env('WUYUN_ALIPAY_URL'), callbackUrl: process.env['WUYUN_CALLBACK_URL'] || undefined };
}
