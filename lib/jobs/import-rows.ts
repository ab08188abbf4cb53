import type { Definition, SheetEntry } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { DomainError, type ErrorCatalogue, sentence } from '../kernel/error.ts';
import { idPattern } from '../kernel/schema.ts';
import type { SheetRow } from '../spreadsheet/sheet.ts';
import { catalogueOf } from './job.ts';
import type { RowError } from './run.ts';

/** An entry with the row it came from. */
export type PlacedEntry = SheetEntry & { readonly row: number; readonly columns: Readonly<Record<string, string>> };

/** What the rows of a file ask for, and why some of them ask for nothing. */
export interface RowsRead {
  readonly entries: readonly PlacedEntry[];
  readonly errors: readonly RowError[];
}

/** Reads every row by the register's own map; a row with an error asks for nothing, and all its errors are named at once. */
export function readRows(desk: Desk, definition: Definition, titles: readonly (string | undefined)[], rows: readonly SheetRow[]): RowsRead {
  const catalogue = catalogueOf(desk);
  const entries: PlacedEntry[] = [];
  const errors: RowError[] = [];
  for (const row of rows) {
    const read = readRow(definition, catalogue, titles, row);
    entries.push(...read.entries);
    errors.push(...read.errors);
  }
  return { entries, errors };
}

function readRow({ sheet }: Definition, catalogue: ErrorCatalogue, titles: readonly (string | undefined)[], { number, cells }: SheetRow): RowsRead {
  if (!sheet) throw new Error('only a register with a sheet is imported');
  const values = Object.fromEntries(titles.flatMap((title, index) => (title === undefined ? [] : [[title, cells[index] ?? '']])));
  const blank = sheet.columns.filter(({ title, required }) => required && !values[title]).map(({ title }) => title);
  const complaint = (column: string, code: string): RowError => ({ row: number, column, code, detail: sentence(code, {}, 'zh', catalogue) });
  const missing = blank.map((column) => complaint(column, 'request.missing'));
  try {
    const entries = sheet.read(values).map((entry) => ({ columns: {}, ...entry, row: number }));
    const nameless = missing.length === 0 && entries.some(({ id }) => !idPattern.test(id));
    const errors = nameless ? [complaint(sheet.columns[0]?.title ?? '', 'request.id')] : missing;
    return errors.length > 0 ? { entries: [], errors } : { entries, errors };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const named = rowErrors(catalogue, error, (path) => ({ row: number, column: path }));
    return { entries: [], errors: [...missing.filter(({ column }) => named.every((other) => other.column !== column)), ...named] };
  }
}

/** A refusal as errors of rows: one for each field it names, or one for itself. `sourceOf` says which cell a field came from. */
export function rowErrors(
  catalogue: ErrorCatalogue,
  error: DomainError,
  sourceOf: (path: string) => { readonly row: number; readonly column: string },
): readonly RowError[] {
  const fields = error.errors.length > 0 ? error.errors : [{ path: '', code: error.code, detail: '' }];
  return fields.map(({ path, code, detail }) => {
    const { row, column } = sourceOf(path);
    return { row, ...(column ? { column } : {}), code, detail: detail || sentence(code, error.detail, 'zh', catalogue) };
  });
}
