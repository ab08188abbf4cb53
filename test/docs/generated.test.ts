import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../docs/generate.ts';
import { statePage } from '../../docs/generator/state-diagram.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { errand } from '../support/errand.ts';

const root = join(import.meta.dirname, '../../docs');
const docs = generatedDocs();

describe('generated documents', () => {
  it.each([...docs])('%s is what the definitions say; `npm run docs` renews it', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('are all of something that exists', () => {
    const files = globSync('generated/**/*', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    expect(paths.filter((path) => !docs.has(path))).toEqual([]);
  });

  it('draw every workflow', () => {
    expect(workflows.filter(({ name }) => !docs.has(`generated/states/${name}.md`))).toEqual([]);
  });

  it('title every term in Chinese', () => {
    const glossary = docs.get('glossary.md') ?? '';
    const rows = glossary.split('\n').filter((line) => /^\| .+ \| `[^`]+` \|$/.test(line));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((line) => !/\p{Script=Han}/u.test(line.split('|')[2] ?? ''))).toEqual([]);
  });
});

describe('a state diagram', () => {
  const page = statePage(errand);

  it('shows states in Chinese, ways in, ways on and ways out', () => {
    for (const line of [
      'state "待接" as open',
      '[*] --> open : 提出 ask',
      'open --> taken : 接单 take',
      'taken --> done : 完成 finish',
      'done --> [*]',
      'expired --> [*]',
    ]) {
      expect(page).toContain(`  ${line}\n`);
    }
    expect(page).not.toContain('  taken --> [*]');
  });

  it('lists what the clock tells whom', () => {
    expect(page).toContain('| `finish` | `late` | {number} 已超过 {due} |');
  });

  it('uses no state name that Mermaid keeps for itself', () => {
    const reserved = ['end', 'state', 'note', 'direction', 'class', 'default', 'as', 'fork', 'join', 'choice'];
    expect([...workflows, ...registers].flatMap(({ states }) => states).filter((state) => reserved.includes(state.toLowerCase()))).toEqual([]);
  });
});
