import { unitRecord } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { moneyFor } from '../cases/money.ts';
import { keysOfEntry } from '../cases/money-items.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { fetchItems, keyOf, refFor, type Work } from '../cases/work.ts';
import { holds } from '../kernel/actor.ts';
import { formatLocal } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import type { Entry } from '../ledger/journal.ts';
import { balanceNamed, billNamed, entryId, receiptNamed } from '../ledger/names.ts';
import { codeOfEntry } from '../payments/receipt-code.ts';
import { heldDuring } from '../registers/unit/relations.ts';
import { arrearsReaders, seesBuilding, type Viewer } from '../statements/readers.ts';
import { billsOf, colleague, letterhead, namesOf } from './facts.ts';
import type { Paper, PaperSize } from './paper.ts';
import { countPrint } from './print-count.ts';
import { receiptFacts } from './receipt-facts.ts';
import { type Reprint, receiptPaper } from './receipt-paper.ts';
import { maskedName } from './wording.ts';

const nothingHere = (): DomainError => new DomainError('not-found', 'access.not-found');

/** How a paper is wanted. `address`: where the house is reached from outside, `https://…`. */
export interface PaperWish {
  readonly size: PaperSize;
  readonly address: string;
}

/**
 * The paper of a receipt (打印收据) for somebody at the counter or for the household it concerns. For staff the first print is the original, every further one is marked as a reprint;
 * residents get copies, marked as such.
 *
 * @throws DomainError `access.not-found` for what is no receipt, of another project, or none of the caller's business
 */
export async function printReceipt(desk: Desk, caller: Caller, number: string, wish: PaperWish): Promise<Paper> {
  const name = receiptNamed(number);
  if (!name) throw nothingHere();
  const { entry: key } = keysOfEntry(desk.company, caller.project, entryId(name));
  const { work } = await openWork(desk, caller, [key]);
  const facts = await receiptFacts(work, name);
  if (!facts) throw nothingHere();
  const { entry } = facts;
  const viewer = await viewerOfEntry(work, entry);
  const named = <K extends 'bill' | 'balance'>(what: K) => [...new Set(entry.postings.map((posting) => posting[what]).filter((id) => id !== undefined))];
  const [head, bills, money, names, cashier, code] = await Promise.all([
    letterhead(work),
    billsOf(work, named('bill')),
    moneyFor(work, { balances: named('balance') }),
    namesOf(work, [entry.payer]),
    colleague(work, entry.by.person),
    codeOfEntry(desk, caller.project, name),
  ]);
  const titles = [...money.balances].flatMap(([id, { title }]) => (title === undefined ? [] : [[id, title] as const]));
  return receiptPaper({
    ...facts,
    size: wish.size,
    head,
    bills,
    balances: new Map(titles),
    payer: entry.payer && shownName(names(entry.payer), entry.payer, viewer),
    cashier: entry.by.positions.includes('SYSTEM') ? '系统' : cashier,
    address: `${wish.address}/receipts/${encodeURIComponent(code)}`,
    ...(viewer.as === 'staff' ? { reprint: await reprintOf(work, name, wish.size) } : { copy: true }),
  });
}

/** Staff see every name, the payer his own; who only lives in the same household sees the beginning of it. */
export function shownName(name: string, party: string, viewer: Viewer): string {
  return viewer.as === 'staff' || viewer.party === party ? name : maskedName(name);
}

async function reprintOf(work: Work, name: Parameters<typeof countPrint>[1], size: PaperSize): Promise<Reprint | undefined> {
  const count = await countPrint(work, name, size);
  return count === 1 ? undefined : { count: count - 1, at: formatLocal(work.now, work.policy.timeZone) };
}

/**
 * As whom the actor asks for an entry's receipt. A receipt over the flats of others is the payer's alone: a resident sees it otherwise only if he was of every household in it.
 *
 * @throws DomainError `access.not-found`
 */
async function viewerOfEntry(work: Work, entry: Entry): Promise<Viewer> {
  const units = unitsOf(entry);
  if (holds(work.actor, ...arrearsReaders) && units.every((unit) => seesBuilding(work, unit))) return { as: 'staff' };
  const { party } = work.actor;
  if (party === undefined) throw nothingHere();
  if (entry.payer === party || (await livedThere(work, units, party, entry.bookedOn))) return { as: 'party', party };
  throw nothingHere();
}

async function livedThere(work: Work, units: readonly string[], party: string, day: string): Promise<boolean> {
  const definition = definitionOf(work.desk, 'unit');
  if (units.length === 0 || units.length > 20) return false;
  await fetchItems(
    work,
    units.map((unit) => keyOf(work, definition, refFor(definition, work.project, unit))),
  );
  const records = await Promise.all(units.map((unit) => unitRecord(work, unit)));
  return records.every((record) => record !== undefined && heldDuring(record, party, day));
}

/** Units an entry is about. */
function unitsOf({ postings }: Pick<Entry, 'postings'>): readonly string[] {
  const named = postings.flatMap(({ bill, balance }) => [
    bill === undefined ? undefined : billNamed(bill)?.unit,
    balance === undefined ? undefined : balanceNamed(balance)?.unit,
  ]);
  return [...new Set(named.filter((unit) => unit !== undefined))];
}
