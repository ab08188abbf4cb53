import type { SheetColumn } from '../../cases/definition.ts';
import { yuan } from '../../kernel/money.ts';
import { channels, feeClasses } from '../../ledger/account.ts';
import { periodPattern } from '../../ledger/names.ts';
import { depositKinds } from '../../workflows/deposit/contract.ts';
import { type Cells, readCells } from '../cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { opening } from './contract.ts';
import type { OpeningItem, OpeningRecord } from './record.ts';

const kinds = { arrears: '欠费', prepaid: '预收', deposit: '押金', number: '票号' } as const;
type Kind = keyof typeof kinds;

/** Columns of the old system's books (期初数据表); which of them a row needs depends on its kind. */
export const openingColumns: readonly SheetColumn[] = [
  { title: '类别', required: true, example: kinds.arrears },
  { title: '房号', aliases: ['房屋编号'], example: '1-2-301' },
  { title: '客户编号', aliases: ['交费人'], example: 'C0001' },
  { title: '费用类别', aliases: ['收费项目'], example: feeClasses.property },
  { title: '账期', aliases: ['所属月份', '费用月份'], example: '2025-11' },
  { title: '金额', aliases: ['金额（元）', '金额(元)'], example: '235.03' },
  { title: '到期日', aliases: ['应缴日期'], example: '2025-11-30' },
  { title: '收费标准', example: 'WY' },
  { title: '最近催缴日', example: '2026-03-01' },
  { title: '催缴凭证', example: '催缴函签收单' },
  { title: '押金种类', example: depositKinds.renovation },
  { title: '原票号', aliases: ['原收据号'], example: '0012345' },
  { title: '收取日期', example: '2025-06-01' },
  { title: '收取方式', aliases: ['收款渠道'], example: channels.cash },
  { title: '账簿', example: 'front1' },
  { title: '下一票号', example: '10001' },
];

/** One row → one line. @throws DomainError `cell.row-invalid` */
export function readOpeningRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const kind = cells.required('类别', 4) === '' ? undefined : cells.choice('类别', kinds);
    const { id, item } = kind === undefined ? { id: '-', item: {} } : readers[kind](cells);
    return [{ contract: opening, id, command: 'put', input: { item: { kind, ...defined(item) } }, columns }];
  });
}

const columns: Readonly<Record<string, string>> = {
  item: '类别',
  'item.unit': '房号',
  'item.payer': '客户编号',
  'item.feeClass': '费用类别',
  'item.period': '账期',
  'item.fen': '金额',
  'item.dueOn': '到期日',
  'item.tariff': '收费标准',
  'item.lastDemand.on': '最近催缴日',
  'item.lastDemand.evidence': '催缴凭证',
  'item.deposit': '押金种类',
  'item.receipt': '原票号',
  'item.since': '收取日期',
  'item.channel': '收取方式',
  'item.book': '账簿',
  'item.next': '下一票号',
};

interface Read {
  readonly id: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const readers: Readonly<Record<Kind, (cells: Cells) => Read>> = {
  arrears: (cells) => {
    const head = { unit: needed(cells, '房号'), payer: needed(cells, '客户编号'), fen: fenIn(cells) };
    cells.required('费用类别', 20);
    const feeClass = cells.choice('费用类别', feeClasses);
    const period = periodIn(cells);
    const [dueOn, tariff, on] = [dateIn(cells, '到期日'), cells.id('收费标准'), cells.date('最近催缴日')];
    const evidence = on === undefined ? undefined : cells.required('催缴凭证', 120);
    const lastDemand = on === undefined ? undefined : { on, evidence };
    return { id: ['QF', head.unit, period, feeClass, head.payer].join('.').slice(0, 64), item: { ...head, feeClass, period, dueOn, tariff, lastDemand } };
  },
  prepaid: (cells) => {
    const [unit, payer] = [cells.id('房号'), needed(cells, '客户编号')];
    return { id: ['YS', unit ?? 'all', payer].join('.'), item: { unit, payer, fen: fenIn(cells) } };
  },
  deposit: (cells) => {
    const [unit, payer, receipt] = [cells.id('房号'), needed(cells, '客户编号'), cells.required('原票号', 40)];
    cells.required('押金种类', 10);
    const kind = cells.choice('押金种类', depositKinds);
    const id = ['YJ', unit ?? 'all', payer, receipt.replaceAll(/[^\p{L}\p{N}._-]/gu, '-')].join('.').slice(0, 64);
    return {
      id,
      item: { deposit: kind, channel: cells.choice('收取方式', channels) ?? 'cash', unit, payer, receipt, since: dateIn(cells, '收取日期'), fen: fenIn(cells) },
    };
  },
  number: (cells) => {
    const [book, next] = [needed(cells, '账簿'), cells.required('下一票号', 7)];
    if (next !== '' && !/^[1-9]\d{0,6}$/.test(next)) cells.complain('下一票号', 'cell.choice', { choices: '1–9999999 的整数' });
    return { id: ['PH', book].join('.'), item: { book, next: Number(next) } };
  },
};

const defined = (item: Read['item']): Read['item'] => Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

function needed(cells: Cells, column: string): string {
  return cells.required(column, 64) === '' ? '' : (cells.id(column) ?? '');
}

function dateIn(cells: Cells, column: string): string | undefined {
  return cells.required(column, 20) === '' ? undefined : cells.date(column);
}

/** A month as people write it: `2025-11`, `2025/11`, `2025年11月`, `202511`; a spreadsheet's date counts as its month. */
function periodIn(cells: Cells): string {
  const text = cells.required('账期', 20).normalize('NFKC');
  const [, year = '', month = ''] = /^(\d{4})(?:[-/.年])?(\d{1,2})(?:月|[-/.]\d{1,2})?$/.exec(text) ?? [];
  const period = `${year}-${month.padStart(2, '0')}`;
  if (text !== '' && !periodPattern.test(period)) cells.complain('账期', 'cell.choice', { choices: '年-月，如 2025-11' });
  return period;
}

/** Yuan with at most two decimals, in fen; never through a binary fraction. */
function fenIn(cells: Cells): number {
  const text = cells
    .required('金额', 20)
    .normalize('NFKC')
    .replaceAll(/[\s,¥元]/g, '');
  const [, whole = '', cents = ''] = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(text) ?? [];
  const fen = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  if (text !== '' && (whole === '' || fen === 0)) cells.complain('金额', 'cell.choice', { choices: '大于 0、最多两位小数的金额，如 235.03' });
  return fen;
}

/** A line as a row; what is booked is the ledger's. */
export function writeOpeningRows(_id: string, { state, item }: OpeningRecord): readonly Readonly<Record<string, string | number>>[] {
  if (state === 'booked') return [];
  const row = (fields: Readonly<Record<string, string | number | undefined>>) => [
    { 类别: kinds[item.kind], ...(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, string | number>) },
  ];
  return rowOf(item, row);
}

function rowOf<T>(item: OpeningItem, row: (fields: Readonly<Record<string, string | number | undefined>>) => T): T {
  if (item.kind === 'number') return row({ 账簿: item.book, 下一票号: item.next });
  const head = { 房号: item.unit, 客户编号: item.payer, 金额: yuan(item.fen) };
  if (item.kind === 'prepaid') return row(head);
  if (item.kind === 'deposit')
    return row({ ...head, 押金种类: depositKinds[item.deposit], 原票号: item.receipt, 收取方式: channels[item.channel], 收取日期: item.since });
  const { feeClass, period, dueOn, tariff, lastDemand } = item;
  return row({
    ...head,
    费用类别: feeClasses[feeClass],
    账期: period,
    到期日: dueOn,
    收费标准: tariff,
    最近催缴日: lastDemand?.on,
    催缴凭证: lastDemand?.evidence,
  });
}
