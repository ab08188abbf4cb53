import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { yuan } from '../kernel/money.ts';
import type { ShownMovement, UnitStatement } from '../statements/read-statement.ts';
import type { Standing } from '../statements/statement.ts';
import type { Paper } from './paper.ts';
import { chineseDate, footerOf, type Letterhead, money } from './wording.ts';

/** Everything that stands on a statement of account. */
export interface StatementPaper {
  readonly head: Letterhead;
  readonly statement: UnitStatement;
  readonly on: string;
}

/** A statement of account (对账单): what stood before, every bill and every entry in order with what is owed after it, and what stands now. */
export function statementPaper({ head, statement, on }: StatementPaper): Paper {
  const { unit, from, to, opening, closing, movements } = statement;
  const columns = [
    { title: '日期', share: 1.9 },
    { title: '摘要', share: 4 },
    { title: '票据编号', share: 3 },
    { title: '应收增加', share: 1.7, align: 'right' },
    { title: '应收减少', share: 1.7, align: 'right' },
    { title: '欠费', share: 1.8, align: 'right' },
    { title: '预收', share: 1.6, align: 'right' },
    { title: '押金', share: 1.6, align: 'right' },
  ] as const;
  return {
    size: 'a4',
    name: `对账单 ${unit} ${from}`,
    marks: [],
    footer: footerOf(head),
    blocks: [
      { block: 'title', text: '对账单', under: head.project },
      {
        block: 'pairs',
        columns: 2,
        pairs: [
          ['房屋', unit],
          ['期间', `${from} 至 ${addDays(parseCivilDate(to), -1)}`],
          ['出具日期', chineseDate(on)],
          ['期初', standing(opening)],
        ],
      },
      {
        block: 'table',
        columns,
        rows: movements.map(row),
        sum: ['', '期末', '', '', '', yuan(closing.owedFen), yuan(closing.prepaidFen), yuan(closing.depositFen)],
      },
      {
        block: 'paragraph',
        small: true,
        text: '金额单位：元。违约金在收到或减免时入账，不在“欠费”中；截至当日应付的违约金见缴费通知单。如有不符，请在收到后告知客户服务中心，我们逐笔核对。',
      },
      { block: 'paragraph', align: 'right', text: `${head.company}　${head.project}客户服务中心` },
    ],
  };
}

const standing = ({ owedFen, prepaidFen, depositFen }: Standing): string => `欠费 ${money(owedFen)}　预收 ${money(prepaidFen)}　押金 ${money(depositFen)}`;

function row(movement: ShownMovement): readonly string[] {
  const { on, title, receiptNo = '', owedFen, after, lateFen, bills } = movement;
  const told = movement.kind === 'billed' ? `${title} ${bills[0]?.period ?? ''}` : about(movement);
  const late = lateFen === undefined ? '' : `（另违约金 ${yuan(lateFen)}）`;
  return [
    on,
    `${told}${late}`,
    receiptNo,
    owedFen > 0 ? yuan(owedFen) : '',
    owedFen < 0 ? yuan(-owedFen) : '',
    yuan(after.owedFen),
    yuan(after.prepaidFen),
    yuan(after.depositFen),
  ];
}

/** What an entry did, with the bills it names; of many the first ones. */
function about({ title, bills, channels = [] }: ShownMovement): string {
  const named = bills.slice(0, 3).map((bill) => `${bill.title} ${bill.period}`);
  const more = bills.length > 3 ? ` 等 ${bills.length} 笔` : '';
  return [title, ...channels, ...(named.length === 0 ? [] : [`${named.join('、')}${more}`])].join('　');
}
