import type { SheetColumn } from '../../cases/definition.ts';
import { readCells } from '../cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { staff } from './contract.ts';
import { departments, type StaffRecord } from './record.ts';

/** Columns of the staff list (员工花名册); a person with several certificates has a row for each. */
export const staffColumns: readonly SheetColumn[] = [
  { title: '工号', aliases: ['员工编号', '员工号'], required: true, example: 'zhang.san' },
  { title: '姓名', required: true, example: '张三' },
  { title: '部门', required: true, example: departments[1] },
  { title: '电话', aliases: ['联系电话', '手机', '手机号', '手机号码'], example: '13800001234' },
  { title: '技能', example: '水电、管道' },
  { title: '证书', aliases: ['证书名称'], example: '低压电工证' },
  { title: '证书编号', example: 'T110101…' },
  { title: '证书有效期', aliases: ['有效期', '证书有效期至'], example: '2027-05-31' },
];

/** One row → one member of staff. @throws DomainError `cell.row-invalid` */
export function readStaffRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const id = cells.id('工号') ?? cells.required('工号', 64);
    const name = cells.required('姓名', 60);
    const department = cells.required('部门', 20);
    const [phone] = cells.personal('电话', 'phone', 1);
    const skills = cells.list('技能', 20);
    const certificate = cells.text('证书', 60);
    const number = cells.text('证书编号', 60);
    const validTo = cells.date('证书有效期');
    if (certificate !== undefined && (row['证书有效期'] ?? '').trim() === '') cells.complain('证书有效期', 'cell.missing');
    if (certificate === undefined && (number !== undefined || validTo !== undefined)) cells.complain('证书', 'cell.missing');
    return [
      {
        contract: staff,
        id,
        command: 'enrol',
        input: {
          name,
          department,
          ...(phone === undefined ? {} : { phone }),
          ...(skills.length > 0 ? { skills } : {}),
          ...(certificate === undefined || validTo === undefined
            ? {}
            : { certificates: [{ name: certificate, ...(number === undefined ? {} : { number }), validTo }] }),
        },
        columns: { name: '姓名', department: '部门', phone: '电话', skills: '技能', certificates: '证书' },
      },
    ];
  });
}

/** A member of staff as rows: one per certificate; those who left are not listed. */
export function writeStaffRows(id: string, record: StaffRecord): readonly Readonly<Record<string, string>>[] {
  if (record.state === 'left') return [];
  const head = { 工号: id, 姓名: record.name, 部门: record.department, 电话: record.phone?.m ?? '', 技能: record.skills.join('、') };
  if (record.certificates.length === 0) return [head];
  return record.certificates.map(({ name, number, validTo }) => ({ ...head, 证书: name, 证书编号: number ?? '', 证书有效期: validTo }));
}
