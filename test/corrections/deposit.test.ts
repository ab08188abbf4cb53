import { describe, expect, it } from 'vitest';
import type { Bill } from '../../lib/ledger/bill.ts';
import { openFen } from '../../lib/ledger/bill.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { deposit } from '../../lib/workflows/deposit/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { home, moneyOffice, other } from './money-office.ts';

const taken = { kind: 'card', unit: home, party: 'K1', amountFen: 100_00, channel: 'cash' };
const works = { ...taken, kind: 'renovation', amountFen: 2_000_00 };
const cash = { signature: '签收单 1', identitySeen: true };
const loss = { amountFen: 30_00, basis: 'loss', text: '划损', photos: ['1.jpg'], priced: '报价 1', signature: '单 1' };
const balanceOf = (id: string) => `deposit~${home}~${id}`;

describe('deposit 押金', () => {
  it.each([
    ['held', ['deduct', 'refund', 'void']],
    ['refunded', []],
    ['used', []],
    ['voided', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(deposit.commands).filter(([, { from }]) => from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it('is a liability with a receipt, and goes back once, to whoever paid it', async () => {
    const { ask, granted, balance, sign, look } = await moneyOffice();
    const { id, body } = await ask('till', deposit, 'take', taken);
    expect(body).toMatchObject({ state: 'held', receipt: '2026-till-000001', heldFen: 100_00 });
    expect(await balance(balanceOf(id))).toBe(100_00);
    await expect(ask('till', deposit, 'refund', { cash, payee: 'K2' }, id)).rejects.toMatchObject({ code: 'law.refund-payee' });
    await expect(ask('till', deposit, 'refund', { cash, channel: 'wechat' }, id)).rejects.toMatchObject({ code: 'refund.other-channel' });
    await expect(ask('till', deposit, 'refund', {}, id)).rejects.toMatchObject({ code: 'refund.cash-signature' });
    const asked = await ask('till2', deposit, 'refund', { cash }, id);
    await expect(sign('till', asked.approval)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await granted(deposit, asked, 'csm')).toBe('executed');
    expect(await look(deposit, id)).toMatchObject({ state: 'refunded', heldFen: 0, refund: { amountFen: 100_00, receipt: '2026-till-000002' } });
    expect(await balance(balanceOf(id))).toBe(0);
    await expect(ask('till2', deposit, 'refund', { cash }, id)).rejects.toMatchObject({ code: 'case.wrong-state' });
  });

  it('that two clerks refund at the same moment goes back once', async () => {
    const { ask, granted, balance, by } = await moneyOffice();
    const { id } = await ask('till', deposit, 'take', taken);
    const tried = await Promise.allSettled(['till', 'till2', 'csm'].map((person) => by(person, deposit, 'refund', { cash }, { id })));
    const [won, ...more] = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(more).toEqual([]);
    const refusals = tried.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(refusals).toEqual(['approval.pending', 'approval.pending']);
    const { approval, by: asked } = (won?.body['approval'] ?? {}) as { approval: string; by: string };
    const signer = asked === 'csm' ? 'pm' : 'csm';
    if (signer === 'csm') expect(await granted(deposit, { id, approval, body: {} }, 'csm')).toBe('executed');
    expect(await balance(balanceOf(id))).toBe(signer === 'csm' ? 0 : 100_00);
  });

  it('of a renovation goes back after its acceptance, signed by two, the manager and finance, two days each', async () => {
    const { ask, granted, sign, look } = await moneyOffice();
    const { id } = await ask('till', deposit, 'take', works);
    await expect(ask('till2', deposit, 'refund', { cash }, id)).rejects.toMatchObject({ code: 'deposit.inspection-needed' });
    const asked = await ask('till2', deposit, 'refund', { cash, inspection: '验收单 1' }, id);
    await expect(sign('pm', asked.approval)).rejects.toMatchObject({ code: 'approval.not-yours' });
    expect(await granted(deposit, asked, 'engm', 'csm', 'pm', 'fin')).toBe('executed');
    expect(await look(deposit, id)).toMatchObject({ state: 'refunded', refund: { inspection: '验收单 1' } });
  });

  it('loses only what is priced, shown and signed for, and never a fine', async () => {
    const { ask, granted, balance } = await moneyOffice();
    const { id } = await ask('till', deposit, 'take', taken);
    await expect(ask('till2', deposit, 'deduct', { ...loss, basis: 'fine' }, id)).rejects.toMatchObject({ kind: 'unprocessable', code: 'law.no-fine' });
    await expect(ask('till2', deposit, 'deduct', { ...loss, photos: [] }, id)).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(ask('till2', deposit, 'deduct', { ...loss, priced: '' }, id)).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(ask('till2', deposit, 'deduct', { ...loss, amountFen: 100_01 }, id)).rejects.toMatchObject({
      code: 'deposit.too-much',
      detail: { held: '100.00' },
    });
    await granted(deposit, await ask('till2', deposit, 'deduct', loss, id), 'csm');
    expect(await balance(balanceOf(id))).toBe(70_00);
    const { body } = await ask('till2', deposit, 'refund', { cash }, id);
    expect(body).toMatchObject({ heldFen: 70_00, deductions: [{ amountFen: 30_00, receipt: '2026-system-000001' }] });
  });

  it('may pay a bill of its unit or payer, and is used up by it', async () => {
    const { ask, granted, issue, bill, look } = await moneyOffice();
    const { id } = await ask('till', deposit, 'take', taken);
    const [own, others] = [await issue(), await issue({ unit: other, payer: 'K2' })];
    await expect(ask('till2', deposit, 'deduct', { ...loss, bill: others }, id)).rejects.toMatchObject({ code: 'deposit.other-bill' });
    await granted(deposit, await ask('till2', deposit, 'deduct', { ...loss, amountFen: 100_00, bill: own }, id), 'csm');
    expect(openFen((await bill(own)) as Bill)).toBe(135_03);
    expect((await bill(own))?.paid).toMatchObject([{ as: 'deducted' }]);
    expect(await look(deposit, id)).toMatchObject({ state: 'used', heldFen: 0 });
  });

  it('taken by mistake is voided on its day, and only there', async () => {
    const { ask, balance } = await moneyOffice();
    const { id, body } = await ask('till', deposit, 'take', taken);
    await expect(ask('csm', correction, 'void', { receipt: body['receipt'], reason: '错' })).rejects.toMatchObject({
      code: 'correction.own-case',
      detail: { number: id },
    });
    expect((await ask('csm', deposit, 'void', { reason: '渠道错' }, id)).body).toMatchObject({ state: 'voided', voidReceipt: '2026-till-000002' });
    expect(await balance(balanceOf(id))).toBe(0);
    const second = await ask('till', deposit, 'take', taken);
    timeIs('2026-07-11T00:00:00+08:00');
    await expect(ask('csm', deposit, 'void', { reason: '渠道错' }, second.id)).rejects.toMatchObject({ code: 'deposit.day-over' });
  });

  it.each<[string, object, string]>([
    ['of nothing, where the project takes none', { amountFen: 0 }, 'deposit.none-wanted'],
    ['of less than nothing', { amountFen: -1 }, 'request.invalid'],
    ['of half a fen', { amountFen: 0.5 }, 'request.invalid'],
    ['of 2^53', { amountFen: 2 ** 53 }, 'request.invalid'],
    ['for a unit that is not there', { unit: '9-9-999' }, 'reference.unknown'],
    ['of nobody', { party: 'nobody' }, 'reference.unknown'],
    ['into the book of a channel', { book: 'wechat' }, 'deposit.book'],
    ['into the book of the house', { book: 'system' }, 'deposit.book'],
  ])('%s is refused', async (_, more, code) => {
    const { ask } = await moneyOffice();
    await expect(ask('till', deposit, 'take', { ...taken, ...more })).rejects.toMatchObject({ code });
  });
});
