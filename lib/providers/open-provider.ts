import { type Breaker, openBreaker } from '../channels/breaker.ts';
import type { Channels } from '../channels/settings.ts';
import { type Merchant, merchantFor } from '../registers/channel-settings/contract.ts';
import { openAlipay } from './alipay.ts';
import type { ClosedOutcome, Created, OpenMerchant, PayChannel, PaymentProvider, PayOperator, Refunded, TradeStatus } from './provider.ts';
import { openWechat } from './wechat.ts';

/** One breaker for each provider: when it is down, it is down for every company. */
const breakers = new Map<string, Breaker>();

/** The provider under a merchant account; undefined while the operator has not set payments up. */
export function openProvider(operator: PayOperator, merchant: OpenMerchant): PaymentProvider | undefined {
  const { wechatUrl, alipayUrl, callbackUrl } = operator;
  if (!callbackUrl) return undefined;
  const url = merchant.channel === 'wechat' ? wechatUrl : alipayUrl;
  const back = `${callbackUrl.replace(/\/+$/, '')}/callbacks/${merchant.channel}`;
  return spared(url, merchant.channel === 'wechat' ? openWechat(url, merchant, back) : openAlipay(url, merchant, back));
}

/** Asks nobody while the provider is silent: what was not asked is known not to have been made. */
function spared(url: string, { createOrder, queryOrder, closeOrder, refund, readCallback }: PaymentProvider): PaymentProvider {
  const breaker = breakers.get(url) ?? openBreaker();
  breakers.set(url, breaker);
  const down: Created = { outcome: 'refused', reason: 'provider down', again: true };
  const unasked: TradeStatus = { status: 'unknown' };
  return {
    createOrder: (wish) =>
      breaker.run(
        () => createOrder(wish),
        down,
        (answer) => answer.outcome === 'unknown',
      ),
    queryOrder: (tradeNo) =>
      breaker.run(
        () => queryOrder(tradeNo),
        unasked,
        (answer) => answer.status === 'unknown',
      ),
    closeOrder: (tradeNo) =>
      breaker.run<ClosedOutcome>(
        () => closeOrder(tradeNo),
        'unknown',
        (answer) => answer === 'unknown',
      ),
    refund: (wish) =>
      breaker.run<Refunded>(
        () => refund(wish),
        'unknown',
        (answer) => answer === 'unknown',
      ),
    readCallback,
  };
}

/** The keys of an account, opened for the calls of one request. */
export async function openMerchant({ open }: Channels, merchant: Merchant): Promise<OpenMerchant> {
  const { channel, merchant: number, app, platformKey } = merchant;
  const common = { channel, merchant: number, app, platformKey, privateKey: await open(merchant.privateKey) };
  if (merchant.channel === 'alipay') return common;
  const { keySerial, platformKeyId, apiKey } = merchant;
  return { ...common, keySerial, platformKeyId, apiKey: await open(apiKey) };
}

/** The account by which a project takes money over a channel. */
export function accountFor(channels: Channels | undefined, channel: PayChannel, project: string): Merchant | undefined {
  return merchantFor(channels?.settings.pay, channel, project);
}
