import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
const here = '/projects/p1';
const people = {} as Record<'admin' | 'front' | 'supervisor' | 'manager' | 'finance' | 'cashier' | 'resident', Caller>;

/** Six flats of one entrance: whose they are, and what 2.38 yuan a square metre makes of them, worked out by hand. */
const flats = [
  { unit: '1-1-101', party: 'an', areaDm2: 9_875, fen: 235_03 },
  { unit: '1-1-102', party: 'bai', areaDm2: 8_936, fen: 212_68 },
  { unit: '1-1-103', party: 'cai', areaDm2: 11_802, fen: 280_89 },
  { unit: '1-1-104', party: 'dai', areaDm2: 14_350, fen: 341_53 },
  { unit: '1-1-105', party: 'e', areaDm2: 9_875, fen: 235_03 },
  { unit: '1-1-106', party: 'fan', areaDm2: 10_000, fen: 238_00 },
] as const;
const billOf = (n: number) => `1-1-10${n}~2026-07~property~WY.${flats[n - 1]?.party}~0`;
const issuedFen = 1_543_16;
/** Receipts of the cashier's book: 1 is An's, 2 and 3 took the transfer and gave it to its owner. */
const wrong = '2026-cashier-000004';
const tooMuch = '2026-cashier-000005';

async function must(asked: Promise<Reply<Body>>, status = 200): Promise<Body> {
  const reply = await asked;
  if (reply.status !== status) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}

/** Asks for what has to be signed, and has it signed by one after the other: answers the case as it stands then. */
async function signed(path: string, asked: Promise<Reply<Body>>, by: readonly Caller[], status = 201): Promise<Body> {
  const opened = (await must(asked, status)) as Body & { readonly approval: { readonly number: string } };
  for (const one of by) await must(one.post(`/approvals/${opened.approval.number}/decision`, { decision: 'approve' }));
  await cloud.idle();
  return must(people.cashier.get(`${here}/${path}/${opened.id}`));
}

const pay = (fields: object, key: string) => must(people.cashier.post(`${here}/payments`, fields, { 'idempotency-key': key }), 201);
const standing = async (n: number) => {
  const { standing: now, openFen, payableFen } = await must(people.cashier.get(`${here}/bills/${encodeURIComponent(billOf(n))}`));
  return { standing: now, openFen, payableFen };
};

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-05T09:00:00+08:00');
  people.admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await must(people.admin.post('/projects', { id: 'p1', name: '一号院' }), 201);
  people.front = await cloud.person('meihua', 'front', ['FRONT']);
  people.supervisor = await cloud.person('meihua', 'supervisor', ['CSM']);
  people.manager = await cloud.person('meihua', 'manager', ['PM']);
  people.finance = await cloud.person('meihua', 'finance', ['HQ-FIN']);
  people.cashier = await cloud.person('meihua', 'cashier', ['CASHIER']);
  people.resident = await cloud.person('meihua', 'bai', [], ['p1'], ['1-1-102']);
  const pages = flats.map(async ({ unit, party, areaDm2 }, at) => {
    await must(people.front.put(`${here}/parties/${party}`, { name: `演示${at}`, phones: [`1000000010${at}`] }), 201);
    const owner = { party, role: 'owner', from: '2024-01-01' };
    await must(people.front.put(`${here}/units/${unit}`, { kind: 'residential', buildingAreaDm2: areaDm2, relations: [owner] }), 201);
  });
  await Promise.all(pages);
}, 60_000);
afterAll(() => cloud.stop());

it('a tariff is published, and the month is billed to the fen', async () => {
  const clause = '物业服务合同第9条：逾期两日后按日万分之五支付违约金';
  const tariff = {
    feeClass: 'property',
    title: '物业管理费',
    method: { kind: 'perArea' },
    priceE4: 23_800,
    from: '2026-07-01',
    due: { month: 'first', day: 10 },
    late: { graceDays: 2, countFrom: 'grace', dailyPpm: 500, capPermille: 1000, clause },
  };
  await must(people.supervisor.put(`${here}/tariffs/WY`, tariff), 201);
  await must(people.manager.post(`${here}/tariffs/WY/publish`, { place: '大堂公告栏', on: '2026-07-01', evidence: '照片' }));
  const run = await must(people.supervisor.post(`${here}/billing-runs`, { period: '2026-07' }));
  expect(run).toMatchObject({ state: 'done', bills: 6, amounts: [{ feeClass: 'property', bills: 6, fen: issuedFen }] });
  for (const [at, { fen }] of flats.entries()) expect(await standing(at + 1)).toEqual({ standing: 'open', openFen: fen, payableFen: fen });
}, 60_000);

it('it is paid at the counter, by WeChat and by a transfer nobody named', async () => {
  const { cashier, resident } = people;
  const paid = await pay({ channel: 'cash', amountFen: 235_03, payer: 'an', units: ['1-1-101'] }, 'an');
  expect(paid).toMatchObject({ receiptNo: '2026-cashier-000001', bills: [{ bill: billOf(1), principalFen: 235_03, lateFen: 0 }] });
  const checked = await cloud.call('GET', `/receipts/${encodeURIComponent(paid.code)}`);
  expect(checked).toMatchObject({ status: 200, body: { receiptNo: '2026-cashier-000001', amount: '235.03', state: 'valid' } });

  const account = (await cloud.call('POST', '/local/payments/merchant', { channel: 'wechat', project: 'p1' })).body;
  await must(people.admin.put('/company/channels', { pay: [account] }), 201);
  const order = await must(resident.post(`${here}/payment-orders`, { channel: 'wechat', unit: '1-1-102', bills: [billOf(2)] }), 201);
  await must(cloud.call('POST', `/local/payments/${order.id}/pay`, {}));
  const scanned = await must(resident.get(`${here}/payment-orders/${order.id}`));
  expect(scanned).toMatchObject({ state: 'paid', paid: { amountFen: 212_68, receipt: '2026-wechat-000001', excessFen: 0 } });

  const transfer = { amountFen: 300_00, channel: 'transfer', valueOn: '2026-07-05', sender: '蔡某', externalId: 'CMB1' };
  const unclaimed = await must(cashier.post(`${here}/suspense`, transfer), 201);
  expect(await must(cashier.get(`${here}/totals?period=2026-07`))).toMatchObject({ held: { suspenseFen: 300_00 } });
  const claim = { payer: 'cai', units: ['1-1-103'], evidence: '业主来电确认' };
  expect(await must(people.supervisor.post(`${here}/suspense/${unclaimed.id}/assign`, claim))).toMatchObject({ state: 'claimed' });

  expect(await pay({ channel: 'cash', amountFen: 235_03, payer: 'e', units: ['1-1-105'] }, 'e')).toMatchObject({ receiptNo: wrong });
  expect(await pay({ channel: 'cash', amountFen: 300_00, payer: 'fan', units: ['1-1-106'] }, 'fan')).toMatchObject({ receiptNo: tooMuch });
  for (const n of [1, 2, 3, 5, 6]) expect(await standing(n)).toEqual({ standing: 'settled', openFen: 0, payableFen: 0 });
}, 60_000);

it('what was taken wrongly goes back with its signatures, and a deposit comes and goes', async () => {
  const { cashier, supervisor, manager, finance } = people;
  const taken = { kind: 'card', unit: '1-1-101', party: 'an', amountFen: 1_000_00, channel: 'cash' };
  const deposit = await must(cashier.post(`${here}/deposits`, taken), 201);
  expect(await must(cashier.get(`${here}/totals?period=2026-07`))).toMatchObject({ held: { depositFen: 1_000_00, suspenseFen: 0, prepaidFen: 81_11 } });
  await cloud.setClock('2026-07-06T10:00:00+08:00');

  const late = await cashier.post(`${here}/payments/${wrong}/void`, { reason: '登记错误' });
  expect([late.status, late.body.code]).toEqual([409, expect.stringMatching(/day-over/)]);
  const reversed = await signed('corrections', cashier.post(`${here}/payments/${wrong}/reverse`, { reason: '登记错误' }), [supervisor, manager, finance]);
  expect(reversed).toMatchObject({ state: 'booked' });
  expect(await standing(5)).toMatchObject({ standing: 'open', openFen: 235_03 });

  const handover = { proof: { kind: 'receipt' }, cash: { signature: '签收单 1', identitySeen: true } };
  const refund = { amountFen: 62_00, reason: '多交', ...handover };
  expect(await signed('corrections', cashier.post(`${here}/payments/${tooMuch}/refund`, refund), [supervisor])).toMatchObject({ state: 'booked' });
  const back = cashier.post(`${here}/deposits/${deposit.id}/refund`, { channel: 'cash', ...handover });
  expect(await signed('deposits', back, [supervisor, manager], 202)).toMatchObject({ state: 'refunded', heldFen: 0 });
}, 60_000);

it('who has not paid is reminded by the clock; part is waived, the rest paid with its late fee', async () => {
  const { cashier, supervisor } = people;
  await cloud.setClock('2026-07-14T08:31:00+08:00');
  await cloud.idle();
  const open = (await must(cashier.get(`${here}/dunnings?state=open`))).items;
  expect(open.map(({ unit, openFen }) => [unit, openFen]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
    ['1-1-104', 341_53],
    ['1-1-105', 235_03],
  ]);
  expect(await standing(4)).toMatchObject({ standing: 'overdue', openFen: 341_53 });
  const wish = { unit: '1-1-104', bills: [{ bill: billOf(4), fen: 50_00 }], reason: '漏水影响使用' };
  expect(await signed('waivers', cashier.post(`${here}/waivers`, wish), [supervisor])).toMatchObject({ state: 'waived' });
  // Two days after the grace at 0.5 ‰ of 341.53, rounded once: what is waived today still bears today.
  expect(await standing(4)).toMatchObject({ openFen: 291_53, payableFen: 291_87 });
  const rest = await pay({ channel: 'cash', amountFen: 291_87, payer: 'dai', units: ['1-1-104'] }, 'dai');
  expect(rest).toMatchObject({ bills: [{ bill: billOf(4), principalFen: 291_53, lateFen: 34 }], balances: [] });
  await cloud.setClock('2026-07-15T08:31:00+08:00');
  await cloud.idle();
  expect((await must(cashier.get(`${here}/dunnings?state=open`))).items).toMatchObject([{ unit: '1-1-105' }]);
}, 60_000);

it('totals, arrears and statements add up to the fen, and the verifier finds nothing', async () => {
  const { cashier } = people;
  const [paidFen, waivedFen, openFen] = [1_258_13, 50_00, 235_03];
  expect(paidFen + waivedFen + openFen).toBe(issuedFen);
  const cashFen = paidFen + 34 + 19_11;
  expect(await must(cashier.get(`${here}/totals?period=2026-07`))).toMatchObject({
    sum: { issuedFen, paidFen, waivedFen, openFen, voidedFen: 0, refundedFen: 0, bills: 6, billsSettled: 5 },
    month: {
      collected: { currentFen: paidFen, oldArrearsFen: 0, laterPeriodsFen: 0 },
      prepaid: { changeFen: 19_11 },
      depositChangeFen: 0,
      lateFeeFen: 34,
      cashFen,
      cash: [
        { channel: 'cash', fen: cashFen - 300_00 - 212_68 },
        { channel: 'transfer', fen: 300_00 },
        { channel: 'wechat', fen: 212_68 },
      ],
    },
    held: { prepaidFen: 19_11, depositFen: 0, suspenseFen: 0 },
  });
  expect(await must(cashier.get(`${here}/arrears?by=unit`))).toMatchObject({ openFen, overdueFen: openFen, items: [{ key: '1-1-105', openFen }] });
  const statements = await Promise.all(flats.map(({ unit }) => must(cashier.get(`${here}/units/${unit}/statement?from=2026-07-01`))));
  const closing = (statements as unknown as readonly { closing: { owedFen: number; prepaidFen: number; depositFen: number } }[]).map((one) => one.closing);
  expect(closing.map(({ owedFen, prepaidFen }) => [owedFen, prepaidFen])).toEqual([
    [0, 0],
    [0, 0],
    [0, 19_11],
    [0, 0],
    [235_03, 0],
    [0, 0],
  ]);
  expect(statements[4]?.['movements']).toMatchObject([
    { kind: 'billed', owedFen: 235_03, after: { owedFen: 235_03 } },
    { kind: 'payment', owedFen: -235_03, receiptNo: wrong, after: { owedFen: 0 } },
    { kind: 'reversal', owedFen: 235_03, after: { owedFen: 235_03 } },
  ]);
  await cloud.idle();
  expect(verifyItems(itemsOfFile(`${cloud.folder}/table.sqlite`), { settled: true })).toEqual([]);
}, 60_000);
