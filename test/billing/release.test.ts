import { describe, expect, it } from 'vitest';
import { timeIs } from '../support/clock.ts';
import { countingHouse, perArea, unitId } from './counting-house.ts';

const units = Array.from({ length: 3 }, (_, n) => [unitId(n), {}] as const);
const ids = units.map(([id]) => id);

async function house(release: 'auto' | 'secondPerson') {
  const at = await countingHouse({ release });
  await at.publish('WY', perArea);
  await at.settle(units);
  return at;
}

describe('a run a second person looks at 复核放行', () => {
  it('waits priced, without bills, and is released by somebody else', async () => {
    const { start, release, billsOf, ledger, totals, look } = await house('secondPerson');
    expect((await start('pm', { period: '2026-07' })).body).toMatchObject({ state: 'priced', bills: 3, amounts: [{ fen: 3 * 235_03 }] });
    expect(await billsOf(unitId(0))).toEqual([]);
    await expect(release('pm', '2026-07')).rejects.toMatchObject({ kind: 'forbidden', code: 'billing.own-release' });
    await expect(release('zhao', '2026-07')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(release('cash', '2026-07')).rejects.toMatchObject({ code: 'access.forbidden' });
    timeIs('2026-07-06T09:00:00+08:00');
    const { status, body } = await release('fin', '2026-07');
    expect({ status, ...body }).toMatchObject({ status: 200, id: '2026-07.1', state: 'done', bills: 3, released: { by: 'fin' } });
    expect((await billsOf(unitId(0)))[0]).toMatchObject({ issuedOn: '2026-07-06', origin: { id: '2026-07.1' } });
    expect(await totals()).toEqual((await ledger(ids)).fold);
    await expect(release('fin', '2026-07')).rejects.toMatchObject({ code: 'billing.not-waiting' });
    expect(await look('cash', '2026-07')).toMatchObject({ state: 'done' });
  });

  it('issues what was looked at, whatever has changed since', async () => {
    const { start, release, billsOf, publish, settle } = await house('secondPerson');
    await start('zhao', { period: '2026-07' });
    await publish('WY', { ...perArea, from: '2026-07-01', priceE4: 99_000 });
    await settle([[unitId(9), {}]]);
    expect((await release('pm', '2026-07')).body).toMatchObject({ bills: 3 });
    expect((await billsOf(unitId(0)))[0]).toMatchObject({ issuedFen: 235_03 });
    expect(await billsOf(unitId(9))).toEqual([]);
  });

  it('blocks a run with other wishes, and can be withdrawn without a trace among the bills', async () => {
    const { start, withdraw, billsOf, release } = await house('secondPerson');
    await start('zhao', { period: '2026-07' });
    expect((await start('pm', { period: '2026-07' })).body).toMatchObject({ id: '2026-07.1', state: 'priced' });
    await expect(start('pm', { period: '2026-07', feeClasses: ['property'] })).rejects.toMatchObject({ code: 'billing.open', detail: { id: '2026-07.1' } });
    expect((await withdraw('pm', '2026-07')).body).toMatchObject({ state: 'withdrawn', withdrawal: { by: 'pm', reason: '单价有误' } });
    expect(await billsOf(unitId(0))).toEqual([]);
    await expect(release('fin', '2026-07')).rejects.toMatchObject({ code: 'billing.not-waiting' });
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ id: '2026-07.2', state: 'priced' });
  });

  it('is not released on prices of last month', async () => {
    const { start, release } = await house('secondPerson');
    await start('zhao', { period: '2026-07' });
    timeIs('2026-07-26T00:00:00+08:00');
    await expect(release('pm', '2026-07')).rejects.toMatchObject({ code: 'billing.stale-prices' });
    timeIs('2026-07-25T23:59:59+08:00');
    expect((await release('pm', '2026-07')).body).toMatchObject({ state: 'done' });
  });
});

describe('a run that is taken back 撤回', () => {
  it('voids all its bills by entries, and a further run issues the next revision', async () => {
    const { start, withdraw, billsOf, totals, look } = await house('auto');
    await start('zhao', { period: '2026-07' });
    await expect(withdraw('zhao', '2026-07')).rejects.toMatchObject({ code: 'access.forbidden' });
    const { body } = await withdraw('pm', '2026-07', '单价录错');
    expect(body).toMatchObject({ id: '2026-07.1', state: 'withdrawn' });
    for (const unit of ids) expect((await billsOf(unit)).map(({ state, revision }) => [state, revision])).toEqual([['voided', 0]]);
    expect(Object.entries(await totals()).filter(([key]) => key.startsWith('income') || key.startsWith('count'))).toEqual([]);
    const again = await start('zhao', { period: '2026-07' });
    expect(again.body).toMatchObject({ id: '2026-07.2', state: 'done', bills: 3, kept: 0 });
    for (const unit of ids)
      expect((await billsOf(unit)).map(({ state, revision, origin }) => [state, revision, origin.id])).toEqual([
        ['voided', 0, '2026-07.1'],
        ['open', 1, '2026-07.2'],
      ]);
    await expect(withdraw('pm', '2026-07.1')).rejects.toMatchObject({ code: 'billing.not-withdrawable' });
    await withdraw('fin', '2026-07');
    expect((await start('zhao', { period: '2026-07' })).body).toMatchObject({ id: '2026-07.3', bills: 3 });
    expect((await billsOf(unitId(0))).map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(await look('cash', '2026-07.1')).toMatchObject({ state: 'withdrawn', runs: [{}, {}, { id: '2026-07.3' }] });
  });

  it('is refused as a whole when one of its bills is paid', async () => {
    const { start, withdraw, billsOf, pay, look } = await house('auto');
    await start('zhao', { period: '2026-07' });
    await pay(unitId(1), 100_00);
    await expect(withdraw('pm', '2026-07')).rejects.toMatchObject({ kind: 'conflict', code: 'billing.paid', detail: { count: 1 } });
    expect(await look('pm', '2026-07')).toMatchObject({ state: 'done' });
    for (const unit of ids) expect((await billsOf(unit)).map(({ state }) => state)).toEqual(['open']);
  });

  it('gives back what the run itself has offset', async () => {
    const { start, withdraw, billsOf, prepay, prepaid } = await house('auto');
    await prepay(unitId(0), 1_000_00);
    await start('zhao', { period: '2026-07' });
    expect(await prepaid(unitId(0))).toBe(1_000_00 - 235_03);
    await withdraw('pm', '2026-07');
    expect(await prepaid(unitId(0))).toBe(1_000_00);
    expect((await billsOf(unitId(0))).map(({ state }) => state)).toEqual(['voided']);
    await start('zhao', { period: '2026-07' });
    expect(await prepaid(unitId(0))).toBe(1_000_00 - 235_03);
    expect((await billsOf(unitId(0))).map(({ state }) => state)).toEqual(['voided', 'settled']);
  });
});

describe('what was paid ahead 预收抵扣', () => {
  it('settles open bills oldest first on billing day, each payer his own, and the run may be repeated', async () => {
    const { start, billsOf, prepay, prepaid, totals } = await house('auto');
    timeIs('2026-06-05T06:00:00+08:00');
    await start('zhao', { period: '2026-06' });
    await prepay(unitId(0), 300_00);
    timeIs('2026-07-05T06:00:00+08:00');
    await start('zhao', { period: '2026-07' });
    expect(await prepaid(unitId(0))).toBe(0);
    const bills = await billsOf(unitId(0));
    expect(bills.map(({ period, state, paid }) => [period, state, paid.map(({ fen, as }) => [fen, as])])).toEqual([
      ['2026-06', 'settled', [[235_03, 'offset']]],
      ['2026-07', 'open', [[300_00 - 235_03, 'offset']]],
    ]);
    expect((await billsOf(unitId(1))).map(({ state }) => state)).toEqual(['open', 'open']);
    const before = await totals();
    await start('zhao', { period: '2026-07' });
    expect(await totals()).toEqual(before);
    expect(before).toMatchObject({ 'offset|property|2026-06': -235_03, 'offset|property|2026-07': -(300_00 - 235_03) });
  });

  it('of a payer over all his units settles the bills of all of them', async () => {
    const { start, billsOf, prepay, prepaid, settle } = await house('auto');
    await settle([
      ['8-1-101', { relations: [{ party: 'corp', role: 'owner', from: '2024-01-01' }] }],
      ['8-1-102', { relations: [{ party: 'corp', role: 'owner', from: '2024-01-01' }] }],
    ]);
    await prepay(undefined, 400_00, 'corp');
    await start('zhao', { period: '2026-07' });
    expect(await prepaid(undefined, 'corp')).toBe(0);
    const states = (await Promise.all(['8-1-101', '8-1-102'].map((unit) => billsOf(unit)))).flat().map(({ state }) => state);
    expect(states).toEqual(['settled', 'open']);
  });
});
