import { describe, expect, it } from 'vitest';
import { instant } from '../../../lib/kernel/clock.ts';
import { residentCode } from '../../../lib/workflows/repair/progress.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { drip, hours, lamp, leak, minutes, ordinary, play, refusal, start, tell, urgent } from './story.ts';

const refused = (input: object, scene: Parameters<typeof play>[3] = {}) => refusal(() => play(undefined, 'register', input, scene));

describe('repair 报修: registration 受理', () => {
  it('takes an urgent report without an appointment and tells the dispatchers at once, in quiet hours too', () => {
    const { record, notices = [] } = play(undefined, 'register', leak);
    expect(record).toMatchObject({
      state: 'registered',
      response: { kind: 'urgent', urgency: { danger: 'burstPipe', since: start } },
      payer: 'paid',
      callerCount: 1,
    });
    expect(notices.map(({ type, emergency }) => [type, emergency])).toEqual([
      ['repair.registered', true],
      ['repair.toDispatch', true],
    ]);
    expect(notices[1]?.to.positions).toContain('FRONT');
  });

  it('seals the callback number and finds the repair by it', () => {
    const record = urgent.registered();
    expect(JSON.stringify(record)).not.toContain('"13800001234"');
    expect(repair.terms(record, 'x')).toEqual([{ kind: 'phone', value: 'hash-13800001234' }]);
  });

  it.each([
    ['neither unit nor place', { ...drip, unit: undefined }, 'repair.place-required'],
    ['unit and place', { ...drip, publicPlace: '大堂' }, 'repair.place-twice'],
    ['an unknown unit: another project’s report', { ...drip, unit: '9-9-901' }, 'reference.unknown'],
    ['an urgent repair without its danger', { ...leak, urgentKind: undefined }, 'repair.urgent-kind-required'],
    ['an urgent repair with a window', { ...leak, window: drip.window }, 'repair.urgent-has-window'],
    ['a danger on an ordinary repair', { ...drip, urgentKind: 'gasSmell' }, 'repair.urgent-kind-idle'],
    ['an ordinary repair without a window', { ...drip, window: undefined }, 'repair.window-required'],
    ['a call without a caller', { ...drip, caller: undefined }, 'repair.caller-required'],
    ['an empty caller', { ...drip, caller: {} }, 'repair.caller-required'],
    ['a name for who withholds it', { ...drip, caller: { anonymous: true, name: '张' } }, 'repair.anonymous-name'],
    ['a common part charged to a household', { ...lamp, payer: 'paid' }, 'repair.public-not-paid'],
    ['a phone that is none', { ...drip, caller: { phone: '12' } }, 'request.invalid'],
    ['a field nobody knows', { ...drip, price: 1 }, 'request.invalid'],
  ])('refuses %s', (_, input, code) => {
    expect(refused(input)).toBe(code);
  });

  it.each([
    ['a minute long', { from: hours(4), to: hours(4, 60_000) }, undefined],
    ['ending as it starts', { from: hours(4), to: hours(4) }, 'repair.window-order'],
    ['ending before it starts', { from: hours(4), to: hours(3) }, 'repair.window-order'],
    ['ending now', { from: hours(-1), to: hours(0) }, 'repair.window-past'],
    ['running, ending in a moment', { from: hours(-1), to: hours(0, 1) }, undefined],
    ['of twelve hours', { from: hours(4), to: hours(16) }, undefined],
    ['of a millisecond more', { from: hours(4), to: hours(16, 1) }, 'repair.window-long'],
    ['in sixty days', { from: hours(60 * 24), to: hours(60 * 24 + 1) }, undefined],
    ['a millisecond later', { from: hours(60 * 24, 1), to: hours(60 * 24 + 1) }, 'repair.window-far'],
  ])('judges a window %s', (_, window, code) => {
    expect(refused({ ...drip, window })).toBe(code);
  });

  it('takes a caller who withholds his name', () => {
    const record = tell(undefined, ['register', { ...drip, caller: { anonymous: true } }]);
    expect(record.callers).toEqual([{ anonymous: true, at: start }]);
  });

  it('needs no caller for what staff found themselves, and charges nobody for common parts', () => {
    expect(tell(undefined, ['register', lamp])).toMatchObject({ callers: [], callerCount: 0, payer: 'public', place: { publicPlace: '3栋大堂' } });
  });

  describe('by a resident', () => {
    const own = { ...drip, source: 'app', caller: undefined };
    it('is in his own name', () => {
      expect(tell(undefined, ['register', own, { by: 'owner' }]).callers).toEqual([{ party: 'P1', at: start }]);
      expect(refused({ ...own, caller: { party: 'P1' } }, { by: 'tenant' })).toBe('repair.caller-not-you');
    });
    it('does not decide that it is free of charge', () => {
      expect(refused({ ...own, payer: 'warranty' }, { by: 'owner' })).toBe('repair.payer-by-desk');
      expect(refused({ ...own, payer: 'paid' }, { by: 'owner' })).toBeUndefined();
    });
    it('comes from the app', () => {
      expect(refused({ ...own, source: 'phone' }, { by: 'owner' })).toBe('repair.source-app');
    });
  });

  it('copies the project’s lengths: what is changed later does not move an open limit', () => {
    const record = tell(undefined, ['register', leak, { sla: { urgentArrivalMinutes: 20 } }]);
    const arrival = repair.timers(record, start).find(({ name }) => name === 'arrival');
    expect(arrival?.due).toBe(minutes(20));
    expect(arrival?.stages.map(({ at }) => at)).toEqual([instant('2026-07-01T02:06:40.000Z'), instant('2026-07-01T02:13:20.000Z'), minutes(20)]);
  });

  it('links what is done again to its repair and to the worker who failed', () => {
    const more = { 'repair/BX-1': ordinary.closed() };
    expect(tell(undefined, ['register', { ...drip, reworkOf: 'BX-1' }, { more }]).rework).toEqual({ of: 'BX-1', worker: 'wang' });
    expect(refused({ ...drip, unit: '1-2-401', reworkOf: 'BX-1' }, { more })).toBe('repair.rework-mismatch');
    expect(refused({ ...drip, reworkOf: 'BX-1' }, { more: { 'repair/BX-1': ordinary.working() } })).toBe('repair.rework-mismatch');
  });
});

describe('repair 报修: what a resident sees', () => {
  const views = Object.values(ordinary).map((make) => repair.residentView(make(), 'P1'));

  it('is his own number, not a neighbour’s', () => {
    const merged = tell(urgent.registered(), [
      'absorb',
      { from: 'BX-2', callers: [{ name: '赵先生', party: 'P7', at: start }], registeredAt: start, registeredOn: '2026-07-01' },
      { by: 'clock' },
    ]);
    expect(JSON.stringify(repair.residentView(merged, 'P1'))).not.toContain('赵先生');
    expect(JSON.stringify(repair.residentView(merged, 'P7'))).not.toContain('张女士');
    expect(repair.residentView(merged, undefined)['caller']).toBeUndefined();
  });

  it('has no internal field in any state', () => {
    const internal = ['limits', 'suspicious', 'callers', 'callerCount', 'workers', 'standby', 'note', 'merged', 'signature', 'rework'];
    for (const view of views) expect(Object.keys(view).filter((key) => internal.includes(key))).toEqual([]);
  });

  it('has the code for the door until somebody has come; no record holds it', () => {
    const code = residentCode(ordinary.dispatched());
    expect(code).toMatch(/^\d{4}$/);
    expect(repair.residentView(ordinary.dispatched(), 'P1')['residentCode']).toBe(code);
    expect(repair.residentView(ordinary.registered(), 'P1')['residentCode']).toBeUndefined();
    expect(repair.residentView(ordinary.arrived(), 'P1')['residentCode']).toBeUndefined();
    for (const make of Object.values(ordinary)) expect(Object.keys(make())).not.toContain('residentCode');
  });

  it('has the quote once it was made to him', () => {
    expect(repair.residentView(ordinary.arrived(), 'P1')['quote']).toBeUndefined();
    expect(repair.residentView(ordinary.quoted(), 'P1')['quote']).toMatchObject({ totalFen: 8000, offeredAt: minutes(255) });
  });

  it('shows which part is waited for and until when', () => {
    expect(repair.residentView(ordinary.waitingParts(), 'P1')['waitingFor']).toEqual({ part: '阀芯', promisedOn: '2026-07-03' });
  });
});
