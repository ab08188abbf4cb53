import type { LetterContent } from '../dunning/letter.ts';
import { yuan } from '../kernel/money.ts';
import { capitals } from './capitals.ts';
import type { Paper } from './paper.ts';
import { footerOf, type Letterhead } from './wording.ts';

/** A letter to a payer on paper (催缴函件): reminder, demand, second demand, lawyer's letter, with the bills it is about and the part that is torn off as proof of service. */
export function letterPaper(head: Letterhead, letter: LetterContent): Paper {
  const { title, number, unit, salutation, paragraphs, lines, totals, laws, closing, kind } = letter;
  const columns = [
    { title: '项目', share: 3 },
    { title: '账期', share: 1.6 },
    { title: '到期日', share: 2 },
    { title: '应收（元）', share: 2, align: 'right' },
    { title: '未缴（元）', share: 2, align: 'right' },
    { title: '违约金（元）', share: 2, align: 'right' },
  ] as const;
  const rows = lines.map((line) => [line.title, line.period, line.dueOn, yuan(line.issuedFen), yuan(line.openFen), yuan(line.lateFen)]);
  return {
    size: 'a4',
    name: `${title} ${unit}`,
    marks: [],
    footer: footerOf(head),
    blocks: [
      { block: 'title', text: title, under: `编号 ${number}` },
      { block: 'paragraph', text: salutation },
      ...paragraphs.map((text) => ({ block: 'paragraph', indent: true, text }) as const),
      { block: 'table', columns, rows, sum: ['合计', '', '', '', yuan(totals.openFen), yuan(totals.lateFen)] },
      { block: 'pairs', pairs: [['应付合计', `${yuan(totals.allFen)} 元（${capitals(totals.allFen)}）`]] },
      ...(laws.length === 0 ? [] : [{ block: 'paragraph', small: true, text: `依据：${laws.join('，')}` } as const]),
      { block: 'gap', points: 14 },
      ...closing.map((text) => ({ block: 'paragraph', align: 'right', text }) as const),
      ...(kind === 'reminder' || kind === 'promise' ? [] : receipt(number, title)),
    ],
  };
}

/** The acknowledgement that is signed when the letter is handed over: without evidence of service there is no lawsuit (L01). */
function receipt(number: string, title: string): Paper['blocks'] {
  return [
    { block: 'gap', points: 10 },
    { block: 'rule' },
    { block: 'heading', text: `送达回证（${title} ${number}）` },
    {
      block: 'pairs',
      columns: 2,
      pairs: [
        ['送达方式', '□ 当面　□ 邮寄　□ 留置　□ 张贴'],
        ['送达日期', '　　　　年　　月　　日'],
        ['收件人签收', ''],
        ['与交费人关系', ''],
        ['送达人', ''],
        ['见证人', ''],
      ],
    },
  ];
}
