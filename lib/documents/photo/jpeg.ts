import { type Orientation, orientationIn, tiffOf } from './orientation.ts';

const exifHead = Buffer.from('Exif\0\0', 'latin1');
const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;

/** Segments a decoder needs besides the frames: tables, restart interval, number of lines, hierarchical progression. */
const tables: readonly number[] = [0xc4, 0xcc, 0xdb, 0xdc, 0xdd, 0xde, 0xdf];

interface Segment {
  readonly marker: number;
  /** With marker and length. */
  readonly bytes: Buffer;
  readonly payload: Buffer;
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8;
const begins = (payload: Buffer, head: string): boolean => payload.toString('latin1', 0, head.length) === head;

/** What changes how the pixels look: frames, scans, tables, the JFIF head (without its thumbnail's own segment), the colour profile, Adobe's colour transform. */
function isKept({ marker, payload }: Segment): boolean {
  if (isFrame(marker) || marker === sos || tables.includes(marker)) return true;
  if (marker === 0xe0) return begins(payload, 'JFIF\0');
  if (marker === 0xe2) return begins(payload, 'ICC_PROFILE\0');
  return marker === 0xee && begins(payload, 'Adobe');
}

/**
 * A JPEG with nothing in it but the picture and which way up it is. What is not needed to show it is left out by not being copied: EXIF with its position, XMP, IPTC,
 * comments, makers' own segments, further pictures and films behind the end.
 *
 * @returns undefined for bytes that are no whole JPEG
 */
export function cleanJpeg(photo: Buffer): Buffer | undefined {
  if (photo[0] !== 0xff || photo[1] !== soi) return undefined;
  const kept: Buffer[] = [];
  let [at, turned]: [number, Orientation | undefined] = [2, undefined];
  let frames = 0;
  for (;;) {
    const marker = markerAt(photo, at);
    if (marker === undefined) return undefined;
    if (marker.code === eoi) break;
    const segment = segmentAt(photo, marker);
    if (!segment) return undefined;
    if (segment.marker === 0xe1 && segment.payload.subarray(0, exifHead.length).equals(exifHead))
      turned ??= orientationIn(segment.payload.subarray(exifHead.length));
    if (isFrame(segment.marker) && !tables.includes(segment.marker)) frames += 1;
    if (isKept(segment)) kept.push(segment.bytes);
    at = marker.at + segment.bytes.length;
    if (segment.marker !== sos) continue;
    const end = endOfScan(photo, at);
    kept.push(photo.subarray(at, end));
    at = end;
  }
  if (frames === 0) return undefined;
  const head = kept.findIndex((bytes) => bytes[1] !== 0xe0);
  return Buffer.concat([photo.subarray(0, 2), ...kept.toSpliced(Math.max(head, 0), 0, ...(turned ? [exifSegment(turned)] : [])), Buffer.from([0xff, eoi])]);
}

/** The marker at a place, past the fill bytes that may stand before it. */
function markerAt(photo: Buffer, from: number): { readonly code: number; readonly at: number } | undefined {
  let at = from;
  while (photo[at] === 0xff && photo[at + 1] === 0xff) at += 1;
  const code = photo[at + 1];
  return photo[at] === 0xff && code !== undefined && code !== 0 ? { code, at } : undefined;
}

function segmentAt(photo: Buffer, { code, at }: { readonly code: number; readonly at: number }): Segment | undefined {
  if (at + 4 > photo.length || code < 0xc0 || (code >= 0xd0 && code <= soi)) return undefined;
  const end = at + 2 + photo.readUInt16BE(at + 2);
  if (end > photo.length || end < at + 4) return undefined;
  return { marker: code, bytes: photo.subarray(at, end), payload: photo.subarray(at + 4, end) };
}

/** Where compressed data ends: before the first marker that neither stands for the byte FF nor restarts. */
function endOfScan(photo: Buffer, from: number): number {
  for (let at = photo.indexOf(0xff, from); at >= 0; at = photo.indexOf(0xff, at + 1)) {
    const next = photo[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return photo.length;
}

function exifSegment(orientation: Orientation): Buffer {
  const payload = Buffer.concat([exifHead, tiffOf(orientation)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}
