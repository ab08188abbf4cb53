import { describe, expect, it } from 'vitest';
import { billItem } from '../../lib/cases/money-items.ts';
import { Bill } from '../../lib/ledger/bill.ts';
import { registerPartition } from '../../lib/table/keys.ts';
import { countingHouse, perArea, unitId } from './counting-house.ts';

const some = (count: number, from = 0) => Array.from({ length: count }, (_, n) => [unitId(from + n), {}] as const);
const ids = (count: number) => some(count).map(([id]) => id);

async function published(...args: Parameters<typeof countingHouse>) {
  const house = await countingHouse(...args);
  await house.publish('WY', perArea);
  return house;
}

describe('a further run of the month', () => {
  it('bills late-added units, and what was refused and is mended, and nothing twice', async () => {
    const { settle, start, ledger, billsOf, list, totals } = await published();
    await settle([...some(3), [unitId(7), { buildingAreaDm2: undefined }]]);
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ bills: 3, refused: { count: 1 } });
    const before = (await ledger(ids(3))).hash;
    await settle(some(2, 20));
    const second = await start('pm', { period: '2026-07' });
    expect(second.body).toMatchObject({ id: '2026-07.2', bills: 2, total: 3, kept: 0, refused: { count: 1 } });
    expect((await ledger(ids(3))).hash).toBe(before);
    expect((await billsOf(unitId(20)))[0]).toMatchObject({ origin: { kind: 'run', id: '2026-07.2' }, revision: 0 });
    expect(second.body.runs.map(({ id, state }) => [id, state])).toEqual([
      ['2026-07.1', 'done'],
      ['2026-07.2', 'done'],
    ]);
    expect((await list('fin')).items).toMatchObject([{ id: '2026-07.2', period: '2026-07', runs: 2, state: 'done' }]);
    const all = [...ids(3), unitId(20), unitId(21)];
    expect(await totals()).toEqual((await ledger(all)).fold);
  });

  it('respects a bill that somebody issued by hand under the same key (L07)', async () => {
    const { settle, start, billsOf, desk, totals } = await published();
    await settle(some(2));
    const manual = Bill.parse({
      ...{ unit: unitId(0), period: '2026-07', feeClass: 'property', charge: `WY.K${unitId(0)}`, revision: 0, title: '手工', payer: `K${unitId(0)}` },
      ...{
        lines: [{ text: '手工', fen: 1_00 }],
        issuedFen: 1_00,
        issuedOn: '2026-07-01',
        dueOn: '2026-07-31',
        origin: { kind: 'manual', id: 'zhao' },
        state: 'open',
      },
    });
    await desk.table.insertAll([billItem(desk.company, 'p1', manual, 1)]);
    const dry = await start('zhao', { period: '2026-07', dryRun: true });
    expect(dry.body).toMatchObject({ bills: 1, kept: 1 });
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ bills: 1, kept: 1, amounts: [{ fen: 235_03 }] });
    expect(await billsOf(unitId(0))).toEqual([manual]);
    expect(await totals()).toMatchObject({ 'issued|property|2026-07': 235_03 });
  });

  it('does not charge a second payer for a month that is billed to another', async () => {
    const { settle, start, billsOf, desk } = await published();
    await settle(some(1));
    await start('zhao', { period: '2026-07' });
    const { items } = await desk.table.query({ pk: registerPartition(desk.company, 'p1', 'unit'), limit: 10 });
    const [unit] = items;
    const record = { ...(unit?.['record'] as object), relations: [{ party: 'K-other', role: 'owner', from: '2024-01-01' }] };
    await desk.table.put({ ...(unit as NonNullable<typeof unit>), version: 2, record });
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({
      bills: 0,
      refused: { items: [{ unit: unitId(0), code: 'billing.billed-otherwise', tariff: 'WY' }] },
    });
    expect(await billsOf(unitId(0))).toHaveLength(1);
  });

  it('does not share a common cost a second time: who came late has no part, who could not be billed has his own', async () => {
    const { settle, start, publish, billsOf, desk } = await countingHouse();
    await publish('GT', { feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' } });
    await settle([
      ['1-1-101', { buildingAreaDm2: 100 }],
      ['1-1-102', { buildingAreaDm2: 100, relations: [] }],
    ]);
    const costs = [{ tariff: 'GT', wholeFen: 100_01, evidence: '电费发票-7' }];
    expect((await start('zhao', { period: '2026-07', costs })).body).toMatchObject({
      bills: 1,
      refused: { items: [{ unit: '1-1-102', code: 'rating.no-payer' }] },
    });
    await settle([['1-1-103', { buildingAreaDm2: 100 }]]);
    const { items } = await desk.table.query({ pk: registerPartition(desk.company, 'p1', 'unit'), prefix: '1-1-102', limit: 1 });
    const [unit = expect.fail()] = items;
    await desk.table.put({ ...unit, version: 2, record: { ...(unit['record'] as object), relations: [{ party: 'K2', role: 'owner', from: '2024-01-01' }] } });
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ bills: 1, shares: [{ tariff: 'GT', wholeFen: 100_01, weights: 200 }] });
    const fens = (await Promise.all(['1-1-101', '1-1-102', '1-1-103'].map((id) => billsOf(id)))).map((bills) => bills.map(({ issuedFen }) => issuedFen));
    expect(fens).toEqual([[50_01], [50_00], []]);
  });

  it('is only of the classes that are asked for', async () => {
    const { settle, start, publish, billsOf } = await published();
    await publish('CW', { feeClass: 'parking', title: '车位费', method: { kind: 'fixed' }, priceE4: 1_500_000 });
    await settle(some(2));
    expect((await start('zhao', { period: '2026-07', feeClasses: ['parking'] })).body).toMatchObject({
      bills: 2,
      amounts: [{ feeClass: 'parking', fen: 2 * 150_00 }],
    });
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ bills: 2, amounts: [{ feeClass: 'property' }] });
    expect((await start('zhao', { period: '2026-07', feeClasses: ['property', 'parking'] })).body).toMatchObject({ bills: 0, total: 0 });
    expect(await billsOf(unitId(1))).toHaveLength(2);
  });
});
