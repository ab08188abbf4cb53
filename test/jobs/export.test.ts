import { describe, expect, it } from 'vitest';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import { household, office, type Report } from './office.ts';

const list = [
  household('1-2-301', '张三', '13800001234', {
    业主证件号码: '11010119900307123X',
    租户姓名: '李四',
    租户电话: '13900005678',
    租期起: '2025-01-01',
    租期止: '2099-12-31',
  }),
  household('1-2-302', '张三', '13800001234'),
  household('2-1-101', '=1+2', '13700000001'),
];

describe('export 导出', () => {
  it.each(['xlsx', 'csv'] as const)('writes units with their people to .%s, personal data masked, and reads it back as no change', async (format) => {
    const { bring, take, files, unit } = await office();
    await bring(list);
    const before = await Promise.all(['1-2-301', '1-2-302', '2-1-101'].map(unit));
    const { status, body, location } = await take({ format });
    expect({ status, location }).toEqual({ status: 200, location: `/projects/p1/units/exports/${body.id}` });
    const file = fileOf(files, body);
    const { rows, header } = await readSheet(file);
    const cell = (row: number, title: string) => rows[row]?.cells[header.indexOf(title)];
    expect(rows).toHaveLength(3);
    expect([cell(0, '房号'), cell(0, '业主电话'), cell(0, '业主证件号码'), cell(0, '租户姓名'), cell(2, '业主姓名')]).toEqual([
      '1-2-301',
      '138****1234',
      '110101********123X',
      '李四',
      '=1+2',
    ]);
    expect((await bring(file)).body).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: 3 });
    expect(await Promise.all(['1-2-301', '1-2-302', '2-1-101'].map(unit))).toEqual(before);
  });

  it('writes what the list shows for a search: a beginning, a phone, or nothing', async () => {
    const { bring, take, files, desk } = await office();
    await bring(list);
    const rooms = async (q: string) => {
      const { body } = await take({ format: 'csv', q });
      return (await readSheet(fileOf(files, body))).rows.map(({ cells }) => cells[0]);
    };
    expect(await rooms('1-2-')).toEqual(['1-2-301', '1-2-302']);
    expect(await rooms('13800001234')).toEqual(['1-2-301', '1-2-302']);
    expect(await rooms('13999999999')).toEqual([]);
    expect(desk.company).toBeDefined();
  });

  it('writes every register as its import reads it', async () => {
    const { bring, take, files } = await office();
    await bring([{ 工号: 'wang', 姓名: '王师傅', 部门: '工程', 电话: '13600000001', 证书: '低压电工证', 证书有效期: '2099-05-31' }], {}, staffRegister, 'hr');
    await bring([{ 客户编号: 'K1', '姓名/名称': '张三', 电话: '13600000002' }], {}, partyRegister);
    await bring([{ 钥匙牌号: 'K-0117', 数量: 2, 钥匙柜: '1号柜', 类别: '公共区域' }], {}, keySetRegister);
    for (const [definition, person] of [
      [staffRegister, 'hr'],
      [partyRegister, 'qian'],
      [keySetRegister, 'qian'],
    ] as const) {
      const { body } = await take({}, definition, person);
      const again = await bring(fileOf(files, body), {}, definition, person);
      expect({ register: definition.name, ...again.body }).toMatchObject({ register: definition.name, state: 'done', unchanged: 1, changed: 0, created: 0 });
    }
  });

  it('leaves out names the person may not see, and is hidden from whoever works elsewhere', async () => {
    const { bring, take, files } = await office();
    await bring(list);
    await expect(take({}, undefined, 'elsewhere')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(take({}, partyRegister, 'nobody')).rejects.toMatchObject({ code: 'access.not-found' });
    const { body } = await take({ format: 'csv' }, undefined, 'hr');
    expect(Buffer.from(fileOf(files, body)).toString()).not.toContain('张三');
  });

  it.each([{ format: 'pdf' }, { q: '' }, { fields: ['name'] }])('refuses %o', async (body) => {
    const { take } = await office();
    await expect(take(body)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

function fileOf(files: { readonly stored: Map<string, Uint8Array> }, { url = '' }: Report): Uint8Array {
  const bytes = files.stored.get(url.replace('memory:', ''));
  if (!bytes) throw new Error('the export wrote no file');
  return bytes;
}
