import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, parseCivilDate, startOfDay } from '../../kernel/calendar.ts';
import { type Instant, msBetween, plus } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/error.ts';
import type { Acceptance, Hold, Refusal, Report } from './answers.ts';
import { commonOf, failed, permitted } from './queueing.ts';
import type { In, MachineWay, Message } from './record.ts';

/** Pauses before the second, third and fourth attempt, in minutes. */
const retryMinutes: readonly number[] = [1, 5, 30];
/** Pauses before a provider that has not answered is asked once more what became of the message, in minutes. */
const askMinutes: readonly number[] = [1, 5, 30];
/** Pauses before the provider is asked for the evidence of delivery, in minutes; after the last of them there is none. */
const seekMinutes: readonly number[] = [1, 10, 60, 6 * 60, 24 * 60, 41 * 60];

/** What each channel's acceptance is worth: a group's robot has posted it; a mail server has taken it and says no more; a text message is followed. */
const worth: Readonly<Record<MachineWay, 'sent' | 'delivered' | 'unconfirmed'>> = { sms: 'sent', wecom: 'delivered', email: 'unconfirmed' };

/**
 * Its time has come (开始发送): from here on it counts as handed to the provider, whatever happens to us. Whoever commits this is the one who hands it over; should he
 * die, the provider is asked by our number before anybody hands it over again.
 */
export function begin(record: In<'queued' | 'held'>, _input: unknown, context: Context): Outcome<In<'sending' | 'queued'>> {
  const { now } = context;
  const allowed = permitted(record, now, context);
  const common = { ...commonOf(record), sendAt: record.sendAt };
  if (allowed > now) return { record: { state: 'queued', ...common, sendAt: allowed } };
  const askAt = plus(now, { minutes: askMinutes[0] ?? 1 });
  return { record: { state: 'sending', ...common, attempts: record.attempts + 1, begunAt: now, asks: 0, askAt } };
}

/** No answer yet (查询结果): the provider will be asked, and asked again; a channel that cannot be asked is given up, because sending twice is worse than not knowing. */
export function ask(record: In<'sending'>, _input: unknown, context: Context): Outcome<In<'sending' | 'failed'>> {
  const pause = askMinutes[record.asks + 1];
  if (record.way !== 'sms' || record.asks >= askMinutes.length) return failed(record, 'unanswered', context);
  const asks = record.asks + 1;
  return { record: { ...record, asks, askAt: plus(context.now, { minutes: pause ?? askMinutes.at(-1) ?? 30 }) } };
}

/**
 * The provider has taken it (服务商受理).
 *
 * @throws DomainError `message.answer-late` when the answer belongs to an earlier attempt.
 */
export function accept(
  record: In<'sending'>,
  { attempt, providerId, paidOn }: Acceptance,
  { now }: Context,
): Outcome<In<'sent' | 'delivered' | 'unconfirmed'>> {
  checkAttempt(record, attempt);
  const common = { ...commonOf(record), ...(paidOn ? { paidOn } : {}) };
  const accepted = { at: now, providerId };
  const state = worth[machineWay(record)];
  switch (state) {
    case 'sent':
      return { record: { state, ...common, sendAt: record.sendAt, accepted, seeks: 0, seekAt: plus(now, { minutes: seekMinutes[0] ?? 1 }) } };
    case 'delivered':
      return { record: { state, ...common, accepted, proof: { at: now } } };
    case 'unconfirmed':
      return { record: { state, ...common, sendAt: record.sendAt, accepted } };
  }
}

/**
 * The provider does not take it (服务商拒收): for now, then it is tried again after 1, 5 and 30 minutes, never in the quiet hours; or for good, then the next way is tried.
 *
 * @throws DomainError `message.answer-late`
 */
export function refuse(
  record: In<'sending'>,
  { attempt, reason, again, paidOn, failure }: z.output<typeof Refusal>,
  context: Context,
): Outcome<In<'queued' | 'failed'>> {
  checkAttempt(record, attempt);
  const pause = retryMinutes[record.attempts - 1];
  if (!again || pause === undefined) return failed(record, failure ?? 'refused', context, reason);
  const sendAt = permitted(record, plus(context.now, { minutes: pause }), context);
  return { record: { state: 'queued', ...commonOf(record), ...(paidOn ? { paidOn } : {}), sendAt } };
}

/**
 * The day's budget of the channel is spent (额度已满): it goes out the next day, in the order in which it came, one a second.
 *
 * @throws DomainError `message.answer-late`
 */
export function hold(record: In<'sending'>, { attempt, day, ahead }: Hold, context: Context): Outcome<In<'held'>> {
  checkAttempt(record, attempt);
  const morning = startOfDay(addDays(parseCivilDate(day), 1), context.project.timeZone);
  const sendAt = plus(permitted(record, laterOf(morning, context.now), context), { seconds: ahead });
  return { record: { state: 'held', ...commonOf(record), attempts: record.attempts - 1, sendAt } };
}

const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** No evidence yet (查询回执): the provider will be asked at longer and longer intervals, for three days. */
export function seek(record: In<'sent'>, _input: unknown, { now }: Context): Outcome<In<'sent' | 'unconfirmed'>> {
  const pause = seekMinutes[record.seeks + 1];
  if (pause === undefined) {
    const { state: _, seeks: _seeks, seekAt: _seekAt, ...accepted } = record;
    return { record: { ...accepted, state: 'unconfirmed' } };
  }
  return { record: { ...record, seeks: record.seeks + 1, seekAt: plus(now, { minutes: pause }) } };
}

/**
 * The provider's evidence (送达回执), about the message it has accepted under that number and no other.
 *
 * @throws DomainError `message.evidence-foreign` for another number, or for a delivery before there was a message
 */
export function report(record: In<'sent'>, { providerId, delivered, at, reason }: Report, context: Context): Outcome<In<'delivered' | 'failed'>> {
  const { accepted } = record;
  const early = at !== undefined && msBetween(at, context.opened.at) > toleranceMs;
  if (providerId !== accepted.providerId || early) throw new DomainError('conflict', 'message.evidence-foreign');
  if (!delivered) return failed(record, 'undelivered', context, reason);
  return { record: { state: 'delivered', ...commonOf(record), accepted, proof: { at: at ?? context.now } } };
}

/** How far a provider's clock may be behind ours; the acceptance may have been learnt of long after it. */
const toleranceMs = 10 * 60_000;

function checkAttempt({ attempts }: In<'sending'>, attempt: number): void {
  if (attempts !== attempt) throw new DomainError('conflict', 'message.answer-late');
}

/** People's ways are never handed to a provider. */
function machineWay({ way }: Message): MachineWay {
  if (way === 'phone' || way === 'door') throw new Error(`a message by ${way} has no provider`);
  return way;
}
