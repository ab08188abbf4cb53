import { orientationIn, tiffOf } from './orientation.ts';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** What changes how the pixels look: the picture, its transparency, its frames, its colour profile. */
const shown: readonly string[] = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
const shownInFrame: readonly string[] = ['VP8 ', 'VP8L', 'ALPH'];

/** Bytes of a frame before its own chunks: place, size, duration. */
const frameHead = 16;
const flags = { exif: 0x08, xmp: 0x04 } as const;

/**
 * A WebP with nothing in it but the picture and which way up it is; the file's own notes on what it contains are set right.
 *
 * @returns undefined for bytes that are no whole WebP
 */
export function cleanWebp(photo: Buffer): Buffer | undefined {
  if (photo.length < 12 || photo.toString('latin1', 0, 4) !== 'RIFF' || photo.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const end = 8 + photo.readUInt32LE(4);
  const chunks = end > photo.length ? undefined : chunksOf(photo.subarray(12, end));
  if (!chunks?.some(({ type }) => ['VP8 ', 'VP8L', 'ANMF'].includes(type))) return undefined;
  const exif = chunks.find(({ type }) => type === 'EXIF')?.data;
  // Only the extended format has room for it, and some writers put the JPEG's own head before it.
  const turned = exif && chunks[0]?.type === 'VP8X' ? orientationIn(exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif) : undefined;
  const kept = chunks.filter(({ type }) => shown.includes(type)).map((chunk) => cleaned(chunk, turned !== undefined));
  if (kept.some((chunk) => chunk === undefined)) return undefined;
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    ...kept.flatMap((chunk) => (chunk ? [written(chunk)] : [])),
    ...(turned ? [written({ type: 'EXIF', data: tiffOf(turned) })] : []),
  ]);
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), lengthOf(body), body]);
}

function chunksOf(bytes: Buffer): readonly Chunk[] | undefined {
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length) return undefined;
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) return undefined;
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(at + 8, end) });
    at = end + (end % 2 === at % 2 ? 0 : 1);
  }
  return chunks;
}

/** The extended header says what follows; a frame has chunks of its own. */
function cleaned({ type, data }: Chunk, turned: boolean): Chunk | undefined {
  if (type === 'VP8X') {
    const head = Buffer.from(data);
    head[0] = ((head[0] ?? 0) & ~(flags.exif | flags.xmp)) | (turned ? flags.exif : 0);
    return { type, data: head };
  }
  if (type !== 'ANMF') return { type, data };
  const inner = chunksOf(data.subarray(frameHead));
  return inner && { type, data: Buffer.concat([data.subarray(0, frameHead), ...inner.filter((chunk) => shownInFrame.includes(chunk.type)).map(written)]) };
}

/** A chunk with its head, and a zero where its length is odd. */
function written({ type, data }: Chunk): Buffer {
  return Buffer.concat([Buffer.from(type, 'latin1'), lengthOf(data), data, Buffer.alloc(data.length % 2)]);
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}
