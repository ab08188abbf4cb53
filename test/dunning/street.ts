import { commitWork } from '../../lib/cases/commit.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { billItem } from '../../lib/cases/money-items.ts';
import { book } from '../../lib/cases/perform.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { now } from '../../lib/kernel/clock.ts';
import { Bill, openFen } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { dunning } from '../../lib/workflows/dunning/workflow.ts';
import { instalment } from '../../lib/workflows/instalment/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';

/** A project whose households owe something, and the people who collect it. */
export async function street(morning = '2026-07-03T08:30:00+08:00') {
  timeIs(morning);
  const at = await testHouse([dunning, instalment]);
  for (const [person, position] of [
    ['front', 'FRONT'],
    ['csm', 'CSM'],
    ['pm', 'PM'],
    ['eng', 'ENG'],
  ] as const)
    await at.hire(person, [position]);
  const { desk } = at;
  for (const party of ['liu', 'ma']) await at.system(partyRegister, 'p1', party, { name: `${party}某`, phones: ['13800000001'] });
  const definitions = [dunning, instalment, approval];
  const sweepAll = async (): Promise<void> => {
    for (const shard of dueShards) {
      const { items } = await desk.table.query({ index: 'due', pk: shard, to: `${now()}#\u{10FFFF}`, limit: 500 });
      for (const { ref, company } of items.map((item) => parseDue(String(item['dsk'])))) {
        const definition = definitions.find(({ name }) => name === ref.kind);
        if (definition && company === desk.company) await sweep(desk, definition, ref);
      }
    }
  };
  return {
    ...at,
    bill: (unit: string, period: string, more: Partial<Bill> = {}) => putBill(desk, unit, period, more),
    pay: (bill: Bill, fen = openFen(bill)) => pay(desk, bill, fen),
    /** Time goes on, and the clock with it. */
    goTo: async (local: string) => {
      timeIs(`${local}:00+08:00`);
      await sweepAll();
    },
  };
}

/** A month's fee of a unit, due at the end of the month. */
export function feeOf(unit: string, period: string, more: Partial<Bill> = {}): Bill {
  const dueOn = new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)), 0)).toISOString().slice(0, 10);
  return Bill.parse({
    ...{ unit, period, feeClass: 'property', charge: 'WY.liu', revision: 0, title: '物业管理费', payer: 'liu' },
    ...{ lines: [{ text: '物业管理费', quantity: 9875, scale: 100, priceE4: 23_800, fen: 235_03 }], issuedFen: 235_03 },
    ...{ issuedOn: `${period}-05`, dueOn, origin: { kind: 'run', id: period }, state: 'open', ...more },
  });
}

/** Writes a bill as a billing run does. */
export async function putBill(desk: Desk, unit: string, period: string, more: Partial<Bill> = {}): Promise<Bill> {
  const bill = feeOf(unit, period, more);
  await desk.table.put(billItem(desk.company, 'p1', bill, 1));
  return bill;
}

async function pay(desk: Desk, bill: Bill, fen: number): Promise<void> {
  const actor = systemActor(desk.company);
  await decide(async () => {
    const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
    await book(work, {
      kind: 'payment',
      book: 'front',
      payer: bill.payer,
      postings: [
        { account: 'cash', fen, channel: 'cash' },
        { account: 'receivable', fen: -fen, as: 'paid', bill: billId(bill) },
      ],
    });
    await commitWork(work);
  });
}
