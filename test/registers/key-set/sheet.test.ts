import { describe, expect, it } from 'vitest';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { described, registered } from './given-keys.ts';
import { does, refused, writtenOff } from './key-set-at-work.ts';

describe('key ledger 钥匙总台账', () => {
  const sheet = keySetRegister.sheet ?? expect.fail('no sheet');
  const row = {
    钥匙牌号: 'K-7',
    数量: '2',
    钥匙柜: '1号柜',
    类别: '业主委托',
    房号: '1-2-301',
    委托起: '2026/7/1',
    委托止: '2026-12-31',
    业主编号: 'C2',
    委托书: '',
  };
  const read = (cells: Record<string, string>) => sheet.read({ ...row, ...cells });

  it('reads a row and writes the set back as the same row', () => {
    const [entry] = read({});
    expect(entry).toMatchObject({ id: 'K-7', command: 'enrol', input: described });
    expect(sheet.write('K-7', does('enrol', undefined, entry?.input ?? {}).record, new Map())).toEqual([
      { ...row, 数量: 2, 委托起: '2026-07-01', 委托书: '委托书' },
    ]);
    expect(sheet.write('K-7', writtenOff(), new Map())).toEqual([]);
  });

  it.each([
    [{ 钥匙牌号: '' }, '钥匙牌号'],
    [{ 钥匙牌号: 'K#7' }, '钥匙牌号'],
    [{ 数量: '0' }, '数量'],
    [{ 数量: '1.5' }, '数量'],
    [{ 数量: '100' }, '数量'],
    [{ 类别: '万能' }, '类别'],
    [{ 钥匙柜: '' }, '钥匙柜'],
    [{ 委托止: '2026-02-30' }, '委托止'],
    [{ 委托起: '' }, '委托起'],
  ])('complains of %j in its column', (cells, column) => {
    expect(refused(() => read(cells as Record<string, string>))).toMatchObject({ code: 'cell.row-invalid', path: column });
  });
});

describe('what an owner sees', () => {
  it('is his own set, and nothing of another’s', () => {
    expect(keySetRegister.residentView(registered(), 'C2')).toMatchObject({ state: 'inCabinet', count: 2 });
    expect(keySetRegister.residentView(registered(), 'C4')).toEqual({});
  });
});
