import { describe, expect, it } from 'vitest';
import { openFen } from '../../lib/ledger/bill.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { home, moneyOffice, other, prepaid } from './money-office.ts';

const wrong = { reason: '收错户' };
const nextDay = '2026-07-11T12:00:00+08:00';

describe('void on the open day 当日作废', () => {
  it('is the head of the service centre’s own to do, and takes every posting back under the next number of the same book', async () => {
    const { issue, pay, ask, bill, balance, look } = await moneyOffice();
    const owed = await issue();
    const receipt = await pay({ [owed]: 235_03 }, 50_00);
    expect((await bill(owed))?.state).toBe('settled');
    const { id, body } = await ask('csm', correction, 'void', { receipt, ...wrong });
    expect(body).toMatchObject({ state: 'booked', receipts: ['2026-till-000002'] });
    expect(openFen((await bill(owed)) as never)).toBe(235_03);
    expect(await balance(prepaid)).toBe(0);
    expect(await look(correction, id)).toMatchObject({ state: 'booked', amountFen: 285_03, handledBy: ['till'], unit: home });
  });

  it('is asked for by the cashier and signed by the head; who took the money never signs, whatever he holds', async () => {
    const { pay, ask, sign, carry } = await moneyOffice();
    const receipt = await pay({}, 50_00, 'double');
    const own = await ask('double', correction, 'void', { receipt, ...wrong });
    expect(own.body).toMatchObject({ state: 'requested' });
    await expect(sign('double', own.approval)).rejects.toMatchObject({ code: 'approval.own' });
    await sign('csm', own.approval);
    expect(await carry(correction, own.approval)).toBe('executed');
    const second = await pay({}, 50_00, 'double');
    const asked = await ask('till', correction, 'void', { receipt: second, ...wrong });
    await expect(sign('double', asked.approval)).rejects.toMatchObject({ code: 'approval.took-part' });
    await expect(sign('till', asked.approval)).rejects.toMatchObject({ code: 'approval.own' });
  });

  it('is not for what a payment channel has booked: its money would stay there', async () => {
    const { pay, ask } = await moneyOffice();
    const receipt = await pay({}, 50_00, 'wechat');
    await expect(ask('csm', correction, 'void', { receipt, ...wrong })).rejects.toMatchObject({ code: 'correction.channel-void' });
  });

  it('is too late the day after, also for a request of the day before', async () => {
    const { pay, ask, sign, carry, look } = await moneyOffice();
    const [first, second] = [await pay({}, 50_00), await pay({}, 60_00)];
    const { id, approval } = await ask('till', correction, 'void', { receipt: first, ...wrong });
    timeIs('2026-07-10T23:59:59+08:00');
    await ask('csm', correction, 'void', { receipt: second, ...wrong });
    timeIs('2026-07-11T00:00:00+08:00');
    await sign('csm', approval);
    expect(await carry(correction, approval)).toBe('notExecuted');
    expect(await look(correction, id)).toMatchObject({ state: 'requested' });
    await expect(ask('csm', correction, 'void', { receipt: await late(pay), ...wrong })).rejects.toMatchObject({ code: 'entry.day-over' });
  });
});

const late = async (pay: Awaited<ReturnType<typeof moneyOffice>>['pay']): Promise<string> => {
  timeIs('2026-07-10T12:00:00+08:00');
  const receipt = await pay({}, 10_00);
  timeIs(nextDay);
  return receipt;
};

describe('reversal 红冲', () => {
  /** By hand: ¥235.03 on 31 July, closed; taken back on 1 August: July keeps its receipt, August has −235.03, the bill owes 235.03 again. */
  it('after the close is booked on the current day, through all three signatures', async () => {
    const { issue, pay, ask, granted, bill, money } = await moneyOffice();
    timeIs('2026-07-31T18:00:00+08:00');
    const owed = await issue({ period: '2026-07', dueOn: '2026-07-31' });
    const receipt = await pay({ [owed]: 235_03 });
    timeIs('2026-08-01T09:00:00+08:00');
    const asked = await ask('till2', correction, 'reverse', { receipt, reason: '银行退票' });
    expect(await granted(correction, asked, 'csm', 'pm', 'fin')).toBe('executed');
    const reopened = await bill(owed);
    expect(reopened).toMatchObject({ state: 'open' });
    expect(reopened?.paid.map(({ on, fen, as }) => [on, fen, as])).toEqual([
      ['2026-07-31', 235_03, 'paid'],
      ['2026-08-01', -235_03, 'paid'],
    ]);
    const { entries } = await money({ entries: ['2026~till~1', '2026~till~2'] });
    expect(entries.get('2026~till~1')).toMatchObject({ bookedOn: '2026-07-31', back: { reversedBy: '2026~till~2' } });
    expect(entries.get('2026~till~2')).toMatchObject({ bookedOn: '2026-08-01', kind: 'reversal', reverses: '2026~till~1' });
    const { totals } = await money({ period: '2026-07' });
    expect(totals).toEqual({ 'issued|property': 235_03, 'income|property': -235_03, 'count.issued|property': 1 });
  });

  it('is refused a second time: while the first is open, after it, and in a race', async () => {
    const { pay, ask, granted } = await moneyOffice();
    const receipt = await pay({}, 50_00);
    const first = await ask('till', correction, 'reverse', { receipt, ...wrong });
    await expect(ask('till2', correction, 'reverse', { receipt, ...wrong })).rejects.toMatchObject({
      code: 'correction.pending',
      detail: { number: first.id },
    });
    await granted(correction, first, 'csm', 'pm', 'fin');
    await expect(ask('till2', correction, 'reverse', { receipt, ...wrong })).rejects.toMatchObject({
      code: 'entry.reversed',
      detail: { by: '2026-till-000002' },
    });
  });

  it('of two at the same moment books one', async () => {
    const { pay, ask, balance } = await moneyOffice();
    const receipt = await pay({}, 50_00);
    const tried = await Promise.allSettled(['csm', 'csm', 'csm'].map((person) => ask(person, correction, 'void', { receipt, ...wrong })));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balance(prepaid)).toBe(0);
  });

  it('meets a payment of the same bill at the same moment, and both stand', async () => {
    const { issue, pay, ask, bill } = await moneyOffice();
    const owed = await issue();
    const receipt = await pay({ [owed]: 100_00 });
    await Promise.all([ask('csm', correction, 'void', { receipt, ...wrong }), pay({ [owed]: 135_03 }, 0, 'till2')]);
    const after = await bill(owed);
    expect(openFen(after as never)).toBe(100_00);
    expect(after?.paid).toHaveLength(3);
  });

  it('names what to undo first when the excess was spent since', async () => {
    const { issue, pay, post, ask } = await moneyOffice();
    const [owed, next] = [await issue(), await issue({ period: '2026-07', dueOn: '2026-07-31' })];
    const receipt = await pay({ [owed]: 235_03 }, 100_00);
    const offset = await post('till', {
      kind: 'offset',
      book: 'system',
      postings: [
        { account: 'prepaid', fen: 100_00, balance: prepaid },
        { account: 'receivable', fen: -100_00, as: 'offset', bill: next },
      ],
    });
    const reverse = { receipt, reason: '退票' };
    await expect(ask('csm', correction, 'reverse', reverse)).rejects.toMatchObject({
      code: 'correction.spent',
      detail: { wanted: '100.00', held: '0.00', by: offset },
    });
    await ask('csm', correction, 'void', { receipt: offset, ...wrong });
    expect((await ask('csm', correction, 'reverse', reverse)).approval).toBeDefined();
  });

  it('is for receipts that stand, not for what took one back', async () => {
    const { pay, ask } = await moneyOffice();
    const receipt = await pay({}, 50_00);
    await ask('csm', correction, 'void', { receipt, ...wrong });
    await expect(ask('csm', correction, 'reverse', { receipt: '2026-till-000002', ...wrong })).rejects.toMatchObject({ code: 'correction.not-reversible' });
    await expect(ask('csm', correction, 'reverse', { receipt: '2026-till-000099', ...wrong })).rejects.toMatchObject({ code: 'entry.unknown' });
    await expect(ask('csm', correction, 'reverse', { receipt: 'nothing', ...wrong })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a payment for the wrong unit 错户转账', () => {
  it('is taken back and booked where it belongs, as of the day it came; what the bills do not take is prepaid', async () => {
    const { issue, pay, ask, granted, bill, balance, money } = await moneyOffice();
    const theirs = await issue();
    const ours = await issue({ unit: other, payer: 'K2', charge: 'WY.K2' });
    const receipt = await pay({ [theirs]: 235_03 }, 20_00);
    timeIs(nextDay);
    const to = { receipt, unit: other, bills: [{ bill: ours, fen: 235_03 }], reason: '收错房号' };
    await expect(ask('till', correction, 'move', { ...to, bills: [{ bill: theirs, fen: 1 }] })).rejects.toMatchObject({ code: 'correction.other-unit' });
    await expect(ask('till', correction, 'move', { ...to, bills: [{ bill: ours, fen: 300_00 }] })).rejects.toMatchObject({ code: 'correction.too-much' });
    await expect(ask('till', correction, 'move', { ...to, bills: [] })).rejects.toMatchObject({ code: 'correction.move-payer' });
    const asked = await ask('till', correction, 'move', to);
    expect(await granted(correction, asked, 'csm', 'pm', 'fin')).toBe('executed');
    expect((await bill(theirs))?.state).toBe('open');
    expect((await bill(ours))?.paid).toMatchObject([{ on: '2026-07-11', valueOn: '2026-07-10', fen: 235_03, as: 'paid' }]);
    expect([await balance(prepaid), await balance(`prepaid~${other}~K2`)]).toEqual([0, 20_00]);
    const { entries } = await money({ entries: ['2026~till~2', '2026~till~3'] });
    expect([...entries.values()].map(({ kind, payer }) => [kind, payer])).toEqual([
      ['reversal', 'K1'],
      ['payment', 'K2'],
    ]);
  });
});
