import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../lib/kernel/error.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import type { SheetLimits } from '../../lib/spreadsheet/sheet.ts';
import { sheetErrors } from '../../lib/spreadsheet/sheet-errors.ts';
import { gbkOf } from './craft.ts';

const cellsOf = async (file: string | Uint8Array): Promise<(readonly string[])[]> => {
  const { header, rows } = await readSheet(Buffer.from(file));
  return [header, ...rows.map(({ cells }) => cells)];
};
const refusal = (file: string | Uint8Array, limits?: Partial<SheetLimits>): Promise<unknown> =>
  readSheet(Buffer.from(file), limits).catch((error: unknown) => error);
const households = [
  ['房号', '业主'],
  ['1-2-301', '王磊'],
];
const csv = '房号,业主\r\n1-2-301,王磊\r\n';

describe('CSV as offices produce it', () => {
  it.each([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${csv}`)],
    ['GBK', gbkOf(csv)],
    ['UTF-16 with BOM, as Excel saves "Unicode text"', Buffer.from(`\ufeff${csv.replaceAll(',', '\t')}`, 'utf16le')],
    ['LF', Buffer.from(csv.replaceAll('\r\n', '\n'))],
    ['CR', Buffer.from(csv.replaceAll('\r\n', '\r'))],
    ['no line end at the end', Buffer.from(csv.trimEnd())],
    ['semicolons', Buffer.from(csv.replaceAll(',', ';'))],
    ['tabs', Buffer.from(csv.replaceAll(',', '\t'))],
  ])('reads %s', async (_, file) => {
    expect(await cellsOf(file)).toEqual(households);
  });

  it('reads rare characters of names in the four-byte form of GB 18030', async () => {
    const rare = Buffer.from('9532b235', 'hex');
    const [, row] = await cellsOf(Buffer.concat([gbkOf('姓名\n张'), rare]));
    expect(row).toEqual([`张${new TextDecoder('gb18030').decode(rare)}`]);
    expect(row?.[0]?.codePointAt(1)).toBeGreaterThan(0xffff);
  });

  it('keeps quoted separators, line breaks and quotes, and numbers rows as a spreadsheet program shows them', async () => {
    const { rows } = await readSheet(Buffer.from('a,b\n"1, 2 栋","上\r\n下"\n\n"说""好""",5" 管\n'));
    expect(rows).toEqual([
      { number: 2, cells: ['1, 2 栋', '上\r\n下'] },
      { number: 4, cells: ['说"好"', '5" 管'] },
    ]);
  });

  it('trims, skips blank rows, fills short rows and keeps what stands beyond the header', async () => {
    expect(await cellsOf('a , b,\n　x　\n , ,\n1,2,3,,\n')).toEqual([
      ['a', 'b'],
      ['x', ''],
      ['1', '2', '3'],
    ]);
  });

  it('takes the separator from outside quotes', async () => {
    expect(await cellsOf('"a,b,c";d\n1;2')).toEqual([
      ['a,b,c', 'd'],
      ['1', '2'],
    ]);
  });

  it('takes back the apostrophe before formula-like text, and no other', async () => {
    expect(await cellsOf("a,b,c,d\n'=1+1,'+86 138,''=1,'小明")).toEqual([
      ['a', 'b', 'c', 'd'],
      ['=1+1', '+86 138', "'=1", "'小明"],
    ]);
  });
});

describe('CSV that is none', () => {
  it.each([
    ['nothing', '', 'sheet.empty'],
    ['only a BOM', '\ufeff', 'sheet.empty'],
    ['only blank lines', '\n\n , \n', 'sheet.empty'],
    ['a blank first row', '\na,b\n1,2', 'sheet.header-missing'],
    ['a title twice', 'a,b, a\n1,2,3', 'sheet.duplicate-header'],
    ['a quote that never ends', 'a,b\n1,"2', 'sheet.damaged'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'sheet.not-a-sheet'],
    ['bytes of no encoding', Buffer.from('612c62ff800a', 'hex'), 'sheet.not-a-sheet'],
    ['a web page named .xls', '<html><table><tr><td>房号</td></tr></table></html>', 'sheet.not-a-sheet'],
    ['a PDF', '%PDF-1.7\nobj', 'sheet.not-a-sheet'],
  ])('refuses %s', async (_, file, code) => {
    expect(await refusal(file)).toMatchObject({ kind: 'unprocessable', code });
    expect(sheetErrors[code]?.zh).toBeTruthy();
  });

  it('names the columns of a title that occurs twice', async () => {
    expect(await refusal('a,b, a\n')).toMatchObject({ detail: { title: 'a', first: 'A', second: 'C' } });
  });

  it.each([
    ['100 000 rows', '100 001', 'sheet.too-many-rows', (more: number) => `a\n${'1\n'.repeat(100_000 + more)}`],
    ['100 columns', '101', 'sheet.too-many-columns', (more: number) => `a\n${'1,'.repeat(99 + more)}1`],
    ['32 767 characters', '32 768', 'sheet.cell-too-long', (more: number) => `a\n${'长'.repeat(32_767 + more)}`],
  ])('takes %s and refuses %s', async (_, __, code, file) => {
    expect(await refusal(file(0))).toMatchObject({ format: 'csv' });
    expect(await refusal(file(1))).toMatchObject({ kind: 'too-large', code });
    expect(sheetErrors[code]?.zh).toBeTruthy();
  });

  it('counts bytes before it decodes them', async () => {
    expect(await refusal('a\n12', { maxUncompressedBytes: 4 })).toMatchObject({ format: 'csv' });
    expect(await refusal('a\n123', { maxUncompressedBytes: 4 })).toMatchObject({ kind: 'too-large', code: 'sheet.too-large' });
  });

  it('ends on a file of line ends alone, and on one of separators alone', async () => {
    expect(await refusal('\n'.repeat(3_000_000))).toMatchObject({ code: 'sheet.too-many-rows' });
    expect(await refusal(`a\n${','.repeat(3_000_000)}x`)).toMatchObject({ code: 'sheet.too-many-columns' });
  });

  it('answers any bytes with a table or a refusal, never with a fault', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (file) => {
        const answer = await refusal(file);
        expect(answer instanceof DomainError ? answer.code : 'sheet.').toMatch(/^sheet\./);
        expect(answer instanceof Error && !(answer instanceof DomainError)).toBe(false);
      }),
    );
  });
});
