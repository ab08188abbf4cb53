import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billId } from '../../lib/ledger/names.ts';
import { readBill, unitBills } from '../../lib/statements/bills.ts';
import { explainLine } from '../../lib/statements/explain.ts';
import { partyStatement, unitStatement } from '../../lib/statements/read-statement.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { billOf, countingHouse, on, paying } from './office.ts';
import { rejection } from './refused.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

const prepaid = 'prepaid~1-1-101~K1';
const deposit = 'deposit~1-1-101~YJ-1';

/** Two months of a household: a bill paid late in part and over, an offset, a deposit in and out, a payment taken back. */
async function household() {
  const house = await countingHouse();
  await house.hire('K1', [], ['p1'], ['1-1-101']);
  const [july, august] = [billOf('1-1-101', '2026-07'), billOf('1-1-101', '2026-08')];
  await house.issue(july);
  on('2026-07-10');
  await house.book({ kind: 'payment', postings: paying('cash', [[july, 100_00]]), payer: 'K1' });
  on('2026-07-20');
  await house.book({ kind: 'payment', postings: paying('wechat', [[july, 135_03]], [prepaid, 300_00]), payer: 'K1' });
  await house.book({
    kind: 'depositIn',
    postings: [
      { account: 'cash', fen: 2000_00, channel: 'card' },
      { account: 'deposit', fen: -2000_00, balance: deposit },
    ],
    opens: { [deposit]: { party: 'K1', title: '装修押金' } },
  });
  on('2026-08-05');
  await house.issue(august);
  await house.book({
    kind: 'offset',
    book: 'system',
    postings: [
      { account: 'prepaid', fen: 235_03, balance: prepaid },
      { account: 'receivable', fen: -235_03, as: 'offset', bill: billId(august) },
    ],
  });
  on('2026-08-20');
  await house.book({
    kind: 'refund',
    postings: [
      { account: 'deposit', fen: 500_00, balance: deposit },
      { account: 'cash', fen: -500_00, channel: 'card' },
    ],
    reason: '退部分押金',
  });
  return { ...house, july, august };
}

describe('a line of a bill explains its fen 账单说明', () => {
  const line = { text: '物业管理费', fen: 235_03 };
  it.each([
    [{ ...line, quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, days: { of: 31, charged: 31 } }, '98.75㎡ × 2.38元 × 31/31天 = 235.03元'],
    [
      { ...line, quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, days: { of: 30, charged: 7 }, factorPermille: 605, fen: 33_18 },
      '98.75㎡ × 2.38元 × 7/30天 × 60.5% = 33.18元',
    ],
    [{ ...line, quantity: 9875, scale: 100, unitName: '㎡', priceE4: 5283, months: 3, fen: 156_51 }, '98.75㎡ × 0.5283元 × 3个月 = 156.51元'],
    [
      { ...line, quantity: 23_500, scale: 1000, unitName: '吨', priceE4: 35_000, readings: { meter: 'S-1', from: 1_100_000, to: 1_123_500 }, fen: 82_25 },
      'S-1表 1,100 → 1,123.5，23.5吨 × 3.50元 = 82.25元',
    ],
    [{ ...line, share: { wholeFen: 1_000_00, weights: 300, weight: 100 }, fen: 333_34 }, '总额1,000.00元 × 100/300 = 333.34元（尾差按最大余数分配）'],
    [{ ...line, fen: -1_50 }, '-1.50元'],
  ])('%#: %o', (given, sentence) => {
    expect(explainLine(given)).toBe(sentence);
  });
});

describe('bills of a unit 住户账单', () => {
  it('are shown newest first, open ones or all, each with what settled it and what has to be paid', async () => {
    const { desk, caller, july } = await household();
    const all = (await unitBills(desk, caller('cashier'), { unit: '1-1-101', limit: 20, state: 'all' })).items;
    expect(all).toMatchObject([
      { period: '2026-08', standing: 'settled', payableFen: 0, paid: [{ as: 'offset', asTitle: '预收抵扣', fen: 235_03, on: '2026-08-05' }] },
      {
        period: '2026-07',
        standingTitle: '已结清',
        lines: [{ explanation: '98.75㎡ × 2.38元 × 31/31天 = 235.03元' }],
        paid: [{ receiptNo: '2026-cashier-000001' }, {}],
        origin: { kind: 'run' },
      },
    ]);
    expect((await unitBills(desk, caller('cashier'), { unit: '1-1-101', limit: 20 })).items).toEqual([]);
    expect(await readBill(desk, caller('K1'), billId(july))).toMatchObject({ id: billId(july), openFen: 0, settledFen: 235_03 });
    expect(await readBill(desk, caller('K1'), billId(july))).not.toHaveProperty('origin');
  });

  it('carry the late fee of today by their own clause', async () => {
    const { desk, caller, issue } = await household();
    const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;
    const bill = billOf('1-1-101', '2026-06', { late, issuedFen: 1000_00 });
    await issue(bill);
    on('2026-07-08');
    expect(await readBill(desk, caller('front'), billId(bill))).toMatchObject({
      standing: 'overdue',
      late: { accruedFen: 5_00, openFen: 5_00 },
      payableFen: 1005_00,
    });
  });

  it('show a resident his own and what he is liable for, and a stranger nothing', async () => {
    const { desk, caller, issue, hire } = await household();
    await hire('K2', [], ['p1'], ['2-1-201']);
    const tenants = billOf('2-1-201', '2026-07', { payer: 'K3', joint: ['K2'] });
    const others = billOf('2-1-201', '2026-07', { payer: 'K3', feeClass: 'parking', charge: 'CW.K3' });
    await issue(tenants, others);
    expect((await unitBills(desk, caller('K2'), { unit: '2-1-201', limit: 20 })).items).toMatchObject([{ id: billId(tenants), joint: ['K2'] }]);
    const unseen = [
      () => readBill(desk, caller('K2'), billId(others)),
      () => readBill(desk, caller('K2'), billId(billOf('1-1-101', '2026-07'))),
      () => readBill(desk, caller('K1'), billId(tenants)),
      () => unitBills(desk, caller('K1'), { unit: '2-1-201', limit: 20 }),
      () => unitBills(desk, caller('gate'), { unit: '1-1-101', limit: 20 }),
      () => unitBills(desk, caller('stranger'), { unit: '1-1-101', limit: 20 }),
      () => unitBills(desk, caller('cashier'), { unit: '9-9-999', limit: 20 }),
      () => readBill(desk, { person: 'cashier', project: 'p2' }, billId(tenants)),
      () => readBill(desk, caller('cashier'), billId(billOf('1-1-101', '2025-01'))),
      () => readBill(desk, caller('cashier'), 'no-bill'),
    ];
    for (const look of unseen) expect(await rejection(look)).toBe('access.not-found');
  });
});

describe('a statement 对账单', () => {
  it('tells what stood before, what happened in order, and what stands after', async () => {
    const { desk, caller } = await household();
    const { opening, movements, closing } = await unitStatement(desk, caller('cashier'), '1-1-101', { from: '2026-07-15', to: '2026-09-01' });
    expect(opening).toEqual({ owedFen: 135_03, prepaidFen: 0, depositFen: 0 });
    expect(
      movements.map(({ on: day, kind, title, owedFen, prepaidFen, depositFen, receiptNo }) => [day, kind, title, owedFen, prepaidFen, depositFen, receiptNo]),
    ).toEqual([
      ['2026-07-20', 'payment', '收款', -135_03, 300_00, 0, '2026-cashier-000002'],
      ['2026-07-20', 'depositIn', '收押金', 0, 0, 2000_00, '2026-cashier-000003'],
      ['2026-08-05', 'billed', '物业管理费', 235_03, 0, 0, undefined],
      ['2026-08-05', 'offset', '预收抵扣', -235_03, -235_03, 0, '2026-system-000001'],
      ['2026-08-20', 'refund', '退款', 0, 0, -500_00, '2026-cashier-000004'],
    ]);
    expect(movements[0]).toMatchObject({ channels: ['微信支付'], by: 'system' });
    expect(movements[4]?.reason).toBe('退部分押金');
    expect(closing).toEqual({ owedFen: 0, prepaidFen: 64_97, depositFen: 1500_00 });
  });

  it('ends where the table stands, wherever it is cut', async () => {
    const { desk, caller } = await household();
    const upTo = (from: string, to: string) => unitStatement(desk, caller('fin'), '1-1-101', { from, to });
    const first = await upTo('2026-01-01', '2026-07-21');
    const second = await upTo('2026-07-21', '2026-08-21');
    expect(second.opening).toEqual(first.closing);
    expect(second.closing).toEqual({ owedFen: 0, prepaidFen: 64_97, depositFen: 1500_00 });
  });

  it('costs one query of the household and one request for its entries', async () => {
    const { desk, caller } = await household();
    const { requests } = await counted(() => unitStatement(desk, caller('cashier'), '1-1-101', {}));
    expect(requests).toEqual({ BatchGetItem: 3, Query: 1 });
  });

  it('of a payer is over all his units and his own account, and his alone', async () => {
    const { desk, caller, system, issue, book, hire } = await household();
    const { unitRegister } = await import('../../lib/registers/unit/register.ts');
    await system(unitRegister, 'p1', '3-1-301', { buildingAreaDm2: 100, relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
    await issue(billOf('3-1-301', '2026-08'), billOf('3-1-301', '2026-08', { payer: 'K2' }));
    await book({ kind: 'payment', postings: paying('transfer', [], ['prepaid~~K1', 1000_00]), payer: 'K1' });
    const told = await partyStatement(desk, caller('cashier'), 'K1', {});
    expect(told.accounts.map(({ unit, closing }) => [unit, closing.owedFen, closing.prepaidFen])).toEqual([
      ['1-1-101', 0, 64_97],
      ['3-1-301', 235_03, 0],
      [undefined, 0, 1000_00],
    ]);
    expect(told.closing).toEqual({ owedFen: 235_03, prepaidFen: 1064_97, depositFen: 1500_00 });
    await hire('K2', [], ['p1'], ['2-1-201']);
    expect(await rejection(() => partyStatement(desk, caller('K2'), 'K1', {}))).toBe('access.not-found');
    expect(await rejection(() => partyStatement(desk, caller('cashier'), 'K9', {}))).toBe('access.not-found');
    expect((await partyStatement(desk, caller('K1'), 'K1', {})).closing).toEqual(told.closing);
  });

  it.each([
    { from: '2026-02-30' },
    { from: '2026-08-01', to: '2026-08-01' },
    { from: '2026-08-02', to: '2026-08-01' },
    { from: '2020-01-01', to: '2026-01-01' },
    { to: '' },
  ])('refuses %o', async (asked) => {
    const { desk, caller } = await household();
    expect(await rejection(() => unitStatement(desk, caller('cashier'), '1-1-101', asked))).toBe('request.invalid');
  });
});
