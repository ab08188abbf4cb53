import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hq } from '../../lib/kernel/project-policy.ts';
import type { Bill } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { ageOf } from '../../lib/statements/ageing.ts';
import { readArrears } from '../../lib/statements/arrears.ts';
import { unitBills } from '../../lib/statements/bills.ts';
import { foldFinishedMonths } from '../../lib/statements/folding.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { billOf, countingHouse, on, paying } from './office.ts';
import { rejection } from './refused.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

describe('the age of a bill 账龄', () => {
  it.each([
    ['2026-07-31', 'notDue'],
    ['2026-08-01', '0-30'],
    ['2026-08-30', '0-30'],
    ['2026-08-31', '31-90'],
    ['2026-10-29', '31-90'],
    ['2026-10-30', '91-180'],
    ['2027-01-27', '91-180'],
    ['2027-01-28', '181-365'],
    ['2027-07-31', '181-365'],
    ['2027-08-01', '>365'],
  ])('due on 31 July is on %s %s', (day, age) => {
    expect(ageOf('2026-07-31', day)).toBe(age);
  });
});

/** Bills of two flats, some old, one with an owner liable beside the tenant. */
async function debtors() {
  const house = await countingHouse();
  const bills = [
    billOf('1-1-101', '2026-01'),
    billOf('1-1-101', '2026-06', { feeClass: 'parking', charge: 'CW.K1', issuedFen: 300_00 }),
    billOf('2-1-201', '2026-06', { payer: 'K3', joint: ['K2'] }),
    billOf('2-1-201', '2026-07', { payer: 'K2', issuedFen: 100_00 }),
  ] as const;
  await house.issue(...bills);
  on('2026-07-20');
  return { ...house, bills };
}

describe('arrears 欠费', () => {
  it('are told by age and class, building and payer, with who is liable beside him', async () => {
    const { desk, caller } = await debtors();
    const told = await readArrears(desk, caller('front'), { limit: 20, by: 'payer' });
    expect(told).toMatchObject({
      asOf: '2026-07-20',
      bills: 4,
      openFen: 870_06,
      overdueFen: 770_06,
      byAge: { notDue: { fen: 100_00, bills: 1 }, '0-30': { fen: 535_03 }, '91-180': { fen: 235_03 } },
    });
    expect(told.items.map(({ key, openFen, joint, units }) => [key, openFen, joint, units])).toEqual([
      ['K1', 535_03, undefined, ['1-1-101']],
      ['K3', 235_03, ['K2'], ['2-1-201']],
      ['K2', 100_00, undefined, ['2-1-201']],
    ]);
    expect((await readArrears(desk, caller('pm'), { limit: 20, by: 'building' })).items.map(({ key, openFen }) => [key, openFen])).toEqual([
      ['1', 535_03],
      ['2', 335_03],
    ]);
    expect((await readArrears(desk, caller('fin'), { limit: 20 })).items.map(({ title }) => title)).toEqual(['物业管理费', '车位费']);
  });

  it('come page by page', async () => {
    const { desk, caller } = await debtors();
    const first = await readArrears(desk, caller('fin'), { limit: 2, by: 'payer' });
    const rest = await readArrears(desk, caller('fin'), { limit: 2, by: 'payer', cursor: first.cursor });
    expect([...first.items, ...rest.items].map(({ key }) => key)).toEqual(['K1', 'K3', 'K2']);
    expect(rest.cursor).toBeUndefined();
    expect(await rejection(() => readArrears(desk, caller('pm'), { limit: 2, by: 'payer', cursor: first.cursor }))).toBe('request.cursor');
  });

  it('cost as much as there are arrears, whatever was paid', async () => {
    const { desk, caller, book, bills } = await debtors();
    const look = async () => (await counted(() => readArrears(desk, caller('fin'), { limit: 20 }))).requests;
    const before = await look();
    await book({ kind: 'payment', postings: paying('cash', [[bills[0], 235_03]]) });
    expect(await look()).toEqual(before);
    expect(before).toEqual({ BatchGetItem: 1, Query: 8 });
  });

  it('as known on a day count neither what was issued nor what was paid after it', async () => {
    const { desk, caller, book, bills, reverse, issue } = await debtors();
    const first = await book({ kind: 'payment', postings: paying('cash', [[bills[0], 235_03]]) });
    on('2026-07-22');
    await book({
      kind: 'payment',
      postings: paying('wechat', [
        [bills[2], 35_03],
        [bills[1], 300_00],
      ]),
    });
    on('2026-08-05');
    await issue(billOf('1-1-101', '2026-08'));
    await reverse(first);
    on('2026-08-06');
    const asOf = async (day: string) => (await readArrears(desk, caller('fin'), { limit: 20, asOf: day })).openFen;
    expect(await asOf('2026-07-19')).toBe(870_06);
    expect(await asOf('2026-07-20')).toBe(635_03);
    expect(await asOf('2026-07-21')).toBe(635_03);
    expect(await asOf('2026-07-22')).toBe(300_00);
    expect(await asOf('2026-08-05')).toBe(770_06);
    expect(await asOf('2026-08-06')).toBe(770_06);
    expect(await asOf('2026-07-04')).toBe(870_06 - 100_00);
  });

  it('limit who works in one building to it', async () => {
    const { desk, caller, system } = await debtors();
    await system(memberRegister, hq, 'steward', { name: '管家', grants: [{ position: 'FRONT', project: 'p1', buildings: ['2'], from: '2026-01-01' }] });
    expect((await readArrears(desk, caller('steward'), { limit: 20 })).openFen).toBe(335_03);
    expect((await unitBills(desk, caller('steward'), { unit: '2-1-201', limit: 20 })).items).toHaveLength(2);
    expect(await rejection(() => unitBills(desk, caller('steward'), { unit: '1-1-101', limit: 20 }))).toBe('access.not-found');
  });

  it.each([{ asOf: '2026-02-30' }, { asOf: '2026-07-21' }, { asOf: '2025-01-01' }, { asOf: '' }, { asOf: 'yesterday' }, { by: 'name' }, { by: '__proto__' }])(
    'refuse %o',
    async (query) => {
      const { desk, caller } = await debtors();
      expect(await rejection(() => readArrears(desk, caller('fin'), { limit: 20, ...query }))).toBe('request.invalid');
    },
  );

  it('are not for everybody', async () => {
    const { desk, caller } = await debtors();
    expect(await rejection(() => readArrears(desk, caller('gate'), { limit: 20 }))).toBe('access.forbidden');
    expect(await rejection(() => readArrears(desk, caller('stranger'), { limit: 20 }))).toBe('access.not-found');
  });
});

describe('arrears of any day', () => {
  const steps = fc.array(
    fc.record({
      pass: fc.integer({ min: 0, max: 12 }),
      what: fc.constantFrom('issue', 'bill', 'pay', 'pay', 'pay', 'reverse', 'fold'),
      at: fc.nat(20),
      fen: fc.integer({ min: 1, max: 40_000 }),
    }),
    { minLength: 5, maxLength: 30 },
  );

  it('are what replaying everything until its end says', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const { desk, caller, issue, book, reverse } = await countingHouse();
        let day = '2026-07-01';
        const bills: { bill: Bill; open: number }[] = [];
        const paid: { entry: Awaited<ReturnType<typeof book>>; at: number; fen: number; taken: boolean }[] = [];
        const known = new Map<string, number>();
        for (const { pass, what, at, fen } of list) {
          known.set(
            day,
            bills.reduce((sum, { open }) => sum + open, 0),
          );
          day = new Date(Date.parse(day) + pass * 86_400_000).toISOString().slice(0, 10);
          on(day);
          if (what === 'issue' || what === 'bill') {
            const bill = billOf(at % 2 === 0 ? '1-1-101' : '2-1-201', '2026-07', {
              charge: `C${bills.length}`,
              issuedFen: fen,
              issuedOn: day,
              origin: { kind: what === 'issue' ? 'run' : 'manual', id: 'x' },
            });
            if (what === 'issue') await issue(bill);
            else
              await book({
                kind: 'bill',
                book: 'system',
                issues: [bill],
                postings: [
                  { account: 'receivable', fen, as: 'issued', bill: billId(bill) },
                  { account: 'income', fen: -fen, feeClass: 'property', period: '2026-07' },
                ],
              });
            bills.push({ bill, open: fen });
          }
          const due = bills[at % Math.max(1, bills.length)];
          if (what === 'pay' && due && due.open > 0) {
            const part = Math.min(fen, due.open);
            paid.push({
              entry: await book({ kind: 'payment', postings: paying('cash', [[due.bill, part]]) }),
              at: bills.indexOf(due),
              fen: part,
              taken: false,
            });
            due.open -= part;
          }
          const back = paid[at % Math.max(1, paid.length)];
          if (what === 'reverse' && back && !back.taken) {
            await reverse(back.entry);
            back.taken = true;
            const owed = bills[back.at];
            if (owed) owed.open += back.fen;
          }
          if (what === 'fold') await foldFinishedMonths(desk, 'p1', day);
        }
        known.set(
          day,
          bills.reduce((sum, { open }) => sum + open, 0),
        );
        for (const [asOf, open] of known) expect([asOf, (await readArrears(desk, caller('fin'), { limit: 1, asOf })).openFen]).toEqual([asOf, open]);
      }),
      { numRuns: 40 },
    );
  });
});
