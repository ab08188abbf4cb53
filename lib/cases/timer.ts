import { type Instant, instant, msBetween, plus } from '../kernel/clock.ts';
import type { Addressees } from './notice.ts';

/**
 * Time limits (时限) as a function of the record: `met = stop ≤ due`, `breached = (stop ?? now) > due`, true even if no sweep ever ran.
 *
 * Only which stages have been *fired* (told somebody) is stored; a sweep that runs late, twice or never changes no verdict.
 */
export interface Timer {
  readonly name: string;
  readonly from: Instant;
  readonly due: Instant;
  /** When what the timer waits for happened. */
  readonly stop?: Instant | undefined;
  /** In the order in which they come; an instant at or after `due` fires just after it, because `due` itself is still in time. */
  readonly stages: readonly Stage[];
  /** While the case waits for somebody outside (等待业主, 等待配件, 不可抗力) nothing fires. */
  readonly paused?: boolean;
  /** Whether `postpone` may move it; 急修 arrival never. */
  readonly postponable?: boolean;
  /** Swept first (急修). */
  readonly urgent?: boolean;
}

/** A point in a timer's life: whom it tells, and what it makes happen. */
export interface Stage {
  readonly name: string;
  readonly at: Instant;
  readonly tell?: Addressees;
  /** A command of the workflow, run as SYSTEM if the state still allows it. */
  readonly command?: string;
}

/**
 * Which stages have been fired, by timer and due instant: a limit that moves starts its ladder again, and one that moves back (急修 and not any more) tells nothing twice.
 */
export type FiredStages = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Due instants remembered for one timer; the earliest are forgotten first. */
const duesRemembered = 12;

/** A timer as an answer shows it. `stage` is the last one reached, `met`, `paused` or `running`. */
export interface TimerView {
  readonly name: string;
  readonly dueAt: Instant;
  readonly stage: string;
  readonly metAt?: Instant;
  readonly breachedAt?: Instant;
}

/** A share of the way from `from` to `due`, for ladders such as 50 % and 80 %. */
export function share(from: Instant, due: Instant, part: number): Instant {
  return instant(Date.parse(from) + Math.round(msBetween(from, due) * part));
}

/** The usual ladder: remind at 50 %, warn at 80 %, breach at the due instant. */
export function usualStages(from: Instant, due: Instant, tell: { remind: Addressees; warn: Addressees; breach: Addressees }): readonly Stage[] {
  return [
    { name: 'remind', at: share(from, due, 0.5), tell: tell.remind },
    { name: 'warn', at: share(from, due, 0.8), tell: tell.warn },
    { name: 'breach', at: due, tell: tell.breach },
  ];
}

/** When a stage fires: what is still in time at `due` is late one millisecond after. */
export function firesAt(timer: Timer, stage: Stage): Instant {
  return stage.at >= timer.due ? plus(stage.at, { ms: 1 }) : stage.at;
}

/** Stages that have to fire sooner or later, in order: not fired yet for this due instant, and not overtaken by the stop. */
export function pendingStages(timer: Timer, fired: FiredStages): readonly { stage: Stage; at: Instant }[] {
  if (timer.paused && timer.stop === undefined) return [];
  const done = fired[timer.name]?.[timer.due] ?? [];
  return timer.stages
    .filter((stage) => !done.includes(stage.name))
    .map((stage) => ({ stage, at: firesAt(timer, stage) }))
    .filter(({ at }) => timer.stop === undefined || at <= timer.stop);
}

/** The instant of the next firing over all timers, and whether it is urgent; undefined when nothing waits. */
export function nextFiring(timers: readonly Timer[], fired: FiredStages): { at: Instant; urgent: boolean } | undefined {
  const waiting = timers.flatMap((timer) => pendingStages(timer, fired).map(({ at }) => ({ at, urgent: timer.urgent ?? false })));
  return waiting.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
}

/** Every stage due at `now`, over all timers, in the order of their instants. */
export function dueStages(timers: readonly Timer[], fired: FiredStages, now: Instant): readonly { timer: Timer; stage: Stage; at: Instant }[] {
  const due = timers.flatMap((timer) => pendingStages(timer, fired).map(({ stage, at }) => ({ timer, stage, at })));
  return due.filter(({ at }) => at <= now).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The record of what has fired, with one more stage. */
export function markFired(fired: FiredStages, timer: Timer, stage: Stage): FiredStages {
  const { [timer.due]: stages = [], ...others } = fired[timer.name] ?? {};
  const latest = Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const kept = Object.fromEntries(latest.slice(1 - duesRemembered));
  return { ...fired, [timer.name]: { ...kept, [timer.due]: [...stages, stage.name] } };
}

/** Timers with what `postpone` has moved. */
export function postponed(timers: readonly Timer[], moved: Readonly<Record<string, { readonly until: Instant }>>): readonly Timer[] {
  return timers.map((timer) => {
    const until = moved[timer.name]?.until;
    return until && timer.postponable && until > timer.due ? shifted(timer, msBetween(timer.due, until)) : timer;
  });
}

function shifted(timer: Timer, ms: number): Timer {
  return { ...timer, due: plus(timer.due, { ms }), stages: timer.stages.map((stage) => ({ ...stage, at: plus(stage.at, { ms }) })) };
}

/** The verdict at `now`, for people. */
export function timerView(timer: Timer, now: Instant): TimerView {
  const { name, due, stop } = timer;
  const breached = (stop ?? now) > due && !(timer.paused && stop === undefined);
  const reached = timer.stages.filter((stage) => firesAt(timer, stage) <= (stop ?? now)).at(-1);
  const stage = timer.paused && !stop ? 'paused' : stop && !breached ? 'met' : (reached?.name ?? 'running');
  return { name, dueAt: due, stage, ...(stop && stop <= due ? { metAt: stop } : {}), ...(breached ? { breachedAt: due } : {}) };
}

/** Earliest due instant that is still open: what a queue is sorted by. */
export function openDue(timers: readonly Timer[]): Instant | undefined {
  return timers
    .filter((timer) => timer.stop === undefined && !timer.paused)
    .map((timer) => timer.due)
    .toSorted()[0];
}
