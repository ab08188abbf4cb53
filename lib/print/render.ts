import { Sheet } from './draw.ts';
import type { Block, Column, Paper } from './paper.ts';
import { pageOf } from './paper.ts';

type Of<K extends Block['block']> = Extract<Block, { block: K }>;

/**
 * Draws a paper (排版): data in, PDF out, nothing decided on the way. A roll is drawn twice, because its length is known only when everything stands on it.
 *
 * @param font bytes of a TrueType font that knows every character of the paper
 */
export async function render(paper: Paper, font: Buffer): Promise<Buffer> {
  if (paper.size === 'a4') return drawn(paper, font).bytes();
  const { y, measures } = drawn(paper, font);
  return drawn(paper, font, y + measures.margin).bytes();
}

function drawn(paper: Paper, font: Buffer, height?: number): Sheet {
  const sheet = new Sheet(paper.size, font, { name: paper.name, height });
  stamps(sheet, paper);
  for (const block of paper.blocks) draw(sheet, block);
  foot(sheet, paper);
  for (const mark of paper.marks.filter(({ across }) => across)) sheet.across(mark, height ?? Math.min(sheet.measures.height, 842));
  return sheet;
}

/** Marks stand above everything, at the right. */
function stamps(sheet: Sheet, { marks }: Paper): void {
  for (const mark of marks) sheet.y += sheet.stamp(mark, sheet.left + sheet.width, sheet.y);
}

function foot(sheet: Sheet, { footer, size }: Paper): void {
  const { small, height, margin } = sheet.measures;
  if (size === 'roll') {
    text(sheet, footer, { size: small, align: 'center', colour: '#6b7280' });
    return;
  }
  sheet.onEachPage((page, pages) => {
    const y = height - margin;
    sheet.rule(sheet.left, y - 6, sheet.width, '#d1d5db');
    sheet.line(footer, sheet.left, y, sheet.width, { size: small, colour: '#6b7280' });
    sheet.line(pageOf(page, pages), sheet.left, y, sheet.width, { size: small, colour: '#6b7280', align: 'right' });
  });
}

function draw(sheet: Sheet, block: Block): void {
  const { text: size, small, heading } = sheet.measures;
  switch (block.block) {
    case 'title':
      title(sheet, block);
      return;
    case 'heading':
      sheet.need(heading * 5);
      sheet.y += heading * 0.6;
      text(sheet, block.text, { size: heading, bold: true });
      sheet.y += 2;
      return;
    case 'paragraph':
      text(sheet, block.indent ? `\u3000\u3000${block.text}` : block.text, { size: block.small ? small : size, align: block.align ?? 'left' });
      sheet.y += size * 0.35;
      return;
    case 'pairs':
      pairs(sheet, block);
      return;
    case 'table':
      table(sheet, block);
      return;
    case 'codes':
      codes(sheet, block);
      return;
    case 'rule':
      sheet.rule(sheet.left, sheet.y + 3, sheet.width);
      sheet.y += 7;
      return;
    case 'gap':
      sheet.y += block.points;
      return;
    case 'page':
      sheet.newPage();
  }
}

function title(sheet: Sheet, block: Of<'title'>): void {
  const { title: size, small, text: body } = sheet.measures;
  text(sheet, block.text, { size, bold: true, align: 'center' });
  if (block.under !== undefined) text(sheet, block.under, { size: sheet.measures.foot === 0 ? small : body, align: 'center', colour: '#4b5563' });
  sheet.y += body * 0.8;
}

/** Text over the whole width, line by line, so that it may go on overleaf. */
function text(sheet: Sheet, words: string, hand: Parameters<Sheet['line']>[4]): void {
  const step = sheet.lineHeight(hand.size);
  for (const line of sheet.lines(words, sheet.width, hand.size)) {
    sheet.need(step);
    sheet.line(line, sheet.left, sheet.y, sheet.width, hand);
    sheet.y += step;
  }
}

function pairs(sheet: Sheet, { pairs: all, columns = 1 }: Of<'pairs'>): void {
  const { text: size } = sheet.measures;
  const beside = sheet.measures.foot === 0 ? 1 : columns;
  const width = sheet.width / beside;
  const step = sheet.lineHeight(size) + (beside === 2 ? 2 : 0);
  for (let at = 0; at < all.length; at += beside) {
    const row = all.slice(at, at + beside).map(([label, value]) => {
      const head = `${label}：`;
      const indent = sheet.lines(head, width, size).length > 1 ? 0 : widthOf(sheet, head);
      return { head, indent, lines: sheet.lines(value, width - indent - 6, size) };
    });
    const height = Math.max(...row.map(({ lines }) => lines.length)) * step;
    sheet.need(Math.min(height, sheet.bottom - sheet.measures.margin));
    for (const [column, { head, indent, lines }] of row.entries()) {
      const x = sheet.left + column * width;
      sheet.line(head, x, sheet.y, indent, { size, colour: '#4b5563' });
      for (const [n, line] of lines.entries()) sheet.line(line, x + indent, sheet.y + n * step, width - indent, { size });
    }
    sheet.y += height;
  }
  sheet.y += size * 0.3;
}

const widthOf = (sheet: Sheet, words: string): number => sheet.widthOf(words, sheet.measures.text);

const padding = 3;

function table(sheet: Sheet, { columns, rows, sum }: Of<'table'>): void {
  const whole = columns.reduce((all, { share }) => all + share, 0);
  const widths = columns.map(({ share }) => (sheet.width * share) / whole);
  const head = () =>
    row(
      sheet,
      columns,
      widths,
      columns.map(({ title: words }) => words),
      'head',
    );
  head();
  for (const cells of rows) row(sheet, columns, widths, cells, 'body', head);
  if (sum) row(sheet, columns, widths, sum, 'sum', head);
  sheet.y += sheet.measures.text * 0.6;
}

function row(
  sheet: Sheet,
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly string[],
  part: 'head' | 'body' | 'sum',
  head?: () => void,
): void {
  const size = sheet.measures.foot === 0 ? sheet.measures.small + 0.5 : sheet.measures.text - 1.5;
  const step = sheet.lineHeight(size);
  const wrapped = cells.map((cell, at) => sheet.lines(cell, (widths[at] ?? 0) - 2 * padding, size));
  const height = Math.max(...wrapped.map((lines) => lines.length)) * step + 2 * padding;
  if (sheet.need(height)) head?.();
  if (part === 'head') sheet.fill(sheet.left, sheet.y, sheet.width, height, '#eef2f7');
  let x = sheet.left;
  for (const [at, lines] of wrapped.entries()) {
    const width = widths[at] ?? 0;
    const hand = { size, bold: part !== 'body', align: columns[at]?.align ?? 'left' } as const;
    for (const [n, line] of lines.entries()) sheet.line(line, x + padding, sheet.y + padding + n * step, width - 2 * padding, hand);
    x += width;
  }
  sheet.y += height;
  sheet.rule(sheet.left, sheet.y, sheet.width, part === 'body' ? '#d1d5db' : '#6b7280');
}

/** Codes side by side, each with its words beneath. */
function codes(sheet: Sheet, { codes: all }: Of<'codes'>): void {
  const { code: side, small, foot: roll } = sheet.measures;
  const step = sheet.lineHeight(small);
  const room = roll === 0 ? sheet.width : Math.max(side + 60, 170);
  const captions = all.map(({ caption }) => sheet.lines(caption, room - 8, small));
  const across = roll === 0 ? 1 : Math.max(1, Math.floor(sheet.width / room));
  for (let at = 0; at < all.length; at += across) {
    const height = side + Math.max(...captions.slice(at, at + across).map((lines) => lines.length)) * step + 8;
    sheet.need(height);
    for (const [n, code] of all.slice(at, at + across).entries()) {
      const x = sheet.left + n * room;
      sheet.code(code, x + (room - side) / 2, sheet.y, side);
      for (const [line, words] of (captions[at + n] ?? []).entries())
        sheet.line(words, x, sheet.y + side + line * step, room, { size: small, align: 'center' });
    }
    sheet.y += height;
  }
}
