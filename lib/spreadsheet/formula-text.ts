/**
 * Text that a spreadsheet program would take for a formula when it opens a CSV (公式注入): a resident called `=cmd|…` must not run
 * on the cashier's computer. Full-width signs count too, Chinese and Japanese editions accept them. Apostrophes in front are looked
 * through, else the text `'=1` could not be told from a neutralised `=1`.
 */
const formulaLike = /^(?:[\s']*[=+\-@＝＋－＠]|'*[\t\r\n])/;

/** The text with an apostrophe in front when it looks like a formula: programs then show it and do not run it. */
export function neutralise(text: string): string {
  return formulaLike.test(text) ? `'${text}` : text;
}

/** Takes back what `neutralise` did. */
export function restore(text: string): string {
  return text.startsWith("'") && formulaLike.test(text.slice(1)) ? text.slice(1) : text;
}
