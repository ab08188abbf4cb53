import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../lib/kernel/error.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import type { SheetLimits } from '../../lib/spreadsheet/sheet.ts';
import { sheetErrors } from '../../lib/spreadsheet/sheet-errors.ts';
import { workbookFiles, workbookOf, zipOf } from './craft.ts';

const refusal = (file: Uint8Array, limits?: Partial<SheetLimits>): Promise<unknown> => readSheet(file, limits).catch((error: unknown) => error);
const secondRow = async (cell: string, options = {}): Promise<string | undefined> =>
  (await readSheet(workbookOf(`<row r="2">${cell}</row>`, options))).rows[0]?.cells[0];

describe('cells of a workbook', () => {
  it.each([
    ['98.75', '<c r="A2"><v>98.75</v></c>'],
    ['235.03', '<c r="A2"><v>235.02999999999997</v></c>'],
    ['0.0000001', '<c r="A2"><v>1E-7</v></c>'],
    ['110105194912310000', '<c r="A2"><v>1.1010519491231E+17</v></c>'],
    ['6222021001112223334', '<c r="A2"><v>6222021001112223334</v></c>'],
    ['-5', '<c r="A2"><v>-5</v></c>'],
    ['0', '<c r="A2"><v>-0</v></c>'],
    ['2026-07-01', '<c r="A2" s="1"><v>46204</v></c>'],
    ['2026-07-01 23:50', '<c r="A2" s="3"><v>46204.993055555555</v></c>'],
    ['2026-07-01 23:50:01', '<c r="A2" s="3"><v>46204.99306712963</v></c>'],
    ['08:30', '<c r="A2" s="2"><v>0.3541666666666667</v></c>'],
    ['#####', '<c r="A2" s="1"><v>99999999999</v></c>'],
    ['TRUE', '<c r="A2" t="b"><v>1</v></c>'],
    ['FALSE', '<c r="A2" t="b"><v>0</v></c>'],
    ['3', '<c r="A2"><f>1+2</f><v>3</v></c>'],
    ['王磊', '<c r="A2" t="str"><f>B2</f><v>王磊</v></c>'],
    ['#N/A', '<c r="A2" t="e"><f>B2</f><v>#N/A</v></c>'],
    ['=1+1', '<c r="A2" t="inlineStr"><is><t>=1+1</t></is></c>'],
    ['甲乙', '<c r="A2" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>'],
    ['a<b&c', '<c r="A2" t="inlineStr"><is><t><![CDATA[a<b&c]]></t></is></c>'],
    ['𠮷田', '<c r="A2" t="inlineStr"><is><t>&#134071;&#x7530;</t></is></c>'],
    ['a', '<c r="A2" t="inlineStr"><is><t xml:space="preserve">\u3000 a </t></is></c>'],
  ])('reads %s', async (expected, cell) => {
    expect(await secondRow(cell)).toBe(expected);
  });

  it('reads shared strings, and of several sheets the first that is not hidden', async () => {
    const shared = { strings: '<si><t>王<!-- 磊 -->磊</t></si><si><r><t>_x0041_</t></r><rPh><t>reading</t></rPh></si>' };
    expect(await secondRow('<c r="A2" t="s"><v>0</v></c>', shared)).toBe('王磊');
    expect(await secondRow('<c r="A2" t="s"><v>1</v></c>', { ...shared, hidden: true })).toBe('A');
  });

  it('numbers rows as Excel does, over gaps and blank rows with styled cells', async () => {
    const { rows } = await readSheet(
      workbookOf('<row r="3"><c r="A3" s="1"/></row><row r="7"><c r="C7"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="1"></c></row>'),
    );
    expect(rows).toEqual([{ number: 7, cells: ['', '', '7'] }]);
  });

  it('reads sizes that stand in the zip64 field', async () => {
    const files = workbookFiles('<row r="1"><c r="A1"><v>1</v></c></row>').map((file) => ({ ...file, zip64: true }));
    expect((await readSheet(zipOf(files))).header).toEqual(['1']);
  });
});

describe('workbooks that are refused', () => {
  const compound = (text: string): Buffer => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512), Buffer.from(text, 'utf16le')]);
  const bytes = workbookOf('<row r="2"><c r="A2"><v>1</v></c></row>');
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(60) ^ 1, 60);
  const wrongSum = Buffer.from(bytes);
  wrongSum.writeUInt8(wrongSum.readUInt8(wrongSum.indexOf('PK\u0001\u0002') + 16) ^ 1, wrongSum.indexOf('PK\u0001\u0002') + 16);
  const damagedRow = (rows: string): Buffer => workbookOf(rows);

  it.each([
    ['an old .xls', compound('Workbook'), 'sheet.old-format'],
    ['a password', compound('EncryptedPackage'), 'sheet.encrypted'],
    ['an encrypted archive', zipOf(workbookFiles('').map((file) => ({ ...file, flags: 1 }))), 'sheet.encrypted'],
    ['an archive of something else', zipOf([{ name: 'word/document.xml', content: '<document/>' }]), 'sheet.not-a-sheet'],
    ['half a download', bytes.subarray(0, bytes.length / 2), 'sheet.damaged'],
    ['the last byte missing', bytes.subarray(0, -1), 'sheet.damaged'],
    ['a flipped bit', flipped, 'sheet.damaged'],
    ['a checksum that does not agree', wrongSum, 'sheet.damaged'],
    ['a directory pointing outside', Buffer.concat([bytes.subarray(0, -6), Buffer.from('ffffff7f0000', 'hex')]), 'sheet.damaged'],
    ['no cells', zipOf(workbookFiles('')), 'sheet.empty'],
    ['a blank first row', zipOf(workbookFiles('<row r="2"><c r="A2"><v>1</v></c></row>')), 'sheet.header-missing'],
    ['a formula without value', damagedRow('<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><f>A2*2</f></c></row>'), 'sheet.formula-without-value'],
    ['a row beyond all rows', damagedRow('<row r="999999999"><c r="A2"><v>1</v></c></row>'), 'sheet.damaged'],
    ['a row number in disguise', damagedRow('<x:row y=">" x:r="&#57;99999999"/>'), 'sheet.damaged'],
    ['a second row number', damagedRow('<row r="2" x:r="999999999"><c r="A2"><v>1</v></c></row>'), 'sheet.damaged'],
    ['a cell beyond all rows', damagedRow('<row><c r="A999999999"><v>1</v></c></row>'), 'sheet.damaged'],
    ['markup that never ends', damagedRow(`<row r="2"><c r="A2"${' '.repeat(5000)}`), 'sheet.damaged'],
    ['a text without end', damagedRow(`<row r="2"><c r="A2"><v>${[...Array(200_000).keys()].join(' ')}</v></c></row>`), 'sheet.damaged'],
    ['a comment that never ends', damagedRow('<!-- <row r="2"/>'), 'sheet.damaged'],
  ])('%s', async (_, file, code) => {
    expect(await refusal(file)).toMatchObject({ kind: 'unprocessable', code });
    expect(sheetErrors[code]?.zh).toBeTruthy();
  });

  it('tells which cell has the formula', async () => {
    expect(await refusal(damagedRow('<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f></c><c r="C2"><f>1</f><v>1</v></c></row>'))).toMatchObject({
      detail: { cell: 'B2' },
    });
  });

  it('takes 100 000 rows below the header and refuses 100 001, gaps included', async () => {
    const upTo = (row: number): Buffer => workbookOf(`<row r="${row}"><c r="A${row}"><v>1</v></c></row>`);
    expect(await refusal(upTo(100_001))).toMatchObject({ rows: [{ number: 100_001, cells: ['1'] }] });
    expect(await refusal(upTo(100_002))).toMatchObject({ kind: 'too-large', code: 'sheet.too-many-rows', detail: { limit: 100_000 } });
    const dense = Array.from({ length: 100_001 }, (_, index) => `<row r="${index + 2}"><c r="A${index + 2}"><v>1</v></c></row>`).join('');
    expect(await refusal(workbookOf(dense))).toMatchObject({ code: 'sheet.too-many-rows' });
  });

  it('takes 100 columns and refuses 101', async () => {
    expect(await refusal(damagedRow('<row r="2"><c r="CV2"><v>1</v></c></row>'))).toMatchObject({ format: 'xlsx' });
    expect(await refusal(damagedRow('<row r="2"><c r="CW2"><v>1</v></c></row>'))).toMatchObject({ kind: 'too-large', code: 'sheet.too-many-columns' });
  });

  it('counts declared sizes of what it needs before it decompresses', async () => {
    const needed = workbookFiles('<row r="1"><c r="A1"><v>1</v></c></row>').filter(({ name }) => !name.endsWith('sheet2.xml'));
    const size = needed.reduce((sum, { content }) => sum + Buffer.from(content).length, 0);
    const file = zipOf([...needed, { name: 'xl/media/image1.png', content: Buffer.alloc(10_000) }]);
    expect(await refusal(file, { maxUncompressedBytes: size })).toMatchObject({ header: ['1'] });
    expect(await refusal(file, { maxUncompressedBytes: size - 1 })).toMatchObject({ kind: 'too-large', code: 'sheet.too-large' });
  });

  it('answers any damage with a table or a refusal, never with a fault', async () => {
    const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>46204</v></c></row>';
    const files = workbookFiles(rows, { strings: '<si><t>日期</t></si>' });
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(8),
      put: fc.string({ maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ file, at, cut, put }) => {
        const hurt = files.map((each, index) => {
          const text = String(each.content);
          const place = Math.floor(at * text.length);
          return index === file ? { ...each, content: text.slice(0, place) + put + text.slice(place + cut) } : each;
        });
        const answer = await refusal(zipOf(hurt));
        expect(answer instanceof Error && !(answer instanceof DomainError) ? answer : undefined).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
