import { type Instant, plus, realSeconds } from '../kernel/clock.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import type { Key } from '../table/keys.ts';
import { Contended, type Item, keyText, rank, type Table, type Write } from '../table/table.ts';
import { backOff } from '../table/transport.ts';

/** So many turns in any stretch of so many seconds (限次): a sliding window, not one that starts anew on the hour. */
export interface Limit {
  readonly most: number;
  readonly seconds: number;
}

const attempts = 8;
const daySeconds = 24 * 3600;

/**
 * Takes a turn of everybody concerned, or of nobody: the instants of the last turns are counted and written back under the version read, in one transaction. Of two who
 * come at once one counts after the other; whoever never gets through has had no turn.
 *
 * `mark` names the request: when it comes again, because its process died after the turn was taken, it has had its turn.
 *
 * @returns whether the turn was had
 */
export async function takeTurn(table: Table, keys: readonly Key[], limits: readonly Limit[], now: Instant, mark?: string): Promise<boolean> {
  const longest = Math.max(...limits.map(({ seconds }) => seconds));
  for (let tries = 1; tries <= attempts; tries += 1) {
    const items = await table.getAll(keys);
    if (mark !== undefined && keys.every((key) => items.get(keyText(key))?.['mark'] === mark)) return true;
    const turns = keys.map((key) => ({ key, item: items.get(keyText(key)) })).map(({ key, item }) => ({ key, item, had: since(item, now, longest) }));
    if (turns.some(({ had }) => limits.some(({ most, seconds }) => had.filter((at) => within(at, now, seconds)).length >= most))) return false;
    try {
      await table.commit(turns.map(({ key, item, had }) => turnWrite(key, item, { at: [...had, now], mark }, longest)));
      return true;
    } catch (error) {
      if (!(error instanceof Contended)) throw error;
    }
    await backOff(tries);
  }
  return false;
}

const within = (at: string, now: Instant, seconds: number): boolean => at > plus(now, { seconds: -seconds });

function since(item: Item | undefined, now: Instant, seconds: number): readonly string[] {
  return ((item?.['at'] ?? []) as readonly string[]).filter((at) => within(at, now, seconds));
}

function turnWrite(key: Key, item: Item | undefined, turns: { readonly at: readonly string[]; readonly mark: string | undefined }, seconds: number): Write {
  const version = item === undefined ? 0 : Number(item['version']);
  const put = { ...key, ...turns, version: version + 1, ttl: realSeconds() + seconds + daySeconds };
  return { put, condition: item === undefined ? absent : sameVersion(version), rank: rank.version };
}
