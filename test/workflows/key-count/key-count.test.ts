import { describe, expect, it } from 'vitest';
import type { Loaded } from '../../../lib/cases/contract.ts';
import type { Context, Part } from '../../../lib/cases/definition.ts';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import { systemActor } from '../../../lib/kernel/actor.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import type { KeyCount } from '../../../lib/workflows/key-count/record.ts';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { at, lentSet, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf, project } from '../../support/context.ts';

const registry = (command: string, record: KeySet, body: object) => run<KeySet>(keySetRegister, command, record, body, { id: 'x', reads: {} }).record;
const half = registry('checkIn', lentSet(), { loan: 'YS-1', count: 1 });
const lost = registry('loseOnLoan', half, { loan: 'YS-1', left: 1 });
const receipt = { recipient: 'C2', name: '李四', capacity: 'owner' as const, signature: '签收表', at: at('2026-06-01T10:00'), by: 'front.1' };
const handedOver: KeySet = { ...registered(), state: 'handedOver', receipt };
const gone: KeySet = { ...registered(), state: 'writtenOff', writeOff: { at: at('2026-06-01T10:00'), by: 'pm', reason: 'cancelled' } };
const flagged = registry('flagDiscrepancy', registered(), { keyCount: 'YP-1', seen: 1 });

/** Two keys in the cabinet, two out, one of two back, one of two lost, two handed over, one set written off. */
const register: Readonly<Record<string, KeySet>> = { A: registered(), B: lentSet(), C: half, D: lost, E: handedOver, F: gone };
const listing = (sets: Readonly<Record<string, KeySet>> = register) => ({
  register: loaded(
    '*',
    Object.entries(sets).map(([id, record]) => ({ id, record })),
  ),
});
const reading = (lines: readonly { set: string }[], sets = register): Record<string, Loaded | undefined> =>
  Object.fromEntries(lines.map(({ set }) => [set, sets[set] && loaded(set, sets[set])]));

const does = (command: string, record: KeyCount | undefined, body: object = {}, overrides: Partial<Context> & { local?: string } = {}) => {
  const { local = '2026-07-01T17:30', ...context } = overrides;
  return run<KeyCount>(keyCount, command, record, body, { id: 'YP-1', now: at(local), today: local.slice(0, 10), ...context });
};
const refused = (attempt: () => unknown) => refusal(keyCount, attempt);

const system = systemActor(actorOf('x').company);
const planned = (period = '2026-07-01') => does('plan', undefined, { period }, { actor: system }).record;
const seen = (...counts: readonly (readonly [string, number])[]) => counts.map(([set, number]) => ({ set, seen: number }));
const submit = (lines: readonly { set: string; seen: number }[], record: KeyCount = planned(), overrides: Parameters<typeof does>[3] = {}) =>
  does('submit', record, { lines }, { reads: reading(lines), ...overrides });
const right = seen(['A', 2], ['C', 1], ['D', 1]);
const finish = (record: KeyCount, parts: readonly Part[] = [], overrides: Parameters<typeof does>[3] = {}) =>
  does('finish', record, {}, { parts, reads: listing(), ...overrides });
const counted = (lines = right) => {
  const { record, parts = [] } = submit(lines);
  return finish(record, parts);
};
const short = () => counted(seen(['A', 1], ['C', 1], ['D', 1])).record;
const csm = actorOf('csm.1', 'CSM');
const explain = (record: KeyCount, body: object = {}, overrides: Parameters<typeof does>[3] = {}) =>
  does('explain', record, { set: 'A', finding: 'restored', note: '挂错钩', ...body }, { actor: csm, reads: { set: loaded('A', flagged) }, ...overrides });
const facts = (record: KeyCount) => keyCount.facts(record, 'YP-1', { opened: at('2026-07-01T17:30'), now: at('2026-07-05T10:00'), today: '2026-07-05' });

describe('key count 钥匙盘点', () => {
  it.each([
    ['new', ['plan', 'start']],
    ['open', ['submit', 'finish', 'miss']],
    ['counting', ['submit', 'finish', 'explain', 'miss']],
    ['mismatch', ['explain']],
    ['explained', ['close']],
    ['closed', []],
    ['missed', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(keyCount.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });
});

describe('opening', () => {
  it.each([
    ['2026-07-01', 'daily'],
    ['2026-07-30', 'daily'],
    ['2026-07-31', 'monthly'],
    ['2028-02-28', 'daily'],
    ['2028-02-29', 'monthly'],
  ])('on %s plans a %s count, due at the end of that day’s shift even when the schedule is late', (period, kind) => {
    const late = does('plan', undefined, { period }, { actor: system, local: '2028-03-05T09:00' }).record;
    expect(late).toMatchObject({ state: 'open', origin: 'schedule', kind, period, dueAt: at(`${period}T18:30`) });
  });

  it.each([
    ['2026-07-01T18:29:59.999', '2026-07-01T18:30'],
    ['2026-07-01T18:30', '2026-07-01T19:30'],
    ['2026-07-01T23:30', '2026-07-02T00:30'],
  ])('by hand at %s is due at %s', (local, due) => {
    expect(does('start', undefined, {}, { local }).record).toMatchObject({ origin: 'hand', kind: 'daily', period: '2026-07-01', dueAt: at(due) });
  });

  it('by hand happens once a day and kind; the schedule’s own count is never in its way', () => {
    const hand = does('start', undefined, { kind: 'daily' }).record;
    expect(keyCount.claims(hand, 'YP-2')).toEqual([
      { claim: 'hold', name: 'key-count/daily/2026-07-01', label: { number: 'YP-2' }, error: 'key-count.already-open' },
    ]);
    expect(keyCount.claims(planned(), 'YP-1')).toEqual([]);
  });

  it('follows the project’s own end of shift', () => {
    expect(does('start', undefined, {}, { project: { ...project, ...{ keys: { shiftEnd: '20:00' } } } }).record.dueAt).toBe(at('2026-07-01T20:00'));
  });
});

describe('counting', () => {
  it('keeps each sheet as a part, with what the books said and where the rest was', () => {
    const { record, parts, also } = submit(seen(['A', 2], ['B', 0], ['C', 1]));
    expect(record).toMatchObject({ state: 'counting', sheets: 1, counters: ['front.1'], differences: [] });
    expect(parts).toMatchObject([
      {
        kind: 'sheet',
        id: '00001',
        data: {
          by: 'front.1',
          lines: [
            { set: 'A', seen: 2, expected: 2, custody: 'inCabinet' },
            { set: 'B', seen: 0, expected: 0, custody: 'out' },
            { set: 'C', seen: 1, expected: 1, custody: 'out' },
          ],
        },
      },
    ]);
    expect(also).toEqual([]);
    expect(submit(right, record).parts?.[0]?.id).toBe('00002');
  });

  it.each([
    ['A', 1, 2],
    ['A', 3, 2],
    ['B', 1, 0],
    ['C', 2, 1],
    ['D', 0, 1],
    ['E', 1, 0],
  ])('takes set %s out of circulation when %i keys are seen instead of %i', (set, number, expected) => {
    const { record, also } = submit(seen([set, number]));
    expect(record.differences).toEqual([{ set, seen: number, expected }]);
    expect(also).toMatchObject([{ effect: 'order', id: set, command: 'flagDiscrepancy', input: { keyCount: 'YP-1', seen: number } }]);
  });

  it('notes keys of a set that is written off or flagged already, without flagging it again', () => {
    const sets = { F: gone, G: flagged };
    const lines = seen(['F', 1], ['G', 1]);
    const { record, also } = submit(lines, planned(), { reads: reading(lines, sets) });
    expect(record.differences.map(({ set }) => set)).toEqual(['F', 'G']);
    expect(also).toEqual([]);
  });

  it('keeps a difference once seen, even when the next look agrees', () => {
    const first = submit(seen(['A', 1])).record;
    const again = submit(seen(['A', 2]), first).record;
    expect(again.differences).toEqual([{ set: 'A', seen: 2, expected: 2 }]);
    expect(finish(again, submit(right).parts).record.state).toBe('mismatch');
  });

  it('refuses a set twice on a sheet, an unknown one, an empty sheet, and more lines than fit', () => {
    expect(refused(() => submit(seen(['A', 2], ['A', 1])))).toMatchObject({ code: 'key-count.twice', path: 'lines.1.set' });
    expect(refused(() => submit(seen(['Z', 2]))).code).toBe('key-count.unread');
    expect(() => submit([])).toThrow('request.invalid');
    const many = Array.from({ length: 41 }, (_, index) => ({ set: `K${index}`, seen: 0 }));
    expect(() => submit(many)).toThrow('request.invalid');
  });

  it('asks for each set by name, so that an unknown tag is told in its line', () => {
    const reads = keyCount.commands['submit']?.reads({ lines: seen(['A', 2], ['B', 0]) }, planned(), { today: '2026-07-01', actor: csm });
    expect(Object.entries(reads ?? {}).map(([name, { id, mode, path }]) => [name, id, mode, path])).toEqual([
      ['A', 'A', 'asOf', 'lines.0.set'],
      ['B', 'B', 'asOf', 'lines.1.set'],
    ]);
  });
});

describe('finishing', () => {
  it('closes when everything that should hang there does: register = cabinet + loans + handed over + lost', () => {
    const { record } = counted();
    expect(record).toMatchObject({ state: 'closed', tally: { sets: 5, registered: 10, expected: 4, seen: 4, out: 3, handedOver: 2, lost: 1 } });
    const tally = 'tally' in record ? record.tally : expect.fail('not finished');
    expect(tally.registered).toBe(tally.expected + tally.out + tally.handedOver + tally.lost);
  });

  it('is refused while a set with keys in a cabinet was not looked at, and names it', () => {
    expect(refused(() => counted(seen(['A', 2], ['C', 1])))).toMatchObject({
      kind: 'conflict',
      code: 'key-count.uncounted',
      says: expect.stringContaining('D'),
    });
    expect(refused(() => finish(planned())).says).toContain('3 套');
    expect(finish(planned(), [], { reads: listing({ B: lentSet(), F: gone }) }).record.state).toBe('closed');
  });

  it('wants every set of the register once a month, wherever it is', () => {
    const { record, parts } = submit(right, planned('2026-07-31'));
    expect(refused(() => finish(record, parts)).says).toContain('B、E');
    const all = submit([...right, ...seen(['B', 0], ['E', 0])], planned('2026-07-31'));
    expect(finish(all.record, all.parts).record.state).toBe('closed');
  });

  it('judges a set by when it was looked at, so that a loan in between unbalances nothing', () => {
    const { record, parts } = submit(right);
    const later = listing({ ...register, A: lentSet() });
    expect(finish(record, parts, { reads: later }).record).toMatchObject({ state: 'closed', tally: { registered: 10, expected: 4, out: 3 } });
  });

  it('takes the last look at a set, in the order of the sheets', () => {
    const first = submit(seen(['A', 1], ['C', 1], ['D', 1]));
    const second = submit(seen(['A', 2]), first.record);
    const parts = [...(second.parts ?? []), ...(first.parts ?? [])];
    expect(finish(second.record, parts).record).toMatchObject({ tally: { seen: 4 } });
  });

  it('does not close the shift on a difference, and tells the supervisor', () => {
    const outcome = counted(seen(['A', 1], ['C', 1], ['D', 1]));
    expect(outcome.record).toMatchObject({ state: 'mismatch', tally: { expected: 4, seen: 3 } });
    expect(outcome.notices).toEqual([{ type: 'key-count.mismatch', to: { positions: ['CSM'] }, params: { count: '1' } }]);
  });
});

describe('explaining', () => {
  it('is never the counter’s, and frees the set', () => {
    expect(refused(() => explain(short(), {}, { actor: actorOf('front.1', 'CSM') }))).toMatchObject({ kind: 'forbidden', code: 'key-count.counter-explains' });
    expect(keyCount.commands['explain']?.may(short(), actorOf('front.1', 'CSM'))).toBe(false);
    const { record, also } = explain(short());
    expect(record).toMatchObject({ state: 'explained', differences: [{ explained: { by: 'csm.1', finding: 'restored' } }] });
    expect(also).toMatchObject([{ id: 'A', command: 'explain', input: { finding: 'restored', note: '挂错钩' } }]);
    expect(does('close', record).record).toMatchObject({ state: 'closed', ended: { by: 'front.1' } });
  });

  it('of the last difference only opens the way to close', () => {
    const two = counted(seen(['A', 1], ['C', 0], ['D', 1])).record;
    const one = explain(two).record;
    expect(one.state).toBe('mismatch');
    expect(explain(one, { set: 'C' }, { reads: { set: loaded('C', half) } })).toMatchObject({ record: { state: 'explained' }, also: [] });
    expect(refused(() => explain(one))).toMatchObject({ kind: 'conflict', code: 'key-count.no-difference' });
  });

  it('is possible while the count goes on; what was explained then needs no second time', () => {
    const { record, parts } = submit(seen(['A', 1], ['C', 1], ['D', 1]));
    const explained = explain(record).record;
    expect(explained.state).toBe('counting');
    expect(finish(explained, parts).record.state).toBe('explained');
    expect(submit(seen(['A', 2]), explained).record.differences[0]?.explained).toBeDefined();
    expect(submit(seen(['A', 0]), explained).record.differences).toEqual([{ set: 'A', seen: 0, expected: 2 }]);
  });
});

describe('end of shift 交班', () => {
  const fired = (record: KeyCount, local: string) =>
    dueStages(keyCount.timers(record, at('2026-07-01T17:30')), {}, at(local)).map(({ stage }) => [stage.name, stage.tell?.positions]);

  it.each([
    ['2026-07-01T18:30', 0],
    ['2026-07-01T18:30:00.001', 1],
    ['2026-07-02T09:00', 1],
    ['2026-07-02T09:00:00.001', 2],
  ])('has told %s: %i stages', (local, stages) => {
    expect(fired(planned(), local)).toEqual(
      [
        ['late', ['FRONT', 'ARCH', 'CSM']],
        ['nextDay', ['PM']],
      ].slice(0, stages),
    );
    expect(fired(short(), local)).toHaveLength(stages);
  });

  it.each([
    ['2026-07-01T18:30', true],
    ['2026-07-01T18:30:00.001', false],
  ])('closed at %s is on time: %s', (local, met) => {
    const { record, parts } = submit(right);
    const closed = finish(record, parts, { local }).record;
    const [timer] = keyCount.timers(closed, at('2026-07-01T17:30'));
    expect(timer && 'metAt' in timerView(timer, at(local))).toBe(met);
    expect(facts(closed)).toEqual([
      { kpi: 'key-count-match', key: 'YP-1', on: '2026-07-01', met: true },
      { kpi: 'key-count-on-time', key: 'YP-1', on: '2026-07-01', met },
    ]);
  });

  it('counts any difference against the match, explained or not, and a count nobody made', () => {
    const match = (record: KeyCount) => facts(record).find(({ kpi }) => kpi === 'key-count-match')?.met;
    expect([match(planned()), match(short()), match(explain(short()).record), match(counted().record)]).toEqual([undefined, false, false, true]);
    expect(facts(does('miss', planned(), { note: '停电' }, { actor: actorOf('pm', 'PM') }).record).map(({ met }) => met)).toEqual([false, false]);
  });

  it('does not let a difference be forgotten by calling the count missed', () => {
    expect(refused(() => does('miss', submit(seen(['A', 1])).record, { note: 'x' })).code).toBe('key-count.explain-first');
  });
});
