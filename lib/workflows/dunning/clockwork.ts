import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { addDays, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { openFen } from '../../ledger/bill.ts';
import { dayOf, goesOn, laterDay, nextAt, reachedNow, rungAfter } from './ladder.ts';
import { judged, type Open, type PayerKnown, pausedAt, pauseOf, type Settled, seen } from './progress.ts';
import type { Active, In } from './record.ts';

type Moved = Outcome<Active | In<'paused'> | Settled>;

/**
 * The clock reaches the next rung (催缴进阶): who does its work is told. First the ledger is asked again: nothing owed ends the case; only bills under an objection, or a payer
 * who cannot be asked, stop the ladder; and when the oldest bills have been paid, the rung waits for those that are left.
 */
export function advance(before: Active, _input: unknown, context: Context<PayerKnown>): Moved {
  const { record, owed, settled } = seen(before, context);
  if (settled) return { record: settled };
  if (context.reads.payer?.record.standing) return stoppedBy(record, context);
  if (owed.disputed) return { record: pausedAt(record, pauseOf('dispute', context)) };
  const rung = rungAfter(record.state);
  if (!rung) return { record };
  const basedOn = laterDay(record.oldestDue, record.basedOn);
  const counting = { ...record, basedOn };
  if (dayOf(rung, counting) > context.today) return { record: { ...counting, ...nextAt(record.state, counting, context) } };
  const { nextAt: _, ...rest } = counting;
  return { record: { ...rest, state: rung, reached: [...record.reached, reachedNow(rung, context)], ...nextAt(rung, counting, context) } };
}

/** Somebody has died, is bankrupt, or had his property seized: the ladder stops, and the heads decide what to do with the claim. */
function stoppedBy(record: Open, context: Context): Moved {
  return { record: pausedAt(record, pauseOf('standing', context)), notices: [{ type: 'dunning.stopped', to: { positions: ['CSM', 'PM'] } }] };
}

/**
 * The daily look (每日核对): paid cases end, and what the ladder waited for may be over — an objection decided, a standing lifted. It changes nothing else.
 */
export function look(before: Open, _input: unknown, context: Context<PayerKnown>): Moved {
  const { record, owed, settled } = seen(before, context);
  if (settled) return { record: settled };
  const standing = context.reads.payer?.record.standing;
  if (record.state !== 'paused') return standing ? stoppedBy(record, context) : { record };
  if (standing && record.pause.reason !== 'standing') return stoppedBy(record, context);
  const { reason } = record.pause;
  const over = (reason === 'dispute' && record.pause.ref === undefined && !owed.disputed) || (reason === 'standing' && !standing);
  return { record: over ? goesOn(record, context) : record };
}

/**
 * The promised day is over (承诺到期): kept when nothing is owed, or when what was promised has come in. A broken promise is the project manager's to know, and the ladder goes on.
 */
export function judge(before: In<'paused'>, _input: unknown, context: Context<PayerKnown>): Moved {
  const { record, settled } = seen(before, context);
  if (settled) return { record: settled };
  if (record.pause.reason !== 'promise') return { record };
  const last = record.promises.at(-1);
  const kept = last?.fen !== undefined && paidSince(before, context) >= last.fen;
  const next = goesOn({ ...record, promises: judged(record.promises, kept) }, context);
  if (kept) return { record: next };
  const notices: Notice[] = [{ type: 'dunning.broken', to: { positions: ['PM', 'FRONT'] }, params: { promised: last?.on ?? '', open: yuan(record.openFen) } }];
  return { record: { ...next, broken: true }, notices };
}

/** What has been paid on the bills the case named when the promise was made. */
function paidSince({ bills, promises }: In<'paused'>, { money }: Pick<Context, 'money'>): number {
  const stillOpen = bills.flatMap((one) => money.bills.get(one) ?? []).filter(({ state }) => state === 'open');
  return sumOf([promises.at(-1)?.owedFen ?? 0, ...stillOpen.map((bill) => -openFen(bill))]);
}

/** An instalment plan covers the arrears (分期): the ladder waits for it. */
export function hold(record: Open, { plan }: { readonly plan: string }, context: Context): Outcome<In<'paused'>> {
  return { record: pausedAt(record, pauseOf('instalment', context, { ref: plan })) };
}

/** The plan is over (分期终止或完成): the ledger says whether there is anything left to ask for. A case that waits for something else stays as it is. */
export function release(before: Open, { plan }: { readonly plan: string }, context: Context<PayerKnown>): Moved {
  const { record, settled } = seen(before, context);
  if (settled) return { record: settled };
  return { record: record.state === 'paused' && record.pause.ref === plan ? goesOn(record, context) : record };
}

/** How long the project manager may spare a household at a time (困难家庭暂缓), in days. */
export const sparedDays = 180;

/** @throws DomainError `dunning.spare-day` for a day that is not within the next half year */
export function spareDay(until: string, today: string): string {
  const latest = addDays(parseCivilDate(today), sparedDays);
  return until > today && until <= latest ? until : refuse('dunning.spare-day', 'until', { latest });
}
