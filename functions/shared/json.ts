import { DomainError } from '../../lib/kernel/error.ts';
import { invalid } from './invalid.ts';

/** Objects within objects; the deepest body of ours has five. */
const deepest = 32;

/** Words of a JSON text that matter for its shape: strings and brackets, and the colon after a key. */
const words = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/gs;

/**
 * Reads a JSON text as strictly as a contract deserves: a key given twice is refused, because whoever checks the first and whoever uses the last would differ; so are
 * `__proto__`, which reaches an object's prototype in careless hands, and nesting no body of ours has.
 *
 * @throws DomainError `request.not-json`; `request.invalid` naming the key
 */
export function parseJson(bytes: Uint8Array): unknown {
  const { text, value } = read(bytes);
  const open: (Set<string> | undefined)[] = [];
  for (const [word, colon] of text.matchAll(words)) {
    if (word === '{' || word === '[') open.push(word === '{' ? new Set() : undefined);
    else if (word === '}' || word === ']') open.pop();
    else if (colon !== undefined) checkKey(JSON.parse(word.slice(0, -colon.length)) as string, open.at(-1));
    if (open.length > deepest) throw new DomainError('invalid', 'request.not-json');
  }
  return value;
}

function read(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw new DomainError('invalid', 'request.not-json');
  }
}

function checkKey(key: string, seen: Set<string> | undefined): void {
  if (key === '__proto__') throw invalid(key, 'request.unknown-field');
  if (seen?.has(key)) throw invalid(key.slice(0, 40), 'request.twice');
  seen?.add(key);
}
