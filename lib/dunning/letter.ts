import { sumOf, yuan } from '../kernel/money.ts';
import { formatDay } from './wording.ts';

/** Kinds of letters to a payer (函件). */
export const letterKinds = {
  reminder: '缴费通知单',
  letter: '催缴函',
  secondLetter: '再次催缴函',
  lawyerLetter: '律师函',
  promise: '付款承诺提醒',
} as const;
export type LetterKind = keyof typeof letterKinds;

/** An open bill as a letter lists it. Amounts in fen. */
export interface LetterLine {
  readonly bill: string;
  readonly title: string;
  readonly period: string;
  readonly dueOn: string;
  readonly issuedFen: number;
  readonly openFen: number;
  /** Late fee owed on the letter's day; 0 without a contract clause. */
  readonly lateFen: number;
}

/** What a letter is written from. */
export interface LetterFacts {
  readonly kind: LetterKind;
  /** Number of the case or of the letter. */
  readonly number: string;
  readonly company: string;
  readonly project: string;
  readonly unit: string;
  readonly payer: { readonly id: string; readonly name: string };
  /** Names of those jointly liable (L09). */
  readonly joint: readonly string[];
  readonly lines: readonly LetterLine[];
  /** Day of the letter. */
  readonly on: string;
  /** Day until which the payer is asked to pay. */
  readonly payBy: string;
  /** Reasonable period the letter gives (合理期限, L01), in days. */
  readonly days: number;
  /** Letters served before, oldest first. */
  readonly served: readonly { readonly kind: string; readonly on: string }[];
  readonly promise?: { readonly on: string; readonly fen?: number | undefined } | undefined;
}

/** A letter ready to be set (函件内容): whoever renders it adds nothing but paper. */
export interface LetterContent extends LetterFacts {
  readonly title: string;
  /** How the addressee is called. */
  readonly salutation: string;
  readonly paragraphs: readonly string[];
  readonly totals: { readonly openFen: number; readonly lateFen: number; readonly allFen: number };
  /** Laws the letter rests on. */
  readonly laws: readonly string[];
  readonly closing: readonly string[];
}

/** The words of a letter (催缴函件): purely from its facts, so that a letter printed again is the same letter. */
export function letterContent(facts: LetterFacts): LetterContent {
  const openFen = sumOf(facts.lines.map((line) => line.openFen));
  const lateFen = sumOf(facts.lines.map((line) => line.lateFen));
  const totals = { openFen, lateFen, allFen: sumOf([openFen, lateFen]) };
  return {
    ...facts,
    title: letterKinds[facts.kind],
    salutation: `${facts.payer.name}（${facts.unit}）：`,
    paragraphs: paragraphsOf(facts, totals),
    totals,
    laws: formal.includes(facts.kind) ? ['《中华人民共和国民法典》第九百四十四条', '《物业管理条例》第四十一条'] : [],
    closing: [
      facts.kind === 'lawyerLetter' ? `受${facts.company}委托` : facts.company,
      facts.kind === 'lawyerLetter' ? '（律师事务所盖章）' : `${facts.project}客户服务中心（盖章）`,
      formatDay(facts.on),
    ],
  };
}

/** Letters that are a demand in the sense of the law. */
const formal: readonly LetterKind[] = ['letter', 'secondLetter', 'lawyerLetter'];

function paragraphsOf(facts: LetterFacts, totals: LetterContent['totals']): readonly string[] {
  const owed = owedText(facts, totals);
  const by = `请于${formatDay(facts.payBy)}前缴清`;
  switch (facts.kind) {
    case 'reminder':
      return [`您名下房屋的下列费用应于所列日期前缴纳。${owed}`, `${by}。如已缴纳，请忽略本通知；如对金额有疑问，请联系客户服务中心，我们将逐项说明计费依据。`];
    case 'promise':
      return [
        `您于此前承诺在${formatDay(facts.promise?.on ?? facts.payBy)}前支付${facts.promise?.fen === undefined ? '下列欠费' : ` ${yuan(facts.promise.fen)} 元`}。${owed}`,
        '请按承诺日期付款。如有困难，请在到期前与客户服务中心联系，可协商分期付款。',
      ];
    case 'letter':
      return [
        `截至${formatDay(facts.on)}，您尚有下列费用逾期未缴。${owed}`,
        `${by}（自送达之日起${facts.days}日）。如对费用或服务有异议，请在该期限内提出，我们将核实并答复。`,
        joined(facts),
        '逾期仍未缴纳的，我公司将依照法律规定提起诉讼或者申请仲裁。',
        promiseOfSupply,
      ].filter(Boolean);
    case 'secondLetter':
      return [
        `${servedText(facts)}截至${formatDay(facts.on)}，下列费用仍未缴清。${owed}`,
        `${by}（自送达之日起${facts.days}日）。我公司已将欠费情况书面告知业主委员会，请其依照《物业管理条例》第六十四条督促限期交纳。`,
        joined(facts),
        promiseOfSupply,
      ].filter(Boolean);
    case 'lawyerLetter':
      return [
        `受${facts.company}委托，就您拖欠${facts.project} ${facts.unit}物业服务费用一事致函。${servedText(facts)}截至${formatDay(facts.on)}，下列费用仍未缴清。${owed}`,
        `请于收到本函之日起${facts.days}日内（${formatDay(facts.payBy)}前）付清。逾期未付，我方将代理委托人依照《中华人民共和国民法典》第九百四十四条提起诉讼或者申请仲裁，并主张合同约定的违约金及实现债权的合理费用。`,
        joined(facts),
      ].filter(Boolean);
  }
}

/** Services are never withheld, and the letter says so: a threat with water and power would itself be unlawful (L02). */
const promiseOfSupply = '催缴期间，供水、供电、供热、供气及门禁通行不受影响。';

function owedText({ lines }: LetterFacts, { openFen, lateFen, allFen }: LetterContent['totals']): string {
  const late = lateFen === 0 ? '' : `，合同约定的违约金 ${yuan(lateFen)} 元，合计 ${yuan(allFen)} 元`;
  return `共 ${lines.length} 笔，欠费本金 ${yuan(openFen)} 元${late}。`;
}

const joined = ({ joint }: LetterFacts): string => (joint.length === 0 ? '' : `${joint.join('、')}对上述费用依法承担连带责任。`);

function servedText({ served }: LetterFacts): string {
  const last = served.at(-1);
  return last ? `我公司已于${formatDay(last.on)}向您送达${last.kind}。` : '';
}
