import { factsChanged, movedEvent, noticeEvent } from './entry.ts';
import type { MovedEvent } from './history.ts';
import type { Notice } from './notice.ts';
import type { Stored } from './stored.ts';
import { byOf, type Touched, type Work } from './work.ts';

/** A line of history for what happened around a record and not to it. */
export interface Line {
  readonly command: string;
  readonly input?: unknown;
  /** The timer stage it tells of, `timer#stage#due`. */
  readonly fired?: string;
  readonly notices?: readonly Notice[];
  /** What leaves the table with it; nothing when absent. */
  readonly tells?: MovedEvent['type'];
}

/**
 * The record stays as it is, what the walk keeps about it changes: `after` has the next version, or the next tick, and its history a line. Facts that time has changed
 * since the last line stand on this one; the next one would take them for known.
 */
export function noteStay(work: Work, touched: Touched, after: Stored, { command, input, fired, notices = [], tells }: Line): void {
  const { definition, ref } = touched;
  const { version, tick, record } = after;
  const { state } = record;
  const seq = version + tick;
  const before = touched.after;
  const head = { company: work.desk.company, project: ref.project, kind: ref.kind, caseId: ref.id, at: work.now };
  const move = { command, from: state, to: state, version, by: work.actor.person };
  touched.after = after;
  touched.entries.push({
    seq,
    at: work.now,
    by: byOf(work),
    command,
    from: state,
    to: state,
    version,
    tick,
    ...(input === undefined ? {} : { input }),
    ...(fired ? { fired: [fired] } : {}),
    ...(before ? factsChanged(definition, before, after, work) : {}),
    ...(tells
      ? { out: [movedEvent(head, seq, tells, move), ...notices.map((notice, at) => noticeEvent(work, definition, after, head, seq, at, notice))] }
      : {}),
  });
}
