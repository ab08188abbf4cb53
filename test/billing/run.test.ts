import { describe, expect, it } from 'vitest';
import { readOne } from '../../lib/cases/read.ts';
import { runStep } from '../../lib/jobs/steps.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import { carry, headOf } from '../jobs/machine.ts';
import { timeIs } from '../support/clock.ts';
import { countingHouse, perArea, unitId } from './counting-house.ts';

const some = (count: number, from = 0) => Array.from({ length: count }, (_, n) => [unitId(from + n), {}] as const);
const ids = (count: number) => some(count).map(([id]) => id);

async function published(...args: Parameters<typeof countingHouse>) {
  const house = await countingHouse(...args);
  await house.publish('WY', perArea);
  return house;
}

describe('a billing run 出账', () => {
  it('bills every household once, explained to the fen, and its totals are the fold of its bills', async () => {
    const { settle, start, ledger, totals, billsOf } = await published();
    await settle(some(7));
    const { status, body, location } = await start('zhao', { period: '2026-07' });
    expect({ status, location }).toEqual({ status: 200, location: '/projects/p1/billing-runs/2026-07.1' });
    expect(body).toMatchObject({ id: '2026-07.1', state: 'done', done: 7, total: 7, bills: 7, kept: 0 });
    expect(body.amounts).toEqual([{ feeClass: 'property', payerKind: 'owner', bills: 7, fen: 7 * 235_03 }]);
    const [bill] = await billsOf(unitId(0));
    expect(bill).toMatchObject({ issuedFen: 235_03, issuedOn: '2026-07-05', dueOn: '2026-07-31', origin: { kind: 'run', id: '2026-07.1' }, state: 'open' });
    const { fold } = await ledger(ids(7));
    expect(await totals()).toEqual(fold);
    expect(fold).toEqual({ 'issued|property|2026-07': 7 * 235_03, 'income|property|2026-07': -7 * 235_03, 'count.issued|property|2026-07': 7 });
  });

  it('lists what it cannot bill with its reason, and bills the others', async () => {
    const { settle, start, publish, billsOf } = await published();
    await publish('GZ', { feeClass: 'property', title: '别墅管理费', method: { kind: 'perArea' }, priceE4: 50_000, scope: { buildings: ['99'] } });
    await settle([
      ['1-1-101', {}],
      ['1-1-102', { buildingAreaDm2: undefined }],
      ['1-1-103', { relations: [] }],
    ]);
    const { body } = await start('zhao', { period: '2026-07' });
    expect(body).toMatchObject({ state: 'done', bills: 1, total: 3, refused: { count: 2, units: 2 } });
    const reasons = body.refused.items.map(({ unit, code, tariff }) => [unit, code, tariff]);
    expect(reasons).toEqual([
      ['1-1-102', 'rating.no-area', 'WY'],
      ['1-1-103', 'rating.no-payer', 'WY'],
    ]);
    expect(await billsOf('1-1-102')).toEqual([]);
    expect(await billsOf('1-1-101')).toHaveLength(1);
  });

  it('lists a unit no tariff applies to', async () => {
    const { settle, start, publish } = await countingHouse();
    await publish('WY', { ...perArea, scope: { kinds: ['residential'] } });
    await settle([
      ['1-1-101', {}],
      ['S-1-1', { kind: 'shop' }],
    ]);
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ bills: 1, refused: { items: [{ unit: 'S-1-1', code: 'rating.no-tariff' }] } });
  });

  it('charges nothing that is not published (L07)', async () => {
    const { settle, start, by, billsOf } = await countingHouse();
    await settle(some(1));
    await by('zhao', tariffRegister, 'put', { from: '2026-01-01', ...perArea }, { id: 'WY' });
    await expect(start('zhao', { period: '2026-07' })).rejects.toMatchObject({ kind: 'unprocessable', code: 'law.no-published-tariff' });
    expect(await billsOf(unitId(0))).toEqual([]);
  });

  it('freezes the prices: a tariff edited while it runs changes nothing', async () => {
    const { settle, start, publish, relay, bench, look, billsOf } = await published({ hold: true });
    await settle(some(2));
    const asked = start('zhao', { period: '2026-07' });
    await expect.poll(() => relay.asked.length).toBe(1);
    const head = headOf(relay.asked[0] ?? expect.fail());
    await runStep(bench, { ...head, step: 'plan' });
    await publish('WY', { ...perArea, from: '2026-07-01', priceE4: 99_000 });
    await settle(some(1, 5));
    await carry(bench, head);
    await asked;
    expect(await look('zhao', '2026-07')).toMatchObject({ bills: 2, editions: [{ tariff: 'WY', editions: [1] }] });
    expect((await billsOf(unitId(1)))[0]).toMatchObject({ issuedFen: 235_03, lines: [{ edition: 1, priceE4: 23_800 }] });
    expect(await billsOf(unitId(5))).toEqual([]);
  });

  it('shares a common cost to the last fen, from what came with the run, and keeps it where it is published', async () => {
    const { settle, start, publish, billsOf, desk } = await countingHouse();
    await publish('GT', { feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' } });
    await settle([
      ['1-1-101', { buildingAreaDm2: 100 }],
      ['1-1-102', { buildingAreaDm2: 100 }],
      ['1-1-103', { buildingAreaDm2: 100 }],
    ]);
    const costs = [{ tariff: 'GT', wholeFen: 100_00, usage: '180 度', unitPrice: '0.55 元', evidence: '电费发票-7' }];
    const { body } = await start('zhao', { period: '2026-07', costs });
    expect(body).toMatchObject({ bills: 3, costs });
    const shares = (await Promise.all(['1-1-101', '1-1-102', '1-1-103'].map((unit) => billsOf(unit)))).flat().map(({ issuedFen }) => issuedFen);
    expect(shares.toSorted((a, b) => a - b)).toEqual([33_33, 33_33, 33_34]);
    expect(await readOne(desk, tariffRegister, { person: 'zhao', project: 'p1' }, 'GT')).toMatchObject({
      costs: [{ period: '2026-07', wholeFen: 100_00, evidence: '电费发票-7' }],
    });
    await expect(start('zhao', { period: '2026-08', costs: [{ ...costs[0], tariff: 'WY' }] })).rejects.toMatchObject({ code: 'billing.cost-unknown' });
  });

  it('compares with the month before: more than a tenth deviates, exactly a tenth does not', async () => {
    const { settle, start, publish } = await published();
    await settle(some(3));
    await start('zhao', { period: '2026-07' });
    await settle([[unitId(9), { buildingAreaDm2: 1000 }]]);
    timeIs('2026-08-05T06:00:00+08:00');
    const { body } = await start('zhao', { period: '2026-08' });
    expect(body.deviations).toMatchObject({ classes: [], count: 1, units: [{ unit: unitId(9), feeClass: 'property', fen: 23_80, lastFen: 0 }] });
    await publish('WY', { ...perArea, from: '2026-09-01', priceE4: 30_000 });
    timeIs('2026-09-05T06:00:00+08:00');
    const next = await start('zhao', { period: '2026-09' });
    expect(next.body.deviations).toMatchObject({ classes: [{ feeClass: 'property', fen: 3 * 296_25 + 30_00, lastFen: 3 * 235_03 + 23_80 }], count: 4 });
  });
});

describe('a dry run 试算', () => {
  it('writes no bill and shows what one would', async () => {
    const { settle, start, billsOf, totals, list, look } = await published();
    await settle(some(3));
    const { body, location } = await start('zhao', { period: '2026-07', dryRun: true });
    expect(body).toMatchObject({ state: 'done', dryRun: true, bills: 3, amounts: [{ fen: 3 * 235_03 }], runs: [] });
    expect(location).toMatch(/\/billing-runs\/2026-07\.dry-/);
    expect(await billsOf(unitId(0))).toEqual([]);
    expect(await totals()).toEqual({});
    expect((await list('zhao')).items).toEqual([]);
    expect(await look('cash', body.id)).toMatchObject({ bills: 3 });
    await expect(look('cash', '2026-07')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('shows only what is missing once the month is billed', async () => {
    const { settle, start } = await published();
    await settle(some(3));
    await start('zhao', { period: '2026-07' });
    await settle(some(1, 5));
    expect((await start('zhao', { period: '2026-07', dryRun: true })).body).toMatchObject({ bills: 1, total: 1 });
  });
});

describe('who may bill', () => {
  it('are those who answer for it; who takes the money only reads', async () => {
    const { settle, start, look } = await published();
    await settle(some(1));
    for (const person of ['cash', 'gate']) await expect(start(person, { period: '2026-07' })).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(start('elsewhere', { period: '2026-07' })).rejects.toMatchObject({ code: 'access.not-found' });
    await start('fin', { period: '2026-07' });
    expect(await look('cash', '2026-07')).toMatchObject({ bills: 1 });
    await expect(look('gate', '2026-07')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(look('elsewhere', '2026-07')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it.each([
    [{ period: '2026-13' }, 'request.invalid'],
    [{ period: '2026-7' }, 'request.invalid'],
    [{}, 'request.invalid'],
    [{ period: '2026-07', feeClasses: ['nothing'] }, 'request.invalid'],
    [{ period: '2026-07', feeClasses: [] }, 'request.invalid'],
    [{ period: '2026-07', costs: [{ tariff: 'GT', wholeFen: 0, evidence: 'x' }] }, 'request.invalid'],
    [{ period: '2026-07', costs: [{ tariff: 'GT', wholeFen: 1.5, evidence: 'x' }] }, 'request.invalid'],
    [{ period: '2026-07', costs: [{ tariff: 'GT', wholeFen: 2 ** 53, evidence: 'x' }] }, 'request.invalid'],
    [{ period: '2026-07', all: true }, 'request.invalid'],
    [{ period: '2026-09' }, 'billing.period-ahead'],
  ])('%j is refused as %s, and nothing is written', async (body, code) => {
    const { settle, start, list } = await published();
    await settle(some(1));
    await expect(start('zhao', body)).rejects.toMatchObject({ code });
    expect((await list('zhao')).items).toEqual([]);
  });

  it('bills no other project and no other company', async () => {
    const { settle, start, billsOf } = await published();
    await settle(some(1));
    await settle(some(1), 'p2');
    const other = await published();
    await other.settle(some(1));
    await start('zhao', { period: '2026-07' });
    expect(await billsOf(unitId(0))).toHaveLength(1);
    expect(await billsOf(unitId(0), 'p2')).toEqual([]);
    expect(await other.billsOf(unitId(0))).toEqual([]);
    await expect(other.look('zhao', '2026-07')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('gets the same run for the same request, by its key', async () => {
    const { settle, start, list } = await published();
    await settle(some(1));
    const once = { key: 'k', bind: 'b' };
    const [first, second] = await Promise.all([start('zhao', { period: '2026-07' }, once), start('zhao', { period: '2026-07' }, once)]);
    expect(second.body.id).toBe(first.body.id);
    expect((await start('zhao', { period: '2026-07' }, once)).body.id).toBe('2026-07.1');
    expect((await list('zhao')).items).toMatchObject([{ runs: 1 }]);
  });
});
