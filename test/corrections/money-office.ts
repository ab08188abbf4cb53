import { carryOut } from '../../lib/cases/carry-out.ts';
import { commitWork } from '../../lib/cases/commit.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { moneyFor } from '../../lib/cases/money.ts';
import { book } from '../../lib/cases/perform.ts';
import { readOne } from '../../lib/cases/read.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import type { Journal, Posting } from '../../lib/ledger/journal.ts';
import { billId, entryId, receiptNo } from '../../lib/ledger/names.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { deposit } from '../../lib/workflows/deposit/workflow.ts';
import { invoice } from '../../lib/workflows/invoice/workflow.ts';
import { remittance } from '../../lib/workflows/remittance/workflow.ts';
import { waiver } from '../../lib/workflows/waiver/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';

const people = {
  till: ['CASHIER'],
  till2: ['CASHIER'],
  csm: ['CSM'],
  pm: ['PM'],
  engm: ['ENGM'],
  fin: ['HQ-FIN'],
  gm: ['GM'],
  double: ['CASHIER', 'CSM'],
} as const;

export const home = '1-1-101';
export const other = '1-1-102';
export const prepaid = `prepaid~${home}~K1`;
export const noon = '2026-07-10T12:00:00+08:00';

/** A bill of ¥235.03 unless it says otherwise: 98.75 ㎡ × ¥2.38. */
export const billOf = (more: Partial<Bill> = {}): Bill =>
  Bill.parse({
    unit: home,
    period: '2026-06',
    feeClass: 'property',
    charge: 'WY.K1',
    revision: 0,
    title: '物业管理费',
    payer: 'K1',
    lines: [{ text: '物业管理费', fen: more.issuedFen ?? 235_03 }],
    issuedFen: 235_03,
    issuedOn: '2026-06-05',
    dueOn: '2026-06-30',
    origin: { kind: 'manual', id: 'x' },
    state: 'open',
    ...more,
  });

/** What a case answers when it is opened and handed in. */
export interface Opened {
  readonly id: string;
  readonly approval: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A project with money in it, and everybody who takes, gives and signs for it. */
export async function moneyOffice(further: readonly Definition[] = []) {
  timeIs(noon);
  const at = await testHouse([correction, waiver, deposit, remittance, invoice, ...further]);
  for (const [person, positions] of Object.entries(people)) await at.hire(person, positions);
  for (const unit of [home, other]) await at.system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875 });
  for (const party of ['K1', 'K2']) await at.system(partyRegister, 'p1', party, { name: party });
  await at.system(partyRegister, 'p1', 'firm', { name: '甲公司', kind: 'firm' });

  const inWork = <T>(person: string, run: (work: Awaited<ReturnType<typeof openWork>>['work']) => Promise<T>): Promise<T> =>
    decide(async () => {
      const { work } = await openWork(at.desk, { person, project: 'p1', request: 'test' });
      const result = await run(work);
      await commitWork(work);
      return result;
    });
  const post = async (person: string, journal: Journal): Promise<string> => receiptNo(await inWork(person, (work) => book(work, journal)));

  const issue = async (more: Partial<Bill> = {}): Promise<string> => {
    const bill = billOf(more);
    const { feeClass, period, issuedFen: fen } = bill;
    const postings: readonly Posting[] = [
      { account: 'receivable', fen, as: 'issued', bill: billId(bill) },
      { account: bill.agency ? 'agency' : 'income', fen: -fen, feeClass, period },
    ];
    await post('till', { kind: 'bill', book: 'system', issues: [bill], postings, payer: bill.payer });
    return billId(bill);
  };
  const pay = (
    bills: Readonly<Record<string, number>>,
    over = 0,
    person = 'till',
    more: Partial<Journal> & { channel?: 'cash' | 'wechat' } = {},
  ): Promise<string> => {
    const { channel = 'cash', ...rest } = more;
    const sum = Object.values(bills).reduce((a, b) => a + b, 0);
    const settled = Object.entries(bills).map(([bill, fen]): Posting => ({ account: 'receivable', fen: -fen, as: 'paid', bill }));
    const left: readonly Posting[] = over > 0 ? [{ account: 'prepaid', fen: -over, balance: prepaid }] : [];
    return post(person, {
      kind: 'payment',
      book: person,
      postings: [{ account: 'cash', fen: sum + over, channel }, ...settled, ...left],
      payer: 'K1',
      ...rest,
    });
  };

  const ask = async (person: string, definition: Definition, command: string, input: object, id?: string): Promise<Opened> => {
    const { body } = await at.by(person, definition, command, input, id === undefined ? {} : { id });
    return { id: body.id, approval: (body['approval'] as { approval: string } | undefined)?.approval, body };
  };
  const sign = (person: string, request: string | undefined, decision = 'approve') =>
    at.by(person, approval, 'decide', { decision, comment: '如题' }, { id: request ?? '' });
  const carry = (definition: Definition, request: string | undefined) => carryOut(at.desk, definition, { project: 'p1', approval: request ?? '' });
  /** Everybody signs in this order, and the verdict reaches the case. */
  const granted = async (definition: Definition, { approval: request }: Opened, ...signers: readonly string[]): Promise<string | undefined> => {
    for (const person of signers) await sign(person, request);
    return carry(definition, request);
  };
  const look = (definition: Definition, id: string | undefined, person = 'pm') =>
    readOne(at.desk, definition, { person, project: 'p1' }, id ?? '') as Promise<Record<string, unknown>>;
  const money = (wanted: Parameters<typeof moneyFor>[1]) => openWork(at.desk, { person: 'pm', project: 'p1' }).then(({ work }) => moneyFor(work, wanted));
  const bill = async (id: string) => (await money({ bills: [id] })).bills.get(id);
  const balance = async (id: string) => (await money({ balances: [id] })).balances.get(id)?.fen ?? 0;
  return { ...at, post, issue, pay, ask, sign, carry, granted, look, bill, balance, money, inWork, entryId };
}
