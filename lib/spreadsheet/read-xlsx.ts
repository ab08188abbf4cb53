import { zipSync } from 'fflate';
import { readSheet as readRows } from 'read-excel-file/universal';
import { DomainError } from '../kernel/error.ts';
import { plainNumber } from './plain-number.ts';
import { collectSheet, type Sheet, type SheetLimits } from './sheet.ts';
import { inspectSheetXml, mendXml } from './sheet-xml.ts';
import { workbookParts } from './workbook-parts.ts';

/**
 * Reads the first visible sheet of a workbook.
 *
 * The archive is unpacked here, within the limits, and given to the library as a new one without compression, so what it reads is
 * exactly what was inspected.
 */
export async function readXlsx(bytes: Uint8Array, limits: SheetLimits): Promise<Sheet> {
  const { archive, sheetNumber } = inspectedArchive(bytes, limits);
  const rows = await libraryRows(archive, sheetNumber);
  const { add, sheet } = collectSheet('xlsx', limits);
  for (const [index, row] of rows.entries()) add(index + 1, row.map(cellText));
  return sheet();
}

function inspectedArchive(bytes: Uint8Array, limits: SheetLimits): { archive: ArrayBuffer; sheetNumber: number } {
  const { shared, sheetPath, sheetXml, sheetNumber } = workbookParts(bytes, limits);
  const files = Object.fromEntries(Object.entries(shared).map(([path, content]) => [path, mendXml(content)]));
  const sheet = mendXml(sheetXml);
  inspectSheetXml(sheet, limits);
  return { archive: zipSync({ ...files, [sheetPath]: sheet }, { level: 0 }).buffer, sheetNumber };
}

async function libraryRows(archive: ArrayBuffer, sheetNumber: number): Promise<readonly (readonly unknown[])[]> {
  try {
    return await readRows(archive, sheetNumber, { trim: false, parseNumber: plainNumber });
  } catch (cause) {
    throw Object.assign(new DomainError('unprocessable', 'sheet.damaged'), { cause });
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value instanceof Date ? dateText(value) : '';
}

/** Excel's dates have no zone: the library gives them as UTC. A time of day alone lies in 1899; a day out of range shows as `#####`. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return '#####';
  const [day = '', time = ''] = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, -5).split('T');
  const clock = time.endsWith(':00') ? time.slice(0, 5) : time;
  if (day.startsWith('1899-12-')) return clock;
  return clock === '00:00' ? day : `${day} ${clock}`;
}
