import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a hand-made archive; what its headers declare may differ from the truth. */
export interface CraftedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly declaredSize?: number;
  readonly flags?: number;
  readonly zip64?: boolean;
}

/** An archive made byte by byte, because no library writes archives that lie. */
export function zipOf(files: readonly CraftedFile[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const content = Buffer.from(file.content);
    const data = deflateRawSync(content);
    const size = file.declaredSize ?? content.length;
    const name = Buffer.from(file.name);
    const shared = [
      u16(20),
      u16(file.flags ?? 0),
      u16(8),
      u32(0),
      u32(crc32(content)),
      u32(data.length),
      u32(file.zip64 ? 0xffffffff : size),
      u16(name.length),
    ];
    const extra = file.zip64 ? Buffer.concat([u16(1), u16(8), u32(size), u32(0)]) : Buffer.alloc(0);
    locals.push(u32(0x04034b50), ...shared, u16(0), name, data);
    central.push(u32(0x02014b50), u16(20), ...shared, u16(extra.length), u16(0), u16(0), u16(0), u32(0), u32(offset), name, extra);
    offset = Buffer.concat(locals).length;
  }
  const directory = Buffer.concat(central);
  const end = [u32(0x06054b50), u16(0), u16(0), u16(files.length), u16(files.length), u32(directory.length), u32(offset), u16(0)];
  return Buffer.concat([...locals, directory, ...end]);
}

const u16 = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
const sheetXml = (rows: string): string => `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`;

/** Style 1 is a date, style 2 a time of day, style 3 a date with time. */
const styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>';

/** The files of a workbook whose first sheet holds `rows` (XML), with a second sheet that must never be read. */
export function workbookFiles(rows: string, { strings = '', hidden = false } = {}): CraftedFile[] {
  const dictionary = '<sheet name="字典" sheetId="1" state="hidden" r:id="rId2"/>';
  const sheets = `${hidden ? dictionary : ''}<sheet name="业主" sheetId="2" r:id="rId1"/>${hidden ? '' : dictionary}`;
  const targets = [
    relation('rId2', 'worksheet', 'worksheets/sheet2.xml'),
    relation('rId1', 'worksheet', '/xl/worksheets/sheet1.xml'),
    relation('rId3', 'styles', 'styles.xml'),
  ];
  return [
    { name: 'xl/workbook.xml', content: `<workbook><sheets>${sheets}</sheets></workbook>` },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${targets.join('')}${relation('rId4', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheetXml(rows) },
    { name: 'xl/worksheets/sheet2.xml', content: sheetXml('<row r="1"><c r="A1"><v>0</v></c></row>') },
    { name: 'xl/styles.xml', content: styles },
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings}</sst>` },
  ];
}

/** A workbook whose first row is the header `A` and whose further rows are given as XML. */
export function workbookOf(rows: string, options: { strings?: string; hidden?: boolean } = {}): Buffer {
  return zipOf(workbookFiles(`<row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c></row>${rows}`, options));
}

const gbk = new Map<string, Buffer>();

/** Text in GBK, which Node can read but not write. */
export function gbkOf(text: string): Buffer {
  if (gbk.size === 0) {
    const decoder = new TextDecoder('gbk');
    for (let code = 0x8140; code <= 0xfefe; code += 1) gbk.set(decoder.decode(Uint8Array.of(code >> 8, code & 0xff)), Buffer.from([code >> 8, code & 0xff]));
  }
  return Buffer.concat(Array.from(text, (character) => gbk.get(character) ?? Buffer.from(character, 'latin1')));
}
