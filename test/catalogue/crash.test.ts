import { describe, expect, it } from 'vitest';
import { breakStory, type Ground, tellStory } from '../support/crash-course.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk, project } from '../support/world.ts';
import { type Scene, stories } from './stories.ts';

/** Every write of every story, on both sides, on the engine in memory; `crash.deep.test.ts` does the same on the real one. */
describe.each(Object.entries(stories))('a process that dies during %s', (_, story) => {
  it('loses nothing, does nothing twice and leaves nothing dangling when it is asked again', { timeout: 60_000 }, async () => {
    const engine = memoryEngine();
    try {
      const told: Scene = { project: await project(memoryDesk()), ids: new Map() };
      const saved: { restore: () => void; ids: Map<string, string> }[] = [];
      const items = async () => engine.items();
      const { writes, left } = await tellStory(story, told, items, () => saved.push({ restore: engine.snapshot(), ids: new Map(told.ids) }));
      const before: Ground['before'] = async (step) => {
        saved[step]?.restore();
        return { project: told.project, ids: new Map(saved[step]?.ids) };
      };
      expect(writes.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);
      for (const [at, count] of writes.entries()) {
        for (let nth = 1; nth <= count; nth += 1) {
          for (const side of ['before', 'after'] as const) {
            const after = await breakStory(story, { before, items }, at, { nth, side });
            expect(after, `${side} write ${nth} of ${story[at]?.name}`).toEqual(left);
          }
        }
      }
    } finally {
      engine.stop();
    }
  });
});
