import { describe, expect, it } from 'vitest';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { deposit } from '../../lib/workflows/deposit/workflow.ts';
import { waiver } from '../../lib/workflows/waiver/workflow.ts';
import { counted } from '../support/transport.ts';
import { home, moneyOffice } from './money-office.ts';

describe('what a correction costs', () => {
  it('voids a receipt of one bill in one transaction', async () => {
    const { issue, pay, by } = await moneyOffice();
    const receipt = await pay({ [await issue()]: 235_03 });
    const { requests, writeUnits } = await counted(() => by('csm', correction, 'void', { receipt, reason: '录错' }, { once: { key: 'a', bind: 'b' } }));
    expect(requests['TransactWriteItems']).toBe(1);
    // Case: record 2, two history entries 4, its word for the receipt 2, queue, log and about 3; bill 2 and its index 1, entry 2, book 2, totals 2, what was taken back 2;
    // the answer 4; the number 1.
    expect(writeUnits).toBeLessThanOrEqual(28);
    expect(requests['Query'] ?? 0).toBeLessThanOrEqual(1);
  });

  it('reads a household in two queries, however many bills it has, and writes what is waived', async () => {
    const { issue, ask, sign, carry } = await moneyOffice();
    const cost = async (bill: string) => {
      const asked = await ask('till', waiver, 'request', { unit: home, bills: [{ bill, fen: 1_00 }], reason: '困难户' });
      await sign('csm', asked.approval);
      return counted(() => carry(waiver, asked.approval));
    };
    const [first] = [await issue()];
    const few = await cost(first);
    for (let month = 1; month <= 9; month += 1) await issue({ period: `2025-0${month}`, dueOn: '2025-12-31' });
    const many = await cost(first);
    expect(many.requests).toEqual(few.requests);
    expect(many.requests['Query']).toBe(2);
    expect(many.writeUnits).toBeLessThanOrEqual(few.writeUnits + 2);
  });

  it('takes a deposit in one transaction', async () => {
    const { by } = await moneyOffice();
    const taken = { kind: 'card', unit: home, party: 'K1', amountFen: 100_00, channel: 'cash' };
    const { requests, writeUnits } = await counted(() => by('till', deposit, 'take', taken, { once: { key: 'a', bind: 'b' } }));
    expect(requests).toMatchObject({ TransactWriteItems: 1 });
    expect(requests['Query'] ?? 0).toBe(0);
    expect(writeUnits).toBeLessThanOrEqual(28);
  });
});
