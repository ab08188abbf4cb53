import type { Context, Outcome } from '../../cases/definition.ts';
import { DomainError } from '../../kernel/error.ts';
import type { Declined, Opened } from './contract.ts';
import { baseOf, type In } from './record.ts';
import { attemptAskAt, closeAskAt, mostAttempts, mostCloseAsks, pollAskAt } from './waking.ts';

/**
 * The provider has made the order (渠道受理): from here on it can be paid.
 *
 * @throws DomainError `payment-order.answer-late` when the answer belongs to an earlier attempt
 */
export function opened(record: In<'creating'>, { attempt, code }: Opened, { now }: Context): Outcome<In<'open'>> {
  checkAttempt(record, attempt);
  return { record: { state: 'open', ...baseOf(record), code, asks: 0, askAt: pollAskAt(now, 0) } };
}

/**
 * The provider makes none (渠道拒绝): for now, then it is asked again; or for good.
 *
 * @throws DomainError `payment-order.answer-late`
 */
export function declined(record: In<'creating'>, { attempt, reason, again }: Declined, context: Context): Outcome<In<'creating' | 'failed'>> {
  checkAttempt(record, attempt);
  if (again) return { record };
  return { record: { state: 'failed', ...baseOf(record), reason }, notices: [failure(reason, context)] };
}

const failure = (reason: string, { opened: { by } }: Context) => ({ type: 'payment-order.failed', to: { persons: [by] }, params: { reason } });

/** No answer (重新下单): the provider is asked for the same order once more, which makes no second one; after the last time it is asked to close whatever there may be. */
export function retry(record: In<'creating'>, _input: unknown, context: Context): Outcome<In<'creating' | 'closing'>> {
  if (record.attempts >= mostAttempts) return end(record, 'failed', context);
  const attempts = record.attempts + 1;
  return { record: { ...record, attempts, askAt: attemptAskAt(context.now, attempts) } };
}

/** Has it been paid (定时查询)? The callback may be lost. */
export function poll(record: In<'open'>, _input: unknown, { now }: Context): Outcome<In<'open'>> {
  const asks = record.asks + 1;
  return { record: { ...record, asks, askAt: pollAskAt(now, asks) } };
}

/** Its time is over (过期). */
export function expire(record: In<'creating' | 'open'>, _input: unknown, context: Context): Outcome<In<'closing'>> {
  return end(record, 'expired', context);
}

/** Somebody gives it up (关闭支付单). */
export function close(record: In<'creating' | 'open'>, _input: unknown, context: Context): Outcome<In<'closing'>> {
  return end(record, 'closed', context);
}

function end(record: In<'creating' | 'open'>, why: In<'closing'>['why'], { now }: Context): Outcome<In<'closing'>> {
  return { record: { state: 'closing', ...baseOf(record), why, asks: 0, askAt: closeAskAt(now, 0) } };
}

/** The provider has not said that it is closed (再次关单): it is asked again, and at last taken to be. */
export function recheck(record: In<'closing'>, _input: unknown, context: Context): Outcome<In<'closing' | 'expired' | 'closed' | 'failed'>> {
  const asks = record.asks + 1;
  if (asks >= mostCloseAsks) return ended(record, undefined, context);
  return { record: { ...record, asks, askAt: closeAskAt(context.now, asks) } };
}

/** Nobody can pay it any more (渠道已关单). */
export function ended(record: In<'closing'>, _input: unknown, context: Context): Outcome<In<'expired' | 'closed' | 'failed'>> {
  const { why } = record;
  if (why !== 'failed') return { record: { state: why, ...baseOf(record) } };
  const reason = '渠道无回应';
  return { record: { state: 'failed', ...baseOf(record), reason }, notices: [failure(reason, context)] };
}

/** Somebody wants to know (查询支付结果); the asking itself comes after the commit. */
export function query<S extends 'creating' | 'open' | 'closing'>(record: In<S>): Outcome<In<S>> {
  return { record };
}

function checkAttempt({ attempts }: In<'creating'>, attempt: number): void {
  if (attempts !== attempt) throw new DomainError('conflict', 'payment-order.answer-late');
}
