import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOLD_MS, openClock } from '../../local/clock.ts';
import { openState } from '../../local/engines/state.ts';

const real = Date.parse('2026-11-01T00:00:00Z');
const travelled = Date.parse('2027-05-01T00:20:00Z');
let folder: string;
let state: DatabaseSync;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: real });
  folder = mkdtempSync(join(tmpdir(), 'wuyun-clock-'));
  state = openState(folder);
});

afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true, force: true });
  vi.useRealTimers();
});

const realPlus = (ms: number) => vi.setSystemTime(real + ms);

describe('travelled clock 业务时钟', () => {
  it('is the real clock until it is moved', () => {
    const clock = openClock(state);
    expect(clock.untouched()).toBe(true);
    realPlus(5_000);
    expect(clock.now()).toBe(real + 5_000);
  });

  it('stands where it was moved to for half a minute, then runs on', () => {
    const clock = openClock(state);
    clock.set(travelled);
    realPlus(60_000);
    expect(clock.now()).toBe(travelled);
    clock.release();
    realPlus(60_000 + HOLD_MS);
    expect(clock.now()).toBe(travelled);
    realPlus(60_000 + HOLD_MS + 7);
    expect(clock.now()).toBe(travelled + 7);
  });

  it('goes on over a restart, counting the time it was down', () => {
    const clock = openClock(state);
    clock.set(travelled);
    clock.release();
    realPlus(HOLD_MS + 3_600_000);
    expect(openClock(state).now()).toBe(travelled + 3_600_000);
    expect(openClock(state).untouched()).toBe(false);
  });

  it('does not go back when the real clock does', () => {
    const clock = openClock(state);
    expect(clock.now()).toBe(real);
    realPlus(-10_000);
    expect(clock.now()).toBe(real);
  });
});
