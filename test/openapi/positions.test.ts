import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openApi } from '../../lib/openapi/document.ts';
import { operationsOf } from './operations.ts';

const file = join(import.meta.dirname, '../golden/positions.json');

/** One endpoint a line, so that a changed position is one changed line in review. */
function table(): string {
  const lines = operationsOf(openApi()).map(
    ({ route, operation }) => `  ${JSON.stringify(route)}: ${JSON.stringify((operation['x-positions'] ?? []).join(' '))}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

it('who may do what is what was reviewed; after a review, UPDATE_GOLDEN=1 renews the table', () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, table());
  expect(table()).toBe(readFileSync(file, 'utf8'));
});
