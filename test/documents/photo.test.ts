import { describe, expect, it } from 'vitest';
import { cleanJpeg } from '../../lib/documents/photo/jpeg.ts';
import { orientationIn, tiffOf } from '../../lib/documents/photo/orientation.ts';
import { cleanPng } from '../../lib/documents/photo/png.ts';
import { cleanWebp } from '../../lib/documents/photo/webp.ts';
import { chunk, exifBlock, exifSegment, jpeg, jpegPixels, png, secret, segment, webp, webpChunk, webpPixels } from '../support/pictures.ts';

const hidden = Buffer.from(secret);
const whole = (bytes: Buffer | undefined): Buffer => {
  if (!bytes) throw new Error('not read as a photo');
  return bytes;
};

describe('the orientation of a photo', () => {
  it.each([2, 3, 4, 5, 6, 7, 8].flatMap((value) => [false, true].map((little) => ({ value, little }))))(
    '$value is read (little-endian: $little)',
    ({ value, little }) => {
      expect(orientationIn(exifBlock(value, little))).toBe(value);
      expect(orientationIn(tiffOf(value))).toBe(value);
    },
  );

  it.each([0, 1, 9, 65_535])('%i says nothing', (value) => {
    expect(orientationIn(exifBlock(value))).toBeUndefined();
  });

  it('of a block that ends too early, or is none, is none', () => {
    const block = exifBlock(6);
    for (let length = 0; length < block.length; length += 1) expect([undefined, 6]).toContain(orientationIn(block.subarray(0, length)));
    const wild = Buffer.from(block);
    wild.writeUInt32BE(0xffff_fff0, 4);
    expect(orientationIn(wild)).toBeUndefined();
  });
});

describe('a JPEG', () => {
  const dirt: Readonly<Record<string, Buffer>> = {
    'EXIF with a position': exifSegment(1),
    'EXIF in the other byte order': exifSegment(1, true),
    XMP: segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="${secret}"/>`)),
    'extended XMP': segment(0xe1, Buffer.from(`http://ns.adobe.com/xmp/extension/\0${secret}`)),
    IPTC: segment(0xed, Buffer.from(`Photoshop 3.0\0${secret}`)),
    'a comment': segment(0xfe, hidden),
    'the list of further pictures': segment(0xe2, Buffer.from(`MPF\0${secret}`)),
    'a maker’s segment': segment(0xe5, hidden),
    'a thumbnail': segment(0xe0, Buffer.from(`JFXX\0${secret}`)),
    'EXIF after a segment that holds the bytes FF E1': Buffer.concat([segment(0xe4, Buffer.from([0xff, 0xe1, 0, 4])), exifSegment(1)]),
  };

  it.each(Object.entries(dirt))('loses %s and nothing else', (_, more) => {
    const sent = jpeg([more]);
    expect(sent.includes(hidden)).toBe(true);
    expect(cleanJpeg(sent)).toEqual(jpeg());
  });

  it('loses what stands behind its end: a further picture, a film', () => {
    expect(cleanJpeg(jpeg([], Buffer.concat([jpeg([exifSegment(1)]), hidden])))).toEqual(jpeg());
  });

  it.each([3, 6, 8])('keeps which way up it is (%i), and of its EXIF nothing more', (orientation) => {
    const kept = whole(cleanJpeg(jpeg([exifSegment(orientation, orientation === 6)])));
    expect(kept.includes(hidden)).toBe(false);
    const exif = kept.indexOf('Exif\0\0', 0, 'latin1');
    expect(orientationIn(kept.subarray(exif + 6))).toBe(orientation);
    expect(kept.length).toBe(jpeg().length + 4 + 6 + tiffOf(orientation).length);
    expect(kept.includes(jpegPixels)).toBe(true);
  });

  it('keeps what its pixels need: colour profile, Adobe’s transform, several scans', () => {
    const needed = [segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01profile', 'latin1')), segment(0xee, Buffer.from('Adobe\0d\0\0\0\0\x01', 'latin1'))];
    const progressive = Buffer.concat([
      jpeg(needed).subarray(0, -2),
      jpegPixels.subarray(jpegPixels.indexOf(Buffer.from([0xff, 0xc4]))),
      Buffer.from([0xff, 0xd9]),
    ]);
    for (const photo of [jpeg(needed), progressive]) expect(cleanJpeg(photo)).toEqual(photo);
  });

  it('cleaned twice is as cleaned once', () => {
    const once = whole(cleanJpeg(jpeg([exifSegment(6)])));
    expect(cleanJpeg(once)).toEqual(once);
  });

  it('that is cut off anywhere, or is no picture, is not read', () => {
    const photo = jpeg([exifSegment(6)]);
    for (let length = 0; length < photo.length; length += 1) expect(cleanJpeg(photo.subarray(0, length))).toBeUndefined();
    expect(cleanJpeg(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toBeUndefined();
    expect(cleanJpeg(Buffer.concat([Buffer.from([0xff, 0xd8]), exifSegment(1), Buffer.from([0xff, 0xd9])]))).toBeUndefined();
  });
});

describe('a PNG', () => {
  it.each(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'caBX', 'dSIG'])('loses its %s chunk', (type) => {
    const data = type === 'eXIf' ? exifBlock(1) : hidden;
    expect(cleanPng(png([chunk(type, data)]))).toEqual(png());
    expect(cleanPng(Buffer.concat([png().subarray(0, -12), chunk(type, data), png().subarray(-12)]))).toEqual(png());
  });

  it('loses what stands behind its end', () => {
    expect(cleanPng(png([], hidden))).toEqual(png());
  });

  it('keeps palette, transparency, colours and frames, and which way up it is', () => {
    const needed = ['gAMA', 'iCCP', 'sRGB', 'PLTE', 'tRNS', 'pHYs', 'acTL', 'fcTL'].map((type) => chunk(type, Buffer.from('abcd')));
    expect(cleanPng(png(needed))).toEqual(png(needed));
    expect(cleanPng(png([chunk('eXIf', exifBlock(8))]))).toEqual(png([chunk('eXIf', tiffOf(8))]));
  });

  it('that is cut off or altered is not read', () => {
    const photo = png([chunk('tEXt', hidden)]);
    for (let length = 0; length < photo.length; length += 1) expect(cleanPng(photo.subarray(0, length))).toBeUndefined();
    const altered = Buffer.from(png());
    altered[20] = 9;
    expect(cleanPng(altered)).toBeUndefined();
  });
});

describe('a WebP', () => {
  const clean = webp(0x10, [webpPixels]);

  it('loses EXIF, XMP and chunks nobody knows, and says so in its head', () => {
    const dirty = webp(0x1c, [webpPixels, webpChunk('EXIF', exifBlock(1)), webpChunk('XMP ', hidden), webpChunk('note', hidden)]);
    expect(cleanWebp(dirty)).toEqual(clean);
    expect(cleanWebp(Buffer.concat([clean, hidden]))).toEqual(clean);
  });

  it('keeps which way up it is, whether its EXIF has the JPEG’s head or not', () => {
    for (const data of [exifBlock(6), Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock(6, true)])])
      expect(cleanWebp(webp(0x18, [webpPixels, webpChunk('EXIF', data)]))).toEqual(webp(0x18, [webpPixels, webpChunk('EXIF', tiffOf(6))]));
  });

  it('loses what hides in its frames', () => {
    const frame = (more: readonly Buffer[]) => webpChunk('ANMF', Buffer.concat([Buffer.alloc(16, 1), webpPixels, ...more]));
    const anim = webpChunk('ANIM', Buffer.alloc(6));
    expect(cleanWebp(webp(0x02, [anim, frame([webpChunk('EXIF', hidden)])]))).toEqual(webp(0x02, [anim, frame([])]));
  });

  it('that is cut off, or holds no picture, is not read', () => {
    for (let length = 0; length < clean.length; length += 1) expect(cleanWebp(clean.subarray(0, length))).toBeUndefined();
    expect(cleanWebp(webp(0, [webpChunk('EXIF', exifBlock(1))]))).toBeUndefined();
  });
});
