import * as z from 'zod';
import { dateText, id, keysOf, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';

/** A person (个人) or a firm (单位). */
export const partyKinds = { person: '个人', firm: '单位' } as const;

/** Kinds of identity document (证件类型). */
export const documentKinds = {
  identityCard: '居民身份证',
  passport: '护照',
  hkMacaoPermit: '港澳居民来往内地通行证',
  taiwanPermit: '台湾居民来往大陆通行证',
  residencePermit: '居住证',
  businessLicence: '营业执照',
  other: '其他证件',
} as const;

/** How the party wishes to be told (首选联系方式). */
export const channels = { wechat: '微信', sms: '短信', email: '电子邮件', phone: '电话', door: '上门通知' } as const;

export const PartyKind = z.enum(keysOf(partyKinds)).meta({ title: '类型', titles: partyKinds });
export type PartyKind = z.infer<typeof PartyKind>;
export const DocumentKind = z.enum(keysOf(documentKinds)).meta({ title: '证件类型', titles: documentKinds });
export const Channel = z.enum(keysOf(channels)).meta({ title: '首选联系方式', titles: channels });

/** Channels a party may refuse (退订); what the law or an emergency demands comes all the same. */
export const refusable = { sms: '短信', email: '电子邮件', wechat: '微信' } as const;
export const OptOut = z.enum(keysOf(refusable)).meta({ title: '退订', titles: refusable });
/** Language in which the party is written to (通知语言). */
export const NoticeLanguage = z.enum(['zh', 'en']).meta({ title: '通知语言', titles: { zh: '中文', en: '英文' } });

/** Consent to the handling of personal information for one purpose (个人信息处理同意, L27); withdrawn ones stay with their day. */
export const Consent = z.strictObject({
  purpose: text(60).meta({ title: '用途' }),
  givenOn: dateText().meta({ title: '同意日期' }),
  withdrawnOn: dateText().optional().meta({ title: '撤回日期' }),
});

/** What has become of a payer so that he can no longer simply be asked (客户状态). */
export const standings = { deceased: '已去世', bankrupt: '已破产', seized: '被查封' } as const;

/** The standing of a party with its evidence; absent for everybody who can be asked. */
export const Standing = z.strictObject({
  kind: z.enum(keysOf(standings)).meta({ title: '状态', titles: standings }),
  since: dateText().meta({ title: '起始日期' }),
  evidence: text(200).meta({ title: '依据' }),
  /** Last day for filing claims, of a bankruptcy (债权申报期限). */
  claimUntil: dateText().optional().meta({ title: '债权申报截止日' }),
  /** Who speaks for the estate or the debtor: heir, administrator, court. */
  contact: text(100).optional().meta({ title: '继承人/管理人/法院' }),
  at: storedInstant().meta({ title: '登记时间' }),
  by: id().meta({ title: '登记人' }),
});
/** See the schema. */
export type Standing = z.infer<typeof Standing>;

const described = {
  kind: PartyKind,
  name: text(60).meta({ title: '姓名/名称' }),
  phones: list(sealedRecord, 5).meta({ title: '电话' }),
  documents: list(z.strictObject({ kind: DocumentKind, number: sealedRecord.meta({ title: '证件号码' }) }), 3).meta({ title: '证件' }),
  plates: list(sealedRecord, 5).optional().meta({ title: '车牌' }),
  contact: text(60).optional().meta({ title: '联系人' }),
  channel: Channel.optional(),
  emails: list(sealedRecord, 2).optional().meta({ title: '电子邮箱' }),
  optOut: list(OptOut, 3).optional().meta({ title: '退订' }),
  language: NoticeLanguage.optional(),
  consents: list(Consent, 10).meta({ title: '个人信息同意' }),
  note: text(500).optional().meta({ title: '备注' }),
  standing: Standing.optional().meta({ title: '客户状态' }),
};

/**
 * A party (客户): a person or a firm that has, or had, to do with units of the project. One party may have many units, so it stands in a
 * register of its own and units name it by id.
 *
 *     current ──merge──▶ merged
 *
 * One that was registered twice is merged: of the double only the name stays, and where everything else went.
 */
export const PartyRecord = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('current'), ...described }),
  z.strictObject({
    state: z.literal('merged'),
    ...described,
    into: id().meta({ title: '并入客户' }),
    reason: text(200).meta({ title: '合并原因' }),
    evidence: text(200).meta({ title: '合并依据' }),
    mergedAt: storedInstant().meta({ title: '合并时间' }),
    mergedBy: id().meta({ title: '办理人' }),
  }),
]);
/** See the schema. */
export type PartyRecord = z.infer<typeof PartyRecord>;

/** A party in one of these states. */
export type In<S extends PartyRecord['state']> = Extract<PartyRecord, { state: S }>;
