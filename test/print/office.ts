import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { commitWork } from '../../lib/cases/commit.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { billItem } from '../../lib/cases/money-items.ts';
import { book } from '../../lib/cases/perform.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import type { Journal } from '../../lib/ledger/journal.ts';
import { billId, entryId, receiptNo } from '../../lib/ledger/names.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';

/** The font everything is printed in. */
export const font: Buffer = readFileSync(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'));

/** Ten in the morning of 14 July 2026. */
export const july14 = '2026-07-14T10:00:00+08:00';

/** A month's property fee: 98.75 ㎡ × 2.38 元 = 235.03 元. */
export function fee(period: string, more: Partial<Bill> = {}): Bill {
  return Bill.parse({
    unit: '1-2-301',
    period,
    feeClass: 'property',
    charge: 'WY.liu',
    revision: 0,
    title: '物业管理费',
    payer: 'liu',
    lines: [{ text: '物业管理费', from: `${period}-01`, to: `${period}-28`, quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, fen: 235_03 }],
    issuedFen: 235_03,
    issuedOn: `${period}-05`,
    dueOn: `${period}-28`,
    taxPermille: 60,
    origin: { kind: 'run', id: period },
    state: 'open',
    ...more,
  });
}

/** Paying bills in full: as a cashier's journal has it. */
export const paying = (bills: readonly Bill[], more: Partial<Journal> = {}): Journal => {
  const fen = bills.reduce((sum, { issuedFen }) => sum + issuedFen, 0);
  return {
    kind: 'payment',
    book: 'qian',
    payer: 'liu',
    postings: [
      { account: 'cash', channel: 'wechat', fen },
      ...bills.map((bill) => ({ account: 'receivable', as: 'paid', bill: billId(bill), fen: -bill.issuedFen }) as const),
    ],
    ...more,
  };
};

/** A project with a counter, two owners, a daughter, and a flat that owes. */
export async function office(slices: readonly Definition[] = []) {
  timeIs(july14);
  const house = await testHouse([staffRegister, ...slices]);
  const { desk, hire, system } = house;
  await system(companyRegister, hq, desk.company, { legalName: '梅花物业管理有限公司', settings: { servicePhone: '400-000-0000' } });
  await hire('qian', ['CASHIER']);
  await hire('wang', ['ENG']);
  await hire('zhao', ['CASHIER'], ['p2']);
  await system(staffRegister, 'p1', 'qian', { name: '钱收费', department: '客服', phone: '13800001234' });
  for (const [party, name] of [
    ['liu', '刘德厚'],
    ['mei', '刘小妹'],
    ['ma', '马六'],
  ] as const) {
    await system(partyRegister, 'p1', party, { name, phones: ['13812345678'] });
  }
  const since = { from: '2024-01-01' };
  const relations = [
    { party: 'liu', role: 'owner', ...since },
    { party: 'mei', role: 'familyMember', ...since },
  ];
  await system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875, relations });
  await system(unitRegister, 'p1', '1-2-401', { buildingAreaDm2: 8000, relations: [{ party: 'ma', role: 'owner', ...since }] });
  for (const [person, unit] of [
    ['liu', '1-2-301'],
    ['mei', '1-2-301'],
    ['ma', '1-2-401'],
  ] as const) {
    await hire(person, [], ['p1'], [unit]);
  }
  const post = async (journal: Journal, person = 'qian') => {
    const { work } = await openWork(desk, { person, project: 'p1' });
    const entry = await book(work, journal);
    await commitWork(work, []);
    return { id: entryId(entry), number: receiptNo(entry), entry };
  };
  const issue = async (...bills: readonly Bill[]) => {
    for (const bill of bills) await desk.table.put(billItem(desk.company, 'p1', bill, 1));
    return bills;
  };
  const caller = (person: string, project = 'p1') => ({ person, project });
  return { ...house, post, issue, caller, projectRegister };
}
