import { addDays, CivilDateText, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError, type ErrorCatalogue, type FieldError, sentence } from '../kernel/error.ts';
import { idPattern } from '../kernel/schema.ts';
import { normalise, type PersonalKind } from '../kernel/sealed.ts';

/** Why a cell of an imported row is refused: the sentence tells the clerk what to type instead. Every register with a sheet includes them. */
export const cellErrors: ErrorCatalogue = {
  'cell.row-invalid': { zh: '该行有 {count} 处填写有误，请按提示修改后重新导入', en: '{count} cells of this row are not valid' },
  'cell.missing': { zh: '“{column}”必填', en: '“{column}” is required' },
  'cell.too-long': { zh: '“{column}”最多 {max} 个字，请精简', en: '“{column}” may have {max} characters at most' },
  'cell.too-many': { zh: '“{column}”最多 {max} 项，请删减', en: '“{column}” may have {max} entries at most' },
  'cell.id': { zh: '“{column}”只能包含文字、数字和 . _ -，最多 64 个字', en: '“{column}” may only contain letters, digits and . _ -' },
  'cell.choice': { zh: '“{column}”请填写：{choices}', en: '“{column}” must be one of: {choices}' },
  'cell.date': { zh: '“{column}”不是有效日期，请写成 2026-07-01', en: '“{column}” is not a date; write 2026-07-01' },
  'cell.area': { zh: '“{column}”须为大于 0 的数字，如 98.75', en: '“{column}” must be a number above 0, such as 98.75' },
  'cell.area-decimals': { zh: '“{column}”最多两位小数，请按产权证面积填写', en: '“{column}” may have two decimals at most' },
  'cell.phone': { zh: '“{column}”不是有效的电话号码，请只填数字（多个号码用顿号隔开）', en: '“{column}” is not a phone number' },
  'cell.identity': { zh: '“{column}”不是有效的证件号码，请核对', en: '“{column}” is not a document number' },
  'cell.share': { zh: '“{column}”请写成 50% 或 1/2', en: '“{column}” must read 50% or 1/2' },
  'cell.period': { zh: '“{column}”请写成 2026-07', en: '“{column}” must read 2026-07' },
  'cell.reading': { zh: '“{column}”须为不小于 0 的读数，最多三位小数', en: '“{column}” must be a reading of three decimals at most' },
  'cell.whole': { zh: '“{column}”须为整数', en: '“{column}” must be a whole number' },
  'cell.yes-no': { zh: '“{column}”请填写 是 或 否', en: '“{column}” must say yes or no in Chinese' },
  'cell.rows-differ': { zh: '{id} 在第 {first} 行与本行的“{column}”不一致，请改为一致', en: '{id} differs in “{column}” from row {first}' },
};

/** The cells of one row, typed; each answers undefined for a blank cell and for one it has complained about. */
export interface Cells {
  readonly text: (column: string, max: number) => string | undefined;
  readonly required: (column: string, max: number) => string;
  readonly id: (column: string) => string | undefined;
  readonly date: (column: string) => string | undefined;
  readonly areaDm2: (column: string) => number | undefined;
  /** The key of a title; `aliases` are other words people write for it. */
  readonly choice: <K extends string>(column: string, titles: Readonly<Record<K, string>>, aliases?: Readonly<Record<string, K>>) => K | undefined;
  /** Several values in one cell, divided by `、 , ; /` or line breaks. */
  readonly list: (column: string, max: number) => readonly string[];
  /** Phone or document numbers; a masked one (`138****1234`, from an export) says nothing and is left out. */
  readonly personal: (column: string, kind: PersonalKind, max: number) => readonly string[];
  readonly complain: (column: string, code: string, detail?: Readonly<Record<string, string | number>>) => undefined;
}

/**
 * Reads one row and complains about all its cells at once: a clerk who corrects a file cell by cell, upload by upload, gives up.
 *
 * @throws DomainError `cell.row-invalid` with one entry per faulty cell, its column as path.
 */
export function readCells<T>(row: Readonly<Record<string, string>>, read: (cells: Cells) => T): T {
  const errors: FieldError[] = [];
  const result = read(cellsOf(row, errors));
  if (errors.length > 0) throw new DomainError('invalid', 'cell.row-invalid', { count: errors.length }, errors);
  return result;
}

function cellsOf(row: Readonly<Record<string, string>>, errors: FieldError[]): Cells {
  const raw = (column: string): string => (row[column] ?? '').trim();
  const complain: Cells['complain'] = (column, code, detail = {}) => {
    errors.push({ path: column, code, detail: sentence(code, { column, ...detail }, 'zh', cellErrors) });
    return undefined;
  };
  const text: Cells['text'] = (column, max) => {
    const value = raw(column).normalize('NFC');
    if (value === '') return undefined;
    return [...value].length > max ? complain(column, 'cell.too-long', { max }) : value;
  };
  const list: Cells['list'] = (column, max) => {
    const values = raw(column)
      .split(/[、,，;；/\n]/)
      .map((value) => value.trim())
      .filter(Boolean);
    if (values.length > max) complain(column, 'cell.too-many', { max });
    return values.slice(0, max);
  };
  return {
    text,
    list,
    complain,
    required: (column, max) => (raw(column) === '' ? complain(column, 'cell.missing') : text(column, max)) ?? '',
    id: (column) => parsed(raw(column), idOf, () => complain(column, 'cell.id')),
    date: (column) => parsed(raw(column), civilDayOf, () => complain(column, 'cell.date')),
    areaDm2: (column) => parsed(raw(column), areaOf, (cell) => complain(column, isTooFine(cell) ? 'cell.area-decimals' : 'cell.area')),
    choice: (column, titles, aliases) =>
      parsed(
        raw(column),
        (cell) => keyOf(cell, titles, aliases),
        () => complain(column, 'cell.choice', { choices: Object.values(titles).join('、') }),
      ),
    personal: (column, kind, max) =>
      list(column, max)
        .filter((value) => !value.includes('*'))
        .map((value) => normalise(kind, value.normalize('NFKC')) ?? complain(column, kind === 'phone' ? 'cell.phone' : 'cell.identity'))
        .filter((value) => value !== undefined),
  };
}

function parsed<T>(cell: string, parse: (cell: string) => T | undefined, complain: (cell: string) => undefined): T | undefined {
  return cell === '' ? undefined : (parse(cell) ?? complain(cell));
}

function idOf(cell: string): string | undefined {
  const value = cell.normalize('NFC');
  return idPattern.test(value) ? value : undefined;
}

function keyOf<K extends string>(cell: string, titles: Readonly<Record<K, string>>, aliases: Readonly<Record<string, K>> = {}): K | undefined {
  const entries = Object.entries(titles) as [K, string][];
  return entries.find(([, title]) => title === cell)?.[0] ?? (Object.hasOwn(aliases, cell) ? aliases[cell] : undefined);
}

/** Excel counts days from here; it believes 1900 was a leap year, so its day 1 is 1899-12-31. */
const excelEpoch = parseCivilDate('1899-12-30');

/** A civil day as people write it: `2026-07-01`, `2026/7/1`, `2026年7月1日`, `20260701`, or Excel's day number. */
export function civilDayOf(cell: string): string | undefined {
  const text = cell.normalize('NFKC').trim();
  if (/^[2-7]\d{4}$/.test(text)) return addDays(excelEpoch, Number(text));
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d.*)?$/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return CivilDateText.safeParse(date).success ? date : undefined;
}

const plainArea = (cell: string): string => cell.normalize('NFKC').replaceAll(/[\s,]|m2|平方米|平米/gi, '');
const isTooFine = (cell: string): boolean => /^\d+\.\d\d\d*[1-9]\d*$/.test(plainArea(cell));

/** ㎡ with at most two decimals as whole dm²; never through a binary fraction. */
export function areaOf(cell: string): number | undefined {
  const match = /^(\d{1,7})(?:\.(\d{1,2})0*)?$/.exec(plainArea(cell));
  if (!match) return undefined;
  const areaDm2 = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return areaDm2 >= 1 && areaDm2 <= 100_000_000 ? areaDm2 : undefined;
}

/** dm² as people read it: `9875` → `98.75`. */
export function areaText(areaDm2: number): string {
  return `${Math.trunc(areaDm2 / 100)}.${String(areaDm2 % 100).padStart(2, '0')}`;
}
