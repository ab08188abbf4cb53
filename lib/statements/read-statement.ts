import * as z from 'zod';
import type { Desk } from '../cases/desk.ts';
import { definitionOf } from '../cases/desk.ts';
import { type BalanceMove, billOf, entryOf, keysOfEntry } from '../cases/money-items.ts';
import { parseInput } from '../cases/parse.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, refFor, type Work } from '../cases/work.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { dateText } from '../kernel/schema.ts';
import { channels } from '../ledger/account.ts';
import type { Bill } from '../ledger/bill.ts';
import type { Entry } from '../ledger/journal.ts';
import { balanceId, balanceNamed } from '../ledger/names.ts';
import { balanceKey, findPrefix, householdPartition } from '../table/keys.ts';
import { type Item, keyText, type Question } from '../table/table.ts';
import { isSeen, seesBuilding, type Viewer, viewerOfParty, viewerOfUnit } from './readers.ts';
import { bothStandings, entriesWithin, type Move, type Movement, nothing, type Standing, type Statement, statementOf } from './statement.ts';

const StatementQuery = z.strictObject({ from: dateText().optional(), to: dateText().optional() });

/** Days one statement may cover; whoever wants more asks twice. */
const mostDays = 1100;
/** Units one payer's statement looks into. */
const mostUnits = 400;

/** A movement with what its entry says beyond the household: how the money came, and for staff why and by whom. */
export type ShownMovement = Movement & { readonly channels?: readonly string[]; readonly reason?: string; readonly by?: string };

/** The statement of a unit (房屋对账单). */
export interface UnitStatement extends Omit<Statement, 'movements'> {
  readonly unit: string;
  readonly movements: readonly ShownMovement[];
}

/** The statement of a payer over all his units (客户对账单), unit by unit, and his own account. */
export interface PartyStatement extends Pick<Statement, 'from' | 'to'> {
  readonly party: string;
  readonly opening: Standing;
  readonly closing: Standing;
  /** Without a unit: the payer's own account. */
  readonly accounts: readonly (Omit<Statement, 'movements' | 'from' | 'to'> & { readonly unit?: string; readonly movements: readonly ShownMovement[] })[];
}

type Asked = Readonly<Record<string, string | undefined>>;

/**
 * What a unit owed and owned before a day, everything that happened until another, and what it owes and owns then. The year so far where no days are given. One query
 * of the household, and one request for each hundred entries.
 *
 * @throws DomainError `access.not-found`, `request.invalid`
 */
export async function unitStatement(desk: Desk, caller: Caller, unit: string, asked: Asked): Promise<UnitStatement> {
  const { work } = await openWork(desk, caller);
  const viewer = await viewerOfUnit(work, unit);
  const days = daysOf(asked, work.today);
  const { bills, moves } = await household(work, unit, viewer);
  const entries = await loadEntries(work, entriesWithin(bills, moves, days));
  const { movements, ...statement } = statementOf(bills, moves, days, entries);
  return { unit, ...statement, movements: movements.map((one) => withEntry(one, entries, viewer)) };
}

/**
 * The same for a payer over every unit he is or was related to: what he himself has to pay, and his prepayments and deposits; one query for each unit.
 *
 * @throws DomainError `access.not-found`, `request.invalid`
 */
export async function partyStatement(desk: Desk, caller: Caller, party: string, asked: Asked): Promise<PartyStatement> {
  const definition = definitionOf(desk, 'party');
  const key = keyOf({ desk }, definition, refFor(definition, caller.project, party));
  const { work, items } = await openWork(desk, caller, [key]);
  const viewer = viewerOfParty(work, party);
  if (!items.get(keyText(key))) throw new DomainError('not-found', 'access.not-found');
  const days = daysOf(asked, work.today);
  const found = await desk.table.query({ ...findPrefix(desk.company, caller.project, { kind: 'party', value: party }, 'unit'), limit: mostUnits });
  const units = found.items.map(({ id }) => String(id)).filter((unit) => seesBuilding(work, unit));
  const parts = await Promise.all(units.map(async (unit) => ({ unit, ...(await household(work, unit, { as: 'party', party })) })));
  const own = parts.map(({ unit, bills, moves }) => ({ unit, moves, bills: bills.filter(({ payer }) => payer === party) }));
  const all = [...own, { unit: undefined, bills: [] as readonly Bill[], moves: await ownAccount(work, party) }];
  const entries = await loadEntries(work, [...new Set(all.flatMap(({ bills, moves }) => entriesWithin(bills, moves, days)))]);
  const accounts = all.map(({ unit, bills, moves }) => {
    const { opening, closing, movements } = statementOf(bills, moves, days, entries);
    return { ...(unit === undefined ? {} : { unit }), opening, closing, movements: movements.map((one) => withEntry(one, entries, viewer)) };
  });
  const total = (which: 'opening' | 'closing'): Standing => accounts.map((one) => one[which]).reduce(bothStandings, nothing);
  return {
    party,
    ...days,
    opening: total('opening'),
    closing: total('closing'),
    accounts: accounts.filter(({ unit, ...one }) => unit !== undefined || isMoved(one)),
  };
}

const isMoved = ({ opening, movements }: { readonly opening: Standing; readonly movements: readonly unknown[] }): boolean =>
  movements.length > 0 || opening.prepaidFen !== 0 || opening.depositFen !== 0;

/** @throws DomainError `request.invalid` for days that do not exist, in the wrong order, or too many */
function daysOf(asked: Asked, today: string): { readonly from: string; readonly to: string } {
  const { from, to } = asked;
  const wish = parseInput(StatementQuery, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }) as z.output<typeof StatementQuery>;
  const days = { from: wish.from ?? `${(wish.to ?? today).slice(0, 4)}-01-01`, to: wish.to ?? addDays(parseCivilDate(today), 1) };
  const length = (Date.parse(days.to) - Date.parse(days.from)) / 86_400_000;
  if (length > 0 && length <= mostDays) return days;
  throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'to', code: 'request.value', detail: '', allowed: `1–${mostDays} 天` }]);
}

async function all(work: Work, question: Omit<Question, 'limit'>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: Question['after'];
  do {
    const page = await work.desk.table.query({ ...question, limit: 1000, after });
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

/** Bills and lines of balances of a unit, as far as the viewer sees them: all that lies in its partition. */
async function household(work: Work, unit: string, viewer: Viewer): Promise<{ readonly bills: readonly Bill[]; readonly moves: readonly Move[] }> {
  const items = await all(work, { pk: householdPartition(work.desk.company, work.project, unit) });
  const bills = items.filter(({ bill }) => bill !== undefined).map((item) => billOf(item).value);
  const owners = new Map(
    items.flatMap(({ balance }) => {
      const { kind, id, party } = (balance ?? {}) as { kind?: string; id?: string; party?: string };
      return kind === undefined ? [] : [[balanceId({ kind: kind as 'deposit', unit, id: id ?? '' }), party] as const];
    }),
  );
  const moves = items.filter(({ move }) => move !== undefined).map(({ move }) => move as BalanceMove);
  return {
    bills: bills.filter((bill) => isSeen(viewer, bill)),
    moves: viewer.as === 'staff' ? moves : moves.filter(({ balance }) => owners.get(balance) === viewer.party),
  };
}

/** Lines of a payer's own account, which no unit has. */
async function ownAccount(work: Work, party: string): Promise<readonly Move[]> {
  const { pk } = balanceKey(work.desk.company, work.project, { kind: 'prepaid', id: party });
  const items = await all(work, { pk, prefix: `MOVE#prepaid#${party}#` });
  return items.map(({ move }) => move as BalanceMove).filter(({ balance }) => balanceNamed(balance)?.id === party);
}

/** The entries named, a hundred a request. */
async function loadEntries(work: Work, ids: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  const keys = ids.map((id) => ({ id, key: keysOfEntry(work.desk.company, work.project, id).entry }));
  for (let from = 0; from < keys.length; from += 100) {
    await fetchItems(
      work,
      keys.slice(from, from + 100).map(({ key }) => key),
    );
  }
  return new Map(
    keys.flatMap(({ id, key }) => {
      const item = work.items.get(keyText(key));
      return item ? [[id, entryOf(item)] as const] : [];
    }),
  );
}

function withEntry(movement: Movement, entries: ReadonlyMap<string, Entry>, viewer: Viewer): ShownMovement {
  const entry = movement.entry === undefined ? undefined : entries.get(movement.entry);
  if (!entry) return movement;
  const used = [...new Set(entry.postings.flatMap(({ channel }) => (channel === undefined ? [] : [channels[channel]])))];
  const told = viewer.as === 'staff' ? { by: entry.by.person, ...(entry.reason === undefined ? {} : { reason: entry.reason }) } : {};
  return { ...movement, ...(used.length > 0 ? { channels: used } : {}), ...told };
}
