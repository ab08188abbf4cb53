import { crc32 } from 'node:zlib';

/** A position in Beijing, as an EXIF block and an XMP packet hold it; no kept photo may contain these words. */
export const secret = 'GPS-39.9042N-116.4074E';

const short = (value: number, little: boolean) => (little ? Buffer.from([value & 255, value >> 8]) : Buffer.from([value >> 8, value & 255]));

/** An EXIF block with an orientation and a position behind it, in either byte order. */
export function exifBlock(orientation: number, little = false): Buffer {
  const long = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return little ? bytes.reverse() : bytes;
  };
  const entry = (tag: number, type: number, value: Buffer) =>
    Buffer.concat([short(tag, little), short(type, little), long(1), value, Buffer.alloc(4 - value.length)]);
  const entries = [entry(0x010f, 3, short(7, little)), entry(0x0112, 3, short(orientation, little)), entry(0x8825, 4, long(60))];
  return Buffer.concat([Buffer.from(little ? 'II*\0' : 'MM\0*', 'latin1'), long(8), short(entries.length, little), ...entries, long(0), Buffer.from(secret)]);
}

/** A segment of a JPEG. */
export function segment(marker: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), short(payload.length + 2, false), payload]);
}

export const exifSegment = (orientation: number, little = false): Buffer =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock(orientation, little)]));

const tables = segment(0xdb, Buffer.alloc(65, 3));
const frame = segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
const codes = segment(0xc4, Buffer.alloc(19, 1));
/** Compressed data with a byte FF and a restart in it. */
const scan = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56])]);

/** What makes the picture of {@link jpeg}, byte for byte. */
export const jpegPixels = Buffer.concat([tables, frame, codes, scan]);

/** A JPEG with further segments after its head and bytes behind its end. */
export function jpeg(segments: readonly Buffer[] = [], behind: Buffer = Buffer.alloc(0)): Buffer {
  const head = segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x48\0\x48\0\0', 'latin1'));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), head, ...segments, jpegPixels, Buffer.from([0xff, 0xd9]), behind]);
}

/** A chunk of a PNG. */
export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngHead = chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
const pngPixels = chunk('IDAT', Buffer.from([0x78, 0x9c, 0x63, 0x60, 0x60, 0x60, 0, 0, 0, 4, 0, 1]));

/** A PNG with further chunks and bytes behind its end. */
export function png(chunks: readonly Buffer[] = [], behind: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([pngSignature, pngHead, ...chunks, pngPixels, chunk('IEND', Buffer.alloc(0)), behind]);
}

/** A chunk of a WebP, padded to an even length. */
export function webpChunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, data, Buffer.alloc(data.length % 2)]);
}

export const webpPixels = webpChunk('VP8 ', Buffer.from('pixels of odd length.'));

/** A WebP in the extended format with these chunks. */
export function webp(flags: number, chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), webpChunk('VP8X', Buffer.from([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0])), ...chunks]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), length, body]);
}
