import type { Company } from '../kernel/actor.ts';

/** A code on its way to somebody's own telephone or mailbox. It is never stored in the clear, so it is sent at once or not at all. */
export interface CodeMessage {
  /** Unique to this code: a provider that is asked twice sends once. */
  readonly id: string;
  readonly company: Company;
  readonly to: { readonly phone: string } | { readonly email: string };
  /** Which template it is. */
  readonly purpose: 'binding' | 'invitation';
  /** What fills the template: the code, and how long it is good for, as people say it. */
  readonly code: string;
  readonly validFor: string;
  /** The whole sentence, for channels that know no templates. */
  readonly text: string;
}

/** How codes leave the house (验证码通道): the one seam between accounts and the channels. */
export interface CodeSender {
  /** Whether the company has such a channel. */
  readonly reaches: (company: Company, by: 'sms' | 'email') => Promise<boolean>;
  /** Hands a code to the channel. @throws Error when it could not be handed over; whoever waits for it asks again */
  readonly sendCode: (message: CodeMessage) => Promise<void>;
}

/** A house without channels: whoever needs one is told so. */
export const noChannel: CodeSender = {
  reaches: () => Promise.resolve(false),
  sendCode: () => Promise.reject(new Error('there is no channel for codes')),
};
