import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import { Disclose, disclosure as disclosureContract, Refuse } from './contract.ts';
import { Disclosure, disclosedKinds } from './record.ts';
import { entitled } from './rights.ts';
import { disclose, refuse } from './rules.ts';

const { opens } = commandsOf<Disclosure>();

/**
 * Disclosure of sealed personal data (敏感信息查阅, PIPL 51): everybody works with masks, and who needs the number itself says why.
 *
 *     new ─disclose─▶ disclosed
 *     new ─refuse──▶ refused      the first attempt of a day beyond the limit
 *
 * The entry is made before anything is opened, and what is opened goes to the one who asked and nowhere else: neither this record nor the answer kept for a repeated
 * request holds it. Who saw whom is one question in either direction.
 */
export const disclosure = defineWorkflow<Disclosure>({
  name: disclosureContract.name,
  title: '敏感信息查阅',
  collection: 'disclosures',
  numberPrefix: 'CY',
  contract: disclosureContract,
  record: Disclosure,
  stateTitles: { disclosed: '已查阅', refused: '超限未查阅' },
  errors: {
    'disclosure.not-for-position': {
      zh: '您的岗位（{positions}）不能查阅此类信息，请由前台或客服主管办理',
      en: 'Your positions ({positions}) are not shown such data; ask the front desk',
    },
    'disclosure.not-your-case': { zh: '只能查阅派给您本人的单据上的电话', en: 'You are shown the phones of your own cases only' },
    'disclosure.phones-only': { zh: '您的岗位只能查阅电话，不能查阅证件等其他信息', en: 'You are shown phone numbers only' },
    'disclosure.unknown-field': { zh: '该记录没有可查阅的字段“{field}”，请核对字段', en: 'The record has no field {field} to be shown' },
    'disclosure.nothing': { zh: '该记录没有加密的个人信息，无须查阅', en: 'The record holds no sealed data' },
    'disclosure.daily-cap': {
      zh: '今日查阅已达 {most} 次上限，请明日再办，或由同事办理；公司督导已收到提示',
      en: 'You have been shown data {most} times today, which is the limit; supervision has been told',
    },
    'disclosure.over': { zh: '该次查阅已结束，请重新办理查阅', en: 'That disclosure is over; ask again' },
  },
  notices: {
    'disclosure.capped': { zh: '{person} 今日查阅敏感信息超过 {most} 次上限，请核实', en: '{person} wanted to be shown data more than {most} times today' },
  },
  commands: {
    disclose: opens({ title: '查阅', to: ['disclosed'], by: entitled, input: Disclose, apply: disclose }),
    refuse: opens({ title: '超限', to: ['refused'], by: ['SYSTEM'], internal: true, input: Refuse, apply: refuse }),
  },
  readBy: ['PM', 'HQ-ADM', 'HQ-SUP', 'GM'],
  serves: ({ on }) => on,
  logged: false,
  subject: ({ on }) => ({ title: `查阅${disclosedKinds[on.kind]} ${on.id}` }),
  terms: (record) =>
    record.state === 'refused' ? [] : [{ kind: 'saw', value: record.person }, ...seenWords(record).map((value) => ({ kind: 'seen', value }))],
  card: ({ person, reason }) => ({ person, reason: reason.slice(0, 40) }),
});

/** The record, and the customers whose data stood in it. */
function seenWords({ on, parties }: Extract<Disclosure, { state: 'disclosed' }>): readonly string[] {
  return [...new Set([`${on.kind}:${on.id}`, ...parties.map((party) => `party:${party}`)])];
}
