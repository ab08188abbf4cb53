import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { memoryDesk } from '../support/world.ts';
import { estate, known, refusalOf } from './estate.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

it('ten thousand guesses at a code of six digits are stopped after five', async () => {
  const { asks, answers, lastCode } = await estate(memoryDesk());
  const { body } = await asks('app', known);
  const guesses = Array.from({ length: 10_000 }, (_, n) => String(n * 97).padStart(6, '0')).filter((guess) => guess !== lastCode());
  const { result, calls } = await counted(async () => {
    const said = new Set<string>();
    for (let from = 0; from < guesses.length; from += 20)
      for (const one of await Promise.all(guesses.slice(from, from + 20).map((guess) => refusalOf(answers('app', body.id, guess))))) said.add(one);
    return said;
  });
  expect([...result].filter((code) => !['binding.code-refused', 'case.busy'].includes(code))).toEqual([]);
  expect(await refusalOf(answers('app', body.id, lastCode()))).toBe('binding.code-refused');
  expect(engine.items().find((item) => item['id'] === body.id && item.sk === 'CASE')).toMatchObject({ state: 'spent', record: { tries: 5 } });
  expect(calls.length).toBeLessThan(11_000);
});
