import { describe, expect, it } from 'vitest';
import { instant } from '../../lib/kernel/clock.ts';
import type { Bill } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import type { Waiver } from '../../lib/workflows/waiver/record.ts';
import { levelOf, waivedBefore } from '../../lib/workflows/waiver/rules.ts';
import { waiver } from '../../lib/workflows/waiver/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { contextOf, project } from '../support/context.ts';
import { codeOf } from '../support/refusal-code.ts';
import { billOf, home, moneyOffice, other } from './money-office.ts';

const bill = billOf();
const id = billId(bill);
const line = (fen: number, on: string, lateFen?: number): Bill['paid'][number] => ({
  entry: '2026~system~1',
  on,
  valueOn: on,
  fen,
  as: 'waived',
  ...(lateFen === undefined ? {} : { lateFen }),
});
const wish = (more: object = {}) => ({ unit: home, bills: [{ bill: id, fen: 100_00 }], reason: '漏水', ...more });
const context = (bills: readonly Bill[] = [bill], today = '2026-07-10') =>
  contextOf({
    today,
    now: instant(`${today}T10:00:00+08:00`),
    money: { bills: new Map(bills.map((one) => [billId(one), one])), balances: new Map(), entries: new Map() },
  });
const request = (input: object, at = context()) =>
  waiver.commands['request']?.apply(undefined, waiver.commands['request'].input.parse(input), at).record as Waiver;

describe('waiver 减免', () => {
  it.each([
    ['requested', ['cancel', 'submit']],
    ['waived', []],
    ['cancelled', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(waiver.commands).filter(([, { from }]) => from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it.each([
    [200_00, 'CSM'],
    [200_01, 'PM'],
    [2_000_00, 'PM'],
    [2_000_01, 'HQ-FIN'],
  ])('of %d fen in twelve months is decided by %s', (fen, level) => {
    expect(levelOf(fen, project.money)).toBe(level);
  });

  it('counts principal and late fee of twelve months to the day, less what was taken back', () => {
    const paid = [line(100_00, '2025-07-10'), line(50_00, '2025-07-11', 5_00), line(-20_00, '2026-01-01')];
    expect(waivedBefore([{ ...bill, paid }], home, '2026-07-10')).toBe(35_00);
    expect(waivedBefore([{ ...bill, paid }], other, '2026-07-10')).toBe(0);
  });

  it('is decided by what the household was granted before: three times ¥80 is no matter of the head any more', () => {
    const before = billOf({ period: '2026-05', paid: [line(80_00, '2026-02-01'), line(80_00, '2026-03-01')] });
    expect(request(wish({ bills: [{ bill: id, fen: 40_00 }] }), context([bill, before]))).toMatchObject({ earlierFen: 160_00, level: 'CSM' });
    expect(request(wish({ bills: [{ bill: id, fen: 40_01 }] }), context([bill, before]))).toMatchObject({ level: 'PM' });
  });

  const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;
  it.each<[string, object, readonly Bill[], string]>([
    ['more than is owed', { bills: [{ bill: id, fen: 235_04 }] }, [bill], 'waiver.too-much'],
    ['nothing of it', { bills: [{ bill: id }] }, [bill], 'waiver.nothing'],
    [
      'a bill twice',
      {
        bills: [
          { bill: id, fen: 1 },
          { bill: id, fen: 1 },
        ],
      },
      [bill],
      'waiver.twice',
    ],
    ['a bill of another unit', { bills: [{ bill: billId(billOf({ unit: other })), fen: 1 }] }, [bill], 'waiver.other-unit'],
    ['a bill that is not there', {}, [], 'bill.unknown'],
    ['what is collected for others', {}, [billOf({ agency: true })], 'waiver.agency'],
    ['a bill that was voided', {}, [billOf({ state: 'voided' })], 'bill.not-open'],
    ['a late fee nobody owes', { bills: [{ bill: id, lateFen: 1 }] }, [bill], 'waiver.late-too-much'],
    ['a late fee of a day to come', { bills: [{ bill: id, lateFen: 1_19 }] }, [billOf({ late })], 'waiver.late-too-much'],
  ])('refuses %s', (_, input, bills, code) => {
    expect(codeOf(() => request(wish(input), context(bills)))).toBe(code);
  });

  it('of a late fee takes what has accrued to the day: 235.03 × 0.05 % × 10 days = 1.18', () => {
    expect(request(wish({ bills: [{ bill: id, lateFen: 1_18 }] }), context([billOf({ late })]))).toMatchObject({ lateFen: 1_18, principalFen: 0 });
  });
});

describe('waivers of a household', () => {
  const some = (owed: string, fen: number, more: object = {}) => ({ unit: home, bills: [{ bill: owed, fen, ...more }], reason: '困难户' });

  it('are booked as what they are, when the right one has signed', async () => {
    const { issue, ask, sign, granted, bill: look, money } = await moneyOffice();
    const owed = await issue({ late: { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } });
    const asked = await ask('till', waiver, 'request', some(owed, 100_00, { lateFen: 1_00 }));
    expect(asked.body).toMatchObject({ state: 'requested', level: 'CSM' });
    await expect(sign('pm', asked.approval)).rejects.toMatchObject({ code: 'approval.not-yours' });
    expect(await granted(waiver, asked, 'csm')).toBe('executed');
    expect((await look(owed))?.paid).toMatchObject([
      { fen: 100_00, as: 'waived' },
      { fen: 0, lateFen: 1_00, as: 'waived' },
    ]);
    expect((await money({ period: '2026-06' })).totals).toMatchObject({ 'waived|property': -100_00, 'waiver|property': 101_00, 'lateFee|property': -1_00 });
  });

  it('do not slip under a limit in slices: one is open at a time, and each counts those before it', async () => {
    const { issue, ask, granted, sign } = await moneyOffice();
    const owed = await issue();
    const first = await ask('till', waiver, 'request', some(owed, 150_00));
    await expect(ask('till2', waiver, 'request', some(owed, 60_00))).rejects.toMatchObject({ code: 'waiver.pending', detail: { number: first.id } });
    await granted(waiver, first, 'csm');
    const second = await ask('till2', waiver, 'request', some(owed, 60_00));
    expect(second.body).toMatchObject({ level: 'PM', earlierFen: 150_00 });
    await expect(sign('csm', second.approval)).rejects.toMatchObject({ code: 'approval.not-yours' });
    expect(await granted(waiver, second, 'pm')).toBe('executed');
    timeIs('2027-07-10T12:00:00+08:00');
    const later = await ask('till2', waiver, 'request', some(owed, 20_00));
    expect(later.body).toMatchObject({ level: 'CSM', earlierFen: 0 });
  });

  it('asked for at the same moment as another is booked are refused when the chain they were given was too low', async () => {
    const { issue, ask, granted, inWork, sign, carry, look } = await moneyOffice();
    const owed = await issue();
    await granted(waiver, await ask('till', waiver, 'request', some(owed, 150_00)), 'csm');
    const stale = { ...some(owed, 60_00) };
    const asked = await ask('till2', waiver, 'request', stale);
    // As if the first had been booked in the very moment: the case says CSM.
    const record = (await look(waiver, asked.id)) as unknown as Waiver;
    const found = await inWork('pm', async () => record);
    const at = context([billOf({ paid: [line(150_00, '2026-07-10')] })]);
    const parsed = waiver.record.parse({
      ...{ state: 'requested', unit: home, bills: [{ bill: id, fen: 60_00, lateFen: 0 }], principalFen: 60_00, lateFen: 0, earlierFen: 0, level: 'CSM' },
      ...{ reason: '困难户', requestedBy: 'till2', requestedAt: (found as { requestedAt: string }).requestedAt },
    });
    expect(codeOf(() => waiver.commands['submit']?.apply(parsed, {}, at))).toBe('waiver.limit-changed');
    await sign('pm', asked.approval);
    expect(await carry(waiver, asked.approval)).toBe('executed');
  });

  it('can be taken back, and do not count any more then', async () => {
    const { issue, ask, granted } = await moneyOffice();
    const owed = await issue();
    const first = await ask('till', waiver, 'request', some(owed, 150_00));
    await granted(waiver, first, 'csm');
    await granted(correction, await ask('till', correction, 'reverse', { receipt: '2026-system-000002', reason: '误减' }), 'csm', 'pm', 'fin');
    expect((await ask('till', waiver, 'request', some(owed, 150_00))).body).toMatchObject({ level: 'CSM', earlierFen: 0 });
  });
});
