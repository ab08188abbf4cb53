import type { Desk } from '../cases/desk.ts';
import type { NoticeEvent } from '../cases/history.ts';
import { openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { systemActor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { instant, plus } from '../kernel/clock.ts';
import { sentence } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { accountSums } from '../ledger/folded-totals.ts';
import { type BalanceKind, balanceKinds } from '../ledger/names.ts';
import { addTotals, type Totals } from '../ledger/totals.ts';
import { absent } from '../table/conditions.ts';
import { balanceCheckKey, balancesPartition, totalsPartition } from '../table/keys.ts';
import type { Question } from '../table/table.ts';
import { backOff } from '../table/transport.ts';
import { foldFinishedMonths } from './folding.ts';
import { openDays } from './read-totals.ts';

/** Money held for others that is not what the ledger says (余额不符). */
export interface Difference {
  readonly kind: BalanceKind;
  /** What the single balances hold together, and what the account says. */
  readonly itemsFen: number;
  readonly accountFen: number;
}

const differs = {
  zh: '{project}的{title}明细合计 {items} 元，总账为 {account} 元，相差 {difference} 元，请立即核对',
  en: '{project}: single {kind} balances hold {items}, the account says {account}',
};

/** How often a difference is looked at again before it is believed: the index follows the table by a moment. */
const mostTries = 4;

/**
 * The hourly check (余额核对): prepayments, deposits and unclaimed transfers are each the sum of their open items, to the fen. A difference is told to headquarters' finance, once a day; the
 * caller raises the alarm. Months that have ended are folded on the way.
 *
 * @returns what differs, also when it was told before
 */
export async function checkBalances(desk: Desk, project: string, at: string): Promise<readonly Difference[]> {
  // Most projects of a house that is just beginning have booked nothing yet.
  if (!(await hasBooked(desk, project))) return [];
  const actor = systemActor(desk.company);
  const { work } = await openWork(desk, { person: actor.person, project, actor });
  // Two hours after midnight nobody can still be booking for the day before.
  await foldFinishedMonths(desk, project, civilDate(plus(instant(at), { hours: -2 }), work.policy.timeZone));
  const differences = await differencesOf(desk, project);
  if (differences.length > 0)
    await desk.table.put({ ...balanceCheckKey(desk.company, project, work.today), at: work.now, differences, out: [noticeOf(work, differences)] }, absent);
  return differences;
}

async function hasBooked({ table, company }: Desk, project: string): Promise<boolean> {
  const { items } = await table.query({ pk: totalsPartition(company, project), limit: 1 });
  return items.length > 0;
}

/** What differs while nothing is booked; where somebody is always booking, the next hour sees. */
async function differencesOf(desk: Desk, project: string): Promise<readonly Difference[]> {
  for (let tries = 1; ; tries += 1) {
    const before = await heldByAccount(desk, project);
    const items = await heldByItem(desk, project);
    const after = await heldByAccount(desk, project);
    const kinds = Object.keys(balanceKinds) as BalanceKind[];
    const found = kinds.flatMap((kind) => (items[kind] === before[kind] ? [] : [{ kind, itemsFen: items[kind], accountFen: before[kind] }]));
    const moved = kinds.some((kind) => before[kind] !== after[kind]);
    if (found.length === 0 || (tries === mostTries && moved)) return [];
    if (tries === mostTries) return found;
    await backOff(tries);
  }
}

type Held = Readonly<Record<BalanceKind, number>>;

async function heldByAccount(desk: Desk, project: string): Promise<Held> {
  const { days, accounts } = await openDays(desk, desk.company, project);
  const sums = days.reduce<Totals>((sum, day) => addTotals(sum, accountSums(day.sums)), (accounts?.['sums'] ?? {}) as Totals);
  return { prepaid: 0 - (sums['prepaid'] ?? 0), deposit: 0 - (sums['deposit'] ?? 0), suspense: 0 - (sums['suspense'] ?? 0) };
}

async function heldByItem(desk: Desk, project: string): Promise<Held> {
  const [prepaid, deposit, suspense] = await Promise.all([sumOf(desk, project, 'prepaid'), sumOf(desk, project, 'deposit'), sumOf(desk, project, 'suspense')]);
  return { prepaid, deposit, suspense };
}

async function sumOf({ table, company }: Desk, project: string, kind: BalanceKind): Promise<number> {
  let [sum, after]: [number, Question['after']] = [0, undefined];
  do {
    const page = await table.query({ index: 'queue', pk: balancesPartition(company, project, kind), prefix: 'open#', limit: 2000, after });
    sum += page.items.reduce((all, { card }) => all + (card as { fen: number }).fen, 0);
    after = page.next;
  } while (after);
  return sum;
}

function noticeOf(work: Work, differences: readonly Difference[]): NoticeEvent {
  const { desk, project, today, now: at, policy } = work;
  const [first] = differences;
  const { kind, itemsFen, accountFen } = first ?? { kind: 'prepaid' as const, itemsFen: 0, accountFen: 0 };
  const params = {
    project: policy.name,
    kind,
    title: balanceKinds[kind],
    items: yuan(itemsFen),
    account: yuan(accountFen),
    difference: yuan(itemsFen - accountFen),
  };
  const type = 'ledger.balances-differ';
  const catalogue = { [type]: differs };
  return {
    id: `check.${project}.${today}`,
    type: 'notice',
    company: desk.company,
    project,
    kind: 'check',
    caseId: today,
    at,
    data: {
      type,
      to: { positions: ['HQ-FIN'] },
      title: '余额核对',
      text: { zh: sentence(type, params, 'zh', catalogue), en: sentence(type, params, 'en', catalogue) },
      period: today,
      emergency: false,
      zone: policy.timeZone,
      quietHours: policy.quietHours,
    },
  };
}
