import type { SheetColumn } from '../cases/definition.ts';
import { DomainError } from '../kernel/error.ts';
import type { Sheet } from '../spreadsheet/sheet.ts';

/** A title as people mean it: width, blanks and the asterisk of a template's required columns do not count. */
const plain = (title: string): string => title.normalize('NFKC').replaceAll(/[\s*]/g, '').toLowerCase();

/**
 * Which of the register's columns stands where in the file; undefined where the file has an empty column.
 *
 * @throws DomainError `import.unknown-columns` with the list of known ones, `import.columns-twice`, `import.missing-columns`: a column that was misspelt
 * must not be dropped in silence
 */
export function columnsOf(known: readonly SheetColumn[], { header, rows }: Sheet): readonly (string | undefined)[] {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), header.length);
  const found = Array.from({ length: width }, (_, index) => header[index] ?? '').map((title) => titleOf(known, title));
  const unknown = found.flatMap((title, index) =>
    title === undefined && isUsed({ header, rows }, index) ? [header[index] || `第 ${index + 1} 列（无标题）`] : [],
  );
  if (unknown.length > 0) {
    const detail = { columns: unknown.join('、'), known: known.map(({ title }) => title).join('、') };
    throw new DomainError(
      'unprocessable',
      'import.unknown-columns',
      detail,
      unknown.map((path) => ({ path, code: 'import.unknown-columns', detail: '' })),
    );
  }
  const second = found.findIndex((title, index) => title !== undefined && found.indexOf(title) < index);
  if (second >= 0) throw new DomainError('unprocessable', 'import.columns-twice', { first: header[found.indexOf(found[second])], second: header[second] });
  const missing = known.filter(({ title, required }) => required && !found.includes(title)).map(({ title }) => title);
  if (missing.length > 0) throw new DomainError('unprocessable', 'import.missing-columns', { columns: missing.join('、') });
  return found;
}

function titleOf(known: readonly SheetColumn[], title: string): string | undefined {
  const wanted = plain(title);
  if (wanted === '') return undefined;
  const byTitle = known.find((column) => plain(column.title) === wanted);
  return (byTitle ?? known.find(({ aliases = [] }) => aliases.some((alias) => plain(alias) === wanted)))?.title;
}

const isUsed = ({ header, rows }: Pick<Sheet, 'header' | 'rows'>, index: number): boolean =>
  (header[index] ?? '') !== '' || rows.some(({ cells }) => (cells[index] ?? '') !== '');
