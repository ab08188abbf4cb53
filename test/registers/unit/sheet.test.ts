import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, SheetEntry } from '../../../lib/cases/definition.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import { Plain } from '../../../lib/kernel/sealed.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { gather, matchKey, type RowEntry, resolveParties, sourceOf } from '../../../lib/registers/row-entry.ts';
import { unitIdOf } from '../../../lib/registers/unit/place.ts';
import type { UnitRecord } from '../../../lib/registers/unit/record.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { shareOf, shareText } from '../../../lib/registers/unit/shares.ts';
import { readUnitRow, unitColumns, writeUnitRows } from '../../../lib/registers/unit/sheet.ts';
import { run } from '../given.ts';

type Rows = readonly Readonly<Record<string, string>>[];

const row = (cells: Readonly<Record<string, string>>) => ({ 房号: '1-2-301', 类型: '住宅', '建筑面积(㎡)': '98.75', ...cells });

/** What an import does with rows, without a table: read, resolve, gather, parties before units. */
function imported(rows: Rows, before: ReadonlyMap<string, AnyRecord> = new Map(), known: ReadonlyMap<string, string> = new Map()) {
  const read = rows.flatMap((cells, index) => readUnitRow(cells).map((entry) => ({ ...entry, row: index + 2 })));
  const { entries, problems } = gather(resolveParties(read, known));
  const records = new Map(before);
  for (const entry of entries.toSorted((a, b) => Number(a.contract.name === 'unit') - Number(b.contract.name === 'unit'))) {
    const key = `${entry.contract.name} ${entry.id}`;
    const register = entry.contract.name === 'unit' ? unitRegister : partyRegister;
    records.set(key, run<AnyRecord>(register, entry.command, records.get(key), entry.input, { id: entry.id }).record);
  }
  return { records, entries, problems };
}

const unitIn = (records: ReadonlyMap<string, AnyRecord>, id = '1-2-301') => records.get(`unit ${id}`) as UnitRecord;

/** The rows an export shows of what was imported, as text cells. */
function exported(records: ReadonlyMap<string, AnyRecord>): Rows {
  const parties = new Map([...records].filter(([key]) => key.startsWith('party ')).map(([key, record]) => [key.slice(6), record]));
  return [...records].filter(([key]) => key.startsWith('unit ')).flatMap(([key, record]) => writeUnitRows(key.slice(5), record as UnitRecord, parties)) as Rows;
}

const partyOf = (entries: readonly RowEntry[]): RowEntry => {
  const found = entries.find(({ contract }) => contract.name === 'party');
  if (!found) throw new Error('no party');
  return found;
};

describe('household spreadsheet 房屋台账导入', () => {
  it('reads a row into its parties and its unit, parties first', () => {
    const entries = readUnitRow(
      row({ 业主姓名: '张三', 业主电话: '138 0000 1234', 接房日期: '2024/6/1', 租户姓名: '李四', 租期起: '2025-01-01', 租期止: '2025-12-31' }),
    );
    expect(entries.map(({ contract, command }) => `${contract.name}.${command}`)).toEqual(['party.enrol', 'party.enrol', 'unit.enrol']);
    const [owner, tenant, unit] = entries as [SheetEntry, SheetEntry, SheetEntry];
    expect(owner.input).toEqual({ name: '张三', phones: ['13800001234'] });
    expect(unit.input).toEqual({
      kind: 'residential',
      buildingAreaDm2: 9875,
      relations: [
        { party: owner.id, role: 'owner', from: '2024-06-01' },
        { party: tenant.id, role: 'tenant', from: '2025-01-01', to: '2026-01-01' },
      ],
    });
  });

  it('proposes an id that depends on unit and name, never on the phone number or the order of rows', () => {
    const id = (cells: Record<string, string>) => partyOf(readUnitRow(row(cells))).id;
    expect(id({ 业主姓名: '张三', 业主电话: '13800001234' })).toBe(id({ 业主姓名: '张 三', 业主电话: '13900001234' }));
    expect(id({ 业主姓名: '张三' })).not.toBe(id({ 业主姓名: '李四' }));
    expect(id({ 业主姓名: '张三', 业主编号: 'K0001' })).toBe('K0001');
  });

  it('makes one party of the same phone and name in several flats, and two of the same phone with two names', () => {
    const flat = (room: string, name: string) => row({ 房号: `1-2-${room}`, 业主姓名: name, 业主电话: '13800001234', 接房日期: '2024-06-01' });
    const { records } = imported([flat('301', '张三'), flat('302', '张 三'), flat('303', '王五')]);
    const owners = ['301', '302', '303'].map((room) => unitIn(records, `1-2-${room}`).relations[0]?.party);
    expect(owners[0]).toBe(owners[1]);
    expect(owners[2]).not.toBe(owners[0]);
    expect([...records.keys()].filter((key) => key.startsWith('party '))).toHaveLength(2);
  });

  it('uses the party the register already has for that phone and name', () => {
    const cells = row({ 业主姓名: '张三', 业主电话: '13800001234' });
    const known = new Map([[matchKey({ kind: 'phone', phone: new Plain('phone', '13800001234'), name: '张三' }), 'K0007']]);
    expect(unitIn(imported([cells], new Map(), known).records).relations[0]?.party).toBe('K0007');
  });

  it('joins the rows of co-owners', () => {
    const co = (name: string, share: string) => row({ 业主姓名: name, 产权份额: share, 接房日期: '2024-06-01' });
    const { records, problems } = imported([co('甲', '50%'), co('乙', '1/4'), co('丙', '0.25')]);
    expect(problems).toEqual([]);
    expect(unitIn(records).relations.map(({ share }) => share)).toEqual([
      { n: 1, d: 2 },
      { n: 1, d: 4 },
      { n: 1, d: 4 },
    ]);
  });

  it('complains at the row that contradicts an earlier one about the same flat', () => {
    const { problems } = imported([row({ 业主姓名: '甲' }), row({ '建筑面积(㎡)': '98.76', 业主姓名: '乙' })]);
    expect(problems).toMatchObject([
      { row: 3, path: '建筑面积(㎡)', code: 'cell.rows-differ', detail: '1-2-301 在第 2 行与本行的“建筑面积(㎡)”不一致，请改为一致' },
    ]);
  });

  it('finds the row and column behind a refused field', () => {
    const read = [row({ 业主姓名: '甲' }), row({ 业主姓名: '乙', 租户姓名: '丙' })].flatMap((cells, index) =>
      readUnitRow(cells).map((entry) => ({ ...entry, row: index + 2 })),
    );
    const unit = gather(read).entries.find(({ contract }) => contract.name === 'unit');
    if (!unit) throw new Error('no unit');
    expect(sourceOf(unit, 'relations.1.share')).toEqual({ row: 3, column: '业主姓名' });
    expect(sourceOf(unit, 'relations.2')).toEqual({ row: 3, column: '租户姓名' });
    expect(sourceOf(unit, 'buildingAreaDm2')).toEqual({ row: 2, column: '建筑面积(㎡)' });
    expect(sourceOf(unit, 'building')).toEqual({ row: 2, column: '' });
  });

  it('changes nothing when the same file, or its own export, is imported again', () => {
    const rows = [
      row({ 业主姓名: '甲', 业主电话: '13800000001', 业主证件号码: '11010119900307123X', 产权份额: '1/3', 接房日期: '2024-06-01' }),
      row({ 业主姓名: '乙', 产权份额: '2/3', 接房日期: '2024-06-01', 租户姓名: '丙', 租户电话: '13800000002', 租期起: '2025-01-01', 租期止: '2025-12-31' }),
      row({
        房号: 'S-101',
        类型: '营业房',
        业主姓名: '云山置业',
        业主身份: '建设单位',
        接房日期: '2023-01-01',
        租户姓名: '丁',
        租户身份: '商户',
        租期起: '2025-03-01',
      }),
      row({ 房号: 'P-B1-023', 类型: '车位', '建筑面积(㎡)': '' }),
    ];
    const first = imported(rows).records;
    expect(imported(rows, first).records).toEqual(first);
    expect(imported(exported(first), first).records).toEqual(first);
    expect(exported(imported(exported(first), first).records)).toEqual(exported(first));
  });

  it('shows numbers as masks only', () => {
    const { records } = imported([row({ 业主姓名: '甲', 业主电话: '13800001234', 业主证件号码: '11010119900307123X' })]);
    expect(exported(records)[0]).toMatchObject({ 业主电话: '138****1234', 业主证件号码: '110101********123X' });
  });

  it.each([
    ['1栋2单元301室', '1-2-301'],
    ['12号楼1单元1502', '12-1-1502'],
    ['１－２－３０１', '1-2-301'],
    ['1#2-301', '1-2-301'],
    ['A座1201', 'A-1201'],
    ['S-101', 'S-101'],
    ['P-B1-023', 'P-B1-023'],
  ])('reads the room number %s as %s', (text, id) => expect(unitIdOf(text)).toBe(id));

  it('composes the room number from building, entrance and room', () => {
    const id = (cells: Record<string, string>) => readUnitRow({ 类型: '住宅', '建筑面积(㎡)': '98.75', ...cells })[0]?.id;
    expect(id({ 楼栋: '1', 单元: '2', 房间: '301' })).toBe('1-2-301');
    expect(id({ 楼栋: '3', 房号: '301' })).toBe('3-301');
    expect(id({ 楼栋: '1栋', 单元: '2单元', 房号: '301室' })).toBe('1-2-301');
    expect(id({ 楼栋: '1', 单元: '2', 房号: '2-301' })).toBe('1-2-301');
    expect(id({ 楼栋: '商业街', 房号: 'S-101' })).toBe('S-101');
    expect(id({ 楼栋: '2', 单元: '2', 房号: '2-301' })).toBe('2-301');
    expect(unitIn(imported([row({ 楼栋: '1栋', 单元: '2单元' })]).records)).toMatchObject({ building: '1', entrance: '2', room: '301' });
  });

  it.each([
    [{ 房号: '' }, '房号', 'cell.missing'],
    [{ 房号: '1@301' }, '房号', 'cell.id'],
    [{ '建筑面积(㎡)': '0' }, '建筑面积(㎡)', 'cell.area'],
    [{ '建筑面积(㎡)': '0.00' }, '建筑面积(㎡)', 'cell.area'],
    [{ '建筑面积(㎡)': '-1' }, '建筑面积(㎡)', 'cell.area'],
    [{ '建筑面积(㎡)': '98.755' }, '建筑面积(㎡)', 'cell.area-decimals'],
    [{ 业主电话: '13800001234' }, '业主姓名', 'cell.missing'],
    [{ 业主姓名: '甲', 业主电话: '1380000' + 'abcd' }, '业主电话', 'cell.phone'],
    [{ 业主姓名: '甲', 产权份额: '一半' }, '产权份额', 'cell.share'],
    [{ 业主姓名: '甲', 接房日期: '2026-02-30' }, '接房日期', 'cell.date'],
    [{ 类型: '厂房' }, '类型', 'cell.choice'],
  ])('refuses %j at %s', (cells, column, code) => {
    try {
      readUnitRow(row(cells));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.errors.map(({ path, code: why }) => [path, why])).toContainEqual([column, code]);
      return;
    }
    throw new Error('it was not refused');
  });

  it('reads only columns it has told people of', () => {
    const asked = new Set<string>();
    const note = (column: string) => {
      asked.add(column);
      return '';
    };
    const spy = new Proxy<Record<string, string>>(row({ 业主姓名: '甲', 租户姓名: '乙' }), {
      get: (cells, column: string) => cells[column] ?? note(column),
    });
    readUnitRow(spy);
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((column) => !unitColumns.some(({ title }) => title === column))).toEqual([]);
  });

  it('writes a share so that it is read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (a, b) => {
        const text = `${Math.min(a, b)}/${Math.max(a, b)}`;
        const share = shareOf(text);
        return share !== undefined && JSON.stringify(shareOf(shareText(share))) === JSON.stringify(share);
      }),
    );
    expect(['50%', '33.33%', '100%', '1', '0.5', '1/3'].map((text) => shareText(shareOf(text) ?? { n: 1, d: 999 }))).toEqual([
      '50%',
      '33.33%',
      '100%',
      '100%',
      '50%',
      '1/3',
    ]);
    expect(['0%', '101%', '2', '3/2', '0/1', '1/0', 'abc', '33.33333%'].map(shareOf)).toEqual(Array.from({ length: 8 }, () => undefined));
  });
});
