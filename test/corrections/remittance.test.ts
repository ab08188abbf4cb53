import { describe, expect, it } from 'vitest';
import type { Bill } from '../../lib/ledger/bill.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { standing } from '../../lib/workflows/remittance/rules.ts';
import { remittance } from '../../lib/workflows/remittance/workflow.ts';
import { moneyOffice } from './money-office.ts';

const wish = { feeClass: 'water', period: '2026-06', amountFen: 50_00, utility: '自来水公司', voucher: '回单 1' };
const water = { feeClass: 'water', agency: true, issuedFen: 100_00, lines: [{ text: '水费', fen: 100_00 }] } satisfies Partial<Bill>;

describe('remittance 代缴', () => {
  it.each([
    ['requested', ['cancel', 'submit']],
    ['remitted', []],
    ['cancelled', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(remittance.commands).filter(([, { from }]) => from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it('knows what was collected, less what was paid back, and what was handed on', () => {
    expect(
      standing({ 'paid|water': -90_00, 'offset|water': -10_00, 'refunded|water': 30_00, 'waived|water': -5_00, 'remitted|water': 20_00 }, 'water'),
    ).toEqual({
      collectedFen: 70_00,
      remittedFen: 20_00,
    });
    expect(standing({}, 'gas')).toEqual({ collectedFen: 0, remittedFen: 0 });
  });

  it('hands on what was collected, never more, signed by manager and finance', async () => {
    const { issue, pay, ask, granted, money, sign } = await moneyOffice();
    const owed = await issue(water);
    await expect(ask('till', remittance, 'request', wish)).rejects.toMatchObject({ code: 'remittance.too-much', detail: { collected: '0.00' } });
    await pay({ [owed]: 60_00 });
    const asked = await ask('till', remittance, 'request', wish);
    await expect(ask('till2', remittance, 'request', { ...wish, amountFen: 10_00 })).rejects.toMatchObject({
      code: 'remittance.pending',
      detail: { number: asked.id },
    });
    await expect(sign('fin', asked.approval)).rejects.toMatchObject({ code: 'approval.not-yours' });
    expect(await granted(remittance, asked, 'pm', 'fin')).toBe('executed');
    await expect(ask('till', remittance, 'request', { ...wish, amountFen: 10_01 })).rejects.toMatchObject({
      code: 'remittance.too-much',
      detail: { remitted: '50.00', left: '10.00' },
    });
    await granted(remittance, await ask('till', remittance, 'request', { ...wish, amountFen: 10_00 }), 'pm', 'fin');
    expect((await money({ period: '2026-06' })).totals).toMatchObject({ 'paid|water': -60_00, 'remitted|water': 60_00, 'agency|water': -100_00 });
  });

  it('is not booked when what it would hand on went back meanwhile', async () => {
    const { issue, pay, ask, granted } = await moneyOffice();
    const owed = await issue(water);
    const receipt = await pay({ [owed]: 50_00 });
    const asked = await ask('till', remittance, 'request', wish);
    await ask('csm', correction, 'void', { receipt, reason: '退票' });
    expect(await granted(remittance, asked, 'pm', 'fin')).toBe('notExecuted');
  });

  it('can be taken back like other receipts, and be made again', async () => {
    const { issue, pay, ask, granted, look } = await moneyOffice();
    await pay({ [await issue(water)]: 50_00 });
    const first = await ask('till', remittance, 'request', wish);
    await granted(remittance, first, 'pm', 'fin');
    const { receipt } = (await look(remittance, first.id)) as { receipt: string };
    await granted(correction, await ask('till2', correction, 'reverse', { receipt, reason: '转账退回' }), 'csm', 'pm', 'fin');
    expect(await granted(remittance, await ask('till', remittance, 'request', wish), 'pm', 'fin')).toBe('executed');
  });

  it.each<[string, object, string]>([
    ['with a fee on it', { feeFen: 1 }, 'law.agency-fee'],
    ['of what is the company’s own', { feeClass: 'property' }, 'remittance.not-agency'],
    ['for a month that is none', { period: '2026-13' }, 'request.invalid'],
    ['of nothing', { amountFen: 0 }, 'request.invalid'],
    ['without a voucher', { voucher: '' }, 'request.invalid'],
    ['paid tomorrow', { paidOn: '2026-07-11' }, 'remittance.future'],
    ['paid on 30 February', { paidOn: '2026-02-30' }, 'request.invalid'],
    ['from the book of the house', { book: 'system' }, 'remittance.book'],
  ])('%s is refused', async (_, more, code) => {
    const { ask } = await moneyOffice();
    await expect(ask('till', remittance, 'request', { ...wish, ...more })).rejects.toMatchObject({ code });
  });
});
