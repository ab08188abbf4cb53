import * as z from 'zod';
import type { Work } from '../cases/work.ts';
import { formatLocal } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { closeText, reopenText } from '../kernel/company-key.ts';
import { DomainError } from '../kernel/error.ts';
import { sumOf, yuan } from '../kernel/money.ts';
import { dateText, storedInstant } from '../kernel/schema.ts';
import type { Quoted } from '../ledger/division.ts';
import type { PaymentInput } from './payment-input.ts';

const purpose = 'quote';

const Sealed = z.strictObject({
  project: z.string(),
  on: dateText(),
  until: storedInstant(),
  lines: z.array(z.tuple([z.string(), z.int(), z.int()])),
});

/** What was quoted, as the token carries it: no row is written for it. */
export interface QuoteSeal {
  readonly on: string;
  readonly until: Instant;
  readonly lines: readonly Quoted[];
}

/** Closes a quote (报价凭据), so that only we can have made it. */
export async function sealQuote({ desk, project }: Pick<Work, 'desk' | 'project'>, { on, until, lines }: QuoteSeal): Promise<string> {
  const value: z.infer<typeof Sealed> = { project, on, until, lines: lines.map(({ bill, openFen, lateFen }) => [bill, openFen, lateFen]) };
  return closeText(await desk.keys(), purpose, JSON.stringify(value));
}

/**
 * The quote a payment names, or the part of it that its designated bills make up.
 *
 * @throws DomainError `quote.invalid`, `quote.expired`, `quote.bill-unknown`, `quote.amount`
 */
export async function openQuote(
  { desk, project, now, policy }: Work,
  token: string,
  { allocations, amountFen }: Pick<PaymentInput, 'allocations' | 'amountFen'>,
): Promise<QuoteSeal> {
  const payload = reopenText(await desk.keys(), purpose, token);
  const sealed = payload === undefined ? undefined : Sealed.parse(JSON.parse(payload));
  if (!sealed || sealed.project !== project) throw new DomainError('unprocessable', 'quote.invalid');
  if (now > sealed.until) throw new DomainError('conflict', 'quote.expired', { until: formatLocal(sealed.until, policy.timeZone) });
  const all = sealed.lines.map(([bill, openFen, lateFen]): Quoted => ({ bill, openFen, lateFen }));
  const lines = allocations ? allocations.map(({ bill }) => all.find((line) => line.bill === bill) ?? unknownBill(bill)) : all;
  const total = sumOf(lines.map(({ openFen, lateFen }) => openFen + lateFen));
  if (total !== amountFen) throw new DomainError('unprocessable', 'quote.amount', { total: yuan(total), amount: yuan(amountFen) });
  return { on: sealed.on, until: sealed.until, lines };
}

function unknownBill(id: string): never {
  throw new DomainError('unprocessable', 'quote.bill-unknown', { id });
}
