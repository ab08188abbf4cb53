import { commitWork } from '../../lib/cases/commit.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { billItem, billOf } from '../../lib/cases/money-items.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { book } from '../../lib/cases/perform.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import { billId, billNamed } from '../../lib/ledger/names.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { pay } from '../../lib/payments/payments.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { billKey } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { suspense } from '../../lib/workflows/suspense/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';

/** Ten in the morning of 20 July 2026. */
export const july20 = '2026-07-20T10:00:00+08:00';

export const flat = '1-1-101';

/** A property fee of a month, due on its last day but one. */
export function feeOf(period: string, more: Partial<Bill> = {}): Bill {
  return Bill.parse({
    unit: flat,
    period,
    feeClass: 'property',
    charge: 'WY.K1',
    revision: 0,
    title: '物业管理费',
    payer: 'K1',
    lines: [{ text: '物业管理费', quantity: 9875, scale: 100, priceE4: 23_800, fen: 235_03 }],
    issuedFen: 235_03,
    issuedOn: `${period}-05`,
    dueOn: `${period}-28`,
    origin: { kind: 'run', id: period },
    state: 'open',
    ...more,
  });
}

/** What a receipt answers. */
export interface Receipted {
  readonly receiptNo: string;
  readonly code: string;
  readonly amountFen: number;
  readonly bills: readonly { readonly bill: string; readonly principalFen: number; readonly lateFen: number }[];
  readonly balances: readonly { readonly balance: string; readonly fen: number }[];
  readonly warnings: readonly { readonly code: string; readonly bills?: readonly string[]; readonly text: { readonly zh: string } }[];
  readonly run?: string;
}

/** A project with two cashiers and a household that owes; bills stand there as a run would have put them. */
export async function till({ money = {}, desk: own }: { readonly money?: object; readonly desk?: Desk } = {}) {
  timeIs(july20);
  const house = await testHouse([suspense, repair, staffRegister], own);
  const { desk, hire, system } = house;
  await system(projectRegister, 'hq', 'p1', { name: '一号院', money });
  for (const [person, position] of [
    ['qian', 'CASHIER'],
    ['sun', 'CASHIER'],
    ['front', 'FRONT'],
    ['csm', 'CSM'],
    ['pm', 'PM'],
  ] as const)
    await hire(person, [position]);
  for (const party of ['K1', 'K2']) await system(partyRegister, 'p1', party, { name: `业主${party}` });
  await hire('K1', [], ['p1'], [flat]);
  for (const unit of [flat, '1-1-102'])
    await system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875, relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
  let keys = 0;
  const take = async (body: object, { person = 'qian', key }: { person?: string; key?: string | undefined } = {}) => {
    keys += 1;
    const input = parseInput(PaymentInput, body) as PaymentInput;
    const once = key === undefined ? { key: `k${keys}`, bind: 'b' } : key === '' ? undefined : { key, bind: JSON.stringify(body) };
    return (await pay(desk, { person, project: 'p1' }, input, once)) as Answer & { readonly body: Receipted };
  };
  return {
    ...house,
    take,
    issue: (...bills: readonly Bill[]) => issue(desk, bills),
    charge: (...bills: readonly Bill[]) => charge(desk, bills),
    bill: (id: string) => readBill(desk, id),
  };
}

/** Issues bills by hand, with their entry. */
async function charge(desk: Desk, bills: readonly Bill[]): Promise<readonly string[]> {
  const actor = systemActor(desk.company);
  for (const bill of bills)
    await decide(async () => {
      const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
      const { issuedFen: fen, feeClass, period } = bill;
      const postings = [
        { account: 'receivable', fen, as: 'issued', bill: billId(bill) },
        { account: 'income', fen: -fen, feeClass, period },
      ] as const;
      await book(work, { kind: 'bill', book: 'system', payer: bill.payer, issues: [bill], postings });
      await commitWork(work);
    });
  return bills.map(billId);
}

async function issue(desk: Desk, bills: readonly Bill[]): Promise<readonly string[]> {
  for (const bill of bills) await desk.table.put(billItem(desk.company, 'p1', bill, 1));
  return bills.map(billId);
}

export async function readBill(desk: Desk, id: string): Promise<Bill> {
  const name = billNamed(id);
  if (!name) throw new Error(`${id} names no bill`);
  const key = billKey(desk.company, 'p1', name);
  const item = (await desk.table.getAll([key])).get(keyText(key));
  if (!item) throw new Error(`no bill ${id}`);
  return billOf(item).value;
}
