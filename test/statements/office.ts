import { issuedTotals } from '../../lib/billing/chunk.ts';
import { commitWork } from '../../lib/cases/commit.ts';
import { billItem } from '../../lib/cases/money-items.ts';
import { book } from '../../lib/cases/perform.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import type { Channel } from '../../lib/ledger/account.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import type { Entry, Journal, Posting } from '../../lib/ledger/journal.ts';
import { billId, entryId } from '../../lib/ledger/names.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { totalsKey } from '../../lib/table/keys.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { memoryDesk } from '../support/world.ts';

/** A bill of a flat, as a run makes it: 98.75 ㎡ × 2.38 yuan. */
export function billOf(unit: string, period: string, more: Partial<Bill> = {}): Bill {
  const fen = more.issuedFen ?? 235_03;
  return Bill.parse({
    unit,
    period,
    feeClass: 'property',
    charge: `WY.${more.payer ?? 'K1'}`,
    revision: 0,
    title: '物业管理费',
    payer: 'K1',
    lines: [{ text: '物业管理费', quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, days: { of: 31, charged: 31 }, fen }],
    issuedFen: fen,
    issuedOn: `${period}-05`,
    dueOn: `${period}-28`,
    origin: { kind: 'run', id: `${period}.1` },
    state: 'open',
    ...more,
  });
}

/** Morning of a civil day in Shanghai. */
export const on = (day: string): string => timeIs(`${day}T10:00:00+08:00`);

/** The postings of a payment: what settles bills, and what is paid ahead for the flat. */
export function paying(
  channel: Channel,
  parts: readonly (readonly [bill: Bill, fen: number, lateFen?: number])[],
  ahead?: readonly [balance: string, fen: number],
): readonly Posting[] {
  const settled = parts.flatMap(([bill, fen, lateFen = 0]): Posting[] => [
    ...(fen === 0 ? [] : [{ account: 'receivable', fen: -fen, as: 'paid', bill: billId(bill) } satisfies Posting]),
    ...(lateFen === 0 ? [] : [{ account: 'lateFee', fen: -lateFen, bill: billId(bill) } satisfies Posting]),
  ]);
  const more: Posting[] = ahead ? [{ account: 'prepaid', fen: -ahead[1], balance: ahead[0] }] : [];
  const fen = -[...settled, ...more].reduce((sum, one) => sum + one.fen, 0);
  return [{ account: 'cash', fen, channel }, ...settled, ...more];
}

/** A project with two flats, their people, colleagues of each kind, and a cash desk that books what it is told. */
export async function countingHouse() {
  on('2026-07-01');
  const house = await testHouse([], memoryDesk());
  const { desk, hire, system } = house;
  for (const [person, positions] of [
    ['cashier', ['CASHIER']],
    ['front', ['FRONT']],
    ['pm', ['PM']],
    ['fin', ['HQ-FIN']],
    ['gate', ['GATE']],
  ] as const)
    await hire(person, positions);
  await hire('stranger', ['PM'], ['p2']);
  for (const party of ['K1', 'K2', 'K3']) await system(partyRegister, 'p1', party, { name: `业主${party}` });
  const owner = (party: string) => ({ buildingAreaDm2: 9875, relations: [{ party, role: 'owner', from: '2024-01-01' }] });
  await system(unitRegister, 'p1', '1-1-101', owner('K1'));
  await system(unitRegister, 'p1', '2-1-201', {
    ...owner('K2'),
    relations: [
      { party: 'K2', role: 'owner', from: '2024-01-01' },
      { party: 'K3', role: 'tenant', from: '2025-01-01' },
    ],
  });
  const actor = systemActor(desk.company);
  const book_ = (journal: Partial<Journal> & Pick<Journal, 'kind' | 'postings'>): Promise<Entry & { readonly id: string }> =>
    decide(async () => {
      const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
      const entry = await book(work, { book: 'cashier', ...journal });
      await commitWork(work);
      return { ...entry, id: entryId(entry) };
    });
  let runs = 0;
  /** Bills as a chunk of a run leaves them, with its totals. */
  const issue = async (...bills: readonly Bill[]): Promise<void> => {
    for (const [day, own] of Map.groupBy(bills, ({ issuedOn }) => issuedOn)) {
      for (const bill of own) await desk.table.put(billItem(desk.company, 'p1', bill, 1));
      runs += 1;
      await desk.table.put({ ...totalsKey(desk.company, 'p1', day, `run~${own[0]?.origin.id ?? ''}~${runs}`), version: 1, sums: issuedTotals(own) });
    }
  };
  /** Takes an entry back whole. */
  const reverse = ({ id, postings }: { readonly id: string; readonly postings: Entry['postings'] }) =>
    book_({ kind: 'reversal', postings: postings.map((one) => ({ ...one, fen: -one.fen })), reverses: id });
  return { ...house, book: book_, issue, reverse, caller: (person: string) => ({ person, project: 'p1' }) };
}
