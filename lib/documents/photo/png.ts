import { crc32 } from 'node:zlib';
import { orientationIn, tiffOf } from './orientation.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What changes how the pixels look: the picture, its palette, its colours, its frames when it moves. */
const shown: readonly string[] = [
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'acTL', 'fcTL', 'fdAT'],
  ...['gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'bKGD', 'pHYs'],
];

/**
 * A PNG with nothing in it but the picture and which way up it is: texts, XMP, EXIF, times, makers' own chunks and what stands behind the end are not copied.
 *
 * @returns undefined for bytes that are no whole PNG
 */
export function cleanPng(photo: Buffer): Buffer | undefined {
  if (!photo.subarray(0, signature.length).equals(signature)) return undefined;
  const kept: Buffer[] = [];
  let turned: number | undefined;
  for (let at = signature.length; ; ) {
    if (at + 12 > photo.length) return undefined;
    const end = at + 12 + photo.readUInt32BE(at);
    if (end > photo.length) return undefined;
    const type = photo.toString('latin1', at + 4, at + 8);
    if (crc32(photo.subarray(at + 4, end - 4)) !== photo.readUInt32BE(end - 4)) return undefined;
    if ((at === signature.length) !== (type === 'IHDR')) return undefined;
    if (type === 'eXIf') turned = orientationIn(photo.subarray(at + 8, end - 4));
    if (shown.includes(type)) kept.push(photo.subarray(at, end));
    if (type === 'IEND') break;
    at = end;
  }
  return Buffer.concat([signature, ...kept.toSpliced(1, 0, ...(turned ? [chunkOf('eXIf', tiffOf(turned))] : []))]);
}

function chunkOf(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}
