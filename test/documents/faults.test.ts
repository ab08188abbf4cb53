import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { timeIs } from '../support/clock.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { type FakeShelf, fakeShelf } from '../support/shelf.ts';
import { Crash } from '../support/transport.ts';
import { morning, type Project } from '../support/world.ts';
import { announced, asked, completed, fired, houseWithRepair, keysFor, photo, sent } from './documents-at-work.ts';

let engine: ReturnType<typeof memoryEngine>;
beforeEach(() => {
  engine = memoryEngine();
});
afterEach(() => engine.stop());

/** Writes to the table and everything that is asked of the bucket, in the order in which they happen; the n-th of them is where the process dies. */
class Doom {
  #seen = 0;
  #at: number | undefined;
  #side: 'before' | 'after' = 'before';
  #dead = false;

  set(at: number | undefined, side: 'before' | 'after' = 'before'): void {
    this.#seen = 0;
    this.#at = at;
    this.#side = side;
    this.#dead = false;
  }

  get seen(): number {
    return this.#seen;
  }

  meet(side: 'before' | 'after'): void {
    if (this.#dead) throw new Crash('the process is gone');
    if (side === 'before') this.#seen += 1;
    if (this.#seen !== this.#at || this.#side !== side) return;
    this.#dead = true;
    throw new Crash(`${side} ${this.#seen}`);
  }
}

const writing = new Set(['PutItem', 'UpdateItem', 'TransactWriteItems']);

interface Scene {
  readonly at: Project;
  readonly shelf: FakeShelf;
  readonly id: string;
  readonly doom: Doom;
}

/** An announced file that has been sent, in a world where anything may break. */
async function scene(bytes: Buffer): Promise<{ scene: Scene; end: () => void }> {
  const doom = new Doom();
  const { at, on } = await houseWithRepair();
  const shelf = fakeShelf({ before: () => doom.meet('before'), after: () => doom.meet('after') });
  const id = await announced(at, 'zhao', on, bytes);
  sent(at, shelf, id, bytes);
  const end = useLayer((next) => async (call) => {
    if (!writing.has(call.op)) return next(call);
    doom.meet('before');
    const output = await next(call);
    doom.meet('after');
    return output;
  });
  return { scene: { at, shelf, id, doom }, end };
}

const states = (): readonly unknown[] => engine.items().flatMap((item) => (item['kind'] === 'document' && item['record'] ? [item['state']] : []));
const complete = ({ at, shelf, id }: Scene) => completed(at, shelf, 'zhao', id);
const later = (minutes: number) => timeIs(plus(instant(morning), { minutes }));

/** Breaks some work at each of its steps, on both sides; `mend` is what follows, `look` says what must be. */
async function everywhere(
  bytes: Buffer,
  work: (scene: Scene) => Promise<unknown>,
  mend: (scene: Scene) => Promise<unknown>,
  look: (scene: Scene) => void,
): Promise<number> {
  let broken = 0;
  for (let nth = 1; ; nth += 1) {
    for (const side of ['before', 'after'] as const) {
      const fresh = await scene(bytes);
      fresh.scene.doom.set(nth, side);
      const outcome = await work(fresh.scene).catch((error: unknown) => error);
      const died = outcome instanceof Crash;
      fresh.scene.doom.set(undefined);
      if (died) await mend(fresh.scene);
      fresh.end();
      if (!died) return broken;
      broken += 1;
      look(fresh.scene);
      expect(verifyItems(engine.items())).toEqual([]);
    }
  }
}

const onShelf = ({ shelf }: Scene) => [...shelf.objects.keys()];
const swallow = (run: Promise<unknown>) => run.catch((error: unknown) => error);

describe('a completion that breaks anywhere', () => {
  it('is completed by asking again, with one kept file and nothing else', async () => {
    const broken = await everywhere(photo, complete, complete, (each) => {
      expect(onShelf(each)).toEqual([keysFor(each.at, each.id).kept]);
      expect(states().at(-1)).toBe('stored');
    });
    // Look, keep, drop, commit: each broken on both sides.
    expect(broken).toBeGreaterThanOrEqual(8);
  });

  it('and that nobody asks for again leaves nothing when the sweep has come', async () => {
    await everywhere(
      photo,
      complete,
      async (each) => {
        later(16);
        await fired(each.at, each.shelf, each.id);
        later(0);
      },
      (each) => {
        const stored = states().at(-1) === 'stored';
        expect(onShelf(each)).toEqual(stored ? [keysFor(each.at, each.id).kept] : []);
        expect(['stored', 'expired']).toContain(states().at(-1));
      },
    );
  });

  it('of a bad file ends in a refusal or an expiry, and in no file', async () => {
    const page = Buffer.from('<html>no photo</html>');
    const again = async (each: Scene) => {
      await swallow(complete(each));
      later(16);
      await fired(each.at, each.shelf, each.id);
      later(0);
    };
    await everywhere(page, complete, again, (each) => {
      expect(onShelf(each)).toEqual([]);
      expect(['refused', 'expired']).toContain(states().at(-1));
    });
  });
});

describe('an expiry that breaks anywhere', () => {
  it('comes again and leaves nothing', async () => {
    const expire = async (each: Scene) => {
      later(16);
      await fired(each.at, each.shelf, each.id);
      later(0);
    };
    const broken = await everywhere(photo, expire, expire, (each) => {
      expect([onShelf(each), states().at(-1)]).toEqual([[], 'expired']);
    });
    later(0);
    expect(broken).toBeGreaterThanOrEqual(6);
  });
});

describe('what comes too late', () => {
  it('of two, an expiry and a completion, each order ends well', async () => {
    const fresh = await scene(photo);
    later(14);
    await complete(fresh.scene);
    later(16);
    await fired(fresh.scene.at, fresh.scene.shelf, fresh.scene.id);
    expect(onShelf(fresh.scene)).toEqual([keysFor(fresh.scene.at, fresh.scene.id).kept]);
    await asked(fresh.scene.at, 'zhao', 'link', fresh.scene.id);
    fresh.end();
  });
});
