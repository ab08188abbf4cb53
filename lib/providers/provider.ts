import type { Instant } from '../kernel/clock.ts';
import type { Merchant } from '../registers/channel-settings/contract.ts';

export type PayChannel = Merchant['channel'];

/** How somebody pays (支付方式): he scans a code, pays inside WeChat, or is led to a page of Alipay. */
export type PayWay = 'qr' | 'jsapi' | 'page';

/** An order (支付单) as a provider is asked for it. */
export interface OrderWish {
  /** Ours, the same for every attempt: the provider makes one order of it however often it is asked. */
  readonly tradeNo: string;
  readonly amountFen: number;
  /** What the payer reads. */
  readonly title: string;
  readonly expiresAt: Instant;
  readonly way: PayWay;
  /** The payer as WeChat knows him in this app; needed inside WeChat. */
  readonly openId?: string | undefined;
}

/** What the payer's device needs: a text to be shown as a QR code, a page to open, or what WeChat's own dialogue is called with. */
export type PayCode =
  | { readonly kind: 'qr'; readonly text: string }
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'jsapi'; readonly params: Readonly<Record<string, string>> };

/** A payment (支付成功) as the provider proves it. */
export interface Success {
  /** The provider's own number of it. */
  readonly transaction: string;
  readonly tradeNo: string;
  readonly merchant: string;
  readonly app: string;
  readonly amountFen: number;
  readonly currency: string;
  readonly paidAt: Instant;
}

/** `unknown` everywhere: nobody knows what the provider has done; it is never taken for a refusal. */
export type Created =
  | { readonly outcome: 'created'; readonly code: PayCode }
  /** `again`: no order was made, and one may be made later. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly again: boolean }
  | { readonly outcome: 'unknown' };

/** `never`: the provider has no such order (or, of an Alipay code, nobody has scanned it yet). */
export type TradeStatus = { readonly status: 'paid'; readonly success: Success } | { readonly status: 'waiting' | 'closed' | 'never' | 'unknown' };

/** `done`: nobody can pay it any more. `refused`: it may have been paid. */
export type ClosedOutcome = 'done' | 'refused' | 'unknown';

/** Money back to whoever paid (原路退回). `refundNo` is ours, the same for every attempt. */
export interface RefundWish {
  readonly tradeNo: string;
  readonly refundNo: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly reason: string;
}

export type Refunded = 'done' | 'accepted' | 'refused' | 'unknown';

/** A callback as it came (回调报文): bytes as text, headers by lower-case name. */
export interface Delivery {
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** What a callback says, as far as it is proven. `else`: something true that is no payment. */
export type Callback =
  | { readonly said: 'paid'; readonly success: Success }
  | { readonly said: 'else' }
  | { readonly said: 'nothing'; readonly why: 'signature' | 'stale' | 'form' | 'merchant' };

/**
 * A payment provider (支付渠道) under one merchant account. What it answers is believed when its signature proves it, and only as far.
 */
export interface PaymentProvider {
  readonly createOrder: (wish: OrderWish) => Promise<Created>;
  readonly queryOrder: (tradeNo: string) => Promise<TradeStatus>;
  readonly closeOrder: (tradeNo: string) => Promise<ClosedOutcome>;
  readonly refund: (wish: RefundWish) => Promise<Refunded>;
  readonly readCallback: (delivery: Delivery) => Callback;
}

/** What the operator has set up for payments (运营方配置); nothing is paid by channel while `callbackUrl` is absent. */
export interface PayOperator {
  readonly wechatUrl: string;
  readonly alipayUrl: string;
  /** Public address of this API; callbacks go to `/callbacks/…` below it. */
  readonly callbackUrl?: string | undefined;
}

/** A merchant account with its keys opened, for the calls of one request. */
export interface OpenMerchant {
  readonly channel: PayChannel;
  readonly merchant: string;
  readonly app: string;
  readonly platformKey: string;
  readonly privateKey: string;
  /** Of WeChat Pay only. */
  readonly keySerial?: string | undefined;
  readonly platformKeyId?: string | undefined;
  readonly apiKey?: string | undefined;
}
