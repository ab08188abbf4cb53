import type { SheetColumn } from '../../cases/definition.ts';
import { readCells } from '../cells.ts';
import { type PartyColumns, partyEntry } from '../party-cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { documentKinds, type PartyRecord, partyKinds } from './record.ts';

/** Columns of the customer list (客户台账). */
export const partyColumns: readonly SheetColumn[] = [
  { title: '客户编号', required: true, example: 'K0001' },
  { title: '姓名/名称', aliases: ['姓名', '名称', '客户姓名', '客户名称'], required: true, example: '张三' },
  { title: '类型', aliases: ['客户类型'], example: '个人' },
  { title: '电话', aliases: ['联系电话', '手机', '手机号', '手机号码'], example: '13800001234' },
  { title: '证件类型', example: '居民身份证' },
  { title: '证件号码', aliases: ['证件号', '身份证号', '身份证号码'], example: '11010119900307123X' },
];

const columns: PartyColumns = { id: '客户编号', name: '姓名/名称', kind: '类型', phone: '电话', documentKind: '证件类型', documentNumber: '证件号码' };

/** One row → one party. @throws DomainError `cell.row-invalid` */
export function readPartyRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const id = cells.required('客户编号', 64);
    if (cells.text('姓名/名称', 60) === undefined && id === '') cells.complain('姓名/名称', 'cell.missing');
    const entry = partyEntry(cells, columns, id);
    return entry ? [entry] : [];
  });
}

/** A party as rows: one per document, numbers as their masks; one that was merged is no customer any more. */
export function writePartyRows(id: string, { state, name, kind, phones, documents }: PartyRecord): readonly Readonly<Record<string, string>>[] {
  if (state === 'merged') return [];
  const head = { 客户编号: id, '姓名/名称': name, 类型: partyKinds[kind], 电话: phones.map(({ m }) => m).join('、') };
  if (documents.length === 0) return [head];
  return documents.map(({ kind: documentKind, number }) => ({ ...head, 证件类型: documentKinds[documentKind], 证件号码: number.m }));
}
