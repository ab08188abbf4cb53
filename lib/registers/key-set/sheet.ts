import type { SheetColumn } from '../../cases/definition.ts';
import { readCells } from '../cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { keySet } from './contract.ts';
import { type KeySet, keyKinds } from './record.ts';

/** Columns of the key ledger (钥匙总台账). */
export const keySetColumns: readonly SheetColumn[] = [
  { title: '钥匙牌号', aliases: ['牌号', '钥匙编号'], required: true, example: 'K-0117' },
  { title: '数量', aliases: ['把数', '钥匙数量'], required: true, example: '2' },
  { title: '钥匙柜', aliases: ['柜号'], required: true, example: '1号柜' },
  { title: '类别', aliases: ['钥匙类别'], required: true, example: keyKinds.ownerEntrusted },
  { title: '房号', aliases: ['房屋编号'], example: '1-2-301' },
  { title: '委托起', aliases: ['委托开始日期'], example: '2026-07-01' },
  { title: '委托止', aliases: ['委托截止日期'], example: '2026-12-31' },
  { title: '业主编号', example: 'C0001' },
  { title: '委托书', example: '钥匙委托书' },
];

/** One row → the set it enrols. @throws DomainError `cell.row-invalid` */
export function readKeySetRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const id = cells.id('钥匙牌号') ?? cells.required('钥匙牌号', 64);
    const keys = cells.required('数量', 4);
    if (keys !== '' && !/^[1-9]\d?$/.test(keys)) cells.complain('数量', 'cell.choice', { choices: '1–99 的整数' });
    const cabinet = cells.required('钥匙柜', 30);
    const kind = cells.required('类别', 10) === '' ? undefined : cells.choice('类别', keyKinds);
    const [unit, owner] = [cells.id('房号'), cells.id('业主编号')];
    const [from, to, document] = [cells.date('委托起'), cells.date('委托止'), cells.text('委托书', 60)];
    for (const column of ['委托起', '委托止']) if (from ?? to ?? document) cells.required(column, 20);
    return [
      {
        contract: keySet,
        id,
        command: 'enrol',
        input: {
          count: Number(keys),
          cabinet,
          kind,
          ...(unit === undefined ? {} : { unit }),
          ...(owner === undefined ? {} : { owner }),
          ...(from === undefined || to === undefined ? {} : { mandate: { from, to, document: document ?? '委托书' } }),
        },
        columns: { count: '数量', cabinet: '钥匙柜', kind: '类别', unit: '房号', owner: '业主编号', mandate: '委托止' },
      },
    ];
  });
}

/** A set as a row of the key ledger; what is written off is not listed. */
export function writeKeySetRows(id: string, record: KeySet): readonly Readonly<Record<string, string | number>>[] {
  if (record.state === 'writtenOff') return [];
  const { count, cabinet, kind, unit, owner, mandate } = record;
  return [
    {
      钥匙牌号: id,
      数量: count,
      钥匙柜: cabinet,
      类别: keyKinds[kind],
      房号: unit ?? '',
      委托起: mandate?.from ?? '',
      委托止: mandate?.to ?? '',
      业主编号: owner ?? '',
      委托书: mandate?.document ?? '',
    },
  ];
}
