import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flat, MoneyCloud, must, other, owed, p1, safe, told } from '../support/money-cloud.ts';

const house = new MoneyCloud();
const { cloud, who, fresh, post, charge, pay, paid, openFen } = house;

beforeAll(() => house.open(), 60_000);
afterAll(() => house.cloud.stop());

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
    for (const more of [
      { state: 'settled' },
      { version: 9 },
      { paid: [] },
      { issuedFen: 1 },
      { bookedOn: '2026-01-01' },
      { by: 'colleague' },
      { receiptNo: '2026-a-000001' },
    ])
      expect(told(await pay('cashier', { allocations, ...more }))).toBe('400 request.invalid');
    for (const book of ['system', 'wechat', 'alipay', 'cash', 'transfer', 'bankBatch', 'colleague', 'manager'])
      expect(`${book} ${told(await pay('cashier', { allocations, book }))}`).toBe(`${book} 422 payment.book`);
    expect(told(await post('cashier', 'suspense', { amountFen: 1, book: 'colleague' }))).toBe('422 suspense.book');
    const deposit = { kind: 'card', unit: flat, party: 'liu', amountFen: 1, channel: 'cash' };
    expect(told(await post('cashier', 'deposits', { ...deposit, book: 'colleague' }))).toBe('422 deposit.book');
    for (const book of ['a~b', 'a#b', '__proto__', '', '😀']) expect(told(await pay('cashier', { allocations, book }))).toBe('400 request.invalid');
    expect(told(await pay('cashier', { payer: 'elsewhere', allocations }))).toBe('422 reference.unknown');
    expect(await openFen(bill)).toBe(owed);
    const huge = {
      unit: flat,
      period: '2026-07',
      feeClass: 'card',
      payer: 'liu',
      charge: 'KP-huge',
      lines: Array(40).fill({ text: '卡', quantity: 100_000, priceFen: 1_000_000_000 }),
    };
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

  it.each(['~', '#', '%00', '😀', '..', 'a~b~c~d~e', '1-2-301~2026-07~card~KP-1~00', '2026-cashier-0000001', '2026-cashier-000000'])(
    'no id %s breaks anything',
    async (id) => {
      for (const path of [
        'bills/_',
        'payments/_',
        'deposits/_',
        'waivers/_',
        'corrections/_',
        'payment-orders/_',
        'billing-runs/_',
        'print/receipts/_',
        'print/units/_/notice',
        'parties/_/statement',
      ])
        expect([400, 404]).toContain((await who('cashier').get(`${p1}/${path.replace('_', id.startsWith('%') ? id : safe(id))}`)).status);
      expect([400, 404]).toContain((await post('cashier', `payments/${id.startsWith('%') ? id : safe(id)}/reverse`, { reason: '错' })).status);
      expect(told(await post('cashier', 'invoices', { receipts: [id], buyer: { name: '刘' } }))).toBe('400 request.invalid');
      expect(told(await pay('cashier', { allocations: [{ bill: id }] }))).toBe('400 request.invalid');
    },
  );
});
