import { describe, expect, it } from 'vitest';
import { readOne } from '../../../lib/cases/read.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { drip, factsOf, hours, minutes, ordinary, play, refusal, start, tell, timerAt, urgent } from './story.ts';

const steps = (record: Repair) => (repair.residentView(record, 'P1')['progress'] as { step: string }[]).map(({ step }) => step);

describe('repair 报修: the household’s own page', () => {
  it('shows the steps so far with their times, in order', () => {
    expect(repair.residentView(urgent.enRoute(), 'P1')['progress']).toEqual([
      { step: 'registered', title: '已受理', at: start },
      { step: 'dispatched', title: '已派单', at: minutes(2) },
      { step: 'accepted', title: '已接单', at: minutes(4) },
      { step: 'departed', title: '已出发', at: minutes(5) },
    ]);
    expect(steps(ordinary.closed())).toEqual([
      'registered',
      'dispatched',
      'accepted',
      'departed',
      'arrived',
      'quoted',
      'agreed',
      'finished',
      'signed',
      'visited',
      'ended',
    ]);
    expect(steps(ordinary.rescheduled())).toEqual(['registered']);
  });

  it('shows by when it is done, unless it waits for somebody or is done', () => {
    const by = (record: Repair) => repair.residentView(record, 'P1')['completeBy'];
    expect(by(ordinary.registered())).toBe(hours(30));
    expect(by(ordinary.quoted())).toBeUndefined();
    expect(by(ordinary.developerWarranty())).toBeUndefined();
    expect(by(ordinary.finished())).toBeUndefined();
  });

  it('shows a rating to all of the household, and the words to who wrote them', () => {
    const rated = tell(ordinary.signed(), ['rate', { grade: 'satisfied', opinion: '师傅很好' }, { by: 'owner', at: minutes(320) }]);
    expect(repair.residentView(rated, 'P1')['rating']).toEqual({ at: minutes(320), grade: 'satisfied', opinion: '师傅很好' });
    expect(repair.residentView(rated, 'P2')['rating']).toEqual({ at: minutes(320), grade: 'satisfied' });
  });
});

describe('repair 报修: rating 住户评价', () => {
  const unvisited = () => {
    const finished = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: 0 } };
    return tell(finished, ['sign', {}, { by: 'owner', at: minutes(310) }]);
  };

  it('is an opinion and not the visit: K08 counts nothing, and the visit stays due', () => {
    const rated = tell(ordinary.awaitingVisit(), ['rate', { grade: 'satisfied' }, { by: 'owner', at: minutes(330) }]);
    expect(rated.state).toBe('awaitingVisit');
    expect(factsOf(rated, 'K08')).toEqual([]);
    expect(factsOf(rated, 'repair.visit')).toMatchObject([{ met: undefined }]);
    expect(factsOf(rated, 'repair.rating')).toEqual([{ kpi: 'repair.rating', key: 'household', on: '2026-07-01', met: true }]);
    const visited = tell(rated, ['visit', { grade: 'mostlySatisfied' }, { at: minutes(600) }]);
    expect(factsOf(visited, 'repair.rating')).toHaveLength(1);
  });

  it('can be given with the signature, by the household itself', () => {
    const finished = ordinary.finished();
    expect(tell(finished, ['sign', { rating: { grade: 'mostlySatisfied' } }, { by: 'tenant', at: minutes(310) }])).toMatchObject({
      state: 'signed',
      rating: { grade: 'mostlySatisfied', party: 'P2', by: 'login.P2' },
    });
    const byStaff = { speaker: { role: 'owner', evidence: 'x' }, rating: { grade: 'satisfied' } };
    expect(refusal(() => play(finished, 'sign', byStaff, { by: 'wang', at: minutes(310) }))).toBe('repair.rating-by-household');
    expect(refusal(() => play(ordinary.signed(), 'rate', { grade: 'satisfied' }, { by: 'csm', at: minutes(310) }))).toBe('repair.rating-by-household');
  });

  it.each([
    ['satisfied', 'closed'],
    ['mostlySatisfied', 'closed'],
    ['dissatisfied', 'awaitingVisit'],
  ])('of %s leads a repair that was not drawn to %s', (grade, state) => {
    const rated = play(unvisited(), 'rate', { grade }, { by: 'owner', at: minutes(320) });
    expect(rated.notices?.map(({ type }) => type) ?? []).toEqual(grade === 'dissatisfied' ? ['repair.ratedLow'] : []);
    const handedIn = tell(
      rated.record,
      ['handIn', {}, { at: minutes(330) }],
      ['settlePayment', { bill: '1-2-301~2026-07~repair~BX-20260701-0001~0', entry: '2026~front~1' }, { at: minutes(335) }],
    );
    expect(handedIn.state).toBe(state);
    if (state === 'awaitingVisit') expect(timerAt(handedIn, 'visit', minutes(400))?.dueAt).toBe(minutes(320 + 48 * 60));
  });

  it('does not move a visit that was drawn, and the last word counts', () => {
    const drawn = ordinary.awaitingVisit();
    const due = timerAt(drawn, 'visit', minutes(0))?.dueAt;
    const twice = tell(
      drawn,
      ['rate', { grade: 'dissatisfied' }, { by: 'owner', at: minutes(330) }],
      ['rate', { grade: 'satisfied' }, { by: 'owner', at: minutes(340) }],
    );
    expect(timerAt(twice, 'visit', minutes(0))?.dueAt).toBe(due);
    expect(twice).toMatchObject({ rating: { grade: 'satisfied', at: minutes(340) } });
  });
});

describe('repair 报修: nobody opens 无人在家', () => {
  it.each([
    ['a millisecond before the agreed window', minutes(240, -1), 'repair.absence-early'],
    ['as it begins', minutes(240), undefined],
  ])('cannot be said %s', (_, at, code) => {
    expect(refusal(() => play(ordinary.enRoute(), 'reportAbsence', { placeCode: 'x' }, { by: 'wang', at }))).toBe(code);
  });

  it('can be said at any time of an urgent one: somebody called for help', () => {
    expect(refusal(() => play(urgent.enRoute(), 'reportAbsence', { placeCode: 'x' }, { by: 'wang', at: minutes(6) }))).toBeUndefined();
  });
});

describe('repair 报修: the household, its former owner, its neighbour', () => {
  it('see and do what is theirs', async () => {
    timeIs(start);
    const house = await testHouse([repair, staffRegister, unitRegister, partyRegister]);
    await house.hire('zhao', ['FRONT']);
    await house.hire('qian', ['CSM']);
    await house.hire('wang', ['ENG']);
    await house.system(staffRegister, 'p1', 'wang', { name: '王师傅', department: '工程' });
    await house.by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
    for (const party of ['old', 'new', 'ma']) await house.system(partyRegister, 'p1', party, { name: party });
    await house.system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875, relations: [{ party: 'old', role: 'owner', from: '2020-01-01' }] });
    for (const [person, unit] of [
      ['old', '1-2-301'],
      ['ma', '1-2-401'],
    ] as const) {
      if (person === 'ma')
        await house.system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875, relations: [{ party: 'ma', role: 'owner', from: '2020-01-01' }] });
      await house.hire(person, [], ['p1'], [unit]);
    }
    const act = (person: string, id: string, command: string, input: object = {}) => house.by(person, repair, command, input, { id });
    const read = (person: string, id: string) =>
      readOne(house.desk, repair, { person, project: 'p1' }, id) as Promise<{ state: string; commands: readonly string[]; rating?: unknown }>;
    const register = async (person: string, window: object = drip.window) =>
      (await house.by(person, repair, 'register', { ...drip, window, caller: undefined, source: 'app' })).body.id;
    const id = await register('old');
    await act('qian', id, 'dispatch', { worker: 'wang' });
    await act('wang', id, 'accept');
    timeIs(hours(5));
    await act('wang', id, 'arrive', { placeCode: 'x' });
    await act('wang', id, 'quote', { lines: [{ kind: 'labour', item: '换阀芯', amountFen: 8000 }] });
    timeIs(hours(24));
    await house.by('zhao', unitRegister, 'transfer', { on: '2026-07-02', owners: [{ party: 'new' }] }, { id: '1-2-301' });
    await house.hire('new', [], ['p1'], ['1-2-301']);
    // What was reported in the former owner's time stays his to see, and no longer his to agree to.
    expect((await read('old', id)).state).toBe('quoted');
    await expect(act('old', id, 'agree')).rejects.toMatchObject({ code: 'repair.not-household' });
    await expect(read('ma', id)).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(act('ma', id, 'rate', { grade: 'dissatisfied' })).rejects.toMatchObject({ code: 'access.not-found' });
    await act('zhao', id, 'agree', { speaker: { role: 'owner', evidence: '新业主电话' } });
    await act('wang', id, 'finish', { result: '好了' });
    await act('zhao', id, 'sign', { speaker: { role: 'owner', evidence: '纸质签名' } });
    expect((await read('old', id)).commands).toContain('rate');
    await act('old', id, 'rate', { grade: 'satisfied' });
    expect((await read('old', id)).rating).toMatchObject({ grade: 'satisfied' });
    const later = await register('new', { from: hours(30), to: hours(32) });
    await expect(read('old', later)).rejects.toMatchObject({ code: 'access.not-found' });
    expect((await read('new', later)).commands).toEqual(expect.arrayContaining(['reschedule', 'withdraw', 'urge', 'comment']));
  });
});
