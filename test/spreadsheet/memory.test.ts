import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSheet } from '../../lib/spreadsheet/write-sheet.ts';
import { workbookFiles, zipOf } from './craft.ts';

interface Measured {
  /** Rows read, or the code of the refusal. */
  readonly outcome: number | string;
  readonly beforeMb: number;
  readonly peakMb: number;
  readonly ms: number;
}

const folder = mkdtempSync(join(tmpdir(), 'wuyun-sheet-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the file in a process of its own, because peak memory is a property of a process. */
function measure(file: Uint8Array): Measured {
  const path = join(folder, 'file');
  writeFileSync(path, file);
  return JSON.parse(execFileSync(process.execPath, [fileURLToPath(new URL('./measure.ts', import.meta.url)), path], { encoding: 'utf8' })) as Measured;
}

describe('memory of reading', () => {
  const columns = Array.from({ length: 20 }, (_, index) => ({ title: `列${index}` }));
  const rows = Array.from({ length: 10_000 }, (_, row) => columns.map((_column, column) => (column % 4 === 0 ? row * column : `业主${row}-${column}`)));

  it.each(['xlsx', 'csv'] as const)('10 000 rows of 20 cells of %s stay below 512 MB', async (format) => {
    const { outcome, peakMb } = measure(await writeSheet({ format, title: '业主', columns, rows }));
    expect(outcome).toBe(10_000);
    expect(peakMb).toBeLessThan(512);
  });

  const blanks = Buffer.alloc(64 * 1024 * 1024, ' ');
  const [workbook, relations, , ...rest] = workbookFiles('');
  const bombOf = (declaredSize?: number): Uint8Array => {
    const sheet = { name: 'xl/worksheets/sheet1.xml', content: blanks, ...(declaredSize === undefined ? {} : { declaredSize }) };
    return zipOf([workbook, relations, sheet, ...rest].filter((file) => file !== undefined));
  };
  const gap = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="CV1048576"><v>1</v></c></row>';

  it.each([
    ['a bomb that declares its size', bombOf(), 'sheet.zip-bomb'],
    ['a bomb that lies about it', bombOf(100_000), 'sheet.zip-bomb'],
    ['a bomb in a part nobody needs', zipOf([...workbookFiles(''), { name: 'xl/media/a.xml', content: blanks }]), 'sheet.zip-bomb'],
    ['too many parts', zipOf(Array.from({ length: 2001 }, (_, index) => ({ name: `${index}`, content: '' }))), 'sheet.zip-bomb'],
    ['two cells far apart', zipOf(workbookFiles(gap)), 'sheet.too-many-rows'],
  ])('%s is refused at once', (_, file, code) => {
    expect(file.length).toBeLessThan(1024 * 1024);
    const { outcome, beforeMb, peakMb, ms } = measure(file);
    expect(outcome).toBe(code);
    expect(peakMb - beforeMb).toBeLessThan(40);
    expect(ms).toBeLessThan(5000);
  });
});
