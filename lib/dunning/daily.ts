import type { Desk } from '../cases/desk.ts';
import { houseKey } from '../cases/idempotency.ts';
import { openWork, walk } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { inParallel } from '../jobs/parallel.ts';
import { systemActor } from '../kernel/actor.ts';
import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { DomainError, isPassing } from '../kernel/error.ts';
import { sumOf, yuan } from '../kernel/money.ts';
import { stoppedWord } from '../registers/party/contract.ts';
import { findPrefix } from '../table/keys.ts';
import { householdWord } from '../workflows/dunning/contract.ts';
import { type ReminderKind, reminderTypes } from '../workflows/dunning/reminding.ts';
import { pauseReasons } from '../workflows/dunning/vocabulary.ts';
import { dunning } from '../workflows/dunning/workflow.ts';
import { type DunningCard, type OpenBill, openBills, openCases } from './arrears.ts';
import { nearLimitation } from './limitation-list.ts';
import { type Reminder, remind } from './reminders.ts';

/** What a day's run has done. */
export interface DayTally {
  readonly opened: number;
  readonly looked: number;
  readonly reminded: number;
  /** Households that could not be dealt with, for a reason of their own. */
  readonly failed: readonly { readonly household: string; readonly code: string }[];
}

/** Cases opened and notices written side by side. */
const width = 16;

/**
 * A day of collection (每日催缴): who is reminded, whose arrears become a case, which cases have nothing left to ask for, which claims are near their end.
 *
 * It reads the index of open bills and the open cases, and nothing of a household that owes nothing. Everything it does is told once by its own name, so that a run that comes late, twice or
 * side by side with another changes nothing it has already done. `day` may lie in the past: days that were missed are made up for in order, but nobody is told that a bill will be due which
 * is overdue by now.
 */
export async function runDay(desk: Desk, project: string, day: CivilDate): Promise<DayTally> {
  const actor = systemActor(desk.company);
  const { work } = await openWork(desk, { person: actor.person, project, actor });
  const { ladder } = work.policy.money;
  const [overdue, due, coming, cases, stopped] = await Promise.all([
    openBills(desk.table, project, { to: addDays(day, -1) }),
    openBills(desk.table, project, { from: day, to: day }),
    openBills(desk.table, project, { from: addDays(day, -ladder.notice), to: addDays(day, -ladder.notice) }),
    openCases(desk.table, project),
    stoppedParties(work),
  ]);
  const late = addDays(day, -ladder.message);
  const reminders = [
    ...(addDays(day, -ladder.notice) >= work.today ? remindersOf('notice', coming) : []),
    ...(day === work.today ? remindersOf('due', due) : []),
    ...remindersOf(
      'message',
      overdue.filter((bill) => bill.due === late && !bill.disputed),
    ),
  ].filter(({ party }) => !stopped.has(party));
  const alerts = await nearLimitation(work, overdue, day);
  const told = await inParallel([...reminders, ...alerts], width, (one) => remind(work, one));
  const { toOpen, toLook } = duties(overdue, cases, { late, stopped });
  const opened = await inParallel(toOpen, width, (bill) => attempt(householdWord(bill), () => openCase(work, bill, day)));
  const looked = await inParallel(toLook, width, (card) => attempt(card.id, () => order(work, card.id)));
  const failed = [...opened, ...looked].flatMap(({ household, code }) => (code === undefined || expected.includes(code) ? [] : [{ household, code }]));
  const done = (outcomes: readonly Attempted[]): number => outcomes.filter(({ code }) => code === undefined).length;
  return { opened: done(opened), looked: done(looked), reminded: told.filter(Boolean).length, failed };
}

/** Parties that cannot be asked: one question for the whole project. */
async function stoppedParties({ desk, project }: Work): Promise<ReadonlySet<string>> {
  const { items } = await desk.table.query({ ...findPrefix(desk.company, project, stoppedWord, 'party'), limit: 500 });
  return new Set(items.map((item) => String(item['id'])));
}

/** One reminder for each party and due day, over all its units and bills. */
export function remindersOf(kind: ReminderKind, bills: readonly OpenBill[]): readonly Reminder[] {
  const groups = Map.groupBy(bills, ({ payer, due }) => `${payer}\n${due}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { payer: party, due: dueOn } = first;
    const amount = yuan(sumOf(group.map(({ openFen }) => openFen)));
    const params = { count: String(group.length), amount, dueOn };
    return [{ type: reminderTypes[kind], party, period: dueOn, title: '费用提醒', to: { parties: [party] }, params }];
  });
}

/** Which households need a case, and which cases a look: what the index says is a hint, the commands ask the ledger. */
export function duties(
  overdue: readonly OpenBill[],
  cases: readonly DunningCard[],
  { late, stopped }: { readonly late: string; readonly stopped: ReadonlySet<string> },
): { toOpen: readonly OpenBill[]; toLook: readonly DunningCard[] } {
  const households = Map.groupBy(overdue, householdWord);
  const known = new Set(cases.map(householdWord));
  const toOpen = [...households].flatMap(([word, bills]) => (known.has(word) ? [] : bills.filter(({ due }) => due <= late).slice(0, 1)));
  const toLook = cases.filter((one) => {
    const bills = households.get(householdWord(one));
    if (!bills) return true;
    if (one.pause === pauseReasons.dispute) return bills.some(({ disputed }) => !disputed);
    return stopped.has(one.payer) !== (one.pause === pauseReasons.standing);
  });
  return { toOpen, toLook };
}

interface Attempted {
  readonly household: string;
  readonly code?: string;
}

/** Refusals that only say that there is nothing to do: somebody has opened the case, or everything is paid, planned or before a court. */
const expected: readonly string[] = ['dunning.already-open', 'dunning.nothing-due', 'case.wrong-state'];

/** One household's refusal does not stop the others. @throws what is a fault of ours: the whole is tried again */
async function attempt(household: string, run: () => Promise<unknown>): Promise<Attempted> {
  try {
    await run();
    return { household };
  } catch (error) {
    if (!(error instanceof DomainError) || isPassing(error)) throw error;
    return { household, code: error.code };
  }
}

function openCase({ desk, project, actor }: Work, bill: OpenBill, day: string): Promise<unknown> {
  const input = { unit: bill.unit, payer: bill.payer };
  const once = { key: houseKey('dunning', project, day, householdWord(bill)), bind: 'dunning' };
  return walk(desk, { definition: dunning, person: actor.person, actor, project, command: 'open', input, once });
}

function order({ desk, project, actor }: Work, id: string): Promise<unknown> {
  return walk(desk, { definition: dunning, person: actor.person, actor, project, id, command: 'look', input: {} });
}
