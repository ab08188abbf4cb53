import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../events/samples');

/** Every sample by its name below `events/samples`, without the extension. */
export function sampleFiles(): ReadonlyMap<string, unknown> {
  const names = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1).replace(/\.json$/, ''), JSON.parse(readFileSync(path, 'utf8')) as unknown];
    }),
  );
}
