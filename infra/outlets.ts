import { CfnParameter, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** Where the robots of WeCom groups are; no company may name another host. */
const wecomUrl = 'https://qyapi.weixin.qq.com';
/** Where the payment providers are; the same holds for them. */
const wechatPayUrl = 'https://api.mch.weixin.qq.com';
const alipayUrl = 'https://openapi.alipay.com/gateway.do';

/**
 * The ways out of the house (外发渠道): what the operator sets up for all companies. Each is off while its parameter is empty; and whatever is on here is still off for a
 * company that has not configured it.
 *
 * Mail goes through SES from one address of one domain, so that no company can write in the name of another. The China regions have no SES.
 */
export class Outlets extends Construct {
  readonly #smsUrl: string;
  readonly #emailDomain: string | undefined;
  readonly #callbackUrl: string;

  constructor(scope: Construct, id: string, { china }: { readonly china: boolean }) {
    super(scope, id);
    const parameter = (name: string, description: string, allowedPattern: string) => {
      const made = new CfnParameter(this, name, { description, default: '', allowedPattern });
      made.overrideLogicalId(name);
      return made.valueAsString;
    };
    this.#smsUrl = parameter('SmsUrl', 'Address of the text-message provider (docs/sms-provider.md); empty: no text messages', '^(https://[^\\s]+)?$');
    this.#callbackUrl = parameter(
      'CallbackUrl',
      'Public address of this API for callbacks of payment providers; empty: no payment by channel',
      '^(https://[^\\s?#]+)?$',
    );
    this.#emailDomain = china
      ? undefined
      : parameter('EmailDomain', 'Domain verified with SES, from which notices are mailed; empty: no mail', '^[a-z0-9.-]*$');
  }

  /** Lets a function call the payment providers, and tell them where to call back. */
  letPay(payer: HouseFunction): void {
    payer.give('WUYUN_WECHATPAY_URL', wechatPayUrl);
    payer.give('WUYUN_ALIPAY_URL', alipayUrl);
    payer.give('WUYUN_CALLBACK_URL', this.#callbackUrl);
  }

  /** Lets a function call the providers. */
  letSend(sender: HouseFunction): void {
    sender.give('WUYUN_SMS_URL', this.#smsUrl);
    sender.give('WUYUN_WECOM_URL', wecomUrl);
    if (this.#emailDomain === undefined) return;
    const identity = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: this.#emailDomain });
    sender.give('WUYUN_EMAIL_DOMAIN', this.#emailDomain, new PolicyStatement({ actions: ['ses:SendEmail'], resources: [identity] }));
  }
}
