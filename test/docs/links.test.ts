import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** The anchor a heading gets: lower case, blanks as dashes, other signs dropped. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

function anchorsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

const links = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { page, target, file: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    }),
);

describe('the documents', () => {
  it('are linked to what is there', () => {
    expect(links.length).toBeGreaterThan(15);
    expect(links.filter(({ file }) => !existsSync(file)).map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
    const lost = links.filter(({ file, anchor }) => anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor));
    expect(lost.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
  });

  it('have a runbook entry for every alarm', () => {
    const sources = readdirSync('infra').filter((file) => file.endsWith('.ts'));
    const named = sources.flatMap((file) => [...readFileSync(join('infra', file), 'utf8').matchAll(/runbook: '#([a-z-]+)'/g)].map(([, anchor = '']) => anchor));
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((anchor) => !anchorsOf('docs/runbook.md').includes(anchor))).toEqual([]);
  });
});
