import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { asOf, type Loaded, post } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addMonths, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { type Bill, openFen } from '../../ledger/bill.ts';
import { systemBook } from '../../ledger/book.ts';
import { billStates } from '../../ledger/fold.ts';
import type { Posting } from '../../ledger/journal.ts';
import { lateFee } from '../../ledger/late-fee.ts';
import { billNamed, entryNamed, receiptNo } from '../../ledger/names.ts';
import { unit } from '../../registers/unit/contract.ts';
import type { WaiverWish } from './inputs.ts';
import { type In, type Level, levels } from './record.ts';

type Requested = In<'requested'>;

/** Months over which a household's waivers count together. */
const months = 12;

export const homeRead = ({ unit: home }: WaiverWish) => ({ home: asOf(unit, home, 'unit') });

/**
 * What was waived of a household in the twelve months up to today, principal and late fee, less what was taken back: it counts for who decides, so that nobody grants in
 * slices what he may not grant whole.
 */
export function waivedBefore(bills: Iterable<Bill>, home: string, today: string): number {
  const since = addMonths(parseCivilDate(today), -months);
  const parts = [...bills].filter(({ unit: of }) => of === home).flatMap(({ paid }) => paid.filter(({ as, on }) => as === 'waived' && on > since));
  return Math.max(0, sumOf(parts.map(({ fen, lateFen = 0 }) => fen + lateFen)));
}

/** Who decides on so much in twelve months (减免权限): ≤ ¥200 the head of the service centre, ≤ ¥2 000 the manager, above headquarters' finance. */
export function levelOf(totalFen: number, { waiverCsmFen, waiverPmFen }: Context['project']['money']): Level {
  if (totalFen <= waiverCsmFen) return 'CSM';
  return totalFen <= waiverPmFen ? 'PM' : 'HQ-FIN';
}

/**
 * Asks for a waiver (申请减免), and hands it in.
 *
 * @throws DomainError `waiver.other-unit`, `waiver.twice`, `waiver.nothing`, and what {@link checkOwed} refuses
 */
export function request(input: WaiverWish, context: Context<{ readonly home: Loaded }>): Outcome<Requested> {
  const { unit: home, reason, evidence } = input;
  const { actor, now, today, money, project } = context;
  if (input.bills.some(({ bill }) => billNamed(bill)?.unit !== home)) refuse('waiver.other-unit', 'bills', { unit: home });
  if (new Set(input.bills.map(({ bill }) => bill)).size < input.bills.length) refuse('waiver.twice', 'bills');
  if (input.bills.some(({ fen, lateFen }) => fen === undefined && lateFen === undefined)) refuse('waiver.nothing', 'bills');
  const bills = input.bills.map(({ bill, fen = 0, lateFen = 0 }) => ({ bill, fen, lateFen }));
  for (const share of bills) checkOwed(share, context);
  const principalFen = sumOf(bills.map(({ fen }) => fen));
  const lateFen = sumOf(bills.map((share) => share.lateFen));
  const earlierFen = waivedBefore(money.bills.values(), home, today);
  const record: Requested = {
    state: 'requested',
    unit: home,
    bills,
    principalFen,
    lateFen,
    earlierFen,
    level: levelOf(earlierFen + principalFen + lateFen, project.money),
    reason,
    ...(evidence === undefined ? {} : { evidence }),
    requestedBy: actor.person,
    requestedAt: now,
  };
  // biome-ignore lint/suspicious/noThenProperty: an outcome's next command, never awaited
  return { record, then: { command: 'submit', input: {} } };
}

/**
 * Nobody is forgiven what he does not owe, nor what is owed to others.
 *
 * @throws DomainError `bill.unknown`, `bill.not-open`, `waiver.agency`, `waiver.too-much`, `waiver.late-too-much`
 */
function checkOwed({ bill: id, fen, lateFen }: Requested['bills'][number], { money, today }: Pick<Context, 'money' | 'today'>): Bill {
  const bill = money.bills.get(id) ?? refuse('bill.unknown', 'bills', { id });
  const gone = bill.state === 'voided' || bill.state === 'writtenOff' || (fen > 0 && bill.state !== 'open');
  if (gone) refuse('bill.not-open', 'bills', { id, state: billStates[bill.state] }, 'conflict');
  if (bill.agency) refuse('waiver.agency', 'bills', { id });
  if (fen > openFen(bill)) refuse('waiver.too-much', 'bills', { id, open: yuan(openFen(bill)), fen: yuan(fen) });
  const late = lateFee(bill, today).openFen;
  if (lateFen > late) refuse('waiver.late-too-much', 'bills', { id, open: yuan(late), fen: yuan(lateFen) });
  return bill;
}

/**
 * Waives (减免入账). One waiver of a household is open at a time, so what had been waived before it cannot have grown since it was handed in; where another one was booked in
 * the very moment of the request, the chain it was given is too low.
 *
 * @throws DomainError `waiver.limit-changed`, and what {@link checkOwed} refuses
 */
export function waive(record: Requested, _input: unknown, context: Context): Outcome<In<'waived'>> {
  const { money, today, now, project } = context;
  const earlierFen = waivedBefore(money.bills.values(), record.unit, today);
  const totalFen = sumOf([earlierFen, record.principalFen, record.lateFen]);
  const level = levelOf(totalFen, project.money);
  if (levels.indexOf(level) > levels.indexOf(record.level)) refuse('waiver.limit-changed', undefined, { earlier: yuan(earlierFen) }, 'conflict');
  const postings = record.bills.flatMap((share): Posting[] => {
    const { feeClass, period } = checkOwed(share, context);
    const { bill, fen, lateFen } = share;
    return [
      { account: 'waiver', fen: fen + lateFen, feeClass, period },
      ...(fen > 0 ? [{ account: 'receivable' as const, fen: -fen, as: 'waived' as const, bill }] : []),
      ...(lateFen > 0 ? [{ account: 'lateFee' as const, fen: -lateFen, as: 'waived' as const, bill }] : []),
    ];
  });
  return {
    record: { ...record, earlierFen, state: 'waived', waivedAt: now },
    also: [post({ kind: 'waiver', book: systemBook, postings, reason: record.reason })],
    booked: (after, [entry = '']) => {
      const name = entryNamed(entry);
      return name ? { ...after, receipt: receiptNo(name) } : after;
    },
  };
}

/** Who signs: whoever may grant as much as the household was granted in twelve months, this one included; not who asked for it, whoever hands it in again. */
export function approvalOf(record: Requested, _input: unknown, { money }: Pick<Context, 'money'>): ApprovalNeed {
  const { level, unit: home, principalFen, lateFen, earlierFen, reason, requestedBy } = record;
  const parts = `本金 ${yuan(principalFen)} 元、违约金 ${yuan(lateFen)} 元`;
  return {
    stages: [{ need: [level], mode: 'any' }],
    summary: `减免 ${home} ${parts}（近12个月已减免 ${yuan(earlierFen)} 元）：${reason}`,
    notBy: [requestedBy],
    notParties: record.bills.flatMap(({ bill }) => money.bills.get(bill)?.payer ?? []),
  };
}
