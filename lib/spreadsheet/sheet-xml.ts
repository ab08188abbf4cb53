import { Buffer } from 'node:buffer';
import { DomainError } from '../kernel/error.ts';
import { maxColumns, type SheetLimits, tooManyRows } from './sheet.ts';

/**
 * What has to be known about a worksheet's XML before the library may read it, and what has to be mended in it.
 *
 * The library fills gaps: one cell addressed `CV1048576` would make it build a million rows of a hundred blanks, and a row
 * numbered 999999999 would take all memory. Markup that never ends makes it start again with every chunk. And it passes over in
 * silence what it does not know: error values, CDATA, characters beyond U+FFFF written as references (rare characters of names).
 * A blank where the file has a value would be a wrong import.
 */

const lastRow = 1_048_576;
/** Longer than any cell's text, escapes included. */
const longestText = 1_000_000;

const rowOrCell = /<(?:[^\s<>:]*:)?(row|c)(?=[\s/>])((?:\s+[^\s<>="'/]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*)\s*(\/>|>\s*<\/|>|)/y;
const addressAttribute = /[\s:]r\s*=\s*["']([^"']*)["']/g;
const cellAddress = /^([A-Z]{1,3})(\d{1,7})$/;
const formulaWithoutValue = /(?:<\/(?:[\w.-]+:)?f>|<(?:[\w.-]+:)?f(?:\s[^<>]*)?\/>)\s*<\/(?:[\w.-]+:)?c>/;

const damaged = (): DomainError => new DomainError('unprocessable', 'sheet.damaged');

/**
 * Passes a worksheet that is well-formed enough to be read in one go, whose rows and columns with content lie within the limits,
 * and whose formulas all carry their value.
 *
 * @throws DomainError `sheet.too-many-rows`, `sheet.too-many-columns`, `sheet.formula-without-value`, `sheet.damaged`.
 */
export function inspectSheetXml(content: Uint8Array, limits: SheetLimits): void {
  // Latin-1 keeps one byte per character; the markup is ASCII, and no byte of a longer UTF-8 character looks like it.
  const xml = bytesOf(content).toString('latin1');
  let next = xml.indexOf('<');
  for (let at = next; at !== -1; at = next) {
    next = xml.indexOf('<', at + 1);
    checkMarkup(xml, at, next === -1 ? xml.length : next);
    rowOrCell.lastIndex = at;
    const [, element, attributes = '', end] = rowOrCell.exec(xml) ?? [];
    if (element === undefined) continue;
    if (end === '') throw damaged();
    // All of them: of `r` and `x:r` the library takes whichever comes last.
    for (const [, address = ''] of attributes.matchAll(addressAttribute)) {
      if (element === 'c') checkCell(address, end === '>', limits);
      else if (!/^\d{1,7}$/.test(address) || Number(address) > lastRow) throw damaged();
    }
  }
  const formula = formulaWithoutValue.exec(xml);
  if (formula) throw new DomainError('unprocessable', 'sheet.formula-without-value', { cell: lastAddress(xml.slice(0, formula.index)) });
}

function checkMarkup(xml: string, start: number, end: number): void {
  const close = xml.indexOf('>', start);
  const unfinished = close === -1 || close > end || end - start > longestText;
  const instruction = xml[start + 1] === '?' && xml[close - 1] !== '?';
  if (unfinished || instruction || xml[start + 1] === '!') throw damaged();
}

function checkCell(address: string, hasContent: boolean, limits: SheetLimits): void {
  const [, letters = '', digits] = cellAddress.exec(address) ?? [];
  const row = Number(digits);
  if (digits === undefined || row > lastRow) throw damaged();
  if (!hasContent) return;
  if (row > limits.maxRows + 1) throw tooManyRows(limits);
  if (columnNumber(letters) > maxColumns) throw new DomainError('too-large', 'sheet.too-many-columns', { row, limit: maxColumns });
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

function lastAddress(xml: string): string | undefined {
  const nearby = xml.slice(-20_000);
  const [tag = ''] = /<(?:[\w.-]+:)?c\s[^<>]*>(?:<(?!(?:[\w.-]+:)?c\s)|[^<])*$/.exec(nearby) ?? [];
  return tag.matchAll(addressAttribute).next().value?.[1];
}

const reference = /&#(?:x([0-9a-f]{5,6})|(\d{5,7}));/gi;
const errorCell = /(<(?:[^\s<>:]*:)?c\s(?:[^<>]*\s)?t\s*=\s*)(?:"e"|'e')/g;

/** The same XML in words the library knows: error values become text (`#N/A`), CDATA and references plain characters, comments nothing. */
export function mendXml(content: Uint8Array): Uint8Array {
  const bytes = bytesOf(content);
  if (!['<!', '&#', '"e"', "'e'"].some((rarity) => bytes.includes(rarity))) return content;
  const xml = replaceSpans(
    replaceSpans(bytes.toString(), '<!--', '-->', () => ''),
    '<![CDATA[',
    ']]>',
    (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  );
  return Buffer.from(
    xml
      .replace(reference, (whole, hex: string | undefined, decimal: string | undefined) => astral(whole, hex ? Number.parseInt(hex, 16) : Number(decimal)))
      .replace(errorCell, '$1"str"'),
  );
}

function replaceSpans(xml: string, open: string, close: string, replacement: (text: string) => string): string {
  const [before = '', ...spans] = xml.split(open);
  const replaced = spans.map((span) => {
    const end = span.indexOf(close);
    if (end === -1) throw damaged();
    return replacement(span.slice(0, end)) + span.slice(end + close.length);
  });
  return before + replaced.join('');
}

function astral(whole: string, codePoint: number): string {
  return codePoint > 0xffff && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
}

function bytesOf(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
