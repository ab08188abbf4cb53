import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import { type Table, writeSheet } from '../../lib/spreadsheet/write-sheet.ts';

const columns = [{ title: '编号', width: 12 }, { title: '内容' }, { title: '=标题' }];
const written = (format: Table['format'], rows: Table['rows'], title = '业主'): Promise<Uint8Array> => writeSheet({ format, title, columns, rows });
const formats = fc.constantFrom<Table['format']>('xlsx', 'csv');

const nasty = [
  'constructor',
  '__proto__',
  'hasOwnProperty',
  '_x0041_',
  '_x005F_',
  '=1+1',
  '+86 138',
  '-',
  '-5',
  '@SUM(A1)',
  '＝1',
  "'=1",
  "''",
  "'小明",
  "'\tx",
];
const markup = [
  'a\r\nb',
  'a\rb',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '<b>&amp;</b>',
  ']]>',
  '😀𠮷',
  '\u0001\u0085\ufffd\ufffe',
  '\u{1ffff}',
  'TRUE',
  '1E5',
  '00123',
  'NaN',
];
const texts = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(...nasty, ...markup),
    fc.tuple(fc.constantFrom(...nasty), fc.string({ unit: 'binary' })).map(([a, b]) => a + b),
  )
  .map((text) => text.replaceAll('\0', '').trim());
const plain = (cell: string | number | null): string => (cell === null ? '' : String(cell));

describe('written and read again', () => {
  it('keeps every text, whatever it looks like, and every blank', async () => {
    const rows = fc.array(fc.tuple(fc.integer(), texts, fc.option(texts)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(formats, rows, async (format, cells) => {
        const sheet = await readSheet(await written(format, cells));
        expect(sheet.header).toEqual(['编号', '内容', '=标题']);
        expect(sheet.rows.map((row) => row.cells)).toEqual(cells.map((row) => row.map(plain)));
        expect(sheet.rows.map((row) => row.number)).toEqual(cells.map((_, index) => index + 2));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps numbers to fifteen digits, without exponent', async () => {
    const number = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    await fc.assert(
      fc.asyncProperty(formats, number, async (format, value) => {
        const { rows } = await readSheet(await written(format, [[1, value, null]]));
        const text = rows[0]?.cells[1] ?? '';
        expect(text).toMatch(/^-?\d+(?:\.\d*[1-9])?$/);
        expect(Number(text)).toBe(Number(value.toPrecision(15)) + 0);
      }),
    );
  });

  it('keeps whole numbers exactly, as far as JavaScript does', async () => {
    for (const format of ['xlsx', 'csv'] as const) {
      const { rows } = await readSheet(await written(format, [[-5, Number.MAX_SAFE_INTEGER, 1e21]]));
      expect(rows[0]?.cells).toEqual(['-5', '9007199254740991', '1000000000000000000000']);
    }
  });

  it('keeps a table of many chunks of XML', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [index, `王磊${'·'.repeat(index % 40)}${index}`, null]);
    for (const format of ['xlsx', 'csv'] as const) {
      const sheet = await readSheet(await written(format, rows));
      expect(sheet.rows.map(({ cells }) => cells)).toEqual(rows.map((row) => row.map(plain)));
    }
  });

  it('refuses what is no number', async () => {
    await expect(written('csv', [[1, Number.NaN, null]])).rejects.toThrow(RangeError);
    await expect(written('xlsx', [[1, Number.POSITIVE_INFINITY, null]])).rejects.toThrow(RangeError);
  });
});

describe('CSV as written', () => {
  it('has a BOM and CRLF, quotes what needs it and disarms formulas but not numbers', async () => {
    const file = Buffer.from(
      await written('csv', [
        [-5, '-5', '=cmd|" /C calc"!A0'],
        [1, 'a,b', null],
        [2, '上\n下', '＠x'],
      ]),
    );
    expect(file.toString()).toBe(`\ufeff编号,内容,'=标题\r\n-5,'-5,"'=cmd|"" /C calc""!A0"\r\n1,"a,b",\r\n2,"上\n下",'＠x\r\n`);
  });

  it.each(['=1', '+1', '-1', '@a', '\t=1', '\rx', ' =1', "'=1", '＝1', '＋1', '－1'])('puts an apostrophe before %j', async (text) => {
    const file = Buffer.from(await written('csv', [[1, text, null]])).toString();
    expect(file.split('\r\n1,')[1]).toMatch(/^"?'/);
  });
});

describe('workbook as written', () => {
  const partOf = async (path: string, file: Promise<Uint8Array>): Promise<string> => Buffer.from(unzipSync(await file)[path] ?? []).toString();

  it('holds texts as texts: no formula, and -5 as text only where it was text', async () => {
    const xml = await partOf('xl/worksheets/sheet1.xml', written('xlsx', [[-5, '-5', '=1+1']]));
    expect(xml).not.toContain('<f>');
    expect(xml).toContain('<c r="A2"><v>-5</v></c>');
    expect(xml).toMatch(/<c r="B2" t="s">.*<c r="C2" t="s">/);
  });

  it('escapes carriage returns, which XML readers would turn into line feeds', async () => {
    expect(await partOf('xl/sharedStrings.xml', written('xlsx', [[1, 'a\r\nb', null]]))).toContain('a_x000D_\nb');
  });

  it.each([
    ['业主/租户[2026]: *?\\', '业主 租户 2026'],
    ["'引号'", '引号'],
    ['', 'Sheet1'],
    ['[]', 'Sheet1'],
    [`${'一'.repeat(30)}😀`, '一'.repeat(30)],
  ])('names the sheet of %j %j', async (title, name) => {
    const xml = await partOf('xl/workbook.xml', written('xlsx', [], title));
    expect(/<sheet [^>]*name="([^"]*)"/.exec(xml)?.[1]?.replaceAll(/\s+/g, ' ').replace('\ufffd', '')).toBe(name);
  });
});
