import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readOne } from '../../../lib/cases/read.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { paymentOrder } from '../../../lib/workflows/payment-order/workflow.ts';
import { feeOf } from '../../payments/till.ts';
import { counter, engine, morning, payDesk, stopOutlets, timeGoes } from '../../providers/counter.ts';

afterAll(async () => {
  engine.stop();
  await stopOutlets();
});
beforeEach(() => payDesk.clear());

const [flat, next] = ['1-1-101', '1-1-102'];
const fee = 235_03;
const ofK2 = { unit: next, payer: 'K2', charge: 'WY.K2' };

describe('who orders what 下单', () => {
  it('a resident pays what he owes for his own flat, as himself', async () => {
    const at = await counter();
    await at.issue(
      feeOf('2026-06'),
      feeOf('2026-07'),
      feeOf('2026-07', { payer: 'K2', charge: 'WY.K2' }),
      feeOf('2026-07', { payer: 'K2', charge: 'WY.both', joint: ['K1'] }),
    );
    const id = await at.order({ channel: 'wechat', unit: flat }, 'K1');
    const { payer, amountFen, bills } = await at.read(id);
    expect({ payer, amountFen, bills: bills.map(({ bill }) => bill) }).toEqual({
      payer: 'K1',
      amountFen: 3 * fee,
      bills: ['2026-06~property~WY.K1', '2026-07~property~WY.K1', '2026-07~property~WY.both'].map((rest) => `${flat}~${rest}~0`),
    });
  });

  it('a resident is shown his order with what he needs to pay, and may ask and close; a neighbour of the flat is told nothing', async () => {
    const at = await counter();
    await at.system(partyRegister, 'p1', 'K3', { name: '租户K3' });
    await at.system(unitRegister, 'p1', flat, { buildingAreaDm2: 9875, relations: [{ party: 'K3', role: 'tenant', from: '2024-01-01' }] });
    await at.hire('K3', [], ['p1'], [flat]);
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit: flat }, 'K1');
    const seen = (person: string) => readOne(at.desk, paymentOrder, { person, project: 'p1' }, id);
    expect(await seen('K1')).toMatchObject({
      state: 'open',
      amountFen: fee,
      code: { kind: 'qr', text: expect.stringContaining('weixin://') },
      commands: ['close', 'query', 'comment', 'urge'],
    });
    expect(Object.keys((await seen('K1')) as object)).not.toContain('tradeNo');
    await expect(seen('K3')).rejects.toThrow('access.not-found');
    await expect(seen('K2')).rejects.toThrow('access.not-found');
    await at.command(id, 'close', 'K1');
    expect((await at.read(id)).state).toBe('closed');
  });

  it('the desk orders for whoever pays, several units at once, and for somebody who does not live there', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'), feeOf('2026-07', ofK2));
    const both = await at.order({ channel: 'alipay', bills: [`${flat}~2026-07~property~WY.K1~0`, `${next}~2026-07~property~WY.K2~0`], payer: 'K1' });
    expect(await at.read(both)).toMatchObject({ payer: 'K1', amountFen: 2 * fee });
    expect((await at.read(both)).unit).toBeUndefined();
    await at.cash({ amountFen: fee, units: [flat] });
    await at.pays(both);
    await at.tell(both);
    const receipt = at.own().find(({ balance }) => (balance as { id?: string } | undefined)?.id === 'K1');
    // What was left belongs to the payer, over all his units.
    expect(receipt).toMatchObject({ balance: { kind: 'prepaid', id: 'K1', fen: fee } });
  });

  it.each([
    ['K1', { unit: next }, 'access.not-found'],
    ['K1', { bills: [`${flat}~2026-07~property~WY.K1~0`] }, 'access.not-found'],
    ['K1', { unit: flat, payer: 'K2' }, 'payment-order.other-payer'],
    ['K1', { unit: flat, bills: [`${flat}~2026-07~property~WY.K9~0`] }, 'bill.unknown'],
    ['K1', { unit: flat, bills: [`${next}~2026-07~property~WY.K2~0`] }, 'bill.unknown'],
    ['gate', { unit: flat }, 'access.forbidden'],
    ['qian', { unit: 'nowhere' }, 'reference.unknown'],
    ['qian', { unit: flat, payer: 'nobody' }, 'reference.unknown'],
    ['qian', { unit: flat, units: [flat] }, 'payment-order.units'],
    ['qian', {}, 'payment-order.units'],
    ['qian', { unit: flat, way: 'jsapi' }, 'payment-order.open-id'],
    ['qian', { unit: flat, openId: 'oUpF8uMuAJO_M2pxb1Q9z' }, 'payment-order.open-id'],
    ['qian', { unit: flat, way: 'page' }, 'payment-order.way'],
    ['qian', { unit: flat, channel: 'alipay', way: 'jsapi', openId: 'oUpF8uMuAJO_M2pxb1Q9z' }, 'payment-order.way'],
    ['qian', { units: [flat, next] }, 'payment-order.payer-missing'],
    ['qian', { unit: flat, bills: [`${flat}~2026-05~property~WY.K1~0`] }, 'payment-order.settled'],
    ['qian', { unit: flat, bills: [`${flat}~2026-01~property~WY.K1~0`] }, 'bill.unknown'],
  ])('%s is refused %j: %s', async (person, body, code) => {
    const at = await counter();
    await at.issue(feeOf('2026-05'), feeOf('2026-07'), feeOf('2026-07', ofK2));
    await at.cash({ amountFen: fee, allocations: [{ bill: `${flat}~2026-05~property~WY.K1~0` }] });
    const before = at.own().length;
    await expect(at.order({ channel: 'wechat', ...body }, person)).rejects.toThrow(code);
    expect(at.own().filter(({ pk }) => !pk.includes('#SEQ#')).length).toBeLessThanOrEqual(before);
    expect(payDesk.trades).toEqual([]);
  });

  it('nothing is ordered where nothing is owed; what is disputed only when it is named', async () => {
    const at = await counter();
    await expect(at.order({ channel: 'wechat', unit: flat })).rejects.toThrow('payment-order.nothing-open');
    const dispute = { complaint: 'TS-1', at: '2026-07-10T02:00:00.000Z', reason: '面积不符' } as never;
    const [bill] = await at.issue(feeOf('2026-07', { dispute }));
    await expect(at.order({ channel: 'wechat', unit: flat })).rejects.toThrow('payment-order.nothing-open');
    expect(await at.read(await at.order({ channel: 'wechat', unit: flat, bills: [bill] }))).toMatchObject({ amountFen: fee });
  });
});

describe('how long an order holds', () => {
  it.each([
    [{}, '2026-07-20T02:30:00.000Z'],
    [{ printed: true }, '2026-07-21T02:00:00.000Z'],
  ])('%j until %s, and the provider is told the same', async (body, until) => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit: flat, ...body });
    expect((await at.read(id)).expiresAt).toBe(until);
    expect((await at.tradeOf(id)).expiresAt).toBe(Date.parse(until));
  });

  it('and no order has the provider’s number of another one, in whatever project', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const numbers = new Set<string>();
    for (let n = 0; n < 5; n += 1) numbers.add((await at.read(await at.order({ channel: 'wechat', unit: flat }))).tradeNo);
    timeGoes(morning);
    expect([...numbers].filter((number) => !/^20260720\w{24}$/.test(number))).toEqual([]);
    expect(numbers.size).toBe(5);
  });
});
