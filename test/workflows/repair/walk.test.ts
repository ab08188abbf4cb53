import { describe, expect, it } from 'vitest';
import { readHistory, readOne } from '../../../lib/cases/read.ts';
import { sweep } from '../../../lib/cases/sweep.ts';
import { plus } from '../../../lib/kernel/clock.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { drip, hours, leak, minutes, start } from './story.ts';

/** A project with two workers on duty, an owner and his neighbour, at ten in the morning. */
async function shift() {
  timeIs(start);
  const house = await testHouse([repair, staffRegister, unitRegister, partyRegister]);
  for (const [person, position] of [
    ['zhao', 'FRONT'],
    ['qian', 'CSM'],
    ['sun', 'PM'],
    ['zhou', 'ENGM'],
    ['wang', 'ENG'],
    ['li', 'ENG'],
  ] as const)
    await house.hire(person, [position]);
  for (const unit of ['1-2-301', '1-2-401']) await house.system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875 });
  for (const person of ['wang', 'li']) {
    await house.system(staffRegister, 'p1', person, { name: person === 'wang' ? '王师傅' : '李师傅', department: '工程' });
    await house.by(person, staffRegister, 'clockOn', {}, { id: person });
  }
  await house.hire('liu', [], ['p1'], ['1-2-301']);
  await house.hire('ma', [], ['p1'], ['1-2-401']);
  const report = async (input: object = {}, person = 'zhao') =>
    (await house.by(person, repair, 'register', { ...leak, caller: { name: '张' }, ...input })).body.id;
  const act = (person: string, id: string, command: string, input: object = {}) => house.by(person, repair, command, input, { id });
  const read = (id: string, person = 'zhao') =>
    readOne(house.desk, repair, { person, project: 'p1' }, id) as Promise<
      Record<string, unknown> & { state: string; commands: string[]; timers: { name: string; stage: string; dueAt: string }[] }
    >;
  const swept = (id: string) => sweep(house.desk, repair, { project: 'p1', kind: 'repair', id });
  const history = async (id: string) =>
    (await readHistory(house.desk, repair, { person: 'zhao', project: 'p1' }, id, { limit: 50 })).items as {
      command: string;
      facts?: { kpi: string; met?: boolean }[];
    }[];
  return { ...house, report, act, read, swept, history };
}

describe('repair 报修 through the walk', () => {
  it('goes from the call to the visit', async () => {
    const { report, act, read, history } = await shift();
    const id = await report({ payer: 'warranty' });
    expect(id).toBe('BX-20260701-0001');
    await act('zhao', id, 'dispatch', { worker: 'wang', standby: ['li'] });
    await act('wang', id, 'accept');
    await act('wang', id, 'depart');
    timeIs(minutes(30));
    await act('wang', id, 'arrive', { placeCode: '1-2-301' });
    await act('wang', id, 'diagnose', { finding: '软管老化' });
    timeIs(minutes(60));
    await act('wang', id, 'finish', { result: '已更换' });
    await act('zhao', id, 'sign', { speaker: { role: 'owner', evidence: '纸质签名' } });
    await act('zhao', id, 'handIn');
    expect((await read(id)).state).toBe('awaitingVisit');
    await act('qian', id, 'visit', { grade: 'satisfied' });
    expect(await read(id)).toMatchObject({ state: 'closed', stateTitle: '关闭', ending: 'done' });
    const facts = (await history(id)).flatMap((entry) => entry.facts ?? []);
    expect(facts.filter(({ kpi }) => kpi === 'K10').map(({ met }) => met)).toEqual([undefined, true]);
    expect(facts.at(-1)).toMatchObject({ kpi: 'K08', met: true });
  });

  it('refuses a worker who is on another urgent repair, naming it, and has him back afterwards', async () => {
    const { report, act } = await shift();
    const first = await report({ payer: 'warranty' });
    const second = await report({ unit: '1-2-401' });
    await act('zhao', first, 'dispatch', { worker: 'wang' });
    await expect(act('zhao', second, 'dispatch', { worker: 'wang' })).rejects.toMatchObject({
      code: 'repair.worker-busy',
      kind: 'conflict',
      detail: { case: first, worker: '王师傅' },
    });
    await act('wang', first, 'accept');
    await act('wang', first, 'arrive', { placeCode: 'x' });
    await expect(act('zhao', second, 'dispatch', { worker: 'wang' })).rejects.toMatchObject({ code: 'repair.worker-busy' });
    await act('wang', first, 'diagnose', { finding: 'x' });
    await act('zhao', second, 'dispatch', { worker: 'wang' });
  });

  it('hands an unaccepted order to the next and then to the desk, whoever holds his time, and breaches at thirty minutes', async () => {
    const { report, act, read, swept } = await shift();
    const other = await report({ unit: '1-2-401' });
    await act('zhao', other, 'dispatch', { worker: 'li' });
    const id = await report();
    await act('zhao', id, 'dispatch', { worker: 'wang', standby: ['li'] });
    timeIs(minutes(5));
    expect((await swept(id)).fired.map((fired) => fired.split('#')[1])).toEqual(['remind']);
    timeIs(minutes(5, 1));
    await swept(id);
    expect(await read(id)).toMatchObject({ state: 'dispatched', order: { worker: 'li', offered: true } });
    await expect(act('li', id, 'accept')).rejects.toMatchObject({ code: 'repair.worker-busy' });
    timeIs(minutes(12));
    await swept(id);
    expect((await read(id)).state).toBe('registered');
    timeIs(minutes(30));
    await swept(id);
    expect((await read(id)).timers.find(({ name }) => name === 'arrival')).toMatchObject({ stage: 'warn' });
    timeIs(minutes(30, 1));
    expect((await swept(id)).fired).toEqual([`arrival#breach#${minutes(30)}`]);
    expect((await swept(id)).fired).toEqual([]);
  });

  it('merges a duplicate: both cases, both callers, one transaction', async () => {
    const { report, act, read } = await shift();
    const first = await report();
    timeIs(minutes(3));
    const second = await report({ unit: '1-2-401', source: 'app', caller: {} }, 'ma');
    await expect(act('zhao', first, 'merge', { into: second })).rejects.toMatchObject({ code: 'repair.merge-by-supervisor', kind: 'forbidden' });
    await act('qian', first, 'merge', { into: second, reason: '同一立管' });
    expect(await read(first)).toMatchObject({ state: 'merged', into: second });
    expect(await read(second)).toMatchObject({ callerCount: 2, registeredAt: start });
    expect((await read(second)).timers.find(({ name }) => name === 'arrival')?.dueAt).toBe(minutes(30));
    await expect(act('qian', second, 'merge', { into: first, reason: 'x' })).rejects.toMatchObject({ code: 'reference.wrong-state' });
    await expect(act('zhao', second, 'merge', { into: 'BX-20260701-0099' })).rejects.toMatchObject({ code: 'reference.unknown' });
  });

  it('opens the rework as a child and closes with it', async () => {
    const { report, act, read } = await shift();
    const id = await report({ payer: 'warranty' });
    const work = async (worker: string, repairId: string) => {
      await act('qian', repairId, 'dispatch', { worker });
      await act(worker, repairId, 'accept');
      await act(worker, repairId, 'arrive', { placeCode: 'x' });
      await act(worker, repairId, 'diagnose', { finding: 'x' });
      await act(worker, repairId, 'finish', { result: 'x' });
      await act('zhao', repairId, 'sign', { speaker: { role: 'owner', evidence: 'x' } });
      await act('zhao', repairId, 'handIn');
    };
    await work('wang', id);
    await act('zhao', id, 'visit', { grade: 'dissatisfied', window: { from: hours(2), to: hours(4) } });
    const child = 'BX-20260701-0002';
    expect(await read(child)).toMatchObject({ state: 'registered', parent: { kind: 'repair', id }, rework: { of: id, worker: 'wang' } });
    await expect(act('qian', child, 'dispatch', { worker: 'wang' })).rejects.toMatchObject({ code: 'repair.rework-same-worker', kind: 'forbidden' });
    await work('li', child);
    await act('zhao', child, 'visit', { grade: 'satisfied' });
    expect(await read(id)).toMatchObject({ state: 'closed', ending: 'reworked', child });
  });

  it('serves residents: their own report, its progress, their word on the quote', async () => {
    const { report, act, read } = await shift();
    const id = await report({ ...drip, source: 'app', caller: undefined }, 'liu');
    await act('qian', id, 'dispatch', { worker: 'wang' });
    await act('wang', id, 'accept');
    timeIs(hours(5));
    const code = (await read(id, 'liu'))['residentCode'];
    await act('wang', id, 'arrive', { residentCode: code });
    await act('wang', id, 'quote', { lines: [{ kind: 'labour', item: '换阀芯', amountFen: 8000 }] });
    const seen = await read(id, 'liu');
    expect(seen).toMatchObject({ state: 'quoted', worker: '王师傅', quote: { totalFen: 8000 } });
    expect(seen.commands).toEqual(expect.arrayContaining(['agree', 'refuseQuote', 'comment', 'urge']));
    await expect(read(id, 'ma')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(act('ma', id, 'agree')).rejects.toMatchObject({ code: 'access.not-found' });
    await act('liu', id, 'agree');
    expect((await read(id)).state).toBe('working');
  });

  it('keeps no phone number in the clear', async () => {
    const { report, read, history } = await shift();
    const id = await report({ caller: { name: '张', phone: '13800001234' } });
    expect(JSON.stringify([await read(id), await history(id)])).not.toContain('13800001234');
    expect(await read(id)).toMatchObject({ callers: [{ phone: expect.stringContaining('****') }] });
  });

  it('lets only one of two clerks send the same worker to two bursts', { timeout: 60_000 }, async () => {
    const { report, act } = await shift();
    for (let round = 0; round < 10; round += 1) {
      timeIs(plus(start, { minutes: round }));
      const ids = [await report(), await report({ unit: '1-2-401' })];
      const sent = await Promise.allSettled(ids.map((id) => act('zhao', id, 'dispatch', { worker: 'wang' })));
      expect(sent.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      for (const [at, id] of ids.entries()) if (sent[at]?.status === 'fulfilled') await act('zhao', id, 'withdraw', { reason: '误报', word: '电话' });
    }
  });
});
