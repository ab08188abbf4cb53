import * as z from 'zod';
import type { Context } from '../../cases/definition.ts';
import { civilDate } from '../../kernel/calendar.ts';
import { type Instant, msBetween, plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import { dateText, id, instantText, storedInstant, text } from '../../kernel/schema.ts';
import { Danger } from './vocabulary.ts';

/** The hours in which somebody will come (预约时段). */
export const WindowInput = z.strictObject({ from: instantText().meta({ title: '起' }), to: instantText().meta({ title: '止' }) });

const Window = z.strictObject({
  from: storedInstant().meta({ title: '起' }),
  to: storedInstant().meta({ title: '止' }),
  on: dateText(),
  /** When somebody first stood at the door for this appointment. */
  reachedAt: storedInstant().optional(),
});
/** See the schema. */
export type Window = z.infer<typeof Window>;

/** What makes it urgent and since when: the 30 minutes (R073) count from `since`, whatever is decided afterwards. */
export const Urgency = z.strictObject({
  danger: Danger,
  since: storedInstant().meta({ title: '急修受理时间' }),
  on: dateText(),
  reachedAt: storedInstant().optional().meta({ title: '首次到场' }),
  /** Who took the urgency away, and why (急修降级): the case stays in K10. */
  lowered: z.strictObject({ at: storedInstant(), by: id(), reason: text(200) }).optional(),
});
/** See the schema. */
export type Urgency = z.infer<typeof Urgency>;

/**
 * How fast somebody comes (响应): at once (急修), or in an agreed window (预约). An appointment that was urgent before, because it was lowered or
 * because nobody
 * opened the door, keeps that past in `was`.
 */
export const Response = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('urgent'), urgency: Urgency }),
  z.strictObject({ kind: z.literal('appointed'), window: Window, was: Urgency.optional() }),
]);
/** See the schema. */
export type Response = z.infer<typeof Response>;

const longestWindowMs = 12 * 3600_000;
const farthestDays = 60;

/**
 * An agreed window, checked (预约时段).
 *
 * @throws DomainError `repair.window-order`, `repair.window-past`, `repair.window-long` (> 12 h: that is no appointment), `repair.window-far`
 * (> 60 days).
 */
export function agreedWindow({ from, to }: z.infer<typeof WindowInput>, { now, project }: Pick<Context, 'now' | 'project'>): Window {
  if (to <= from) refuse('repair.window-order', 'window.to');
  if (to <= now) refuse('repair.window-past', 'window.to');
  if (msBetween(from, to) > longestWindowMs) refuse('repair.window-long', 'window.to');
  if (from > plus(now, { days: farthestDays })) refuse('repair.window-far', 'window.from');
  return { from, to, on: civilDate(to, project.timeZone) };
}

/** The urgency a repair has or had; K10 counts either. */
export function urgencyOf(response: Response): Urgency | undefined {
  return response.kind === 'urgent' ? response.urgency : response.was;
}

/** True while the 30 minutes run: urgent, and nobody has been there. */
export function isRushing(response: Response): boolean {
  return response.kind === 'urgent' && response.urgency.reachedAt === undefined;
}

/** When somebody first stood at the door in answer to what is promised now. */
export function reachedAt(response: Response): Instant | undefined {
  return response.kind === 'urgent' ? response.urgency.reachedAt : response.window.reachedAt;
}

/** Somebody stands at the door; only the first time counts. */
export function reached(response: Response, at: Instant): Response {
  return response.kind === 'urgent'
    ? { kind: 'urgent', urgency: { ...response.urgency, reachedAt: response.urgency.reachedAt ?? at } }
    : { ...response, window: { ...response.window, reachedAt: response.window.reachedAt ?? at } };
}

/** True when the agreed window ended, by `at`, with nobody there. */
export function isMissed(response: Response, at: Instant): boolean {
  return response.kind === 'appointed' && (response.window.reachedAt ?? at) > response.window.to;
}

/** Another appointment (改期). @throws DomainError `repair.urgent-not-movable` while the 30 minutes run. */
export function movedTo(response: Response, window: Window): Response {
  if (isRushing(response)) refuse('repair.urgent-not-movable');
  const was = urgencyOf(response);
  return { kind: 'appointed', window, ...(was ? { was } : {}) };
}

/** Two reports of one danger: the earlier one set the clock; what was lowered stays counted unless the other is in force. */
function earlier(a: Urgency, b: Urgency): Urgency {
  const [first, second] = a.since <= b.since ? [a, b] : [b, a];
  const { lowered, ...urgency } = { ...first, ...((first.reachedAt ?? second.reachedAt) ? { reachedAt: first.reachedAt ?? second.reachedAt } : {}) };
  return a.lowered && b.lowered ? { ...urgency, lowered } : urgency;
}

/**
 * Takes in a duplicate's urgency (合并): the surviving repair answers for the earliest urgent report.
 * An appointment nobody has kept yet becomes urgent itself; one that was kept has reached the duplicate's caller as well.
 */
export function absorbed(response: Response, other: Urgency | undefined): Response {
  if (!other) return response;
  if (response.kind === 'urgent') return { kind: 'urgent', urgency: earlier(response.urgency, other) };
  const { window, was } = response;
  const urgency = was ? earlier(was, other) : other;
  if (urgency.lowered) return { ...response, was: urgency };
  if (window.reachedAt === undefined && urgency.reachedAt === undefined) return { kind: 'urgent', urgency };
  return { ...response, was: { ...urgency, reachedAt: urgency.reachedAt ?? window.reachedAt } };
}
