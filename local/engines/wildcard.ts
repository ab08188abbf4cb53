/** A star or question mark that stands for itself: private characters, put in by {@link literally}. */
const STAR = '\u0001';
const MARK = '\u0002';

/** A text as part of a pattern in which it must match itself only. */
export const literally = (text: string): string => text.replaceAll('*', STAR).replaceAll('?', MARK);

/** The text of a pattern without wildcards. */
export const plainly = (pattern: string): string => pattern.replaceAll(STAR, '*').replaceAll(MARK, '?');

const PARTS: Record<string, string> = { '*': '.*', '?': '.', [STAR]: '\\*', [MARK]: '\\?' };

const compiled = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const source = [...pattern].map((character) => PARTS[character] ?? character.replace(/[\\^$.|+()[\]{}]/, '\\$&')).join('');
  const made = new RegExp(`^${source}$`, 'su');
  if (compiled.size > 1_000) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** Whether the whole value fits a pattern in which `*` is any text and `?` any one character. */
export function wildcardMatch(pattern: string, value: string): boolean {
  return expressionOf(pattern).test(value);
}
