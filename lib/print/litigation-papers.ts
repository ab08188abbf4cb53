import type { LitigationPack, PackBill } from '../dunning/litigation-pack.ts';
import { yuan } from '../kernel/money.ts';
import { measures } from '../ledger/account.ts';
import { interruptions } from '../ledger/limitation.ts';
import { entryNamed, receiptNo } from '../ledger/names.ts';
import { capitals } from './capitals.ts';
import type { Block, Paper } from './paper.ts';
import { chineseDate, footerOf, type Letterhead } from './wording.ts';

/** A file of the pack that is enclosed, or why it is not. */
export interface Enclosure {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  /** Path inside the pack; absent when the file has to be fetched by its number. */
  readonly path?: string | undefined;
}

const paper = (head: Letterhead, name: string, blocks: readonly Block[]): Paper => ({ size: 'a4', name, marks: [], footer: footerOf(head), blocks });

/** The cover (诉讼材料目录): against whom, how much, until when it can be enforced, what is enclosed, and what is missing. */
export function coverPaper(head: Letterhead, pack: LitigationPack, contents: readonly (readonly [string, string])[], enclosures: readonly Enclosure[]): Paper {
  const { unit, on, payers, totals, expiresOn, gaps, tariffs } = pack;
  return paper(head, `诉讼材料 ${unit}`, [
    { block: 'title', text: '诉讼材料', under: `${head.project}　${unit}　${chineseDate(on)}` },
    {
      block: 'pairs',
      pairs: [
        ['申请人', head.company],
        ...(head.address === undefined ? [] : [['住所', head.address] as const]),
        ['被申请人', payers.map(({ name }) => name).join('、') || '无欠费'],
        ['房屋', unit],
        ['欠费本金', `${yuan(totals.openFen)} 元`],
        ['违约金', `${yuan(totals.lateFen)} 元（截至 ${on}）`],
        ['合计', `${yuan(totals.allFen)} 元（${capitals(totals.allFen)}）`],
        ...(expiresOn === undefined ? [] : [['最早诉讼时效届满', chineseDate(expiresOn)] as const]),
      ],
    },
    { block: 'heading', text: '目录' },
    {
      block: 'table',
      columns: [
        { title: '文件', share: 4 },
        { title: '证明事项', share: 6 },
      ],
      rows: contents,
    },
    ...list(
      '收费标准（公示）',
      [
        { title: '编号', share: 3 },
        { title: '名称', share: 4 },
        { title: '版本', share: 1.4 },
        { title: '公示日期', share: 2.4 },
      ],
      tariffs.map(({ tariff, title = '', edition, publishedOn = '未公示' }) => [tariff, title, String(edition), publishedOn]),
    ),
    ...list(
      '附件',
      [
        { title: '编号', share: 3 },
        { title: '名称', share: 4 },
        { title: '日期', share: 2 },
        { title: '所在', share: 4 },
      ],
      enclosures.map(({ id, name, at, path }) => [id, name, at, path ?? '超出一次打包的大小，请按编号下载']),
    ),
    { block: 'heading', text: '尚缺材料' },
    ...(gaps.length === 0 ? [{ block: 'paragraph', text: '无' } as const] : gaps.map(({ text }): Block => ({ block: 'paragraph', text: `□ ${text}` }))),
  ]);
}

function list(heading: string, columns: Extract<Block, { block: 'table' }>['columns'], rows: readonly (readonly string[])[]): readonly Block[] {
  return rows.length === 0
    ? []
    : [
        { block: 'heading', text: heading },
        { block: 'table', columns, rows },
      ];
}

/** Every open bill with how each fen was reckoned, what was paid on it, and how long it can be enforced (欠费明细与时效). */
export function claimPaper(head: Letterhead, { unit, on, bills, totals }: LitigationPack): Paper {
  const columns = [
    { title: '项目', share: 2.6 },
    { title: '计算公式', share: 5 },
    { title: '到期日', share: 2.5 },
    { title: '应收', share: 2, align: 'right' },
    { title: '已收', share: 2, align: 'right' },
    { title: '欠费', share: 2, align: 'right' },
    { title: '违约金', share: 1.9, align: 'right' },
    { title: '时效届满', share: 2.5 },
  ] as const;
  const rows = bills.map((bill) => [
    `${bill.title} ${bill.period}`,
    bill.lines.map(({ text, formula }) => `${text}：${formula}`).join('\n'),
    bill.dueOn,
    yuan(bill.issuedFen),
    yuan(bill.paidFen),
    yuan(bill.openFen),
    yuan(bill.lateFen),
    `${bill.limitation.expiresOn}${bill.limitation.expired ? '（已过）' : ''}`,
  ]);
  return paper(head, `欠费明细 ${unit}`, [
    { block: 'title', text: '欠费明细与诉讼时效', under: `${head.project}　${unit}　截至 ${chineseDate(on)}` },
    { block: 'table', columns, rows, sum: ['合计', '', '', '', '', yuan(totals.openFen), yuan(totals.lateFen), ''] },
    ...list(
      '时效中断',
      [
        { title: '项目', share: 3 },
        { title: '账期', share: 1.6 },
        { title: '日期', share: 2 },
        { title: '事由', share: 2.4 },
        { title: '证据', share: 4 },
        { title: '重新起算后届满', share: 2.4 },
      ],
      bills.flatMap(interrupted),
    ),
    {
      block: 'paragraph',
      small: true,
      text: '金额单位：元。诉讼时效三年，自到期日起算；每次有证据的催告、部分支付、承诺、分期或起诉，在届满之前的，重新起算（民法典第188、195条）。',
    },
  ]);
}

function interrupted({ title, period, limitation: { events } }: PackBill): readonly (readonly string[])[] {
  return events.map(({ on, by, evidence = '', counted, expiresOn }) => [
    title,
    period,
    on,
    Object.hasOwn(interruptions, by) ? interruptions[by as keyof typeof interruptions] : by,
    evidenceOf(evidence),
    counted ? expiresOn : '届满之后，不中断',
  ]);
}

/** Of a payment the evidence is its receipt. */
function evidenceOf(evidence: string): string {
  const entry = entryNamed(evidence);
  return entry ? `票据 ${receiptNo(entry)}` : evidence;
}

/** The demand chain (催缴记录): every step with who did it, what came of it and what proves it (L01). */
export function demandPaper(head: Letterhead, { unit, demands, on }: LitigationPack): Paper {
  const columns = [
    { title: '日期', share: 2 },
    { title: '步骤', share: 2 },
    { title: '经办人', share: 2 },
    { title: '结果', share: 4 },
    { title: '证据', share: 3.4 },
    { title: '中断时效', share: 1.4 },
    { title: '催缴单', share: 3 },
  ] as const;
  const rows = demands.map((one) => [one.on, one.step, one.by.join('、'), one.result, one.evidence.join('、') || '无', one.interrupts ? '是' : '否', one.case]);
  return paper(head, `催缴记录 ${unit}`, [
    { block: 'title', text: '催缴记录', under: `${head.project}　${unit}　截至 ${chineseDate(on)}` },
    ...(rows.length === 0 ? [{ block: 'paragraph', text: '没有催缴记录。' } as const] : [{ block: 'table', columns, rows } as const]),
  ]);
}

/** The ledger of the claim as a spreadsheet (账务流水): every bill and everything that settled a part of it. */
export function ledgerRows({ bills }: LitigationPack): readonly (readonly string[])[] {
  const head = ['账单编号', '项目', '账期', '日期', '业务', '票据编号', '应收增加（元）', '应收减少（元）'];
  const rows = bills.flatMap((bill) => [
    [bill.bill, bill.title, bill.period, bill.issuedOn, measures.issued, '', yuan(bill.issuedFen), ''],
    ...bill.payments.map(({ entry, on, fen, as }) => {
      const name = entryNamed(entry);
      const down = fen >= 0;
      const title = Object.hasOwn(measures, as) ? measures[as as keyof typeof measures] : as;
      return [bill.bill, bill.title, bill.period, on, title, name ? receiptNo(name) : entry, down ? '' : yuan(-fen), down ? yuan(fen) : ''];
    }),
  ]);
  return [head, ...rows];
}
