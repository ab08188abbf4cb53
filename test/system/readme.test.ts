import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudProcess } from '../support/cloud.ts';

const tour = /^## A first tour$(.*?)^## /ms.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
const blocks = (language: string): readonly string[] => [...tour.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

/** The tour wants curl, which a machine that only builds may lack. */
const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

const cloud = new CloudProcess();
beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
});
afterAll(() => cloud.stop());

describe.skipIf(!hasCurl)('the README’s tour', () => {
  it('runs as it stands, and shows what it promises', async () => {
    const base = /http:\/\/127\.0\.0\.1:\d+/.exec(cloud.output)?.[0] ?? '';
    const script = `set -euo pipefail\n${blocks('sh').join('\n')}`.replace('http://127.0.0.1:3000', base);
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual(['北苑', '143', '143', '143']);
    const shown = lines.join('\n');
    expect(shown).toContain('2026-07-01T02:30:');
    expect(blocks('text')).toHaveLength(5);
    expect(lines).toContain('已保存');
    for (const line of blocks('text').flatMap((text) => text.trimEnd().split('\n'))) expect(lines).toContain(line);
    expect(shown).not.toContain('undefined');
  }, 60_000);
});
