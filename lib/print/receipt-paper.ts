import { yuan } from '../kernel/money.ts';
import { accounts } from '../ledger/account.ts';
import type { Bill } from '../ledger/bill.ts';
import { cashOf, type Entry } from '../ledger/journal.ts';
import { balanceKinds, balanceNamed, entryNamed, receiptNo } from '../ledger/names.ts';
import { receiptOf } from '../payments/receipt.ts';
import { capitals } from './capitals.ts';
import type { Block, Mark, Paper, PaperSize } from './paper.ts';
import { channelsOf, type ReceiptFacts, receiptStates, titleOf } from './receipt-facts.ts';
import { chineseDate, footerOf, type Letterhead, money } from './wording.ts';

/** How often a receipt was printed before, for whoever must know that this is no original. */
export interface Reprint {
  /** Which print this is: the second one is the first reprint. */
  readonly count: number;
  /** Local time. */
  readonly at: string;
}

/** Everything that stands on a receipt. */
export interface ReceiptPaper extends ReceiptFacts {
  readonly size: PaperSize;
  readonly head: Letterhead;
  /** Shown as the reader may see it. */
  readonly payer?: string | undefined;
  readonly cashier: string;
  readonly bills: ReadonlyMap<string, Pick<Bill, 'title' | 'period' | 'unit'>>;
  /** What balances are for, by id: 装修押金. */
  readonly balances: ReadonlyMap<string, string>;
  /** Where anybody may check it. */
  readonly address: string;
  /** Absent on an original. */
  readonly reprint?: Reprint | undefined;
  /** A resident's own copy, which is no original either. */
  readonly copy?: boolean | undefined;
}

/**
 * A receipt (收据), deposit receipt (押金收据), refund voucher (退款凭证) or red one: number, payer, what for, figures and capitals, the tail of its hash, and where it can be
 * checked. What was taken back, what takes back and what is no original says so in a mark.
 */
export function receiptPaper(paper: ReceiptPaper): Paper {
  const { size, head, entry, address } = paper;
  const title = titleOf(entry) ?? '';
  const columns = [
    { title: '项目', share: size === 'roll' ? 5 : 4 },
    { title: '账期', share: 2 },
    { title: '房屋', share: 2.6 },
    { title: '金额（元）', share: 2.6, align: 'right' },
  ] as const;
  const rows = linesOf(paper);
  return {
    size,
    name: `${title} ${receiptNo(entry)}`,
    marks: marksOf(paper),
    footer: footerOf(head),
    blocks: [
      { block: 'title', text: head.company, under: `${title}（${head.project}）` },
      { block: 'pairs', columns: 2, pairs: headPairs(paper) },
      { block: 'table', columns, rows, sum: ['合计', '', '', yuan(cashOf(entry))] },
      { block: 'pairs', pairs: [['人民币（大写）', capitals(cashOf(entry))], ...notesOf(paper)] },
      ...signatures(paper),
      { block: 'codes', codes: [{ text: address, caption: `扫码验真　校验码 ${entry.hash.slice(-12)}` }] },
      { block: 'paragraph', small: true, align: 'center', text: '手写涂改无效；真伪及作废、红冲情况以扫码结果为准。' },
    ],
  };
}

function headPairs({ entry, payer, cashier }: ReceiptPaper): readonly (readonly [string, string])[] {
  const out = cashOf(entry) < 0;
  return [
    ['票据编号', receiptNo(entry)],
    ['日期', chineseDate(entry.bookedOn)],
    [out ? '收款人' : '交款人', payer ?? '未登记'],
    [out ? '付款方式' : '收款方式', channelsOf(entry)],
    [out ? '经办人' : '收款人', cashier],
    ...(entry.valueOn === entry.bookedOn ? [] : [['到账日', chineseDate(entry.valueOn)] as const]),
    ...(entry.external === undefined ? [] : [['渠道流水号', entry.external] as const]),
  ];
}

function notesOf({ entry, state, takenBackBy, back }: ReceiptPaper): readonly (readonly [string, string])[] {
  const original = entryNamed(entry.reverses ?? entry.refunds ?? '');
  return [
    ...(original ? [['原票据', receiptNo(original)] as const] : []),
    ...(entry.reason === undefined ? [] : [['说明', entry.reason] as const]),
    ...(takenBackBy === undefined ? [] : [[receiptStates[state], `票据 ${takenBackBy}`] as const]),
    ...(back.refundedFen === 0 ? [] : [['已退款', money(back.refundedFen)] as const]),
  ];
}

/** Of a refund the receiver signs (R: cash refunds need signature and identity). */
function signatures({ entry }: ReceiptPaper): readonly Block[] {
  return entry.kind === 'refund'
    ? [
        {
          block: 'pairs',
          columns: 2,
          pairs: [
            ['收款人签字', '　'],
            ['证件核对', '　'],
          ],
        },
      ]
    : [];
}

function marksOf({ entry, state, reprint, copy }: ReceiptPaper): readonly Mark[] {
  const red = entry.kind === 'void' || entry.kind === 'reversal';
  return [
    ...(state === 'valid' ? [] : [{ text: receiptStates[state], colour: 'red', across: state === 'voided' || state === 'reversed' } as const]),
    ...(red ? [{ text: entry.kind === 'void' ? '作废' : '红冲', colour: 'red', across: true } as const] : []),
    ...(copy ? [{ text: '住户自助件', colour: 'grey' } as const] : []),
    ...(reprint ? [{ text: `补打 第 ${reprint.count} 次 ${reprint.at}`, colour: 'grey' } as const] : []),
  ];
}

/** One row for each bill's principal and late fee, and for money that is only held. */
function linesOf({ entry, bills, balances }: ReceiptPaper): readonly (readonly string[])[] {
  const receipt = receiptOf(entry);
  const settled = receipt.bills.flatMap(({ bill, unit, period, principalFen, lateFen }) => {
    const title = bills.get(bill)?.title ?? bill;
    return [
      ...(principalFen === 0 ? [] : [[title, period, unit, yuan(principalFen)]]),
      ...(lateFen === 0 ? [] : [[`违约金（${title}）`, period, unit, yuan(lateFen)]]),
    ];
  });
  const kept = receipt.balances.map(({ balance, unit = '', fen }) => [heldAs(balance, balances), '', unit, yuan(fen)]);
  return [...settled, ...kept, ...othersOf(entry)];
}

function heldAs(balance: string, titles: ReadonlyMap<string, string>): string {
  return titles.get(balance) ?? balanceKinds[balanceNamed(balance)?.kind ?? 'prepaid'];
}

/** What belongs to no bill and no balance: remittances and the like. */
function othersOf({ postings }: Pick<Entry, 'postings'>): readonly (readonly string[])[] {
  const rest = postings.filter(({ account, bill, balance }) => account !== 'cash' && bill === undefined && balance === undefined);
  return rest.map(({ account, period = '', fen }) => [accounts[account], period, '', yuan(-fen)]);
}
