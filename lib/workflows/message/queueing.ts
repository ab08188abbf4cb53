import { type Effect, open } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { afterQuietHours } from '../../kernel/quiet-hours.ts';
import { message, type QueueInput } from './contract.ts';
import { type Failure, type In, isOutside, type Message, wayTitles } from './record.ts';

/** After two days a notice is no news any more: whoever it was for has been told otherwise, or has noticed. */
const staleHours = 48;
/** How soon a colleague tells by telephone or at the door what no machine could. */
const handMinutes = { usual: 240, emergency: 30 } as const;

/**
 * A notice goes out (通知外发): at once to staff and in emergencies, after the quiet hours to everybody outside, by hand where the addressee prefers it or no machine
 * reaches him. What he has refused is put on record and not sent.
 */
export function queue({ refused, ...input }: QueueInput, context: Context): Outcome<In<'queued' | 'byHand' | 'suppressed'>> {
  const { now } = context;
  const base = { ...input, attempts: 0, staleAt: plus(now, { hours: staleHours }) };
  if (refused && !input.emergency) return { record: { state: 'suppressed', ...base } };
  if (input.way === 'phone' || input.way === 'door') return byHand({ ...base, way: input.way }, context);
  return { record: { state: 'queued', ...base, sendAt: permitted(base, now, context) } };
}

/** The first instant at or after `at` at which this message may reach its addressee. */
export function permitted(record: Pick<Message, 'to' | 'emergency'>, at: Instant, { project }: Context): Instant {
  return isOutside(record) && !record.emergency ? afterQuietHours(at, project) : at;
}

type Letter = Omit<In<'queued'>, 'state' | 'sendAt'>;

/** A colleague has to call or to go (电话或上门告知): the front desk hears of it now, and the head of customer service when it is late. */
function byHand(base: Letter & { readonly way: 'phone' | 'door' }, context: Context): Outcome<In<'byHand'>> {
  const minutes = base.emergency ? handMinutes.emergency : handMinutes.usual;
  const dueAt = plus(permitted(base, context.now, context), { minutes });
  return {
    record: { state: 'byHand', ...base, handedAt: context.now, dueAt },
    notices: [{ type: 'message.byHand', to: { positions: ['FRONT'] }, params: { way: wayTitles[base.way], text: base.text }, emergency: base.emergency }],
  };
}

/** What all states have in common, without what belongs to one of them. */
export function commonOf(record: Message): Letter {
  const { source, to, title, text, template, emergency, unit, keptFrom, way, ladder, attempts, staleAt, paidOn } = record;
  return { source, to, title, text, template, emergency, unit, keptFrom, way, ladder, attempts, staleAt, paidOn };
}

/** This way has failed: the next one of the ladder takes over as a message of its own; behind the last one stands the head of customer service. */
export function failed(record: Message, failure: Failure, context: Context, detail?: string): Outcome<In<'failed'>> {
  const accepted = 'accepted' in record && record.accepted ? { accepted: record.accepted } : {};
  const said = detail ? { detail } : {};
  const lost = failure !== 'stale' && isOutside(record) && record.ladder.length === 0;
  return {
    record: { state: 'failed', ...commonOf(record), ...accepted, ...said, failure, failedAt: context.now },
    also: failure === 'stale' ? [] : next(record),
    notices: lost ? [{ type: 'message.unreachable', to: { positions: ['CSM'] }, params: { text: record.text } }] : [],
  };
}

function next(record: Message): readonly Effect[] {
  const [way, ...ladder] = record.ladder;
  if (!way) return [];
  const { source, to, title, text, template, emergency, unit, keptFrom } = record;
  return [open(message, 'queue', { source, to, title, text, template, emergency, unit, keptFrom, way, ladder, refused: false })];
}

/** It waited too long to be worth sending (已过时效). */
export function expire(record: In<'queued' | 'held'>, _input: unknown, context: Context): Outcome<In<'failed'>> {
  return failed(record, 'stale', context);
}

/** Somebody has told him (已告知): who, how, and when is the evidence. */
export function told(record: In<'byHand'>, { note }: { readonly note?: string | undefined }, { actor, now }: Context): Outcome<In<'delivered'>> {
  return { record: { state: 'delivered', ...commonOf(record), proof: { at: now, by: actor.person, ...(note ? { note } : {}) } } };
}

/** He could not be reached (无法联系): after the telephone the door, after the door the head of customer service. */
export function unreachable(record: In<'byHand'>, { note }: { readonly note: string }, context: Context): Outcome<In<'failed'>> {
  return failed(record, 'unreachable', context, note);
}

/** A colleague's own order to tell somebody (登记告知任务), so that a promise to call back is somebody's work with a time limit. */
export function assign(
  input: { readonly party: string; readonly unit?: string | undefined; readonly way: 'phone' | 'door'; readonly text: string; readonly emergency: boolean },
  context: Context,
): Outcome<In<'byHand'>> {
  const { party, unit, way, text, emergency } = input;
  const source = { type: 'handTask' };
  const base = { source, to: { party }, title: '人工告知', text, emergency, unit, way, ladder: way === 'phone' ? (['door'] as const) : [] };
  return byHand({ ...base, ladder: [...base.ladder], attempts: 0, staleAt: plus(context.now, { hours: staleHours }) }, context);
}
