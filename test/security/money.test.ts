import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
const [flat, other] = ['1-2-301', '1-2-302'];
const p1 = '/projects/p1';
const owed = 235_03;
const safe = encodeURIComponent;
const people: Record<string, Caller> = {};
const who = (name: string): Caller => people[name] as Caller;
let keys = 0;
let charges = 0;

async function must(asked: Promise<Reply<Body>>): Promise<Body> {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}
const fresh = (): Record<string, string> => {
  keys += 1;
  return { 'idempotency-key': `k-${keys}` };
};
const told = ({ status, body }: Reply<Body>): string => `${status} ${body.code}`;
const post = (by: string, path: string, body: object = {}, headers = fresh()) => who(by).post(`${p1}/${path}`, body, headers);
/** A charge for a key card. */
async function charge(unit = flat, payer = 'liu'): Promise<string> {
  charges += 1;
  const lines = [{ text: '门禁卡', priceFen: owed }];
  return (await must(post('cashier', 'bills', { unit, period: '2026-07', feeClass: 'card', payer, charge: `KP-${charges}`, lines }))).id;
}
const pay = (by: string, body: object, headers = fresh()) => post(by, 'payments', { channel: 'cash', payer: 'liu', amountFen: owed, ...body }, headers);
const paid = async (body: object, by = 'cashier') => (await must(pay(by, { channel: 'transfer', ...body }))) as Body & { receiptNo: string };
const openFen = async (bill: string) => (await must(who('cashier').get(`${p1}/bills/${safe(bill)}`)))['openFen'];
const approvalOf = (body: Body): string => (body['approval'] as { approval: string }).approval;
const decide = (by: string, approval: string) => post(by, `approvals/${approval}/decide`, { decision: 'approve' });
async function sign(by: string, approval: string): Promise<void> {
  await must(decide(by, approval));
  await cloud.idle();
}
async function withdraw(by: string, { approval }: Body): Promise<void> {
  await must(post(by, `approvals/${(approval as { approval: string }).approval}/withdraw`));
  await cloud.idle();
}

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-20T10:00:00+08:00');
  const desk = ['CASHIER', 'FRONT', 'CSM', 'ENGM', 'PM'];
  const hire = async (name: string, positions: readonly string[], projects = ['p1'], units: readonly string[] = [], company = 'meihua') => {
    people[name] = await cloud.person(company, name, positions, projects, units);
  };
  await hire('admin', ['HQ-ADM']);
  await hire('founder', ['HQ-ADM'], ['p1'], [], 'juhua');
  for (const id of ['p1', 'p2']) await must(who('admin').post('/projects', { id, name: id }));
  await must(who('founder').post('/projects', { id: 'p1', name: 'p1' }));
  await hire('cashier', ['CASHIER', 'FRONT', 'CSM']);
  await hire('colleague', ['CASHIER', 'FRONT']);
  await hire('chief', ['CSM']);
  await hire('second', ['CSM']);
  await hire('manager', ['PM']);
  for (const unit of [flat, other]) await must(who('cashier').put(`${p1}/units/${unit}`, { buildingAreaDm2: 9_875 }));
  await hire('liu', [], ['p1'], [flat]);
  await hire('ma', [], ['p1'], [other]);
  await hire('elsewhere', desk, ['p2']);
  await hire('stranger', desk, ['p1'], [], 'juhua');
}, 60_000);
afterAll(() => cloud.stop());

describe('money of others', () => {
  it('is not there for another company, another project and another household', async () => {
    const [done, open] = [await charge(), await charge()];
    const { receiptNo } = await paid({ allocations: [{ bill: done }], externalId: 'T-1' });
    const deposit = (await must(post('cashier', 'deposits', { kind: 'card', unit: flat, party: 'liu', amountFen: 50_00, channel: 'transfer' }))).id;
    const waiver = (await must(post('colleague', 'waivers', { unit: flat, bills: [{ bill: open, fen: 1 }], reason: '困难户' }))).id;
    const correction = (await must(post('colleague', `payments/${receiptNo}/reverse`, { reason: '错' }))).id;
    const read = [
      ...[`bills/${safe(done)}`, `units/${flat}/bills`, `units/${flat}/statement`, 'parties/liu/statement', `payments/${receiptNo}`],
      ...[`print/receipts/${receiptNo}`, `print/units/${flat}/notice`, `print/units/${flat}/statement`, `print/units/${flat}/clearance`],
      ...[`units/${flat}/litigation-pack`, `deposits/${deposit}`, `deposits/${deposit}/history`, `waivers/${waiver}`, `corrections/${correction}`],
    ];
    for (const path of read) {
      const answers = await Promise.all(['stranger', 'elsewhere', 'ma'].map((by) => who(by).get(`${p1}/${path}`)));
      expect({ path, told: answers.map(told) }).toEqual({ path, told: Array(3).fill('404 access.not-found') });
    }
    const lists = ['totals', 'arrears', 'payments?book=cashier', 'billing-runs', 'limitation', 'calls', 'calls?list=broken', 'go-live', `quotes?units=${flat}`];
    for (const path of [...lists, 'waivers', 'corrections', 'deposits', 'invoices', 'payment-orders', 'suspense', 'remittances', 'dunnings']) {
      expect({ path, status: (await who('elsewhere').get(`${p1}/${path}`)).status }).toEqual({ path, status: 404 });
      const { status, text } = await who('ma').get(`${p1}/${path}`);
      expect({ path, status, text: status === 200 ? text : '' }).toEqual({ path, status, text: status === 200 ? '{"items":[]}' : '' });
      expect([200, 404]).toContain(status);
    }
    const written: readonly (readonly [string, object])[] = [
      [`bills/${safe(open)}/void`, { reason: '错' }],
      [`bills/${safe(open)}/dispute`, { reason: '错' }],
      [`bills/${safe(open)}/resolveDispute`, { upheld: true, note: '错' }],
      ['payments', { channel: 'cash', payer: 'liu', amountFen: 1, allocations: [{ bill: open }] }],
      ['payments', { channel: 'transfer', payer: 'liu', amountFen: owed, prepay: {}, externalId: 'T-1' }],
      ['payments', { channel: 'transfer', payer: 'liu', amountFen: 1, prepay: {}, externalId: 'T-1' }],
      [`payments/${receiptNo}/void`, { reason: '错' }],
      [`payments/${receiptNo}/refund`, { amountFen: 1, reason: '错' }],
      [`deposits/${deposit}/refund`, {}],
      [`deposits/${deposit}/void`, { reason: '错' }],
      [`waivers/${waiver}/submit`, {}],
      [`corrections/${correction}/cancel`, { reason: '错' }],
      ['payment-orders', { channel: 'wechat', unit: flat }],
      ['payment-orders', { channel: 'wechat', bills: [open] }],
      ['payment-orders', { channel: 'wechat', units: [other, flat] }],
      ['billing-runs', { period: '2026-07' }],
      ['go-live', {}],
    ];
    for (const [path, body] of written) {
      for (const by of ['elsewhere', 'ma']) expect(`${path} ${by} ${(await post(by, path, body)).status}`).toBe(`${path} ${by} 404`);
      expect([403, 404, 409, 422]).toContain((await post('stranger', path, body)).status);
    }
    expect(told(await post('ma', 'invoices', { receipts: [receiptNo], buyer: { name: '马' }, unit: other }))).toBe('422 entry.unknown');
    const quote = await must(who('liu').get(`${p1}/quotes?units=${flat}`));
    const token = String(quote['quote']);
    const using = { amountFen: quote['totalFen'], quote: token };
    expect(told(await pay('cashier', { ...using, quote: `${token.slice(0, -4)}AAAA` }))).toBe('422 quote.invalid');
    expect(told(await pay('stranger', using))).toBe('422 quote.invalid');
    const abroad = await who('elsewhere').post('/projects/p2/payments', { channel: 'cash', payer: 'liu', ...using }, fresh());
    expect(told(abroad)).toBe('422 quote.invalid');
    const number = { channel: 'transfer', payer: 'elsewhere', amountFen: 1, prepay: {}, externalId: 'T-1' };
    const elsewhere = await who('elsewhere').post('/projects/p2/payments', number, fresh());
    expect(told(elsewhere)).toBe('409 payment.external-differs');
    expect(elsewhere.text).not.toMatch(/235\.03|2026-cashier/);
  });

  it('a receipt is proven by its own code only', async () => {
    const { code } = await paid({ allocations: [{ bill: await charge() }] });
    const check = (text: string) => cloud.call('GET', `/receipts/${safe(text)}`);
    const good = await check(code);
    expect(good.status).toBe(200);
    expect(good.text).not.toMatch(/liu|1-2-301/);
    const [version, id, payload = '', mark] = code.split('.');
    const turned = (from: string, to: string) => Buffer.from(Buffer.from(payload, 'base64url').toString().replace(from, to)).toString('base64url');
    for (const forged of [turned('meihua', 'juhua'), turned('p1', 'p2'), turned('cashier', 'colleague'), turned('~2026~', '~2025~'), ''])
      expect(told(await check([version, id, forged, mark].join('.')))).toBe('404 receipt.unknown');
    for (const text of [code.slice(0, -2), `${code}A`, '~', '#', '😀', '%', '__proto__', 'a'.repeat(700)])
      expect(told(await check(text))).toBe('404 receipt.unknown');
  });
});

describe('a cashier', () => {
  it('enters no sum, field, book or number that is not his to enter', async () => {
    const bill = await charge();
    const allocations = [{ bill }];
    for (const amountFen of [0, -1, 1.5, 2 ** 53, '100', null]) {
      expect(told(await pay('cashier', { amountFen, allocations }))).toBe('400 request.invalid');
      expect(told(await post('cashier', 'suspense', { amountFen }))).toBe('400 request.invalid');
      const { status } = await post('cashier', 'deposits', { kind: 'card', unit: flat, party: 'liu', amountFen, channel: 'cash' });
      expect([400, 422]).toContain(status);
    }
    for (const more of [{ state: 'settled' }, { version: 9 }, { paid: [] }, { issuedFen: 1 }, { bookedOn: '2026-01-01' }, { by: 'colleague' }, { receiptNo: '2026-a-000001' }])
      expect(told(await pay('cashier', { allocations, ...more }))).toBe('400 request.invalid');
    for (const book of ['system', 'wechat', 'alipay', 'cash', 'transfer', 'bankBatch', 'colleague', 'manager'])
      expect(`${book} ${told(await pay('cashier', { allocations, book }))}`).toBe(`${book} 422 payment.book`);
    for (const book of ['a~b', 'a#b', '__proto__', '', '😀']) expect(told(await pay('cashier', { allocations, book }))).toBe('400 request.invalid');
    expect(told(await pay('cashier', { payer: 'elsewhere', allocations }))).toBe('422 reference.unknown');
    expect(await openFen(bill)).toBe(owed);
    const huge = { unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', charge: 'KP-huge', lines: Array(40).fill({ text: '卡', quantity: 100_000, priceFen: 1_000_000_000 }) };
    expect(told(await post('cashier', 'bills', huge))).toBe('422 bill.too-much');
    const once = fresh();
    await must(pay('cashier', { amountFen: 5, allocations }, once));
    expect(told(await pay('cashier', { amountFen: 6, allocations }, once))).toBe('409 idempotency.reused');
    expect(told(await pay('colleague', { amountFen: 5, allocations }, once))).toBe('409 idempotency.reused');
    const { receiptNo } = await paid({ amountFen: 5, allocations, externalId: 'E-1' });
    expect((await must(pay('colleague', { amountFen: 5, channel: 'transfer', allocations, externalId: 'E-1' })))['receiptNo']).toBe(receiptNo);
    expect(told(await pay('cashier', { amountFen: 6, channel: 'transfer', allocations, externalId: 'E-1' }))).toBe('409 payment.external-differs');
    expect(told(await pay('cashier', { amountFen: 5, channel: 'transfer', payer: 'ma', allocations, externalId: 'E-1' }))).toBe('409 payment.external-differs');
    expect(await openFen(bill)).toBe(owed - 10);
  });

  it.each(['~', '#', '%00', '😀', '..', 'a~b~c~d~e', '1-2-301~2026-07~card~KP-1~00', '2026-cashier-0000001', '2026-cashier-000000'])('no id %s breaks anything', async (id) => {
    for (const path of ['bills/_', 'payments/_', 'deposits/_', 'waivers/_', 'corrections/_', 'payment-orders/_', 'billing-runs/_', 'print/receipts/_', 'print/units/_/notice', 'parties/_/statement'])
      expect([400, 404]).toContain((await who('cashier').get(`${p1}/${path.replace('_', id.startsWith('%') ? id : safe(id))}`)).status);
    expect([400, 404]).toContain((await post('cashier', `payments/${id.startsWith('%') ? id : safe(id)}/reverse`, { reason: '错' })).status);
    expect(told(await post('cashier', 'invoices', { receipts: [id], buyer: { name: '刘' } }))).toBe('400 request.invalid');
    expect(told(await pay('cashier', { allocations: [{ bill: id }] }))).toBe('400 request.invalid');
  });
});

describe('signatures', () => {
  it('are not given by who asked, by who took the money, nor by who asked before another handed it in', async () => {
    const { receiptNo } = await paid({ allocations: [{ bill: await charge() }] });
    const wish = await must(post('chief', `payments/${receiptNo}/refund`, { amountFen: 100_00, reason: '多收' }));
    expect(told(await decide('chief', approvalOf(wish)))).toBe('403 approval.own');
    expect(told(await decide('cashier', approvalOf(wish)))).toBe('403 approval.took-part');
    await withdraw('chief', wish);
    const again = await must(post('colleague', `corrections/${wish.id}/submit`));
    expect(told(await decide('chief', approvalOf(again)))).toBe('403 approval.took-part');
    await withdraw('colleague', again);
    await must(post('chief', `corrections/${wish.id}/cancel`, { reason: '不退' }));
    const waiver = await must(post('chief', 'waivers', { unit: other, bills: [{ bill: await charge(other, 'ma'), fen: 1_00 }], reason: '困难户' }));
    await withdraw('chief', waiver);
    const handed = await must(post('colleague', `waivers/${waiver.id}/submit`));
    expect(told(await decide('chief', approvalOf(handed)))).toBe('403 approval.took-part');
    await sign('second', approvalOf(handed));
    expect((await must(who('chief').get(`${p1}/waivers/${waiver.id}`))).state).toBe('waived');
  });

  it('are not saved by splitting', async () => {
    const { receiptNo } = await paid({ allocations: [{ bill: await charge() }] });
    const refund = () => must(post('colleague', `payments/${receiptNo}/refund`, { amountFen: 110_00, reason: '多收' }));
    const first = await refund();
    await sign('chief', approvalOf(first));
    expect((await must(who('chief').get(`${p1}/corrections/${first.id}`))).state).toBe('booked');
    const next = await refund();
    await sign('chief', approvalOf(next));
    expect((await must(who('chief').get(`${p1}/corrections/${next.id}`))).state).toBe('requested');
    await sign('manager', approvalOf(next));
    expect((await must(who('chief').get(`${p1}/corrections/${next.id}`))).state).toBe('booked');
    expect(told(await post('colleague', `payments/${receiptNo}/refund`, { amountFen: 110_00, reason: '多收' }))).toBe('409 entry.refunded');
    const waive = async () => must(post('colleague', 'waivers', { unit: other, bills: [{ bill: await charge(other, 'ma'), fen: 150_00 }], reason: '困难户' }));
    const waived = await waive();
    expect(waived['level']).toBe('CSM');
    await sign('chief', approvalOf(waived));
    expect((await waive())['level']).toBe('PM');
  });

  it('of two refunds of a deposit and two reversals of a receipt one is booked', async () => {
    const { id } = await must(post('cashier', 'deposits', { kind: 'card', unit: other, party: 'ma', amountFen: 50_00, channel: 'transfer' }));
    const back = await Promise.all(['colleague', 'chief', 'cashier'].map((by) => post(by, `deposits/${id}/refund`)));
    expect(back.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
    const won = back.find(({ status }) => status === 202) as Reply<Body>;
    await sign('second', approvalOf(won.body));
    expect(await must(who('cashier').get(`${p1}/deposits/${id}`))).toMatchObject({ state: 'refunded', heldFen: 0 });
    expect((await post('colleague', `deposits/${id}/refund`)).status).toBe(409);
    const bill = await charge(other, 'ma');
    const { receiptNo } = await paid({ payer: 'ma', allocations: [{ bill }] });
    const taken = await Promise.all(['colleague', 'chief', 'second'].map((by) => post(by, `payments/${receiptNo}/void`, { reason: '错' })));
    console.log(taken.map(({ text }) => text));
    expect(taken.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });
});

describe('callbacks', () => {
  it.each(['wechat', 'alipay'])('%s: a fen pays no bill, forged or truly signed', async (channel) => {
    const pays = await Promise.all(['wechat', 'alipay'].map(async (name) => (await cloud.call('POST', '/local/payments/merchant', { channel: name, project: 'p1' })).body));
    await must(who('admin').put('/company/channels', { pay: pays }));
    const bill = await charge();
    const { id } = await must(post('liu', 'payment-orders', { channel, unit: flat, bills: [bill] }));
    const fields = channel === 'wechat' ? { amount: { total: 1, payer_total: 1, currency: 'CNY', payer_currency: 'CNY' } } : { total_amount: '0.01' };
    const tell = async (action: string, body: object) => (await cloud.call('POST', `/local/payments/${id}/${action}`, body)).body['told'];
    expect(await tell('pay', { fields, wrongSignature: true })).toMatchObject([{ status: 401 }]);
    expect(await tell('contradict', { fields })).toMatchObject([{ status: 409 }]);
    expect(await openFen(bill)).toBe(owed);
    expect((await who('ma').get(`${p1}/payment-orders/${id}`)).status).toBe(404);
    for (const command of ['close', 'query', 'settle', 'takeLate']) expect((await post('ma', `payment-orders/${id}/${command}`)).status).toBe(404);
    expect((await post('cashier', `payment-orders/${id}/settle`, { transaction: 'X', amountFen: owed, paidAt: '2026-07-20T02:00:00.000Z', via: 'query' })).status).toBe(404);
  });

  it('leaves books the verifier finds nothing wrong with', async () => {
    await cloud.idle();
    expect(verifyItems(itemsOfFile(`${cloud.folder}/table.sqlite`), { settled: true })).toEqual([]);
  });
});
