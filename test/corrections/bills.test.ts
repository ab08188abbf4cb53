import { describe, expect, it } from 'vitest';
import { disputeBill, resolveDispute } from '../../lib/bills/dispute.ts';
import { issueBill } from '../../lib/bills/manual.ts';
import { DisputeEnd, DisputeWish, ManualBill } from '../../lib/bills/manual-input.ts';
import { refuseRestriction } from '../../lib/bills/restrict.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { historyPartition } from '../../lib/cases/stored.ts';
import { meterRegister } from '../../lib/registers/meter/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { refusalKey } from '../../lib/table/keys.ts';
import { complaint } from '../../lib/workflows/complaint/workflow.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { inquiry } from '../../lib/workflows/inquiry/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { moneyOffice } from './money-office.ts';

const flat = '1-1-201';
const card = {
  unit: flat,
  period: '2026-07',
  feeClass: 'card',
  payer: 'K1',
  charge: 'KP-1',
  lines: [{ text: '门禁卡', quantity: 2, unitName: '张', priceFen: 25_00 }],
};
const publication = { place: '公告栏', on: '2026-07-01', evidence: '照片' };
const price = (more: object = {}) => ({ feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, from: '2026-07-01', priceE4: 23_800, ...more });

async function billOffice() {
  const at = await moneyOffice([tariffRegister, meterRegister, complaint, inquiry, repair, staffRegister]);
  await at.system(unitRegister, 'p1', flat, { buildingAreaDm2: 9875, relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
  await at.hire('home', [], ['p1'], [flat]);
  await at.system(partyRegister, 'p1', 'home', { name: '同住' });
  const caller = (person: string) => ({ person, project: 'p1' });
  const issue = async (input: object, person = 'till', key?: string): Promise<Answer & { body: Record<string, unknown> & { id: string } }> =>
    (await issueBill(at.desk, caller(person), parseInput(ManualBill, input) as ManualBill, key === undefined ? undefined : { key, bind: 'b' })) as never;
  const dispute = (id: string, input: object, person = 'till') =>
    disputeBill(at.desk, caller(person), id, parseInput(DisputeWish, input) as DisputeWish, undefined);
  const resolve = (id: string, input: object, person = 'csm') =>
    resolveDispute(at.desk, caller(person), id, parseInput(DisputeEnd, input) as DisputeEnd, undefined);
  const published = async (id: string, terms: object) => {
    await at.by('csm', tariffRegister, 'put', terms, { id });
    await at.by('pm', tariffRegister, 'publish', publication, { id });
  };
  return { ...at, caller, issue, dispute, resolve, published };
}

describe('a bill by hand 手工账单', () => {
  it('over things explains every fen, and the same request makes it once', async () => {
    const { issue, bill } = await billOffice();
    const first = await issue(card, 'till', 'once');
    expect(first).toMatchObject({ status: 201, body: { issuedFen: 50_00, openFen: 50_00, payer: 'K1', dueOn: '2026-07-25' } });
    expect(await issue(card, 'till', 'once')).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(await bill(first.body.id)).toMatchObject({ origin: { kind: 'manual' }, lines: [{ quantity: 2, scale: 1, priceE4: 250_000, fen: 50_00 }] });
    await expect(issue(card, 'csm')).rejects.toMatchObject({ kind: 'conflict', code: 'bill.exists' });
  });

  it('by a tariff is the very bill of the run: 98.75 ㎡ × 2.38 = 235.03, and cannot stand twice', async () => {
    const { issue, published } = await billOffice();
    await published('WY', price());
    const made = await issue({ unit: flat, period: '2026-07', feeClass: 'property', tariff: 'WY' });
    expect(made.body).toMatchObject({ id: `${flat}~2026-07~property~WY.K1~0`, issuedFen: 235_03, payer: 'K1' });
    await expect(issue({ unit: flat, period: '2026-07', feeClass: 'property', tariff: 'WY' })).rejects.toMatchObject({ code: 'bill.exists' });
  });

  it('of two clerks at the same moment is made once', async () => {
    const { issue } = await billOffice();
    const tried = await Promise.allSettled(['till', 'till2', 'csm'].map((person) => issue(card, person)));
    expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('that was voided is issued anew under the next revision', async () => {
    const { issue, ask, granted } = await billOffice();
    const { id } = (await issue(card)).body;
    expect(await granted(correction, await ask('till', correction, 'voidBill', { bill: id, reason: '未领' }), 'csm')).toBe('executed');
    expect((await issue(card)).body.id).toBe(id.replace(/0$/, '1'));
  });

  it('needs a published tariff where the class has one (L07), and takes no fee on top (L07, L11)', async () => {
    const { issue, by, published } = await billOffice();
    const property = { unit: flat, period: '2026-07', feeClass: 'property' };
    const lines = [{ text: '物业费', priceFen: 1 }];
    const law = (code: string) => ({ kind: 'unprocessable', code });
    await expect(issue({ ...property, payer: 'K1', charge: 'x', lines })).rejects.toMatchObject(law('law.tariff-unpublished'));
    await by('csm', tariffRegister, 'put', price(), { id: 'WY' });
    await expect(issue({ ...property, tariff: 'WY' })).rejects.toMatchObject(law('law.tariff-unpublished'));
    await published('SF', { feeClass: 'water', title: '代收水费', method: { kind: 'fixed' }, from: '2026-07-01', priceE4: 500_000 });
    const water = { unit: flat, period: '2026-07', feeClass: 'water', tariff: 'SF' };
    await expect(issue({ ...water, handlingFeeFen: 1 })).rejects.toMatchObject(law('law.agency-fee'));
    await expect(issue({ ...card, handlingFeeFen: 1 })).rejects.toMatchObject(law('law.overcharge'));
    await expect(issue({ ...water, feeClass: 'power' })).rejects.toMatchObject({ code: 'bill.tariff-class' });
    await expect(issue({ ...water, lines })).rejects.toMatchObject({ code: 'bill.lines-unwanted' });
    await expect(issue({ ...water, payer: 'K2' })).rejects.toMatchObject({ code: 'bill.nothing-to-charge' });
    expect((await issue(water)).body).toMatchObject({ agency: true, issuedFen: 50_00 });
  });

  it.each<[string, object, string]>([
    ['without lines', { lines: [] }, 'bill.lines-needed'],
    ['without a charge', { charge: undefined }, 'bill.lines-needed'],
    ['for nobody', { payer: 'nobody' }, 'reference.unknown'],
    ['for a unit that is not there', { unit: '9-9-999' }, 'reference.unknown'],
    ['due yesterday', { dueOn: '2026-07-09' }, 'bill.due-past'],
    ['due on 30 February', { dueOn: '2027-02-30' }, 'request.invalid'],
    ['for a month that is none', { period: '2026-13' }, 'request.invalid'],
    ['for a month far ahead', { period: '2026-09' }, 'bill.period-ahead'],
    ['at no price', { lines: [{ text: '卡', priceFen: 0 }] }, 'request.invalid'],
    ['at half a fen', { lines: [{ text: '卡', priceFen: 0.5 }] }, 'request.invalid'],
    ['at 2^53', { lines: [{ text: '卡', priceFen: 2 ** 53 }] }, 'request.invalid'],
  ])('%s is refused', async (_, more, code) => {
    const { issue } = await billOffice();
    await expect(issue({ ...card, ...more })).rejects.toMatchObject({ code });
  });

  it('is the cashier’s and the head’s to make', async () => {
    const { issue } = await billOffice();
    await expect(issue(card, 'engm')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(issue(card, 'nobody')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('an objection to a bill 账单异议', () => {
  it('is noted on the bill and opens a complaint, until somebody judges it', async () => {
    const { issue, dispute, resolve, bill, look } = await billOffice();
    const { id } = (await issue(card)).body;
    const answer = await dispute(id, { reason: '未领卡', disputedFen: 50_00 });
    expect(answer).toMatchObject({ status: 201, body: { id, disputed: true } });
    const { dispute: noted } = (await bill(id)) ?? {};
    expect(noted).toMatchObject({ reason: '未领卡' });
    expect(await look(complaint, noted?.complaint)).toMatchObject({ state: 'registered', channel: 'dispute', category: 'charge', unit: flat });
    await expect(dispute(id, { reason: '再说一次' })).rejects.toMatchObject({ code: 'bill.disputed', detail: { complaint: noted?.complaint } });
    await expect(resolve(id, { upheld: true, note: '核实' }, 'till')).rejects.toMatchObject({ kind: 'forbidden' });
    await resolve(id, { upheld: true, note: '核实未领' });
    expect((await bill(id))?.dispute).toMatchObject({ upheld: true });
    await expect(resolve(id, { upheld: false, note: '核实' })).rejects.toMatchObject({ code: 'bill.not-disputed' });
    await dispute(id, { reason: '又有异议' });
    expect((await bill(id))?.dispute).not.toHaveProperty('upheld');
  });

  it('is the payer’s own to make', async () => {
    const { issue, dispute, bill, hire, look } = await billOffice();
    await hire('K1', [], ['p1'], [flat]);
    const { id } = (await issue(card)).body;
    expect(await dispute(id, { reason: '未领卡' }, 'K1')).toMatchObject({ status: 201 });
    expect(await look(complaint, (await bill(id))?.dispute?.complaint)).toMatchObject({ complainants: [{ party: 'K1' }] });
  });

  it('is nobody else’s, not above what is owed, and not of what is settled', async () => {
    const { issue, dispute, pay } = await billOffice();
    const { id } = (await issue(card)).body;
    await expect(dispute(id, { reason: '错' }, 'home')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(dispute(id, { reason: '错', disputedFen: 50_01 })).rejects.toMatchObject({ code: 'bill.disputed-too-much' });
    await expect(dispute(`${id}1`, { reason: '错' })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(dispute('nothing', { reason: '错' })).rejects.toMatchObject({ kind: 'not-found' });
    await pay({ [id]: 50_00 });
    await expect(dispute(id, { reason: '错' })).rejects.toMatchObject({ code: 'bill.not-open' });
  });
});

describe('withholding something from whoever owes (L02)', () => {
  it('is refused with the article, whoever asks, and the attempt stays in the unit’s history', async () => {
    const { desk, caller } = await billOffice();
    const refused = { kind: 'unprocessable', code: 'law.no-suspension' };
    for (const person of ['pm', 'engm']) await expect(refuseRestriction(desk, caller(person), flat)).rejects.toMatchObject(refused);
    const pk = historyPartition(desk.company, unitRegister, { project: 'p1', kind: 'unit', id: flat });
    const prefix = refusalKey(pk, '2026', 'x').sk.slice(0, 2);
    const { items } = await desk.table.query({ pk, prefix, limit: 10 });
    expect(items.map((item) => [item['command'], item['refused']])).toEqual([
      ['restrict', 'law.no-suspension'],
      ['restrict', 'law.no-suspension'],
    ]);
    await expect(refuseRestriction(desk, caller('pm'), '9-9-999')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(refuseRestriction(desk, caller('nobody'), flat)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
