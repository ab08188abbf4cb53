import { expect, it } from 'vitest';
import { carryOut } from '../../lib/cases/carry-out.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { moneyFor } from '../../lib/cases/money.ts';
import { readOne, readParts } from '../../lib/cases/read.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { openCases } from '../../lib/dunning/arrears.ts';
import { callList } from '../../lib/dunning/calls.ts';
import { runDay } from '../../lib/dunning/daily.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { parseCivilDate } from '../../lib/kernel/calendar.ts';
import type { Bill } from '../../lib/ledger/bill.ts';
import { limitationOf } from '../../lib/ledger/limitation.ts';
import { billId } from '../../lib/ledger/names.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { dunning } from '../../lib/workflows/dunning/workflow.ts';
import { instalment } from '../../lib/workflows/instalment/workflow.ts';
import { codeOfAsync } from './refused.ts';
import { street } from './street.ts';

const day = (text: string) => parseCivilDate(text);
const read = (desk: Desk, id: string) => readOne(desk, dunning, { person: 'pm', project: 'p1' }, id) as Promise<Record<string, unknown>>;

async function stored(desk: Desk, bill: Bill): Promise<Bill> {
  const actor = systemActor(desk.company);
  const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
  const found = (await moneyFor(work, { bills: [billId(bill)] })).bills.get(billId(bill));
  if (!found) throw new Error('no bill');
  return found;
}

it('goes from the message to the court on the days of the ladder, with the evidence a court asks for', async () => {
  const { desk, by, bill, goTo } = await street();
  const june = await bill('1-2-301', '2026-06');
  expect(await runDay(desk, 'p1', day('2026-07-03'))).toMatchObject({ opened: 1, reminded: 1, failed: [] });
  const [card] = await openCases(desk.table, 'p1');
  const id = card?.id ?? '';
  expect(card).toMatchObject({ state: 'reminding', unit: '1-2-301', payer: 'liu' });

  await goTo('2026-07-10T08:31');
  expect((await callList(desk, { person: 'front', project: 'p1' }, 'due', { limit: 20 })).items).toMatchObject([
    { id, phones: ['138****0001'], openFen: 235_03 },
  ]);
  await by('front', dunning, 'call', { result: 'reached', speaker: '本人', evidence: '录音 12' }, { id });
  expect((await callList(desk, { person: 'front', project: 'p1' }, 'due', { limit: 20 })).items).toEqual([]);
  expect(limitationOf(await stored(desk, june))).toMatchObject({ expiresOn: '2029-07-10', events: [{ by: 'call', counted: true }] });

  await goTo('2026-07-20T08:31');
  await by('front', dunning, 'visit', { visitors: ['li', 'wang'], met: 'absent', evidence: ['门口照片'] }, { id });
  await goTo('2026-07-30T08:31');
  const suit = { forum: 'court', before: '朝阳区人民法院', filedOn: '2026-07-30', evidence: ['受理通知书'] };
  expect(await codeOfAsync(() => by('pm', dunning, 'litigate', suit, { id }))).toBe('law.litigation-without-demand');
  await by('front', dunning, 'serve', { kind: 'letter', on: '2026-07-30', how: 'signed', evidence: ['签收单 1'] }, { id });
  await goTo('2026-08-29T08:31');
  await by('csm', dunning, 'serve', { kind: 'secondLetter', on: '2026-08-29', how: 'ems', evidence: ['EMS 123'] }, { id });
  await goTo('2026-09-28T08:31');
  await by('csm', dunning, 'serve', { kind: 'lawyerLetter', on: '2026-09-28', how: 'ems', evidence: ['EMS 456'] }, { id });
  await goTo('2026-10-28T08:31');
  expect((await read(desk, id))['state']).toBe('litigating');
  expect(await codeOfAsync(() => by('csm', dunning, 'suspend', { supply: 'water', reason: '欠费' }, { id }))).toBe('law.suspension');
  const attempts = await desk.table.query({ pk: `T#${desk.company}#P#p1#C#${id}`, prefix: 'X#', limit: 10 });
  expect(attempts.items).toContainEqual(expect.objectContaining({ by: { person: 'csm', positions: [] }, command: 'suspend', refused: 'law.suspension' }));
  await by('pm', dunning, 'litigate', { ...suit, filedOn: '2026-10-28' }, { id });

  expect(limitationOf(await stored(desk, june)).events.map(({ on, by: event }) => [on, event])).toEqual([
    ['2026-07-10', 'call'],
    ['2026-07-30', 'letter'],
    ['2026-08-29', 'secondLetter'],
    ['2026-09-28', 'lawyerLetter'],
    ['2026-10-28', 'suit'],
  ]);
  const parts = (await readParts(desk, dunning, { person: 'pm', project: 'p1' }, id, { limit: 20 })).items as { data: { step: string } }[];
  expect(parts.map(({ data }) => data.step)).toEqual(['call', 'visit', 'paper', 'paper', 'paper', 'suit']);
  // What is before the court is not dunned again.
  expect(await runDay(desk, 'p1', day('2026-10-29'))).toMatchObject({ opened: 0, failed: [] });
});

it('stops when it is paid: at the next step, or in the morning', async () => {
  const { desk, by, bill, pay, goTo } = await street();
  const first = await bill('1-2-301', '2026-06');
  const second = await bill('1-2-401', '2026-06', { payer: 'ma', charge: 'WY.ma' });
  await runDay(desk, 'p1', day('2026-07-03'));
  const cases = await openCases(desk.table, 'p1');
  const of = (payer: string) => cases.find((one) => one.payer === payer)?.id ?? '';
  await pay(first);
  await pay(second);
  const answer = await by('front', dunning, 'call', { result: 'reached' }, { id: of('liu') });
  expect(answer.body.state).toBe('paid');
  await goTo('2026-07-04T08:30');
  expect(await runDay(desk, 'p1', day('2026-07-04'))).toMatchObject({ looked: 1, opened: 0 });
  expect((await read(desk, of('ma')))['state']).toBe('paid');
  expect(await openCases(desk.table, 'p1')).toEqual([]);
});

it('breaks a promise at the end of its day, for the project manager to see', async () => {
  const { desk, by, bill, goTo } = await street();
  await bill('1-2-301', '2026-06');
  await runDay(desk, 'p1', day('2026-07-03'));
  const id = (await openCases(desk.table, 'p1'))[0]?.id ?? '';
  await by('front', dunning, 'promise', { on: '2026-07-08', evidence: '承诺书' }, { id });
  await goTo('2026-07-08T23:59');
  expect((await callList(desk, { person: 'pm', project: 'p1' }, 'broken', { limit: 20 })).items).toEqual([]);
  await goTo('2026-07-09T00:01');
  expect((await callList(desk, { person: 'pm', project: 'p1' }, 'broken', { limit: 20 })).items).toMatchObject([{ id, broken: true }]);
});

it('waits for an instalment plan, and goes on when that is broken', async () => {
  const { desk, by, bill, goTo } = await street();
  await bill('1-2-301', '2026-06');
  await runDay(desk, 'p1', day('2026-07-03'));
  const id = (await openCases(desk.table, 'p1'))[0]?.id ?? '';
  const schedule = [
    { on: '2026-07-10', fen: 100_00 },
    { on: '2026-08-10', fen: 135_03 },
  ];
  const plan = (await by('front', instalment, 'propose', { unit: '1-2-301', payer: 'liu', schedule })).body.id;
  const signing = { on: '2026-07-03', payerSigner: 'liu某', houseSigner: '王经理', evidence: ['协议'] };
  const parked = await by('front', instalment, 'sign', signing, { id: plan });
  const { approval: number } = parked.body['approval'] as { approval: string };
  await by('csm', approval, 'decide', { decision: 'approve' }, { id: number });
  await carryOut(desk, instalment, { project: 'p1', approval: number });
  expect(await read(desk, id)).toMatchObject({ state: 'paused', pause: { reason: 'instalment', ref: plan } });
  await goTo('2026-07-14T00:01');
  expect(await readOne(desk, instalment, { person: 'pm', project: 'p1' }, plan)).toMatchObject({ state: 'defaulted' });
  expect(await read(desk, id)).toMatchObject({ state: 'reminding', heldDays: 11 });
});
