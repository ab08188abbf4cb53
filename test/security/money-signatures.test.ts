import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import type { Body, Reply } from '../support/cloud.ts';
import { flat, MoneyCloud, must, other, owed, p1, told } from '../support/money-cloud.ts';

const house = new MoneyCloud();
const { cloud, who, post, charge, paid, openFen, decide, sign, withdraw } = house;

beforeAll(() => house.open(), 60_000);
afterAll(() => house.cloud.stop());

describe('signatures', () => {
  it('are not given by who asked, by who took the money, nor by who asked before another handed it in', async () => {
    const { receiptNo } = await paid({ allocations: [{ bill: await charge() }] });
    const wish = await must(post('chief', `payments/${receiptNo}/refund`, { amountFen: 100_00, reason: '多收' }));
    expect(told(await decide('chief', wish))).toBe('403 approval.own');
    expect(told(await decide('cashier', wish))).toBe('403 approval.took-part');
    await withdraw('chief', wish);
    const again = await must(post('colleague', `corrections/${wish.id}/submit`));
    expect(told(await decide('chief', again))).toBe('403 approval.took-part');
    await withdraw('colleague', again);
    await must(post('chief', `corrections/${wish.id}/cancel`, { reason: '不退' }));
    const waiver = await must(post('chief', 'waivers', { unit: other, bills: [{ bill: await charge(other, 'ma'), fen: 1_00 }], reason: '困难户' }));
    await withdraw('chief', waiver);
    const handed = await must(post('colleague', `waivers/${waiver.id}/submit`));
    expect(told(await decide('chief', handed))).toBe('403 approval.took-part');
    await sign('second', handed);
    expect((await must(who('chief').get(`${p1}/waivers/${waiver.id}`))).state).toBe('waived');
  });

  it('are not given by whom it benefits, whatever position he holds', async () => {
    await house.hire('kin', ['CSM'], ['p1'], [flat]);
    const wish = await must(post('colleague', 'waivers', { unit: flat, bills: [{ bill: await charge(flat, 'kin'), fen: 1_00 }], reason: '困难户' }));
    expect(told(await decide('kin', wish))).toBe('403 approval.benefits');
    await withdraw('colleague', wish);
    await must(post('colleague', `waivers/${wish.id}/cancel`, { reason: '不减' }));
  });

  it('are not saved by splitting', async () => {
    const { receiptNo } = await paid({ allocations: [{ bill: await charge() }] });
    const refund = () => must(post('colleague', `payments/${receiptNo}/refund`, { amountFen: 110_00, reason: '多收' }));
    const first = await refund();
    await sign('chief', first);
    expect((await must(who('chief').get(`${p1}/corrections/${first.id}`))).state).toBe('booked');
    const next = await refund();
    await sign('chief', next);
    expect((await must(who('chief').get(`${p1}/corrections/${next.id}`))).state).toBe('requested');
    await sign('manager', next);
    expect((await must(who('chief').get(`${p1}/corrections/${next.id}`))).state).toBe('booked');
    expect(told(await post('colleague', `payments/${receiptNo}/refund`, { amountFen: 110_00, reason: '多收' }))).toBe('409 entry.refunded');
    const waive = async () => must(post('colleague', 'waivers', { unit: other, bills: [{ bill: await charge(other, 'ma'), fen: 150_00 }], reason: '困难户' }));
    const waived = await waive();
    expect(waived['level']).toBe('CSM');
    await sign('chief', waived);
    expect((await waive())['level']).toBe('PM');
  });

  it('of two refunds of a deposit and two reversals of a receipt one is booked', async () => {
    const { id } = await must(post('cashier', 'deposits', { kind: 'card', unit: other, party: 'ma', amountFen: 50_00, channel: 'transfer' }));
    const back = await Promise.all(['colleague', 'chief', 'cashier'].map((by) => post(by, `deposits/${id}/refund`)));
    expect(back.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409]);
    const won = back.find(({ status }) => status === 202) as Reply<Body>;
    await sign('second', won.body);
    expect(await must(who('cashier').get(`${p1}/deposits/${id}`))).toMatchObject({ state: 'refunded', heldFen: 0 });
    expect((await post('colleague', `deposits/${id}/refund`)).status).toBe(409);
    const bill = await charge(other, 'ma');
    const { receiptNo } = await paid({ payer: 'ma', allocations: [{ bill }] });
    const taken = await Promise.all(['colleague', 'chief', 'second'].map((by) => post(by, `payments/${receiptNo}/reverse`, { reason: '错' })));
    expect(taken.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    const again = await paid({ payer: 'ma', allocations: [{ bill: await charge(other, 'ma') }] });
    const voided = await Promise.all(['chief', 'second'].map((by) => post(by, `payments/${again.receiptNo}/void`, { reason: '错' })));
    expect(voided.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });
});

describe('callbacks', () => {
  it.each(['wechat', 'alipay'])('%s: a fen pays no bill, forged or truly signed', async (channel) => {
    const pays = await Promise.all(
      ['wechat', 'alipay'].map(async (name) => (await cloud.call('POST', '/local/payments/merchant', { channel: name, project: 'p1' })).body),
    );
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
    expect(
      (await post('cashier', `payment-orders/${id}/settle`, { transaction: 'X', amountFen: owed, paidAt: '2026-07-20T02:00:00.000Z', via: 'query' })).status,
    ).toBe(404);
  });

  it('what a resident has paid is nobody else’s, though the cashier was quicker to enter it', async () => {
    const bill = await charge();
    const { id } = await must(post('liu', 'payment-orders', { channel: 'wechat', unit: flat, bills: [bill] }));
    const { transaction } = (await cloud.call('POST', `/local/payments/${id}/pay`, { lost: true })).body;
    await paid({ channel: 'wechat', payer: 'ma', prepay: { unit: other }, externalId: transaction });
    expect((await cloud.call('POST', `/local/payments/${id}/duplicate`, { times: 1 })).body['told']).toMatchObject([{ status: 409 }]);
    expect(cloud.output).toContain('a callback contradicts our books');
    expect((await must(who('liu').get(`${p1}/payment-orders/${id}`))).state).toBe('open');
  });

  it('leaves books the verifier finds nothing wrong with', async () => {
    await cloud.idle();
    expect(verifyItems(itemsOfFile(`${cloud.folder}/table.sqlite`), { settled: true })).toEqual([]);
  });
});
