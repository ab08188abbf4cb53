import { Buffer } from 'node:buffer';
import { DomainError } from '../kernel/error.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { defaultLimits, type Sheet, type SheetLimits } from './sheet.ts';

const zipMagic = Buffer.from('PK');
/** The container of .xls and of workbooks with a password. */
const compoundMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Reads a spreadsheet file (.xlsx or CSV, told apart by content, never by name) as text.
 *
 * Dates read `YYYY-MM-DD` (with ` HH:MM[:SS]` when they have a time), numbers without exponent or float noise, truth values
 * `TRUE`/`FALSE`; everything is trimmed. The first line is the header.
 *
 * @throws DomainError `sheet.*` of kind `unprocessable` or `too-large`, see `sheet-errors.ts`; nothing else for any input.
 */
export async function readSheet(bytes: Uint8Array, limits: Partial<SheetLimits> = {}): Promise<Sheet> {
  const all = { ...defaultLimits, ...limits };
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) throw new DomainError('unprocessable', 'sheet.empty');
  if (startsWith(file, compoundMagic)) throw new DomainError('unprocessable', file.includes(encryptedStream) ? 'sheet.encrypted' : 'sheet.old-format');
  return startsWith(file, zipMagic) ? await readXlsx(file, all) : readCsv(file, all);
}

function startsWith(file: Buffer, magic: Buffer): boolean {
  return file.subarray(0, magic.length).equals(magic);
}
