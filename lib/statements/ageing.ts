import { sumOf } from '../kernel/money.ts';
import { feeClasses } from '../ledger/account.ts';
import { daysBetween } from '../ledger/late-fee.ts';
import { billNamed } from '../ledger/names.ts';

/** An open bill as the ageing sees it: what its index entry says. */
export interface Owing {
  readonly id: string;
  readonly payer: string;
  readonly joint?: readonly string[] | undefined;
  readonly due: string;
  readonly openFen: number;
}

/** Classes of age in days after the due date (账龄段); what is not due yet stands before them. */
export const ages = ['notDue', '0-30', '31-90', '91-180', '181-365', '>365'] as const;
/** See {@link ages}. */
export type Age = (typeof ages)[number];
const lastDays: readonly (readonly [Age, number])[] = [
  ['notDue', 0],
  ['0-30', 30],
  ['31-90', 90],
  ['91-180', 180],
  ['181-365', 365],
];

/** The age of a bill on a day: on its due date it is not due yet, the day after it is one day old. */
export function ageOf(dueOn: string, on: string): Age {
  const days = dueOn >= on ? 0 : daysBetween(dueOn, on);
  return lastDays.find(([, last]) => days <= last)?.[0] ?? '>365';
}

/** By what the arrears are put together. */
export const groupings = ['class', 'building', 'payer', 'unit'] as const;
/** See {@link groupings}. */
export type Grouping = (typeof groupings)[number];

/** Arrears of some bills (欠费), by age. */
export interface Ageing {
  readonly bills: number;
  readonly openFen: number;
  /** Past their due date. */
  readonly overdueFen: number;
  readonly byAge: Readonly<Record<Age, { readonly fen: number; readonly bills: number }>>;
}

/** Those of one class, building, payer or unit. */
export interface AgeingGroup extends Ageing {
  readonly key: string;
  readonly title: string;
  /** Units of the bills; who else is liable for them (连带责任, L09). */
  readonly units?: readonly string[];
  readonly joint?: readonly string[];
}

/** Units a group names; of more the number is enough. */
const mostUnits = 20;

/** Puts open bills together by age. */
export function ageing(bills: readonly Owing[], on: string): Ageing {
  const byAge = Object.fromEntries(ages.map((age) => [age, { fen: 0, bills: 0 }])) as Record<Age, { fen: number; bills: number }>;
  for (const { due, openFen } of bills) {
    const own = byAge[ageOf(due, on)];
    own.fen += openFen;
    own.bills += 1;
  }
  const openFen = sumOf(bills.map((one) => one.openFen));
  return { bills: bills.length, openFen, overdueFen: openFen - byAge.notDue.fen, byAge };
}

const keys: Readonly<Record<Grouping, (one: Owing) => string>> = {
  class: ({ id }) => billNamed(id)?.feeClass ?? '',
  building: ({ id }) => (billNamed(id)?.unit ?? '').split('-')[0] ?? '',
  payer: ({ payer }) => payer,
  unit: ({ id }) => billNamed(id)?.unit ?? '',
};

function mostFirst(a: AgeingGroup, b: AgeingGroup): number {
  if (a.overdueFen !== b.overdueFen) return a.overdueFen > b.overdueFen ? -1 : 1;
  if (a.openFen !== b.openFen) return a.openFen > b.openFen ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

/** The groups, those that owe most first. */
export function ageingBy(by: Grouping, bills: readonly Owing[], on: string): readonly AgeingGroup[] {
  const groups = [...Map.groupBy(bills, keys[by])].map(([key, own]): AgeingGroup => {
    const joint = [...new Set(own.flatMap((one) => one.joint ?? []))].toSorted();
    const units = [...new Set(own.map(({ id }) => billNamed(id)?.unit ?? ''))].toSorted().slice(0, mostUnits);
    return {
      key,
      title: by === 'class' ? ((feeClasses as Readonly<Record<string, string>>)[key] ?? key) : key,
      ...ageing(own, on),
      ...(by === 'payer' ? { units } : {}),
      ...((by === 'payer' || by === 'unit') && joint.length > 0 ? { joint } : {}),
    };
  });
  return groups.toSorted(mostFirst);
}
