import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every run of digits that is long enough to be a number of somebody. */
const runs = /\d{11,}[Xx]?/g;

/** Looks for secrets in bytes of any kind: as they are, grouped, and as an unkeyed hash anybody could reverse by trying all numbers. */
export class Searcher {
  readonly #secrets: ReadonlySet<string>;
  readonly #hashes: ReadonlySet<string>;

  constructor(secrets: readonly string[]) {
    this.#secrets = new Set(secrets);
    const algorithms = ['md5', 'sha1', 'sha256'] as const;
    this.#hashes = new Set(secrets.flatMap((secret) => algorithms.map((algorithm) => createHash(algorithm).update(secret).digest('hex').slice(0, 16))));
  }

  /** The secrets that stand in a text, in a file or in an answer. */
  in(content: string | Uint8Array): readonly string[] {
    const text = typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
    const joined = text.replaceAll(/(?<=\d)[ -](?=\d)/g, '');
    return [...new Set([...this.#windows(text), ...(joined === text ? [] : this.#windows(joined)), ...this.#hashed(text)])];
  }

  *#windows(text: string): Iterable<string> {
    for (const [run] of text.matchAll(runs)) {
      for (let at = 0; at + 11 <= run.length; at += 1) {
        for (const secret of [run.slice(at, at + 11), run.slice(at, at + 18).toUpperCase()]) if (this.#secrets.has(secret)) yield secret;
      }
    }
  }

  *#hashed(text: string): Iterable<string> {
    for (const [run] of text.matchAll(/[0-9a-f]{32,64}/g)) if (this.#hashes.has(run.slice(0, 16))) yield `hash ${run}`;
  }
}

/** Every file below a folder but those of some subfolders. */
export function filesBelow(folder: string, but: readonly string[]): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !but.some((name) => path.startsWith(join(folder, name))));
}

export const bytesOf = (path: string): Uint8Array => readFileSync(path);
