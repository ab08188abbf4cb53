import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoticeEvent } from '../../lib/cases/history.ts';
import { deliver } from '../../lib/notices/deliver.ts';
import { checkBalances } from '../../lib/statements/balance-check.ts';
import { readTotals } from '../../lib/statements/read-totals.ts';
import { balanceCheckKey, balanceKey, totalsKey } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';
import { countingHouse, on, paying } from './office.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

const prepaid = 'prepaid~1-1-101~K1';
const at = '2026-07-10T02:07:00.000Z';

async function holding() {
  const house = await countingHouse();
  on('2026-06-10');
  await house.book({ kind: 'payment', postings: paying('cash', [], [prepaid, 500_00]) });
  on('2026-07-10');
  await house.book({ kind: 'payment', postings: paying('cash', [], ['prepaid~~K2', 100_00]) });
  const key = balanceKey(house.desk.company, 'p1', { kind: 'prepaid', unit: '1-1-101', id: 'K1' });
  /** Somebody changes a balance behind the ledger's back. */
  const tamper = async (fen: number) => {
    const item = (await house.desk.table.getAll([key])).get(keyText(key));
    await house.desk.table.put({ ...item, ...key, balance: { ...(item?.['balance'] as object), fen }, card: { ...(item?.['card'] as object), fen } });
  };
  const told = () => engine.get(balanceCheckKey(house.desk.company, 'p1', '2026-07-10'));
  return { ...house, tamper, told };
}

describe('the hourly check of balances 余额核对', () => {
  it('finds nothing where every fen is accounted for, and folds what has ended on the way', async () => {
    const { desk, told, caller } = await holding();
    expect(await checkBalances(desk, 'p1', at)).toEqual([]);
    expect(told()).toBeUndefined();
    expect(engine.items().some(({ pk, sk }) => pk.startsWith(`T#${desk.company}#`) && sk === 'MONTH#2026-06')).toBe(true);
    expect(await checkBalances(desk, 'p1', at)).toEqual([]);
    expect((await readTotals(desk, caller('fin'), {})).held.prepaidFen).toBe(600_00);
  });

  it('tells headquarters’ finance of a single fen, once a day however often it is seen', async () => {
    const { desk, tamper, told } = await holding();
    await tamper(499_99);
    const difference = { kind: 'prepaid', itemsFen: 599_99, accountFen: 600_00 };
    expect(await checkBalances(desk, 'p1', at)).toEqual([difference]);
    expect(await checkBalances(desk, 'p1', at)).toEqual([difference]);
    const events = told()?.['out'] as NoticeEvent[];
    expect(events).toMatchObject([
      {
        type: 'notice',
        data: { to: { positions: ['HQ-FIN'] }, text: { zh: '一号院的预收款明细合计 599.99 元，总账为 600.00 元，相差 -0.01 元，请立即核对' } },
      },
    ]);
    for (const event of events) await deliver(desk.table, event);
    const items = engine.items().filter(({ pk }) => pk.startsWith(`T#${desk.company}`));
    expect(verifyItems(items, { settled: false }).map(({ check }) => check)).toEqual(['balance.sum', 'balance.index']);
    await tamper(500_00);
    expect(await checkBalances(desk, 'p1', at)).toEqual([]);
  });

  it('does not take for a difference what is booked while it looks', async () => {
    const { desk, book } = await holding();
    let busy = 0;
    const table = {
      ...desk.table,
      query: async (question: Parameters<typeof desk.table.query>[0]) => {
        if (question.index === 'queue' && question.pk.endsWith('#prepaid')) {
          busy += 1;
          await book({ kind: 'payment', postings: paying('cash', [], [prepaid, 1_00]) });
        }
        return desk.table.query(question);
      },
    };
    expect(await checkBalances({ ...desk, table }, 'p1', at)).toEqual([]);
    expect(busy).toBe(4);
  });

  it('sees a day’s totals that were lost, and asks little where nothing was ever booked', async () => {
    const { desk } = await holding();
    engine.remove(({ pk, sk }) => keyText({ pk, sk }) === keyText(totalsKey(desk.company, 'p1', '2026-07-10', 'cashier')));
    expect(await checkBalances(desk, 'p1', at)).toEqual([{ kind: 'prepaid', itemsFen: 600_00, accountFen: 500_00 }]);
    expect((await counted(() => checkBalances(desk, 'p2', at))).requests).toEqual({ Query: 1 });
  });
});
