import { describe, expect, it } from 'vitest';
import { commitWork } from '../../../lib/cases/commit.ts';
import { moneyFor } from '../../../lib/cases/money.ts';
import { commandNamed, perform } from '../../../lib/cases/perform.ts';
import { openWork } from '../../../lib/cases/walk.ts';
import { refFor } from '../../../lib/cases/work.ts';
import { systemActor } from '../../../lib/kernel/actor.ts';
import type { Bill } from '../../../lib/ledger/bill.ts';
import { billId } from '../../../lib/ledger/names.ts';
import { invoiceTitles } from '../../../lib/workflows/invoice/record.ts';
import { invoice } from '../../../lib/workflows/invoice/workflow.ts';
import { fee, office, paying } from '../../print/office.ts';

const buyer = { name: '刘德厚' };
const numbers = { number: '26112000000012345678', on: '2026-07-14' };
let keys = 0;

async function counter() {
  const at = await office([invoice]);
  const ask = (person: string, input: object) => {
    keys += 1;
    return at.by(person, invoice, 'request', { buyer, ...input }, { once: { key: `fp${keys}`, bind: 'b' } });
  };
  const does = (command: string, id: string, input: object = {}, person = 'qian') => at.by(person, invoice, command, input, { id });
  const paid = async (...bills: readonly Bill[]) => at.post(paying(await at.issue(...bills)));
  /** What whoever takes a receipt back orders of its invoices. */
  const takenBack = async (id: string, receipt: string, by: string) => {
    const { work } = await openWork(at.desk, { person: 'system', project: 'p1', actor: systemActor(at.desk.company) });
    await perform(work, { definition: invoice, ref: refFor(invoice, 'p1', id), command: 'receiptTakenBack', input: { receipt, by } });
    await commitWork(work, []);
  };
  const read = async (id: string) => (await at.by('qian', invoice, 'comment', { text: '看', audience: 'internal' }, { id })).body;
  return { ...at, ask, does, paid, takenBack, read };
}

describe('invoice request 开票申请', () => {
  it.each([
    { state: 'requested', allowed: ['take', 'withdraw'] },
    { state: 'issuing', allowed: ['fail', 'issue'] },
    { state: 'failed', allowed: ['take', 'withdraw'] },
    { state: 'issued', allowed: ['requestRed'] },
    { state: 'redRequested', allowed: ['issueRed'] },
    { state: 'red', allowed: [] },
    { state: 'withdrawn', allowed: [] },
  ])('in $state allows $allowed and nothing else', ({ state, allowed }) => {
    const own = Object.entries(invoice.commands).filter(([, { from, internal }]) => !internal && from.includes(state));
    expect(own.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it('names every state', () => {
    expect(Object.keys(invoiceTitles).toSorted()).toEqual([...invoice.states].toSorted());
  });

  it('goes over what was paid, class by class and rate by rate, with the tax in it', async () => {
    const { ask, paid } = await counter();
    const { number } = await paid(
      fee('2026-06'),
      fee('2026-07'),
      fee('2026-07', { feeClass: 'parking', charge: 'CW.1', title: '车位费', issuedFen: 100_00, taxPermille: 90 }),
    );
    const { status, body } = await ask('qian', { receipts: [number] });
    expect([status, body.state]).toEqual([201, 'requested']);
    expect(body).toMatchObject({
      payer: 'liu',
      amountFen: 570_06,
      // 47006 × 60 ÷ 1060 = 2660.716 and 10000 × 90 ÷ 1090 = 825.688: together 3486.404 → 3486, the larger remainder is the first one's.
      taxFen: 34_86,
      lines: [
        { feeClass: 'property', title: '物业管理费', taxPermille: 60, fen: 470_06, taxFen: 26_61 },
        { feeClass: 'parking', title: '车位费', taxPermille: 90, fen: 100_00, taxFen: 8_25 },
      ],
    });
  });

  it('leaves out what is collected for others, deposits and prepayments; nothing else is refused with a way out', async () => {
    const { ask, issue, post, paid } = await counter();
    const water = fee('2026-07', { feeClass: 'water', charge: 'SB.1', title: '代收水费', agency: true, issuedFen: 50_00 });
    const [property] = await issue(fee('2026-07'));
    await issue(water);
    const bills = [property ?? water, water];
    const mixed = paying(bills);
    const over = await post({
      ...mixed,
      postings: [...mixed.postings, { account: 'cash', channel: 'cash', fen: 10_00 }, { account: 'prepaid', balance: 'prepaid~1-2-301~liu', fen: -10_00 }],
    });
    expect((await ask('qian', { receipts: [over.number] })).body).toMatchObject({ amountFen: 235_03 });
    const agency = await paid({ ...water, charge: 'SB.2' });
    await expect(ask('qian', { receipts: [agency.number] })).rejects.toMatchObject({ code: 'invoice.agency' });
    const ahead = await post({
      ...paying([]),
      postings: [
        { account: 'cash', channel: 'cash', fen: 500_00 },
        { account: 'prepaid', balance: 'prepaid~1-2-301~liu', fen: -500_00 },
      ],
    });
    await expect(ask('qian', { receipts: [ahead.number] })).rejects.toMatchObject({ code: 'invoice.not-invoiceable' });
  });

  it('never goes over more than was paid, refunds and earlier invoices taken off; what is withdrawn is free again', async () => {
    const { ask, does, paid, post } = await counter();
    const bill = fee('2026-07');
    const receipt = await paid(bill);
    const part = (amountFen?: number) => ask('qian', { receipts: [receipt.number], ...(amountFen === undefined ? {} : { amountFen }) });
    await expect(part(235_04)).rejects.toMatchObject({ code: 'invoice.too-much', detail: { left: '235.03' } });
    const first = await part(100_00);
    expect(first.body).toMatchObject({ amountFen: 100_00, taxFen: 5_66 });
    await expect(part(135_04)).rejects.toMatchObject({ code: 'invoice.too-much', detail: { left: '135.03' } });
    await post({
      kind: 'refund',
      book: 'qian',
      payer: 'liu',
      refunds: receipt.id,
      postings: [
        { account: 'receivable', as: 'refunded', bill: billId(bill), fen: 35_03 },
        { account: 'cash', channel: 'wechat', fen: -35_03 },
      ],
    });
    const second = await part();
    expect(second.body).toMatchObject({ amountFen: 100_00 });
    await expect(part()).rejects.toMatchObject({ code: 'invoice.nothing-left' });
    await does('withdraw', first.body.id, { reason: '抬头有误' });
    expect((await part()).body).toMatchObject({ amountFen: 100_00 });
  });

  it('gives what is left to one of two who ask at the same instant', async () => {
    const { ask, paid } = await counter();
    const { number } = await paid(fee('2026-07'));
    const both = await Promise.allSettled([1, 2, 3].map(() => ask('qian', { receipts: [number] })));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(codes.every((code) => code === 'invoice.at-once' || code === 'invoice.nothing-left')).toBe(true);
  });

  it.each([
    ['two receipts of two payers', 'invoice.payers', {}],
    ['an amount for two receipts', 'invoice.amount-one', { amountFen: 1_00 }],
    ['a special invoice without a tax number', 'invoice.tax-number', { kind: 'special', receipts: ['2026-qian-000001'] }],
    ['a receipt twice', 'invoice.twice', { receipts: ['2026-qian-000001', '2026-qian-000001'] }],
    ['a receipt that is not there', 'entry.unknown', { receipts: ['2026-qian-000009'] }],
    ['another flat', 'invoice.unit', { receipts: ['2026-qian-000001'], unit: '1-2-401' }],
  ])('refuses %s', async (_what, code, input) => {
    const { ask, issue, post } = await counter();
    const [own, other] = await issue(fee('2026-07'), fee('2026-07', { unit: '1-2-401', payer: 'ma', charge: 'WY.ma' }));
    await post(paying([own ?? fee('2026-01')]));
    await post(paying([other ?? fee('2026-01')], { payer: 'ma' }));
    await expect(ask('qian', { receipts: ['2026-qian-000001', '2026-qian-000002'], ...input })).rejects.toMatchObject({ code });
  });

  it('takes the rate from the desk where the bill has none on record, and never instead of it', async () => {
    const { ask, paid } = await counter();
    const { taxPermille: _, ...bare } = fee('2026-07');
    const { number } = await paid(bare);
    await expect(ask('qian', { receipts: [number] })).rejects.toMatchObject({ code: 'invoice.no-rate', detail: { title: '物业管理费' } });
    const rates = [{ feeClass: 'property', taxPermille: 90 }];
    await expect(ask('liu', { receipts: [number], unit: '1-2-301', rates })).rejects.toMatchObject({ code: 'invoice.rates-desk' });
    expect((await ask('qian', { receipts: [number], rates })).body).toMatchObject({ lines: [{ taxPermille: 90, taxFen: 19_41 }] });
    const known = await paid(fee('2026-08'));
    expect((await ask('qian', { receipts: [known.number], rates })).body).toMatchObject({ lines: [{ taxPermille: 60, taxFen: 13_30 }] });
  });

  it('lets a resident ask for his own receipts; those of others are not there, and nobody else at home sees his request', async () => {
    const { ask, paid, by } = await counter();
    const { number } = await paid(fee('2026-07'));
    const mine = await ask('liu', {
      receipts: [number],
      unit: '1-2-301',
      buyer: { name: '某某科技有限公司', taxNumber: '91110108MA01ABCD2X' },
      kind: 'special',
    });
    expect(mine.status).toBe(201);
    await expect(ask('mei', { receipts: [number], unit: '1-2-301' })).rejects.toMatchObject({ code: 'entry.unknown' });
    await expect(ask('ma', { receipts: [number], unit: '1-2-301' })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(by('mei', invoice, 'withdraw', { reason: '看看' }, { id: mine.body.id })).rejects.toMatchObject({ kind: 'not-found' });
    expect((await by('liu', invoice, 'withdraw', { reason: '抬头有误' }, { id: mine.body.id })).body.state).toBe('withdrawn');
  });

  it('keeps the number the tax authority gave, and a failed one can be taken in hand again', async () => {
    const { ask, does, paid } = await counter();
    const { number } = await paid(fee('2026-07'));
    const { id } = (await ask('qian', { receipts: [number] })).body;
    await does('take', id);
    expect((await does('fail', id, { reason: '税号校验不通过' })).body.state).toBe('failed');
    await does('take', id);
    await expect(does('issue', id, { ...numbers, on: '2026-07-15' })).rejects.toMatchObject({ code: 'invoice.day-future' });
    expect((await does('issue', id, numbers)).body).toMatchObject({ state: 'issued', issued: numbers });
    await does('requestRed', id, { reason: '抬头有误' });
    await expect(does('issueRed', id, numbers)).rejects.toMatchObject({ code: 'invoice.red-number' });
    expect((await does('issueRed', id, { ...numbers, number: '26112000000012345679' })).body.state).toBe('red');
    expect((await ask('qian', { receipts: [number] })).body).toMatchObject({ amountFen: 235_03 });
  });

  it.each([
    { state: 'requested', after: 'withdrawn' },
    { state: 'failed', after: 'withdrawn' },
    { state: 'issuing', after: 'issuing' },
    { state: 'issued', after: 'redRequested' },
  ])('that is $state when its receipt is reversed becomes $after', async ({ state, after }) => {
    const { ask, does, paid, takenBack, read } = await counter();
    const { number } = await paid(fee('2026-07'));
    const { id } = (await ask('qian', { receipts: [number] })).body;
    if (state !== 'requested') await does('take', id);
    if (state === 'failed') await does('fail', id, { reason: '限额不足' });
    if (state === 'issued') await does('issue', id, numbers);
    await takenBack(id, number, '2026-qian-000002');
    expect(await read(id)).toMatchObject({ state: after, takenBack: { receipt: number, by: '2026-qian-000002' } });
    if (after === 'issuing') expect((await does('issue', id, numbers)).body.state).toBe('redRequested');
  });

  it('is not asked for over a receipt that was taken back', async () => {
    const { ask, paid, post } = await counter();
    const bill = fee('2026-07');
    const receipt = await paid(bill);
    await post({ ...paying([]), kind: 'void', reverses: receipt.id, postings: receipt.entry.postings.map((posting) => ({ ...posting, fen: -posting.fen })) });
    await expect(ask('qian', { receipts: [receipt.number] })).rejects.toMatchObject({ code: 'invoice.taken-back' });
  });

  it('goes over prepaid money when it is offset', async () => {
    const { ask, issue, post, desk } = await counter();
    const [bill] = await issue(fee('2026-07'));
    const balance = 'prepaid~1-2-301~liu';
    await post({
      ...paying([]),
      postings: [
        { account: 'cash', channel: 'cash', fen: 235_03 },
        { account: 'prepaid', balance, fen: -235_03 },
      ],
    });
    const offset = await post({
      kind: 'offset',
      book: 'system',
      payer: 'liu',
      postings: [
        { account: 'prepaid', balance, fen: 235_03 },
        { account: 'receivable', as: 'offset', bill: billId(bill ?? fee('2026-07')), fen: -235_03 },
      ],
    });
    expect((await ask('qian', { receipts: [offset.number] })).body).toMatchObject({ amountFen: 235_03, taxFen: 13_30 });
    const { work } = await openWork(desk, { person: 'qian', project: 'p1' });
    expect((await moneyFor(work, { balances: [balance] })).balances.get(balance)?.fen).toBe(0);
  });

  it('has an input that refuses what no invoice can bear', () => {
    const { input } = commandNamed(invoice, 'request');
    const good = { receipts: ['2026-qian-000001'], buyer };
    expect(input.safeParse(good).success).toBe(true);
    for (const bad of [
      { amountFen: 0 },
      { amountFen: -1 },
      { amountFen: 0.5 },
      { amountFen: 2 ** 53 },
      { receipts: [] },
      { receipts: ['12'] },
      { buyer: { name: '甲', taxNumber: '123' } },
      { kind: 'gift' },
    ])
      expect(input.safeParse({ ...good, ...bad }).success, JSON.stringify(bad)).toBe(false);
  });
});
