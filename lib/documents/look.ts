import { createHash } from 'node:crypto';
import type { MediaType } from '../workflows/document/media.ts';
import type { Fault } from '../workflows/document/record.ts';
import { cleanJpeg } from './photo/jpeg.ts';
import { cleanPng } from './photo/png.ts';
import { cleanWebp } from './photo/webp.ts';

/** What was said of a file before it was sent. */
export interface Declared {
  readonly type: MediaType;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file as it lies in the bucket. */
export interface Arrived {
  readonly type: string | undefined;
  readonly length: number;
  readonly bytes: Buffer;
}

/** SHA-256 of some bytes, in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Looks at an uploaded file (验收文件): whether it is the one that was declared, whether its content is of its type, and what of it is kept.
 *
 * The bucket has compared length, type and checksum with the signed address already; it is looked at again because the address is not the only way a bucket is filled, and
 * because a type is only a word until the bytes have been read.
 */
export function look(arrived: Arrived, declared: Declared): { readonly keep: Buffer } | { readonly fault: Fault } {
  if (arrived.length !== declared.bytes) return { fault: 'length' };
  if (arrived.type !== declared.type) return { fault: 'type' };
  if (sha256Of(arrived.bytes) !== declared.sha256) return { fault: 'bytes' };
  return contents[declared.type](arrived.bytes);
}

type Looking = (bytes: Buffer) => ReturnType<typeof look>;

const contents: Readonly<Record<MediaType, Looking>> = {
  'image/jpeg': photo([0xff, 0xd8, 0xff], cleanJpeg),
  'image/png': photo([0x89, 0x50, 0x4e, 0x47], cleanPng),
  'image/webp': photo([0x52, 0x49, 0x46, 0x46], cleanWebp),
  'application/pdf': (bytes) => (bytes.toString('latin1', 0, 5) === '%PDF-' ? { keep: bytes } : { fault: 'type' }),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': office('xl/workbook.xml'),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': office('word/document.xml'),
};

/** A photo is kept without what its camera wrote into it; one that cannot be read to its end is not kept at all. */
function photo(magic: readonly number[], clean: (bytes: Buffer) => Buffer | undefined): Looking {
  return (bytes) => {
    if (magic.some((byte, at) => bytes[at] !== byte)) return { fault: 'type' };
    const keep = clean(bytes);
    return keep ? { keep } : { fault: 'unreadable' };
  };
}

/** An office file is a zip with its main part under a fixed name; names stand uncompressed in a zip. */
function office(main: string): Looking {
  return (bytes) => {
    const named = bytes.toString('latin1', 0, 4) === 'PK\u0003\u0004' && bytes.includes('[Content_Types].xml') && bytes.includes(main);
    if (!named) return { fault: 'type' };
    return bytes.includes('vbaProject.bin') ? { fault: 'macros' } : { keep: bytes };
  };
}
