import type { Bill } from '../ledger/bill.ts';
import { type RatedUnit, type Rating, type Refused, rateUnit } from '../ledger/rating/rate.ts';
import type { Frozen, FrozenUnit } from './frozen.ts';
import type { BilledLine, PayerKind, RefusedLine } from './marker.ts';
import type { BillingOrder } from './order.ts';

/** What a unit is to be billed by a run, before anything is written. */
export interface Priced {
  readonly unit: FrozenUnit;
  readonly bills: readonly Bill[];
  readonly refused: readonly RefusedLine[];
}

/** Makes the pricing of one run: everything but the unit is the same for all. */
export function pricing(
  run: string,
  { period, issuedOn, feeClasses }: BillingOrder,
  { tariffs, shares, shared, accrualStart }: Frozen,
): (unit: FrozenUnit) => Priced {
  const same: Omit<Rating, 'unitId' | 'unit' | 'meters' | 'shares'> = {
    tariffs: new Map(tariffs),
    period,
    issuedOn,
    policy: { accrualStart },
    ...(feeClasses ? { feeClasses } : {}),
  };
  const origin = { kind: 'run', id: run };
  const [all, unshared] = [new Map(shares), new Map(shares.filter(([id]) => !shared.includes(id)))];
  const sharesFor = (unit: FrozenUnit) => (shared.length === 0 ? all : new Map([...unshared, ...shares.filter(([id]) => wasLeftOut(unit, id))]));
  return (frozen) => {
    const { bills, refused } = rateUnit({ ...same, shares: sharesFor(frozen), unitId: frozen.id, unit: frozen.unit, meters: frozen.meters });
    // What comes to nothing is owed by nobody; it would stand among the open bills for ever.
    const owed = bills.filter(({ issuedFen }) => issuedFen > 0).map((bill): Bill => ({ ...bill, origin }));
    return { unit: frozen, bills: owed, refused: refused.map(refusedLine) };
  };
}

/** Whether a unit had its part in a common cost that nobody could be billed for. */
const wasLeftOut = ({ prior = [] }: FrozenUnit, tariff: string): boolean =>
  prior.some(([, , , lines]) => lines.some(([code, refused]) => refused === tariff && code === 'rating.no-payer'));

function refusedLine({ code, tariff, meter, from, to }: Refused): RefusedLine {
  const line = [code, tariff ?? null, meter ?? null, from ?? null, to ?? null] as const;
  const last = line.findLastIndex((part) => part !== null);
  return line.slice(0, last + 1) as unknown as RefusedLine;
}

/** The tariff a bill of a run was worked out by; each of its lines names it. */
export const tariffOf = ({ lines }: Pick<Bill, 'lines'>): string => lines[0]?.tariff ?? '';

const ranked: readonly PayerKind[] = ['owner', 'developer', 'tenant', 'merchant', 'occupant'];

function payerKind({ relations }: RatedUnit, payer: string): PayerKind {
  return ranked.find((kind) => relations.some(({ party, role }) => party === payer && role === kind)) ?? 'other';
}

/** A bill as the marker keeps it. */
export function billedLine(unit: RatedUnit, bill: Bill): BilledLine {
  const { feeClass, charge, revision, issuedFen, payer } = bill;
  return [tariffOf(bill), feeClass, charge, revision, issuedFen, payerKind(unit, payer)];
}
