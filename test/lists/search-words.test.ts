import { describe, expect, it } from 'vitest';
import { caseNumberIn, guessIn, wordsIn } from '../../lib/lists/search-words.ts';

const kindsOf = (text: string) => wordsIn(text).map(({ kind, value }) => `${kind} ${value}`);

describe('what is looked for', () => {
  it.each([
    ['1-2-301', ['room 1-2-301']],
    ['1栋2单元301室', ['room 1-2-301']],
    ['１－２－３０１', ['room 1-2-301']],
    ['3#-301', ['room 3-301']],
    ['301', ['room 301']],
    ['S-101', ['room s-101']],
    ['会所', ['room 会所', 'name 会所']],
    ['张 三', ['room 张三', 'name 张三']],
    ['ABC公司', ['room abc公司', 'name abc公司']],
  ])('“%s” is a room or a name, and no number of a person', (text, words) => {
    expect(kindsOf(text)).toEqual(words);
    expect(guessIn(wordsIn(text))).toBeUndefined();
  });

  it.each([
    ['13800000001', ['phone 13800000001']],
    ['138 0000 0001', ['phone 13800000001']],
    ['138-0000-0001', ['phone 13800000001']],
    ['010-12345678', ['phone 01012345678']],
    ['+8613800000001', ['phone 13800000001']],
    ['95598', ['phone 95598', 'room 95598']],
    ['12345678', ['phone 12345678', 'identity 12345678']],
    ['11010119900307123x', ['identity 11010119900307123X']],
    ['E12345678', ['identity E12345678']],
    ['A123456(7)', ['identity A123456(7)']],
    ['京A·12345', ['plate 京A12345']],
    ['沪AD12345', ['plate 沪AD12345']],
    ['粤Z1234港', ['plate 粤Z1234港']],
    ['AB12345', ['identity AB12345', 'plate AB12345']],
  ])('“%s” is the number of a person', (text, words) => {
    expect(kindsOf(text)).toEqual(words);
    expect(guessIn(wordsIn(text))).toBe('whole');
  });

  it('takes four digits for the end of a phone number or for a room', () => {
    expect(kindsOf('0001')).toEqual(['phone-end 0001', 'room 0001']);
    expect(guessIn(wordsIn('0001'))).toBe('end');
    expect(guessIn(wordsIn('301'))).toBeUndefined();
  });

  it('knows a case’s number with and without its project, however it is typed', () => {
    expect(caseNumberIn('p1-BX-20260701-0001')).toEqual({ project: 'p1', id: 'BX-20260701-0001' });
    expect(caseNumberIn('bx-20260701-0001')).toEqual({ id: 'BX-20260701-0001' });
    expect(caseNumberIn('东区-二期-BX-20260701-12345')).toEqual({ project: '东区-二期', id: 'BX-20260701-12345' });
    for (const text of ['1-2-301', 'BX-2026-0001', 'BX-20260701', '20260701-0001', '13800000001']) expect(caseNumberIn(text)).toBeUndefined();
  });

  it.each(['##', '--', '··', '  ', '…'])('finds no word in “%s”', (text) => {
    expect(wordsIn(text)).toEqual([]);
  });

  it('asks for three words at most', () => {
    for (const text of ['AB12345', 'WJ12345', '12345', '1234', '12345678', 'A1栋2', '张三1号']) expect(wordsIn(text).length, text).toBeLessThanOrEqual(3);
  });
});
