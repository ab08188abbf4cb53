import { describe, expect, it } from 'vitest';
import { noteBills } from '../../lib/cases/money-notes.ts';
import type { Bill } from '../../lib/ledger/bill.ts';
import { openFen } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { billOf, moneyOffice, other, prepaid } from './money-office.ts';

const cash = { signature: '签收单 1', identitySeen: true };
const back = { reason: '多交', cash };

describe('refund of a receipt 退款', () => {
  it.each([
    [200_00, ['csm']],
    [200_01, ['csm', 'pm']],
    [2_000_00, ['csm', 'pm']],
    [2_000_01, ['csm', 'pm', 'fin']],
  ])('of %d fen is signed by %j', async (amountFen, signers) => {
    const { pay, ask, granted, balance } = await moneyOffice();
    const receipt = await pay({}, 3_000_00);
    const asked = await ask('till2', correction, 'refund', { receipt, amountFen, ...back });
    expect(await granted(correction, asked, ...signers)).toBe('executed');
    expect(await balance(prepaid)).toBe(3_000_00 - amountFen);
  });

  it('goes on in parts until the receipt is used up, and no further', async () => {
    const { pay, ask, granted, balance } = await moneyOffice();
    const receipt = await pay({}, 100_00);
    await granted(correction, await ask('till2', correction, 'refund', { receipt, amountFen: 60_00, ...back }), 'csm');
    await expect(ask('till2', correction, 'refund', { receipt, amountFen: 40_01, ...back })).rejects.toMatchObject({
      code: 'entry.refunded',
      detail: { left: '40.00' },
    });
    await expect(ask('csm', correction, 'void', { receipt, reason: '退完' })).rejects.toMatchObject({ code: 'entry.refunded', detail: { left: '40.00' } });
    await granted(correction, await ask('till2', correction, 'refund', { receipt, amountFen: 40_00, ...back }), 'csm');
    expect(await balance(prepaid)).toBe(0);
  });

  it('of two that were signed for the same money pays one', async () => {
    const { pay, ask, granted, balance } = await moneyOffice();
    const receipt = await pay({}, 100_00);
    const wanted = { balance: prepaid, amountFen: 100_00, channel: 'transfer', book: 'till', reason: '迁出' };
    const [one, two] = await Promise.allSettled([
      ask('till', correction, 'refundBalance', wanted),
      ask('till2', correction, 'refund', { receipt, amountFen: 100_00, ...back }),
    ]);
    expect([one.status, two.status]).toEqual(['fulfilled', 'fulfilled']);
    const [first, second] = [one, two].map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    if (!first || !second) return;
    expect([await granted(correction, first, 'csm'), await granted(correction, second, 'csm')]).toEqual(['executed', 'notExecuted']);
    expect(await balance(prepaid)).toBe(0);
  });

  it('opens the bill again, unless it was charged too much', async () => {
    const { issue, pay, ask, granted, bill } = await moneyOffice();
    const [right, wrong] = [await issue(), await issue({ period: '2026-05', dueOn: '2026-05-31' })];
    const receipt = await pay({ [right]: 235_03, [wrong]: 235_03 });
    await expect(ask('till2', correction, 'refund', { receipt, amountFen: 10_00, ...back })).rejects.toMatchObject({ code: 'correction.refund-from' });
    await expect(ask('till2', correction, 'refund', { receipt, amountFen: 300_00, from: [{ bill: right, fen: 300_00 }], ...back })).rejects.toMatchObject({
      code: 'correction.not-in-receipt',
    });
    const twice = [right, right].map((one) => ({ bill: one, fen: 1 }));
    await expect(ask('till2', correction, 'refund', { receipt, amountFen: 2, from: twice, ...back })).rejects.toMatchObject({ code: 'correction.bill-twice' });
    await granted(correction, await ask('till2', correction, 'refund', { receipt, amountFen: 35_03, from: [{ bill: right, fen: 35_03 }], ...back }), 'csm');
    expect(await bill(right)).toMatchObject({ state: 'open' });
    const overcharged = { receipt, amountFen: 100_00, from: [{ bill: wrong, fen: 100_00 }], cancelsCharge: true, ...back };
    await granted(correction, await ask('till2', correction, 'refund', overcharged), 'csm');
    expect(await bill(wrong)).toMatchObject({ state: 'settled' });
    expect(openFen((await bill(wrong)) as Bill)).toBe(0);
  });

  it('goes to the payer by the channel it came by, on the receipt or on the papers of who has lost it', async () => {
    const { pay, ask } = await moneyOffice();
    const receipt = await pay({}, 100_00, 'till', { channel: 'wechat', book: 'wechat' });
    const tried = (more: object) => ask('till2', correction, 'refund', { receipt, amountFen: 1_00, reason: '多交', ...more });
    await expect(tried({ channel: 'cash' })).rejects.toMatchObject({ code: 'refund.other-channel' });
    await expect(tried({ payee: 'K2' })).rejects.toMatchObject({ kind: 'unprocessable', code: 'law.refund-payee' });
    await expect(tried({ proof: { kind: 'declaration', inPerson: false, signature: 'x' } })).rejects.toMatchObject({ code: 'refund.in-person' });
    await expect(tried({ proof: { kind: 'firm', letter: '函', licence: '照' } })).rejects.toMatchObject({ code: 'refund.person-papers' });
    await tried({ payee: 'K2', proof: { kind: 'heir', certificate: '公证书 1' } });
    const own = await pay({}, 100_00);
    await expect(ask('till2', correction, 'refund', { receipt: own, amountFen: 1_00, reason: '多交' })).rejects.toMatchObject({
      code: 'refund.cash-signature',
    });
    const firms = await pay({}, 100_00, 'till', { payer: 'firm' });
    const declared = { proof: { kind: 'declaration', inPerson: true, signature: '声明' } };
    await expect(ask('till2', correction, 'refund', { receipt: firms, amountFen: 1_00, ...back, ...declared })).rejects.toMatchObject({
      code: 'refund.firm-papers',
    });
  });

  it.each([
    ['nothing', { amountFen: 0 }],
    ['less than nothing', { amountFen: -1 }],
    ['half a fen', { amountFen: 0.5 }],
    ['2^53', { amountFen: 2 ** 53 }],
    ['a field nobody knows', { amountFen: 1, to: 'me' }],
  ])('of %s is no request', async (_, input) => {
    const { pay, ask } = await moneyOffice();
    const receipt = await pay({}, 100_00);
    await expect(ask('till2', correction, 'refund', { receipt, ...back, ...input })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('refund of a prepayment 退预收款 (L08)', () => {
  it('pays what is held, to its party, and is not signed by who took it last', async () => {
    const { pay, ask, sign, granted, balance } = await moneyOffice();
    await pay({}, 120_00, 'double');
    const wanted = { balance: prepaid, amountFen: 120_00, channel: 'transfer', reason: '合同终止', contractEnded: true };
    await expect(ask('till', correction, 'refundBalance', { ...wanted, amountFen: 120_01 })).rejects.toMatchObject({ code: 'balance.short' });
    await expect(ask('till', correction, 'refundBalance', { ...wanted, balance: `prepaid~${other}~K2` })).rejects.toMatchObject({ code: 'balance.unknown' });
    await expect(ask('till', correction, 'refundBalance', { ...wanted, book: 'wechat' })).rejects.toMatchObject({ code: 'correction.book' });
    await expect(ask('till', correction, 'refundBalance', { ...wanted, balance: 'deposit~~x' })).rejects.toMatchObject({ code: 'request.invalid' });
    const asked = await ask('till', correction, 'refundBalance', wanted);
    await expect(sign('double', asked.approval)).rejects.toMatchObject({ code: 'approval.took-part' });
    expect(await granted(correction, asked, 'csm')).toBe('executed');
    expect(await balance(prepaid)).toBe(0);
  });
});

describe('write-off 坏账核销', () => {
  const demanded = (bill: string, on: string) => ({ bill, interruption: { on, by: 'letter', evidence: 'EMS 1' } });
  const old = { period: '2022-06', dueOn: '2022-06-30' };

  it('needs a demand with evidence, and the limitation passed or a judgement; finance and general manager sign', async () => {
    const { issue, ask, granted, inWork, bill } = await moneyOffice();
    const owed = await issue(old);
    const wish = { bills: [owed], ground: 'limitation', reason: '时效届满' };
    await expect(ask('pm', correction, 'writeOff', wish)).rejects.toMatchObject({ kind: 'unprocessable', code: 'law.write-off-evidence' });
    await inWork('pm', (work) => noteBills(work, [demanded(owed, '2023-07-10')]));
    timeIs('2026-07-10T23:59:59+08:00');
    await expect(ask('pm', correction, 'writeOff', wish)).rejects.toMatchObject({ code: 'correction.limitation-running', detail: { until: '2026-07-10' } });
    await expect(ask('pm', correction, 'writeOff', { ...wish, ground: 'court' })).rejects.toMatchObject({ code: 'law.write-off-evidence' });
    timeIs('2026-07-11T00:00:00+08:00');
    const asked = await ask('pm', correction, 'writeOff', wish);
    expect(await granted(correction, asked, 'fin', 'gm')).toBe('executed');
    expect(await bill(owed)).toMatchObject({ state: 'writtenOff' });
    await expect(ask('pm', correction, 'writeOff', wish)).rejects.toMatchObject({ code: 'bill.not-open' });
  });

  it('is for one household at a time, each bill once', async () => {
    const { issue, ask } = await moneyOffice();
    const [one, two] = [await issue(old), await issue({ ...old, unit: other, payer: 'K2' })];
    const wish = { ground: 'court', evidence: '裁定', reason: '终结执行' };
    await expect(ask('pm', correction, 'writeOff', { ...wish, bills: [one, two] })).rejects.toMatchObject({ code: 'correction.one-household' });
    await expect(ask('pm', correction, 'writeOff', { ...wish, bills: [one, one] })).rejects.toMatchObject({ code: 'correction.bill-twice' });
    await expect(ask('pm', correction, 'writeOff', { ...wish, bills: [] })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('void of a bill 账单作废', () => {
  it('is signed before anything is paid; afterwards the payment has to be taken back first', async () => {
    const { issue, pay, ask, granted, bill, money } = await moneyOffice();
    const [free, paid] = [await issue(), await issue({ period: '2026-05', dueOn: '2026-05-31' })];
    const receipt = await pay({ [paid]: 1_00 });
    const reason = { reason: '面积有误' };
    await expect(ask('till', correction, 'voidBill', { bill: paid, ...reason })).rejects.toMatchObject({ code: 'correction.bill-paid' });
    await expect(ask('till', correction, 'voidBill', { bill: billId(billOf({ period: '2020-01' })), ...reason })).rejects.toMatchObject({
      code: 'bill.unknown',
    });
    expect(await granted(correction, await ask('till', correction, 'voidBill', { bill: free, ...reason }), 'csm')).toBe('executed');
    expect(await bill(free)).toMatchObject({ state: 'voided' });
    expect((await money({ period: '2026-06' })).totals).toEqual({ 'issued|property': 235_03, 'voided|property': -235_03 });
    await ask('csm', correction, 'void', { receipt, ...reason });
    expect(await granted(correction, await ask('till', correction, 'voidBill', { bill: paid, ...reason }), 'csm')).toBe('executed');
  });

  it('that is paid while it is signed stays', async () => {
    const { issue, pay, ask, granted, bill } = await moneyOffice();
    const owed = await issue();
    const asked = await ask('till', correction, 'voidBill', { bill: owed, reason: '面积有误' });
    await pay({ [owed]: 235_03 });
    expect(await granted(correction, asked, 'csm')).toBe('notExecuted');
    expect(await bill(owed)).toMatchObject({ state: 'settled' });
  });
});

describe('the people of a correction', () => {
  it('no person signs twice, whatever he holds, and whoever asked does not sign', async () => {
    const { pay, ask, sign, hire } = await moneyOffice();
    await hire('all', ['CSM', 'PM', 'HQ-FIN']);
    const receipt = await pay({}, 50_00);
    const { approval } = await ask('till2', correction, 'reverse', { receipt, reason: '退票' });
    await sign('all', approval);
    await expect(sign('all', approval)).rejects.toMatchObject({ code: 'approval.signed-before' });
    await expect(sign('till', approval)).rejects.toMatchObject({ kind: 'forbidden' });
    await sign('pm', approval);
    await expect(sign('pm', approval)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('opens one position higher where the only holder took the money', async () => {
    const { pay, hire, ask, sign, carry } = await moneyOffice();
    for (const person of ['csm', 'double']) await hire(person, ['GATE']);
    await hire('boss', ['CASHIER', 'CSM']);
    const receipt = await pay({}, 50_00, 'boss');
    const { approval } = await ask('till', correction, 'void', { receipt, reason: '录错' });
    await expect(sign('boss', approval)).rejects.toMatchObject({ code: 'approval.took-part' });
    await sign('pm', approval);
    expect(await carry(correction, approval)).toBe('executed');
  });

  it('a rejected one stays, is handed in again or cancelled, and lets others have the receipt then', async () => {
    const { pay, ask, sign, carry, look } = await moneyOffice();
    const receipt = await pay({}, 50_00);
    const { id, approval } = await ask('till', correction, 'reverse', { receipt, reason: '退票' });
    await sign('csm', approval, 'reject');
    expect(await carry(correction, approval)).toBe('rejected');
    expect(await look(correction, id)).toMatchObject({ state: 'requested' });
    const again = await ask('till', correction, 'submit', {}, id);
    expect(again.approval).not.toBe(approval);
    await expect(ask('till2', correction, 'cancel', { reason: '不办了' }, id)).rejects.toMatchObject({ kind: 'forbidden' });
    expect((await ask('till', correction, 'cancel', { reason: '不办了' }, id)).body).toMatchObject({ state: 'cancelled' });
    await ask('till', correction, 'reverse', { receipt, reason: '退票' });
    await sign('csm', again.approval);
  });
});
