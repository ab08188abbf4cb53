import type { SheetColumn } from '../../cases/definition.ts';
import { periodPattern } from '../../ledger/names.ts';
import { quantityText } from '../../ledger/rating/line.ts';
import { type MeterKind, meterKinds } from '../../ledger/rating/tariff.ts';
import { type Cells, readCells } from '../cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { meter } from './contract.ts';
import type { Meter } from './record.ts';

/** Columns of the meter list (计量表台账) and of the reading sheet (抄表单): a file may have those of both. */
export const meterColumns: readonly SheetColumn[] = [
  { title: '表号', aliases: ['计量表编号', '表编号', '水表号', '电表号', '燃气表号'], required: true, example: 'W-1-2-301' },
  { title: '表计类型', aliases: ['类型', '表类型', '表种'], example: '水表' },
  { title: '房号', aliases: ['房屋编号', '房间号'], example: '1-2-301' },
  { title: '公共部位', aliases: ['安装位置', '位置'] },
  { title: '表身号', aliases: ['出厂编号', '钢印号'] },
  { title: '倍率', aliases: ['变比', '互感器倍率'], example: '1' },
  { title: '整数位数', aliases: ['位数', '表位数'], example: '5' },
  { title: '起始读数', aliases: ['初始读数', '底数', '起数'], example: '0' },
  { title: '起始日期', aliases: ['启用日期', '安装日期'] },
  { title: '账期', aliases: ['抄表月份', '月份', '所属月份'], example: '2026-07' },
  { title: '本期读数', aliases: ['本次读数', '读数', '止数', '本月读数'], example: '128.5' },
  { title: '抄表日期', aliases: ['抄表时间'] },
  { title: '抄表人', aliases: ['抄表员'] },
  { title: '照片', aliases: ['照片名', '照片文件'] },
  { title: '翻转', aliases: ['表翻转', '是否翻转'], example: '否' },
  { title: '已复核', aliases: ['复核'], example: '否' },
  { title: '说明', aliases: ['备注'] },
];

const kindAliases: Readonly<Record<string, MeterKind>> = {
  水: 'water',
  电: 'power',
  气: 'gas',
  冷水表: 'water',
  电度表: 'power',
  煤气表: 'gas',
  天然气表: 'gas',
};

/** One row → the meter, its description and its reading as far as the row has them. @throws DomainError `cell.row-invalid` */
export function readMeterRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const reading = readingIn(cells);
    const input = {
      kind: cells.choice('表计类型', meterKinds, kindAliases),
      unit: cells.id('房号'),
      place: cells.text('公共部位', 60),
      serial: cells.text('表身号', 40),
      multiplier: whole(cells, '倍率'),
      digits: whole(cells, '整数位数'),
      startValue: quantity(cells, '起始读数'),
      startOn: cells.date('起始日期'),
      readings: reading && [reading],
    };
    const columns = { kind: '表计类型', unit: '房号', place: '公共部位', multiplier: '倍率', digits: '整数位数', startValue: '起始读数', readings: '本期读数' };
    return [{ contract: meter, id: cells.id('表号') ?? '', command: 'enrol', input: given(input), columns }];
  });
}

const given = (fields: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function readingIn(cells: Cells): Readonly<Record<string, unknown>> | undefined {
  const value = quantity(cells, '本期读数');
  const [period, on] = [monthIn(cells), cells.date('抄表日期')];
  if (value === undefined) return undefined;
  return given({
    period: period ?? cells.complain('账期', 'cell.missing'),
    value,
    on,
    reader: cells.id('抄表人'),
    photo: cells.text('照片', 80),
    rollover: isYes(cells, '翻转'),
    confirmed: isYes(cells, '已复核'),
    note: cells.text('说明', 120),
  });
}

/** `2026-07`, `2026年7月`, `202607` or any day of the month. */
function monthIn(cells: Cells): string | undefined {
  const text = cells.text('账期', 20)?.normalize('NFKC');
  if (text === undefined) return undefined;
  const [, year, month] = /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text) ?? /^(\d{4})[-/.](\d{1,2})[-/.]\d{1,2}$/.exec(text) ?? [];
  const period = `${year}-${month?.padStart(2, '0')}`;
  return periodPattern.test(period) ? period : cells.complain('账期', 'cell.period');
}

/** A number of at most three decimals as 1/1000 units; never through a binary fraction. */
function quantity(cells: Cells, column: string): number | undefined {
  const text = cells.text(column, 20)?.normalize('NFKC').replaceAll(/[\s,]/g, '');
  if (text === undefined) return undefined;
  const [, digits, decimals = ''] = /^(\d{1,9})(?:\.(\d{1,3})0*)?$/.exec(text) ?? [];
  return digits === undefined ? cells.complain(column, 'cell.reading') : Number(digits) * 1000 + Number(decimals.padEnd(3, '0'));
}

function whole(cells: Cells, column: string): number | undefined {
  const text = cells.text(column, 10)?.normalize('NFKC');
  if (text === undefined) return undefined;
  return /^\d{1,5}(?:\.0+)?$/.test(text) ? Number(text) : cells.complain(column, 'cell.whole');
}

function isYes(cells: Cells, column: string): true | undefined {
  const text = cells.text(column, 10);
  if (text === undefined || ['否', '无', '0', 'N', 'n'].includes(text)) return undefined;
  return ['是', '1', 'Y', 'y', '√', '✓'].includes(text) ? true : cells.complain(column, 'cell.yes-no');
}

/** A meter as a row, with its latest reading. */
export function writeMeterRows(
  id: string,
  { kind, unit, place, serial, multiplier, digits, readings }: Meter,
): readonly Readonly<Record<string, string | number>>[] {
  const latest = readings.findLast((reading) => reading.kind === 'regular');
  return [
    {
      表号: id,
      表计类型: meterKinds[kind],
      房号: unit ?? '',
      公共部位: place ?? '',
      表身号: serial ?? '',
      倍率: multiplier,
      整数位数: digits,
      ...(latest ? { 账期: latest.period, 本期读数: quantityText(latest.value), 抄表日期: latest.on, 抄表人: latest.reader } : {}),
      ...(latest?.photo ? { 照片: latest.photo } : {}),
    },
  ];
}
