import { describe, expect, it } from 'vitest';
import { commitWork } from '../../../lib/cases/commit.ts';
import { moneyFor } from '../../../lib/cases/money.ts';
import { book } from '../../../lib/cases/perform.ts';
import { readOne } from '../../../lib/cases/read.ts';
import { openWork } from '../../../lib/cases/walk.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { openFen } from '../../../lib/ledger/bill.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { contextOf } from '../../support/context.ts';
import { testHouse } from '../../support/house.ts';
import { codeOf } from '../../support/refusal-code.ts';
import { drip, factsOf, minutes, ordinary, play, start, tell } from './story.ts';

const bill = '1-2-301~2026-07~repair~BX-20260701-0001~0';
const handIn = (input: object = {}) => play(ordinary.signed(), 'handIn', input, { by: 'front', at: minutes(320) });

describe('repair 报修: payment 待收款', () => {
  it('bills what the household agreed to, and waits', () => {
    const { record, also = [] } = handIn({ payer: 'P1' });
    expect(record).toMatchObject({ state: 'awaitingPayment', payment: { bill } });
    expect(also).toMatchObject([{ effect: 'post', journal: { kind: 'bill', issues: [{ issuedFen: 80_00, feeClass: 'repair', dueOn: '2026-07-08' }] } }]);
    expect(factsOf(record, 'K03')).toMatchObject([{ met: false }]);
  });

  it('is owed by who agreed, and needs somebody who owes', () => {
    expect(handIn().record).toMatchObject({ state: 'awaitingPayment' });
    const unnamed = ordinary.signed();
    const agreed = { role: 'owner' as const, evidence: '纸质', at: start, by: 'front' };
    const byStaff = { ...unnamed, quote: { ...('quote' in unnamed && unnamed.quote ? unnamed.quote : expect.fail()), agreed } } as typeof unnamed;
    expect(play(byStaff, 'handIn', {}, { by: 'front', at: minutes(320) }).also).toMatchObject([{ journal: { payer: 'P1' } }]);
    const nobody = contextOf({ now: minutes(320), id: 'BX-20260701-0001' });
    expect(codeOf(() => repair.commands['handIn']?.apply(byStaff, {}, nobody))).toBe('repair.payer-unknown');
  });

  it('goes on to the visit when it is paid, and back when the payment is taken back', () => {
    const settled = { bill, entry: '2026~front~1' };
    const paid = tell(ordinary.awaitingPayment(), ['settlePayment', settled, { by: 'front', at: minutes(330) }]);
    expect(paid).toMatchObject({ state: 'awaitingVisit', payment: { entry: '2026~front~1' } });
    expect(factsOf(paid, 'K03')).toMatchObject([{ met: true }]);
    const again = tell(paid, ['reopenPayment', { bill, entry: '2026~front~2' }, { by: 'front', at: minutes(340) }]);
    expect(again).toMatchObject({ state: 'awaitingPayment', payment: { bill } });
    expect(factsOf(again, 'K03')).toMatchObject([{ met: false }]);
  });

  it('is settled and reopened in the transaction that moves the money', async () => {
    timeIs(start);
    const house = await testHouse([repair, staffRegister, unitRegister, partyRegister]);
    for (const [person, position] of [
      ['zhao', 'FRONT'],
      ['qian', 'CSM'],
      ['wang', 'ENG'],
      ['chu', 'CASHIER'],
    ] as const)
      await house.hire(person, [position]);
    await house.system(partyRegister, 'p1', 'P1', { name: '张三' });
    await house.system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875, relations: [{ party: 'P1', role: 'owner' }] });
    await house.system(staffRegister, 'p1', 'wang', { name: '王师傅', department: '工程' });
    await house.by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
    const { id } = (await house.by('zhao', repair, 'register', { ...drip, source: 'phone' })).body;
    const act = (person: string, command: string, input: object = {}) => house.by(person, repair, command, input, { id });
    await act('qian', 'dispatch', { worker: 'wang' });
    await act('wang', 'accept');
    await act('wang', 'arrive', { placeCode: 'x' });
    await act('wang', 'quote', { lines: [{ kind: 'labour', item: '换阀芯', amountFen: 80_00 }] });
    await act('zhao', 'agree', { speaker: { role: 'owner', evidence: '电话录音' } });
    await act('wang', 'finish', { result: '已更换' });
    await act('zhao', 'sign', { speaker: { role: 'owner', evidence: '纸质' } });
    await act('zhao', 'handIn');
    const state = async () => ((await readOne(house.desk, repair, { person: 'zhao', project: 'p1' }, id)) as { state: string }).state;
    expect(await state()).toBe('awaitingPayment');
    const money = async (sign: 1 | -1, more: object = {}) => {
      const { work } = await openWork(house.desk, { person: 'chu', project: 'p1' });
      const postings = [
        { account: 'cash' as const, channel: 'cash' as const, fen: 80_00 * sign },
        { account: 'receivable' as const, as: 'paid' as const, bill, fen: -80_00 * sign },
      ];
      await book(work, { kind: sign === 1 ? 'payment' : 'reversal', book: 'chu', payer: 'P1', postings, ...more });
      await commitWork(work);
      return moneyFor((await openWork(house.desk, { person: 'chu', project: 'p1' })).work, { bills: [bill] });
    };
    timeIs(instant('2026-07-02T10:00:00+08:00'));
    const paid = (await money(1)).bills.get(bill);
    expect(paid && openFen(paid)).toBe(0);
    const after = await state();
    expect(['awaitingVisit', 'closed']).toContain(after);
    const back = (await money(-1, { reverses: '2026~chu~1' })).bills.get(bill);
    expect(back?.state).toBe('open');
    expect(await state()).toBe(after === 'closed' ? 'closed' : 'awaitingPayment');
    await expect(money(-1, { reverses: '2026~chu~1' })).rejects.toMatchObject({ code: 'entry.reversed' });
  });
});
