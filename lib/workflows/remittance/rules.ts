import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { post } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { yuan } from '../../kernel/money.ts';
import { agencyClasses, type FeeClass, feeClasses, type Measure } from '../../ledger/account.ts';
import { isCounterBook } from '../../ledger/book.ts';
import { entryNamed, receiptNo } from '../../ledger/names.ts';
import { oneAfterAnother } from '../../ledger/payback.ts';
import type { Totals } from '../../ledger/totals.ts';
import type { RemittanceWish } from './inputs.ts';
import type { In } from './record.ts';

type Requested = In<'requested'>;

const collecting: readonly Measure[] = ['paid', 'offset', 'deducted', 'refunded'];

/** What was collected of a class for the bills of a month, less what was paid back; and what was handed on of it (K02). */
export function standing(totals: Totals, feeClass: FeeClass): { readonly collectedFen: number; readonly remittedFen: number } {
  const collectedFen = 0 - collecting.reduce((sum, measure) => sum + (totals[`${measure}|${feeClass}`] ?? 0), 0);
  return { collectedFen: Math.max(0, collectedFen), remittedFen: Math.max(0, totals[`remitted|${feeClass}`] ?? 0) };
}

/** Money of a class is others' by its nature, or because the tariff says so and bills stand as such. */
const isAgency = (totals: Totals, feeClass: FeeClass): boolean => agencyClasses.includes(feeClass) || (totals[`agency|${feeClass}`] ?? 0) !== 0;

/** @throws DomainError `remittance.too-much`: nobody hands on what he has not got, least of all from other people's money */
function checkCollected(
  { money: { totals = {} } }: Pick<Context, 'money'>,
  { feeClass, period, amountFen }: Pick<Requested, 'feeClass' | 'period' | 'amountFen'>,
) {
  const { collectedFen, remittedFen } = standing(totals, feeClass);
  if (remittedFen + amountFen > collectedFen)
    refuse('remittance.too-much', 'amountFen', {
      what: feeClasses[feeClass],
      period,
      collected: yuan(collectedFen),
      remitted: yuan(remittedFen),
      left: yuan(Math.max(0, collectedFen - remittedFen)),
    });
  return { collectedFen, earlierFen: remittedFen };
}

/**
 * Asks to hand collected money on (申请代缴), and hands it in.
 *
 * @throws DomainError `law.agency-fee`, `remittance.not-agency`, `remittance.book`, `remittance.future`, `remittance.too-much`
 */
export function request(input: RemittanceWish, context: Context): Outcome<Requested> {
  const { feeFen = 0, book = context.actor.person, paidOn = context.today, ...wish } = input;
  if (feeFen > 0) refuse('law.agency-fee', 'feeFen');
  if (!isAgency(context.money.totals ?? {}, wish.feeClass)) refuse('remittance.not-agency', 'feeClass', { what: feeClasses[wish.feeClass] });
  if (!isCounterBook(book)) refuse('remittance.book', 'book', { book });
  if (paidOn > context.today) refuse('remittance.future', 'paidOn');
  const known = checkCollected(context, wish);
  const record: Requested = { state: 'requested', ...wish, paidOn, book, ...known, requestedBy: context.actor.person, requestedAt: context.now };
  // biome-ignore lint/suspicious/noThenProperty: an outcome's next command, never awaited
  return { record, then: { command: 'submit', input: {} } };
}

/** Books it (代缴入账): what is owed to the utility, and the money, become less by the same sum. */
export function remit(record: Requested, _input: unknown, context: Context): Outcome<In<'remitted'>> {
  const { feeClass, period, amountFen, channel, book, utility, voucher } = record;
  const known = checkCollected(context, record);
  return {
    record: { ...record, ...known, state: 'remitted', remittedAt: context.now },
    also: [
      post({
        kind: 'remittance',
        book,
        postings: [
          { account: 'agency', fen: amountFen, feeClass, period },
          { account: 'cash', fen: -amountFen, channel },
        ],
        reason: `${utility} ${voucher}`,
      }),
    ],
    booked: (after, [entry = '']) => {
      const name = entryNamed(entry);
      return name ? { ...after, receipt: receiptNo(name) } : after;
    },
  };
}

/** The manager signs, then headquarters' finance. */
export function approvalOf({ feeClass, period, amountFen, utility, voucher }: Requested): ApprovalNeed {
  return {
    stages: oneAfterAnother(['PM', 'HQ-FIN']),
    summary: `代缴 ${feeClasses[feeClass]} ${period} ${yuan(amountFen)} 元至 ${utility}，凭证 ${voucher}`,
  };
}
