import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const file = 'NotoSansSC_400Regular.ttf';

/** Where the font lies: beside the bundle, into which its ten megabytes do not belong; from sources, in its package. */
function place(): string {
  const beside = join(import.meta.dirname, file);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/400Regular/${file}`);
}

let loaded: Promise<Buffer> | undefined;

/** The font of everything that is printed (打印字体): every character of GB 2312 and nearly all Han characters beyond. Read once per process. */
export function printFont(): Promise<Buffer> {
  loaded ??= readFile(place());
  return loaded;
}
