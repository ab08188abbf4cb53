import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { asOf, type Effect, type Found, found, type Loaded, maybe, note, order } from '../../cases/contract.ts';
import type { Context, Money, Outcome } from '../../cases/definition.ts';
import { addDays, addMonths, atCivil, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import { plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import { type Bill, lateSettledFen, openFen, settledFen } from '../../ledger/bill.ts';
import { stillEnforceable } from '../../ledger/limitation.ts';
import { billId } from '../../ledger/names.ts';
import { type PartyRecord, party } from '../../registers/party/contract.ts';
import { type Dunning, dunning, householdWord } from '../dunning/contract.ts';
import type { Proposing, Signing } from './inputs.ts';
import { type In, mostBills, type Portion } from './record.ts';

type Asked = z.output<typeof Proposing>;
type Household = Pick<In<'proposed'>, 'unit' | 'payer'>;

/** Longest plan, and how late an instalment may be before the plan is broken. */
const longestMonths = 12;
const graceDays = 3;

export const payerRead = ({ payer }: Pick<Household, 'payer'>) => ({ payer: maybe(asOf(party, payer)) });
type PayerKnown = { readonly payer: Loaded<PartyRecord> | undefined };

/** The open dunning cases of the household. */
export const caseReads = (household: Household) => ({ cases: found(dunning, 'dunned', householdWord(household)) });
type CasesKnown = { readonly cases: Loaded<readonly Found<Dunning>[]> };

/** The bills a plan names, as the ledger has them; open or not. */
function billsOf(named: readonly string[], money: Money): readonly Bill[] {
  return named.flatMap((one) => money.bills.get(one) ?? []);
}

const owedOf = (bills: readonly Bill[]): number => sumOf(bills.map((bill) => (bill.state === 'open' ? openFen(bill) : 0)));
const receivedOf = (bills: readonly Bill[]): number => sumOf(bills.map((bill) => settledFen(bill) + lateSettledFen(bill)));

/** Which bills the plan is about: those named, or all that are past their due day. @throws DomainError `instalment.bill`, `instalment.nothing-due`, `instalment.too-many` */
function chosen({ unit, payer, bills: named }: Asked, { money, today }: Pick<Context, 'money' | 'today'>): readonly Bill[] {
  const own = [...money.bills.values()].filter((bill) => bill.unit === unit && bill.payer === payer && bill.state === 'open' && openFen(bill) > 0);
  const late = own.filter(({ dueOn }) => dueOn < today).toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const bills = named?.map((one, at) => own.find((bill) => billId(bill) === one) ?? refuse('instalment.bill', `bills.${at}`, { id: one })) ?? late;
  if (bills.length === 0) refuse('instalment.nothing-due', 'unit', { unit }, 'conflict');
  if (bills.length > mostBills) refuse('instalment.too-many', 'bills', { count: bills.length, most: mostBills });
  return bills;
}

/** @throws DomainError `instalment.order`, `instalment.too-long`, `instalment.sum` */
function checkSchedule(schedule: readonly Portion[], totalFen: number, today: string): void {
  const latest = addMonths(parseCivilDate(today), longestMonths);
  for (const [at, { on }] of schedule.entries()) {
    const before = schedule[at - 1]?.on ?? addDays(parseCivilDate(today), -1);
    if (on <= before) refuse('instalment.order', `schedule.${at}.on`, { before });
    if (on > latest) refuse('instalment.too-long', `schedule.${at}.on`, { latest });
  }
  const sum = sumOf(schedule.map(({ fen }) => fen));
  if (sum !== totalFen) refuse('instalment.sum', 'schedule', { sum: yuan(sum), total: yuan(totalFen) });
}

/**
 * Proposes an instalment plan (分期方案): its instalments add up to what is owed on the bills it covers, to the fen, and end within a year.
 *
 * @throws DomainError `instalment.bill`, `instalment.nothing-due`, `instalment.too-many`, `instalment.order`, `instalment.too-long`, `instalment.sum`, `instalment.payer-stopped`
 */
export function propose(input: Asked, context: Context<PayerKnown>): Outcome<In<'proposed'>> {
  const payer = context.reads.payer?.record;
  if (payer?.standing) refuse('instalment.payer-stopped', 'payer', { name: payer.name }, 'conflict');
  const bills = chosen(input, context);
  const totalFen = owedOf(bills);
  checkSchedule(input.schedule, totalFen, context.today);
  const { unit, payer: id, schedule, note: text } = input;
  const named = bills.map((bill) => billId(bill));
  return { record: { state: 'proposed', unit, payer: id, payerName: payer?.name ?? id, bills: named, totalFen, schedule, ...(text ? { note: text } : {}) } };
}

/** Up to the manager's limit for waivers the head of customer service signs a plan, above it the project manager (分期审批). */
export function planApproval({ totalFen, schedule, unit }: In<'proposed'>, _input: unknown, { project }: Context): ApprovalNeed {
  const need = totalFen <= project.money.waiverPmFen ? ('CSM' as const) : ('PM' as const);
  return { stages: [{ need: [need], mode: 'any' }], summary: `${unit} 分 ${schedule.length} 期付清 ${yuan(totalFen)} 元` };
}

/**
 * Both have signed (签署分期协议): the ladder waits for the plan, and the limitation of its bills begins anew, because who agrees to pay in instalments acknowledges the debt (民法典195).
 *
 * @throws DomainError `instalment.amount-changed` when something was paid or reversed since it was proposed, `instalment.signed-day`
 */
export function sign(record: In<'proposed'>, input: z.output<typeof Signing>, context: Context<CasesKnown>): Outcome<In<'active'>> {
  const { money, today, now, actor, reads, id } = context;
  const bills = billsOf(record.bills, money);
  const openNow = owedOf(bills);
  if (openNow !== record.totalFen) refuse('instalment.amount-changed', undefined, { total: yuan(record.totalFen), open: yuan(openNow) }, 'conflict');
  if (input.on > today) refuse('instalment.signed-day', 'on', { on: input.on });
  const { payerSigner, houseSigner, evidence } = input;
  const signed = { at: now, by: actor.person, on: input.on, payerSigner, houseSigner, evidence };
  const held = reads.cases.record.filter(({ record: { state } }) => isOpen(state)).map((one) => order(dunning, one.id, 'hold', { plan: id }));
  const enforceable = bills.filter((bill) => stillEnforceable(bill, input.on));
  const interruption = { on: input.on, by: 'instalment', evidence: evidence.join('、').slice(0, 120) };
  const notes: Effect[] = enforceable.length > 0 ? [note(...enforceable.map((bill) => ({ bill: billId(bill), interruption })))] : [];
  return {
    record: { ...record, state: 'active', signed, baseFen: receivedOf(bills), receivedFen: 0, next: nextOf(record.schedule, 0, context) },
    also: [...held, ...notes],
    notices: [
      {
        type: 'instalment.signed',
        to: { parties: [record.payer], positions: ['CASHIER'] },
        params: { total: yuan(record.totalFen), first: record.schedule[0]?.on ?? '' },
      },
    ],
  };
}

const isOpen = (state: Dunning['state']): boolean => !['paid', 'litigated', 'writtenOff', 'withdrawn'].includes(state);

function nextOf(schedule: readonly Portion[], index: number, { now, project: { timeZone } }: Pick<Context, 'now' | 'project'>): In<'active'>['next'] {
  const on = parseCivilDate(schedule[index]?.on ?? schedule.at(-1)?.on ?? '');
  const endsAt = endOfDay(on, timeZone);
  const remindAt = atCivil(addDays(on, -3), '09:00', timeZone);
  return { index, on, endsAt, checkAt: plus(endsAt, { days: graceDays }), ...(remindAt > now ? { remindAt } : {}) };
}

/** What should have come in by now: the instalments whose day and grace are over. */
const dueBy = (schedule: readonly Portion[], today: string): number =>
  sumOf(schedule.filter(({ on }) => addDays(parseCivilDate(on), graceDays) < today).map(({ fen }) => fen));

/**
 * Looks whether the plan is kept (核对分期): everything paid completes it; an instalment that is still missing three days after its day breaks it, the ladder goes on, and the project
 * manager is told.
 */
export function check(record: In<'active'>, _input: unknown, context: Context<CasesKnown>): Outcome<In<'active' | 'completed' | 'defaulted'>> {
  const { money, today, now, actor, id, reads } = context;
  const bills = billsOf(record.bills, money);
  const receivedFen = Math.max(0, sumOf([receivedOf(bills), -record.baseFen]));
  const { next: _, ...kept } = { ...record, receivedFen };
  const ended = { at: now, by: actor.person };
  const also = released(reads, id);
  if (owedOf(bills) === 0) return { record: { ...kept, state: 'completed', ended }, also };
  const dueFen = dueBy(record.schedule, today);
  if (receivedFen < dueFen) {
    const params = { due: yuan(dueFen), received: yuan(receivedFen) };
    return { record: { ...kept, state: 'defaulted', ended }, also, notices: [{ type: 'instalment.defaulted', to: { positions: ['PM', 'CASHIER'] }, params }] };
  }
  const index = record.schedule.findIndex((_portion, at) => sumOf(record.schedule.slice(0, at + 1).map(({ fen }) => fen)) > receivedFen);
  return { record: { ...record, receivedFen, next: nextOf(record.schedule, Math.max(index, 0), context) } };
}

/** The dunning case that waits for this plan goes on. */
function released({ cases }: CasesKnown, plan: string): readonly Effect[] {
  const waiting = cases.record.filter(({ record }) => record.state === 'paused' && record.pause.ref === plan);
  return waiting.map((one) => order(dunning, one.id, 'release', { plan }));
}

/** The project manager ends a plan before its time (终止分期); the ladder goes on. */
export function terminate(
  record: In<'active'>,
  { reason }: { readonly reason: string },
  { now, actor, id, reads }: Context<CasesKnown>,
): Outcome<In<'terminated'>> {
  const { next: _, ...kept } = record;
  return { record: { ...kept, state: 'terminated', ended: { at: now, by: actor.person, reason } }, also: released(reads, id) };
}

/** The proposal comes to nothing (取消). */
export function cancel(record: In<'proposed'>, { reason }: { readonly reason: string }, { now, actor }: Context): Outcome<In<'cancelled'>> {
  return { record: { ...record, state: 'cancelled', ended: { at: now, by: actor.person, reason } } };
}
