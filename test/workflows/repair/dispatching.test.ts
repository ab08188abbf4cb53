import { describe, expect, it } from 'vitest';
import { dueStages } from '../../../lib/cases/timer.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { drip, hours, minutes, ordinary, play, refusal, start, tell, timerAt, urgent, world } from './story.ts';

const send = (record: Repair, worker: string, standby: readonly string[] = []) => refusal(() => play(record, 'dispatch', { worker, standby }, { by: 'csm' }));
const claimed = (record: Repair) => repair.claims(record, 'BX-1').map(({ name }) => name);

describe('repair 报修: dispatch 派单', () => {
  it('sends whoever is on duty and tells him', () => {
    const { record, notices = [] } = play(urgent.registered(), 'dispatch', { worker: 'wang', standby: ['li'] }, { at: minutes(2) });
    expect(record).toMatchObject({ state: 'dispatched', order: { worker: 'wang', name: '王师傅', standby: ['li'], at: minutes(2), by: 'front.1' } });
    expect(notices).toEqual([{ type: 'repair.assigned', to: { persons: ['wang'] }, emergency: true }]);
    expect(repair.subject(record, 'x')).toMatchObject({ mine: 'wang', unit: '1-2-301', title: '急修 给水 1-2-301' });
  });

  it('is the supervisors’, and the front desk’s when it is urgent', () => {
    expect(refusal(() => play(ordinary.registered(), 'dispatch', { worker: 'wang' }))).toBe('repair.dispatch-by-supervisor');
    expect(refusal(() => play(urgent.registered(), 'dispatch', { worker: 'wang' }))).toBeUndefined();
    expect(refusal(() => play(ordinary.registered(), 'dispatch', { worker: 'wang' }, { by: 'engm' }))).toBeUndefined();
  });

  it.each([
    ['somebody who is not on duty', 'chen', [], 'repair.worker-off-duty'],
    ['somebody the register does not know', 'nobody', [], 'reference.unknown'],
    ['somebody of another department', 'qian', [], 'repair.worker-unskilled'],
    ['a carpenter for a pipe', 'sun', [], 'repair.worker-unskilled'],
    ['a fitting skill', 'li', [], undefined],
    ['a standby who cannot do it', 'wang', ['sun'], 'repair.worker-unskilled'],
    ['an absent standby, who is passed over when it comes to it', 'wang', ['chen'], undefined],
    ['the same person twice', 'wang', ['wang'], 'repair.standby-double'],
    ['the same standby twice', 'wang', ['li', 'li'], 'repair.standby-double'],
    ['four standbys', 'wang', ['li', 'a', 'b', 'c'], 'request.invalid'],
  ])('judges %s', (_, worker, standby, code) => {
    expect(send(urgent.registered(), worker, standby)).toBe(code);
  });

  it('leaves lifts and gas to certified hands', () => {
    const lift = tell(undefined, ['register', { ...drip, category: 'lift' }]);
    expect(send(lift, 'wang')).toBe('repair.worker-unskilled');
    expect(send(lift, 'lift')).toBeUndefined();
  });

  it('names the worker in the refusal', () => {
    try {
      play(urgent.registered(), 'dispatch', { worker: 'chen' }, { by: 'csm' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ detail: { worker: '陈师傅' }, errors: [{ path: 'worker' }] });
    }
  });

  it('takes the time of the worker of an urgent repair until he has looked at it, and of no other', () => {
    expect(claimed(urgent.registered())).toEqual([]);
    for (const make of [urgent.dispatched, urgent.accepted, urgent.enRoute, urgent.arrived]) expect(claimed(make())).toEqual(['worker/wang']);
    expect(claimed(tell(urgent.arrived(), ['quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 1 }] }, { by: 'wang', at: minutes(26) }]))).toEqual([]);
    for (const make of Object.values(ordinary)) expect(claimed(make())).toEqual([]);
    expect(repair.claims(urgent.dispatched(), 'BX-1')[0]).toMatchObject({
      claim: 'hold',
      error: 'repair.worker-busy',
      label: { case: 'BX-1', worker: '王师傅' },
    });
    expect(repair.errors['repair.worker-busy']?.zh).toContain('{case}');
  });

  it('gives the time back when the urgency is taken away', () => {
    const lowered = tell(urgent.dispatched(), ['lower', { reason: '误报', window: { from: hours(1), to: hours(2) } }, { by: 'csm', at: minutes(3) }]);
    expect(claimed(lowered)).toEqual([]);
  });

  it('sends another one instead and tells the first', () => {
    const { record, notices = [] } = play(urgent.accepted(), 'dispatch', { worker: 'li' }, { by: 'csm', at: minutes(8) });
    expect(record).toMatchObject({ state: 'dispatched', order: { worker: 'li', sentAt: minutes(2) } });
    expect(notices.map(({ type, to }) => [type, to.persons])).toEqual([
      ['repair.assigned', ['li']],
      ['repair.stoodDown', ['wang']],
    ]);
  });
});

describe('repair 报修: limits of dispatch and acceptance', () => {
  it('keeps a late dispatch late when another worker is sent', () => {
    const late = tell(urgent.registered(), ['dispatch', { worker: 'wang' }, { at: minutes(6) }], ['dispatch', { worker: 'li' }, { at: minutes(8) }]);
    expect(timerAt(late, 'dispatch', hours(1))?.breachedAt).toBe(minutes(5));
  });

  it.each([
    ['urgent', urgent.registered, 5],
    ['ordinary', ordinary.registered, 15],
  ])('dispatches an %s repair in time', (_, make, length) => {
    expect(timerAt(make(), 'dispatch', minutes(length))).toMatchObject({ dueAt: minutes(length) });
    expect(timerAt(make(), 'dispatch', minutes(length))?.breachedAt).toBeUndefined();
    expect(timerAt(make(), 'dispatch', minutes(length, 1))?.breachedAt).toBe(minutes(length));
    const sent = (at: ReturnType<typeof minutes>) => tell(make(), ['dispatch', { worker: 'wang' }, { by: 'csm', at }]);
    expect(timerAt(sent(minutes(length)), 'dispatch', minutes(99))?.metAt).toBe(minutes(length));
    expect(timerAt(sent(minutes(length, 1)), 'dispatch', minutes(99))?.breachedAt).toBe(minutes(length));
  });

  it.each([
    ['urgent', urgent.dispatched, 2 + 5],
    ['ordinary', ordinary.dispatched, 10 + 30],
  ])('gives the worker of an %s repair his time to accept', (_, make, due) => {
    expect(timerAt(make(), 'accept', minutes(due))).toMatchObject({ dueAt: minutes(due), stage: 'remind' });
    expect(timerAt(make(), 'accept', minutes(due, 1))).toMatchObject({ stage: 'breach', breachedAt: minutes(due) });
    expect(timerAt(tell(make(), ['accept', {}, { by: 'wang', at: minutes(due) }]), 'accept', minutes(99))?.metAt).toBe(minutes(due));
  });

  const handOver = (record: Repair, more = {}) => {
    const due = dueStages(repair.timers(record, start), {}, minutes(7, 1)).find(({ stage }) => stage.command);
    expect(due).toMatchObject({ timer: { name: 'accept' }, stage: { command: 'passOn' }, at: minutes(7, 1) });
    return play(record, 'passOn', {}, { by: 'clock', at: minutes(7, 1), more });
  };

  it('asks the next on the list when nobody accepts, with his own five minutes', () => {
    const { record, notices = [] } = handOver(urgent.dispatched());
    expect(record).toMatchObject({ state: 'dispatched', order: { worker: 'li', standby: [], offered: true, sentAt: minutes(2) } });
    expect(timerAt(record, 'accept', minutes(8))?.dueAt).toBe(minutes(12, 1));
    expect(timerAt(record, 'dispatch', minutes(60))?.metAt).toBe(minutes(2));
    expect(notices.map(({ type }) => type)).toEqual(['repair.assigned', 'repair.stoodDown']);
  });

  it('takes the next one’s time only when he accepts, so that the clock is never refused', () => {
    const { record } = handOver(urgent.dispatched());
    expect(claimed(record)).toEqual([]);
    expect(claimed(tell(record, ['accept', {}, { by: 'li', at: minutes(9) }]))).toEqual(['worker/li']);
  });

  it('passes over who has gone home, and gives the case back to the desk with the head of engineering told', () => {
    const { record, notices = [] } = handOver(urgent.dispatched(), { 'staff/li': { ...(world['staff/li'] as object), state: 'offDuty' } });
    expect(record).toMatchObject({ state: 'registered', since: minutes(7, 1) });
    expect('order' in record).toBe(false);
    expect(notices).toMatchObject([{ type: 'repair.returned', to: { positions: ['ENGM', 'CSM', 'FRONT'] }, emergency: true }]);
    expect(timerAt(record, 'dispatch', minutes(8))?.dueAt).toBe(minutes(12, 1));
    expect(timerAt(record, 'arrival', minutes(8))?.dueAt).toBe(minutes(30));
  });

  it('lets only the worker himself accept, decline, leave and arrive', () => {
    for (const [make, command, input] of [
      [urgent.dispatched, 'accept', {}],
      [urgent.dispatched, 'decline', { reason: 'x' }],
      [urgent.accepted, 'depart', {}],
      [urgent.enRoute, 'arrive', { placeCode: 'x' }],
      [urgent.enRoute, 'reportAbsence', { placeCode: 'x' }],
    ] as const) {
      expect(
        refusal(() => play(make(), command, input, { by: 'li' })),
        command,
      ).toBe('repair.not-your-order');
      expect(repair.commands[command]?.may(make(), { person: 'li' } as never)).toBe(false);
    }
  });

  it('hands a declined order on at once', () => {
    expect(play(urgent.dispatched(), 'decline', { reason: '正在高空作业' }, { by: 'wang', at: minutes(3) }).record).toMatchObject({ order: { worker: 'li' } });
  });

  it('tells the household who comes and by when once he has accepted', () => {
    const { notices = [] } = play(urgent.dispatched(), 'accept', {}, { by: 'wang', at: minutes(4) });
    expect(notices).toMatchObject([
      { type: 'repair.accepted', to: { parties: ['P1'] }, params: { worker: '王师傅', due: '2026-07-01 10:30' }, emergency: true },
    ]);
  });
});
