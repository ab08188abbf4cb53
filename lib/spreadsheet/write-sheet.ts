import { Buffer } from 'node:buffer';
import writeXlsxFile from 'write-excel-file/node';
import { neutralise } from './formula-text.ts';
import { plainNumber } from './plain-number.ts';

/** A table to be written: texts stay text and numbers numbers, whatever they look like. */
export interface Table {
  readonly format: 'xlsx' | 'csv';
  /** Name of the sheet; characters Excel does not allow become blanks. */
  readonly title: string;
  /** Width in characters. */
  readonly columns: readonly { readonly title: string; readonly width?: number }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * Writes a spreadsheet file that `readSheet` reads back unchanged.
 *
 * No text ever becomes a formula: .xlsx types it as text, CSV puts an apostrophe in front. CSV is UTF-8 with BOM and CRLF, because
 * Excel takes a file without BOM for GBK.
 *
 * @throws RangeError for numbers that are not finite.
 */
export async function writeSheet(table: Table): Promise<Uint8Array> {
  return table.format === 'xlsx' ? await xlsx(table) : csv(table);
}

function csv({ columns, rows }: Table): Uint8Array {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`);
  return Buffer.from(`\ufeff${lines.join('')}`);
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return plainNumber(String(finite(value)));
  const text = neutralise(value);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function xlsx({ title, columns, rows }: Table): Promise<Uint8Array> {
  const header = columns.map((column) => ({ ...xlsxCell(column.title), fontWeight: 'bold' as const }));
  const data = [header, ...rows.map((row) => row.map((value) => (value === null ? null : xlsxCell(value))))];
  const widths = columns.map(({ width }) => (width === undefined ? {} : { width }));
  return await writeXlsxFile(data, { sheet: sheetName(title), columns: widths, stickyRowsCount: 1 }).toBuffer();
}

function xlsxCell(value: string | number): { value: string; type: StringConstructor } | { value: number; type: NumberConstructor } {
  return typeof value === 'number' ? { value: finite(value), type: Number } : { value: escaped(value), type: String };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`not a number to be written: ${value}`);
  return value;
}

/** At most 31 characters and none of `[]/\:*?`, nor an apostrophe at either end. */
function sheetName(title: string): string {
  const name = title
    .replaceAll(/[[\]/\\:*?\p{Cc}]/gu, ' ')
    .slice(0, 31)
    .toWellFormed()
    .replaceAll(/^[\s']+|[\s']+$/g, '');
  return name || 'Sheet1';
}

/** What XML 1.0 forbids or the library drops, carriage returns (XML readers turn them into line feeds), and what looks like an escape. */
const notInXml = /[\p{Cc}--[\t\n]]|[\p{Noncharacter_Code_Point}\ufffd]|_(?=x[0-9A-Fa-f]{4}_)/gv;

/**
 * Text in the escapes .xlsx has for what XML cannot hold (`_x000D_`), and for texts that look like an escape. The library drops such
 * characters, and takes a text such as `constructor` for one it has stored already: escaping its first letter avoids that.
 */
function escaped(text: string): string {
  const safe = text.replaceAll(notInXml, (characters) => Array.from({ length: characters.length }, (_, index) => escapeOf(characters, index)).join(''));
  return safe in Object.prototype ? escapeOf(safe, 0) + safe.slice(1) : safe;
}

function escapeOf(text: string, index: number): string {
  return `_x${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}_`;
}
