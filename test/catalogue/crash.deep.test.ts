import { describe, expect, it } from 'vitest';
import { breakStory, type Ground, tellStory } from '../support/crash-course.ts';
import { testEngine } from '../support/engine.ts';
import { rememberWrites } from '../support/stored-items.ts';
import { memoryDesk, project } from '../support/world.ts';
import { type Scene, stories, take } from './stories.ts';

/** Every write of every story, on both sides, on the real engine: what the quick test does in memory. A company of its own for each telling. */
describe.each(Object.entries(stories))('a process that dies during %s, on the real engine', (_, story) => {
  it('loses nothing, does nothing twice and leaves nothing dangling when it is asked again', { timeout: 1_200_000 }, async () => {
    await testEngine();
    const written = rememberWrites();
    const begin = async (): Promise<Scene> => ({ project: await project(memoryDesk()), ids: new Map() });
    const items: Ground['items'] = ({ project: { desk } }) => written.items(desk.table);
    const before: Ground['before'] = async (step) => {
      const scene = await begin();
      for (const [at, earlier] of story.slice(0, step).entries()) await take(scene, earlier, `story.${at}`);
      return scene;
    };
    try {
      const { writes, left } = await tellStory(story, await begin(), items);
      for (const [at, count] of writes.entries()) {
        for (let nth = 1; nth <= count; nth += 1) {
          for (const side of ['before', 'after'] as const) {
            const after = await breakStory(story, { before, items }, at, { nth, side });
            expect(after, `${side} write ${nth} of ${story[at]?.name}`).toEqual(left);
          }
        }
      }
    } finally {
      written.stop();
    }
  });
});
