import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../lib/table/table.ts';
import { indebted } from '../support/arrears.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { happenings, RandomProject } from '../support/random-walk.ts';
import { allDefinitions, memoryDesk } from '../support/world.ts';

/** Bytes of a value as DynamoDB counts them: names and texts in UTF-8, a number by its digits, three bytes for a map or a list and one for each entry. */
function storedBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value === 'boolean' || value === null) return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  const entries = Object.entries(value as object);
  return entries.reduce((sum, [name, part]) => sum + 1 + (Array.isArray(value) ? 0 : Buffer.byteLength(name)) + storedBytes(part), 3);
}

const records = new Map<string, Item[]>();

/** Some ordinary days: every command with inputs like its sample. */
beforeAll(async () => {
  for (const day of fc.sample(happenings(140), { seed: 11, numRuns: 14 })) {
    const engine = memoryEngine();
    try {
      const random = new RandomProject(await indebted(memoryDesk()), engine, { usual: true });
      for (const one of day) await random.happen(one);
      for (const item of engine.items().filter((each) => each['card'])) records.set(String(item['kind']), [...(records.get(String(item['kind'])) ?? []), item]);
    } finally {
      engine.stop();
    }
  }
});

/** A binding begins with a code that only its function makes, an invoice with a receipt nobody's case writes: no ordinary day has one here. */
const seen = allDefinitions.map(({ name }) => name).filter((name) => name !== 'binding' && name !== 'invoice');

describe.each(seen)('what is stored of %s on an ordinary day', (name) => {
  const stored = () => records.get(name) ?? [];

  it('has been looked at', () => {
    expect(stored().length).toBeGreaterThan(0);
  });

  it('has a card of at most 300 bytes: it is written into every index the record is in', () => {
    const fat = stored()
      .map(({ card }) => ({ bytes: storedBytes(card), card }))
      .filter(({ bytes }) => bytes > 300);
    expect(fat).toEqual([]);
  });

  it('is below 1 KB when it begins, and never so fat that a part should have been made of it', () => {
    const bytes = (version: number) => stored().flatMap((item) => (Number(item['version']) <= version ? [storedBytes(item['record'])] : []));
    // The keys of a merchant account are as long as keys are; they are written once and read once a minute.
    const keys = name === 'channel-settings';
    if (name !== 'project' && !keys) expect(Math.max(...bytes(1))).toBeLessThan(1024);
    expect(Math.max(...bytes(Number.POSITIVE_INFINITY))).toBeLessThan(keys ? 8000 : 2500);
  });
});
