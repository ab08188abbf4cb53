import * as z from 'zod';
import { DomainError } from '../kernel/error.ts';
import type { Run } from './run.ts';

/** Which rows are meant: all or none (`all`), those without errors (`valid`), or chosen ones by number, all of them or none (`2,5,7-9`). */
const rowsPattern = /^(?:all|valid|\d{1,6}(?:-\d{1,6})?(?:,\d{1,6}(?:-\d{1,6})?)*)$/;

const formats = ['xlsx', 'csv'] as const;

/** What an import was asked for. */
export const ImportOrder = z.strictObject({
  dryRun: z.boolean(),
  rows: z.string().regex(rowsPattern),
  format: z.enum(formats),
  file: z.string(),
  sha256: z.string(),
});
/** See the schema. */
export type ImportOrder = z.infer<typeof ImportOrder>;

export const importOrder = ({ order }: Run): ImportOrder => ImportOrder.parse(order);

/** One refused row refuses all. */
export const isStrict = ({ rows }: Pick<ImportOrder, 'rows'>): boolean => rows !== 'valid';

/** Whether a row of the file is meant. */
export function chosenRows({ rows }: Pick<ImportOrder, 'rows'>): (row: number) => boolean {
  if (rows === 'all' || rows === 'valid') return () => true;
  const ranges = rows.split(',').map((range) => range.split('-').map(Number));
  return (row) => ranges.some(([from = 0, to = from]) => from <= row && row <= to);
}

/** What the query of a request asks for. */
export interface ImportWish {
  readonly dryRun: boolean;
  readonly rows: string;
  readonly format?: ImportOrder['format'] | undefined;
}

/** Reads `dryRun`, `rows` and `format` of a request. @throws DomainError `request.invalid` */
export function importWish(query: Readonly<Record<string, string | undefined>>): ImportWish {
  const { dryRun = 'false', rows = 'all', format } = query;
  if (dryRun !== 'true' && dryRun !== 'false') throw wrong('dryRun');
  if (rows.length > 2000 || !rowsPattern.test(rows)) throw wrong('rows');
  const known = formats.find((name) => name === format);
  if (format !== undefined && known === undefined) throw wrong('format');
  return { dryRun: dryRun === 'true', rows, format: known };
}

const wrong = (path: string): DomainError => new DomainError('invalid', 'request.invalid', {}, [{ path, code: 'request.value', detail: '' }]);
