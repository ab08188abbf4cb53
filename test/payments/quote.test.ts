import { describe, expect, it } from 'vitest';
import { quote } from '../../lib/payments/quotes.ts';
import { timeIs } from '../support/clock.ts';
import { counted } from '../support/transport.ts';
import { feeOf, flat, till } from './till.ts';

const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;

interface Quoted {
  readonly totalFen: number;
  readonly quote: string;
  readonly validUntil: string;
  readonly bills: readonly { readonly bill: string; readonly openFen: number; readonly lateFen: number; readonly payer: string }[];
  readonly prepaid: readonly { readonly balance: string; readonly fen: number }[];
}

async function counter() {
  const at = await till();
  const ask = async (more: object = {}, person = 'front') => (await quote(at.desk, { person, project: 'p1' }, { units: [flat], ...more })) as Quoted;
  const pay = (amountFen: number, token: string, more: object = {}) => at.take({ channel: 'cash', payer: 'K1', amountFen, quote: token, ...more });
  return { ...at, ask, pay };
}

describe('a quote 应缴查询', () => {
  it('names every open bill with its late fee of today, and writes nothing', async () => {
    const { issue, ask } = await counter();
    const [june] = await issue(feeOf('2026-06', { late }), feeOf('2026-07'));
    // The first one makes the company's keys.
    await ask();
    const { result, requests, writeUnits } = await counted(() => ask());
    // 22 days × 235.03 × 0.05 % = 2.585….
    expect(result).toMatchObject({ totalFen: 470_06 + 2_59, bills: [{ bill: june, openFen: 235_03, lateFen: 2_59 }, { lateFen: 0 }] });
    expect(writeUnits).toBe(0);
    expect(Object.keys(requests).toSorted()).toEqual(['BatchGetItem', 'Query']);
    expect((await ask({ on: '2026-07-28' })).totalFen).toBe(470_06 + 3_53);
    expect((await ask({ on: '2026-07-28' })).quote).toBeUndefined();
  });

  it('is paid tomorrow at the late fee of today, and settles all that is owed', async () => {
    const { issue, ask, pay, bill } = await counter();
    const [id = ''] = await issue(feeOf('2026-06', { late }));
    const { quote: token, totalFen } = await ask();
    timeIs('2026-07-21T09:59:00+08:00');
    expect((await ask()).totalFen).toBeGreaterThan(totalFen);
    expect((await pay(totalFen, token)).body).toMatchObject({ bills: [{ bill: id, principalFen: 235_03, lateFen: 2_59 }], balances: [] });
    expect((await bill(id)).state).toBe('settled');
    timeIs('2026-12-31T10:00:00+08:00');
    expect((await ask()).bills).toEqual([]);
  });

  it('holds for 24 hours to the second, in its own project, over its own sum', async () => {
    const { issue, ask, pay } = await counter();
    await issue(feeOf('2026-06', { late }));
    const { quote: token, totalFen } = await ask();
    await expect(pay(totalFen - 1, token)).rejects.toMatchObject({ code: 'quote.amount' });
    await expect(pay(totalFen, `${token}x`)).rejects.toMatchObject({ code: 'quote.invalid' });
    timeIs('2026-07-21T10:00:00.001+08:00');
    await expect(pay(totalFen, token)).rejects.toMatchObject({ code: 'quote.expired' });
    timeIs('2026-07-21T10:00:00+08:00');
    expect((await pay(totalFen, token)).status).toBe(201);
  });

  it('is off when one of its bills was paid meanwhile, and says which', async () => {
    const { issue, ask, pay, take } = await counter();
    const [june, july] = await issue(feeOf('2026-06', { late }), feeOf('2026-07'));
    const { quote: token, totalFen } = await ask();
    await take({ channel: 'cash', amountFen: 1_00, payer: 'K2', allocations: [{ bill: july }] });
    await expect(pay(totalFen, token)).rejects.toMatchObject({ kind: 'conflict', code: 'quote.changed', detail: { id: july } });
    expect((await pay(237_62, token, { allocations: [{ bill: june }] })).status).toBe(201);
  });

  it('shows a resident what is his, and nobody else anything', async () => {
    const { issue, ask, take } = await counter();
    await issue(feeOf('2026-06'), feeOf('2026-07', { payer: 'K2', charge: 'WY.K2' }));
    await take({ channel: 'cash', amountFen: 5_00, payer: 'K1', prepay: { unit: flat } });
    expect((await ask({}, 'K1')).bills.map(({ payer }) => payer)).toEqual(['K1']);
    expect((await ask()).bills).toHaveLength(2);
    expect((await ask()).prepaid).toMatchObject([{ balance: 'prepaid~1-1-101~K1', fen: 5_00 }]);
    await expect(ask({}, 'nobody')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(ask({ units: ['1-1-102'] }, 'K1')).resolves.toMatchObject({ bills: [] });
    await expect(ask({ units: ['1-1-999'] })).rejects.toMatchObject({ code: 'reference.unknown' });
  });
});
