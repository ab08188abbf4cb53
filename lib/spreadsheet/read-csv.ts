import { CsvError, type Options, parse } from 'csv-parse/sync';
import { DomainError } from '../kernel/error.ts';
import { restore } from './formula-text.ts';
import { collectSheet, maxColumns, type Sheet, type SheetLimits, tooLarge, tooManyRows } from './sheet.ts';

/** Blank lines are no rows, but a file of nothing else has to end. */
const lastLine = 1_048_576;

/**
 * Reads a CSV as Chinese offices produce it: UTF-8 with or without BOM, GBK (what Excel's plain "CSV" is), or Excel's "Unicode text";
 * separated by comma, semicolon or tab. Apostrophes our own export put before formula-like text are taken away again.
 */
export function readCsv(bytes: Uint8Array, limits: SheetLimits): Sheet {
  if (bytes.length > limits.maxUncompressedBytes) throw tooLarge(limits);
  const text = decode(bytes);
  const { add, sheet } = collectSheet('csv', limits);
  let number = 0;
  const onRecord = (record: string[]): null => {
    number += 1;
    if (number > lastLine) throw tooManyRows(limits);
    add(
      number,
      record.map((value) => restore(value.trim())),
    );
    return null;
  };
  parseRecords(text, { delimiter: separatorOf(text), max_record_size: maxColumns * (limits.maxCellChars + 3), on_record: onRecord });
  return sheet();
}

function parseRecords(text: string, options: Options): void {
  try {
    const tolerant = { relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] };
    parse(text, { ...tolerant, ...options });
  } catch (cause) {
    throw cause instanceof CsvError ? Object.assign(new DomainError('unprocessable', 'sheet.damaged'), { cause }) : cause;
  }
}

function decode(bytes: Uint8Array): string {
  const notASheet = new DomainError('unprocessable', 'sheet.not-a-sheet');
  const text = utf16(bytes) ?? decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030');
  if (text === undefined || text.includes('\0') || /^\s*(?:%PDF|<(?:!doctype|html|head|meta|table|\?xml))/i.test(text)) throw notASheet;
  return text;
}

function utf16(bytes: Uint8Array): string | undefined {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? decoded(bytes, 'utf-16le') : undefined;
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The separator used most in the first line, quoted text aside. */
function separatorOf(text: string): string {
  const counts = new Map([',', ';', '\t'].map((separator) => [separator, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') break;
    else counts.set(character, (counts.get(character) ?? Number.NaN) + 1);
  }
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
