/** How a cell or a line stands between the margins. */
export type Align = 'left' | 'right' | 'center';

/** A column of a table; `share` is its part of the width, relative to the others. */
export interface Column {
  readonly title: string;
  readonly share: number;
  readonly align?: Align;
}

/** One piece of a printed page, top to bottom. */
export type Block =
  | { readonly block: 'title'; readonly text: string; readonly under?: string }
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'paragraph'; readonly text: string; readonly align?: Align; readonly indent?: boolean; readonly small?: boolean }
  | { readonly block: 'pairs'; readonly pairs: readonly (readonly [label: string, value: string])[]; readonly columns?: 1 | 2 }
  | {
      readonly block: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
      /** Last row, in bold. */
      readonly sum?: readonly string[];
    }
  | { readonly block: 'codes'; readonly codes: readonly QrCode[] }
  | { readonly block: 'rule' }
  | { readonly block: 'gap'; readonly points: number }
  | { readonly block: 'page' };

/** A QR code (二维码) with the words beneath it. */
export interface QrCode {
  readonly text: string;
  readonly caption: string;
}

/** A mark (印记) that a paper must not be without: void, red, reprint. `across` writes it large over the first page as well. */
export interface Mark {
  readonly text: string;
  readonly colour: 'red' | 'grey';
  readonly across?: boolean;
}

/** Sizes a paper may have: A4, or the 80 mm roll of a counter's printer, which is as long as what stands on it. */
export const paperSizes = ['a4', 'roll'] as const;
export type PaperSize = (typeof paperSizes)[number];

/**
 * A printed paper (打印件) as data: what stands on it, in order. Rendering decides nothing; whoever wants to know what a paper says asks this value, not the picture.
 */
export interface Paper {
  readonly size: PaperSize;
  /** What the file's own properties and the footer call it. */
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly blocks: readonly Block[];
  readonly footer: string;
}

/** The words of a page's foot. */
export const pageOf = (page: number, pages: number): string => `第 ${page} 页 共 ${pages} 页`;

/** Every text that is drawn for a paper: the font has to know each character of it. */
export function textsOf({ name, marks, blocks, footer }: Paper): readonly string[] {
  return [name, footer, pageOf(1234567890, 1), ...marks.map(({ text }) => text), ...blocks.flatMap(textsOfBlock)];
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.block) {
    case 'title':
      return [block.text, block.under ?? ''];
    case 'heading':
    case 'paragraph':
      return [block.text];
    case 'pairs':
      return block.pairs.flat();
    case 'table':
      return [...block.columns.map(({ title }) => title), ...block.rows.flat(), ...(block.sum ?? [])];
    case 'codes':
      return block.codes.map(({ caption }) => caption);
    case 'rule':
    case 'gap':
    case 'page':
      return [];
  }
}
