import type { TravelClock } from './clock.ts';
import type { Deliveries } from './engines/deliveries.ts';
import type { EarliestDue } from './engines/due.ts';
import type { Schedules } from './engines/schedules.ts';
import type { Machines } from './engines/step-functions.ts';
import type { Streams } from './engines/streams.ts';
import type { Functions } from './functions.ts';

/** Makes time pass: in steps when it is moved, minute by minute when nobody touches it. */
export interface Time {
  /** Goes to the instant that `choose` names, doing on the way all that falls due, each at its own instant. */
  travel(choose: (now: number) => number): Promise<void>;
  /** Fires what is due now, and resolves when stream, bus, jobs and approvals have come to rest. */
  idle(): Promise<void>;
  /** Starts the ticker that keeps schedules and deadlines in real time. */
  run(): void;
  /** Runs `work` while no tick, travel or rest is under way. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** The movable parts of the cloud. */
export interface TimeParts {
  clock: TravelClock;
  schedules: Schedules;
  machines: Machines;
  streams: Streams;
  deliveries: Deliveries;
  functions: Functions;
  earliestDue: EarliestDue;
}

const TICK_MS = 500;

/**
 * How many full minutes a travel waits at a timer that a sweep leaves in the index. The system parks a record after
 * five failures; without an end here, one that is never parked would make a travel of a month 40 000 sweeps long.
 */
const PATIENCE = 10;

/** Resolves when a whole round over all engines has found nothing to do. */
async function settle({ functions, deliveries, machines, streams }: TimeParts): Promise<void> {
  for (let quiet = false; !quiet; ) {
    const before = functions.count();
    const busy = functions.running() > 0;
    await streams.drain();
    await deliveries.drained();
    await functions.idle();
    await machines.settled();
    quiet = !busy && functions.count() === before;
  }
}

const earliestOf = (...instants: (number | null)[]): number | null => {
  const known = instants.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

/** Sweeps while there is something due that a sweep takes away; what it leaves waits for the next full minute. */
async function sweepUntilDone(parts: TimeParts, now: number): Promise<void> {
  for (let left = ''; ; ) {
    const due = await parts.earliestDue();
    if (due === null || due.at > now || due.key === left) return;
    left = due.key;
    parts.schedules.sweep(now);
    await settle(parts);
  }
}

/** Everything that is due at the clock's instant, until nothing is. */
async function happen(parts: TimeParts): Promise<void> {
  const now = parts.clock.now();
  parts.schedules.runDue(now);
  parts.machines.expire();
  await settle(parts);
  await sweepUntilDone(parts, now);
}

/**
 * The next instant at which anything happens. A timer that a sweep has left behind is tried again at the next full
 * minutes, and then left alone for this travel.
 */
async function nextInstant({ clock, schedules, machines, earliestDue }: TimeParts, tries: Map<string, number>): Promise<number | null> {
  const now = clock.now();
  const due = await earliestDue();
  const fixed = [schedules.next(), machines.nextDeadline()];
  if (due === null || due.at > now) return earliestOf(due?.at ?? null, ...fixed);
  const tried = (tries.get(due.key) ?? 0) + 1;
  tries.set(due.key, tried);
  const later = await earliestDue(now);
  return earliestOf(later?.at ?? null, tried > PATIENCE ? null : schedules.nextSweep(now), ...fixed);
}

async function travel(parts: TimeParts, target: number): Promise<void> {
  const { clock } = parts;
  await happen(parts);
  const tries = new Map<string, number>();
  for (let next = await nextInstant(parts, tries); next !== null && next <= target; next = await nextInstant(parts, tries)) {
    clock.set(Math.max(next, clock.now()));
    await happen(parts);
  }
  clock.set(Math.max(target, clock.now()));
  await happen(parts);
  clock.release();
}

/** What passes by itself while nobody moves the clock. */
function tick({ clock, schedules, machines }: TimeParts): void {
  const now = clock.now();
  machines.expire();
  schedules.runDue(now);
  schedules.sweepDue(now);
}

/** Ties the engines to the clock. One thing at a time: ticks, travels and rests never overlap. */
export function openTime(parts: TimeParts): Time {
  let turn: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let busy = 0;

  function alone<T>(work: () => Promise<T>): Promise<T> {
    busy += 1;
    const mine = turn.then(work).finally(() => {
      busy -= 1;
    });
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    alone,
    travel: (choose) => alone(() => travel(parts, choose(parts.clock.now()))),
    idle: () => alone(() => happen(parts)),
    run() {
      timer = setInterval(() => {
        if (busy === 0) tick(parts);
      }, TICK_MS);
    },
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
