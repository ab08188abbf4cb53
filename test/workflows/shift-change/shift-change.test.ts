import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { isClosed } from '../../../lib/cases/stored.ts';
import { pendingStages, timerView } from '../../../lib/cases/timer.ts';
import { type Instant, instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError, sentence } from '../../../lib/kernel/error.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import { HandingBody, OpeningBody } from '../../../lib/workflows/shift-change/contract.ts';
import type { ShiftChange, Snapshot } from '../../../lib/workflows/shift-change/record.ts';
import { shiftChange } from '../../../lib/workflows/shift-change/workflow.ts';
import { actorOf, contextOf } from '../../support/context.ts';

const evening = instant('2026-07-01T18:30:00+08:00');
const minutes = (n: number, ms = 0): Instant => plus(evening, { minutes: n, ms });

/** Who has which position; everybody but `chen` is on duty. */
const people: Readonly<Record<string, readonly Position[]>> = {
  zhao: ['FRONT'],
  qian: ['FRONT', 'ARCH'],
  chen: ['FRONT'],
  gate: ['GATE'],
  csm: ['CSM'],
  pm: ['PM'],
};
const there = {
  state: 'onDuty',
  name: 'x',
  department: '客服',
  skills: [],
  certificates: [],
  shifts: [],
  since: '2026-07-01T00:00:00.000Z',
  until: '2026-07-03T00:00:00.000Z',
  clockedBy: 'x',
};
const away = { state: 'offDuty', name: 'x', department: '客服', skills: [], certificates: [], shifts: [] };

const snapshot: Snapshot = {
  at: evening,
  kinds: [{ kind: 'repair', title: '报修', open: 4, overdue: 1 }],
  overdue: [{ kind: 'repair', id: 'BX-20260701-0001', title: '报修 给水 1-2-301', due: minutes(-60) }],
  overdueMore: 0,
  keysOut: [{ loan: 'YS-20260701-0001', set: 'K-1', borrower: '王师傅', due: minutes(-30) }],
  keysMore: 0,
  keyCounts: [],
};

/** Runs a command as the walk does. */
function play(record: ShiftChange | undefined, name: string, by: string, input: object = {}, now = evening): Outcome<ShiftChange> {
  const command = shiftChange.commands[name];
  if (!command) throw new Error(`no command ${name}`);
  if (!command.from.includes(record?.state ?? 'new')) throw new DomainError('conflict', 'case.wrong-state');
  const actor = actorOf(by, ...(people[by] ?? []));
  const self = by === 'nobody' || by === 'csm' ? undefined : { contract: {}, id: by, version: 1, record: by === 'chen' ? away : there };
  const context = contextOf({ actor, now, id: 'JB-20260701-0001', reads: { self } });
  const outcome = command.apply(record, parseInput(command.input, input), context) as Outcome<ShiftChange>;
  return { ...outcome, record: shiftChange.record.parse(JSON.parse(JSON.stringify(outcome.record))) as ShiftChange };
}

const refused = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(sentence(error.code, error.detail, 'zh', shiftChange.errors)).not.toMatch(/[{}]/);
    return error.code;
  }
};

const states: Record<ShiftChange['state'], () => ShiftChange> = {
  drafted: () => play(undefined, 'open', 'zhao', { position: 'FRONT', notes: '电梯检修', snapshot }).record,
  handedOver: () => play(states.drafted(), 'handOver', 'zhao', { to: 'qian' }).record,
  accepted: () => play(states.handedOver(), 'accept', 'qian', { remark: '钥匙已点' }, minutes(10)).record,
  disputed: () => play(states.handedOver(), 'dispute', 'qian', { reason: '少一把' }, minutes(10)).record,
  resolved: () => play(states.disputed(), 'resolve', 'pm', { finding: '已补登' }, minutes(90)).record,
  cancelled: () => play(states.drafted(), 'cancel', 'zhao', { reason: '误填' }).record,
};

const table: Record<ShiftChange['state'], readonly string[]> = {
  drafted: ['handOver', 'cancel'],
  handedOver: ['recall', 'accept', 'dispute'],
  accepted: [],
  disputed: ['resolve'],
  resolved: [],
  cancelled: [],
};

describe('shift-change 交接班: states', () => {
  it.each(Object.keys(table) as ShiftChange['state'][])('in %s allows what is due and nothing else', (state) => {
    const allowed = Object.entries(shiftChange.commands).flatMap(([name, command]) => (command.from.includes(state) ? [name] : []));
    expect(allowed.toSorted()).toEqual([...table[state]].toSorted());
    expect(states[state]().state).toBe(state);
    expect(isClosed(shiftChange, states[state]())).toBe(table[state].length === 0);
  });

  it('keeps lists bounded and the card small', () => {
    expect(Buffer.byteLength(JSON.stringify(shiftChange.card(states.handedOver())))).toBeLessThan(300);
    const line = snapshot.overdue[0];
    expect(shiftChange.record.safeParse({ ...states.drafted(), snapshot: { ...snapshot, overdue: Array(50).fill(line) } }).success).toBe(true);
    expect(shiftChange.record.safeParse({ ...states.drafted(), snapshot: { ...snapshot, overdue: Array(51).fill(line) } }).success).toBe(false);
  });
});

describe('shift-change 交接班: handing over', () => {
  it('is opened by somebody of the position, with what the system has seen', () => {
    expect(states.drafted()).toMatchObject({ position: 'FRONT', outgoing: 'zhao', on: '2026-07-01', snapshot });
    expect(refused(() => play(undefined, 'open', 'zhao', { position: 'GATE' }))).toBe('shift-change.not-your-position');
    for (const body of [OpeningBody, HandingBody]) expect(Object.keys(body.shape)).not.toContain('snapshot');
    expect(() => parseInput(OpeningBody, { position: 'FRONT', snapshot })).toThrow(DomainError);
  });

  it('takes what is open at the moment of the hand-over, not at that of the draft', () => {
    const later = { ...snapshot, at: minutes(20), overdueMore: 3, keysMore: 2 };
    const { record, notices = [] } = play(states.drafted(), 'handOver', 'zhao', { notes: '已交代', snapshot: later }, minutes(20));
    expect(record).toMatchObject({ notes: '已交代', snapshot: later, handedAt: minutes(20), dueAt: minutes(50) });
    expect(notices).toMatchObject([{ type: 'shift-change.handedOver', to: { positions: ['FRONT'] }, params: { overdue: '4', keys: '3' } }]);
  });

  it('is one’s own: nobody hands over for another, nor to himself', () => {
    expect(refused(() => play(states.drafted(), 'handOver', 'qian'))).toBe('shift-change.not-yours');
    expect(refused(() => play(states.drafted(), 'handOver', 'zhao', { to: 'zhao' }))).toBe('shift-change.own');
    expect(refused(() => play(states.handedOver(), 'recall', 'qian'))).toBe('shift-change.not-yours');
    expect(play(states.handedOver(), 'recall', 'zhao').record).toMatchObject({ state: 'drafted', notes: '电梯检修' });
  });

  const counting = (state: string) => ({ ...snapshot, keyCounts: [{ id: 'YP-20260701-0001', title: '钥匙日盘 2026-07-01', state }] });

  it('says that the day’s key count is not closed', () => {
    const { notices = [] } = play(states.drafted(), 'handOver', 'zhao', { snapshot: counting('counting') });
    expect(notices).toContainEqual({ type: 'shift-change.countOpen', to: { positions: ['CSM'] }, params: { counts: '钥匙日盘 2026-07-01' } });
  });

  it('waits for the explanation of a difference where keys are kept, and only there', () => {
    expect(refused(() => play(states.drafted(), 'handOver', 'zhao', { snapshot: counting('mismatch') }))).toBe('shift-change.count-differs');
    expect(refused(() => play(states.drafted(), 'handOver', 'zhao', { snapshot: counting('explained') }))).toBeUndefined();
    const gate = play(undefined, 'open', 'gate', { position: 'GATE' }).record;
    expect(refused(() => play(gate, 'handOver', 'gate', { snapshot: counting('mismatch') }))).toBeUndefined();
  });

  it('holds one open hand-over of a person and position, and names it', () => {
    expect(shiftChange.claims(states.handedOver(), 'JB-1')).toEqual([
      { claim: 'hold', name: 'shift-change/FRONT/zhao', label: { role: '前台', number: 'JB-1' }, error: 'shift-change.already-open' },
    ]);
  });

  it('left behind can be cancelled by a supervisor, and by no colleague', () => {
    expect(refused(() => play(states.drafted(), 'cancel', 'csm', { reason: '离岗' }))).toBeUndefined();
    expect(refused(() => play(states.drafted(), 'cancel', 'qian', { reason: 'x' }))).toBe('shift-change.not-yours');
  });
});

describe('shift-change 交接班: taking over', () => {
  it.each([
    ['qian', undefined, 'a colleague of the position, on duty'],
    ['zhao', 'shift-change.own', 'the one who goes'],
    ['gate', 'shift-change.not-your-position', 'another position'],
    ['pm', 'shift-change.not-your-position', 'two positions up'],
    ['chen', 'shift-change.not-on-duty', 'a colleague who is not on duty'],
    ['csm', 'shift-change.not-on-duty', 'the head of customer service, whom the staff register does not know'],
  ])('by %s: %s (%s)', (by, code, _who) => {
    for (const [command, input] of [
      ['accept', {}],
      ['dispute', { reason: 'x' }],
    ] as const)
      expect(refused(() => play(states.handedOver(), command, by, input))).toBe(code);
  });

  it('is offered to those alone who may', () => {
    const offered = (by: string) => shiftChange.commands['accept']?.may(states.handedOver(), actorOf(by, ...(people[by] ?? [])));
    expect(Object.keys(people).filter(offered)).toEqual(['qian', 'chen', 'csm']);
  });

  it('is settled by neither of the two who disagree', () => {
    const disputed = states.disputed();
    expect(refused(() => play({ ...disputed, outgoing: 'csm' }, 'resolve', 'csm', { finding: 'x' }))).toBe('shift-change.party-resolves');
    expect(refused(() => play(disputed, 'resolve', 'qian', { finding: 'x' }))).toBe('shift-change.party-resolves');
    expect(refused(() => play(disputed, 'resolve', 'csm', { finding: 'x' }))).toBeUndefined();
  });

  it.each([
    ['accepted', 'accept', minutes(30), true],
    ['accepted', 'accept', minutes(30, 1), false],
    ['disputed', 'dispute', minutes(30), true],
  ] as const)('in time is within thirty minutes: %s by %s at %s', (_, command, at, met) => {
    const { record } = play(states.handedOver(), command, 'qian', command === 'dispute' ? { reason: 'x' } : {}, at);
    const [timer] = shiftChange.timers(record, evening);
    expect(timer && timerView(timer, minutes(99)).stage).toBe(met ? 'met' : 'late');
    expect(shiftChange.facts(record, 'x', { opened: evening, now: at, today: '' })).toEqual([
      { kpi: 'shift-change.accepted', key: 'FRONT', on: '2026-07-01', met },
    ]);
  });

  it('that nobody does is told to the heads after thirty minutes', () => {
    const [timer] = shiftChange.timers(states.handedOver(), evening);
    expect(timer && pendingStages(timer, {})).toEqual([{ stage: { name: 'late', at: minutes(30), tell: { positions: ['CSM', 'PM'] } }, at: minutes(30, 1) }]);
  });

  it('waits in no state for ever', () => {
    for (const state of ['drafted', 'handedOver', 'disputed'] as const)
      expect(shiftChange.timers(states[state](), evening).filter(({ stop }) => stop === undefined)).toHaveLength(1);
    for (const state of ['accepted', 'resolved', 'cancelled'] as const)
      expect(shiftChange.timers(states[state](), evening).filter(({ stop }) => stop === undefined)).toEqual([]);
  });
});
