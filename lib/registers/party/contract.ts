import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText, id, list, text } from '../../kernel/schema.ts';
import { personal, sealedRecord } from '../../kernel/sealed.ts';
import { Channel, Consent, DocumentKind, NoticeLanguage, OptOut, PartyKind, type PartyRecord, Standing, standings } from './record.ts';

export { documentKinds, type PartyKind, type PartyRecord, partyKinds } from './record.ts';

const IdentityDocument = z.strictObject({ kind: DocumentKind, number: personal('identity').meta({ title: '证件号码', personal: 'identity' }) });

/** What a clerk states of a party; `put` replaces all of it. What the party has refused to receive is no part of it: an ordinary correction must not undo that. */
export const PartyInput = z.strictObject({
  kind: PartyKind.default('person'),
  name: text(60).meta({ title: '姓名/名称' }),
  phones: list(personal('phone'), 5).default([]).meta({ title: '电话' }),
  documents: list(IdentityDocument, 3).default([]).meta({ title: '证件' }),
  plates: list(personal('plate'), 5).optional().meta({ title: '车牌' }),
  contact: text(60).optional().meta({ title: '联系人' }),
  channel: Channel.optional(),
  emails: list(personal('email'), 2).optional().meta({ title: '电子邮箱' }),
  consents: list(Consent, 10).default([]).meta({ title: '个人信息同意' }),
  note: text(500).optional().meta({ title: '备注' }),
});

/** How the party wishes to be told from now on (通知偏好); what is not named stays. */
export const PreferInput = z.strictObject({
  channel: Channel.optional(),
  optOut: list(OptOut, 3).optional().meta({ title: '退订' }),
  language: NoticeLanguage.optional(),
});

/** What a spreadsheet row knows of a party: it adds and corrects, and never takes away. */
export const PartyEnrolment = z.strictObject({
  kind: PartyKind.optional(),
  name: text(60).meta({ title: '姓名/名称' }),
  phones: list(personal('phone'), 5).optional().meta({ title: '电话' }),
  documents: list(IdentityDocument, 3).optional().meta({ title: '证件' }),
  plates: list(personal('plate'), 5).optional().meta({ title: '车牌' }),
});

/** Change of a registered phone (变更登记电话); without `new` the number is given up. The document is the one that lies on the counter. */
export const ChangePhone = z.strictObject({
  old: personal('phone').meta({ title: '原电话', personal: 'phone' }),
  new: personal('phone').optional().meta({ title: '新电话', personal: 'phone' }),
  identityShown: IdentityDocument.optional().meta({ title: '出示证件' }),
  evidence: text(200).optional().meta({ title: '核实依据' }),
  reason: text(200).meta({ title: '变更原因' }),
});

const standingTitles = { none: '正常', ...standings };

/** What has become of a party (登记客户状态): `none` when it can be asked again. */
export const SetStanding = z.strictObject({
  standing: z.enum(['none', 'deceased', 'bankrupt', 'seized']).meta({ title: '状态', titles: standingTitles }),
  since: dateText().meta({ title: '起始日期' }),
  evidence: text(200).meta({ title: '依据' }),
  claimUntil: dateText().optional().meta({ title: '债权申报截止日' }),
  contact: text(100).optional().meta({ title: '继承人/管理人/法院' }),
});

/** The word under which every party stands whose standing stops a collection. */
export const stoppedWord = { kind: 'standing', value: 'stopped' } as const;

/** Merger of a double into the party it is a double of (客户合并). */
export const Merge = z.strictObject({
  into: id().meta({ title: '并入客户' }),
  reason: text(200).meta({ title: '合并原因' }),
  evidence: text(200).meta({ title: '合并依据' }),
});

/** What the survivor takes over from a double (并入). */
export const Absorb = z.strictObject({
  from: id(),
  phones: list(sealedRecord, 5),
  documents: list(z.strictObject({ kind: DocumentKind, number: sealedRecord }), 3),
  plates: list(sealedRecord, 5).optional(),
  emails: list(sealedRecord, 2).optional(),
  optOut: list(OptOut, 3).optional(),
  consents: list(Consent, 10),
  contact: text(60).optional(),
  channel: Channel.optional(),
  language: NoticeLanguage.optional(),
  note: text(500).optional(),
  standing: Standing.optional(),
});

/** The survivor of an earlier merger was merged itself. */
export const Repoint = z.strictObject({ into: id() });

/** What others know of the party register (客户). */
export const party = contract<PartyRecord>()({
  name: 'party',
  title: '客户',
  commands: {
    put: PartyInput,
    enrol: PartyEnrolment,
    prefer: PreferInput,
    changePhone: ChangePhone,
    setStanding: SetStanding,
    merge: Merge,
    absorb: Absorb,
    repoint: Repoint,
  },
});
