import { describe, expect, it } from 'vitest';
import { commitWork } from '../../lib/cases/commit.ts';
import { openWork } from '../../lib/cases/walk.ts';
import type { Bench } from '../../lib/jobs/job.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { openFen } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { readBankBatch, requestBankBatch } from '../../lib/payments/bank-batch.ts';
import { batchRows } from '../../lib/payments/bank-batch-rows.ts';
import { payByChannel } from '../../lib/payments/channel.ts';
import { offsetHousehold } from '../../lib/payments/offset.ts';
import { listReceipts, readReceipt } from '../../lib/payments/receipts.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';
import { writeSheet } from '../../lib/spreadsheet/write-sheet.ts';
import { carry, memoryFiles, relayTo } from '../jobs/machine.ts';
import { crashing, unreliable } from '../support/transport.ts';
import { feeOf, flat, readBill, till } from './till.ts';

const units = ['1-1-101', '1-1-102'];
const many = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    feeOf(`20${20 + Math.floor(n / 24)}-${String(1 + Math.floor((n % 24) / 2)).padStart(2, '0')}`, { unit: units[n % 2] ?? '' }),
  );

describe('one payer with many bills', () => {
  it('gets one receipt, and a run settles them out of his account, whatever breaks', { timeout: 60_000 }, async () => {
    const { issue, take, desk } = await till();
    const bills = many(120);
    const ids = await issue(...bills);
    const { status, body } = await take({ channel: 'transfer', amountFen: 120 * 235_03, payer: 'K1', units });
    expect(status).toBe(202);
    expect(body).toMatchObject({ receiptNo: '2026-qian-000001', bills: [], balances: [{ balance: 'prepaid~~K1', fen: 120 * 235_03 }] });
    const bench: Bench = { desk, files: memoryFiles() };
    const run = { company: desk.company, project: 'p1', job: 'offset', run: body.run ?? '' };
    await crashing({ nth: 3, side: 'after' }, () => carry(bench, run, 1));
    await carry(bench, run);
    await carry(bench, run);
    for (const id of ids) expect(openFen(await readBill(desk, id))).toBe(0);
    const read = await readReceipt(desk, { person: 'csm', project: 'p1' }, '2026-qian-000001');
    expect(read.bills).toHaveLength(120);
    expect(read.run?.state).toBe('done');
    const { items } = await listReceipts(desk, { person: 'csm', project: 'p1' }, { book: 'system', limit: 100 });
    expect(items.map((item) => (item as { kind: string }).kind)).toEqual(['offset', 'offset', 'offset']);
  });

  it('is not taken for more than 300 at once', { timeout: 60_000 }, async () => {
    const { issue, take } = await till();
    await issue(...many(301));
    await expect(take({ channel: 'transfer', amountFen: 301 * 235_03, payer: 'K1', units })).rejects.toMatchObject({ code: 'payment.too-many-bills' });
  });
});

describe('what was paid ahead 预收抵扣', () => {
  it('settles the bills of its own payer, oldest first, but none that is disputed', async () => {
    const { issue, take, desk } = await till();
    const dispute = { complaint: 'TS-1', at: '2026-07-01T00:00:00.000Z' as never, reason: '漏水' };
    const [june, july, others] = [feeOf('2026-06', { dispute }), feeOf('2026-07'), feeOf('2026-05', { payer: 'K2', charge: 'WY.K2' })];
    await take({ channel: 'cash', amountFen: 300_00, payer: 'K1', prepay: { unit: flat } });
    await take({ channel: 'cash', amountFen: 50_00, payer: 'K2', prepay: {} });
    await issue(june, july, others);
    const actor = systemActor(desk.company);
    const offset = async () => {
      const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
      const entries = await offsetHousehold(work, flat);
      await commitWork(work);
      return entries.length;
    };
    expect(await offset()).toBe(2);
    expect(openFen(await readBill(desk, billId(june)))).toBe(235_03);
    expect((await readBill(desk, billId(july))).state).toBe('settled');
    expect(openFen(await readBill(desk, billId(others)))).toBe(185_03);
    expect(await offset()).toBe(0);
  });
});

describe('a channel 渠道收款', () => {
  const told = { project: 'p1', channel: 'wechat', externalId: 'T1', amountFen: 235_03, payer: 'K1' } as const;

  it('is booked once however often it tells, and its money is never refused', async () => {
    const { issue, desk } = await till();
    const [id = ''] = await issue(feeOf('2026-07'));
    const first = await payByChannel(desk, { ...told, bills: [{ bill: id }] });
    expect(first).toMatchObject({ repeated: false, receipt: { receiptNo: '2026-wechat-000001', bills: [{ bill: id }] } });
    expect(await payByChannel(desk, { ...told, bills: [{ bill: id }] })).toMatchObject({ repeated: true, receipt: { receiptNo: '2026-wechat-000001' } });
    const other = await payByChannel(desk, { ...told, externalId: 'T2', bills: [{ bill: id }] });
    expect(other.receipt).toMatchObject({ bills: [], balances: [{ balance: 'prepaid~1-1-101~K1', fen: 235_03 }] });
    expect((await payByChannel(desk, { ...told, externalId: 'T3', bills: [{ bill: id.replace('2026-07', '2026-08') }] })).receipt.balances).toHaveLength(1);
    await expect(payByChannel(desk, { ...told, amountFen: 1 })).rejects.toMatchObject({ kind: 'conflict', code: 'payment.external-differs' });
  });
});

describe('32 workers at one book, with conflicts injected', () => {
  it('leave numbers without a gap, and nothing is lost or doubled', { timeout: 120_000 }, async () => {
    const { take, desk } = await till();
    const until = async (key: string): Promise<string> => {
      for (let tries = 0; tries < 60; tries += 1) {
        try {
          return (await take({ channel: 'cash', amountFen: 100, payer: 'K1', prepay: {} }, { key })).body.receiptNo;
        } catch (error) {
          if (!['case.busy', 'service.unavailable', 'service.unknown-outcome'].includes(String((error as { code?: string }).code))) throw error;
        }
      }
      throw new Error('never done');
    };
    const numbers = await unreliable(7, 0.1, () => Promise.all(Array.from({ length: 32 }, (_, n) => until(`w${n}`))));
    expect(numbers.toSorted()).toEqual(Array.from({ length: 32 }, (_, n) => `2026-qian-${String(n + 1).padStart(6, '0')}`));
    const { items } = await listReceipts(desk, { person: 'csm', project: 'p1' }, { book: 'qian', limit: 100 });
    expect(items).toHaveLength(32);
  });
});

describe('a bank’s batch 托收回盘', () => {
  const header = ['账单编号/房号', '金额（元）', '结果', '原因', '流水号'];
  const sheet = (...rows: readonly (readonly (string | null)[])[]) =>
    writeSheet({ format: 'csv', title: '回盘', columns: header.map((title) => ({ title })), rows });

  async function bank() {
    const at = await till();
    const bench = { desk: at.desk, files: memoryFiles() };
    const relay = relayTo(bench);
    const send = async (bytes: Uint8Array, person = 'qian') =>
      (await requestBankBatch(bench, { person, project: 'p1' }, { bytes, query: {} }, undefined)) as { status: number; body: Record<string, unknown> };
    const outcome = async () => {
      const [, bytes] = [...bench.files.stored].findLast(([name]) => name.endsWith('outcome.xlsx')) ?? [];
      return (await readSheet(bytes ?? new Uint8Array())).rows.map(({ cells }) => [cells[0], cells[3], cells[4]]);
    };
    return { ...at, bench, relay, send, outcome };
  }

  it('books what was collected, lists what was not, and the same file again books nothing', async () => {
    const { issue, send, outcome, relay, desk, bench } = await bank();
    const [id = ''] = await issue(feeOf('2026-07'), feeOf('2026-07', { unit: '1-1-102', payer: 'K2', charge: 'WY.K2' }));
    const file = await sheet(
      [id, '235.03', '成功', null, 'N1'],
      ['1-1-102', '300.00', '成功', null, 'N1'],
      ['1-1-102', '235.03', '失败', '余额不足', null],
      ['1-1-999', '1.00', '成功', null, null],
      ['1-1-102', '1.005', '成功', null, null],
      ['1-1-102', '1', '未知', null, null],
    );
    const first = await send(file);
    expect(first).toMatchObject({ status: 200, body: { state: 'done', total: 6, booked: 2, notCollected: 1, failed: 3 } });
    const rows = [
      ['2', '已入账', '2026-bankBatch-000001'],
      ['3', '已入账', '2026-bankBatch-000002'],
      ['4', '银行未扣款', ''],
      ['5', '未入账', ''],
      ['6', '未入账', ''],
      ['7', '未入账', ''],
    ];
    expect(await outcome()).toEqual(rows);
    expect((await readBill(desk, id)).state).toBe('settled');
    expect((await send(file)).body).toMatchObject({ state: 'done', booked: 2 });
    expect(await outcome()).toEqual(rows);
    const { items } = await listReceipts(desk, { person: 'csm', project: 'p1' }, { book: 'bankBatch', limit: 20 });
    expect(items).toHaveLength(2);
    expect(await readBankBatch(bench, { person: 'csm', project: 'p1' }, String(first.body['id']))).toMatchObject({ booked: 2 });
    await expect(send(file, 'front')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(send(new Uint8Array())).rejects.toMatchObject({ code: 'import.empty' });
    await expect(send(await writeSheet({ format: 'csv', title: 'x', columns: [{ title: '房号' }], rows: [['1']] }))).rejects.toMatchObject({
      code: 'import.missing-columns',
    });
    relay.stop();
    await relay.settled();
  });

  it('reads yuan exactly', () => {
    const fenOf = (text: string) => batchRows({ header: ['房号', '金额', '结果'], rows: [{ number: 2, cells: ['1', text, 'OK'] }] }, 'f').paid[0]?.amountFen;
    expect(['0.29', '1,234.5', '1234', '¥8', '1.15'].map(fenOf)).toEqual([29, 1234_50, 1234_00, 800, 115]);
    for (const bad of ['0', '-1', '1.005', '1e3', '', '１', '1,23', '9999999999']) expect(fenOf(bad)).toBeUndefined();
  });
});
