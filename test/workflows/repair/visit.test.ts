import { describe, expect, it } from 'vitest';
import { isVisited } from '../../../lib/workflows/repair/ending.ts';
import type { In, Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { factsOf, hours, lamp, minutes, ordinary, play, refusal, type Scene, tell, timerAt, urgent } from './story.ts';

const sign = (record: Repair, input: object = {}, scene: Scene = { by: 'owner', at: minutes(310) }) => refusal(() => play(record, 'sign', input, scene));
const desk = (input: object): [object, Scene] => [input, { by: 'front', at: minutes(310) }];
const costing = (totalFen: number, more: object = {}): In<'finished'> => {
  const record = ordinary.finished() as In<'finished'>;
  const quote = { lines: [], at: minutes(255), by: 'wang', totalFen, ...more };
  return { ...record, quote };
};

describe('repair 报修: signature 签认', () => {
  it.each([
    ['the owner', costing(99_999), {}, 'owner', undefined],
    ['the tenant of what he can agree to', costing(20_000), {}, 'tenant', undefined],
    ['the tenant in the owner’s absence', costing(20_001), {}, 'tenant', 'repair.owner-must-agree'],
    ['the tenant with the owner’s consent to the quote', costing(20_001, { ownerConsent: '授权书' }), {}, 'tenant', undefined],
    ['the tenant with the owner’s consent now', costing(20_001), { ownerConsent: '微信授权' }, 'tenant', undefined],
    ['somebody who has moved out', costing(1), {}, 'stranger', 'repair.not-household'],
  ] as const)('is given by %s', (_, record, input, by, code) => {
    expect(sign(record, input, { by, at: minutes(310) })).toBe(code);
  });

  it('is taken by staff with evidence, or its refusal with a witness', () => {
    expect(sign(ordinary.finished(), ...desk({ speaker: { role: 'owner', evidence: '纸质签名' } }))).toBeUndefined();
    expect(sign(ordinary.finished(), ...desk({}))).toBe('repair.word-needed');
    const refused = { reason: '嫌贵', witness: '保安赵' };
    const never = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: 0 } };
    const { record, notices = [] } = play(never, 'sign', { refused }, desk({})[1]);
    expect(record).toMatchObject({ state: 'signed', signature: { kind: 'refused', ...refused } });
    expect(notices.map(({ type }) => type)).toContain('repair.signRefused');
    expect('visitDueAt' in record && record.visitDueAt).toBeTruthy();
    expect(sign(ordinary.finished(), ...desk({ refused, speaker: { role: 'owner', evidence: 'x' } }))).toBe('repair.sign-once');
    expect(sign(ordinary.finished(), { refused })).toBe('repair.sign-once');
  });

  it('of a common part is the company’s, and not the worker’s own', () => {
    const done = tell(
      undefined,
      ['register', lamp],
      ['dispatch', { worker: 'wang' }, { by: 'csm' }],
      ['accept', {}, { by: 'wang' }],
      ['arrive', { placeCode: 'x' }, { by: 'wang' }],
      ['diagnose', { finding: 'x' }, { by: 'wang' }],
      ['finish', { result: 'x' }, { by: 'wang', at: minutes(9) }],
    );
    const company = { speaker: { role: 'company', evidence: '现场查看' } };
    expect(sign(done, company, { by: 'wang' })).toBe('repair.sign-own-work');
    expect(sign(done, company, { by: 'engm' })).toBeUndefined();
    expect(sign(done, { speaker: { role: 'owner', evidence: 'x' } }, { by: 'front' })).toBe('repair.company-signs-public');
    expect(sign(ordinary.finished(), ...desk(company))).toBe('repair.company-signs-public');
  });
});

describe('repair 报修: return visit 回访', () => {
  const share = (percent: number) => {
    const record = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: percent } };
    const ids = Array.from({ length: 2000 }, (_, n) => `p1/BX-2026070${1 + (n % 9)}-${String(Math.floor(n / 9) + 1).padStart(4, '0')}`);
    return ids.filter((name) => isVisited(record, name)).length / ids.length;
  };

  it('is drawn from the case’s own name: at least the share asked for, none for none, all for all', () => {
    expect(share(30)).toBeGreaterThan(0.35);
    expect(share(30)).toBeLessThan(0.45);
    expect(share(0)).toBe(0);
    expect(share(100)).toBe(1);
    expect(isVisited(ordinary.finished(), 'p1/BX-1')).toBe(isVisited(ordinary.finished(), 'p1/BX-1'));
  });

  it('is made after every urgent repair, also one that was lowered, and after every rework', () => {
    const record = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: 0 } };
    expect(isVisited({ ...record, response: urgent.registered().response }, 'x')).toBe(true);
    expect(isVisited({ ...record, rework: { of: 'BX-0' } }, 'x')).toBe(true);
    const lowered = tell(urgent.registered(), ['lower', { reason: 'x', window: { from: hours(1), to: hours(2) } }, { by: 'csm', at: minutes(1) }]);
    expect(isVisited({ ...record, response: lowered.response }, 'x')).toBe(true);
  });

  it('closes at once what was not drawn', () => {
    const record = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: 0 } };
    const closed = tell(
      record,
      ['sign', {}, { by: 'owner', at: minutes(310) }],
      ['handIn', {}, { at: minutes(320) }],
      ['settlePayment', { bill: '1-2-301~2026-07~repair~BX-20260701-0001~0', entry: '2026~front~1' }, { at: minutes(325) }],
    );
    expect(closed).toMatchObject({ state: 'closed', ending: 'done' });
    expect(factsOf(closed, 'repair.visit')).toEqual([{ kpi: 'repair.visit', key: 'ordinary', on: '2026-07-01', met: false }]);
    expect(repair.archive(closed).map(({ name }) => name)).toEqual(['报修登记表', '派工单', '完工照片', '业主签认单']);
  });

  it.each([
    ['at the last instant of 48 hours', minutes(310 + 48 * 60), 'metAt'],
    ['a millisecond later', minutes(310 + 48 * 60, 1), 'breachedAt'],
  ] as const)('is in time %s', (_, at, verdict) => {
    const closed = tell(ordinary.awaitingVisit(), ['visit', { grade: 'mostlySatisfied' }, { at }]);
    expect(timerAt(closed, 'visit', hours(999))?.[verdict]).toBe(verdict === 'metAt' ? at : minutes(310 + 48 * 60));
  });

  it('is somebody else’s than who did the work', () => {
    const byHead = { ...ordinary.awaitingVisit(), workers: ['csm.1', 'wang'] };
    expect(refusal(() => play(byHead, 'visit', { grade: 'satisfied' }, { by: 'csm' }))).toBe('repair.visit-own-work');
    expect(refusal(() => play(byHead, 'visitUnreached', {}, { by: 'csm' }))).toBe('repair.visit-own-work');
    const visited = ordinary.awaitingVisit() as In<'awaitingVisit'>;
    const outside = { ...visited, workers: [], finish: { ...visited.finish, by: 'csm.1', doneBy: 'contractor' as const } };
    expect(refusal(() => play(outside, 'visit', { grade: 'satisfied' }, { by: 'csm' }))).toBe('repair.visit-own-work');
    expect(refusal(() => play(byHead, 'visit', { grade: 'satisfied' }, { by: 'front' }))).toBeUndefined();
  });

  it.each([
    ['satisfied', true],
    ['mostlySatisfied', true],
  ])('counts %s as satisfied (K08)', (grade, met) => {
    expect(factsOf(tell(ordinary.awaitingVisit(), ['visit', { grade }, { at: minutes(600) }]), 'K08')).toMatchObject([{ met }]);
  });

  it('needs three attempts on three different days before it counts as not made', () => {
    const day = (n: number, hour = 0) => ({ at: hours(n * 24 + hour) });
    const once = tell(ordinary.awaitingVisit(), ['visitUnreached', {}, day(0, 6)]);
    expect(refusal(() => play(once, 'visitUnreached', {}, day(0, 13)))).toBe('repair.visit-tried-today');
    expect(refusal(() => play(once, 'visitUnreached', {}, { at: hours(14) }))).toBeUndefined();
    const twice = tell(once, ['visitUnreached', {}, day(1)]);
    expect(twice.state).toBe('awaitingVisit');
    const closed = tell(twice, ['visitUnreached', {}, day(2)]);
    expect(closed).toMatchObject({ state: 'closed', ending: 'notVisited' });
    expect(factsOf(closed, 'repair.visit')).toMatchObject([{ met: false }]);
    expect(factsOf(closed, 'K08')).toEqual([]);
    expect(repair.archive(closed)).toContainEqual({ name: '维修回访表', present: false });
  });
});

describe('repair 报修: rework 返修', () => {
  const dissatisfied = { grade: 'dissatisfied', window: { from: hours(30), to: hours(32) } };

  it('opens a child case with the old worker recorded and another appointment', () => {
    const { record, also = [], notices = [] } = play(ordinary.awaitingVisit(), 'visit', dissatisfied, { at: minutes(600) });
    expect(record.state).toBe('reworking');
    expect(factsOf(record, 'K08')).toMatchObject([{ met: false }]);
    expect(notices[0]).toMatchObject({ params: { worker: '王师傅' } });
    const effect = also[0];
    if (effect?.effect !== 'open') throw new Error('opens nothing');
    expect(effect.command).toBe('registerRework');
    const child = play(undefined, 'registerRework', effect.input, { by: 'clock', at: minutes(600), id: 'BX-9' }).record;
    expect(child).toMatchObject({
      state: 'registered',
      rework: { of: 'BX-20260701-0001', worker: 'wang' },
      callers: [{ name: '张女士' }],
      place: { unit: '1-2-301' },
    });
    expect(repair.subject(child, 'BX-9').title).toContain('返修');
    expect(refusal(() => play(child, 'dispatch', { worker: 'wang' }, { by: 'csm', at: minutes(600) }))).toBe('repair.rework-same-worker');
    expect(refusal(() => play(child, 'dispatch', { worker: 'li', standby: ['wang'] }, { by: 'csm', at: minutes(600) }))).toBe('repair.rework-same-worker');
    expect(refusal(() => play(child, 'dispatch', { worker: 'li' }, { by: 'csm', at: minutes(600) }))).toBeUndefined();
  });

  it('needs the appointment in the same talk, and only then', () => {
    expect(refusal(() => play(ordinary.awaitingVisit(), 'visit', { grade: 'dissatisfied' }, { at: minutes(600) }))).toBe('repair.window-required');
    expect(refusal(() => play(ordinary.awaitingVisit(), 'visit', { grade: 'satisfied', window: dissatisfied.window }, { at: minutes(600) }))).toBe(
      'repair.window-idle',
    );
  });

  it('closes the first when it ends, however it ends', () => {
    const closed = tell(ordinary.reworking(), ['endRework', { child: 'BX-9', state: 'cancelled' }, { by: 'clock', at: hours(50) }]);
    expect(closed).toMatchObject({ state: 'closed', ending: 'reworked', child: 'BX-9', visit: { grade: 'dissatisfied' } });
    expect(repair.onChildClosed).toBe('endRework');
  });

  it('counts against the rework rate once it is finished', () => {
    const finished = ordinary.finished();
    expect(factsOf(finished, 'repair.rework')).toMatchObject([{ key: 'water', met: true }]);
    expect(factsOf({ ...finished, rework: { of: 'BX-0' } }, 'repair.rework')).toMatchObject([{ met: false }]);
  });
});
