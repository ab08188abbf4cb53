import { crc32, inflateRawSync } from 'node:zlib';
import { DomainError } from '../kernel/error.ts';

/** One file of an archive as its directory declares it; nothing is decompressed yet. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes after decompression, as declared. */
  readonly size: number;
  readonly compressedSize: number;
  readonly method: number;
  readonly crc: number;
  readonly offset: number;
}

const maxEntries = 2000;
/** Deflate reaches 1032 : 1; sheets of nothing but styled blank cells reach some 60 : 1. */
const maxRatio = 200;
const ratioMattersFrom = 1024 * 1024;

const directorySignature = 0x02014b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const localSignature = 0x04034b50;

const damaged = (cause?: unknown): DomainError => Object.assign(new DomainError('unprocessable', 'sheet.damaged'), { cause });
const bomb = (): DomainError => new DomainError('unprocessable', 'sheet.zip-bomb');
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The archive's directory (压缩包目录), read without decompressing anything, because a file of a few kilobytes may declare gigabytes.
 *
 * @throws DomainError `sheet.zip-bomb` for too many entries or too high a ratio, `sheet.encrypted`, `sheet.damaged`.
 */
export function zipDirectory(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  try {
    const view = viewOf(bytes);
    const { count, start } = directoryPlace(view);
    if (count > maxEntries) throw bomb();
    const entries = new Map<string, ZipEntry>();
    for (let at = start, index = 0; index < count; index += 1) {
      if (view.getUint32(at, true) !== directorySignature) throw damaged();
      const { entry, next } = directoryEntry(bytes, view, at);
      if (entry.size > ratioMattersFrom && entry.size > maxRatio * entry.compressedSize) throw bomb();
      entries.set(entry.name, entry);
      at = next;
    }
    return entries;
  } catch (error) {
    throw error instanceof RangeError ? damaged(error) : error;
  }
}

function directoryPlace(view: DataView): { count: number; start: number } {
  const smallestEnd = 22;
  const longestComment = 0xffff;
  for (let at = view.byteLength - smallestEnd; at >= Math.max(0, view.byteLength - smallestEnd - longestComment); at -= 1) {
    if (view.getUint32(at, true) !== endSignature) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    return count === 0xffff || start === 0xffffffff ? directoryPlace64(view, at) : { count, start };
  }
  throw damaged();
}

function directoryPlace64(view: DataView, end: number): { count: number; start: number } {
  if (view.getUint32(end - 20, true) !== locator64Signature) throw damaged();
  const at = Number(view.getBigUint64(end - 12, true));
  if (view.getUint32(at, true) !== end64Signature) throw damaged();
  return { count: Number(view.getBigUint64(at + 32, true)), start: Number(view.getBigUint64(at + 48, true)) };
}

function directoryEntry(bytes: Uint8Array, view: DataView, at: number): { entry: ZipEntry; next: number } {
  if ((view.getUint16(at + 8, true) & 1) === 1) throw new DomainError('unprocessable', 'sheet.encrypted');
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const declared = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const [size = 0, compressedSize = 0, offset = 0] = declared.includes(0xffffffff) ? sizes64(view, nameEnd, extraEnd, declared) : declared;
  const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
  const entry = { name, size, compressedSize, offset, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true) };
  return { entry, next: extraEnd + view.getUint16(at + 32, true) };
}

/** Streaming writers (Apache POI's SXSSF among them) declare sizes in the zip64 field even for small files. */
function sizes64(view: DataView, from: number, to: number, declared: readonly number[]): number[] {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    return declared.map((value) => {
      if (value !== 0xffffffff) return value;
      field += 8;
      return Number(view.getBigUint64(field - 8, true));
    });
  }
  throw damaged();
}

/**
 * The entry's content. Declared sizes may lie, so decompression stops at the declared size and the checksum has to agree;
 * callers have compared the declared size with what they can hold.
 *
 * @throws DomainError `sheet.zip-bomb` when more comes out than declared, `sheet.damaged` for anything else that does not fit.
 */
export function zipContent(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const content = entry.method === 0 ? compressedBytes(bytes, entry) : inflated(compressedBytes(bytes, entry), entry);
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw damaged();
  return content;
}

function compressedBytes(bytes: Uint8Array, { offset, compressedSize }: ZipEntry): Uint8Array {
  const view = viewOf(bytes);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== localSignature) throw damaged();
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return bytes.subarray(start, start + compressedSize);
}

function inflated(compressed: Uint8Array, { method, size }: ZipEntry): Uint8Array {
  if (method !== 8) throw damaged();
  try {
    // One buffer of one byte more than declared: no copy at the end, and the first byte too many is noticed.
    return inflateRawSync(compressed, { chunkSize: Math.max(size + 1, 64), maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw error instanceof RangeError ? bomb() : damaged(error);
  }
}
