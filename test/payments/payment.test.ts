import { describe, expect, it } from 'vitest';
import { openFen } from '../../lib/ledger/bill.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { companyOfCode, verifiedReceipt } from '../../lib/payments/receipt-code.ts';
import { listReceipts, readReceipt } from '../../lib/payments/receipts.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { rememberWrites } from '../support/stored-items.ts';
import { Crash, counted, crashing } from '../support/transport.ts';
import { feeOf, flat, type Receipted, till } from './till.ts';

const refused = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'done';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
};
const cash = (more: object) => ({ channel: 'cash', payer: 'K1', ...more });

describe('a payment 收款', () => {
  it('settles a bill and answers a receipt whose public code leads to it', async () => {
    const { issue, take, bill, desk } = await till();
    const [id = ''] = await issue(feeOf('2026-07'));
    const { status, body, location } = await take(cash({ amountFen: 235_03, units: [flat] }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ receiptNo: '2026-qian-000001', amountFen: 235_03, bills: [{ bill: id, principalFen: 235_03, lateFen: 0 }], warnings: [] });
    expect(location).toBe('/projects/p1/payments/2026-qian-000001');
    expect((await bill(id)).state).toBe('settled');
    expect(openFen(await bill(id))).toBe(0);
    const keys = await desk.keys();
    expect(companyOfCode(body.code)).toBe(desk.company);
    expect(verifiedReceipt(keys, desk.company, body.code)).toEqual({ company: desk.company, project: 'p1', year: '2026', book: 'qian', seq: 1 });
    const forged = body.code
      .split('.')
      .with(2, Buffer.from(`${desk.company}~p1~2026~qian~2`).toString('base64url'))
      .join('.');
    for (const bad of [forged, body.code.slice(1), `${body.code}x`, '', 'x.y.z']) expect(verifiedReceipt(keys, desk.company, bad)).toBeUndefined();
  });

  it.each([1, 3, 12])('of %i bills is one transaction of 2(k + 4) write units, and what the index of open bills loses', async (k) => {
    const { issue, take } = await till();
    const months = Array.from({ length: k }, (_, at) => feeOf(`2026-${String(at + 1).padStart(2, '0')}`));
    const ids = await issue(feeOf('2025-12'), ...months);
    await take(cash({ amountFen: 235_03, allocations: [{ bill: ids[0] }] }));
    const { requests, writeUnits } = await counted(() => take(cash({ amountFen: 235_03 * k, allocations: ids.slice(1).map((bill) => ({ bill })) })));
    expect(requests).toEqual({ BatchGetItem: 1, Query: 1, TransactWriteItems: 1 });
    expect(writeUnits).toBe(2 * (k + 4) + k);
  });

  it('of more than is owed leaves the rest as a prepayment of the unit', async () => {
    const { issue, take } = await till();
    await issue(feeOf('2026-07'));
    const { body } = await take(cash({ amountFen: 300_00, units: [flat] }));
    expect(body.balances).toEqual([{ balance: 'prepaid~1-1-101~K1', kind: 'prepaid', unit: flat, fen: 64_97 }]);
  });

  it('in part leaves the bill open, and its late fee counts on for the rest', async () => {
    const { issue, take, bill } = await till();
    const [id = ''] = await issue(feeOf('2026-06', { late: { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } }));
    const { body } = await take(cash({ amountFen: 100_00, allocations: [{ bill: id }] }));
    expect(body.bills).toMatchObject([{ principalFen: 100_00, lateFen: 0 }]);
    expect(await bill(id)).toMatchObject({ state: 'open', paid: [{ fen: 100_00, valueOn: '2026-07-20', as: 'paid' }] });
    timeIs('2026-07-30T10:00:00+08:00');
    // 22 days × 235.03 + 10 days × 135.03 = 6520.96, × 0.05 % = 3.26.
    expect((await take(cash({ amountFen: 138_29, units: [flat] }))).body).toMatchObject({ bills: [{ principalFen: 135_03, lateFen: 3_26 }], balances: [] });
    expect((await bill(id)).state).toBe('settled');
  });

  it('of the principal alone leaves the late fee owed, and it can be paid later', async () => {
    const { issue, take, bill } = await till();
    const [id = ''] = await issue(feeOf('2026-06', { late: { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } }));
    await take(cash({ amountFen: 235_03, allocations: [{ bill: id }] }));
    expect((await bill(id)).state).toBe('settled');
    timeIs('2026-08-20T10:00:00+08:00');
    expect((await take(cash({ amountFen: 2_59, units: [flat] }))).body).toMatchObject({ bills: [{ bill: id, principalFen: 0, lateFen: 2_59 }], balances: [] });
    expect(await refused(take(cash({ amountFen: 1, allocations: [{ bill: id }] })))).toBe('bill.not-open');
  });

  it('for February warns that January is open', async () => {
    const { issue, take } = await till();
    const [january, february] = await issue(feeOf('2026-01'), feeOf('2026-02'));
    const { body } = await take(cash({ amountFen: 235_03, allocations: [{ bill: february }] }));
    expect(body.warnings).toMatchObject([{ code: 'payment.skips-older', bills: [january] }]);
    expect(body.warnings[0]?.text.zh).toContain(january);
  });

  it('ahead is refused above the cap, with the law and the figures', async () => {
    const { issue, take } = await till({ money: { prepaymentMonths: 3 } });
    await issue(feeOf('2026-07'));
    await take(cash({ amountFen: 235_03, units: [flat] }));
    // Three months of 235.03 are 705.09.
    await expect(take(cash({ amountFen: 705_10, prepay: { unit: flat } }))).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'law.prepayment-cap',
      detail: { months: 3, cap: '705.09', held: '0.00', excess: '705.10' },
    });
    expect((await take(cash({ amountFen: 705_09, prepay: { unit: flat } }))).status).toBe(201);
    expect(await refused(take(cash({ amountFen: 1, units: [flat] })))).toBe('law.prepayment-cap');
  });

  it('is refused when it is for nothing, for two things, or for what is not there; and nothing is written', async () => {
    const { issue, take, system, desk } = await till();
    await system(projectRegister, 'hq', 'p2', { name: '二号院' });
    await system(unitRegister, 'p2', '9-9-901', { buildingAreaDm2: 100 });
    const [id = ''] = await issue(feeOf('2026-07'));
    const written = rememberWrites();
    const cases: readonly (readonly [object, string])[] = [
      [{ amountFen: 1 }, 'payment.purpose'],
      [{ amountFen: 1, units: [flat], prepay: {} }, 'payment.purpose'],
      [{ amountFen: 1, units: ['1-1-999'] }, 'reference.unknown'],
      [{ amountFen: 1, units: ['9-9-901'] }, 'reference.unknown'],
      [{ amountFen: 1, units: [flat], payer: 'K9' }, 'reference.unknown'],
      [{ amountFen: 1, allocations: [{ bill: id.replace('2026-07', '2026-08') }] }, 'bill.unknown'],
      [{ amountFen: 235_04, allocations: [{ bill: id, amountFen: 235_04 }] }, 'payment.more-than-owed'],
      [{ amountFen: 1, units: [flat], book: 'system' }, 'payment.book'],
      [{ amountFen: 1, units: [flat], book: 'wechat' }, 'payment.book'],
      [{ amountFen: 1, units: [flat], valueOn: '2026-07-19' }, 'payment.value-day'],
      [{ amountFen: 1, units: [flat], channel: 'transfer', valueOn: '2026-07-21' }, 'payment.value-day'],
      [{ amountFen: 1, units: [flat], channel: 'transfer', valueOn: '2026-05-01' }, 'payment.value-day'],
      [{ amountFen: 1, quote: 'x' }, 'quote.invalid'],
    ];
    for (const [body, code] of cases) expect([body, await refused(take(cash(body)))]).toEqual([body, code]);
    for (const person of ['front', 'csm']) expect(await refused(take(cash({ amountFen: 1, units: [flat] }), { person }))).toBe('access.forbidden');
    expect(await refused(take(cash({ amountFen: 1, units: [flat] }), { person: 'K1' }))).toBe('access.forbidden');
    expect(await refused(take(cash({ amountFen: 1, units: [flat] }), { person: 'nobody' }))).toBe('access.not-found');
    written.stop();
    expect((await written.items(desk.table)).filter(({ sk }) => sk !== 'KEYS')).toEqual([]);
  });

  it.each([
    { amountFen: -1 },
    { amountFen: 0 },
    { amountFen: 0.5 },
    { amountFen: 2 ** 53 },
    { amountFen: '1' },
    { valueOn: '2026-02-30' },
    { allocations: [{ bill: '1-1-101~2026-13~property~WY.K1~0' }] },
    { allocations: [{ bill: 'x' }] },
    { allocations: [] },
    { allocations: [{ bill: '1-1-101~2026-07~property~WY.K1~0', amountFen: -5 }] },
    { units: ['a#b'] },
    { channel: 'barter' },
    { externalId: 'a#b' },
    { more: 1 },
  ])('is no payment with %o', (wrong) => {
    const body = { channel: 'cash', amountFen: 1, payer: 'K1', units: [flat], ...wrong };
    expect(PaymentInput.safeParse(body).success).toBe(false);
  });
});

describe('the same payment again', () => {
  it('needs a key', async () => {
    const { take } = await till();
    expect(await refused(take(cash({ amountFen: 1, units: [flat] }), { key: '' }))).toBe('payment.key');
  });

  it('gets the same receipt, also when the answer was lost after the commit, and another body is refused', async () => {
    const { issue, take, desk } = await till();
    await issue(feeOf('2026-07'));
    const body = cash({ amountFen: 235_03, units: [flat] });
    expect(await crashing({ nth: 1, side: 'after' }, () => take(body, { key: 'lost' }))).toBeInstanceOf(Crash);
    const first = await take(body, { key: 'lost' });
    const again = await take(body, { key: 'lost' });
    expect(first.body.receiptNo).toBe('2026-qian-000001');
    expect(again).toEqual(first);
    expect(await refused(take({ ...body, amountFen: 1 }, { key: 'lost' }))).toBe('idempotency.reused');
    const { items } = await listReceipts(desk, { person: 'qian', project: 'p1' }, { limit: 20 });
    expect(items).toHaveLength(1);
  });

  it('is known by the number of the bank for ever, and not taken for other money of it', async () => {
    const { issue, take } = await till();
    await issue(feeOf('2026-07'));
    const transfer = { channel: 'transfer', amountFen: 235_03, payer: 'K1', units: [flat], externalId: 'CMB-1' };
    const first = await take(transfer, { key: '' });
    timeIs('2026-09-20T10:00:00+08:00');
    expect((await take(transfer, { key: '' })).body.receiptNo).toBe(first.body.receiptNo);
    expect((await take(transfer, { person: 'sun' })).body.receiptNo).toBe(first.body.receiptNo);
    expect(await refused(take({ ...transfer, amountFen: 235_04 }, { key: '' }))).toBe('payment.external-differs');
    expect(await refused(take({ ...transfer, payer: 'K2' }))).toBe('payment.external-differs');
    expect((await take({ ...transfer, channel: 'card', amountFen: 1, valueOn: undefined }, { key: '' })).body.receiptNo).toBe('2026-qian-000002');
  });
});

describe('two cashiers', () => {
  it('at one designated bill: one settles it, the other is told', async () => {
    const { issue, take, bill } = await till();
    const [id = ''] = await issue(feeOf('2026-07'));
    const body = cash({ amountFen: 235_03, allocations: [{ bill: id }] });
    const came = await Promise.all([refused(take(body)), refused(take(body, { person: 'sun' }))]);
    expect(came.toSorted()).toEqual(['bill.not-open', 'done']);
    expect((await bill(id)).paid).toHaveLength(1);
  });
});

describe('receipts', () => {
  it('are listed by book and day without a gap, and read by staff and by who paid', async () => {
    const { take, desk } = await till();
    for (let n = 0; n < 3; n += 1) await take(cash({ amountFen: 100, prepay: {} }));
    timeIs('2026-07-21T10:00:00+08:00');
    await take(cash({ amountFen: 100, prepay: {} }));
    const numbers = async (query: object, person = 'qian') => {
      const { items, cursor } = await listReceipts(desk, { person, project: 'p1' }, { limit: 2, ...query });
      return { numbers: items.map((item) => (item as Receipted).receiptNo), cursor };
    };
    const first = await numbers({ day: '2026-07-20' });
    expect(first.numbers).toEqual(['2026-qian-000001', '2026-qian-000002']);
    expect((await numbers({ day: '2026-07-20', cursor: first.cursor })).numbers).toEqual(['2026-qian-000003']);
    expect((await numbers({ book: 'qian' }, 'csm')).numbers).toEqual(['2026-qian-000004']);
    expect((await numbers({ day: '2026-07-19' })).numbers).toEqual([]);
    expect(await refused(numbers({}, 'K1'))).toBe('access.not-found');
    const read = (person: string, number = '2026-qian-000001') => readReceipt(desk, { person, project: 'p1' }, number);
    expect((await read('K1')).amountFen).toBe(100);
    expect((await read('pm')).code).toMatch(/\./);
    for (const [person, number] of [
      ['nobody', undefined],
      ['pm', '2026-qian-000009'],
      ['pm', 'x'],
      ['K1', '2026-qian-999999'],
    ] as const)
      expect(await refused(read(person, number))).toBe('access.not-found');
  });
});
