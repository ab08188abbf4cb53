import { commandsOf, defineRegister } from '../../cases/define.ts';
import type { Position } from '../../kernel/position.ts';
import { cellErrors } from '../cells.ts';
import { nameTerm } from '../name-term.ts';
import { Absorb, ChangePhone, Merge, PartyEnrolment, PartyInput, PreferInput, party, Repoint, SetStanding, stoppedWord } from './contract.ts';
import { absorb, merge, mergedInto, readForMerge, repoint } from './merging.ts';
import { changePhone, readBound } from './phones.ts';
import { PartyRecord, partyKinds } from './record.ts';
import { enrolParty, prefer, putParty } from './rules.ts';
import { partyColumns, readPartyRow, writePartyRows } from './sheet.ts';
import { setStanding } from './standing.ts';

const { moves, puts } = commandsOf<PartyRecord>();

/** Who keeps the customers' data; readers are few because it is personal (PIPL 6: no more than the purpose needs). */
const keepers: readonly Position[] = ['FRONT', 'CSM', 'CASHIER', 'PM', 'ARCH', 'HQ-ADM'];

const here = { from: ['current'], to: ['current'] } as const;
const within = { by: ['SYSTEM'], internal: true } as const;

/**
 * The party register (客户): persons and firms, found by phone, document or name without being shown in the clear.
 */
export const partyRegister = defineRegister<PartyRecord>({
  name: 'party',
  title: '客户',
  collection: 'parties',
  contract: party,
  record: PartyRecord,
  stateTitles: { current: '有效', merged: '已合并' },
  errors: {
    ...cellErrors,
    'party.consent-dates': { zh: '“{purpose}”的撤回日期早于同意日期，请核对', en: 'The consent “{purpose}” was withdrawn before it was given' },
    'party.phones-full': { zh: '{name} 已登记 5 个电话，请先在客户资料中删除停用的号码', en: '{name} has five phone numbers already; remove one first' },
    'party.plates-full': { zh: '{name} 已登记 5 个车牌，请先在客户资料中删除停用的车牌', en: '{name} has five plates already; remove one first' },
    'party.documents-full': { zh: '已登记 3 份证件，请先在客户资料中删除失效的证件', en: 'There are three documents already; remove one first' },
    'party.emails-full': { zh: '{name} 已登记 2 个电子邮箱，请先删除停用的邮箱', en: '{name} has two e-mail addresses already; remove one first' },
    'party.consents-full': { zh: '{name} 的个人信息同意记录超过 10 条，请先整理后再合并', en: '{name} has more than ten consents; tidy them up first' },
    'party.phone-bound': {
      zh: '该客户已绑定住户端账号，登记电话 {phone} 不能在此删除或替换，请办理“变更登记电话”',
      en: 'An account is bound to this party; change the phone {phone} by changePhone',
    },
    'party.document-bound': {
      zh: '该客户已绑定住户端账号，证件只能由客服主管、项目经理或公司行政部更正',
      en: 'An account is bound to this party; documents are corrected by a manager',
    },
    'party.phone-unknown': { zh: '客户未登记电话 {phone}，请核对原电话', en: 'The phone {phone} is not on record' },
    'party.phone-known': { zh: '电话 {phone} 已是该客户的登记电话，无须变更', en: 'The phone {phone} is on record already' },
    'party.phone-last': { zh: '这是唯一的登记电话，请填写新电话', en: 'It is the only phone on record; give the new one' },
    'party.identity-needed': { zh: '已登记证件，请核对客户出示的证件并填写证件类型和号码', en: 'A document is on record; enter the one that is shown' },
    'party.identity-differs': {
      zh: '出示的证件与登记的证件不一致，不能变更电话；请核对证件，或由客服主管核实后先更正证件',
      en: 'The document shown is not the one on record',
    },
    'party.evidence-needed': { zh: '没有登记证件，请写明核实本人身份的依据', en: 'There is no document on record; say how the person was identified' },
    'party.evidence-needs-manager': { zh: '没有登记证件，须由客服主管或项目经理核实后办理', en: 'Without a document on record a manager has to do it' },
    'party.merge-self': { zh: '不能并入自己，请选择另一个客户编号', en: 'A party cannot be merged into itself' },
    'party.merged': { zh: '客户 {id} 已并入 {into}，请改用 {into}', en: 'The party {id} was merged into {into}; use that one' },
    'party.merge-kind': { zh: '个人与单位不能合并，请核对客户类型', en: 'A person and a firm cannot be merged' },
    'party.merge-differs': {
      zh: '两个客户的{document}号码不同，不能合并；请先核实并更正登记有误的一方',
      en: 'The two parties have different numbers of the same document ({document}); correct the wrong one first',
    },
    'party.merge-too-many': {
      zh: '该客户关联 {count} 套房屋，一次最多合并 {most} 套；请先在部分房屋上终止其关系并登记新客户，再合并',
      en: '{count} units name this party; at most {most} can be merged at once',
    },
    'party.document-differs': {
      zh: '证件号码与已登记的同类证件不一致，请核对后在客户资料中修改',
      en: 'The number differs from the document of that kind on record; check it and correct the party',
    },
    'party.standing-future': {
      zh: '起始日期 {since} 晚于今天，请核对死亡证明、裁定书等所载日期',
      en: '{since} lies in the future; check the date of the document',
    },
    'party.standing-claim': {
      zh: '债权申报截止日只用于破产，且不得早于起始日期 {since}，请核对法院公告',
      en: 'The last day for filing claims belongs to a bankruptcy and cannot lie before {since}',
    },
    'party.standing-none': { zh: '该客户状态正常，无须解除', en: 'The party has no such standing' },
  },
  notices: {
    'party.phone-changed': {
      zh: '您登记的电话已由 {old} 变更为 {new}；如非本人办理，请立即联系客服中心',
      en: 'Your registered phone was changed from {old} to {new}; call us at once if that was not you',
    },
    'party.deceased': {
      zh: '{title} 已登记为去世（{since}）：停止向其本人催缴；请查明继承人或遗产管理人（{contact}），在遗产实际价值范围内向其主张（民法典第1145—1147、1161条），并办理房屋关系变更',
      en: '{title} died ({since}): demands stop; find the heirs or the administrator of the estate ({contact}) and claim within the value of the estate (Civil Code 1145–1147, 1161)',
    },
    'party.bankrupt': {
      zh: '{title} 已登记为破产（{since}）：停止催缴和个别清偿；请在 {claimUntil} 前向管理人（{contact}）申报债权（企业破产法第45、48条）',
      en: '{title} is bankrupt ({since}): demands stop; file the claim with the administrator ({contact}) by {claimUntil} (Bankruptcy Law 45, 48)',
    },
    'party.seized': {
      zh: '{title} 的财产已登记为被查封（{since}）：停止催缴；请向执行法院（{contact}）书面报告债权，申请参与分配',
      en: 'The property of {title} is seized ({since}): demands stop; report the claim to the court ({contact}) and ask to take part in the distribution',
    },
    'party.phone-added': {
      zh: '您的客户资料新增了联系电话 {phone}；如非本人要求，请立即联系客服中心',
      en: 'The phone {phone} was added to your record; call us at once if you did not ask for it',
    },
  },
  commands: {
    put: puts({ title: '登记客户', by: keepers, input: PartyInput, to: ['current'], reads: readBound, apply: putParty }),
    enrol: puts({ title: '导入客户', by: keepers, input: PartyEnrolment, to: ['current'], apply: enrolParty }),
    changePhone: moves({ title: '变更登记电话', by: ['FRONT', 'CSM', 'PM'], ...here, input: ChangePhone, apply: changePhone }),
    merge: moves({ title: '客户合并', by: ['CSM', 'PM', 'HQ-ADM'], from: ['current'], to: ['merged'], input: Merge, reads: readForMerge, apply: merge }),
    absorb: moves({ ...within, title: '并入', ...here, input: Absorb, apply: absorb }),
    repoint: moves({ ...within, title: '改并入客户', from: ['merged'], to: ['merged'], input: Repoint, apply: repoint }),
    setStanding: moves({ title: '登记客户状态', by: ['CSM', 'PM'], ...here, input: SetStanding, apply: setStanding }),
    prefer: moves({ title: '通知偏好', by: keepers, from: ['current'], to: ['current'], input: PreferInput, apply: prefer }),
  },
  readBy: [...keepers, 'ENG', 'ENGM', 'HQ-PROJ', 'HQ-FIN', 'HQ-SUP', 'GM'],
  subject: ({ name }) => ({ title: name }),
  terms: ({ name, phones, documents, plates = [], standing, ...rest }) => {
    if (rest.state === 'merged') return [{ kind: mergedInto, value: rest.into }];
    return [
      { kind: 'name', value: nameTerm(name) },
      ...phones.map(({ h }) => ({ kind: 'phone', value: h })),
      // The end of a number (尾号) is what its mask shows anyway.
      ...phones.map(({ m }) => ({ kind: 'phone-end', value: m.slice(-4) })),
      ...plates.map(({ h }) => ({ kind: 'plate', value: h })),
      ...documents.map(({ number }) => ({ kind: 'identity', value: number.h })),
      ...(standing ? [stoppedWord] : []),
    ];
  },
  card: ({ kind, phones }) => ({ type: partyKinds[kind], phone: phones[0]?.m }),
  sheet: { columns: partyColumns, read: readPartyRow, write: writePartyRows },
});
