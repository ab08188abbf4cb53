import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

/** What the providers of the local cloud have told, and been answered. */
interface Told {
  readonly transaction: string;
  readonly told: readonly { readonly status: number; readonly body: string }[];
}

const cloud = new CloudProcess();
const unit = '1-2-301';
const fee = 20_00;
let admin: Caller;
let cashier: Caller;
let resident: Caller;
let charges = 0;
let orders = 0;

async function must(asked: Promise<Reply<Body>>, status = 201): Promise<Body> {
  const reply = await asked;
  if (reply.status !== status) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}

const base = '/projects/p1/payment-orders';
const get = (id: string, by: Caller = cashier) => must(by.get(`${base}/${id}`), 200);
const payments = async (order: string, action: string, body: object = {}): Promise<Told> => {
  const { status, body: told, text } = await cloud.call<Told>('POST', `/local/payments/${order}/${action}`, body);
  if (status !== 200) throw new Error(text);
  return told;
};
/** A bill of 20 yuan of the resident's own. */
async function bill(): Promise<string> {
  charges += 1;
  const lines = [{ text: '门禁卡', priceFen: fee }];
  return (await must(cashier.post('/projects/p1/bills', { unit, period: '2026-07', feeClass: 'card', payer: 'resident', charge: `KP-${charges}`, lines }))).id;
}
const order = (body: object): Promise<Body> => {
  orders += 1;
  return must(resident.post(base, { channel: 'wechat', unit, ...body }, { 'idempotency-key': `order-${orders}` }));
};
const stateOf = async (id: string) =>
  ((await must(cashier.get(`/projects/p1/bills/${encodeURIComponent(id)}`), 200)) as unknown as { standing: string }).standing;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-20T10:00:00+08:00');
  admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await must(admin.post('/projects', { id: 'p1', name: '一号院' }));
  cashier = await cloud.person('meihua', 'cashier', ['CASHIER', 'FRONT', 'CSM']);
  await must(cashier.put(`/projects/p1/units/${unit}`, { buildingAreaDm2: 9_875 }));
  resident = await cloud.person('meihua', 'resident', [], ['p1'], [unit]);
}, 60_000);
afterAll(() => cloud.stop());

describe('paying by WeChat and Alipay', () => {
  it('is refused until headquarters have set an account up, and then is', async () => {
    await bill();
    expect(await resident.post(base, { channel: 'wechat', unit })).toMatchObject({
      status: 409,
      body: { code: 'payment-order.not-configured', detail: expect.stringContaining('微信支付') },
    });
    const pay = await Promise.all(
      ['wechat', 'alipay'].map(async (channel) => (await cloud.call('POST', '/local/payments/merchant', { channel, project: 'p1' })).body),
    );
    const { body, text } = await admin.put('/company/channels', { pay });
    expect(body).toMatchObject({ pay: [{ merchant: '1900000001', privateKey: '********', apiKey: '********' }, { privateKey: '********' }] });
    expect(text).not.toContain('local-1900000001');
  });

  it.each(['wechat', 'alipay'])('%s: a resident orders, pays, and his bills are settled, with a receipt anybody can check', async (channel) => {
    const id = await bill();
    const made = await order({ channel, bills: [id] });
    expect(made).toMatchObject({ state: 'open', amountFen: fee, code: { kind: 'qr' }, commands: expect.arrayContaining(['close', 'query']) });
    const { told } = await payments(made.id, 'pay');
    expect(told).toEqual([{ status: 200, body: channel === 'alipay' ? 'success' : '{"code":"SUCCESS","message":"成功"}' }]);
    const paid = await get(made.id, resident);
    expect(paid).toMatchObject({ state: 'paid', paid: { amountFen: fee, receipt: `2026-${channel}-000001`, settled: [{ bill: id }], excessFen: 0 } });
    expect(await stateOf(id)).toBe('settled');
    const { receipt } = paid['paid'] as { receipt: string };
    const { body } = await resident.get(`/projects/p1/payments/${receipt}`);
    const code = (body as unknown as { code: string }).code;
    const checked = await cloud.call('GET', `/receipts/${encodeURIComponent(code)}`);
    expect(checked.status).toBe(200);
    expect(checked.text).not.toContain('resident');
  });

  it('ten deliveries at once and one that contradicts book once', async () => {
    const made = await order({ bills: [await bill()] });
    await payments(made.id, 'pay');
    const { told } = await payments(made.id, 'duplicate', { times: 10 });
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await payments(made.id, 'contradict')).told).toEqual([{ status: 409, body: '{"code":"FAIL","message":"失败"}' }]);
    expect(cloud.output).toContain('a callback contradicts our books');
    expect(await get(made.id)).toMatchObject({ state: 'paid', paid: { amountFen: fee } });
  });

  it('a callback that is lost is made up for by a question, and by the clock', async () => {
    const asked = await order({ channel: 'alipay', bills: [await bill()] });
    await payments(asked.id, 'pay', { lost: true });
    expect((await get(asked.id)).state).toBe('open');
    expect(await must(resident.post(`${base}/${asked.id}/query`), 200)).toMatchObject({ state: 'paid', paid: { via: 'query' } });
    const unasked = await order({ bills: [await bill()] });
    await payments(unasked.id, 'pay', { lost: true });
    await cloud.advance('PT3M');
    expect(await get(unasked.id)).toMatchObject({ state: 'paid', paid: { via: 'query' } });
  });

  it('a callback that is wrongly signed, or says something else, books nothing', async () => {
    const made = await order({ bills: [await bill()] });
    expect((await payments(made.id, 'pay', { wrongSignature: true })).told).toMatchObject([{ status: 401 }]);
    expect((await payments(made.id, 'contradict', { fields: { mchid: '1900000002' } })).told).toMatchObject([{ status: 401 }]);
    expect((await payments(made.id, 'contradict')).told).toMatchObject([{ status: 409 }]);
    expect((await get(made.id)).state).toBe('open');
    expect((await payments(made.id, 'duplicate', { times: 1 })).told).toMatchObject([{ status: 200 }]);
    expect((await get(made.id)).state).toBe('paid');
  });

  it('two orders for one bill that are both paid: one settles it, the other is prepaid', async () => {
    const id = await bill();
    const [a, b] = [await order({ bills: [id] }), await order({ channel: 'alipay', bills: [id] })];
    await Promise.all([payments(a.id, 'pay'), payments(b.id, 'pay')]);
    const excess = (await Promise.all([get(a.id), get(b.id)])).map(({ paid }) => (paid as { excessFen: number }).excessFen);
    expect(excess.toSorted((x, y) => x - y)).toEqual([0, fee]);
    expect(await stateOf(id)).toBe('settled');
  });

  it('the counter is quicker: what the payer pays then is his prepayment, and he is told', async () => {
    const id = await bill();
    const made = await order({ bills: [id] });
    await must(
      cashier.post(
        '/projects/p1/payments',
        { channel: 'cash', amountFen: fee, payer: 'resident', allocations: [{ bill: id }] },
        { 'idempotency-key': `c${charges}` },
      ),
    );
    await payments(made.id, 'pay');
    expect(await get(made.id)).toMatchObject({ state: 'paid', paid: { excessFen: fee, settled: [] } });
    await cloud.idle();
    expect((await resident.get('/inbox')).text).toContain('已转入预收款');
  });

  it('an order ends by the clock; what is paid all the same is kept for the payer', async () => {
    const id = await bill();
    const made = await order({ bills: [id] });
    await cloud.advance('PT29M59S');
    expect((await get(made.id)).state).toBe('open');
    await cloud.advance('PT2M');
    expect((await get(made.id)).state).toBe('expired');
    expect((await payments(made.id, 'pay-late')).told).toMatchObject([{ status: 200 }]);
    expect((await get(made.id)).state).toBe('expired');
    expect(await stateOf(id)).toBe('open');
    await cloud.idle();
    expect((await resident.get('/inbox')).text).toContain('失效后收到款项');
  });

  it('a payment that fails at the provider leaves the bill open, and the order ends', async () => {
    const id = await bill();
    const made = await order({ bills: [id] });
    await payments(made.id, 'fail');
    expect(await must(cashier.post(`${base}/${made.id}/close`), 200)).toMatchObject({ state: 'closed' });
    expect(await stateOf(id)).toBe('open');
  });

  it('an answer of the provider that is lost makes no second order', async () => {
    const id = await bill();
    await cloud.call('POST', '/local/payments/faults', { channel: 'wechat', fault: 'lostAnswer', times: 1 });
    const made = await order({ bills: [id] });
    expect(made.state).toBe('creating');
    await cloud.advance('PT2M');
    expect((await get(made.id)).state).toBe('open');
    const { body } = await cloud.call<{ payments: readonly { title: string; handedIn: number }[] }>('GET', '/local/payments');
    expect(body.payments.filter(({ title }) => title.endsWith(made.id))).toMatchObject([{ handedIn: 2 }]);
  });

  it('the same request is one order', async () => {
    const bills = [await bill()];
    const ask = () => resident.post(base, { channel: 'wechat', unit, bills }, { 'idempotency-key': 'same' });
    const [one, two] = [await must(ask()), await must(ask())];
    expect(two.id).toBe(one.id);
  });

  it.each(['/callbacks', '/callbacks/cash', '/callbacks/wechat/x', '/callbacks/wechat/..%2Falipay'])('%s is nowhere', async (path) => {
    expect((await cloud.call('POST', path, {})).status).toBe(404);
  });

  it.each(['wechat', 'alipay'])('nonsense to %s is refused in its own words', async (channel) => {
    const fail = channel === 'alipay' ? 'fail' : '{"code":"FAIL","message":"失败"}';
    for (const body of ['', '{}', 'x=1&x=2', 'null', '😀', `{"a":"${'x'.repeat(60_000)}"}`]) {
      const { status, text } = await cloud.call('POST', `/callbacks/${channel}`, body);
      expect({ body: body.slice(0, 20), status, text }).toEqual({ body: body.slice(0, 20), status: 401, text: fail });
    }
    expect((await cloud.call('POST', `/callbacks/${channel}`, 'x'.repeat(70_000))).status).toBe(413);
  });

  it('leaves books that the verifier finds nothing wrong with, and no key in the clear', async () => {
    await cloud.idle();
    const items = itemsOfFile(`${cloud.folder}/table.sqlite`);
    expect(verifyItems(items, { settled: true })).toEqual([]);
    const raw = JSON.stringify(items);
    expect(raw).not.toContain('local-1900000001');
    expect(raw.includes('MIIEvAIBADANBgkqhkiG9w0BAQEFAASC') || cloud.output.includes('MIIEvAIBADANBgkqhkiG9w0BAQEFAASC')).toBe(false);
  });
});
