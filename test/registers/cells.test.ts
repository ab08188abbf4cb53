import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, type FieldError } from '../../lib/kernel/error.ts';
import { areaOf, areaText, type Cells, civilDayOf, readCells } from '../../lib/registers/cells.ts';
import { nameTerm } from '../../lib/registers/name-term.ts';

function complaints(row: Record<string, string>, read: (cells: Cells) => unknown): readonly FieldError[] {
  try {
    readCells(row, read);
  } catch (error) {
    if (error instanceof DomainError) return error.errors;
    throw error;
  }
  return [];
}

describe('cells of an imported row 导入单元格', () => {
  it.each([
    ['98.75', 9875],
    ['98.7', 9870],
    ['98', 9800],
    ['98.7500', 9875],
    ['0.01', 1],
    ['1,200.5 ㎡', 120_050],
    ['９８．７５平方米', 9875],
    ['1000000', 100_000_000],
    ['1000000.01', undefined],
    ['0', undefined],
    ['0.00', undefined],
    ['-98.75', undefined],
    ['98.755', undefined],
    ['98.7501', undefined],
    ['1e3', undefined],
    ['约98', undefined],
  ])('read the area %s as %s dm²', (cell, areaDm2) => expect(areaOf(cell)).toBe(areaDm2));

  it('read every area back as it was written, where binary fractions would not', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000_000 }), (areaDm2) => areaOf(areaText(areaDm2)) === areaDm2));
  });

  it.each([
    ['2026-07-01', '2026-07-01'],
    ['2026/7/1', '2026-07-01'],
    ['2026.07.01', '2026-07-01'],
    ['2026年7月1日', '2026-07-01'],
    ['20260701', '2026-07-01'],
    ['2026-07-01T00:00:00', '2026-07-01'],
    ['46204', '2026-07-01'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['1.7.2026', undefined],
    ['明天', undefined],
  ])('read the day %s as %s', (cell, day) => expect(civilDayOf(cell)).toBe(day));

  it('are complained about all at once, each with its column and what to type', () => {
    const row = { 面积: '98.755', 日期: '明天', 类型: '住房', 编号: 'a#b', 电话: '12' };
    const errors = complaints(row, (cells) => [
      cells.areaDm2('面积'),
      cells.date('日期'),
      cells.choice('类型', { residential: '住宅', shop: '营业房' }),
      cells.id('编号'),
      cells.personal('电话', 'phone', 5),
      cells.required('姓名', 60),
    ]);
    expect(errors.map(({ path, code }) => [path, code])).toEqual([
      ['面积', 'cell.area-decimals'],
      ['日期', 'cell.date'],
      ['类型', 'cell.choice'],
      ['编号', 'cell.id'],
      ['电话', 'cell.phone'],
      ['姓名', 'cell.missing'],
    ]);
    expect(errors[2]?.detail).toBe('“类型”请填写：住宅、营业房');
  });

  it('never repeat a phone or document number in a complaint', () => {
    const errors = complaints({ 电话: '1380000x1234', 证件: '11010119900307??' }, (cells) => [
      cells.personal('电话', 'phone', 5),
      cells.personal('证件', 'identity', 3),
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/1380000|110101/);
  });

  it('with masked numbers of an export say nothing', () => {
    const read = readCells({ 电话: '138****1234、13900005678' }, (cells) => cells.personal('电话', 'phone', 5));
    expect(read).toEqual(['13900005678']);
  });

  it('take a text up to its limit, in characters and not in code units', () => {
    expect(readCells({ 名: '😀'.repeat(60) }, (cells) => cells.text('名', 60))).toHaveLength(120);
    expect(complaints({ 名: '长'.repeat(61) }, (cells) => cells.text('名', 60))).toMatchObject([{ code: 'cell.too-long' }]);
  });

  it('do not find a word of the prototype among the choices', () => {
    expect(complaints({ 类型: 'constructor' }, (cells) => cells.choice('类型', { a: '甲' }, {}))).toMatchObject([{ code: 'cell.choice' }]);
  });
});

describe('a name looked for 姓名检索', () => {
  it.each([
    ['张 三', '张三'],
    ['ＡＢＣ 公司', 'abc公司'],
    ['买买提·艾力', '买买提艾力'],
    ['a#b', 'ab'],
  ])('%s is %s', (name, term) => expect(nameTerm(name)).toBe(term));
});
