/** Marks that may not begin a line (避头标点), and those that may not end one. */
const notFirst = '，。；：、！？）》”’」』】〉…—,.;:!?)]}%‰元㎡';
const notLast = '（《“‘「『【〈([{￥¥';

/** Characters of one word that stay together: numbers with their points and commas, ids, Latin words. */
const word = /[A-Za-z0-9][A-Za-z0-9.,:/_%+~@#&=?-]*|\s+|./gsu;

/**
 * Breaks a text into lines that fit (断行): between any two Han characters, never inside a number, never so that a line begins with a closing mark. What is longer than a line
 * is cut where it must be.
 *
 * @param widthOf width of one piece of text
 */
export function wrap(text: string, width: number, widthOf: (piece: string) => number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, widthOf));
}

function wrapParagraph(text: string, width: number, widthOf: (piece: string) => number): readonly string[] {
  const pieces = glued([...text.matchAll(word)].map(([piece]) => piece)).flatMap((piece) => fitting(piece, width, widthOf));
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of pieces) {
    const size = widthOf(piece);
    if (line !== '' && used + size > width + 0.01) {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    if (line === '' && lines.length > 0 && piece.trim() === '') continue;
    line += piece;
    used += size;
  }
  return [...lines, line.trimEnd()];
}

/** Pieces that have to stay on one line are one piece. */
function glued(pieces: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const piece of pieces) {
    const before = result.at(-1);
    const joins = before !== undefined && (notFirst.includes(piece.charAt(0)) || notLast.includes(before.at(-1) ?? ' '));
    if (joins) result[result.length - 1] = before + piece;
    else result.push(piece);
  }
  return result;
}

/** What is longer than a whole line is cut character by character. */
function fitting(piece: string, width: number, widthOf: (piece: string) => number): readonly string[] {
  return widthOf(piece) <= width ? [piece] : [...piece];
}
