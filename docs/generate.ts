import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Definition } from '../lib/cases/definition.ts';
import { registers, workflows } from '../lib/catalogue.ts';
import { openApi } from '../lib/openapi/document.ts';
import { companyRegister } from '../lib/registers/company/register.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { glossaryPage } from './generator/glossary.ts';
import { routePage } from './generator/route-table.ts';
import { statePage } from './generator/state-diagram.ts';

const root = import.meta.dirname;

/** Every generated document by its path below `docs/`: `npm run docs` writes them, a test fails when they are stale. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const definitions: readonly Definition[] = [companyRegister, projectRegister, memberRegister, ...registers, ...workflows];
  const living = definitions.filter(({ states }) => states.length > 1);
  return new Map([
    ...living.map((definition) => [`generated/states/${definition.name}.md`, statePage(definition)] as const),
    ['generated/routes.md', routePage(openApi(), definitions)],
    ['glossary.md', glossaryPage(readFileSync(join(root, 'glossary.md'), 'utf8'), definitions)],
  ]);
}

if (import.meta.main) {
  for (const [path, text] of generatedDocs()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
