import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { commandNamed } from '../../../lib/cases/perform.ts';
import type { Bill } from '../../../lib/ledger/bill.ts';
import type { Meter } from '../../../lib/registers/meter/record.ts';
import { meterRegister } from '../../../lib/registers/meter/register.ts';
import { readMeterRow, writeMeterRows } from '../../../lib/registers/meter/sheet.ts';
import { refusal, run } from '../given.ts';

const does = (command: string, record: Meter | undefined, body: object, more: Partial<Context> = {}) =>
  run<Meter>(meterRegister, command, record, body, { id: 'W-1', ...more }).record;
const refused = (attempt: () => unknown) => refusal(meterRegister, attempt);
const put = (body: object = {}) => does('put', undefined, { kind: 'water', unit: '1-1-101', start: { value: 100_000, on: '2026-05-01' }, ...body });
const read = (record: Meter, body: object) => does('takeReading', record, { period: '2026-06', on: '2026-06-01', ...body });
const usages = ({ readings }: Meter) => readings.map(({ kind, usage }) => `${kind} ${usage}`);

describe('readings 抄表', () => {
  it('say what was used since the one before, times the multiplier', () => {
    expect(usages(read(put({ multiplier: 20 }), { value: 105_500 }))).toEqual(['start 0', 'regular 110000']);
  });

  it('begin with the first one where there was no start', () => {
    expect(usages(read(put({ start: undefined }), { value: 105_500 }))).toEqual(['start 0']);
  });

  it('lower than before are refused, unless the dial began again and somebody says so', () => {
    const meter = put({ start: { value: 99_998_000, on: '2026-05-01' } });
    const low = refused(() => read(meter, { value: 3_000 }));
    expect(low).toMatchObject({ kind: 'unprocessable', code: 'meter.lower-than-before', path: 'value' });
    expect(low.says).toContain('读数 3 小于上次读数 99998');
    expect(refused(() => read(meter, { value: 3_000, rollover: true })).code).toBe('meter.rollover-note');
    expect(usages(read(meter, { value: 3_000, rollover: true, note: '已过零' }))).toEqual(['start 0', 'regular 5000']);
    expect(refused(() => read(meter, { value: 99_998_000, rollover: true, note: '?' })).code).toBe('meter.no-rollover');
    expect(usages(read(meter, { value: 99_998_000 }))).toEqual(['start 0', 'regular 0']);
    expect(refused(() => read(meter, { value: 100_000_000 })).code).toBe('meter.digits');
    expect(usages(read(meter, { value: 99_999_999 }))).toEqual(['start 0', 'regular 1999']);
  });

  it('of more than three times the usual are looked at twice', () => {
    const usual = read(put(), { value: 110_000 });
    const july = (value: number, more: object = {}) => read(usual, { period: '2026-07', on: '2026-07-01', value, ...more });
    expect(july(140_000).readings.at(-1)?.usage).toBe(30_000);
    const high = refused(() => july(140_001));
    expect(high).toMatchObject({ code: 'meter.unusual', path: 'value' });
    expect(high.says).toContain('用量 30.001 超过近期平均 10 的 3 倍');
    expect(july(140_001, { confirmed: true }).readings.at(-1)?.usage).toBe(30_001);
  });

  it('come once a month, in order, and not from the future', () => {
    const june = read(put(), { value: 110_000 });
    expect(refused(() => read(june, { value: 111_000 }))).toMatchObject({ kind: 'conflict', code: 'meter.read-already' });
    expect(refused(() => read(june, { period: '2026-05', value: 111_000 })).code).toBe('meter.period-past');
    expect(refused(() => read(june, { period: '2026-07', on: '2026-05-31', value: 111_000 })).code).toBe('meter.reading-before');
    expect(refused(() => read(june, { period: '2026-07', on: '2026-07-02', value: 111_000 })).code).toBe('meter.reading-future');
    expect(read(june, { period: '2026-07', on: '2026-07-01', value: 111_000 }).readings).toHaveLength(3);
  });

  it.each([{ value: -1 }, { value: 0.5 }, { value: 2 ** 53 }, { period: '2026-13' }, { on: '2026-02-30' }, { rollover: false }])('refuse %j', (body) => {
    expect(() => parseInput(commandNamed(meterRegister, 'takeReading').input, { period: '2026-06', value: 1, ...body })).toThrow('request.invalid');
  });

  it('keep two years at hand', () => {
    let meter = put({ start: { value: 0, on: '2020-01-01' } });
    for (let n = 1; n <= 40; n += 1) {
      const period = `${2020 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
      meter = read(meter, { period, on: `${period}-01`, value: n * 1000 });
    }
    expect(meter.readings).toHaveLength(30);
    expect(meter.readings.at(-1)).toMatchObject({ period: '2023-05', value: 40_000, usage: 1000 });
  });
});

describe('another meter 换表', () => {
  it('is charged to its last number, and the new one from its first', () => {
    const replaced = does('replace', put(), { period: '2026-06', on: '2026-05-20', final: 104_000, start: 7_000, digits: 6, multiplier: 2, reason: '损坏' });
    const next = read(replaced, { value: 9_000 });
    expect(usages(next)).toEqual(['start 0', 'final 4000', 'start 0', 'regular 4000']);
    expect(next).toMatchObject({ digits: 6, multiplier: 2 });
    expect(refused(() => does('replace', put(), { period: '2026-06', on: '2026-05-20', final: 99_000, start: 0, reason: '损坏' })).code).toBe(
      'meter.lower-than-before',
    );
  });

  it('is the only way to another multiplier', () => {
    expect(refused(() => does('put', put(), { kind: 'water', unit: '1-1-101', multiplier: 2 })).code).toBe('meter.fixed');
    expect(does('put', put(), { kind: 'water', unit: '1-1-102' })).toMatchObject({ unit: '1-1-102', readings: [{ value: 100_000 }] });
  });
});

describe('a wrong reading 更正读数', () => {
  const june = read(put(), { value: 110_000 });
  const bill = {
    state: 'open',
    period: '2026-06',
    title: '水费',
    lines: [{ text: 'x', fen: 1, readings: { meter: 'W-1', from: 0, to: 1 } }],
  } as unknown as Bill;
  const money = (one: Bill) => ({ money: { bills: new Map([['x', one]]), balances: new Map(), entries: new Map() } });
  const correct = (more: Partial<Context> = {}) => does('correct', june, { value: 108_000, reason: '照片复核' }, more);

  it('is corrected while no bill stands on it', () => {
    expect(correct().readings.at(-1)).toMatchObject({ value: 108_000, usage: 8_000, note: '照片复核' });
    expect(refused(() => correct(money(bill)))).toMatchObject({ code: 'meter.reading-billed' });
    expect(correct(money({ ...bill, state: 'voided' })).readings.at(-1)?.usage).toBe(8_000);
    expect(correct(money({ ...bill, period: '2026-05' })).readings.at(-1)?.usage).toBe(8_000);
    expect(refused(() => does('correct', june, { value: 99_000, reason: '?' })).code).toBe('meter.lower-than-before');
    expect(refused(() => does('correct', put({ start: undefined }), { value: 1, reason: '?' })).code).toBe('meter.nothing-read');
  });
});

describe('a meter', () => {
  it('is of a unit or of a common part, of one of them', () => {
    expect(refused(() => put({ unit: undefined })).code).toBe('meter.place');
    expect(refused(() => put({ place: '泵房' })).code).toBe('meter.place');
    expect(put({ unit: undefined, place: '泵房' })).toMatchObject({ place: '泵房' });
  });
  it('has an id that fits into a charge', () => {
    for (const id of ['a.b', 'x'.repeat(41)]) expect(refused(() => does('put', undefined, { kind: 'water', unit: '1' }, { id })).code).toBe('meter.id');
  });
  it('that was removed takes no more readings', () => {
    expect(does('remove', put(), { reason: '改表' }).state).toBe('removed');
    expect(meterRegister.commands['takeReading']?.from).toEqual(['current']);
  });
});

describe('the sheet 导入', () => {
  const entry = (row: object) => readMeterRow(row as Record<string, string>)[0];
  const enrol = (row: object, before?: Meter) => does('enrol', before, entry(row)?.input ?? {});

  it('brings meters, readings, or both in one row', () => {
    const meter = enrol({ 表号: 'W-1', 表计类型: '冷水表', 房号: '1-1-101', 起始读数: '100', 起始日期: '2026/5/1' });
    expect(meter).toMatchObject({ kind: 'water', unit: '1-1-101', digits: 5, multiplier: 1, readings: [{ kind: 'start', value: 100_000, period: '2026-05' }] });
    const row = { 表号: 'W-1', 账期: '2026年6月', 本期读数: '105.5', 抄表日期: '2026-06-01', 抄表人: 'wang', 照片: 'a.jpg' };
    const june = enrol(row, meter);
    expect(june.readings.at(-1)).toMatchObject({ period: '2026-06', value: 105_500, usage: 5_500, reader: 'wang', photo: 'a.jpg' });
    expect(enrol(row, june)).toEqual(june);
    expect(writeMeterRows('W-1', june)).toEqual([
      {
        表号: 'W-1',
        表计类型: '水表',
        房号: '1-1-101',
        公共部位: '',
        表身号: '',
        倍率: 1,
        整数位数: 5,
        账期: '2026-06',
        本期读数: '105.5',
        抄表日期: '2026-06-01',
        抄表人: 'wang',
        照片: 'a.jpg',
      },
    ]);
    const written = Object.entries(writeMeterRows('W-1', june)[0] ?? {}).map(([column, cell]) => [column, String(cell)]);
    expect(enrol(Object.fromEntries(written), june)).toEqual(june);
  });

  it('refuses the reading of a meter nobody has registered, and a low one at its cell', () => {
    const row = { 表号: 'W-1', 账期: '202606', 本期读数: '1', 抄表日期: '2026-06-01' };
    expect(refused(() => enrol(row)).code).toBe('meter.kind-missing');
    expect(refused(() => enrol(row, put()))).toMatchObject({ code: 'meter.lower-than-before', path: 'readings.0.value' });
    expect(entry(row)?.columns).toMatchObject({ readings: '本期读数' });
  });

  it.each([
    [{ 本期读数: '-1', 账期: '2026-06' }, '本期读数'],
    [{ 本期读数: '1.0005', 账期: '2026-06' }, '本期读数'],
    [{ 本期读数: '1', 账期: '2026-13' }, '账期'],
    [{ 本期读数: '1' }, '账期'],
    [{ 本期读数: '1', 账期: '2026-06', 翻转: '也许' }, '翻转'],
    [{ 倍率: '1.5' }, '倍率'],
    [{ 表计类型: '热表' }, '表计类型'],
  ])('complains about %j in the column %s', (row, column) => {
    const complaint = refused(() => readMeterRow({ 表号: 'W-1', ...row }));
    expect(complaint).toMatchObject({ code: 'cell.row-invalid', path: column });
  });
});

it('the residents of the unit see their meter', () => {
  expect(meterRegister.residentView(put(), 'K1')).toMatchObject({ kind: 'water', readings: [{ value: 100_000 }] });
});
