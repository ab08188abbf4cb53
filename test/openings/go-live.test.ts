import { describe, expect, it } from 'vitest';
import { moneyFor } from '../../lib/cases/money.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { changeRun, readRun, runOf } from '../../lib/jobs/run.ts';
import type { DomainError } from '../../lib/kernel/error.ts';
import { openFen } from '../../lib/ledger/bill.ts';
import { openingJob } from '../../lib/openings/booking.ts';
import { readTrial, requestBooking } from '../../lib/openings/requests.ts';
import { TrialBalance } from '../../lib/openings/trial-balance.ts';
import { openingRegister } from '../../lib/registers/opening/register.ts';
import { readOpeningRow } from '../../lib/registers/opening/sheet.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { bookKey, bookPartition } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { deposit } from '../../lib/workflows/deposit/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { codeOf } from '../support/refusal-code.ts';

const arrears = {
  类别: '欠费',
  房号: '1-1-101',
  客户编号: 'K1',
  费用类别: '物业管理费',
  账期: '2025年11月',
  金额: '235.03',
  到期日: '2025-11-30',
  最近催缴日: '2026-03-01',
  催缴凭证: '签收单',
};
const rows: readonly Readonly<Record<string, string>>[] = [
  arrears,
  { ...arrears, 账期: '2025/12', 到期日: '2025-12-31', 最近催缴日: '', 催缴凭证: '' },
  { 类别: '预收', 房号: '1-1-101', 客户编号: 'K1', 金额: '1,000' },
  { 类别: '押金', 房号: '1-1-101', 客户编号: 'K1', 金额: '2000.00', 押金种类: '装修押金', 原票号: '0012345', 收取日期: '2025-06-01' },
  { 类别: '票号', 账簿: 'chu', 下一票号: '10001' },
];
const told = { arrears: [{ feeClass: 'property', fen: 470_06 }], prepaidFen: 1_000_00, depositFen: 2_000_00 };

describe('the sheet of the old books 期初数据表', () => {
  it('is read as people write it', () => {
    const [entry] = readOpeningRow(arrears);
    expect(entry).toMatchObject({
      id: 'QF.1-1-101.2025-11.property.K1',
      input: { item: { kind: 'arrears', period: '2025-11', fen: 235_03, lastDemand: { on: '2026-03-01', evidence: '签收单' } } },
    });
  });
  it.each([
    [{ ...arrears, 金额: '-1' }, '金额'],
    [{ ...arrears, 金额: '0' }, '金额'],
    [{ ...arrears, 金额: '1.005' }, '金额'],
    [{ ...arrears, 账期: '2025-13' }, '账期'],
    [{ ...arrears, 到期日: '2025-02-30' }, '到期日'],
    [{ ...arrears, 费用类别: '会员费' }, '费用类别'],
    [{ ...arrears, 催缴凭证: '' }, '催缴凭证'],
    [{ ...arrears, 类别: '其他' }, '类别'],
    [{ 类别: '票号', 账簿: 'chu', 下一票号: '0' }, '下一票号'],
  ])('complains of %j', (row, column) => {
    expect(codeOf(() => readOpeningRow(row))).toBe('cell.row-invalid');
    try {
      readOpeningRow(row);
    } catch (error) {
      expect((error as DomainError).errors.map(({ path }) => path)).toContain(column);
    }
  });
});

async function staged() {
  timeIs('2026-07-01T10:00:00+08:00');
  const house = await testHouse([openingRegister, partyRegister, unitRegister, deposit]);
  for (const [person, position] of [
    ['chu', 'CASHIER'],
    ['fin', 'HQ-FIN'],
    ['eng', 'ENG'],
  ] as const)
    await house.hire(person, [position]);
  await house.system(partyRegister, 'p1', 'K1', { name: '张三' });
  await house.system(unitRegister, 'p1', '1-1-101', { buildingAreaDm2: 9875, relations: [{ party: 'K1', role: 'owner' }] });
  for (const row of rows) {
    const [entry] = readOpeningRow(row);
    await house.by('chu', openingRegister, 'put', entry?.input, { id: entry?.id ?? '' });
  }
  const files = new Map<string, Uint8Array>();
  const bench = {
    desk: house.desk,
    files: {
      put: (name: string, bytes: Uint8Array) => Promise.resolve(void files.set(name, bytes)),
      get: (name: string) => Promise.resolve(files.get(name) ?? new Uint8Array()),
      link: (name: string) => Promise.resolve(name),
    },
  };
  const as = (person: string) => ({ person, project: 'p1' });
  const ask = (person: string, figures: object = told) => requestBooking(bench, as(person), TrialBalance.parse(figures), { until: 0, once: undefined });
  /** What the job machine does. */
  const work = async (id: string) => {
    const ref = { project: 'p1', job: 'opening', id };
    const plan = await openingJob.plan(bench, await runOf(house.desk.table, ref));
    const run = await changeRun(house.desk.table, ref, (known) => ({ ...known, ...plan, state: 'running' }));
    for (let chunk = 0; chunk < run.chunks; chunk += 1) await openingJob.chunk(bench, run, chunk);
    return openingJob.close(bench, run, false);
  };
  const money = async () => moneyFor((await openWork(house.desk, as('chu'))).work, { units: ['1-1-101'] });
  return { ...house, bench, as, ask, work, money };
}

describe('going live 上线', () => {
  it('moves no money before it is opened, and only by somebody else, on equal figures', async () => {
    const { ask, bench, as, money } = await staged();
    expect(await readTrial(bench, as('chu'))).toMatchObject({ staged: 5, booked: 0, arrears: [{ feeClass: 'property', rows: 2, fen: 470_06 }] });
    expect((await money()).bills.size).toBe(0);
    await expect(ask('chu')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(ask('eng')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(ask('nobody')).rejects.toMatchObject({ kind: expect.stringMatching(/not-found|forbidden/) as unknown });
    const wrong = ask('fin', { ...told, prepaidFen: 999_99 });
    await expect(wrong).rejects.toMatchObject({ code: 'opening.differs', detail: { differences: '预收 导入 1,000.00 元，旧系统 999.99 元' } });
  });

  it('books every line once: arrears with their limitation, prepayments, deposits, and the next number', async () => {
    const { ask, work, money, desk, by } = await staged();
    const { id } = (await ask('fin')).body as { id: string };
    expect((await readRun(desk.table, { project: 'p1', job: 'opening', id }))?.state).toBe('requested');
    expect(await work(id)).toMatchObject({ state: 'done', tally: { failed: 0 } });
    const { bills, balances } = await money();
    expect([...bills.values()].map(openFen)).toEqual([235_03, 235_03]);
    expect(bills.get('1-1-101~2025-11~property~QC.K1~0')?.interruptions).toEqual([{ on: '2026-03-01', by: 'demand', evidence: '签收单' }]);
    expect([...balances.values()].map(({ kind, fen }) => [kind, fen])).toEqual(
      expect.arrayContaining([
        ['prepaid', 1_000_00],
        ['deposit', 2_000_00],
      ]),
    );
    const key = bookKey(bookPartition(desk.company, 'p1', { year: '2026', book: 'chu' }));
    expect((await desk.table.getAll([key])).get(keyText(key))?.['book']).toMatchObject({ seq: 10_000 });
    await expect(ask('fin')).rejects.toMatchObject({ code: 'opening.nothing' });
    const again = readOpeningRow(arrears)[0];
    await expect(by('chu', openingRegister, 'put', again?.input, { id: again?.id ?? '' })).rejects.toMatchObject({ code: 'opening.booked' });
  });
});
