import { describe, expect, it } from 'vitest';
import { residentCode } from '../../../lib/workflows/repair/progress.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { drip, factsOf, hours, lamp, minutes, ordinary, play, refusal, type Scene, tell, timerAt, urgent } from './story.ts';

const wang = (at: number, ms = 0): Scene => ({ by: 'wang', at: minutes(at, ms) });
const quoteOf = (amountFen: number, record: Repair = ordinary.arrived()) =>
  tell(record, ['quote', { lines: [{ kind: 'material', item: '阀门', amountFen }] }, wang(255)]);

describe('repair 报修: at the place', () => {
  it.each([
    ['the place’s code', { placeCode: '1-2-301' }, undefined, 'placeCode'],
    ['the resident’s code', { residentCode: residentCode(urgent.enRoute()) }, undefined, 'residentCode'],
    ['a wrong code', { residentCode: residentCode(urgent.enRoute()) === '0000' ? '0001' : '0000' }, ['wrongCode'], 'none'],
    ['nothing', {}, ['noCode'], 'none'],
  ])('believes an arrival with %s, and marks what is odd', (_, input, suspicious, evidence) => {
    const record = tell(urgent.enRoute(), ['arrive', input, wang(20)]);
    expect(record).toMatchObject({ state: 'arrived', arrival: { at: minutes(20), evidence } });
    expect(record.suspicious).toEqual(suspicious);
  });

  it.each([
    [minutes(25), undefined],
    [minutes(25, 1), ['deviceClock']],
    [minutes(15), undefined],
    [minutes(15, -1), ['deviceClock']],
  ])('takes its own time, not the device’s %s', (deviceClaimedAt, suspicious) => {
    const record = tell(urgent.enRoute(), ['arrive', { placeCode: 'x', deviceClaimedAt }, wang(20)]);
    expect(record).toMatchObject({ arrival: { at: minutes(20), deviceAt: deviceClaimedAt } });
    expect(record.suspicious).toEqual(suspicious);
  });

  it('goes to the desk after the first closed door, and has to reach the caller after the second', () => {
    expect(ordinary.nobodyHome()).toMatchObject({ state: 'nobodyHome', absences: 1, pause: { reason: 'owner' } });
    expect(ordinary.awaitingContact()).toMatchObject({ state: 'awaitingContact', absences: 2, journeys: 2 });
    const unreachable = tell(ordinary.awaitingContact(), ['close', { note: '多次联系未果' }, { at: hours(40) }]);
    expect(unreachable).toMatchObject({ state: 'closed', ending: 'unreachable' });
    expect(timerAt(unreachable, 'completion', hours(999))).toBeUndefined();
  });

  it('works at once on warranty and common parts, and quotes what the household pays', () => {
    const inHall = tell(undefined, ['register', lamp], ['dispatch', { worker: 'wang' }, { by: 'csm' }], ['accept', {}, wang(1)], ['arrive', {}, wang(2)]);
    expect(tell(inHall, ['diagnose', { finding: '灯管坏' }, wang(3)]).state).toBe('working');
    expect(refusal(() => play(inHall, 'diagnose', { finding: 'x', payer: 'paid' }, wang(3)))).toBe('repair.public-not-paid');
    expect(refusal(() => play(inHall, 'quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 1 }] }, wang(3)))).toBe('repair.quote-idle');
    expect(tell(ordinary.arrived(), ['diagnose', { finding: '阀芯老化' }, wang(251)])).toMatchObject({ state: 'arrived', finding: '阀芯老化' });
  });

  it('is made free of charge by the head of engineering only', () => {
    expect(refusal(() => play(ordinary.arrived(), 'diagnose', { finding: 'x', payer: 'warranty' }, wang(251)))).toBe('repair.free-by-head');
    expect(play(ordinary.arrived(), 'diagnose', { finding: 'x', payer: 'warranty' }, { by: 'engm', at: minutes(251) }).record.state).toBe('working');
  });
});

describe('repair 报修: quote 报价', () => {
  it('stands before the household from the moment it is made, and completion waits for the answer', () => {
    const record = quoteOf(50_001);
    expect(record).toMatchObject({ state: 'quoted', quote: { totalFen: 50_001, at: minutes(255) }, pause: { reason: 'owner', from: minutes(255) } });
    expect(play(ordinary.arrived(), 'quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 1 }] }, wang(255)).notices).toMatchObject([
      { type: 'repair.quoted', params: { amount: '0.01' } },
    ]);
  });

  it('adds up its lines', () => {
    const lines = [7000, 1, 999].map((amountFen) => ({ kind: 'labour', item: 'x', amountFen }));
    expect(tell(ordinary.arrived(), ['quote', { lines }, wang(255)])).toMatchObject({ quote: { totalFen: 8000 } });
    expect(refusal(() => play(ordinary.arrived(), 'quote', { lines: [] }, wang(255)))).toBe('request.invalid');
    expect(refusal(() => play(ordinary.arrived(), 'quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 1.5 }] }, wang(255)))).toBe('request.invalid');
  });

  it.each([
    ['the owner, any amount', 'owner', 50_000, {}, undefined],
    ['the tenant, up to the limit', 'tenant', 20_000, {}, undefined],
    ['the tenant, a fen above it', 'tenant', 20_001, {}, 'repair.owner-must-agree'],
    ['the tenant with the owner’s consent', 'tenant', 20_001, { ownerConsent: '业主微信授权' }, undefined],
    ['a member of the family above it', 'son', 20_001, {}, 'repair.owner-must-agree'],
    ['a former owner', 'stranger', 1, {}, 'repair.not-household'],
    ['a tenant who calls himself owner', 'tenant', 1, { speaker: { role: 'owner', evidence: 'x' } }, 'repair.speaker-from-register'],
    ['the desk on the owner’s word', 'front', 50_000, { speaker: { role: 'owner', evidence: '电话 14:00' } }, undefined],
    ['the desk on a tenant’s word above the limit', 'front', 20_001, { speaker: { role: 'tenant', evidence: '电话' } }, 'repair.owner-must-agree'],
    ['the desk on nobody’s word', 'front', 1, {}, 'repair.word-needed'],
  ] as const)('binds the household when agreed by %s', (_, by, amountFen, input, code) => {
    expect(refusal(() => play(quoteOf(amountFen), 'agree', input, { by, at: minutes(260) }))).toBe(code);
  });

  it('refused may be made again or closed, and an outsider may have done it', () => {
    const refused = ordinary.quoteRefused();
    expect(tell(refused, ['quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 5000 }] }, wang(262)])).toMatchObject({
      state: 'quoted',
      quote: { totalFen: 5000 },
    });
    const closed = tell(refused, ['close', { note: '自请他人维修', doneByOutsider: true }, { at: minutes(300) }]);
    expect(closed).toMatchObject({ state: 'closed', ending: 'quoteRefused', ended: { doneByOutsider: true } });
    expect(factsOf(closed, 'repair.onTime')).toEqual([]);
    expect(factsOf(closed, 'K11')).toMatchObject([{ met: true }]);
    expect(refusal(() => play(ordinary.quoted(), 'refuseQuote', {}))).toBe('repair.word-needed');
  });

  it('comes before the work, also an outside firm’s', () => {
    expect(refusal(() => play(ordinary.registered(), 'outsource', { contractor: 'x', reason: 'y', promisedOn: '2026-07-02' }, { by: 'pm' }))).toBe(
      'repair.quote-first',
    );
    expect(refusal(() => play(ordinary.working(), 'outsource', { contractor: 'x', reason: 'y', promisedOn: '2026-07-02' }, { by: 'pm' }))).toBeUndefined();
  });
});

describe('repair 报修: completion 完工', () => {
  const due = hours(6 + 24);
  const longDue = hours(6 + 72);
  const agreed = (record: Repair) =>
    tell(record, ['quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 1 }] }, wang(252)], ['agree', {}, { by: 'owner', at: minutes(252) }]);
  const finish = (record: Repair, at: ReturnType<typeof hours>) => tell(record, ['finish', { result: '好了' }, { by: 'wang', at }]);

  it.each([
    ['at the last instant', due, true],
    ['a millisecond late', hours(30, 1), false],
  ])('of a small repair is promised for one day from the agreed arrival: %s', (_, at, met) => {
    const record = finish(agreed(ordinary.arrived()), at);
    expect(timerAt(record, 'completion', hours(99))?.dueAt).toBe(due);
    expect(factsOf(record, 'repair.onTime')).toMatchObject([{ met }]);
  });

  it('has three days when the diagnosis finds more, unless the first promise is broken already', () => {
    const large = (at: ReturnType<typeof hours>) => tell(ordinary.arrived(), ['diagnose', { finding: '暗管漏', small: false }, { by: 'wang', at }]);
    expect(timerAt(large(due), 'completion', due)?.dueAt).toBe(longDue);
    expect(timerAt(large(hours(30, 1)), 'completion', due)?.dueAt).toBe(due);
  });

  it('stands still while the household, a part or force majeure is waited for', () => {
    const record = tell(
      ordinary.working(),
      ['wait', { part: '阀芯', promisedOn: '2026-07-03' }, wang(300)],
      ['resume', {}, wang(400)],
      ['pause', { reason: 'forceMajeure', note: '台风' }, { by: 'engm', at: minutes(500) }],
      ['resume', {}, wang(530)],
    );
    expect(record.pausedMs).toEqual({ owner: 5 * 60_000, parts: 100 * 60_000, forceMajeure: 30 * 60_000 });
    expect(timerAt(record, 'completion', hours(8))?.dueAt).toBe(minutes(30 * 60 + 135));
  });

  it('says that it is paused, and never mends a broken promise by a late pause', () => {
    const paused = (at: ReturnType<typeof hours>) =>
      tell(agreed(ordinary.arrived()), ['pause', { reason: 'owner', note: '出差', until: hours(200) }, { by: 'engm', at }]);
    expect(timerAt(paused(due), 'completion', hours(99))).toMatchObject({ stage: 'paused' });
    expect(timerAt(paused(hours(30, 1)), 'completion', hours(99))?.breachedAt).toBe(due);
    const resumed = tell(paused(hours(30, 1)), ['resume', {}, { by: 'wang', at: hours(90) }]);
    expect(timerAt(resumed, 'completion', hours(99))?.dueAt).toBe(due);
  });

  it('pauses for reasons of the closed list only; parts have their own command', () => {
    for (const [reason, code] of [
      ['owner', undefined],
      ['forceMajeure', undefined],
      ['parts', 'request.invalid'],
      ['weekend', 'request.invalid'],
    ]) {
      expect(refusal(() => play(ordinary.working(), 'pause', { reason, note: 'x' }, { by: 'engm', at: minutes(270) }))).toBe(code);
    }
    expect(refusal(() => play(ordinary.working(), 'pause', { reason: 'owner', note: 'x', until: minutes(270) }, { by: 'engm', at: minutes(270) }))).toBe(
      'repair.until-past',
    );
  });

  it('resumes where it was interrupted', () => {
    const resumed = (record: Repair, at = minutes(300)) => tell(record, ['resume', {}, { at }]).state;
    const pausedAt = (record: Repair) => tell(record, ['pause', { reason: 'owner', note: 'x' }, { by: 'csm', at: minutes(255) }]);
    expect(resumed(pausedAt(ordinary.working()))).toBe('working');
    expect(resumed(pausedAt(ordinary.arrived()))).toBe('arrived');
    expect(resumed(pausedAt(ordinary.accepted()))).toBe('registered');
    expect(refusal(() => play(pausedAt(ordinary.accepted()), 'resume', {}, { at: hours(6) }))).toBe('repair.reschedule-first');
    expect(refusal(() => play(pausedAt(ordinary.working()), 'reschedule', { window: drip.window, reason: 'x', word: 'y' }))).toBe('repair.work-begun');
  });

  it('asks after a part on the day it was promised for', () => {
    const waiting = ordinary.waitingParts();
    const timer = repair.timers(waiting, minutes(0)).find(({ name }) => name === 'followUp');
    expect(timer).toMatchObject({
      due: '2026-07-03T16:00:00.000Z',
      postponable: true,
      stages: [{ tell: { persons: ['wang'], positions: ['WH', 'ENGM'] } }, { name: 'escalate' }],
    });
    expect(refusal(() => play(ordinary.working(), 'wait', { part: 'x', promisedOn: '2026-06-30' }, wang(270)))).toBe('repair.promise-past');
    expect(refusal(() => play(ordinary.working(), 'wait', { part: 'x', promisedOn: '2026-07-01' }, wang(270)))).toBeUndefined();
  });

  it.each([
    ['sixty seconds', 60_000, ['hastyFinish']],
    ['a millisecond more', 60_001, undefined],
  ])('%s after arriving is marked as odd, never refused', (_, ms, suspicious) => {
    const quick = tell(
      undefined,
      ['register', { ...lamp }],
      ['dispatch', { worker: 'wang' }, { by: 'csm' }],
      ['accept', {}, wang(1)],
      ['arrive', { placeCode: 'x' }, wang(2)],
      ['diagnose', { finding: 'x' }, wang(2)],
    );
    const record = tell(quick, ['finish', { result: 'x' }, wang(2, ms)]);
    expect(record.suspicious).toEqual(suspicious);
    expect(factsOf(record, 'repair.suspicious')).toHaveLength(suspicious ? 1 : 0);
  });

  it('is a first-time fix after one journey without waiting for parts', () => {
    const fixed = (record: Repair) => factsOf(record, 'repair.firstTimeFix')[0]?.met;
    expect(fixed(ordinary.finished())).toBe(true);
    expect(fixed(tell(ordinary.waitingParts(), ['resume', {}, wang(400)], ['finish', { result: 'x' }, wang(410)]))).toBe(false);
    expect(fixed({ ...ordinary.finished(), journeys: 2 })).toBe(false);
  });

  it('books up to twenty materials', () => {
    const materials = (n: number) => Array.from({ length: n }, (_, at) => ({ name: `件${at}`, quantity: 1, unit: '个' }));
    const record = tell(ordinary.working(), ['bookMaterials', { materials: materials(19) }, wang(265)]);
    expect(refusal(() => play(record, 'bookMaterials', { materials: materials(1) }, wang(265)))).toBeUndefined();
    expect(refusal(() => play(record, 'bookMaterials', { materials: materials(2) }, wang(265)))).toBe('repair.too-many-materials');
    expect(repair.archive(record)).toContainEqual({ name: '材料领用单', present: false });
  });

  it('is taken back by the household before it signs, with the promise running on', () => {
    const again = tell(ordinary.finished(), ['redo', { reason: '仍漏' }, { at: minutes(305) }]);
    expect(again.state).toBe('working');
    expect(timerAt(again, 'completion', hours(30, 6 * 60_000))?.breachedAt).toBeDefined();
    expect(timerAt(ordinary.finished(), 'completion', hours(99))?.metAt).toBe(minutes(300));
  });
});

describe('repair 报修: by others', () => {
  it('the developer does it for nothing, outside our promise', () => {
    const record = ordinary.developerWarranty();
    expect(record).toMatchObject({ payer: 'warranty', outside: { name: '某置业' } });
    expect(timerAt(record, 'completion', hours(99))).toBeUndefined();
    const done = tell(record, ['acceptOutside', { result: '已修' }, { by: 'engm', at: hours(300) }]);
    expect(done).toMatchObject({ state: 'finished', finish: { doneBy: 'developer' } });
    expect(factsOf(done, 'repair.onTime')).toEqual([]);
    expect(refusal(() => play(done, 'redo', { reason: 'x' }))).toBe('repair.not-ours');
  });

  it('a contractor does it within our promise', () => {
    const done = tell(ordinary.outsourced(), ['acceptOutside', { result: '已修' }, { by: 'engm', at: hours(31) }]);
    expect(factsOf(done, 'repair.onTime')).toMatchObject([{ met: false }]);
    expect(factsOf(done, 'repair.firstTimeFix')).toMatchObject([{ met: false }]);
  });

  it('comes back to us with a new appointment when the developer denies it, and then it may cost', () => {
    const window = { from: hours(50), to: hours(52) };
    const back = tell(ordinary.developerWarranty(), ['takeBack', { reason: '人为损坏', window, payer: 'paid', word: '电话' }, { by: 'engm', at: hours(40) }]);
    expect(back).toMatchObject({ state: 'rescheduled', payer: 'paid', response: { window } });
    expect('outside' in back).toBe(false);
    expect(timerAt(back, 'dispatch', hours(40))?.dueAt).toBe(hours(40, 15 * 60_000));
  });

  it('is asked after when the promised day is over', () => {
    expect(timerAt(ordinary.outsourced(), 'followUp', hours(0))?.dueAt).toBe('2026-07-04T16:00:00.000Z');
  });
});
