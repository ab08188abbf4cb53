/** Which way up a camera was held (拍摄方向), 1–8 as EXIF numbers them; the only thing of a photo's metadata that people would miss. */
export type Orientation = number;

const orientationTag = 0x0112;
const shortType = 3;
const headerBytes = 8;
const entryBytes = 12;

/** The orientation an EXIF block (a TIFF structure) names; undefined when it names none, or nothing that exists, or upright. */
export function orientationIn(tiff: Buffer): Orientation | undefined {
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < headerBytes || (order !== 'II' && order !== 'MM')) return undefined;
  const little = order === 'II';
  const short = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(first); entry += 1) {
    const at = first + 2 + entry * entryBytes;
    if (at + entryBytes > tiff.length) return undefined;
    if (short(at) !== orientationTag || short(at + 2) !== shortType) continue;
    const value = short(at + 8);
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An EXIF block that says which way up and nothing else. */
export function tiffOf(orientation: Orientation): Buffer {
  const tiff = Buffer.alloc(headerBytes + 2 + entryBytes + 4);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(headerBytes, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(orientationTag, 10);
  tiff.writeUInt16BE(shortType, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}
