import { DomainError } from '../kernel/error.ts';
import { type SheetLimits, tooLarge } from './sheet.ts';
import { type ZipEntry, zipContent, zipDirectory } from './zip-archive.ts';

/** What the first visible sheet of a workbook needs, decompressed. */
export interface WorkbookParts {
  readonly sheetPath: string;
  readonly sheetXml: Uint8Array;
  /** Position of the sheet in the workbook, from 1, hidden ones counted. */
  readonly sheetNumber: number;
  /** Workbook, relations, strings and styles by their paths. */
  readonly shared: Readonly<Record<string, Uint8Array>>;
}

const workbookPath = 'xl/workbook.xml';
const relationsPath = 'xl/_rels/workbook.xml.rels';

const sheetTag = /<(?:[\w.-]+:)?sheet\s[^<>]*>/g;
const relationTag = /<(?:[\w.-]+:)?Relationship\s[^<>]*>/g;
const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)?.slice(1).find(Boolean);
const pathOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

/**
 * Opens the archive of an .xlsx and decompresses what the first visible sheet needs: pictures and other sheets stay packed, and
 * the declared sizes together are compared with the limit before the first byte is decompressed.
 *
 * @throws DomainError `sheet.not-a-sheet` for archives that are no workbook, `sheet.too-large`, and those of `zip-archive.ts`.
 */
export function workbookParts(bytes: Uint8Array, limits: SheetLimits): WorkbookParts {
  const directory = zipDirectory(bytes);
  let leftBytes = limits.maxUncompressedBytes;
  const open = (entry: ZipEntry): Uint8Array => {
    leftBytes -= entry.size;
    if (leftBytes < 0) throw tooLarge(limits);
    return zipContent(bytes, entry);
  };
  const [workbook, relations] = [directory.get(workbookPath), directory.get(relationsPath)];
  if (workbook === undefined || relations === undefined) throw new DomainError('unprocessable', 'sheet.not-a-sheet');
  const shared: Record<string, Uint8Array> = { [workbookPath]: open(workbook), [relationsPath]: open(relations) };
  const { sheetNumber, relation } = firstVisibleSheet(textOf(shared[workbookPath]));
  const related = relatedEntries(textOf(shared[relationsPath]), directory);
  for (const entry of [related('Type', /\/sharedStrings$/), related('Type', /\/styles$/)]) {
    if (entry) shared[entry.name] = open(entry);
  }
  const sheet = related('Id', relation);
  if (sheet === undefined) throw new DomainError('unprocessable', 'sheet.damaged');
  return { sheetPath: sheet.name, sheetXml: open(sheet), sheetNumber, shared };
}

function relatedEntries(relations: string, directory: ReadonlyMap<string, ZipEntry>): (name: string, value: RegExp | string) => ZipEntry | undefined {
  const tags = relations.match(relationTag) ?? [];
  return (name, value) => {
    const tag = tags.find((each) => (typeof value === 'string' ? attribute(each, name) === value : value.test(attribute(each, name) ?? '')));
    return directory.get(pathOf(attribute(tag ?? '', 'Target') ?? ''));
  };
}

function textOf(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

function firstVisibleSheet(workbook: string): { sheetNumber: number; relation: string } {
  const tags = workbook.match(sheetTag) ?? [];
  const index = tags.findIndex((tag) => !/hidden/i.test(attribute(tag, 'state') ?? ''));
  return { sheetNumber: index + 1, relation: attribute(tags[index] ?? '', 'id') ?? '' };
}
