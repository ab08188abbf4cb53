import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { dueStages } from '../../../lib/cases/timer.ts';
import { civilDate } from '../../../lib/kernel/calendar.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import type { Bill } from '../../../lib/ledger/bill.ts';
import { billId } from '../../../lib/ledger/names.ts';
import type { Instalment } from '../../../lib/workflows/instalment/record.ts';
import { instalment } from '../../../lib/workflows/instalment/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { actorOf, contextOf } from '../../support/context.ts';
import { billOf, dead, does as dunningDoes, june, moneyOf, payer, phoning, settled, unit } from '../dunning/given.ts';

const may = billOf('2026-05');
const total = 470_06;
const schedule = [
  { on: '2026-08-01', fen: 200_00 },
  { on: '2026-09-01', fen: 270_06 },
];
const cases = (...records: readonly object[]) => ({
  cases: { contract: instalment.contract, id: '', version: 0, record: records.map((record, at) => ({ id: `CS-${at + 1}`, record })) },
});

interface Given {
  readonly at?: string;
  readonly bills?: readonly Bill[];
  readonly reads?: object;
  readonly by?: Context['actor'];
}

function does(
  command: string,
  record: Instalment | undefined,
  body: object = {},
  { at = '2026-07-20T10:00', bills = [may, june], reads = {}, by = actorOf('front.1', 'FRONT', 'PM') }: Given = {},
) {
  const now = instant(`${at.length === 16 ? `${at}:00` : at}+08:00`);
  const context = { id: 'FQ-1', now, today: civilDate(now, 'Asia/Shanghai'), money: moneyOf(...bills), actor: by, reads: { ...payer(), ...cases(), ...reads } };
  return run<Instalment>(instalment, command, record, body, context);
}
const refused = (attempt: () => unknown) => refusal(instalment, attempt);
const proposed = (given: Given = {}, more: object = {}) => does('propose', undefined, { unit, payer: 'liu', schedule, ...more }, given).record;
const signing = { on: '2026-07-20', payerSigner: '刘某', houseSigner: '王经理', evidence: ['分期协议 2026-07'] };
const active = () => does('sign', proposed(), signing, { reads: cases(phoning()) }).record;

describe('instalment 分期付款', () => {
  it.each([
    ['new', ['propose']],
    ['proposed', ['cancel', 'sign']],
    ['active', ['check', 'terminate']],
    ...['completed', 'defaulted', 'terminated', 'cancelled'].map((state) => [state, []] as [string, string[]]),
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(instalment.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });
});

describe('a proposal', () => {
  it('covers what is overdue, and adds up to it to the fen', () => {
    expect(proposed()).toMatchObject({ totalFen: total, bills: [billId(may), billId(june)], payerName: '刘某' });
    const wrong = [schedule[0], { on: '2026-09-01', fen: 270_07 }];
    expect(refused(() => proposed({}, { schedule: wrong }))).toMatchObject({ code: 'instalment.sum', says: expect.stringContaining('470.07') });
  });

  it('may name its bills, if they are this payer’s and open', () => {
    const half = [
      { on: '2026-08-01', fen: 100_00 },
      { on: '2026-09-01', fen: 135_03 },
    ];
    expect(proposed({}, { bills: [billId(june)], schedule: half })).toMatchObject({ totalFen: 235_03 });
    const named = { bills: [billId(june)], schedule: half };
    for (const bills of [[settled(june)], [billOf('2026-06', { payer: 'ma' })], []])
      expect(refused(() => proposed({ bills }, named))).toMatchObject({ code: 'instalment.bill', path: 'bills.0' });
  });

  it.each([
    ['a day of yesterday', ['2026-07-19', '2026-09-01'], 'instalment.order', 'schedule.0.on'],
    ['two of one day', ['2026-09-01', '2026-09-01'], 'instalment.order', 'schedule.1.on'],
    ['a day beyond the year', ['2026-08-01', '2027-07-21'], 'instalment.too-long', 'schedule.1.on'],
  ])('with %s is refused', (_, [first = '', second = ''], code, path) => {
    const days = [
      { on: first, fen: 200_00 },
      { on: second, fen: 270_06 },
    ];
    expect(refused(() => proposed({}, { schedule: days }))).toMatchObject({ code, path });
  });

  it('of what is not owed, or with somebody who cannot agree, is refused', () => {
    expect(refused(() => proposed({ bills: [settled(june)] })).code).toBe('instalment.nothing-due');
    expect(refused(() => proposed({ reads: payer(dead) })).code).toBe('instalment.payer-stopped');
  });
});

describe('signing', () => {
  it('is approved by the head of customer service up to ¥2 000, by the project manager above', () => {
    const need = (totalFen: number) => instalment.commands['sign']?.approval?.({ ...proposed(), totalFen }, signing, contextOf())?.stages[0]?.need;
    expect([need(2_000_00), need(2_000_01)]).toEqual([['CSM'], ['PM']]);
  });

  it('stops the ladder and begins the limitation of the bills anew', () => {
    const { record, also, notices } = does('sign', proposed(), signing, { reads: cases(phoning()) });
    expect(record).toMatchObject({ state: 'active', baseFen: 0, receivedFen: 0, next: { index: 0, on: '2026-08-01' } });
    expect(also).toMatchObject([
      { effect: 'order', id: 'CS-1', command: 'hold', input: { plan: 'FQ-1' } },
      { effect: 'note', notes: [{ interruption: { by: 'instalment', on: '2026-07-20' } }, { interruption: { by: 'instalment' } }] },
    ]);
    expect(notices).toMatchObject([{ type: 'instalment.signed', to: { parties: ['liu'] } }]);
    expect(does('sign', proposed(), signing, { reads: cases({ ...phoning(), state: 'litigated' }) }).also).toHaveLength(1);
  });

  it('is refused when something has been paid meanwhile', () => {
    const attempt = () => does('sign', proposed(), signing, { bills: [may, settled(june, 100_00)] });
    expect(refused(attempt)).toMatchObject({ code: 'instalment.amount-changed', says: expect.stringContaining('370.06') });
  });
});

describe('keeping it', () => {
  const held = () => dunningDoes('hold', phoning(), { plan: 'FQ-1' }).record;
  const check = (record: Instalment, at: string, bills: readonly Bill[]) => does('check', record, {}, { at, bills, reads: cases(held()) });
  const paid = (bill: Bill, fen: number) => settled(bill, fen, '2026-07-30');

  it('waits three days for an instalment, and not four', () => {
    expect(check(active(), '2026-08-04T23:59', [may, june]).record.state).toBe('active');
    const broken = check(active(), '2026-08-05T00:00', [may, june]);
    expect(broken).toMatchObject({ record: { state: 'defaulted' }, also: [{ id: 'CS-1', command: 'release' }] });
    expect(broken.notices).toMatchObject([{ type: 'instalment.defaulted', to: { positions: ['PM', 'CASHIER'] }, params: { due: '200.00', received: '0.00' } }]);
  });

  it.each([
    [199_99, 'defaulted'],
    [200_00, 'active'],
  ])('with %i fen of the first 20000 is %s', (fen, state) => {
    expect(check(active(), '2026-08-05T00:00', [paid(may, fen), june]).record.state).toBe(state);
  });

  it('counts what was received as late fee too, and moves on to the next instalment', () => {
    const withLate: Bill = { ...may, paid: [{ entry: '2026~front~1', on: '2026-07-30', valueOn: '2026-07-30', fen: 190_00, lateFen: 10_00, as: 'paid' }] };
    expect(check(active(), '2026-08-05T00:00', [withLate, june]).record).toMatchObject({
      state: 'active',
      receivedFen: 200_00,
      next: { index: 1, on: '2026-09-01' },
    });
  });

  it('is complete when everything is paid, early or not', () => {
    const done = check(active(), '2026-08-02T10:00', [settled(may), settled(june)]);
    expect(done).toMatchObject({ record: { state: 'completed', receivedFen: total }, also: [{ command: 'release' }] });
  });

  it('reminds the payer three days before, at nine', () => {
    const fired = (at: string) =>
      dueStages(instalment.timers(active(), instant('2026-07-20T02:00:00Z')), {}, instant(`${at}+08:00`)).map(({ stage }) => stage.name);
    expect(fired('2026-07-29T08:59:59')).toEqual([]);
    expect(fired('2026-07-29T09:00:00')).toEqual(['remind']);
    expect(fired('2026-08-05T00:00:00.001')).toEqual(['remind', 'check']);
  });

  it('ends before its time by the project manager only, and lets the ladder go on', () => {
    expect(instalment.commands['terminate']?.by).toEqual(['PM']);
    expect(does('terminate', active(), { reason: '违约' }, { reads: cases(held()) })).toMatchObject({
      record: { state: 'terminated' },
      also: [{ command: 'release' }],
    });
    expect(does('cancel', proposed(), { reason: '不同意' }).record).toMatchObject({ state: 'cancelled' });
  });
});
