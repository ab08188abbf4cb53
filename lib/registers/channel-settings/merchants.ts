import * as z from 'zod';
import { id } from '../../kernel/schema.ts';
import { personal, type Sealed, sealedRecord } from '../../kernel/sealed.ts';

const unframed = (raw: string): string => raw.replaceAll(/-----[^-]*-----|\s/g, '');

/** The provider's public key (平台公钥): by it the provider proves what it says. Not secret; kept without its PEM frame. */
const publicKey = () =>
  z
    .string()
    .max(2000)
    .refine((raw) => /^MII[A-Za-z0-9+/]{300,1500}={0,2}$/.test(unframed(raw)), { params: { code: 'request.public-key' } })
    .transform(unframed)
    .meta({ title: '平台公钥' });

const privateKey = () => personal('privateKey').optional().meta({ title: '商户私钥', personal: 'privateKey' });
const apiKey = () => personal('secret').optional().meta({ title: 'APIv3 密钥', personal: 'secret' });

/** For which project an account takes money; and, where it does for all, in which one what nobody can assign is kept. */
const place = {
  project: z.union([z.literal('*'), id()]).meta({ title: '项目' }),
  unclaimed: id().optional().meta({ title: '待认领款项所属项目' }),
};

const wechat = {
  channel: z.literal('wechat').meta({ title: '渠道' }),
  ...place,
  merchant: z
    .string()
    .regex(/^\d{8,12}$/)
    .meta({ title: '商户号' }),
  app: z
    .string()
    .regex(/^wx[0-9A-Za-z]{16}$/)
    .meta({ title: '公众号或小程序 AppID' }),
  keySerial: z
    .string()
    .regex(/^[0-9A-F]{20,64}$/)
    .meta({ title: '商户证书序列号' }),
  platformKeyId: z
    .string()
    .regex(/^(?:PUB_KEY_ID_[0-9A-F]{10,60}|[0-9A-F]{20,64})$/)
    .meta({ title: '平台公钥编号' }),
};

const alipay = {
  channel: z.literal('alipay').meta({ title: '渠道' }),
  ...place,
  merchant: z
    .string()
    .regex(/^2088\d{12}$/)
    .meta({ title: '商户 PID' }),
  app: z
    .string()
    .regex(/^\d{16}$/)
    .meta({ title: '应用 AppID' }),
};

/** A merchant account (收款商户) as it is stored. */
export const Merchant = z.discriminatedUnion('channel', [
  z.strictObject({ ...wechat, platformKey: z.string(), privateKey: sealedRecord, apiKey: sealedRecord }),
  z.strictObject({ ...alipay, platformKey: z.string(), privateKey: sealedRecord }),
]);
/** See the schema. */
export type Merchant = z.infer<typeof Merchant>;

/** The same as headquarters send it: a key that is not given stays as it was. */
export const MerchantInput = z.discriminatedUnion('channel', [
  z.strictObject({ ...wechat, platformKey: publicKey(), privateKey: privateKey(), apiKey: apiKey() }),
  z.strictObject({ ...alipay, platformKey: publicKey(), privateKey: privateKey() }),
]);
/** See the schema. */
export type MerchantInput = z.output<typeof MerchantInput>;

/** Accounts a company may have: one for each project and channel would be the most anybody wants. */
export const mostMerchants = 20;

/**
 * What a callback names its merchant by before anything in it can be read (回调中的商户标识): WeChat Pay the number of the key it signed with, Alipay the application.
 */
export function merchantMark(merchant: Pick<Merchant, 'app'> & { readonly platformKeyId?: string }): string {
  return merchant.platformKeyId ?? merchant.app;
}

/** Whether two entries are the same account, so that its keys stay. */
export function sameAccount(a: Pick<Merchant, 'channel' | 'merchant' | 'app'>, b: Pick<Merchant, 'channel' | 'merchant' | 'app'>): boolean {
  return a.channel === b.channel && a.merchant === b.merchant && a.app === b.app;
}

/** The account of a project: its own, or the one for all projects. */
export function merchantFor(merchants: readonly Merchant[] | undefined, channel: Merchant['channel'], project: string): Merchant | undefined {
  const own = (merchants ?? []).filter((one) => one.channel === channel);
  return own.find((one) => one.project === project) ?? own.find((one) => one.project === '*');
}

/** The stored account: the keys given, or else those it has. `missing` refuses. */
export function keyed(given: MerchantInput, known: Merchant | undefined, missing: (field: string) => never): Merchant {
  const kept = (field: 'privateKey' | 'apiKey', now: Sealed | undefined): Sealed => {
    const before = known && field in known ? (known as { readonly [K in typeof field]?: Sealed })[field] : undefined;
    return now ?? before ?? missing(field);
  };
  const signing = kept('privateKey', given.privateKey);
  return given.channel === 'wechat' ? { ...given, privateKey: signing, apiKey: kept('apiKey', given.apiKey) } : { ...given, privateKey: signing };
}
