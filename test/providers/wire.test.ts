import { createServer } from 'node:http';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../lib/kernel/clock.ts';
import { inFen, inYuan, rawNode, signedFields } from '../../lib/providers/alipay-wire.ts';
import { fromWall, wallTime, withOffset } from '../../lib/providers/china-time.ts';
import { openProvider } from '../../lib/providers/open-provider.ts';
import type { OpenMerchant, OrderWish, PayOperator } from '../../lib/providers/provider.ts';
import { Outbox } from '../../local/engines/outbox.ts';
import { startOutlets } from '../../local/engines/outlets.ts';
import { PayDesk } from '../../local/engines/pay-desk.ts';
import { localMerchant } from '../../local/engines/payment-keys.ts';

const desk = new PayDesk(() => Date.parse('2026-07-20T02:00:00Z'));
const outlets = await startOutlets(new Outbox(Date.now), 0, desk);
afterAll(() => outlets.stop());
beforeEach(() => desk.clear());

let providers = 0;
function open(channel: 'wechat' | 'alipay', changes: Partial<OpenMerchant> = {}, urls: Partial<PayOperator> = {}) {
  providers += 1;
  const slashes = '/'.repeat(providers);
  const merchant = { ...localMerchant(channel, '1900000001', { project: '*' }), ...changes } as unknown as OpenMerchant;
  const operator = {
    wechatUrl: `${outlets.url}/wechatpay${slashes}`,
    alipayUrl: `${outlets.url}/alipay/gateway.do${slashes}`,
    callbackUrl: 'https://api.example/',
    ...urls,
  };
  const provider = openProvider(operator, merchant);
  if (!provider) throw new Error('payments are off');
  return provider;
}

const wish: OrderWish = {
  tradeNo: '20260720abcdefghijklmnopqrstuvwx',
  amountFen: 235_03,
  title: '物业费 1-1-101 ZF-1',
  expiresAt: instant('2026-07-20T02:30:00Z'),
  way: 'qr',
};
const refund = { tradeNo: wish.tradeNo, refundNo: 'R1', refundFen: 100_00, totalFen: wish.amountFen, reason: '多交' };
const payNow = (channel: 'wechat' | 'alipay') => Object.assign(desk.find(channel, wish.tradeNo) ?? {}, { state: 'paid', paidAt: desk.now() });

describe.each(['wechat', 'alipay'] as const)('%s', (channel) => {
  it('makes one order of one number however often it is asked, and calls back where we are', async () => {
    const { createOrder, queryOrder } = open(channel);
    expect(await queryOrder(wish.tradeNo)).toEqual({ status: 'never' });
    const first = await createOrder(wish);
    expect(first).toMatchObject({ outcome: 'created', code: { kind: 'qr' } });
    expect(await createOrder(wish)).toEqual(first);
    expect(desk.trades).toMatchObject([
      { handedIn: 2, amountFen: 235_03, notifyUrl: `https://api.example/callbacks/${channel}`, expiresAt: Date.parse(wish.expiresAt) },
    ]);
    expect(await queryOrder(wish.tradeNo)).toEqual({ status: 'waiting' });
  });

  it('tells what was paid: number, amount, currency, account, time', async () => {
    const { createOrder, queryOrder } = open(channel);
    await createOrder(wish);
    payNow(channel);
    const answer = await queryOrder(wish.tradeNo);
    expect(answer).toMatchObject({
      status: 'paid',
      success: { tradeNo: wish.tradeNo, amountFen: 235_03, currency: 'CNY', paidAt: '2026-07-20T02:00:00.000Z' },
    });
  });

  it('closes what is not paid, and nothing else', async () => {
    const { createOrder, closeOrder, queryOrder } = open(channel);
    expect(await closeOrder(wish.tradeNo)).toBe('done');
    await createOrder(wish);
    expect(await closeOrder(wish.tradeNo)).toBe('done');
    expect(await queryOrder(wish.tradeNo)).toEqual({ status: 'closed' });
    desk.clear();
    await createOrder(wish);
    payNow(channel);
    expect(await closeOrder(wish.tradeNo)).toBe('refused');
  });

  it('pays back once under one number, and never more than came', async () => {
    const provider = open(channel);
    await provider.createOrder(wish);
    expect(await provider.refund(refund)).toBe('refused');
    payNow(channel);
    expect([await provider.refund(refund), await provider.refund(refund)]).toEqual(['done', 'done']);
    expect(await provider.refund({ ...refund, refundNo: 'R2', refundFen: 200_00 })).toBe('refused');
    expect([...(desk.find(channel, wish.tradeNo)?.refunds ?? [])]).toEqual([['R1', 100_00]]);
  });

  it('believes nobody whose key is another one, and is believed by nobody', async () => {
    const { platformKey: other } = localMerchant(channel, '1', { project: '*' });
    const strange = `${other?.slice(0, 60)}${other?.slice(60, 61) === 'A' ? 'B' : 'A'}${other?.slice(61)}`;
    expect(await open(channel, { platformKey: strange }).createOrder(wish)).toEqual({ outcome: 'unknown' });
    expect(await open(channel, { platformKey: 'MIIB' }).queryOrder(wish.tradeNo)).toEqual({ status: 'unknown' });
  });

  it('that is not there has done nothing, so that it may be asked again; after five silences it is spared', async () => {
    const silent = createServer((_, response) => response.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
    let asked = 0;
    silent.on('request', () => {
      asked += 1;
    });
    const provider = open(channel, {}, { wechatUrl: url, alipayUrl: url });
    for (let n = 0; n < 5; n += 1) expect(await provider.queryOrder(wish.tradeNo)).toEqual({ status: 'unknown' });
    expect(await provider.createOrder(wish)).toEqual({ outcome: 'refused', reason: 'provider down', again: true });
    expect(asked).toBe(5);
    await new Promise((resolve) => silent.close(resolve));
    const gone = open(channel, {}, { wechatUrl: `${url}/`, alipayUrl: `${url}/` });
    expect(await gone.createOrder(wish)).toEqual({ outcome: 'refused', reason: 'unreachable', again: true });
  });

  it('is off until the operator says where it calls back', () => {
    expect(() => open(channel, {}, { callbackUrl: '' })).toThrow('payments are off');
  });
});

describe('ways to pay', () => {
  it('inside WeChat: the dialogue is called with what the merchant has signed', async () => {
    const answer = await open('wechat').createOrder({ ...wish, way: 'jsapi', openId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
    expect(answer).toMatchObject({ outcome: 'created', code: { kind: 'jsapi', params: { signType: 'RSA', package: expect.stringMatching(/^prepay_id=wx/) } } });
  });

  it('on a page of Alipay: the payer’s own browser brings the signed form, and nobody is asked before', async () => {
    const answer = await open('alipay').createOrder({ ...wish, way: 'page' });
    if (answer.outcome !== 'created' || answer.code.kind !== 'page') throw new Error('no page');
    expect(desk.trades).toEqual([]);
    expect((await fetch(answer.code.url)).status).toBe(200);
    expect(desk.trades).toMatchObject([{ tradeNo: wish.tradeNo, amountFen: 235_03 }]);
  });
});

describe('what goes over the wire', () => {
  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [100, '1.00'],
    [235_03, '235.03'],
    [100_000_000_00, '100000000.00'],
  ])('writes %i fen as %s yuan and reads it again', (fen, yuan) => {
    expect(inYuan(fen)).toBe(yuan);
    expect(inFen(yuan)).toBe(fen);
  });

  it.each(['', '-1.00', '1.001', '1e3', '1,000.00', ' 1.00', '.5', '5.', '99999999999.00', 'NaN'])('takes “%s” for no amount', (text) => {
    expect(inFen(text)).toBeUndefined();
  });

  it('takes the characters Alipay has signed, whatever stands in them', () => {
    const node = '{"msg":"a \\"quoted\\" {brace}","deep":{"x":[{"y":"}"}]},"backslash":"\\\\"}';
    expect(rawNode(`{"alipay_trade_query_response":${node},"sign":"x"}`, 'alipay_trade_query_response')).toBe(node);
    expect(rawNode(`{"sign":"x","alipay_trade_query_response": ${node}}`, 'alipay_trade_query_response')).toBe(node);
    expect(rawNode('{"alipay_trade_query_response":{"a":1', 'alipay_trade_query_response')).toBeUndefined();
    expect(rawNode(`{"a_response":${node},"a_response":{}}`, 'a_response')).toBeUndefined();
    expect(signedFields({ b: '2', a: '1', sign: 'x', empty: '' })).toBe('a=1&b=2');
  });

  it('keeps Beijing time wherever the project is', () => {
    const at = instant('2026-07-20T16:00:00Z');
    expect([wallTime(at), withOffset(at)]).toEqual(['2026-07-21 00:00:00', '2026-07-21T00:00:00+08:00']);
    expect(fromWall('2026-07-21 00:00:00')).toBe(at);
    expect(fromWall('2026-07-21T00:00:00')).toBeUndefined();
    expect(fromWall('2026-02-30 25:00:00')).toBeUndefined();
  });
});
