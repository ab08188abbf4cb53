import { describe, expect, it } from 'vitest';
import { readOne } from '../../../lib/cases/read.ts';
import { meterRegister } from '../../../lib/registers/meter/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { office } from '../../jobs/office.ts';

/** `表号,账期,本期读数` and two rows as Excel of a Chinese Windows saves them: GBK. */
const gbk = Buffer.concat([Buffer.from('b1edbac52cd5cbc6da2cb1bec6dab6c1cafd0a', 'hex'), Buffer.from('W-1,2026-06,105.5\nW-2,2026-06,7\n')]);

describe('meters and readings from spreadsheets', () => {
  it('come in by one file or by two, in GBK too; again they change nothing', async () => {
    const { bring, by, desk, hire } = await office();
    await hire('meter', ['ENGM']);
    await by('qian', unitRegister, 'put', { buildingAreaDm2: 98_75 }, { id: '1-1-101' });
    const meters: readonly Record<string, string>[] = [
      { 水表号: 'W-1', 表计类型: '水表', 房号: '1-1-101', 底数: '100', 安装日期: '2026-05-01', 抄表月份: '2026-05', 读数: '100' },
      { 水表号: 'W-2', 表计类型: '水表', 安装位置: '泵房', 底数: '0', 安装日期: '2026-05-01' },
    ];
    const take = async (rows: Parameters<typeof bring>[0]) => (await bring(rows, {}, meterRegister)).body;
    expect(await take(meters)).toMatchObject({ state: 'done', created: 2, errors: [] });
    expect(await take(meters)).toMatchObject({ state: 'done', unchanged: 2 });
    expect(await take(new Uint8Array(gbk))).toMatchObject({ state: 'done', changed: 2, errors: [] });
    expect(await take(new Uint8Array(gbk))).toMatchObject({ state: 'done', unchanged: 2 });
    const read = (id: string) => readOne(desk, meterRegister, { person: 'meter', project: 'p1' }, id) as Promise<{ readings: readonly object[] }>;
    expect((await read('W-1')).readings).toMatchObject([{ value: 100_000 }, { value: 105_500, usage: 5_500 }]);
  });

  it('with several months of one meter are read in order; a low number is named by its row', async () => {
    const { bring } = await office();
    const rows = (last: string): readonly Record<string, string>[] => [
      { 表号: 'W-1', 表计类型: '电表', 公共部位: '泵房', 账期: '2026-06', 本期读数: '30', 抄表日期: '2026-06-01' },
      { 表号: 'W-1', 账期: '2026-04', 本期读数: '10', 抄表日期: '2026-04-01' },
      { 表号: 'W-1', 账期: '2026-05', 本期读数: last, 抄表日期: '2026-05-01' },
    ];
    const low = (await bring(rows('9.999'), {}, meterRegister)).body;
    expect(low).toMatchObject({ state: 'failed', created: 0 });
    expect(low.errors.filter(({ code }) => code === 'meter.lower-than-before')).toMatchObject([{ row: 4, column: '本期读数' }]);
    expect((await bring(rows('20'), {}, meterRegister)).body).toMatchObject({ state: 'done', created: 3, failed: 0 });
  });
});
