import { capacitiesOf } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { billOf, keyOfBill } from '../cases/money-items.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import { addDays, addMonths, type CivilDate, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { sumOf, yuan } from '../kernel/money.ts';
import { type Bill, openFen } from '../ledger/bill.ts';
import { daysBetween } from '../ledger/late-fee.ts';
import { limitationOf } from '../ledger/limitation.ts';
import { billId } from '../ledger/names.ts';
import { householdWord } from '../workflows/dunning/contract.ts';
import { limitationType } from '../workflows/dunning/reminding.ts';
import { dunning } from '../workflows/dunning/workflow.ts';
import { type OpenBill, openBills } from './arrears.ts';
import type { Reminder } from './reminders.ts';

/** How long before its end somebody is told (L20), in days. */
export const alertDays = 90;

/** A bill may not expire before three years after its due day, so that only old ones have to be looked at. */
const candidates = (until: CivilDate): CivilDate => addMonths(until, -36);

/** The bills themselves: what an index entry says is not enough, because each evidenced demand has moved the end. */
async function load({ desk, project }: Work, ids: readonly string[]): Promise<readonly Bill[]> {
  const pages = await inParallel(slices(ids, 100), 4, (page) => desk.table.getAll(page.map((id) => keyOfBill(desk.company, project, id))));
  return pages.flatMap((page) => [...page.values()].map((item) => billOf(item).value)).filter(({ state }) => state === 'open');
}

/** The alerts of a day (诉讼时效预警): households with bills that can be enforced for ninety more days or less. Told once for each day of expiry. */
export async function nearLimitation(work: Work, overdue: readonly OpenBill[], day: CivilDate): Promise<readonly Reminder[]> {
  const until = addDays(day, alertDays);
  const old = overdue.filter(({ due }) => due <= candidates(until));
  const ending = (
    await load(
      work,
      old.map(({ id }) => id),
    )
  ).flatMap((bill) => {
    const { expiresOn } = limitationOf(bill);
    return expiresOn >= day && expiresOn <= until ? [{ bill, expiresOn }] : [];
  });
  const groups = Map.groupBy(ending, ({ bill, expiresOn }) => `${householdWord(bill)} ${expiresOn}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { unit, payer } = first.bill;
    const amount = yuan(sumOf(group.map(({ bill }) => openFen(bill))));
    const params = { unit, count: String(group.length), amount, expiresOn: first.expiresOn };
    return [
      {
        type: limitationType,
        party: payer,
        period: `${unit}~${first.expiresOn}`,
        title: `${unit} 欠费`,
        to: { positions: ['CSM' as const, 'PM' as const] },
        params,
      },
    ];
  });
}

/** One bill of the limitation list. */
export interface LimitationRow {
  readonly bill: string;
  readonly unit: string;
  readonly payer: string;
  readonly title: string;
  readonly dueOn: string;
  readonly openFen: number;
  readonly expiresOn: string;
  /** Days left, today not counted; below zero when it is over. */
  readonly daysLeft: number;
  /** What began the limitation anew last. */
  readonly since?: { readonly on: string; readonly by: string } | undefined;
}

/** The limitation list (诉讼时效到期表) with its sums in fen. */
export interface LimitationList {
  readonly asOf: string;
  readonly until: string;
  readonly expiring: { readonly count: number; readonly openFen: number };
  readonly expired: { readonly count: number; readonly openFen: number };
  readonly items: readonly LimitationRow[];
  /** Whether there are more than the answer lists; the sums are of all. */
  readonly more: boolean;
}

/** Rows an answer lists, the most urgent first. */
const mostRows = 500;

/**
 * Bills whose limitation ends within so many days, and those for which it is over already (诉讼时效清单, L20).
 *
 * @throws DomainError `access.not-found` to whoever may not read arrears
 */
export async function limitationList(desk: Desk, caller: Caller, within: number): Promise<LimitationList> {
  const { work } = await openWork(desk, caller);
  if (!capacitiesOf(work.actor).some((role) => dunning.readBy.some((reader) => reader === role))) throw new DomainError('not-found', 'access.not-found');
  const today = parseCivilDate(work.today);
  const until = addDays(today, within);
  const { buildings } = work.actor;
  const old = (await openBills(desk.table, work.project, { to: candidates(until) })).filter(
    ({ unit }) => !buildings || buildings.includes(unit.split('-')[0] ?? ''),
  );
  const bills = await load(
    work,
    old.map(({ id }) => id),
  );
  const rows = bills.map((bill) => rowOf(bill, today)).filter(({ expiresOn }) => expiresOn <= until);
  const sorted = rows.toSorted((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
  const sum = (some: readonly LimitationRow[]) => ({ count: some.length, openFen: sumOf(some.map((row) => row.openFen)) });
  const isOver = ({ daysLeft }: LimitationRow): boolean => daysLeft < 0;
  return {
    asOf: today,
    until,
    expiring: sum(sorted.filter((row) => !isOver(row))),
    expired: sum(sorted.filter(isOver)),
    items: [...sorted.filter((row) => !isOver(row)), ...sorted.filter(isOver)].slice(0, mostRows),
    more: sorted.length > mostRows,
  };
}

/** The sooner first, of one day by bill. */
const urgency = ({ expiresOn, bill }: LimitationRow): string => `${expiresOn} ${bill}`;

function rowOf(bill: Bill, today: string): LimitationRow {
  const { expiresOn, events } = limitationOf(bill);
  const last = events.findLast(({ counted }) => counted);
  const { unit, payer, title, dueOn } = bill;
  const row = { bill: billId(bill), unit, payer, title, dueOn, openFen: openFen(bill), expiresOn, daysLeft: daysBetween(today, expiresOn) };
  return { ...row, ...(last ? { since: { on: last.on, by: last.by } } : {}) };
}
