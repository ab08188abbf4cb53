import { DomainError } from '../kernel/error.ts';

/** One row with content; `number` is the row a spreadsheet program shows, so that a complaint can be found. */
export interface SheetRow {
  readonly number: number;
  /** Trimmed text, `''` when blank; at least as many cells as the header. */
  readonly cells: readonly string[];
}

/** A table as text (表格): the titles of row 1 and the rows below that are not blank. */
export interface Sheet {
  readonly format: 'xlsx' | 'csv';
  readonly header: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** How much one file may hold. */
export interface SheetLimits {
  /** Rows below the header, blank ones included. */
  readonly maxRows: number;
  readonly maxCellChars: number;
  /** Bytes of a CSV, of the parts of an .xlsx that are read, and characters of all cells together. */
  readonly maxUncompressedBytes: number;
}

/** Excel's own limit of a cell; 100 000 rows of twenty columns need about 100 MB of XML. */
export const defaultLimits: SheetLimits = { maxRows: 100_000, maxCellChars: 32_767, maxUncompressedBytes: 160 * 1024 * 1024 };

/** No register has half as many fields; a wider file is a mistake, and width times height is memory. */
export const maxColumns = 100;

/** The letters of a column, counted from 0: 0 → A, 26 → AA. */
function columnName(index: number): string {
  return (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** The refusal of content beyond `maxUncompressedBytes`. */
export function tooLarge({ maxUncompressedBytes }: SheetLimits): DomainError {
  return new DomainError('too-large', 'sheet.too-large', { limitMb: Math.floor(maxUncompressedBytes / 1024 / 1024) });
}

/** The refusal of more rows than `maxRows`. */
export function tooManyRows({ maxRows }: SheetLimits): DomainError {
  return new DomainError('too-large', 'sheet.too-many-rows', { limit: maxRows });
}

/** Takes rows in order as they are read, so that a limit is met before what lies behind it takes memory. */
export interface SheetCollector {
  readonly add: (number: number, values: readonly string[]) => void;
  readonly sheet: () => Sheet;
}

/** Collects rows into a sheet: trims, skips blank rows, takes row 1 as header, keeps the limits. Each refusal is a DomainError `sheet.*`. */
export function collectSheet(format: Sheet['format'], limits: SheetLimits): SheetCollector {
  let header: readonly string[] | undefined;
  let chars = 0;
  const rows: SheetRow[] = [];
  const add = (number: number, values: readonly string[]): void => {
    const cells = filledCells(values);
    if (cells.length === 0) return;
    if (number > limits.maxRows + 1) throw tooManyRows(limits);
    if (cells.length > maxColumns) throw new DomainError('too-large', 'sheet.too-many-columns', { row: number, limit: maxColumns });
    chars += checkedLength(number, cells, limits);
    if (chars > limits.maxUncompressedBytes) throw tooLarge(limits);
    if (header === undefined) {
      header = checkedHeader(number, cells);
      return;
    }
    while (cells.length < header.length) cells.push('');
    rows.push({ number, cells });
  };
  const sheet = (): Sheet => {
    if (header === undefined) throw new DomainError('unprocessable', 'sheet.empty');
    return { format, header, rows };
  };
  return { add, sheet };
}

function filledCells(values: readonly string[]): string[] {
  const cells = values.map((value) => value.trim());
  while (cells.at(-1) === '') cells.pop();
  return cells;
}

function checkedLength(row: number, cells: readonly string[], { maxCellChars }: SheetLimits): number {
  let chars = 0;
  for (const [column, { length }] of cells.entries()) {
    if (length > maxCellChars) throw new DomainError('too-large', 'sheet.cell-too-long', { cell: columnName(column) + row, limit: maxCellChars });
    chars += length;
  }
  return chars;
}

function checkedHeader(number: number, titles: readonly string[]): readonly string[] {
  if (number !== 1) throw new DomainError('unprocessable', 'sheet.header-missing');
  for (const [second, title] of titles.entries()) {
    const first = titles.indexOf(title);
    if (title !== '' && first < second) {
      throw new DomainError('unprocessable', 'sheet.duplicate-header', { title, first: columnName(first), second: columnName(second) });
    }
  }
  return titles;
}
