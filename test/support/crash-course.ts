import { expect } from 'vitest';
import { canonical } from '../../lib/kernel/canonical.ts';
import type { Item } from '../../lib/table/table.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type Scene, type Step, sweeps, take } from '../catalogue/stories.ts';
import { Crash, countWrites, crashing, type Fault } from './transport.ts';

/** Where a story happens, again and again from the same beginning. */
export interface Ground {
  /** The scene as it was before the step of that number. */
  readonly before: (step: number) => Promise<Scene>;
  readonly items: (scene: Scene) => Promise<readonly Item[]>;
}

/** A week later, when every limit has run out. */
const aWeekLater = 8 * 1440;

const keyOf = (at: number): string => `story.${at}`;

/** Tells a story without trouble. @returns how many writes each step takes, and what is left in the table */
export async function tellStory(
  story: readonly Step[],
  scene: Scene,
  items: Ground['items'],
  between: () => void = () => undefined,
): Promise<{ writes: readonly number[]; left: readonly string[] }> {
  const writes: number[] = [];
  for (const [at, step] of story.entries()) {
    between();
    writes.push(await countWrites(() => take(scene, step, keyOf(at))));
  }
  return { writes, left: await settled(scene, items) };
}

/**
 * Breaks the process at one write of one step, asks the same again, goes on to the end, and looks at everything that lies in the table.
 *
 * @returns what is left, for comparing with the story as it goes without trouble.
 */
export async function breakStory(story: readonly Step[], ground: Ground, at: number, fault: Fault): Promise<readonly string[]> {
  const scene = await ground.before(at);
  const [broken, ...rest] = story.slice(at);
  if (!broken) throw new Error(`the story has no step ${at}`);
  expect(await crashing(fault, () => take(scene, broken, keyOf(at))), broken.name).toBeInstanceOf(Crash);
  await take(scene, broken, keyOf(at));
  await take(scene, broken, keyOf(at));
  for (const [further, step] of rest.entries()) await take(scene, step, keyOf(at + 1 + further));
  return settled(scene, ground.items);
}

/** Sweeps what is left to sweep, has the independent verifier look, and says what there is, without ids: numbers may have gaps. */
async function settled(scene: Scene, items: Ground['items']): Promise<readonly string[]> {
  const last = sweeps(aWeekLater);
  for (let round = 0; round < 6; round += 1) await take(scene, last, 'last');
  const all = await items(scene);
  expect(verifyItems(all)).toEqual([]);
  return all
    .filter(({ pk }) => !pk.includes('#SEQ#'))
    .map(shapeOf)
    .toSorted();
}

/** An item without what differs from one telling to the next: the company, numbers of cases and of their orders at providers, keyed hashes. */
function shapeOf(item: Item): string {
  const { state, version, tick, command, from, to, holder, fired } = item;
  const text = canonical([item.pk.split('#').slice(4).join('#'), item.sk, { state, version, tick, command, from, to, held: holder !== undefined, fired }]);
  return text
    .replaceAll(/company:[\w-]+/g, 'company')
    .replaceAll(/[A-Z]{2}-\d{8}-\d{4}/g, 'n')
    .replaceAll(/(?<=\b|4200)\d{8}\w{24}\b/g, 't')
    .replace(/FIND#(phone|identity|plate)#[\w-]+/, 'FIND#$1#h');
}
