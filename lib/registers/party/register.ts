import { commandsOf, defineRegister } from '../../cases/define.ts';
import type { Position } from '../../kernel/position.ts';
import { cellErrors } from '../cells.ts';
import { nameTerm } from '../name-term.ts';
import { PartyEnrolment, PartyInput, party } from './contract.ts';
import { PartyRecord, partyKinds } from './record.ts';
import { enrolParty, putParty } from './rules.ts';
import { partyColumns, readPartyRow, writePartyRows } from './sheet.ts';

const { puts } = commandsOf<PartyRecord>();

/** Who keeps the customers' data; readers are few because it is personal (PIPL 6: no more than the purpose needs). */
const keepers: readonly Position[] = ['FRONT', 'CSM', 'CASHIER', 'PM', 'ARCH', 'HQ-ADM'];

/**
 * The party register (客户): persons and firms, found by phone, document or name without being shown in the clear.
 */
export const partyRegister = defineRegister<PartyRecord>({
  name: 'party',
  title: '客户',
  collection: 'parties',
  contract: party,
  record: PartyRecord,
  stateTitles: { current: '有效' },
  errors: {
    ...cellErrors,
    'party.consent-dates': { zh: '“{purpose}”的撤回日期早于同意日期，请核对', en: 'The consent “{purpose}” was withdrawn before it was given' },
    'party.phones-full': { zh: '{name} 已登记 5 个电话，请先在客户资料中删除停用的号码', en: '{name} has five phone numbers already; remove one first' },
    'party.documents-full': { zh: '已登记 3 份证件，请先在客户资料中删除失效的证件', en: 'There are three documents already; remove one first' },
    'party.document-differs': {
      zh: '证件号码与已登记的同类证件不一致，请核对后在客户资料中修改',
      en: 'The number differs from the document of that kind on record; check it and correct the party',
    },
  },
  commands: {
    put: puts({ title: '登记客户', by: keepers, input: PartyInput, to: ['current'], apply: putParty }),
    enrol: puts({ title: '导入客户', by: keepers, input: PartyEnrolment, to: ['current'], apply: enrolParty }),
  },
  readBy: [...keepers, 'ENG', 'ENGM', 'HQ-PROJ', 'HQ-FIN', 'HQ-SUP', 'GM'],
  subject: ({ name }) => ({ title: name }),
  terms: ({ name, phones, documents }) => [
    { kind: 'name', value: nameTerm(name) },
    ...phones.map(({ h }) => ({ kind: 'phone', value: h })),
    ...documents.map(({ number }) => ({ kind: 'identity', value: number.h })),
  ],
  card: ({ kind, phones }) => ({ type: partyKinds[kind], phone: phones[0]?.m }),
  sheet: { columns: partyColumns, read: readPartyRow, write: writePartyRows },
});
