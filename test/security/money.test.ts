import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
const [flat, other] = ['1-2-301', '1-2-302'];
const p1 = '/projects/p1';
const owed = 235_03;
let keys = 0;
let charges = 0;
let admin: Caller, cashier: Caller, colleague: Caller, chief: Caller, second: Caller, manager: Caller, finance: Caller;
let liu: Caller, ma: Caller;
let stranger: Caller, elsewhere: Caller;

async function must(asked: Promise<Reply<Body>>): Promise<Body> {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}
const fresh = (): Record<string, string> => {
  keys += 1;
  return { 'idempotency-key': `k-${keys}` };
};
const charge = async (unit = flat, payer = 'liu', priceFen = owed): Promise<string> => {
  charges += 1;
  const lines = [{ text: '门禁卡', priceFen }];
  return (await must(cashier.post(`${p1}/bills`, { unit, period: '2026-07', feeClass: 'card', payer, charge: `KP-${charges}`, lines }))).id;
};
const pay = (by: Caller, body: object, headers = fresh()) => by.post(`${p1}/payments`, { channel: 'cash', payer: 'liu', ...body }, headers);
const paid = async (body: object, by = cashier): Promise<string> => String((await must(pay(by, body)))['receiptNo']);
const bill = (by: Caller, id: string) => by.get(`${p1}/bills/${encodeURIComponent(id)}`);
const decide = (by: Caller, approval: string, decision = 'approve') => by.post(`${p1}/approvals/${approval}/decide`, { decision });
const approvalOf = (body: Body): string => (body as unknown as { approval: { approval: string } }).approval.approval;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-20T10:00:00+08:00');
  admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  for (const id of ['p1', 'p2']) await must(admin.post('/projects', { id, name: id }));
  const all = ['CASHIER', 'FRONT', 'CSM', 'ENGM', 'PM', 'HQ-FIN'];
  cashier = await cloud.person('meihua', 'cashier', ['CASHIER', 'FRONT', 'CSM']);
  colleague = await cloud.person('meihua', 'colleague', ['CASHIER', 'FRONT']);
  chief = await cloud.person('meihua', 'chief', ['CSM']);
  second = await cloud.person('meihua', 'second', ['CSM']);
  manager = await cloud.person('meihua', 'manager', ['PM']);
  finance = await cloud.person('meihua', 'finance', ['HQ-FIN']);
  for (const unit of [flat, other]) await must(cashier.put(`${p1}/units/${unit}`, { buildingAreaDm2: 9_875 }));
  liu = await cloud.person('meihua', 'liu', [], ['p1'], [flat]);
  ma = await cloud.person('meihua', 'ma', [], ['p1'], [other]);
  elsewhere = await cloud.person('meihua', 'elsewhere', all, ['p2']);
  const founder = await cloud.person('juhua', 'founder', ['HQ-ADM']);
  await must(founder.post('/projects', { id: 'p1', name: 'p1' }));
  stranger = await cloud.person('juhua', 'stranger', all, ['p1']);
}, 60_000);
afterAll(() => cloud.stop());

const say = (label: string, r: Reply<Body>) => console.log(label.padEnd(44), r.status, r.text.slice(0, 260));

describe('probe', () => {
  it('routes', async () => {
    const b = await charge();
    const receipt = await paid({ amountFen: owed, allocations: [{ bill: b }], channel: 'transfer', externalId: 'T-1' });
    const open = await charge();
    const dep = await must(cashier.post(`${p1}/deposits`, { kind: 'card', unit: flat, party: 'liu', amountFen: 50_00, channel: 'cash' }, fresh()));
    const waiver = await must(colleague.post(`${p1}/waivers`, { unit: flat, bills: [{ bill: open, fen: 100 }], reason: 'x' }, fresh()));
    const corr = await must(colleague.post(`${p1}/payments/${receipt}/reverse`, { reason: 'x' }, fresh()));
    const q = await must(liu.get(`${p1}/quotes?units=${flat}`));
    const routes = [
      `bills/${encodeURIComponent(b)}`, `units/${flat}/bills`, `units/${flat}/statement`, `parties/liu/statement`, `payments/${receipt}`, `payments`, `payments?book=cashier`, `quotes?units=${flat}`,
      `totals`, `arrears`, `arrears?by=unit`, `billing-runs`, `billing-runs/2026-07`, `deposits/${dep.id}`, `deposits`, `waivers/${waiver.id}`, `waivers`, `corrections/${corr.id}`, `corrections`, `payment-orders`,
      `print/receipts/${receipt}`, `print/units/${flat}/notice`, `print/units/${flat}/statement`, `print/units/${flat}/clearance`, `units/${flat}/litigation-pack`, `limitation`, `calls`, `calls?list=broken`, `go-live`, `payments/candidates?suspense=ZS-20260720-0001`, 'suspense', 'remittances', 'invoices', 'dunnings', 'instalments', 'tariffs', 'meters', 'vacancies', 'openings',
      `corrections/${corr.id}/history`, `deposits/${dep.id}/history`, `approvals/${approvalOf(waiver)}`,
    ];
    for (const route of routes) {
      const rs = await Promise.all([cashier, stranger, elsewhere, ma, liu].map((by) => by.get(`${p1}/${route}`)));
      console.log(route.padEnd(60), rs.map(({ status }) => status).join(' '), rs[3]!.status === 200 ? rs[3]!.text.slice(0, 120) : '');
    }
    const posts: [string, object][] = [
      ['bills', { unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', charge: 'X', lines: [{ text: 'a', priceFen: 1 }] }],
      [`bills/${encodeURIComponent(open)}/void`, { reason: 'x' }], [`bills/${encodeURIComponent(open)}/dispute`, { reason: 'x' }], [`bills/${encodeURIComponent(open)}/resolveDispute`, { upheld: true, note: 'x' }],
      ['payments', { channel: 'cash', payer: 'liu', amountFen: 1, allocations: [{ bill: open }] }],
      ['payments', { channel: 'transfer', payer: 'liu', amountFen: owed, allocations: [{ bill: b }], externalId: 'T-1' }],
      ['payments', { channel: 'transfer', payer: 'liu', amountFen: 1, allocations: [{ bill: b }], externalId: 'T-1' }],
      ['payments', { channel: 'cash', payer: 'liu', amountFen: owed, quote: q['quote'] }],
      [`payments/${receipt}/void`, { reason: 'x' }], [`payments/${receipt}/reverse`, { reason: 'x' }], [`payments/${receipt}/refund`, { amountFen: 1, reason: 'x' }],
      ['deposits', { kind: 'card', unit: flat, party: 'liu', amountFen: 50_00, channel: 'cash' }], [`deposits/${dep.id}/refund`, {}], [`deposits/${dep.id}/void`, { reason: 'x' }],
      [`deposits/${dep.id}/deduct`, { amountFen: 1, basis: 'loss', text: 'x', photos: ['a'], priced: 'x', signature: 'x' }],
      ['waivers', { unit: flat, bills: [{ bill: open, fen: 100 }], reason: 'x' }], [`waivers/${waiver.id}/submit`, {}], [`waivers/${waiver.id}/cancel`, { reason: 'x' }],
      ['corrections', { receipt, reason: 'x' }], [`corrections/${corr.id}/submit`, {}], [`corrections/${corr.id}/cancel`, { reason: 'x' }],
      ['payment-orders', { channel: 'wechat', unit: flat }], ['payment-orders', { channel: 'wechat', bills: [open] }], ['payment-orders', { channel: 'wechat', units: [other, flat] }],
      ['invoices', { receipts: [receipt], buyer: { name: 'x' }, rates: [{ feeClass: 'card', taxPermille: 60 }] }],
      ['invoices', { receipts: [receipt], buyer: { name: 'x' }, unit: other }],
      [`approvals/${approvalOf(waiver)}/decide`, { decision: 'approve' }],
      ['billing-runs', { period: '2026-07' }], ['billing-runs/2026-07/release', {}], ['go-live', {}], ['suspense', { amountFen: 1 }], ['remittances', { feeClass: 'water', period: '2026-07', amountFen: 1, utility: 'x', voucher: 'x' }],
    ];
    for (const [route, body] of posts) {
      const rs: Reply<Body>[] = [];
      for (const by of [stranger, elsewhere, ma]) rs.push(await by.post(`${p1}/${route}`, body, fresh()));
      console.log(route.padEnd(60), rs.map(({ status, body }) => `${status} ${body.code}`).join(' | '));
    }
  });

  it('tricks', async () => {
    const b = await charge();
    for (const amountFen of [0, -1, 1.5, 2 ** 53, 2 ** 53 - 1, 1e11, '100', null]) {
      say(`amount ${amountFen}`, await pay(cashier, { amountFen, allocations: [{ bill: b }] }));
      say(`deposit ${amountFen}`, await cashier.post(`${p1}/deposits`, { kind: 'card', unit: flat, party: 'liu', amountFen, channel: 'cash' }, fresh()));
      say(`suspense ${amountFen}`, await cashier.post(`${p1}/suspense`, { amountFen }, fresh()));
    }
    for (const more of [{ state: 'settled' }, { version: 9 }, { paid: [] }, { issuedFen: 1 }, { bookedOn: '2026-01-01' }, { by: 'x' }, { receiptNo: '2026-cashier-000001' }])
      say(`mass ${JSON.stringify(more)}`, await pay(cashier, { amountFen: 1, allocations: [{ bill: b }], ...more }));
    say('mass bill', await cashier.post(`${p1}/bills`, { unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', charge: 'MA', lines: [{ text: 'a', priceFen: 100, fen: 1 }], issuedFen: 1 }));
    for (const book of ['system', 'wechat', 'alipay', 'cash', 'transfer', 'bankBatch', 'colleague', 'a~b', 'a#b', '__proto__', 'constructor', 'ＣＡＳＨ', 'System', 'payment.1', 'x-000001'])
      say(`book ${book}`, await pay(cashier, { amountFen: 1, allocations: [{ bill: b }], book }));
    const q = await must(liu.get(`${p1}/quotes?units=${flat}`));
    const token = String(q['quote']);
    say('quote tampered', await pay(cashier, { amountFen: q['totalFen'], quote: `${token.slice(0, -3)}AAA` }));
    say('quote p2', await elsewhere.post('/projects/p2/payments', { channel: 'cash', payer: 'liu', amountFen: q['totalFen'], quote: token }, fresh()));
    say('quote other company', await stranger.post(`${p1}/payments`, { channel: 'cash', payer: 'liu', amountFen: q['totalFen'], quote: token }, fresh()));
    const first = (q as unknown as { bills: { bill: string; openFen: number }[] }).bills[0]!;
    say('quote twice', await pay(cashier, { amountFen: first.openFen * 2, quote: token, allocations: [{ bill: first.bill }, { bill: first.bill }] }));
    say('quote designated', await pay(cashier, { amountFen: first.openFen, quote: token, allocations: [{ bill: first.bill, amountFen: 1 }] }));
    say('alloc twice', await pay(cashier, { amountFen: 2, allocations: [{ bill: b }, { bill: b }] }));
    const h = fresh();
    say('idem 1', await pay(cashier, { amountFen: 5, allocations: [{ bill: b }] }, h));
    say('idem other body', await pay(cashier, { amountFen: 6, allocations: [{ bill: b }] }, h));
    say('idem other person', await pay(colleague, { amountFen: 5, allocations: [{ bill: b }] }, h));
    say('ext 1', await pay(cashier, { amountFen: 5, allocations: [{ bill: b }], channel: 'transfer', externalId: 'E1' }));
    say('ext again other bill', await pay(colleague, { amountFen: 5, units: [flat], channel: 'transfer', externalId: 'E1' }));
    say('ext other amt', await pay(cashier, { amountFen: 6, allocations: [{ bill: b }], channel: 'transfer', externalId: 'E1' }));
    say('ext other channel', await pay(cashier, { amountFen: 5, allocations: [{ bill: b }], channel: 'card', externalId: 'E1' }));
    say('ext p2', await elsewhere.post('/projects/p2/payments', { channel: 'transfer', payer: 'elsewhere', amountFen: 5, externalId: 'E1', prepay: {} }, fresh()));
    say('pay w/ p2 party', await pay(cashier, { amountFen: 5, payer: 'elsewhere', allocations: [{ bill: b }] }));
    const big = { unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', lines: Array.from({ length: 40 }, () => ({ text: 'a', quantity: 100_000, priceFen: 1_000_000_000 })) };
    for (const n of [1, 2, 3, 4]) say(`big bill ${n}`, await cashier.post(`${p1}/bills`, { ...big, charge: `BIG-${n}` }, fresh()));
    say('after big', await cashier.get(`${p1}/arrears`));
    say('after big bill', await cashier.post(`${p1}/bills`, { unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', charge: 'AFTER', lines: [{ text: 'a', priceFen: 1 }] }, fresh()));
    say('after statement', await cashier.get(`${p1}/units/${flat}/statement`));
    say('totals', await cashier.get(`${p1}/totals`));
  });
});
