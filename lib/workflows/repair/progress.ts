import { type Instant, msBetween, plus } from '../../kernel/clock.ts';
import type { Base } from './record.ts';
import type { PauseReason, Suspicion } from './vocabulary.ts';

/** When completion is promised (完工期限): the days promised from the agreed arrival, and the pauses on top. */
export function completionDue({ completeFrom, completeDays, pausedMs }: Base): Instant {
  return plus(completeFrom, { days: completeDays, ms: Object.values(pausedMs ?? {}).reduce((sum, ms) => sum + ms, 0) });
}

/** True while a pause holds the promise of completion; a pause that begins after the promise was broken mends nothing. */
export function isPaused(record: Base): boolean {
  return record.pause !== undefined && record.pause.from <= completionDue(record);
}

function pauseClosed(record: Base, now: Instant): Base['pausedMs'] {
  const { pause, pausedMs } = record;
  if (!pause || !isPaused(record)) return pausedMs;
  return { ...pausedMs, [pause.reason]: (pausedMs?.[pause.reason] ?? 0) + msBetween(pause.from, now) };
}

/** Enters a state: whatever was paused is added up, and what the new state waits for is noted. */
export function entered<B extends Base>(record: B, now: Instant, waits: { pause?: PauseReason; until?: Instant } = {}): B {
  const { pause: _pause, until: _until, pausedMs: _pausedMs, ...kept } = record;
  const pausedMs = pauseClosed(record, now);
  return {
    ...kept,
    since: now,
    ...(pausedMs ? { pausedMs } : {}),
    ...(waits.pause ? { pause: { reason: waits.pause, from: now } } : {}),
    ...(waits.until ? { until: waits.until } : {}),
  } as B;
}

/** A day from now: by then somebody looks again at what waits. */
export const tomorrow = (now: Instant): Instant => plus(now, { hours: 24 });

/** Notes what looks odd (存疑), each kind once. */
export function suspect<B extends Base>(record: B, ...found: readonly (Suspicion | false | undefined)[]): B {
  const odd = found.filter((one): one is Suspicion => Boolean(one));
  return odd.length === 0 ? record : { ...record, suspicious: [...new Set([...(record.suspicious ?? []), ...odd])] };
}

/** A fraction of 100 that nobody can choose: FNV-1a over the text, mixed once more because case numbers differ in their last digits only. */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * The resident's code (住户码), four digits he tells the worker at the door.
 *
 * It is nowhere in the record, so no screen of the staff shows it; it follows from what never changes. That stops a worker from pressing
 * "arrived" at home, not one who
 * recomputes it.
 */
export function residentCode({ callers, description, place }: Pick<Base, 'callers' | 'description' | 'place'>): string {
  const first = callers[0];
  return String(Math.floor(chance(JSON.stringify([first?.at, first?.phone?.h, description, place])) * 10_000)).padStart(4, '0');
}
