import type { DatabaseSync } from 'node:sqlite';

/** Business time of the local cloud (业务时钟), which can be moved. */
export interface TravelClock {
  /** Milliseconds since the epoch. Never goes back, but for {@link TravelClock.set} on an empty cloud. */
  now(): number;
  /** Moves to an instant and stands there until {@link TravelClock.release}. */
  set(ms: number): void;
  /** Lets time pass again, after the pause that {@link HOLD_MS} describes. */
  release(): void;
  /** True until the clock has been moved for the first time. */
  untouched(): boolean;
  /** Back to real time. */
  clear(): void;
}

/**
 * How long the clock stands at an instant it was moved to before it runs on at real pace: who sets 00:20:00 and then
 * sends a command wants that command at 00:20:00, not some milliseconds behind it.
 */
export const HOLD_MS = 30_000;

interface Anchor {
  /** Where the clock was set, ms. */
  travelled: number;
  /** Real ms at which it was set there. */
  real: number;
}

/**
 * Opens the clock. It is a pure function of the last anchor and the real clock, so it goes on over restarts, also over
 * one in the middle of a travel.
 */
export function openClock(state: DatabaseSync): TravelClock {
  state.exec('CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY, travelled REAL NOT NULL, real REAL NOT NULL)');
  const store = state.prepare('INSERT INTO clock VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET travelled = excluded.travelled, real = excluded.real');
  let anchor = state.prepare('SELECT travelled, real FROM clock').get() as unknown as Anchor | undefined;
  let standing = false;
  let latest = 0;

  function moveTo(travelled: number): void {
    anchor = { travelled, real: Date.now() };
    latest = travelled;
    store.run(anchor.travelled, anchor.real);
  }

  return {
    now() {
      if (standing && anchor) return anchor.travelled;
      const running = anchor ? anchor.travelled + Math.max(0, Date.now() - anchor.real - HOLD_MS) : Date.now();
      latest = Math.max(latest, Math.floor(running));
      return latest;
    },
    set(ms) {
      moveTo(ms);
      standing = true;
    },
    release() {
      if (anchor) moveTo(anchor.travelled);
      standing = false;
    },
    untouched: () => anchor === undefined,
    clear() {
      state.exec('DELETE FROM clock');
      anchor = undefined;
      standing = false;
      latest = 0;
    },
  };
}
