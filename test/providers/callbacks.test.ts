import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { channelsOf, forgetChannels } from '../../lib/channels/settings.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { enterMerchants } from '../../lib/providers/merchants.ts';
import type { Delivery } from '../../lib/providers/provider.ts';
import { channelSettings, channelsId } from '../../lib/registers/channel-settings/register.ts';
import { alipayCallback } from '../../local/engines/alipay.ts';
import { localMerchant } from '../../local/engines/payment-keys.ts';
import { paidTransaction, wechatCallback } from '../../local/engines/wechat.ts';
import { feeOf } from '../payments/till.ts';
import { counter, deliveryOf, engine, payDesk, stopOutlets } from './counter.ts';

afterAll(async () => {
  engine.stop();
  await stopOutlets();
});
beforeEach(() => payDesk.clear());

/** An order that has been paid, and of which we have not heard. */
async function paid(channel: 'wechat' | 'alipay') {
  const at = await counter();
  await at.issue(feeOf('2026-07'));
  const id = await at.order({ channel, unit: '1-1-101' });
  await at.pays(id);
  const trade = await at.tradeOf(id);
  /** Everything that lies in the table but the keys of the directory, as text. */
  const picture = () => JSON.stringify(at.own());
  return { ...at, id, trade, picture };
}

/** One character another one. */
const spoilt = (text: string, at: number): string => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
const delivered = (headers: Readonly<Record<string, string>>, body: string): Delivery => ({ header: (name) => headers[name], body });

describe('a callback of WeChat Pay that was forged', () => {
  it('in any header is refused and changes nothing', async () => {
    const { hear, trade, picture, read, id } = await paid('wechat');
    const before = picture();
    const { headers, body } = wechatCallback(trade, {});
    for (const name of ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial']) {
      for (const value of ['', undefined, spoilt(headers[name] ?? '', 1), `${headers[name]}0`, 'x'.repeat(10_000)]) {
        const changed = { ...headers };
        if (value === undefined) Reflect.deleteProperty(changed, name);
        else changed[name] = value;
        expect(await hear('wechat', delivered(changed, body)), `${name}: ${value}`).toMatchObject({ outcome: 'refused' });
      }
    }
    expect(picture()).toBe(before);
    expect((await read(id)).state).toBe('open');
  });

  it('in any character of its body is refused', async () => {
    const { hear, trade, picture } = await paid('wechat');
    const before = picture();
    const { headers, body } = wechatCallback(trade, {});
    for (let at = 0; at < body.length; at += 17)
      expect(await hear('wechat', delivered(headers, spoilt(body, at)))).toEqual({ outcome: 'refused', why: 'signature' });
    for (const other of ['', '{}', 'null', `${body} `, body.slice(1), '[]'])
      expect(await hear('wechat', delivered(headers, other))).toMatchObject({ outcome: 'refused' });
    expect(picture()).toBe(before);
  });

  it('out of an old one that was true is refused five minutes later by the real clock', async () => {
    const { hear, trade, read, id } = await paid('wechat');
    const { headers, body } = wechatCallback(trade, {});
    const real = Date.now;
    try {
      Date.now = () => real() + 301_000;
      expect(await hear('wechat', delivered(headers, body))).toEqual({ outcome: 'refused', why: 'stale' });
      Date.now = () => real() + 299_000;
      expect(await hear('wechat', delivered(headers, body))).toEqual({ outcome: 'accepted' });
    } finally {
      Date.now = real;
    }
    expect((await read(id)).state).toBe('paid');
  });
});

describe('a callback of Alipay that was forged', () => {
  it('in any field is refused and changes nothing', async () => {
    const { hear, trade, picture, read, id } = await paid('alipay');
    const before = picture();
    const form = Object.fromEntries(new URLSearchParams(alipayCallback(trade, {}).body));
    const send = (fields: Readonly<Record<string, string>>) => hear('alipay', delivered({}, new URLSearchParams(fields).toString()));
    for (const name of Object.keys(form).filter((one) => one !== 'sign_type')) {
      for (const value of ['', `${form[name]}1`, spoilt(form[name] ?? '', 0), 'x'.repeat(10_000)])
        expect(await send({ ...form, [name]: value }), name).toMatchObject({ outcome: 'refused' });
      const { [name]: _, ...without } = form;
      expect(await send(without), `no ${name}`).toMatchObject({ outcome: 'refused' });
    }
    expect(await send({ ...form, surprise: '1' })).toMatchObject({ outcome: 'refused' });
    expect(await send({ ...form, sign_type: 'RSA' })).toMatchObject({ outcome: 'refused' });
    const body = new URLSearchParams(form).toString();
    expect(await hear('alipay', delivered({}, `${body}&total_amount=0.01`))).toMatchObject({ outcome: 'refused' });
    expect(picture()).toBe(before);
    expect((await read(id)).state).toBe('open');
  });
});

describe.each(['wechat', 'alipay'] as const)('a true callback by %s', (channel) => {
  it.each([
    ['another amount', { amount: { total: 1, currency: 'CNY' } }, { total_amount: '0.01' }, 'contradicts'],
    ['no amount', { amount: undefined }, { total_amount: '' }, 'refused'],
    ['an amount of nothing', { amount: { total: 0, currency: 'CNY' } }, { total_amount: '0.00' }, 'refused'],
    ['a negative amount', { amount: { total: -23_503, currency: 'CNY' } }, { total_amount: '-235.03' }, 'refused'],
    ['an amount in fractions of a fen', { amount: { total: 23_503.5, currency: 'CNY' } }, { total_amount: '235.035' }, 'refused'],
    ['another currency', { amount: { total: 23_503, currency: 'USD' } }, undefined, 'contradicts'],
    ['another merchant', { mchid: '1900009999' }, { seller_id: '2088000000009999' }, 'refused'],
    ['another app', { appid: 'wx0000000000009999' }, undefined, 'refused'],
    ['no transaction', { transaction_id: undefined }, { trade_no: '' }, 'refused'],
    ['no time of payment', { success_time: undefined }, { gmt_payment: '' }, 'refused'],
    ['a time that is none', { success_time: 'yesterday' }, { gmt_payment: '2026-13-41 10:00:00' }, 'refused'],
    ['a payment that was not made', { trade_state: 'NOTPAY' }, { trade_status: 'WAIT_BUYER_PAY' }, channel === 'wechat' ? 'refused' : 'accepted'],
  ])('of %s books nothing', async (_, wechat, alipay, outcome) => {
    const fields = channel === 'wechat' ? wechat : alipay;
    if (!fields) return;
    const { hear, trade, picture } = await paid(channel);
    const before = picture();
    expect(await hear(channel, deliveryOf(trade, { fields }))).toMatchObject({ outcome });
    expect(picture()).toBe(before);
  });

  it('signed by somebody else is refused', async () => {
    const { tell, picture, id } = await paid(channel);
    const before = picture();
    expect(await tell(id, { wrongSignature: true })).toEqual({ outcome: 'refused', why: 'signature' });
    expect(picture()).toBe(before);
  });

  it('reaches its company though another one has the same account in its settings', async () => {
    const at = await paid(channel);
    const other = await counter();
    const number = at.trade.merchant.slice(-10);
    await other.system(channelSettings, hq, channelsId, { pay: [localMerchant(channel, number, { project: '*', unclaimed: 'p1' })] });
    forgetChannels();
    const { settings } = (await channelsOf(other.desk)) ?? { settings: {} };
    await enterMerchants(at.directory, other.desk.company, settings);
    expect(await at.directory.find(channel, channel === 'wechat' ? at.trade.serial : at.trade.app)).toHaveLength(2);
    expect(await at.tell(at.id)).toEqual({ outcome: 'accepted' });
    expect((await at.read(at.id)).state).toBe('paid');
    expect(JSON.stringify(other.own())).not.toContain('42002');
  });

  it('of a merchant nobody knows here is refused', async () => {
    const { hear, trade } = await paid(channel);
    const foreign = { ...trade, app: 'wx0000000000000001', serial: 'PUB_KEY_ID_0100000000' };
    expect(await hear(channel, deliveryOf(channel === 'wechat' ? foreign : { ...trade, app: '2021000000000001' }))).toEqual({
      outcome: 'refused',
      why: 'signature',
    });
  });
});

describe('a company with accounts of two projects', () => {
  it('takes the callback of one account for an order of its own project only', async () => {
    const at = await paid('wechat');
    const account = localMerchant('wechat', '1955555555', { project: 'p2' });
    await at.system(channelSettings, hq, channelsId, { pay: [localMerchant('wechat', at.trade.merchant, { project: '*', unclaimed: 'p1' }), account] });
    forgetChannels();
    await enterMerchants(at.directory, at.desk.company, { pay: [account] } as never);
    const { app = '', merchant = '', platformKeyId = '' } = account;
    const foreign = { ...at.trade, app, merchant, serial: platformKeyId };
    expect(await at.hear('wechat', deliveryOf(foreign, { fields: paidTransaction(foreign) }))).toMatchObject({
      outcome: 'contradicts',
      code: 'payment-order.differs',
    });
    expect(await at.tell(at.id)).toEqual({ outcome: 'accepted' });
  });
});
