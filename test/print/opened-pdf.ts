import { inflateSync } from 'node:zlib';

/** What a PDF is made of, as far as tests ask. */
export interface OpenedPdf {
  readonly pages: number;
  /** Bytes of every font program inside. */
  readonly fonts: readonly number[];
  /** Glyphs drawn, each as its number in the embedded subset; 0 is the box that stands for a character the font does not know. */
  readonly glyphs: readonly number[];
  /** Height of the first page in points. */
  readonly height: number;
}

/** Opens a PDF as a reader would: objects, their streams inflated, the text operators of the pages. */
export function openPdf(bytes: Buffer): OpenedPdf {
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) throw new Error('no PDF');
  const streams = [...text.matchAll(/(\d+) 0 obj\n(<<(?:(?!endobj)[\s\S])*?>>)\nstream\n/g)].map((match) => {
    const from = match.index + match[0].length;
    const raw = bytes.subarray(from, bytes.indexOf('\nendstream', from));
    return { id: match[1] ?? '', bytes: match[2]?.includes('/FlateDecode') ? inflateSync(raw) : raw };
  });
  const fontIds = [...text.matchAll(/\/FontFile2 (\d+) 0 R/g)].map(([, id]) => id);
  const fonts = streams.filter(({ id }) => fontIds.includes(id)).map(({ bytes: { length } }) => length);
  const drawn = streams.filter(({ id }) => !fontIds.includes(id)).map(({ bytes: content }) => content.toString('latin1'));
  const shown = drawn.flatMap((content) =>
    [...content.matchAll(/\[([^\]]*)\] TJ/g)].flatMap(([, run = '']) => [...run.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex = '']) => hex)),
  );
  return {
    pages: [...text.matchAll(/\/Type \/Page\b(?!s)/g)].length,
    fonts,
    glyphs: shown.flatMap((hex) => (hex.match(/.{4}/g) ?? []).map((glyph) => Number.parseInt(glyph, 16))),
    height: Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(text)?.[1]),
  };
}
