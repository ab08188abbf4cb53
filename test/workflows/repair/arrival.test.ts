import { describe, expect, it } from 'vitest';
import { dueStages, nextFiring, pendingStages } from '../../../lib/cases/timer.ts';
import { instant, plus } from '../../../lib/kernel/clock.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { factsOf, hours, leak, minutes, ordinary, play, refusal, start, tell, timerAt, urgent } from './story.ts';

const arriveAt = (record: Repair, at: ReturnType<typeof minutes>) => tell(record, ['arrive', { placeCode: 'x' }, { by: 'wang', at }]);
const ladder = (record: Repair) => repair.timers(record, start).find(({ name }) => name === 'arrival');

describe('repair 报修: urgent arrival 急修到达 (R073, K10)', () => {
  it.each([
    ['29:59.999', minutes(30, -1), { metAt: minutes(30, -1) }, true],
    ['30:00.000', minutes(30), { metAt: minutes(30) }, true],
    ['30:00.001', minutes(30, 1), { breachedAt: minutes(30) }, false],
    ['31:00', minutes(31), { breachedAt: minutes(30) }, false],
  ])('judges an arrival at %s', (_, at, verdict, met) => {
    const record = arriveAt(urgent.enRoute(), at);
    const view = timerAt(record, 'arrival', minutes(600));
    expect({ metAt: view?.metAt, breachedAt: view?.breachedAt }).toEqual({ metAt: undefined, breachedAt: undefined, ...verdict });
    expect(factsOf(record, 'K10')).toEqual([{ kpi: 'K10', key: 'urgent', on: '2026-07-01', met }]);
  });

  it.each([
    ['29:59.999', minutes(30, -1), undefined],
    ['30:00.000', minutes(30), undefined],
    ['30:00.001', minutes(30, 1), minutes(30)],
  ])('without an arrival is a breach only after the last instant: %s', (_, now, breachedAt) => {
    expect(timerAt(urgent.enRoute(), 'arrival', now)?.breachedAt).toBe(breachedAt);
  });

  it('does not care about midnight: reported 23:50, reached 00:20:00 is met, 00:20:01 breached at 00:20:00', () => {
    const reported = instant('2026-07-01T23:50:00+08:00');
    const sent = tell(
      undefined,
      ['register', leak, { at: reported }],
      ['dispatch', { worker: 'wang' }, { at: plus(reported, { minutes: 1 }) }],
      ['accept', {}, { by: 'wang', at: plus(reported, { minutes: 2 }) }],
    );
    const due = instant('2026-07-02T00:20:00+08:00');
    const inTime = timerAt(arriveAt(sent, due), 'arrival', hours(24));
    expect(inTime).toMatchObject({ dueAt: due, metAt: due, stage: 'met' });
    const late = arriveAt(sent, plus(due, { seconds: 1 }));
    expect(timerAt(late, 'arrival', hours(24))).toMatchObject({ breachedAt: due, stage: 'breach' });
    expect(factsOf(late, 'K10')[0]).toMatchObject({ on: '2026-07-01', met: false });
  });

  it('climbs its ladder at 10, 20 and 30 minutes: who is on it, the head of engineering, the project manager', () => {
    const timer = ladder(urgent.dispatched());
    expect(timer?.stages).toEqual([
      { name: 'remind', at: minutes(10), tell: { persons: ['wang'], positions: ['ENGM', 'CSM'] } },
      { name: 'warn', at: minutes(20), tell: { persons: ['wang'], positions: ['ENGM'] } },
      { name: 'breach', at: minutes(30), tell: { positions: ['PM', 'ENGM', 'CSM'] } },
    ]);
    expect(timer && pendingStages(timer, {}).map(({ at }) => at)).toEqual([minutes(10), minutes(20), minutes(30, 1)]);
  });

  it('fires nothing at thirty minutes when somebody arrived at the last instant', () => {
    const fires = (record: Repair) =>
      dueStages(
        repair.timers(record, start).filter(({ name }) => name === 'arrival'),
        {},
        hours(9),
      ).map(({ stage }) => stage.name);
    expect(fires(arriveAt(urgent.enRoute(), minutes(30)))).toEqual(['remind', 'warn']);
    expect(fires(arriveAt(urgent.enRoute(), minutes(30, 1)))).toEqual(['remind', 'warn', 'breach']);
  });

  it('is swept first, and can be neither paused nor postponed nor given an appointment', () => {
    expect(nextFiring(repair.timers(urgent.registered(), start), {})?.urgent).toBe(true);
    expect(ladder(urgent.registered())).toMatchObject({ urgent: true, postponable: false });
    for (const make of [urgent.registered, urgent.dispatched, urgent.accepted, urgent.enRoute]) {
      expect(refusal(() => play(make(), 'pause', { reason: 'owner', note: '等' }, { by: 'engm' }))).toBe('repair.urgent-no-pause');
      expect(refusal(() => play(make(), 'reschedule', { window: { from: hours(1), to: hours(2) }, reason: '改', word: '电话' }))).toBe(
        'repair.urgent-not-movable',
      );
    }
    expect(refusal(() => play(urgent.registered(), 'outsource', { contractor: 'x', reason: 'y', promisedOn: '2026-07-02' }, { by: 'pm' }))).toBe(
      'repair.urgent-arrive-first',
    );
    expect(refusal(() => play(urgent.registered(), 'claimWarranty', { developer: 'x', reason: 'y', promisedOn: '2026-07-02' }, { by: 'engm' }))).toBe(
      'repair.urgent-arrive-first',
    );
  });

  it('is met by standing before a closed door, and keeps that when another time is agreed', () => {
    const closedDoor = tell(urgent.enRoute(), ['reportAbsence', { placeCode: 'x' }, { by: 'wang', at: minutes(28) }]);
    expect(timerAt(closedDoor, 'arrival', hours(1))?.metAt).toBe(minutes(28));
    const again = tell(closedDoor, ['reschedule', { window: { from: hours(2), to: hours(3) }, reason: '回家后', word: '电话' }, { at: minutes(40) }]);
    expect(again.response).toMatchObject({ kind: 'appointed', was: { since: start, reachedAt: minutes(28) } });
    expect(timerAt(again, 'urgentArrival', hours(9))?.metAt).toBe(minutes(28));
    expect(factsOf(again, 'K10')).toMatchObject([{ met: true }]);
    expect(timerAt(again, 'arrival', hours(3, 1))?.breachedAt).toBe(hours(3));
  });
});

describe('repair 报修: raising and lowering 急修升降级', () => {
  const lower = { reason: '实为滴水', window: { from: hours(4), to: hours(6) } };

  it('keeps a lowered repair in K10 with its thirty minutes, and tells the project manager', () => {
    const { record, notices = [] } = play(urgent.registered(), 'lower', lower, { by: 'csm', at: minutes(5) });
    expect(record.response).toMatchObject({ kind: 'appointed', was: { since: start, lowered: { by: 'csm.1', reason: '实为滴水' } } });
    expect(notices[0]?.to.positions).toContain('PM');
    expect(timerAt(record, 'urgentArrival', minutes(30, 1))?.breachedAt).toBe(minutes(30));
    expect(factsOf(record, 'K10')).toMatchObject([{ met: undefined }]);
    const late = tell(
      record,
      ['dispatch', { worker: 'wang' }, { by: 'csm', at: minutes(10) }],
      ['accept', {}, { by: 'wang', at: minutes(12) }],
      ['arrive', { placeCode: 'x' }, { by: 'wang', at: hours(5) }],
    );
    expect(factsOf(late, 'K10')).toMatchObject([{ met: false }]);
    expect(factsOf(late, 'K11')).toMatchObject([{ met: true }]);
  });

  it('counts a lowered repair as reached when somebody came within the thirty minutes all the same', () => {
    const sent = tell(urgent.accepted(), ['lower', lower, { by: 'csm', at: minutes(5) }], ['arrive', { placeCode: 'x' }, { by: 'wang', at: minutes(30) }]);
    expect(factsOf(sent, 'K10')).toMatchObject([{ met: true }]);
    expect(timerAt(sent, 'urgentArrival', hours(9))?.metAt).toBe(minutes(30));
  });

  it('marks a lowering in the last third of the thirty minutes as odd', () => {
    expect(tell(urgent.registered(), ['lower', lower, { by: 'csm', at: minutes(20) }]).suspicious).toBeUndefined();
    const record = tell(urgent.registered(), ['lower', lower, { by: 'csm', at: minutes(20, 1) }]);
    expect(record.suspicious).toEqual(['lateLowering']);
    expect(factsOf(record, 'repair.suspicious')).toMatchObject([{ key: 'lateLowering', met: false }]);
  });

  it('wins no time by lowering and raising again', () => {
    const record = tell(
      urgent.registered(),
      ['lower', lower, { by: 'csm', at: minutes(5) }],
      ['raise', { urgentKind: 'burstPipe', reason: '又爆了' }, { at: minutes(25) }],
    );
    expect(ladder(record)?.due).toBe(minutes(30));
  });

  it('counts a fresh danger from when it became one', () => {
    const record = tell(ordinary.registered(), ['raise', { urgentKind: 'burstPipe', reason: '突然爆裂' }, { at: minutes(100) }]);
    expect(ladder(record)).toMatchObject({ from: minutes(100), due: minutes(130), urgent: true });
    expect(timerAt(record, 'dispatch', minutes(100))?.dueAt).toBe(minutes(105));
  });

  it('is for the supervisors: the front desk may raise, not lower', () => {
    expect(repair.commands['lower']?.by).toEqual(['CSM', 'ENGM']);
    expect(repair.commands['raise']?.by).toContain('FRONT');
    expect(refusal(() => play(ordinary.registered(), 'lower', lower, { by: 'csm' }))).toBe('repair.not-urgent');
    expect(refusal(() => play(urgent.registered(), 'raise', { urgentKind: 'gasSmell', reason: 'x' }))).toBe('repair.already-urgent');
  });
});

describe('repair 报修: agreed arrival 预约到达 (R074, K11)', () => {
  it.each([
    ['before the window', hours(3), true],
    ['at its last instant', hours(6), true],
    ['one millisecond late', hours(6, 1), false],
  ])('judges an arrival %s', (_, at, met) => {
    const record = arriveAt(ordinary.enRoute(), at);
    expect(factsOf(record, 'K11')).toEqual([{ kpi: 'K11', key: 'appointment', on: '2026-07-01', met }]);
    expect(timerAt(record, 'arrival', hours(99))?.metAt).toBe(met ? at : undefined);
  });

  it('moves with an appointment agreed in time', () => {
    const record = ordinary.rescheduled();
    expect(timerAt(record, 'arrival', hours(29))).toMatchObject({ dueAt: hours(30), stage: 'remind' });
    expect(factsOf(record, 'K11')).toEqual([{ kpi: 'K11', key: 'appointment', on: '2026-07-02', met: undefined }]);
  });

  it.each([
    ['at the last instant', hours(6), undefined],
    ['a millisecond after', hours(6, 1), true],
  ])('a new appointment made %s of the old one does not hide a missed one', (_, at, missed) => {
    const moved = tell(ordinary.enRoute(), ['reschedule', { window: { from: hours(28), to: hours(30) }, reason: '人手不足', word: '电话' }, { by: 'csm', at }]);
    expect(moved.windowMissed).toBe(missed);
    expect(timerAt(moved, 'completion', hours(7))?.dueAt).toBe(missed ? hours(6 + 24) : hours(30 + 24));
    expect(factsOf(moved, 'K11')[0]?.met).toBe(missed ? false : undefined);
    const kept = tell(
      moved,
      ['dispatch', { worker: 'wang' }, { by: 'csm', at: hours(27) }],
      ['accept', {}, { by: 'wang', at: hours(27) }],
      ['arrive', { placeCode: 'x' }, { by: 'wang', at: hours(29) }],
    );
    expect(factsOf(kept, 'K11')[0]?.met).toBe(!missed);
  });

  it('is not missed while a pause held it, nor hidden by a pause that came too late', () => {
    const pausing = (at: ReturnType<typeof hours>) => tell(ordinary.registered(), ['pause', { reason: 'owner', note: '住户出差' }, { by: 'csm', at }]);
    const again = (record: Repair) =>
      tell(record, ['reschedule', { window: { from: hours(70), to: hours(72) }, reason: '回来', word: '电话' }, { at: hours(60) }]);
    expect(timerAt(pausing(hours(6)), 'arrival', hours(50))).toMatchObject({ stage: 'paused' });
    expect(again(pausing(hours(6))).windowMissed).toBeUndefined();
    expect(timerAt(pausing(hours(6, 1)), 'arrival', hours(50))?.breachedAt).toBe(hours(6));
    expect(again(pausing(hours(6, 1))).windowMissed).toBe(true);
  });

  it('counts no appointment that was called off in time', () => {
    const withdrawn = (at: ReturnType<typeof hours>) => tell(ordinary.registered(), ['withdraw', { reason: '不修了' }, { by: 'owner', at }]);
    expect(factsOf(withdrawn(hours(6)), 'K11')).toEqual([]);
    expect(factsOf(withdrawn(hours(6, 1)), 'K11')).toMatchObject([{ met: false }]);
  });
});

describe('repair 报修: withdrawal 撤销', () => {
  it.each([
    ['before the thirty minutes are over', minutes(30, -1), []],
    ['with the thirtieth minute', minutes(30), [{ met: false }]],
  ])('of an urgent repair %s', (_, at, facts) => {
    expect(factsOf(tell(urgent.registered(), ['withdraw', { reason: '误报' }, { by: 'owner', at }]), 'K10')).toMatchObject(facts);
  });

  it.each([
    ['in time leaves no arrival to judge', minutes(30), undefined],
    ['too late leaves the breach', minutes(30, 1), minutes(30)],
  ])('of an urgent repair %s', (_, at, breachedAt) => {
    const view = timerAt(tell(urgent.registered(), ['withdraw', { reason: '误报' }, { by: 'owner', at }]), 'arrival', hours(9));
    expect(view?.breachedAt).toBe(breachedAt);
    expect(view === undefined).toBe(breachedAt === undefined);
  });

  it('is the caller’s own, or the desk’s on his word', () => {
    expect(refusal(() => play(urgent.registered(), 'withdraw', { reason: 'x' }, { by: 'tenant' }))).toBe('repair.not-your-report');
    expect(refusal(() => play(urgent.registered(), 'withdraw', { reason: 'x' }))).toBe('repair.word-needed');
    expect(play(urgent.dispatched(), 'withdraw', { reason: 'x', word: '电话 10:09' }).notices?.[0]?.to.persons).toEqual(['wang']);
  });

  it('of one caller leaves the others their repair', () => {
    const two = tell(urgent.registered(), [
      'absorb',
      { from: 'BX-2', callers: [{ party: 'P2', at: start }], registeredAt: start, registeredOn: '2026-07-01' },
      { by: 'clock' },
    ]);
    expect(refusal(() => play(two, 'withdraw', { reason: 'x' }, { by: 'owner' }))).toBe('repair.other-callers');
    expect(refusal(() => play(two, 'withdraw', { reason: 'x', word: '电话' }))).toBe('repair.other-callers');
    expect(refusal(() => play(two, 'withdraw', { reason: 'x', allCallersAgree: true }, { by: 'owner' }))).toBe('repair.other-callers');
    expect(play(two, 'withdraw', { reason: 'x', word: '电话', allCallersAgree: true }).record.state).toBe('cancelled');
  });

  it('ends where the work begins', () => {
    expect(refusal(() => play(ordinary.paused(), 'withdraw', { reason: 'x', word: '电话' }))).toBe('repair.work-begun');
    expect(refusal(() => play(ordinary.working(), 'withdraw', { reason: 'x', word: '电话' }))).toBe('case.wrong-state');
  });
});
