import type { Paper } from './paper.ts';
import { chineseDate, chineseMonth, footerOf, type Letterhead, money } from './wording.ts';

/** Everything that stands on a clearance letter. */
export interface ClearancePaper {
  readonly head: Letterhead;
  readonly number: string;
  readonly unit: string;
  /** Whose debts are settled; absent when nobody owes anything for the unit. */
  readonly payer?: string | undefined;
  /** Latest month that was charged. */
  readonly through?: string | undefined;
  /** What was charged: 物业管理费、车位费. */
  readonly fees: readonly string[];
  readonly on: string;
  readonly prepaidFen: number;
  readonly depositFen: number;
}

/** A clearance letter (结清证明): nothing is owed for the unit, or by this payer for it, on this day. Whether that is so has been seen before. */
export function clearancePaper(paper: ClearancePaper): Paper {
  const { head, number, unit, payer, through, fees, on, prepaidFen, depositFen } = paper;
  const who = payer === undefined ? `${head.project}${unit}（房屋）` : `${payer}就${head.project}${unit}（房屋）`;
  const until = through === undefined ? '' : `（账期至${chineseMonth(through)}）`;
  const held = [...(prepaidFen === 0 ? [] : [`预收款 ${money(prepaidFen)}`]), ...(depositFen === 0 ? [] : [`押金 ${money(depositFen)}`])];
  return {
    size: 'a4',
    name: `结清证明 ${unit}`,
    marks: [],
    footer: footerOf(head),
    blocks: [
      { block: 'title', text: '结清证明', under: `编号 ${number}` },
      { block: 'gap', points: 18 },
      {
        block: 'paragraph',
        indent: true,
        text: `兹证明：截至${chineseDate(on)}，${who}应缴的各项费用${fees.length === 0 ? '' : `（${fees.join('、')}）`}${until}均已结清，无欠费，无应付违约金。`,
      },
      ...(held.length === 0 ? [] : [{ block: 'paragraph', indent: true, text: `另有${held.join('、')}由我公司代为保管，按约定抵扣或者退还。` } as const]),
      { block: 'paragraph', indent: true, text: '本证明仅反映出具之日的缴费情况；其后发生的费用以新的账单为准。' },
      { block: 'gap', points: 36 },
      { block: 'paragraph', align: 'right', text: `${head.company}（盖章）` },
      { block: 'paragraph', align: 'right', text: chineseDate(on) },
    ],
  };
}
