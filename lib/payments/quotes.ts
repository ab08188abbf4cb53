import { rolesFor } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { moneyFor } from '../cases/money.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { instant, plus } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { sumOf, yuan } from '../kernel/money.ts';
import type { Role } from '../kernel/position.ts';
import { headquarters } from '../kernel/position.ts';
import { oldestFirst } from '../ledger/allocation.ts';
import { type Bill, openFen } from '../ledger/bill.ts';
import { lateFee } from '../ledger/late-fee.ts';
import { balanceId, billId } from '../ledger/names.ts';
import { unit as unitContract } from '../registers/unit/contract.ts';
import { billsOfUnits, checkNamed } from './household.ts';
import { sealQuote } from './quote-token.ts';

/** Units of one quote. */
export const mostQuotedUnits = 60;

/** Who sees what households owe, and what they have paid. */
export const moneyReaders: readonly Role[] = ['CASHIER', 'FRONT', 'CSM', 'PM', ...headquarters];

/**
 * What is owed now (应缴查询), bill by bill, with a token at whose late fees a payment is accepted for a day: who was told a sum yesterday pays that sum today. Nothing is
 * written.
 *
 * A resident gets the bills of which he is the payer or jointly liable.
 *
 * @throws DomainError `access.not-found`, `access.forbidden`, `reference.unknown`
 */
export async function quote(desk: Desk, caller: Caller, { units, on }: { units: readonly string[]; on?: string | undefined }): Promise<unknown> {
  const { work } = await openWork(desk, caller);
  const staff = await checkReader(work, units);
  await checkNamed(work, undefined, units);
  const day = on ?? work.today;
  const all = [...(await billsOfUnits(work, units)).values()];
  const { party } = work.actor;
  const seen = all.filter((bill) => staff || bill.payer === party || (party !== undefined && bill.joint?.includes(party) === true));
  const owed = oldestFirst(seen.map((bill) => ({ bill, late: lateFee(bill, day) })).filter(({ bill, late }) => isOwed(bill, late.openFen)));
  const lines = owed.map(({ bill, late }) => ({ bill: billId(bill), openFen: bill.state === 'open' ? openFen(bill) : 0, lateFen: late.openFen }));
  const totalFen = sumOf(lines.map(({ openFen: open, lateFen }) => open + lateFen));
  const until = instant(plus(work.now, { hours: work.policy.money.quoteHours }));
  const token = day === work.today && lines.length > 0 ? { quote: await sealQuote(work, { on: day, until, lines }), validUntil: until } : {};
  return {
    on: day,
    units,
    bills: owed.map(({ bill, late }, at) => ({ ...lines[at], ...about(bill), late: { ...late, capped: late.capped } })),
    totalFen,
    total: yuan(totalFen),
    prepaid: await prepaidOf(work, units, staff ? [...new Set(seen.map(({ payer }) => payer))] : party === undefined ? [] : [party]),
    ...token,
  };
}

const isOwed = (bill: Bill, lateFen: number): boolean => (bill.state === 'open' && openFen(bill) + lateFen > 0) || (bill.state === 'settled' && lateFen > 0);

function about({ unit, period, feeClass, title, payer, joint, issuedFen, dueOn, dispute }: Bill): Readonly<Record<string, unknown>> {
  return {
    unit,
    period,
    feeClass,
    title,
    payer,
    ...(joint ? { joint } : {}),
    issuedFen,
    dueOn,
    ...(dispute && dispute.upheld === undefined ? { disputed: true } : {}),
  };
}

async function prepaidOf(work: Work, units: readonly string[], parties: readonly string[]): Promise<readonly unknown[]> {
  const names = parties
    .slice(0, 20)
    .flatMap((id) => [...units.slice(0, 4).map((unit) => balanceId({ kind: 'prepaid', unit, id })), balanceId({ kind: 'prepaid', id })]);
  const { balances } = await moneyFor(work, { balances: names });
  return [...balances].filter(([, { fen }]) => fen > 0).map(([id, { unit, party, fen }]) => ({ balance: id, unit, party, fen }));
}

/** @returns whether the caller asks as staff. @throws DomainError as {@link quote} */
async function checkReader(work: Work, units: readonly string[]): Promise<boolean> {
  const definition = definitionOf(work.desk, unitContract);
  const roles = await Promise.all(units.map((unit) => rolesFor(work, definition, undefined, { unit })));
  if (roles.every((held) => held.some((role) => moneyReaders.includes(role as Role)))) return true;
  if (roles.every((held) => held.includes('RESIDENT'))) return false;
  throw new DomainError('not-found', 'access.not-found');
}
