import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coreErrors } from '../../lib/kernel/error-catalogue.ts';
import { peopleErrors } from '../../lib/people/errors.ts';
import { memberErrors } from '../../lib/registers/member/errors.ts';

const root = join(import.meta.dirname, '../..');
const source = ['lib/people/*.ts', 'functions/people.ts'].flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => !file.endsWith('/errors.ts'));
const text = source.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');

it('every refusal of invitations and bindings has a sentence, in Chinese and in English, and is said somewhere', () => {
  const said = [...text.matchAll(/'((?:invitation|binding|member)\.[a-z-]+)'/g)].map(([, code = '']) => code).filter((code) => code !== 'binding.code');
  expect(said.filter((code) => !(code in peopleErrors || code in memberErrors || code in coreErrors))).toEqual([]);
  expect(Object.keys(peopleErrors).filter((code) => !said.includes(code))).toEqual([]);
  for (const { zh, en } of Object.values(peopleErrors)) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
