/** A deep run leaves nothing out. */
const deep = process.env['WUYUN_DEEP'] === '1';

/** `count` entries of a list, other ones for each `at`, so that neighbours together see them all; in a deep run everybody sees all. */
export function some<T>(all: readonly T[], at: number, count: number): readonly T[] {
  if (deep || count >= all.length) return all;
  return Array.from({ length: count }, (_, index) => all[(at * count + index) % all.length] as T);
}

/** How many: in an ordinary run, in a deep one. */
export const amount = (ordinary: number, thorough: number): number => (deep ? thorough : ordinary);

/** Does something with each entry, so many at a time, and answers in the order of the list. */
export async function inParallel<T, A>(all: readonly T[], atOnce: number, work: (one: T, at: number) => Promise<A>): Promise<readonly A[]> {
  const answers: A[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) answers[at] = await work(all[at] as T, at);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
