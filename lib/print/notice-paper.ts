import { yuan } from '../kernel/money.ts';
import type { BillShown } from '../statements/bill-shown.ts';
import { capitals } from './capitals.ts';
import type { Block, Paper, QrCode } from './paper.ts';
import { chineseDate, chineseMonth, decimal, footerOf, type Letterhead } from './wording.ts';

/** What one payer of a unit is asked for. */
export interface NoticeOf {
  /** Shown as the reader may see it. */
  readonly payer: string;
  /** Names of those who answer for it with him (L09). */
  readonly joint: readonly string[];
  /** Of the month asked for, settled ones too. */
  readonly current: readonly BillShown[];
  /** Older ones that are still open. */
  readonly earlier: readonly BillShown[];
  readonly prepaidFen: number;
  /** How he can pay by phone. */
  readonly pay?: QrCode | undefined;
}

/** Everything that stands on a payment notice. */
export interface NoticePaper {
  readonly head: Letterhead;
  readonly unit: string;
  /** In 1/100 ㎡. */
  readonly area?: number | undefined;
  readonly period?: string | undefined;
  readonly on: string;
  readonly notices: readonly NoticeOf[];
}

/**
 * A payment notice (缴费通知单), a page for each payer of the unit: every bill with its lines and how each was reckoned, what is overdue, the late fee of the day, the sum in figures
 * and capitals, and how to object.
 */
export function noticePaper(paper: NoticePaper): Paper {
  const { head, unit, period } = paper;
  const pages = paper.notices.map((notice) => noticeBlocks(paper, notice));
  return {
    size: 'a4',
    name: `缴费通知单 ${unit}${period === undefined ? '' : ` ${period}`}`,
    marks: [],
    footer: footerOf(head),
    blocks: pages.flatMap((blocks, at): readonly Block[] => (at === 0 ? blocks : [{ block: 'page' }, ...blocks])),
  };
}

function noticeBlocks(paper: NoticePaper, notice: NoticeOf): readonly Block[] {
  const { head, unit, area, period, on } = paper;
  const { pay } = notice;
  const all = [...notice.current, ...notice.earlier];
  const [openFen, lateFen] = [sum(all, ({ openFen: fen }) => fen), sum(all, ({ late }) => late?.openFen ?? 0)];
  const dueFen = openFen + lateFen;
  return [
    { block: 'title', text: '缴费通知单', under: period === undefined ? head.project : `${head.project}　${chineseMonth(period)}` },
    {
      block: 'pairs',
      columns: 2,
      pairs: [
        ['房屋', unit],
        ['交费人', notice.payer],
        ...(area === undefined ? [] : [['建筑面积', `${decimal(area, 100, 2)} ㎡`] as const]),
        ['出具日期', chineseDate(on)],
        ...(notice.joint.length === 0 ? [] : [['连带责任人', notice.joint.join('、')] as const]),
      ],
    },
    ...bills(period === undefined ? '未缴费用' : '本期费用', notice.current),
    ...bills('往期未缴', notice.earlier),
    { block: 'heading', text: '应缴合计' },
    {
      block: 'pairs',
      pairs: [
        ['本金', `${yuan(openFen)} 元`],
        ...(lateFen === 0 ? [] : [[`违约金（截至 ${on}）`, `${yuan(lateFen)} 元`] as const]),
        ['应缴', `${yuan(dueFen)} 元（${capitals(dueFen)}）`],
        ...(notice.prepaidFen === 0 ? [] : [['预收余额', `${yuan(notice.prepaidFen)} 元，出账日自动抵扣`] as const]),
      ],
    },
    ...(pay && dueFen > 0 ? [{ block: 'codes', codes: [pay] } satisfies Block] : []),
    {
      block: 'paragraph',
      text: '已缴纳的，请忽略本通知。对项目、单价、面积或天数有疑问的，可向客户服务中心提出异议，我们逐项核实并答复；单价依据的收费标准在项目公示栏公示。',
    },
    { block: 'paragraph', text: '本通知不影响供水、供电、供热、供气及门禁通行。' },
    { block: 'paragraph', align: 'right', text: `${head.company}　${head.project}客户服务中心` },
  ];
}

function bills(heading: string, shown: readonly BillShown[]): readonly Block[] {
  if (shown.length === 0) return [];
  const columns = [
    { title: '项目', share: 2.2 },
    { title: '账期', share: 1.4 },
    { title: '计费说明', share: 6.4 },
    { title: '到期日', share: 1.9 },
    { title: '应收（元）', share: 1.7, align: 'right' },
    { title: '未缴（元）', share: 1.7, align: 'right' },
  ] as const;
  const rows = shown.map((bill) => [titleOf(bill), bill.period, explained(bill), bill.dueOn, yuan(bill.issuedFen), yuan(bill.openFen)]);
  const total = (part: (bill: BillShown) => number) => yuan(sum(shown, part));
  return [
    { block: 'heading', text: heading },
    { block: 'table', columns, rows, sum: ['小计', '', '', '', total(({ issuedFen }) => issuedFen), total(({ openFen }) => openFen)] },
  ];
}

function titleOf({ title, agency, standing, standingTitle, disputed }: BillShown): string {
  const marks = [...(agency ? ['代收'] : []), ...(standing === 'open' ? [] : [standingTitle]), ...(disputed ? ['有异议'] : [])];
  return marks.length === 0 ? title : `${title}（${marks.join('、')}）`;
}

/** Each line with the days it covers and its formula; the late fee with its stretches. */
function explained({ lines, late }: BillShown): string {
  const told = lines.map((line) => [line.text, stretch(line), line.explanation].filter((part) => part !== '').join('　'));
  const fee =
    late && late.openFen > 0
      ? [
          `违约金 ${yuan(late.openFen)} 元：${late.segments.map(({ days, principalFen }) => `${yuan(principalFen)} 元 × ${days} 天`).join('；')}${late.capped ? '（已达上限）' : ''}`,
        ]
      : [];
  return [...told, ...fee].join('\n');
}

/** Days of a line, the last one included. */
function stretch({ from, to }: BillShown['lines'][number]): string {
  if (from === undefined || to === undefined) return '';
  const last = new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return `${from} 至 ${last}`;
}

function sum(shown: readonly BillShown[], part: (bill: BillShown) => number): number {
  return shown.reduce((all, bill) => all + part(bill), 0);
}
