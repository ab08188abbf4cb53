import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import type { Align, Mark, PaperSize, QrCode } from './paper.ts';
import { wrap } from './wrap.ts';

/** Points of a millimetre. */
const mm = 72 / 25.4;

/** Measures of each paper, in points. */
export const measures = {
  a4: { width: 210 * mm, height: 297 * mm, margin: 48, foot: 34, text: 10.5, small: 8.5, heading: 12, title: 19, code: 92 },
  roll: { width: 80 * mm, height: 14_000, margin: 11, foot: 0, text: 8.5, small: 7, heading: 9.5, title: 13, code: 96 },
} as const;
/** See the table. */
export type Measures = (typeof measures)[PaperSize];

/** A line is this many times as high as its letters. */
const leading = 1.45;

const colours = { red: '#c00000', grey: '#6b7280' } as const;

/** How a text is drawn. */
export interface Hand {
  readonly size: number;
  readonly bold?: boolean;
  readonly align?: Align;
  readonly colour?: string;
}

/**
 * A sheet being drawn on (画布): the few strokes our papers need, over pdfkit. It knows where the page ends and how wide a text is; the only bold is the regular font drawn with
 * a rim, because a second Chinese font is ten megabytes.
 */
export class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #widths = new Map<string, number>();
  readonly measures: Measures;
  /** Where the next stroke begins. */
  y: number;

  constructor(size: PaperSize, font: Buffer, options: { readonly name: string; readonly height?: number | undefined }) {
    this.measures = measures[size];
    const { width, height, margin } = this.measures;
    this.#doc = new PDFDocument({
      size: [width, options.height ?? height],
      margin: 0,
      bufferPages: true,
      // Without this the library looks for Helvetica's metrics, which lie nowhere in a bundle; its types do not know that there may be none.
      font: null as unknown as string,
      info: { Title: options.name, Creator: 'Wuyun', Producer: 'Wuyun' },
    });
    this.#doc.registerFont('text', font);
    this.#doc.font('text');
    this.y = margin;
  }

  get left(): number {
    return this.measures.margin;
  }

  get width(): number {
    return this.measures.width - 2 * this.measures.margin;
  }

  /** Where the text area ends. */
  get bottom(): number {
    const { height, margin, foot } = this.measures;
    return height - margin - foot;
  }

  newPage(): void {
    const { width, height, margin } = this.measures;
    this.#doc.addPage({ size: [width, height], margin: 0 });
    this.y = margin;
  }

  /** Begins a page unless so much room is left. */
  need(points: number): boolean {
    if (this.y + points <= this.bottom) return false;
    this.newPage();
    return true;
  }

  lines(text: string, width: number, size: number): readonly string[] {
    return wrap(text, width, (piece) => this.widthOf(piece, size));
  }

  widthOf(text: string, size: number): number {
    return [...text].reduce((sum, character) => sum + this.#advance(character) * size, 0);
  }

  lineHeight(size: number): number {
    return size * leading;
  }

  /** One line of text in a box; it is not broken. */
  line(text: string, x: number, y: number, width: number, { size, bold, align = 'left', colour = '#111111' }: Hand): void {
    if (text === '') return;
    const doc = this.#doc
      .fontSize(size)
      .fillColor(colour)
      .strokeColor(colour)
      .lineWidth(size / 32);
    const free = width - doc.widthOfString(text);
    const indent = align === 'right' ? free : align === 'center' ? free / 2 : 0;
    doc.text(text, x + indent, y + (this.lineHeight(size) - size * 1.448) / 2, { lineBreak: false, fill: true, stroke: bold ?? false });
  }

  rule(x: number, y: number, width: number, colour = '#9ca3af'): void {
    this.#doc
      .lineWidth(0.6)
      .strokeColor(colour)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke();
  }

  fill(x: number, y: number, width: number, height: number, colour: string): void {
    this.#doc.rect(x, y, width, height).fill(colour);
  }

  /** A QR code of that side; dark squares of one row are one stroke. */
  code({ text }: QrCode, x: number, y: number, side: number): void {
    const { data, size } = encode(text, { ecc: 'M', border: 2 });
    const dot = side / size;
    for (const [row, dots] of data.entries()) {
      for (let from = 0; from < dots.length; from += 1) {
        if (!dots[from]) continue;
        let to = from;
        while (dots[to]) to += 1;
        this.#doc.rect(x + from * dot, y + row * dot, (to - from) * dot, dot);
        from = to;
      }
    }
    this.#doc.fill('#000000');
  }

  /** A mark as a stamp in its frame, its right edge at `right`. @returns its height */
  stamp({ text, colour }: Mark, right: number, y: number): number {
    const size = this.measures.heading;
    const width = this.#doc.fontSize(size).widthOfString(text) + 16;
    this.#doc
      .lineWidth(1.4)
      .strokeColor(colours[colour])
      .rect(right - width, y, width, this.lineHeight(size) + 4)
      .stroke();
    this.line(text, right - width + 8, y + 2, width, { size, bold: true, colour: colours[colour] });
    return this.lineHeight(size) + 9;
  }

  /** A mark across the first page, faint enough to read what is beneath. */
  across({ text, colour }: Mark, height: number): void {
    this.#doc.switchToPage(0);
    const { width } = this.measures;
    const size = Math.min(width / Math.max([...text].length, 4), 110);
    this.#doc
      .save()
      .rotate(-28, { origin: [width / 2, height / 2] })
      .fillOpacity(0.16);
    const wide = this.#doc.fontSize(size).widthOfString(text);
    this.#doc.fillColor(colours[colour]).text(text, (width - wide) / 2, height / 2 - size, { lineBreak: false });
    this.#doc.restore();
  }

  /** Draws something on every page, knowing its number and how many there are. */
  onEachPage(draw: (page: number, pages: number) => void): void {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let at = 0; at < count; at += 1) {
      this.#doc.switchToPage(start + at);
      draw(at + 1, count);
    }
  }

  async bytes(): Promise<Buffer> {
    const parts: Buffer[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      this.#doc.on('data', (part: Buffer) => parts.push(part));
      this.#doc.on('end', resolve);
      this.#doc.on('error', reject);
    });
    this.#doc.end();
    await ended;
    return Buffer.concat(parts);
  }

  /** Width of a character at size 1. */
  #advance(character: string): number {
    const known = this.#widths.get(character) ?? this.#doc.fontSize(100).widthOfString(character) / 100;
    this.#widths.set(character, known);
    return known;
  }
}
