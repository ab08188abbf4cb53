import { describe, expect, it } from 'vitest';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { household, office, sheetOf } from './office.ts';

describe('import 导入', () => {
  it('takes a household list in: units, their owners and tenants, found by the phone of either', async () => {
    const { bring, unit, search } = await office();
    const { status, location, body } = await bring([
      household('1-2-301', '张三', '13800001234', { 租户姓名: '李四', 租户电话: '139 0000 5678', 租期起: '2025-01-01', 租期止: '2099-12-31' }),
      household('1-2-302', '王五', '13700001111'),
    ]);
    expect(body).toMatchObject({ state: 'done', done: 2, total: 2, created: 2, changed: 0, unchanged: 0, failed: 0, errors: [] });
    expect({ status, location }).toEqual({ status: 200, location: `/projects/p1/units/imports/${body.id}` });
    expect((await unit('1-2-301')).relations.map(({ role }) => role).toSorted()).toEqual(['owner', 'tenant']);
    expect(await search('13800001234')).toEqual(['1-2-301']);
    expect(await search('13900005678')).toEqual(['1-2-301']);
    expect(await search('13700001111')).toEqual(['1-2-302']);
  });

  it('makes one party of the owner of two flats, in one file and across files; another name with the same phone is somebody else', async () => {
    const { bring, unit } = await office();
    const owner = async (room: string) => (await unit(room)).relations[0]?.party;
    await bring([household('1-2-301', '张三', '13800001234'), household('1-2-302', '张三', '138-0000-1234'), household('1-2-303', '张小三', '13800001234')]);
    expect(await owner('1-2-302')).toBe(await owner('1-2-301'));
    expect(await owner('1-2-303')).not.toBe(await owner('1-2-301'));
    await bring([household('1-2-401', '张 三', '１３８ 0000 1234')]);
    expect(await owner('1-2-401')).toBe(await owner('1-2-301'));
  });

  it('changes nothing when the same file comes twice, and says so', async () => {
    const { bring, unit } = await office();
    const rows = [household('1-2-301', '张三', '13800001234'), household('1-2-302', '李四', ''), household('1-2-303', '张三', '13800001234')];
    const first = await bring(rows);
    const again = await bring(rows);
    expect(again.body).toMatchObject({ state: 'done', created: 0, changed: 0, unchanged: 3, failed: 0 });
    expect(again.body.id).not.toBe(first.body.id);
    expect((await unit('1-2-301')).version).toBe(1);
  });

  it('counts a row as changed when the record or a person it names changes', async () => {
    const { bring } = await office();
    await bring([household('1-2-301', '张三', '13800001234'), household('1-2-302', '李四', '13700000001')]);
    const { body } = await bring([
      household('1-2-301', '张三', '13800001234', { '建筑面积(㎡)': '99' }),
      household('1-2-302', '李四', '13700000001、13700000002'),
    ]);
    expect(body).toMatchObject({ created: 0, changed: 2, unchanged: 0 });
  });

  it('writes nothing when one row is wrong, names row, column, code and sentence of all wrong ones, and says the same beforehand', async () => {
    const { bring, unit, search } = await office();
    const rows = [
      household('1-2-301', '张三', '13800001234'),
      household('1-2-302', '李四', '不详'),
      household('1-2-303', '王五', '13700000001', { '建筑面积(㎡)': '' }),
      household('1-2-304', '赵六', '13700000002', { 接房日期: '2024-02-30' }),
    ];
    const tried = await bring(rows, { dryRun: 'true' });
    const real = await bring(rows);
    for (const { body } of [tried, real]) {
      expect(body).toMatchObject({ state: 'failed', total: 4, created: 0, changed: 0, unchanged: 0, failed: 3 });
      expect(body.errors.map(({ row, column, code }) => ({ row, column, code }))).toEqual([
        { row: 3, column: '业主电话', code: 'cell.phone' },
        { row: 4, column: '建筑面积(㎡)', code: 'unit.area-missing' },
        { row: 5, column: '接房日期', code: 'cell.date' },
      ]);
      for (const { detail } of body.errors) expect(detail).toMatch(/[一-龥]/);
      expect(body.errorFile).toBeDefined();
    }
    await expect(unit('1-2-301')).rejects.toMatchObject({ code: 'access.not-found' });
    expect(await search('13800001234')).toEqual([]);
  });

  it('lets the good rows in when only those are wanted, or the chosen ones', async () => {
    const { bring, unit } = await office();
    const rows = [household('1-2-301', '张三', '13800001234'), household('1-2-302', '李四', '不详'), household('1-2-303', '王五', '13700000001')];
    const chosen = await bring(rows, { rows: '2' });
    expect(chosen.body).toMatchObject({ state: 'done', total: 1, created: 1, failed: 0 });
    const valid = await bring(rows, { rows: 'valid' });
    expect(valid.body).toMatchObject({ state: 'done', total: 3, created: 1, unchanged: 1, failed: 1 });
    expect(valid.body.errors.map(({ row }) => row)).toEqual([3]);
    expect((await unit('1-2-303')).buildingAreaDm2).toBe(9875);
    await expect(unit('1-2-302')).rejects.toMatchObject({ code: 'access.not-found' });
    expect((await bring(rows, { rows: '2-3' })).body).toMatchObject({ state: 'failed', failed: 1, created: 0 });
  });

  it('fails when only the good rows are wanted and there is none', async () => {
    const { bring } = await office();
    expect((await bring([household('1-2-301', '张三', '不详')], { rows: 'valid' })).body).toMatchObject({ state: 'failed', failed: 1 });
  });

  it('says beforehand what it would do, and does nothing', async () => {
    const { bring, unit } = await office();
    const rows = [household('1-2-301', '张三', '13800001234')];
    expect((await bring(rows, { dryRun: 'true' })).body).toMatchObject({ state: 'done', created: 1, failed: 0 });
    await expect(unit('1-2-301')).rejects.toMatchObject({ code: 'access.not-found' });
    await bring(rows);
    expect((await bring([household('1-2-301', '张三', '13800001234', { '建筑面积(㎡)': '99' })], { dryRun: 'true' })).body).toMatchObject({ changed: 1 });
    expect((await unit('1-2-301')).buildingAreaDm2).toBe(9875);
  });

  it('lets co-owners in together or not at all', async () => {
    const { bring, unit } = await office();
    const half = { 产权份额: '50%' };
    const wrong = await bring([household('1-2-301', '张三', '13800001234', half), household('1-2-301', '李四', '13800001235', { 产权份额: '40%' })], {
      rows: 'valid',
    });
    expect(wrong.body).toMatchObject({ state: 'failed', failed: 2 });
    expect(wrong.body.errors.map(({ code }) => code).toSorted()).toEqual(['import.with-row', 'unit.shares-not-whole']);
    const differ = await bring([
      household('1-2-301', '张三', '13800001234', half),
      household('1-2-301', '李四', '13800001235', { ...half, '建筑面积(㎡)': '80' }),
    ]);
    expect(differ.body.errors).toMatchObject([
      { row: 2, code: 'import.with-row' },
      { row: 3, column: '建筑面积(㎡)', code: 'cell.rows-differ' },
    ]);
    const right = await bring([household('1-2-301', '张三', '13800001234', half), household('1-2-301', '李四', '13800001235', half)]);
    expect(right.body).toMatchObject({ state: 'done', created: 2 });
    expect((await unit('1-2-301')).relations).toHaveLength(2);
  });

  it('blames the right person of a row', async () => {
    const { bring } = await office();
    const document = (number: string) => ({ 租户姓名: '李四', 租户电话: '13700000001', 租户证件号码: number });
    await bring([household('1-2-301', '张三', '13800001234', document('11010119900307123X'))]);
    const { body } = await bring([household('1-2-301', '张三', '13800001234', document('110101199003071248'))]);
    expect(body.errors).toMatchObject([{ row: 2, column: '租户证件号码', code: 'party.document-differs' }]);
  });

  it('takes staff, customers and keys in the same way', async () => {
    const { bring } = await office();
    const staff = await bring([{ 工号: 'wang', 姓名: '王师傅', 部门: '工程', 电话: '13600000001' }], {}, staffRegister, 'hr');
    const parties = await bring([{ 客户编号: 'K1', '姓名/名称': '张三', 电话: '13600000002' }], {}, partyRegister);
    const keys = await bring(
      [
        { 钥匙牌号: 'K-0117', 数量: 2, 钥匙柜: '1号柜', 类别: '公共区域' },
        { 钥匙牌号: 'K-0118', 数量: 0, 钥匙柜: '1号柜', 类别: '公共区域' },
      ],
      { rows: 'valid' },
      keySetRegister,
    );
    expect([staff, parties, keys].map(({ body: { created, failed } }) => ({ created, failed }))).toEqual([
      { created: 1, failed: 0 },
      { created: 1, failed: 0 },
      { created: 1, failed: 1 },
    ]);
    expect(keys.body.errors[0]).toMatchObject({ row: 3, column: '数量' });
  });

  it('reads .xlsx as it reads .csv', async () => {
    const { bring } = await office();
    const rows = [household('1-2-301', '张三', '13800001234')];
    await bring(await sheetOf(rows, 'xlsx'));
    expect((await bring(await sheetOf(rows, 'csv'))).body).toMatchObject({ unchanged: 1 });
  });

  it('is one run however often it is asked for with one key, and none for another file with that key', async () => {
    const { bring, once, relay } = await office();
    const bytes = await sheetOf([household('1-2-301', '张三', '13800001234')]);
    const key = await once('k1', bytes);
    const answers = await Promise.all(Array.from({ length: 5 }, () => bring(bytes, {}, undefined, 'qian', key)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(relay.asked).toHaveLength(1);
    const other = await sheetOf([household('1-2-302', '张三', '13800001234')]);
    await expect(bring(other, {}, undefined, 'qian', await once('k1', other))).rejects.toMatchObject({ code: 'idempotency.reused' });
  });
});

describe('what cannot be imported', () => {
  it.each([
    ['an unknown column', { 房号: '1-2-301', 电梯: '有' }, 'import.unknown-columns'],
    ['a column twice', { 房号: '1-2-301', 房屋编号: '1-2-301' }, 'import.columns-twice'],
  ])('%s is refused with a sentence, now and later', async (_, row, code) => {
    const { bring, relay, look } = await office();
    await expect(bring([row])).rejects.toMatchObject({ kind: 'unprocessable', code });
    const [asked] = relay.asked;
    expect(await look(asked?.data.run ?? '')).toMatchObject({ state: 'failed', done: 0, fault: { code, detail: expect.stringMatching(/[一-龥]/) as string } });
  });

  it('a missing required column is named', async () => {
    const { bring } = await office();
    await expect(bring([{ 工号: 'wang', 姓名: '王师傅' }], {}, staffRegister, 'hr')).rejects.toMatchObject({
      code: 'import.missing-columns',
      detail: { columns: '部门' },
    });
  });

  it.each([
    ['nothing', new Uint8Array(), 'import.empty'],
    ['4.4 MB and a byte', new Uint8Array(4_400_001), 'import.too-large'],
    ['a header alone', Buffer.from('房号,业主姓名\n'), 'import.no-rows'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0'), 'sheet.not-a-sheet'],
  ])('%s is refused', async (_, bytes, code) => {
    const { bring } = await office();
    await expect(bring(bytes)).rejects.toMatchObject({ code });
  });

  it.each<Record<string, string>>([{ dryRun: 'yes' }, { rows: 'some' }, { rows: '1,' }, { rows: '2-' }, { format: 'pdf' }])(
    'a request with %o is refused',
    async (query) => {
      const { bring } = await office();
      await expect(bring([household('1-2-301', '张三', '13800001234')], query)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'request.invalid',
      });
    },
  );

  it('is refused to a technician, and hidden from whoever works elsewhere', async () => {
    const { bring, look } = await office();
    const rows = [household('1-2-301', '张三', '13800001234')];
    await expect(bring(rows, {}, undefined, 'tech')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(bring(rows, {}, undefined, 'elsewhere')).rejects.toMatchObject({ code: 'access.not-found' });
    const { body } = await bring(rows);
    expect((await look(body.id, undefined, 'zhao')).state).toBe('done');
    await expect(look(body.id, undefined, 'elsewhere')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(look(body.id, partyRegister)).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(look('20260701-none')).rejects.toMatchObject({ code: 'access.not-found' });
  });
});
