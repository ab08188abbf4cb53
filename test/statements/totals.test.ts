import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTotals } from '../../lib/billing/chunk.ts';
import { billId } from '../../lib/ledger/names.ts';
import { addTotals, type Totals } from '../../lib/ledger/totals.ts';
import { foldFinishedMonths } from '../../lib/statements/folding.ts';
import { rate } from '../../lib/statements/rates.ts';
import { readTotals } from '../../lib/statements/read-totals.ts';
import { totalsKey } from '../../lib/table/keys.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { billOf, countingHouse, on, paying } from './office.ts';
import { rejection } from './refused.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

/** July of a project: a bill paid, one paid in part and waived, one voided, old arrears, a prepayment, an agency charge. */
async function july() {
  const house = await countingHouse();
  const { issue, book } = house;
  const [paid, part, voided] = [billOf('1-1-101', '2026-07'), billOf('2-1-201', '2026-07', { payer: 'K2' }), billOf('2-1-201', '2026-07', { payer: 'K3' })];
  const old = billOf('1-1-101', '2026-05', { issuedOn: '2026-05-05', issuedFen: 500_00 });
  const water = billOf('1-1-101', '2026-07', { feeClass: 'water', charge: 'S-1', agency: true, issuedFen: 80_00 });
  on('2026-07-05');
  await issue(old, paid, part, voided, water);
  on('2026-07-10');
  const cash = await book({ kind: 'payment', postings: paying('cash', [[paid, 235_03]]) });
  await book({
    kind: 'payment',
    postings: paying(
      'wechat',
      [
        [part, 200_00],
        [old, 300_00],
      ],
      ['prepaid~2-1-201~K2', 100_00],
    ),
  });
  on('2026-07-11');
  await book({
    kind: 'waiver',
    book: 'system',
    postings: [
      { account: 'waiver', fen: 35_03 },
      { account: 'receivable', fen: -35_03, as: 'waived', bill: billId(part) },
    ],
  });
  await book({
    kind: 'billVoid',
    book: 'system',
    postings: [
      { account: 'income', fen: 235_03, feeClass: 'property', period: '2026-07' },
      { account: 'receivable', fen: -235_03, as: 'voided', bill: billId(voided) },
    ],
  });
  await book({ kind: 'payment', postings: paying('cash', [[water, 80_00]]) });
  await book({
    kind: 'remittance',
    book: 'system',
    postings: [
      { account: 'agency', fen: 60_00, feeClass: 'water', period: '2026-07' },
      { account: 'cash', fen: -60_00, channel: 'transfer' },
    ],
  });
  return { ...house, paid, part, voided, old, water, cash };
}

const rateOf = (told: Awaited<ReturnType<typeof readTotals>>, kpi: string) => told.rates.find((one) => one.kpi === kpi);

describe('a rate is an exact fraction 比率', () => {
  it.each([
    [29_999, 30_000, 100, '99.99%', 'missed'],
    [98, 100, 98, '98.00%', 'met'],
    [9799, 10_000, 98, '97.99%', 'missed'],
    [979_999, 1_000_000, 98, '97.99%', 'missed'],
    [0, 5, 95, '0.00%', 'missed'],
    [0, 0, 100, '无数据', 'noData'],
    [1, 3, 95, '33.33%', 'missed'],
  ])('%d of %d against %d %%: %s, %s', (n, d, percent, text, verdict) => {
    expect(rate(n, d, percent)).toMatchObject({ text, verdict });
  });
});

describe('totals of a month 月度汇总', () => {
  it('tell by class what was issued and what became of it', async () => {
    const { desk, caller } = await july();
    const told = await readTotals(desk, caller('fin'), { period: '2026-07' });
    expect(told.classes.find(({ feeClass }) => feeClass === 'property')).toMatchObject({
      issuedFen: 3 * 235_03,
      paidFen: 435_03,
      waivedFen: 35_03,
      voidedFen: 235_03,
      openFen: 0,
      dueFen: 435_03,
      collectedFen: 435_03,
      bills: 2,
      billsSettled: 2,
      rate: { text: '100.00%' },
    });
    expect(told.sum.issuedFen).toBe(3 * 235_03 + 80_00);
    expect(told.held).toEqual({ prepaidFen: 100_00, depositFen: 0, suspenseFen: 0 });
  });

  it('count for K01 what settled bills of the month, net of waivers, and nothing else', async () => {
    const { desk, caller } = await july();
    const told = await readTotals(desk, caller('pm'), { period: '2026-07' });
    expect(rateOf(told, 'K01a')).toMatchObject({ target: '≥ 98%', byAmount: { n: 435_03, d: 435_03, verdict: 'met' }, byHousehold: { n: 2, d: 2 } });
    expect(told.month.collected).toEqual({ currentFen: 435_03 + 80_00, oldArrearsFen: 300_00, laterPeriodsFen: 0 });
    expect(told.month.prepaid).toEqual({ receivedFen: 100_00, offsetFen: 0, changeFen: 100_00 });
    const may = await readTotals(desk, caller('pm'), { period: '2026-05' });
    expect(rateOf(may, 'K01b')).toMatchObject({ byAmount: { n: 300_00, d: 500_00, text: '60.00%', verdict: 'missed' } });
  });

  it('count for K02 what was collected and handed on', async () => {
    const { desk, caller } = await july();
    const told = await readTotals(desk, caller('fin'), { period: '2026-07' });
    expect(rateOf(told, 'K02')).toMatchObject({ byAmount: { n: 60_00, d: 80_00, text: '75.00%' }, verdict: 'missed' });
    expect(rateOf(told, 'K04a')?.byAmount.text).toBe('100.00%');
    expect(rateOf(told, 'K03')?.verdict).toBe('noData');
  });

  it('show money by channel and day', async () => {
    const { desk, caller } = await july();
    const { month } = await readTotals(desk, caller('cashier'), { period: '2026-07' });
    expect(month.cash).toMatchObject([
      {
        channel: 'cash',
        fen: 315_03,
        days: [
          { day: '2026-07-10', fen: 235_03 },
          { day: '2026-07-11', fen: 80_00 },
        ],
      },
      { channel: 'transfer', fen: -60_00 },
      { channel: 'wechat', title: '微信支付', fen: 600_00 },
    ]);
    expect(month.cashFen).toBe(855_03);
  });

  it('keep “as closed” apart from “as now”: a reversal after the month changes only the latter', async () => {
    const { desk, caller, reverse, cash } = await july();
    expect(await readTotals(desk, caller('fin'), { period: '2026-07' })).not.toHaveProperty('asClosed');
    on('2026-08-03');
    await reverse(cash);
    const look = () => readTotals(desk, caller('fin'), { period: '2026-07' });
    const before = await look();
    expect(rateOf(before, 'K01a')?.byAmount).toMatchObject({ n: 200_00, d: 435_03, verdict: 'missed' });
    expect(before.asClosed?.rates.find(({ kpi }) => kpi === 'K01a')?.byAmount).toMatchObject({ n: 435_03, d: 435_03 });
    expect(await foldFinishedMonths(desk, 'p1', '2026-08-03')).toBeGreaterThan(3);
    expect({ ...(await look()), at: before.at }).toEqual(before);
  });

  it('are read in one query whatever the households, and however many months lie behind', async () => {
    const cost = async (households: number) => {
      const { desk, caller } = await countingHouse();
      for (let chunk = 0; chunk * 250 < households; chunk += 1) {
        const bills = Array.from({ length: 250 }, (_, at) => billOf(`1-1-${chunk * 250 + at}`, '2026-07'));
        await desk.table.put({ ...totalsKey(desk.company, 'p1', '2026-07-05', `run~2026-07.1~${chunk}`), version: 1, sums: issuedTotals(bills) });
      }
      const { requests, result } = await counted(() => readTotals(desk, caller('fin'), { period: '2026-07' }));
      expect(result.sum.bills).toBe(households);
      return requests;
    };
    expect(await cost(500)).toEqual({ BatchGetItem: 1, Query: 1 });
    expect(await cost(5000)).toEqual({ BatchGetItem: 1, Query: 1 });
  });

  it('are for headquarters’ finance, managers and cashiers, and for months there are', async () => {
    const { desk, caller, hire } = await july();
    expect(await rejection(() => readTotals(desk, caller('gate'), { period: '2026-07' }))).toBe('access.forbidden');
    expect(await rejection(() => readTotals(desk, caller('stranger'), { period: '2026-07' }))).toBe('access.not-found');
    await hire('K1', [], ['p1'], ['1-1-101']);
    expect(await rejection(() => readTotals(desk, caller('K1'), {}))).toBe('access.not-found');
    for (const period of ['2026-13', '2026-7', '', '2026-07-01', '__proto__', 'x'.repeat(3000)])
      expect(await rejection(() => readTotals(desk, caller('fin'), { period }))).toBe('request.invalid');
    expect((await readTotals(desk, caller('fin'), {})).period).toBe('2026-07');
  });
});

describe('finished months are folded 月度折叠', () => {
  const partition = (company: string) => engine.items().filter(({ pk }) => pk === `T#${company}#P#p1#TOTALS`);
  const whole = (company: string): Totals =>
    partition(company).reduce<Totals>((sum, { sk, sums, month }) => {
      if (/^\d/.test(sk)) return addTotals(sum, sums as Totals);
      return sk.startsWith('MONTH#') ? addTotals(sum, (month as { sums: Totals }).sums) : sum;
    }, {});

  it('without a fen more or less, whatever is booked meanwhile and however often it is tried', async () => {
    const { desk, caller, book, issue } = await july();
    for (const month of ['08', '09', '10']) {
      const bill = billOf('1-1-101', `2026-${month}`);
      on(`2026-${month}-05`);
      await issue(bill);
      on(`2026-${month}-20`);
      await book({ kind: 'payment', postings: paying('card', [[bill, 35_03]]) });
    }
    const periods = ['2026-05', '2026-07', '2026-08', '2026-09', '2026-10'];
    const look = () => Promise.all(periods.map(async (period) => ({ ...(await readTotals(desk, caller('fin'), { period })), at: '' })));
    const [before, sums] = [await look(), whole(desk.company)];
    expect(await foldFinishedMonths(desk, 'p1', '2026-10-20')).toBeGreaterThan(5);
    expect(whole(desk.company)).toEqual(sums);
    expect(await look()).toEqual(before);
    expect(partition(desk.company).map(({ sk }) => sk.replace(/#.*/, ''))).toEqual(expect.arrayContaining(['ACCOUNTS', 'BILLED', 'MONTH', '2026-10-20']));
    expect(await foldFinishedMonths(desk, 'p1', '2026-10-20')).toBe(0);
    expect(await look()).toEqual(before);
    const requests = (await counted(() => readTotals(desk, caller('fin'), { period: '2026-07' }))).requests;
    expect(requests).toEqual({ BatchGetItem: 1, Query: 1 });
  });

  it('a day that comes late is folded later, and one that changes at that moment stops it', async () => {
    const { desk, book, paid, reverse, cash } = await july();
    await foldFinishedMonths(desk, 'p1', '2026-08-01');
    on('2026-07-31');
    await reverse(cash);
    const sums = whole(desk.company);
    const racing = {
      ...desk,
      table: {
        ...desk.table,
        commit: async (writes: Parameters<typeof desk.table.commit>[0]) => {
          on('2026-07-31');
          await book({ kind: 'payment', postings: paying('cash', [[paid, 1_00]]) });
          return desk.table.commit(writes);
        },
      },
    };
    expect(await foldFinishedMonths(racing, 'p1', '2026-08-01')).toBe(0);
    expect(whole(desk.company)).toEqual(addTotals(sums, { 'cash|cash': 1_00, 'paid|property|2026-07': -1_00 }));
    expect(await foldFinishedMonths(desk, 'p1', '2026-08-01')).toBe(1);
    expect(whole(desk.company)).toEqual(addTotals(sums, { 'cash|cash': 1_00, 'paid|property|2026-07': -1_00 }));
  });
});
