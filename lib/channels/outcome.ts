/**
 * What a provider (服务商) makes of a message, as far as it is proven.
 *
 * `unknown`: nobody knows whether it was sent — no answer in time, one that is too long, of the wrong form, wrongly signed, or about something else. It is never taken for a
 * refusal, and never followed by a second sending before the provider has been asked.
 */
export type Outcome =
  | { readonly outcome: 'accepted'; readonly providerId: string }
  /** `again`: nothing was sent, and it may be tried once more later. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly again: boolean }
  | { readonly outcome: 'unknown' };

/** What a provider says became of a message; `never`: it has not heard of it. */
export type Status =
  | { readonly status: 'accepted'; readonly providerId: string }
  | { readonly status: 'delivered' | 'failed'; readonly providerId: string; readonly at: string | undefined; readonly reason: string | undefined }
  | { readonly status: 'refused'; readonly reason: string; readonly again: boolean }
  | { readonly status: 'never' | 'unknown' };

/** What the operator has set up for the whole stack (运营方配置); what is absent is off for every company. */
export interface Operator {
  /** Address of the text-message provider's interface. */
  readonly smsUrl?: string | undefined;
  /** Address of the WeCom robots: a fixed host, no company may name another. */
  readonly wecomUrl: string;
  /** The one address mail is sent from. */
  readonly emailFrom?: string | undefined;
}
