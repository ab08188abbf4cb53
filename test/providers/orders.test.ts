import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { entryOf } from '../../lib/cases/money-items.ts';
import { cashOf, type Entry } from '../../lib/ledger/journal.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { feeOf } from '../payments/till.ts';
import { Crash, crashing } from '../support/transport.ts';
import { counter, deliveryOf, engine, morning, payDesk, stopOutlets, timeGoes } from './counter.ts';

type Counter = Awaited<ReturnType<typeof counter>>;

afterAll(async () => {
  engine.stop();
  await stopOutlets();
});
beforeEach(() => payDesk.clear());

const fee = 235_03;
const unit = '1-1-101';
const entries = ({ own }: Counter): readonly Entry[] => own().flatMap((item) => (item.sk.startsWith('E#') ? [entryOf(item)] : []));
const cashBy = (at: Counter, book: string): number => entries(at).reduce((sum, entry) => (entry.book === book ? sum + cashOf(entry) : sum), 0);
const prepaid = ({ own }: Counter, party = 'K1'): number =>
  own().reduce((sum, { balance }) => {
    const { kind, party: of, fen = 0 } = (balance ?? {}) as { kind?: string; party?: string; fen?: number };
    return kind === 'prepaid' && of === party ? sum + fen : sum;
  }, 0);
const noticesOf = ({ own }: Counter): readonly string[] =>
  own()
    .flatMap(({ out }) => ((out ?? []) as { data?: { type?: string } }[]).map(({ data }) => data?.type ?? ''))
    .filter((type) => type.startsWith('payment-order.'));
const allGood = (at: Counter) => expect(verifyItems(at.own())).toEqual([]);

describe.each(['wechat', 'alipay'] as const)('an order by %s', (channel) => {
  it('is made, paid, and settles its bill once, with a receipt of the channel’s book', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel, unit });
    expect(await at.read(id)).toMatchObject({
      state: 'open',
      amountFen: fee,
      payer: 'K1',
      code: { kind: 'qr' },
      bills: [{ bill, principalFen: fee, lateFen: 0 }],
    });
    const transaction = await at.pays(id);
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(await at.read(id)).toMatchObject({
      state: 'paid',
      paid: { transaction, amountFen: fee, via: 'callback', receipt: `2026-${channel}-000001`, excessFen: 0, settled: [{ bill, principalFen: fee }] },
    });
    expect((await at.bill(bill)).state).toBe('settled');
    expect(entries(at).filter(({ book }) => book !== 'system')).toMatchObject([{ book: channel, kind: 'payment', external: transaction, payer: 'K1' }]);
    allGood(at);
  });

  it('that is told of ten times at once is booked once', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel, unit });
    await at.pays(id);
    const told = await Promise.all(Array.from({ length: 10 }, () => at.tell(id)));
    expect(told).toEqual(Array.from({ length: 10 }, () => ({ outcome: 'accepted' })));
    expect(cashBy(at, channel)).toBe(fee);
    timeGoes('2026-07-28T10:00:00+08:00');
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(cashBy(at, channel)).toBe(fee);
    allGood(at);
  });

  it.each([
    ['another amount', { amount: { total: fee + 1, payer_total: fee + 1, currency: 'CNY' } }, { total_amount: '235.04' }],
    ['another order, which is there', 'other', 'other'],
  ])('contradicted by %s keeps what it has, and is no second payment', async (_, wechat, alipay) => {
    const at = await counter();
    await at.issue(feeOf('2026-06'), feeOf('2026-07'));
    const id = await at.order({ channel, unit });
    const other = await at.order({ channel, unit });
    await at.pays(id);
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    const { tradeNo } = await at.tradeOf(other);
    const given = channel === 'wechat' ? wechat : alipay;
    const fields = typeof given === 'string' ? { out_trade_no: tradeNo } : given;
    expect(await at.tell(id, { fields })).toMatchObject({ outcome: 'contradicts', transaction: expect.any(String) });
    expect(cashBy(at, channel)).toBe(2 * fee);
    expect((await at.read(other)).state).toBe('open');
    allGood(at);
  });

  it('whose callback is lost is learned of when somebody asks, and else by the clock', async () => {
    for (const learn of [(at: Counter, id: string) => at.command(id, 'query'), (at: Counter) => at.sweepAt('2026-07-20T10:02:00.001+08:00')]) {
      const at = await counter();
      const [bill = ''] = await at.issue(feeOf('2026-07'));
      const id = await at.order({ channel, unit });
      await at.pays(id);
      await learn(at, id);
      expect(await at.read(id)).toMatchObject({ state: 'paid', paid: { via: 'query' } });
      expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
      expect((await at.bill(bill)).state).toBe('settled');
      expect(cashBy(at, channel)).toBe(fee);
      allGood(at);
    }
  });

  it('ends at its instant and not before, once the provider has closed it; a payment that comes all the same is prepaid', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel, unit });
    await at.sweepAt('2026-07-20T10:29:59.999+08:00', '2026-07-20T10:30:00+08:00');
    expect((await at.read(id)).state).toBe('open');
    await at.sweepAt('2026-07-20T10:30:00.001+08:00');
    expect((await at.read(id)).state).toBe('expired');
    await at.pays(id);
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect((await at.read(id)).state).toBe('expired');
    expect((await at.bill(bill)).state).toBe('open');
    expect([cashBy(at, channel), prepaid(at)]).toEqual([fee, fee]);
    expect(noticesOf(at)).toContain('payment-order.late');
    allGood(at);
  });

  it('that was paid in its last second is settled, though its time is over when we ask', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel, unit });
    await at.pays(id);
    await at.sweepAt('2026-07-20T10:31:00+08:00');
    expect((await at.read(id)).state).toBe('paid');
    allGood(at);
  });
});

describe('what was settled otherwise', () => {
  it('at the counter, before the payer pays his order, is his prepayment, and he is told', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit });
    await at.cash({ amountFen: fee, units: [unit] });
    await at.pays(id);
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(await at.read(id)).toMatchObject({ state: 'paid', paid: { excessFen: fee, settled: [] } });
    expect([cashBy(at, 'qian'), cashBy(at, 'wechat'), prepaid(at)]).toEqual([fee, fee, fee]);
    expect((await at.bill(bill)).paid).toHaveLength(1);
    expect(noticesOf(at)).toContain('payment-order.excess');
    allGood(at);
  });

  it('in part, leaves the rest to be settled', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'alipay', unit });
    await at.cash({ amountFen: 100_00, allocations: [{ bill }] });
    await at.pays(id);
    await at.tell(id);
    expect(await at.read(id)).toMatchObject({ paid: { settled: [{ bill, principalFen: 135_03 }], excessFen: 100_00 } });
    expect((await at.bill(bill)).state).toBe('settled');
    expect(prepaid(at)).toBe(100_00);
    allGood(at);
  });

  it('by a second order for the same bill, both paid at once: one settles it, the other is prepaid', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const [a, b] = [await at.order({ channel: 'wechat', unit }), await at.order({ channel: 'alipay', unit })];
    await Promise.all([at.pays(a), at.pays(b)]);
    expect(await Promise.all([at.tell(a), at.tell(b)])).toEqual([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect((await at.bill(bill)).paid).toHaveLength(1);
    expect([cashBy(at, 'wechat') + cashBy(at, 'alipay'), prepaid(at)]).toEqual([2 * fee, fee]);
    allGood(at);
  });

  it('by a cashier who entered the transaction by hand when the callback was lost: nothing is booked twice', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit });
    const externalId = await at.pays(id);
    await at.cash({ channel: 'wechat', externalId, amountFen: fee, units: [unit] });
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(await at.read(id)).toMatchObject({ state: 'paid', paid: { receipt: '2026-qian-000001', settled: [], excessFen: 0 } });
    expect([cashBy(at, 'qian'), cashBy(at, 'wechat'), prepaid(at)]).toEqual([fee, 0, 0]);
    expect((await at.bill(bill)).paid).toHaveLength(1);
    allGood(at);
  });
});

describe('late fees', () => {
  const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;

  it('stand as they were ordered, also when the money comes next day', async () => {
    const at = await counter();
    const [bill = ''] = await at.issue(feeOf('2026-06', { late }));
    const id = await at.order({ channel: 'wechat', unit, printed: true });
    const { amountFen, bills } = await at.read(id);
    // 22 days of 0.05 % on 235.03 yuan: 2.58533
    expect(bills).toEqual([{ bill, principalFen: fee, lateFen: 259 }]);
    expect(amountFen).toBe(fee + 259);
    timeGoes('2026-07-21T09:00:00+08:00');
    await at.pays(id);
    await at.tell(id);
    expect(await at.read(id)).toMatchObject({ paid: { settled: [{ bill, principalFen: fee, lateFen: 259 }], excessFen: 0 } });
    expect((await at.bill(bill)).state).toBe('settled');
    expect(prepaid(at)).toBe(0);
    allGood(at);
  });
});

describe('a payment nobody has ordered here', () => {
  it('is held until somebody claims it, once', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit });
    await at.pays(id);
    const delivery = deliveryOf(await at.tradeOf(id), { fields: { out_trade_no: '20260720AAAAAAAAAAAAAAAAAAAAAAAA' } });
    expect(await at.hear('wechat', delivery)).toEqual({ outcome: 'accepted' });
    expect(await at.hear('wechat', delivery)).toEqual({ outcome: 'accepted' });
    const held = at.own().filter(({ sk, pk }) => sk === 'CASE' && pk.includes('#C#ZS-'));
    expect(held).toMatchObject([{ record: { state: 'held', amountFen: fee, channel: 'wechat', remark: '20260720AAAAAAAAAAAAAAAAAAAAAAAA' } }]);
    expect(cashBy(at, 'wechat')).toBe(fee);
    expect((await at.read(id)).state).toBe('open');
    allGood(at);
  });
});

describe('a provider in trouble', () => {
  it.each([
    ['wechat', 'lostAnswer', 1],
    ['wechat', 'slow', 1],
    ['wechat', 'huge', 1],
    ['wechat', 'wrongTypes', 1],
    ['wechat', 'notJson', 1],
    ['wechat', 'wrongSignature', 2],
    ['wechat', 'error', 2],
    ['wechat', 'lostRequest', 2],
    ['wechat', 'busy', 1],
    ['alipay', 'lostAnswer', 1],
    ['alipay', 'wrongTypes', 1],
    ['alipay', 'wrongSignature', 2],
    ['alipay', 'notJson', 1],
    ['alipay', 'busy', 1],
  ] as const)('(%s, %s, %i times) has one order in the end, which can be paid', { timeout: 20_000 }, async (channel, fault, times) => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    payDesk.fail(channel, fault, times);
    const id = await at.order({ channel, unit });
    expect((await at.read(id)).state).toBe('creating');
    await at.sweepAt('2026-07-20T10:01:00.001+08:00', '2026-07-20T10:03:00.001+08:00', '2026-07-20T10:08:00.001+08:00');
    expect((await at.read(id)).state).toBe('open');
    expect(payDesk.trades).toHaveLength(1);
    await at.pays(id);
    expect(await at.tell(id)).toEqual({ outcome: 'accepted' });
    expect(cashBy(at, channel)).toBe(fee);
    allGood(at);
  });

  it('that refuses for good leaves a failed order, and whoever made it is told', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    payDesk.fail('wechat', 'refused', 1);
    const id = await at.order({ channel: 'wechat', unit });
    expect(await at.read(id)).toMatchObject({ state: 'failed', reason: 'PARAM_ERROR' });
    expect(noticesOf(at)).toEqual(['payment-order.failed']);
    allGood(at);
  });

  it('that never answers lets the order end all the same', { timeout: 60_000 }, async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    payDesk.fail('wechat', 'error', 1000);
    const id = await at.order({ channel: 'wechat', unit });
    const hours = Array.from({ length: 60 }, (_, hour) => new Date(Date.parse(morning) + (hour + 1) * 3_600_000).toISOString());
    await at.sweepAt(...hours);
    expect((await at.read(id)).state).toBe('expired');
    payDesk.fail('wechat', 'error', 0);
    allGood(at);
  });

  it('is asked to close an order somebody gives up, and closes it', async () => {
    const at = await counter();
    await at.issue(feeOf('2026-07'));
    const id = await at.order({ channel: 'wechat', unit });
    await at.command(id, 'close');
    expect((await at.read(id)).state).toBe('closed');
    expect((await at.tradeOf(id)).state).toBe('closed');
    const paid = await at.order({ channel: 'wechat', unit });
    await at.pays(paid);
    await at.command(paid, 'close');
    expect((await at.read(paid)).state).toBe('paid');
    allGood(at);
  });
});

describe('a process that dies', () => {
  it.each([1, 2, 3, 4].flatMap((nth) => (['before', 'after'] as const).map((side) => [side, nth] as const)))(
    '%s its write %i books the money once in the end',
    async (side, nth) => {
      const at = await counter();
      const [bill = ''] = await at.issue(feeOf('2026-07'));
      let id = '';
      const run = async () => {
        id = await at.order({ channel: 'wechat', unit });
        await at.pays(id);
        await at.tell(id);
      };
      const died = await crashing({ nth, side }, run);
      if (!(died instanceof Crash)) return;
      const made = at.own().filter(({ sk, pk }) => sk === 'CASE' && pk.includes('#C#ZF-'));
      for (const item of made) {
        const known = String(item['id']);
        await at.sweepAt('2026-07-20T10:01:00.001+08:00', '2026-07-20T10:03:00.001+08:00');
        await at.pays(known);
        expect(await at.tell(known)).toEqual({ outcome: 'accepted' });
      }
      expect(cashBy(at, 'wechat')).toBe(made.length * fee);
      if (made.length > 0) expect((await at.bill(bill)).state).toBe('settled');
      allGood(at);
    },
  );
});
