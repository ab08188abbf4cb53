import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionOf, registers, workflows } from '../../lib/catalogue.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Slices whose contract a slice imports for more than its types: their records it may read, order from or open. */
function neededBy(folder: string): readonly string[] {
  const text = globSync(`${folder}/*.ts`, { cwd: root }).map(read).join('\n');
  return [...text.matchAll(/^import (?!type)[^;]*? from '\.\.\/(?:\.\.\/(?:workflows|registers)\/)?([\w-]+)\/contract\.ts';$/gm)].map(([, name = '']) => name);
}

const folderOf = new Map(globSync('lib/{workflows,registers}/*/contract.ts', { cwd: root }).map((file) => [basename(dirname(file)), dirname(file)]));

/** What must be at hand for a slice: what it needs, and what that needs, because an order runs the target's own rules. */
function closure(names: readonly string[]): ReadonlySet<string> {
  const all = new Set(names);
  for (const name of all) for (const needed of neededBy(folderOf.get(name) ?? '')) all.add(needed);
  return all;
}

/** Slices a file imports the definitions of, by the local name. */
function definitionsIn(text: string): ReadonlyMap<string, string> {
  const imports = text.matchAll(/^import \{ (\w+) \} from '\.\.?\/(?:\.\.\/)?lib\/(?:workflows|registers)\/([\w-]+)\/(?:workflow|register)\.ts';$/gm);
  return new Map([...imports].map(([, local = '', name = '']) => [local, name]));
}

const listed = (text: string, list: string | undefined) => (list ?? '').split(',').flatMap((word) => definitionsIn(text).get(word.trim()) ?? []);

const foundationText = read('functions/shared/foundation.ts');
const foundation = listed(foundationText, /\[([^\]]*)\];/.exec(foundationText)?.[1]);

const serving = globSync('functions/*.ts', { cwd: root }).flatMap((file) => {
  const text = read(file);
  const [, slices, others] = /serve\(\[([^\]]*)\], \{\s*with: \[([^\]]*)\]/.exec(text) ?? [];
  return slices === undefined ? [] : [{ file, slices: listed(text, slices), all: [...listed(text, slices), ...listed(text, others), ...foundation] }];
});

describe('the functions', () => {
  it('serve every workflow and register of the catalogue, each once, a workflow under its own name', () => {
    const served = serving.flatMap(({ slices }) => slices);
    expect(served.toSorted()).toEqual([...workflows, ...registers].map(({ name }) => name).toSorted());
    for (const { name } of workflows) expect(serving.find(({ slices }) => slices.includes(name))?.file).toBe(`functions/${functionOf(name)}.ts`);
  });

  it('the foundation is what every walk asks for, and complete in itself', () => {
    expect(foundation).toEqual(expect.arrayContaining(['member', 'project', 'unit']));
    expect([...closure(foundation)].filter((name) => !foundation.includes(name))).toEqual([]);
  });

  it.each(serving.map((one) => [one.file, one] as const))('%s has every definition its slices may meet', (_, { slices, all }) => {
    expect([...closure(slices)].filter((name) => !all.includes(name))).toEqual([]);
  });

  it('jobs import and export every register with a sheet', () => {
    const text = read('functions/jobs.ts');
    const all = text.includes('...registers, ...workflows') ? [...registers, ...workflows].map(({ name }) => name) : [];
    const have = new Set([...foundation, ...all, ...definitionsIn(text).values()]);
    const needed = closure(registers.filter(({ sheet }) => sheet).map(({ name }) => name));
    expect([...needed].filter((name) => !have.has(name))).toEqual([]);
  });
});
