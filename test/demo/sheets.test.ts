import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../lib/jobs/import-header.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import { bytesOf, demoSheets } from '../../local/demo/make-sheets.ts';

const registerOf = (file: string) => (file.includes('staff') ? staffRegister : file.includes('keys') ? keySetRegister : unitRegister);
const sheets = demoSheets().map((sheet) => ({ ...sheet, committed: readFileSync(join('local/demo/sheets', sheet.file)) }));

describe('the demo’s spreadsheets', () => {
  it.each(sheets)('$file holds what its generator makes', async ({ committed, ...sheet }) => {
    const [kept, made] = [await readSheet(committed), await readSheet(await bytesOf(sheet))];
    expect(kept.rows).toEqual(made.rows);
    expect(kept).toMatchObject({ header: sheet.header, format: sheet.file.endsWith('.xlsx') ? 'xlsx' : 'csv' });
  });

  it.each(sheets)('$file has only columns its register knows, and rows it reads', async ({ file, committed }) => {
    const sheet = await readSheet(committed);
    const { sheet: map } = registerOf(file);
    const titles = columnsOf(map?.columns ?? [], sheet);
    expect(titles).not.toContain(undefined);
    for (const { cells } of sheet.rows) {
      const row = Object.fromEntries(titles.map((title, at) => [title ?? '', cells[at] ?? '']));
      expect(map?.read(row).length).toBeGreaterThan(0);
    }
  });

  it('names nobody who could exist: no number a network gives out, no region a card is from', () => {
    const cells = sheets.flatMap(({ rows }) => rows.flat());
    expect(cells.filter((cell) => /^1[3-9]\d{9}$/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => /^[1-9]\d{16}[\dX]$/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => /^100\d{8}$/.test(cell)).length).toBeGreaterThan(400);
  });
});
