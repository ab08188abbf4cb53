import { describe, expect, it } from 'vitest';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { candidates } from '../../lib/payments/candidates.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { suspense } from '../../lib/workflows/suspense/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { feeOf, flat, july20, till } from './till.ts';

const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;

async function counter() {
  const at = await till();
  const receive = async (more: object = {}) =>
    (await at.by('qian', suspense, 'receive', { amountFen: 235_03, sender: '业主K1', valueOn: '2026-07-15', externalId: 'CMB-9', ...more })).body;
  const assign = (id: string, more: object, person = 'qian') => at.by(person, suspense, 'assign', { payer: 'K1', evidence: '电话确认', ...more }, { id });
  const propose = (id: string, person = 'qian') => candidates(at.desk, { person, project: 'p1' }, id);
  return { ...at, receive, assign, propose };
}

describe('unclaimed money 暂收认领', () => {
  it('is taken in with a receipt, and settles the bill as of the day it reached the bank', async () => {
    const { receive, assign, issue, bill } = await counter();
    const [id = ''] = await issue(feeOf('2026-06', { late }));
    const held = await receive();
    expect(held).toMatchObject({ state: 'held', receipt: '2026-qian-000001', leftFen: 235_03 });
    timeIs('2026-08-10T10:00:00+08:00');
    const claimed = (await assign(held.id, { allocations: [{ bill: id }] })).body;
    expect(claimed).toMatchObject({ state: 'claimed', leftFen: 0, claims: [{ payer: 'K1', fen: 235_03, receipt: '2026-qian-000002' }] });
    // PRINCIPAL_FIRST: the whole of it is principal; 17 days of late fee stay owed and no more.
    expect(await bill(id)).toMatchObject({ state: 'settled', paid: [{ fen: 235_03, valueOn: '2026-07-15' }] });
  });

  it('may be several households’; what no bill takes is paid ahead', async () => {
    const { receive, assign, issue } = await counter();
    await issue(feeOf('2026-07'));
    const { id } = await receive({ amountFen: 400_00 });
    expect((await assign(id, { amountFen: 300_00, units: [flat] })).body).toMatchObject({ state: 'held', leftFen: 100_00 });
    await expect(assign(id, { amountFen: 100_01 })).rejects.toMatchObject({ code: 'suspense.too-much' });
    expect((await assign(id, { payer: 'K2' }, 'csm')).body).toMatchObject({ state: 'claimed', claims: [{ payer: 'K1' }, { payer: 'K2', fen: 100_00 }] });
    await expect(assign(id, {})).rejects.toMatchObject({ code: 'case.wrong-state' });
  });

  it('is one transfer, however often its number is entered, and no payment meanwhile', async () => {
    const { receive, take } = await counter();
    const { id } = await receive();
    await expect(receive()).rejects.toMatchObject({ code: 'entry.external', detail: { receipt: '2026-qian-000001' } });
    const transfer = { channel: 'transfer', amountFen: 235_03, payer: 'K1', prepay: {}, externalId: 'CMB-9' };
    await expect(take(transfer)).rejects.toMatchObject({ code: 'payment.external-held', detail: { case: id } });
    await take({ ...transfer, externalId: 'CMB-10' });
    await expect(receive({ externalId: 'CMB-10' })).rejects.toMatchObject({ code: 'entry.external' });
  });

  it('is proposed to who owes the same sum, and to who has the sender’s name', async () => {
    const { receive, propose, issue } = await counter();
    const other = feeOf('2026-07', { unit: '1-1-102', payer: 'K2', charge: 'WY.K2', issuedFen: 100_00, lines: [{ text: '物业管理费', fen: 100_00 }] });
    const [one, two] = await issue(
      other,
      feeOf('2026-06', { unit: '1-1-102', payer: 'K2', charge: 'WY.K2', issuedFen: 135_03, lines: [{ text: '物业管理费', fen: 135_03 }] }),
    );
    const [exact] = await issue(feeOf('2026-07'));
    const { id } = await receive({ sender: '业主 K2' });
    expect((await propose(id)).items).toEqual([
      { why: 'household', payer: 'K2', unit: '1-1-102', bills: [two, one], openFen: 235_03 },
      { why: 'bill', payer: 'K1', unit: flat, bills: [exact], openFen: 235_03 },
      { why: 'name', payer: 'K2', unit: '1-1-102', bills: [two, one], openFen: 235_03 },
    ]);
    await expect(propose(id, 'front')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(propose('ZS-20260720-9999')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('goes back only when somebody else has signed, as a refund of its receipt', async () => {
    const { receive, by } = await counter();
    const { id } = await receive({ amountFen: 100_00 });
    const parked = await by('csm', suspense, 'giveBack', { reason: '误转' }, { id });
    expect(parked.status).toBe(202);
    const request = (parked.body['approval'] as { approval: string }).approval;
    await expect(by('csm', approval, 'decide', { decision: 'approve' }, { id: request })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('is returned after the signature of the head of the service centre', async () => {
    const { receive, by, desk } = await counter();
    const { id } = await receive({ amountFen: 100_00 });
    const parked = await by('qian', suspense, 'giveBack', { reason: '误转', voucher: 'T-1' }, { id });
    const request = (parked.body['approval'] as { approval: string }).approval;
    await by('csm', approval, 'decide', { decision: 'approve' }, { id: request });
    await carryOut(desk, suspense, { project: 'p1', approval: request });
    expect(await readOne(desk, suspense, { person: 'qian', project: 'p1' }, id)).toMatchObject({
      state: 'returned',
      leftFen: 0,
      ended: { receipt: '2026-qian-000002' },
    });
  });

  it('reminds the counter after thirty days, to the second', async () => {
    const { receive, desk } = await counter();
    const { id } = await receive();
    const ref = { project: 'p1', kind: 'suspense', id };
    timeIs('2026-08-19T10:00:00+08:00');
    await sweep(desk, suspense, ref);
    const stage = async () =>
      ((await readOne(desk, suspense, { person: 'qian', project: 'p1' }, id)) as { timers: readonly { stage: string }[] }).timers[0]?.stage;
    expect(await stage()).toBe('running');
    timeIs('2026-08-19T10:00:00.001+08:00');
    await sweep(desk, suspense, ref);
    expect(await stage()).toBe('month');
    timeIs(july20);
  });
});
